"""Outcomes as rows of a page: one column for each scenario, each cell a change with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from entrepot.models.scenario.outcome import METHODS, ChangeOf, Estimate, Outcome, RiskChange
from entrepot.reports.scenario_words import (
    FLOWS,
    TOTALS,
    assumption_range,
    change_text,
    number_text,
    score_text,
    span_text,
)
from entrepot.vocabulary.text import T

NO_CHANGE: Final = T("no change", "不变")


@dataclass(frozen=True, slots=True)
class Cell:
    """`change` is None where there is no number; `why` then says why, where that is known."""

    change: str | None
    interval: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    before: str
    cells: tuple[Cell, ...]
    moved: float = 0.0
    """How far it goes from what it was, from 0 to 1: what changes most is read first."""

    @property
    def why(self) -> str:
        """Why no column has a number, where all say the same."""
        told = {one.why for one in self.cells}
        return told.pop() if len(told) == 1 and not any(one.change for one in self.cells) else ""


@dataclass(frozen=True, slots=True)
class Column:
    """What stands under one scenario besides its numbers."""

    title: T
    said: str
    about: T
    method: T
    parts: tuple[tuple[str, str, str], ...]
    assumptions: tuple[tuple[str, str, str], ...]
    not_modelled: tuple[T, ...]
    notes: tuple[T, ...]
    synthetic: bool


def column(found: Outcome) -> Column:
    return Column(
        found.scenario.title,
        _said(found),
        found.scenario.about,
        METHODS[found.method],
        tuple(
            (
                str(T(f"{one.title.en} ({FLOWS[one.flow].en})", f"{one.title.zh}（{FLOWS[one.flow].zh}）")),
                number_text(one.amount, found.currency, signed=True) or "",
                (number_text(one.unplaced, found.currency) or "") if one.unplaced else "",
            )
            for one in found.parts
        ),
        tuple((str(one.what), assumption_range(one), one.reference) for one in found.assumptions),
        found.not_modelled,
        found.notes,
        found.synthetic,
    )


def _said(found: Outcome) -> str:
    """What becomes of exports and imports, in one sentence; empty where neither has a number."""
    told = [
        T(f"{FLOWS[name].en} {cell.change}", f"{FLOWS[name].zh}{cell.change}")
        for name, one in (("export", found.exports), ("import", found.imports))
        if (cell := _estimate(one)).change
    ]
    joined = T(", ".join(one.en for one in told), "，".join(one.zh for one in told)) if told else ""
    return str(joined)


def totals(found: Sequence[Outcome]) -> tuple[Row, ...]:
    rows = []
    for name, title in TOTALS.items():
        estimates: list[Estimate] = [getattr(one, name) for one in found]
        before = next((one for one in estimates if one.before is not None), None)
        said = number_text(before.before, before.unit) if before else None
        rows.append(Row(_capital(str(title)), said or "—", tuple(_estimate(one) for one in estimates)))
    return tuple(rows)


def measures(found: Sequence[Outcome]) -> tuple[Row, ...]:
    """Those that change most first."""
    told: dict[str, dict[int, ChangeOf]] = {}
    for place, outcome in enumerate(found):
        for one in outcome.measures:
            told.setdefault(one.id, {})[place] = one
    return tuple(sorted((_measure(cells, len(found)) for cells in told.values()), key=lambda row: -row.moved))


def has_intervals(rows: Sequence[Row]) -> bool:
    return any(cell.interval for row in rows for cell in row.cells)


def risks(found: Sequence[Outcome]) -> tuple[Row, ...]:
    told: dict[str, dict[int, RiskChange]] = {}
    for place, outcome in enumerate(found):
        for one in outcome.risks:
            told.setdefault(one.id, {})[place] = one
    return tuple(_risk(cells, len(found)) for cells in told.values())


def _estimate(one: Estimate) -> Cell:
    if one.value is None:
        return Cell(None, why=str(one.why or ""))
    if not any((one.value, one.low, one.high)):
        return Cell(str(NO_CHANGE))
    return Cell(change_text(one), _interval(one.low, one.high, one.unit))


def _measure(cells: dict[int, ChangeOf], columns: int) -> Row:
    first = next(iter(cells.values()))
    return Row(
        str(first.title),
        number_text(first.before, first.unit) or "—",
        tuple(_changed(cells[place]) if place in cells else Cell(None) for place in range(columns)),
        max(map(_moved, cells.values())),
    )


def _moved(one: ChangeOf) -> float:
    """A change beside what it is a change of, whatever the unit."""
    whole = abs(one.before or 0.0) + abs(one.after or 0.0)
    return abs(one.change or 0.0) / whole if whole else 0.0


def _changed(one: ChangeOf) -> Cell:
    low, high = (None if end is None or one.before is None else end - one.before for end in (one.low, one.high))
    return Cell(number_text(one.change, one.unit, signed=True), _interval(low, high, one.unit))


def _risk(cells: dict[int, RiskChange], columns: int) -> Row:
    first = next(iter(cells.values()))
    level = f" {first.level_before}" if first.level_before else ""
    return Row(
        str(first.title),
        score_text(first.before) + level,
        tuple(_scored(cells[place]) if place in cells else Cell(None) for place in range(columns)),
    )


def _scored(one: RiskChange) -> Cell:
    if one.change is None:
        return Cell(None, why=str(one.said[0]) if one.said else "")
    moved = one.level_after if one.level_after != one.level_before else None
    said = number_text(one.change, "points", signed=True) or ""
    return Cell(f"{said} → {moved}" if moved else said, _interval(one.low, one.high, "points"))


def _interval(low: float | None, high: float | None, unit: str) -> str:
    ends = span_text(low, high, unit)
    if None in ends or ends[0] == ends[1]:
        return ""
    return f"{ends[0]} … {ends[1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
