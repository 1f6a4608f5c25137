"""Footnote marks glued to printed numbers (`123①`, `1,234*`, `12.3p`), and digits of full width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import ibis

_WIDE: Final = "０１２３４５６７８９，．－＋　", "0123456789,.-+ "
# A circled or bracketed number, asterisks and daggers, 注 and a number, and the letters of official statistics for
# provisional, revised and estimated. A raised digit is none of them: `5²` may be anything.
_MARK: Final = r"[①-⑳⑴-⒇*＊†‡※]+|\[[0-9]{1,2}\]|[(（]?注[0-9①-⑳]{0,2}[)）]?|[(（]?[pre][)）]?"
_MARKED: Final = rf"^([+-]?[0-9][0-9,]*(?:\.[0-9]+)?) ?({_MARK})$"


def narrow(text: ibis.Value) -> ibis.Value:
    """The text with digits and signs of full width as plain ones."""
    return text.translate(*_WIDE).strip()


def unmarked(text: ibis.Value) -> ibis.Value:
    """The number without its footnote mark; all else as it is."""
    import ibis

    return ibis.ifelse(text.re_search(_MARKED), text.re_extract(_MARKED, 1), text)


def mark(text: ibis.Value) -> ibis.Value:
    """The footnote mark behind a number; null where there is none."""
    return text.re_extract(_MARKED, 2).nullif("")
