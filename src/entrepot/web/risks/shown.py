"""Findings as pages show them: words, the places on the scale, and where each thing leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from entrepot.reports.naming import name_of
from entrepot.risks.coverage import coverage_of
from entrepot.risks.finding import DIRECTION_TITLES, LEVEL_TITLES, LEVELS, Drivers, Evidence, Finding, Level
from entrepot.risks.levers import LEVERS
from entrepot.risks.levers.lever import Lever
from entrepot.risks.risk import Risk
from entrepot.studies.titles import area_title, figure_title, locator_title
from entrepot.vocabulary.amounts import format_money, format_number, format_share
from entrepot.vocabulary.tables import TableSpec, table
from entrepot.vocabulary.text import T, current_language
from entrepot.web.front.about import About, read_from
from entrepot.workbench.risk_evidence import largest_rows
from entrepot.workbench.risk_saying import change_said, driven, level_said, places_said, score_said, span_said
from entrepot.workbench.risks import thresholds_for

if TYPE_CHECKING:
    from entrepot.workbench import Workbench

DRIVERS: Final = T("What moved it", "变动来自")
SPLIT: Final = T("By where it came from", "按来源划分")
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
    """`share` is of the largest, with its sign; `query` is where its rows are, below the language."""

    title: str
    change: str
    share: float
    query: str = ""

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
    change_unit: str
    drivers: tuple[DriverShown, ...]
    split: tuple[DriverShown, ...]
    places: tuple[str, ...]
    coverage: str
    levers: tuple[Lever, ...]
    about: About

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


def shown(finding: Finding, query: str = "") -> FindingShown:
    """In the language in use; `query` is what the address asks besides the region."""
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
        "" if drivers is None or (unit := finding.risk.reading(drivers.reading).unit).as_percent else str(unit.title),
        _drivers(finding, finding.drivers), _drivers(finding, finding.split), tuple(places_said(finding)),
        "" if finding.coverage is None else format_share(finding.coverage, decimals=0),
        tuple(one for one in LEVERS if finding.risk.id in one.risks), _about(finding, query),
    )  # fmt: skip


def _about(finding: Finding, query: str) -> About:
    part = "" if finding.part.kind == "region" else f"{finding.part.kind}:{finding.part.id}"
    title = finding.risk.title
    if part:
        title = T(f"{title.en} · {finding.part.title.en}", f"{title.zh} · {finding.part.title.zh}")
    words = "&".join(filter(None, (query, urlencode({"part": part}) if part else "")))
    parts = (("drivers", DRIVERS, finding.drivers), ("split", SPLIT, finding.split))
    return About(
        finding.id.replace(":", "-"), title,
        read_from((one.source for one in finding.evidence if one.rows), coverage_of((finding,)), synthetic=finding.synthetic),
        subtitle=finding.risk.asks, fetched=f"region/{finding.region}/risks/{finding.risk.id}/why/?{words}",
        parts=tuple((name, words_of) for name, words_of, found in parts if found is not None),
    )  # fmt: skip


def _drivers(finding: Finding, drivers: Drivers | None) -> tuple[DriverShown, ...]:
    if drivers is None:
        return ()
    reading = finding.risk.reading(drivers.reading)
    told = [(str(one.title), one.contribution, _rows_of(finding, drivers.over, one.id)) for one in drivers.largest]
    if drivers.others_number:
        others = T(f"{drivers.others_number} others together", f"其余 {drivers.others_number} 项合计")
        told.append((str(others), drivers.others, ""))
    most = max((abs(value) for _, value, _ in told), default=0.0) or 1.0
    return tuple(DriverShown(title, change_said(reading, value), value / most, rows) for title, value, rows in told)


def _rows_of(finding: Finding, over: str, name: str) -> str:
    """The rows of one partner or product among the evidence; of what is no column of theirs, the evidence itself."""
    one = next((one for one in finding.evidence if one.rows), None)
    if one is None:
        return ""
    words = dict(one.where)
    if one.table == "flows" and over in ("partner", "product"):
        words[over] = f"{name}*" if over == "product" else name
    return f"data/rows/{one.table}/?{urlencode(words)}"


@dataclass(frozen=True, slots=True)
class UnsaidShown:
    """A risk of which nothing can be said: what is known of it, and what lacks; `query` leads to how it would be judged."""

    title: T
    asks: T
    known: tuple[str, ...]
    lacks: tuple[T, ...]
    query: str


def is_unsaid(finding: Finding) -> bool:
    """Any level could be true."""
    return finding.level is None and finding.levels == (LEVELS[0], LEVELS[-1])


def unsaid_shown(found: Sequence[Finding], query: str = "") -> tuple[UnsaidShown, ...]:
    return tuple(
        UnsaidShown(
            one.risk.title, one.risk.asks,
            tuple(f"{each.reading.title} {span_said(each.reading, each.value)}" for each in one.readings if each.value.point is not None),
            # Where nothing is known, that there is no direction goes without saying.
            tuple(said for said in one.says if not said.en.endswith("no direction")),
            f"region/{one.region}/risks/{one.risk.id}/why/" + (f"?{query}" if query else ""),
        )
        for one in found
    )  # fmt: skip


def about_unsaid(found: Sequence[Finding]) -> About:
    """Of the table of risks that cannot be judged."""
    titles = T("What lacks, risk by risk", "各项风险缺少的数据")
    coverage = T(f"{len(found)} of the seven risks", f"七项风险中的{len(found)}项")
    return About(
        "unsaid", titles,
        read_from((each.source for one in found for each in one.evidence if each.rows), coverage, synthetic=any(one.synthetic for one in found)),
        (
            T("A risk is judged only where enough of what it reads is held; a guess is never put in its place.",
              "仅在所需读数足够时才判断风险，不以猜测代替。"),
        ),
        more=(("method/#risks", T("What each risk reads", "各项风险读取哪些数据")),),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellShown:
    """One risk of one region in the table of all."""

    risk: str
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
        return CellShown(risk, "" if is_unsaid(finding) else score_said(finding.score), level_said(finding), shape, css)

    return tuple(RowShown(one, area_title(one), tuple(cell(one, risk) for risk in risks)) for one in regions)


def about_all(found: Sequence[Finding]) -> About:
    """Of the table of all regions."""
    sources = (one.source for finding in found for one in finding.evidence if one.rows)
    regions = len({one.region for one in found})
    told = sum(one.level is not None for one in found)
    coverage = T(
        f"{regions} regions; {told} of {len(found)} levels can be said",
        f"{regions}个地区；{len(found)}项中可判断{told}项",
    )
    return About(
        "provinces", T("Every region by every risk", "各地区逐项风险"),
        read_from(sources, coverage, synthetic=any(one.synthetic for one in found)),
        (
            T("A score from 0 to 100 is the weighted mean of what its readings score on declared maps; a click on one shows maps, references and rows.",
              "评分（0至100）为各读数按声明的映射所得评分的加权平均；点击任一格可见映射、出处与数据行。"),
        ),
        T(f"score of 100, {found[0].period}", f"评分（满分100），{found[0].period}"),
        (("method/#risks", T("Readings, maps and references", "读数、映射与出处")),),
    )  # fmt: skip


LEGEND: Final = tuple((SHAPES[level], f"l{place + 1}", LEVEL_TITLES[level]) for place, level in enumerate(LEVELS))


@dataclass(frozen=True, slots=True)
class MapShown:
    """How one reading becomes a score, and who says so; `example` is a value and what it scores."""

    title: T
    measure: str
    why: T
    points: str
    weight: str
    as_of: str
    reference: str
    example: str


def maps_shown(risk: Risk) -> tuple[MapShown, ...]:
    """The declared map of each reading."""
    maps = thresholds_for().readings
    return tuple(
        MapShown(
            one.title, one.measure, one.why, ", ".join(f"{value:g} → {score:g}" for value, score in scored.points),
            format_share(scored.weight, decimals=0), scored.as_of, scored.reference, _midway(scored.points),
        )
        for one in risk.readings
        for scored in [maps[risk.id, one.id]]
    )  # fmt: skip


def _midway(points: Sequence[tuple[float, float]]) -> str:
    """Between the first two points of a map the score lies between theirs."""
    (first, low), (second, high) = points[:2]
    return f"{(first + second) / 2:g} → {(low + high) / 2:g}"


@dataclass(frozen=True, slots=True)
class RowsShown:
    """Rows behind a finding: how many, their sum, the largest of them with what stands around them, and where all are."""

    number: int
    amount: str
    batches: tuple[str, ...]
    query: str
    heads: tuple[T, ...]
    largest: tuple[tuple[str, ...], ...]
    about: About


def rows_behind(workbench: Workbench, finding: Finding) -> tuple[RowsShown, ...]:
    """Each piece of evidence with its largest rows."""
    found = largest_rows(workbench, finding)
    return tuple(_rows(finding, place, one, rows) for place, (one, rows) in enumerate(found))


def _rows(finding: Finding, place: int, one: Evidence, rows: Sequence[Mapping[str, object]]) -> RowsShown:
    names = [
        name for name in (rows[0] if rows else ()) if name != "batch" and any(row[name] is not None for row in rows)
    ]
    spec = table(one.table)
    amount = format_money(one.added_up, finding.currency) if one.added_up is not None and finding.currency else ""
    query = f"data/rows/{one.table}/?{urlencode(one.where)}"
    about = About(
        f"{finding.id.replace(':', '-')}-rows-{place}", T(f"The largest rows behind it, {place + 1}", f"作为依据的数据行（{place + 1}），金额大者在前"),
        read_from((one.source,), T(f"{len(rows)} of {one.rows:,} rows", f"{one.rows:,}行中的{len(rows)}行"), synthetic=finding.synthetic),
        (T("As taken in; nothing is computed.", "原样列示，未经计算。"),), more=((query, T("All of them", "全部数据行")),),
    )  # fmt: skip
    heads = tuple(_headed(spec, name) for name in names)
    return RowsShown(
        one.rows,
        amount,
        one.batches,
        query,
        heads,
        tuple(tuple(_cell(row[name], _NAMED.get(name)) for name in names) for row in rows),
        about,
    )


def _headed(spec: TableSpec, name: str) -> T:
    """With its unit, where it is a number's."""
    column = spec.column(name)
    return T(f"{column.title.en}, {column.unit}", f"{column.title.zh}，{column.unit}") if column.unit else column.title


# Columns of ids, and as what these are named: rows of print say an area and its counterpart.
_NAMED: Final = {
    **{name: name for name in ("reporter", "area", "partner", "flow", "regime")},
    **{"counterpart": "partner", "measure": "figure", "subject": "figure", "locator": "locator"},
}


def _cell(value: object, named: str | None = None) -> str:
    if named is not None and value is not None:
        if named == "figure":
            return str(figure_title(str(value), {}))
        return str(locator_title(str(value))) if named == "locator" else name_of(named, value, current_language())
    if isinstance(value, float):
        return format_number(value, decimals=0 if abs(value) >= 100 else 3)
    return "" if value is None else str(value)
