"""Findings as pages show them: words, the places on the scale, and where each thing leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from entrepot.risks.finding import DIRECTION_TITLES, LEVEL_TITLES, LEVELS, Drivers, Evidence, Finding, Level
from entrepot.risks.levers import LEVERS
from entrepot.studies.titles import area_title
from entrepot.vocabulary.amounts import format_money, format_number, format_share
from entrepot.vocabulary.tables import table
from entrepot.vocabulary.text import T
from entrepot.workbench.risk_evidence import largest_rows
from entrepot.workbench.risk_saying import change_said, driven, level_said, places_said, score_said, span_said
from entrepot.workbench.risks import thresholds_for

if TYPE_CHECKING:
    from entrepot.workbench import Workbench

SHAPES: Final[dict[Level, str]] = {"low": "○", "watch": "△", "high": "◆", "severe": "■"}
"""Levels are told by shape and word, not by colour alone."""
UNSAID_SHAPE: Final = "–"
_MARKS: Final[dict[str, str]] = {"rising": "↗", "steady": "→", "falling": "↘"}


@dataclass(frozen=True, slots=True)
class ReadingShown:
    title: T
    value: str
    before: str
    score: str
    weight: str


@dataclass(frozen=True, slots=True)
class DriverShown:
    title: str
    change: str
    share: float
    """Of the largest, with its sign."""

    @property
    def size(self) -> float:
        return abs(self.share)


@dataclass(frozen=True, slots=True)
class FindingShown:
    """`low` and `high` are ends on a scale from 0 to 100; `css` names the level, empty where it cannot be said."""

    finding: Finding
    anchor: str
    score: str
    level: T
    shape: str
    css: str
    low: float
    high: float
    direction: str
    readings: tuple[ReadingShown, ...]
    driven: T | None
    change: str
    drivers: tuple[DriverShown, ...]
    split: tuple[DriverShown, ...]
    places: tuple[str, ...]
    coverage: str
    levers: tuple[T, ...]

    @property
    def width(self) -> float:
        """A point has a little width too, or nobody would see it."""
        return max(self.high - self.low, 1.2)

    @property
    def start(self) -> float:
        return min(self.low, 100 - self.width)

    @property
    def part(self) -> str:
        return "" if self.finding.part.kind == "region" else f"{self.finding.part.kind}:{self.finding.part.id}"


def shown(finding: Finding) -> FindingShown:
    """In the language in use."""
    level, drivers = finding.level, finding.drivers
    low, high = finding.score.low or 0.0, 100.0 if finding.score.high is None else finding.score.high
    direction = ""
    if finding.direction is not None:
        direction = f"{_MARKS[finding.direction]} {DIRECTION_TITLES[finding.direction]}"
    return FindingShown(
        finding, finding.id.replace(":", "-"), score_said(finding.score), level_said(finding),
        SHAPES[level] if level else UNSAID_SHAPE, f"l{LEVELS.index(level) + 1}" if level else "", low, high, direction,
        tuple(
            ReadingShown(
                one.reading.title, span_said(one.reading, one.value), span_said(one.reading, one.before), score_said(one.score),
                format_share(one.weight, decimals=0),
            )
            for one in finding.readings
        ),
        None if drivers is None else driven(finding, drivers),
        "" if drivers is None else change_said(finding.risk.reading(drivers.reading), drivers.change),
        _drivers(finding, finding.drivers), _drivers(finding, finding.split), tuple(places_said(finding)),
        "" if finding.coverage is None else format_share(finding.coverage, decimals=0),
        tuple(one.title for one in LEVERS if finding.risk.id in one.risks),
    )  # fmt: skip


def _drivers(finding: Finding, drivers: Drivers | None) -> tuple[DriverShown, ...]:
    if drivers is None:
        return ()
    reading = finding.risk.reading(drivers.reading)
    told = [(str(one.title), one.contribution) for one in drivers.largest]
    if drivers.others_number:
        others = T(f"{drivers.others_number} others together", f"其余 {drivers.others_number} 项合计")
        told.append((str(others), drivers.others))
    most = max((abs(value) for _, value in told), default=0.0) or 1.0
    return tuple(DriverShown(title, change_said(reading, value), value / most) for title, value in told)


@dataclass(frozen=True, slots=True)
class CellShown:
    """One risk of one region in the table of all."""

    score: str
    level: T
    shape: str
    css: str


@dataclass(frozen=True, slots=True)
class RowShown:
    region: str
    title: T
    cells: tuple[CellShown | None, ...]


def rows_shown(found: Sequence[Finding], risks: Sequence[str]) -> tuple[RowShown, ...]:
    """A row for each region, in the order of the list of provinces."""
    by_cell = {(one.region, one.risk.id): one for one in found}
    regions = dict.fromkeys(one.region for one in found)

    def cell(region: str, risk: str) -> CellShown | None:
        finding = by_cell.get((region, risk))
        if finding is None:
            return None
        level = finding.level
        css, shape = (f"l{LEVELS.index(level) + 1}", SHAPES[level]) if level else ("", UNSAID_SHAPE)
        unsaid = finding.levels == (LEVELS[0], LEVELS[-1])
        return CellShown("" if unsaid else score_said(finding.score), level_said(finding), shape, css)

    return tuple(RowShown(one, area_title(one), tuple(cell(one, risk) for risk in risks)) for one in regions)


LEGEND: Final = tuple((SHAPES[level], f"l{place + 1}", LEVEL_TITLES[level]) for place, level in enumerate(LEVELS))


@dataclass(frozen=True, slots=True)
class MapShown:
    """How one reading becomes a score, and who says so."""

    title: T
    measure: str
    why: T
    points: str
    weight: str
    as_of: str
    reference: str


def maps_shown(finding: Finding) -> tuple[MapShown, ...]:
    """The declared map of each reading."""
    maps = thresholds_for().readings
    return tuple(
        MapShown(
            one.title, one.measure, one.why, ", ".join(f"{value:g} → {score:g}" for value, score in scored.points),
            format_share(scored.weight, decimals=0), scored.as_of, scored.reference,
        )
        for one in finding.risk.readings
        for scored in [maps[finding.risk.id, one.id]]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowsShown:
    """Rows behind a finding: how many, their sum, the largest of them, and where all of them are."""

    number: int
    amount: str
    batches: tuple[str, ...]
    query: str
    heads: tuple[T, ...]
    largest: tuple[tuple[str, ...], ...]


def rows_behind(workbench: Workbench, finding: Finding) -> tuple[RowsShown, ...]:
    """Each piece of evidence with its largest rows."""
    return tuple(_rows(finding, one, rows) for one, rows in largest_rows(workbench, finding))


def _rows(finding: Finding, one: Evidence, rows: Sequence[Mapping[str, object]]) -> RowsShown:
    names = [
        name for name in (rows[0] if rows else ()) if name != "batch" and any(row[name] is not None for row in rows)
    ]
    spec = table(one.table)
    amount = format_money(one.added_up, finding.currency) if one.added_up is not None and finding.currency else ""
    return RowsShown(
        one.rows, amount, one.batches, f"data/rows/{one.table}/?{urlencode(one.where)}", tuple(spec.column(name).title for name in names),
        tuple(tuple(_cell(row[name]) for name in names) for row in rows),
    )  # fmt: skip


def _cell(value: object) -> str:
    if isinstance(value, float):
        return format_number(value, decimals=0 if abs(value) >= 100 else 3)
    return "" if value is None else str(value)
