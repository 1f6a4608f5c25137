"""A table made to fit the page: smaller type, then a page on its side, then cut into parts that repeat the first column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from entrepot.reports.documents.setting import Cell, Grid, Head, Setting

# Points: A4 upright and on its side, less the margins.
UPRIGHT: Final = 453.0
ON_ITS_SIDE: Final = 700.0
_PADDING: Final = 8.0
_SIZES: Final = (9.0, 8.0, 7.5)
# A column of words may be broken into lines of this many ems, never one of numbers.
_NARROWEST: Final = 5.5
_LONGEST_WORD: Final = 8.0
# A longer head is set in two lines.
_ONE_LINE: Final = 6.0
_FULL_FROM: Final = 5
# A table of so many rows is not broken across pages; a longer one may be, with its head repeated.
WHOLE: Final = 18
_FEW: Final = 6


@dataclass(frozen=True, slots=True)
class Fit:
    """`parts` are columns by index; `size` of type in points; `widths` what each column needs, in points."""

    size: float
    landscape: bool
    parts: tuple[tuple[int, ...], ...]
    widths: tuple[float, ...]

    def share(self, part: Sequence[int]) -> float:
        """Of the width of the text: tables of few columns are not drawn apart."""
        room = ON_ITS_SIDE if self.landscape else UPRIGHT
        needed = sum(self.widths[i] for i in part) * 1.35 / room
        least = min(1.0, 0.25 + 0.19 * len(part))
        return 1.0 if len(part) >= _FULL_FROM else min(1.0, max(least, needed))


def fit(heads: Sequence[Head], rows: Sequence[Sequence[Cell]]) -> Fit:
    natural = [_natural(head, [row[i].text for row in rows]) for i, head in enumerate(heads)]
    least = [
        wide if head.number else min(wide, max(_NARROWEST, *(_longest_word(row[i].text) for row in rows), 0.0))
        for i, (head, wide) in enumerate(zip(heads, natural, strict=True))
    ]
    every = tuple(range(len(heads)))
    for room, sizes in ((UPRIGHT, _SIZES), (ON_ITS_SIDE, _SIZES[1:])):
        for size in sizes:
            if sum(least) * size + _PADDING * len(heads) <= room:
                return Fit(size, room == ON_ITS_SIDE, (every,), _points(natural, least, size, room))
    size = _SIZES[1]
    needed = tuple(wide * size + _PADDING for wide in least)
    return Fit(size, False, _cut(needed), needed)


def head_lines(title: str) -> tuple[str, ...]:
    """A long head is broken before what it has in brackets, never within."""
    front, mark, back = title.partition("（")
    return (front, mark + back) if front and mark and ems(title) > _ONE_LINE else (title,)


def laid(part: Grid, setting: Setting) -> Grid:
    """As it is printed: a table of few rows that is too wide for any page has its columns down and its rows across."""
    if len(part.rows) > _FEW or len(fit(part.heads, part.rows).parts) == 1:
        return part
    first, *others = part.heads
    heads = (replace(first, number=False), *(Head(row[0].text, "", True) for row in part.rows))
    rows = tuple(
        (Cell(head.title + setting.bracketed(head.unit)), *(row[i] for row in part.rows))
        for i, head in enumerate(others, start=1)
    )
    return replace(part, heads=heads, rows=rows)


def _natural(head: Head, texts: Sequence[str]) -> float:
    """Every cell in one line; the head in two where it is long."""
    lines = [ems(one) for one in head_lines(head.title)]
    widest = max(lines)
    in_two = widest if len(lines) > 1 else max(min(widest, _ONE_LINE), widest / 2 + 0.8, _longest_word(head.title))
    return max([in_two if head.number else min(widest, 2 * _ONE_LINE), ems(head.unit) * 0.9, *map(ems, texts)])


def _longest_word(text: str) -> float:
    """Chinese may be broken anywhere, other words at a hyphen."""
    return min(_LONGEST_WORD, max((ems(word) for word in re.split(r"[\s-]", text) if word.isascii()), default=0.0))


def _points(natural: list[float], least: list[float], size: float, room: float) -> tuple[float, ...]:
    """What each column would like, less what columns of words must give up to fit."""
    wanted = [wide * size + _PADDING for wide in natural]
    floor = [wide * size + _PADDING for wide in least]
    over, give = sum(wanted) - room, sum(wanted) - sum(floor)
    part = min(1.0, max(0.0, over / give)) if give else 0.0
    return tuple(want - (want - low) * part for want, low in zip(wanted, floor, strict=True))


def _cut(needed: tuple[float, ...]) -> tuple[tuple[int, ...], ...]:
    parts: list[list[int]] = [[0]]
    for i, wide in enumerate(needed[1:], start=1):
        if len(parts[-1]) > 1 and sum(needed[k] for k in parts[-1]) + wide > UPRIGHT:
            parts.append([0])
        parts[-1].append(i)
    return tuple(map(tuple, parts))


def ems(text: str) -> float:
    """How wide a line of text is, in ems: full-width signs one, others about a half."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.55 for sign in text)
