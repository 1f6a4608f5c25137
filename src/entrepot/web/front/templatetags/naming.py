"""How templates name sources, and set the commands that a text quotes."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from entrepot.sources import ALL_SOURCES

register = template.Library()
_TITLES = {one.id: one.title for one in ALL_SOURCES}


@register.filter
def source_title(id_: str | None) -> str:
    """What people call the source of that id; what is no id of a source stays as it is."""
    return str(_TITLES.get(id_ or "", id_ or ""))


@register.filter
def commands(text: object) -> SafeString:
    """A text whose `quoted` commands are set as code."""
    plain, *rest = str(text).split("`")
    pairs = zip(rest[::2], [*rest[1::2], ""], strict=False)
    return format_html("{}{}", plain, format_html_join("", "<code>{}</code>{}", pairs))
