"""Anybody's text made harmless for every format: what cannot be seen or cannot stand in XML is gone, the rest is itself."""

from __future__ import annotations

import re

from entrepot.reports.naming import plain


def line(text: object) -> str:
    """One line of visible text."""
    return plain(text)


def flowing(text: str) -> str:
    """The same within a sentence: a space at either end stays, since a number may follow it."""
    shown = line(text)
    if not shown:
        return " " if text and text.strip() != text else ""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return before + shown + after


def anchor(id_: str) -> str:
    """An id as every format can link to it."""
    return re.sub(r"[^\w-]", lambda found: f"-{ord(found[0]):x}-", id_)
