"""The rows that a chart of a study draws, and what the chart must know of their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from entrepot.studies.declaration import ChartOf, RowKey
from entrepot.studies.grids import Filled
from entrepot.studies.paper import Number
from entrepot.vocabulary.amounts import CURRENCY_NAMES

_COLUMN_OF: Final[dict[RowKey, str]] = {
    "period": "period", "area": "reporter", "counterpart": "partner", "product": "product", "regime": "regime",
    "subject": "name",
}  # fmt: skip
_FLOW_OF: Final = {"exports": "export", "imports": "import"}


@dataclass(frozen=True, slots=True)
class Roles:
    """The numbers that a chart must have, and all that it reads; and whether it tells exports from imports."""

    needed: tuple[str, ...] = ("value",)
    all: tuple[str, ...] = ("value",)
    flow: bool = False


def chart_rows(filled: Filled, roles: Roles) -> tuple[Mapping[str, object], ...]:
    """A row for each cell; a row for each key where columns are named after the numbers that the chart reads."""
    key_column = _COLUMN_OF[filled.grid.rows]
    names = [column.name for column in filled.grid.columns]
    fixed = {"period": period} if (period := filled.grid.where.get("period")) and key_column != "period" else {}

    def head(key: str) -> dict[str, object]:
        named: object = filled.titles[key] if key_column == "name" else key
        return {**fixed, key_column: named}

    if set(roles.needed) <= set(names):
        wide = [name for name in names if name in roles.all]
        return tuple(head(key) | {name: _plain(filled.cells.get((key, name))) for name in wide} for key in filled.keys)
    return tuple(
        head(key)
        | ({"flow": _FLOW_OF.get(column.formula, column.name)} if roles.flow else {})
        | {
            "series": filled.columns[column.name],
            "said": column.name,
            "value": _plain(filled.cells.get((key, column.name))),
        }
        for column in filled.grid.columns
        for key in filled.keys
    )


def behind_rows(filled: Filled, roles: Roles) -> tuple[tuple[str, ...], ...]:
    """For each row of `chart_rows` the derivations of its numbers."""
    names = [column.name for column in filled.grid.columns]

    def of(key: str, *columns: str) -> tuple[str, ...]:
        cells = (filled.cells.get((key, name)) for name in columns)
        return tuple(number.derivation for number in cells if number is not None and number.derivation)

    if set(roles.needed) <= set(names):
        return tuple(of(key, *(name for name in names if name in roles.all)) for key in filled.keys)
    return tuple(of(key, name) for name in names for key in filled.keys)


def chart_options(chart: ChartOf, filled: Filled, focus: str) -> dict[str, object]:
    """`unit` (a value of `Unit`), `currency`, `points`, `focus` and `columns`, as `paper.Figure` has them."""
    first = next((number for number in filled.cells.values() if number is not None), None)
    known: dict[str, object] = {"unit": _unit(first), "focus": focus}
    if first is not None and first.unit in CURRENCY_NAMES:
        known["currency"] = first.unit
    if first is not None and first.shown_in == "points":
        known["points"] = True
    return known | dict(chart.options)


def _unit(number: Number | None) -> str:
    if number is None:
        return "index"
    if number.unit in CURRENCY_NAMES:
        return "money"
    if number.unit == "rank":
        return "rank"
    return {"%": "share", "points": "share", "times": "ratio"}.get(
        number.shown_in, "index" if number.unit == "1" else "count"
    )


def _plain(number: Number | None) -> float | None:
    return None if number is None or number.value is None else float(number.value)
