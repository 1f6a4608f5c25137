"""Tables of a page: rows and columns have their names, and what is too wide scrolls within a named region."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from entrepot.reports.documents.fitting import ems, head_lines
from entrepot.reports.documents.html_words import Wording
from entrepot.reports.documents.setting import Cell, Grid, Head, Picture

# Names of rows so short, in ems, are not broken.
_SHORT: Final = 9


def table(part: Grid | Picture, wording: Wording) -> str:
    heads = "".join(_head(head) for head in part.heads)
    short = all(ems(row[0].text) <= _SHORT for row in part.rows)
    rows = "".join(f"<tr>{_cells(part.heads, row, wording, short=short)}</tr>\n" for row in part.rows)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(part.called)} {escape(part.title)}">'
        f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
    )


def _cells(heads: Sequence[Head], row: Sequence[Cell], wording: Wording, *, short: bool) -> str:
    found = []
    for i, (head, cell) in enumerate(zip(heads, row, strict=True)):
        shown = wording.why(cell.text, cell.why, synthetic=False)
        kinds = [name for name, holds in (("n", head.number), ("short", short and i == 0)) if holds]
        look = f' class="{" ".join(kinds)}"' if kinds else ""
        found.append(f'<th scope="row"{look}>{shown}</th>' if i == 0 else f"<td{look}>{shown}</td>")
    return "".join(found)


def _head(head: Head) -> str:
    unit = f'<span class="unit">{escape(head.unit)}</span>' if head.unit else ""
    align = ' class="n"' if head.number else ""
    lines = head_lines(head.title)
    title = "<wbr>".join(map(escape, lines))
    if max(map(ems, lines)) <= _SHORT:
        title = f'<span class="unbroken">{title}</span>'
    return f'<th scope="col"{align}>{title}{unit}</th>'
