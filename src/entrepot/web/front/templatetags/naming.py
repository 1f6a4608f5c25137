"""How templates name sources, studies and columns, and set the commands and addresses that a text quotes."""

from __future__ import annotations

import re
from typing import Final

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from entrepot.sources import ALL_SOURCES
from entrepot.studies.shelf import shipped_titles
from entrepot.vocabulary.tables import TABLES

register = template.Library()
# A bracket that was opened before it is none of its own.
_DOI: Final = re.compile(r"doi:(10\.\d{4,9}/(?:[\w./:-]|\([\w./:-]*\))*\w)")
_COLUMNS = {column.name: column.title for table in TABLES for column in table.columns}
_TITLES = {one.id: one.title for one in ALL_SOURCES}


@register.filter
def source_title(id_: str | None) -> str:
    """What people call the source of that id; what is no id of a source stays as it is."""
    return str(_TITLES.get(id_ or "", id_ or ""))


@register.filter
def study_title(id_: str) -> str:
    """What the shipped study of that id is called."""
    return str(dict(shipped_titles()).get(id_, id_))


@register.filter
def column_title(name: str) -> str:
    """What people call a column; one that is no column of a table stays as it is."""
    return str(_COLUMNS.get(name, name))


@register.filter
def linked(address: str) -> SafeString:
    """An address of the web as a link, any other place as it is written."""
    if not address.startswith(("https://", "http://")):
        return format_html("<code>{}</code>", address)
    return format_html('<a href="{}" rel="noreferrer">{}</a>', address, address)


@register.filter
def cited(reference: str) -> SafeString:
    """A reference whose DOIs lead to what they name."""
    said = str(escape(reference))
    return mark_safe(_DOI.sub(r'<a href="https://doi.org/\1" rel="noreferrer">doi:\1</a>', said))  # noqa: S308 - escaped above


@register.filter
def commands(text: object) -> SafeString:
    """A text whose `quoted` commands are set as code."""
    plain, *rest = str(text).split("`")
    pairs = zip(rest[::2], [*rest[1::2], ""], strict=False)
    return format_html("{}{}", plain, format_html_join("", "<code>{}</code>{}", pairs))
