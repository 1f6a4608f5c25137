"""A worked example as people read it: tables and columns by their names, numbers apart from words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from entrepot.measures import Measure
from entrepot.measures.example import Example
from entrepot.vocabulary.tables import TABLES
from entrepot.vocabulary.text import T

_NUMBER: Final = re.compile(r"[-+]?[\d.,/]+(e[-+]?\d+)?")
_KEYS: Final = ("period", "year", "month")
_COLUMNS: Final = {column.name: column.title for spec in reversed(TABLES) for column in spec.columns}
_VALUES: Final[dict[str, T]] = {
    "value": T("value", "数值"), "value_low": T("at least", "下界"), "value_high": T("at most", "上界"),
    "kg": T("kilograms", "千克"), "peer": T("compared with", "比较对象"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A table: what it is, its heads with whether numbers stand below, and its rows."""

    title: T
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(measure: Measure, example: Example) -> tuple[Shown, ...]:
    """What goes in, then what comes out."""
    inputs = {one.name: one.title for one in measure.reads}
    given = (_shown(measure, inputs.get(name, T(name, name)), text, out=False) for name, text in example.given)
    return (*given, _shown(measure, T("→ answer", "→ 结果"), example.expect, out=True))


def _shown(measure: Measure, title: T, text: str, *, out: bool) -> Shown:
    names, *rows = [line.split() for line in text.strip().splitlines()]
    numbers = [name not in _KEYS and all(_is_number(row[place]) for row in rows) for place, name in enumerate(names)]
    heads = tuple(zip((_head(measure, name, out=out) for name in names), numbers, strict=True))
    shown = tuple(tuple("—" if cell == "-" else cell.replace("-", "−") if number else cell for cell, number in zip(row, numbers, strict=True)) for row in rows)  # fmt: skip
    return Shown(title, heads, shown)


def _is_number(cell: str) -> bool:
    return cell == "-" or _NUMBER.fullmatch(cell) is not None


def _head(measure: Measure, name: str, *, out: bool) -> str:
    term = next((one for one in measure.terms if one.name == name), None)
    if out and term is not None:
        return str(term.title)
    if out and name == "value":
        return str(measure.title)
    return str(_VALUES.get(name) or (term.title if term else None) or _COLUMNS.get(name) or name)
