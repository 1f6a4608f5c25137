"""The strip of headline figures: each column of the paper's first table over time, its last value and how it moved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from entrepot.reports.documents.setting import Cell, Grid, Setting
from entrepot.vocabulary.text import T

MOST: Final = 6
# A code of goods of six digits is no year.
_PERIOD: Final = re.compile(r"\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Headline:
    """`move` is the size of the change, in words; `up` None where there is none to compare with; `why` names its derivation."""

    title: str
    value: str
    unit: str
    period: str
    span: str
    values: tuple[float | None, ...]
    up: bool | None
    move: str
    synthetic: bool
    why: str


def headlines(setting: Setting) -> tuple[Headline, ...]:
    grid = next((one for one in setting.grids if isinstance(one, Grid) and _over_time(one)), None)
    if grid is None:
        return ()
    found = (_headline(grid, place, setting) for place, head in enumerate(grid.heads) if place and head.number)
    # A column recomputed beside the printed one ends in the same figure: the first of the two is shown.
    unlike = {(one.unit, one.period, one.value): one for one in reversed([one for one in found if one is not None])}
    return tuple(reversed(unlike.values()))[:MOST]


def _over_time(grid: Grid) -> bool:
    return len(grid.rows) > 1 and all(row and _PERIOD.match(row[0].text) for row in grid.rows)


def _headline(grid: Grid, place: int, setting: Setting) -> Headline | None:
    cells = [row[place] for row in grid.rows]
    known = [i for i, cell in enumerate(cells) if _value(cell) is not None]
    if not known:
        return None
    last = known[-1]
    head, now = grid.heads[place], _value(cells[last])
    before = _value(cells[last - 1]) if last else None
    up, move = _moved(before, now, cells[last], setting)
    return Headline(
        head.title,
        cells[last].text,
        head.unit,
        grid.rows[last][0].text,
        f"{grid.rows[known[0]][0].text}–{grid.rows[last][0].text}".replace("年", ""),
        tuple(None if (value := _value(cell)) is None else float(value) for cell in cells),
        up,
        move,
        grid.synthetic,
        cells[last].why,
    )


def _value(cell: Cell) -> Decimal | None:
    return cell.number.value if cell.number is not None else None


def _moved(before: Decimal | None, now: Decimal | None, cell: Cell, setting: Setting) -> tuple[bool | None, str]:
    """In per cent; in points where the figure is a share; in its own unit where it may be below zero."""
    if before is None or now is None or cell.scale is None:
        return None, ""
    if cell.scale.words == "%":
        return now >= before, f"{abs(now - before) * 100:.1f} {setting.say(T('pp', '个百分点'))}"
    if before <= 0 or now <= 0:
        return now >= before, cell.scale.said(abs(now - before), setting.language)
    return now >= before, f"{abs(now / before - 1) * 100:.1f}%"
