"""Findings as lines and paragraphs for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from entrepot.risks.finding import DIRECTION_TITLES, LEVEL_TITLES, LEVELS, Drivers, Finding, ReadingFound, Span
from entrepot.risks.register import RISKS
from entrepot.risks.risk import PART_TITLES, Reading
from entrepot.studies.titles import area_title
from entrepot.vocabulary.amounts import NO_NUMBER, format_number, format_share
from entrepot.vocabulary.areas import mainland_provinces
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit
from entrepot.workbench.risks import thresholds_for, unheld
from entrepot.workbench.selection import regions_of

LINE: Final = ("region", "risk", "part", "score", "level", "direction", "percentile", "rank")
_TITLES: Final = (
    T("region", "地区"), T("risk", "风险"), T("part", "分项"), T("score", "评分"), T("level", "等级"), T("direction", "变化"),
    T("percentile", "百分位"), T("rank", "位次"),
)  # fmt: skip
UNSAID: Final = T("cannot be said", "无法判断")


def line_titles() -> list[str]:
    return [str(title) for title in _TITLES]


def score_said(score: Span) -> str:
    """One number, or its two ends."""
    if score.point is not None:
        return format_number(score.point)
    if score.low is None or score.high is None:
        return NO_NUMBER
    return f"{format_number(score.low)}–{format_number(score.high)}"


def level_said(finding: Finding) -> T:
    """The level, the two between which it is, or that it cannot be said."""
    low, high = (LEVEL_TITLES[level] for level in finding.levels)
    if finding.level is not None:
        return low
    if finding.levels == (LEVELS[0], LEVELS[-1]):
        return UNSAID
    return T(f"{low.en} to {high.en}", f"{low.zh}至{high.zh}")


def line_of(finding: Finding, *, plain: bool = False) -> list[Any]:
    """One line of a scan; `plain` for programs."""
    rank, place = finding.rank, finding.peers[0] if finding.peers else None
    part = "" if finding.part.kind == "region" else f"{finding.part.kind}:{finding.part.id}"
    percentile = place.percentile if place else None
    if plain:
        low, high = finding.score.low, finding.score.high
        ends = (
            ""
            if low is None or high is None
            else f"{low:.4f}"
            if finding.score.point is not None
            else f"{low:.4f}..{high:.4f}"
        )
        ranked = f"{rank.declared} ({rank.low}-{rank.high} of {rank.among})" if rank else ""
        return [
            finding.region,
            finding.risk.id,
            part,
            ends,
            finding.level or "",
            finding.direction or "",
            percentile,
            ranked,
        ]
    direction = DIRECTION_TITLES[finding.direction] if finding.direction else NO_NUMBER
    return [
        area_title(finding.region), finding.risk.title, finding.part.title if part else "", score_said(finding.score),
        level_said(finding), direction, NO_NUMBER if percentile is None else format_share(percentile, decimals=0),
        f"{rank.declared} ({rank.low}–{rank.high}) / {rank.among}" if rank else NO_NUMBER,
    ]  # fmt: skip


def no_lower_than(found: Sequence[Finding], level: str | None) -> list[Finding]:
    """Those that are certainly at the level or above it; all where none is named."""
    if level is None:
        return list(found)
    named = {name: name for name in LEVELS} | {title.zh: name for name, title in LEVEL_TITLES.items()}
    if level not in named:
        raise UnknownName(T("level", "等级"), level, [*LEVELS, *(title.zh for title in LEVEL_TITLES.values())])
    return [one for one in found if LEVELS.index(one.levels[0]) >= LEVELS.index(named[level])]


def scan_notes(asked: str, found: Sequence[Finding]) -> list[T]:
    """What a table of scores does not say by itself."""
    notes = []
    if any(one.synthetic for one in found):
        notes.append(
            T(
                "[synthetic] these are figures of the sample world, not of the real regions",
                "［合成数据］以上为样例世界的数字，并非真实地区",
            )
        )
    missing = unheld(regions_of(asked) or mainland_provinces(), found)
    if missing:
        names = [area_title(one) for one in missing]
        notes.append(T(f"of {', '.join(one.en for one in names)} no whole year of trade is held", f"数据湖中没有 {'、'.join(one.zh for one in names)} 完整年份的贸易"))  # fmt: skip
    notes.append(T("scores compare, they do not predict; entrepot risk explain RISK AREA shows what stands behind one", "评分用于比较，不是预测；entrepot risk explain 风险 地区 可查看依据"))  # fmt: skip
    return notes


def reading_said(reading: Reading, value: float | None) -> str:
    if value is None:
        return NO_NUMBER
    return format_share(value) if reading.unit.as_percent else format_number(value, decimals=3)


def span_said(reading: Reading, value: Span) -> str:
    if value.point is not None:
        return reading_said(reading, value.point)
    if not value.known:
        return NO_NUMBER
    return f"{reading_said(reading, value.low)} – {reading_said(reading, value.high)}"


def reading_line(found: ReadingFound) -> str:
    weight = format_share(found.weight, decimals=0)
    text = T(
        f"{found.reading.title.en}: {span_said(found.reading, found.value)} (a year before {span_said(found.reading, found.before)}), "
        f"score {score_said(found.score)}, weight {weight}",
        f"{found.reading.title.zh}：{span_said(found.reading, found.value)}（上年 {span_said(found.reading, found.before)}），"
        f"评分 {score_said(found.score)}，权重 {weight}",
    )
    return str(text)


def change_said(reading: Reading, change: float) -> str:
    """A change with its sign, in points where the reading is a share."""
    if reading.unit.as_percent:
        points = format_number(100 * change, decimals=2, sign=True)
        return str(T(f"{points} points", f"{points} 个百分点"))
    return format_number(change, decimals=4, sign=True)


def driven(finding: Finding, drivers: Drivers) -> T:
    """What it is that the drivers add up to."""
    reading = finding.risk.reading(drivers.reading)
    if reading.unit is Unit.GROWTH:
        return T(
            f"{reading.title.en}, by what made it up, since {drivers.since}",
            f"{reading.title.zh}的构成（自 {drivers.since} 年）",
        )
    return T(
        f"what moved {reading.title.en} since {drivers.since}",
        f"自 {drivers.since} 年以来“{reading.title.zh}”的变动来源",
    )


def drivers_said(finding: Finding, drivers: Drivers) -> list[str]:
    reading = finding.risk.reading(drivers.reading)
    lines = [f"{driven(finding, drivers)}: {change_said(reading, drivers.change)}"]
    lines += [f"  {one.title}  {change_said(reading, one.contribution)}" for one in drivers.largest]
    if drivers.others_number:
        others = T(f"{drivers.others_number} others together", f"其余 {drivers.others_number} 项合计")
        lines.append(f"  {others}  {change_said(reading, drivers.others)}")
    return lines


def told(finding: Finding) -> str:
    """A finding in a paragraph: what, how bad, whither, because of what, and what cannot be said."""
    part = "" if finding.part.kind == "region" else f" · {PART_TITLES[finding.part.kind]} {finding.part.title}"
    direction = f", {DIRECTION_TITLES[finding.direction]}" if finding.direction else ""
    synthetic = f"{T('[synthetic]', '［合成数据］')} " if finding.synthetic else ""
    lines = [f"{synthetic}{finding.risk.title} · {area_title(finding.region)}{part} · {finding.period}: {score_said(finding.score)}, {level_said(finding)}{direction}"]  # fmt: skip
    lines += [f"  {reading_line(one)}" for one in finding.readings]
    if finding.drivers is not None:
        lines += [f"  {line}" for line in drivers_said(finding, finding.drivers)]
    if finding.split is not None:
        parts = (
            f"{one.title} {change_said(finding.risk.reading(finding.split.reading), one.contribution)}"
            for one in finding.split.largest
        )
        lines.append(f"  {T('of which', '其中')}: {'; '.join(parts)}")
    lines += [f"  {line}" for line in places_said(finding)]
    lines += [f"  · {one}" for one in finding.says]
    return "\n".join(lines)


def places_said(finding: Finding) -> list[str]:
    lines = []
    for one in finding.peers:
        share = format_share(one.percentile, decimals=0) if one.percentile is not None else None
        known = T(f"a higher score than {share} of {one.number} others", f"高于其余 {one.number} 地中的 {share}")
        few = T(f"only {one.number} others can be compared: no percentile", f"仅 {one.number} 地可比，不给百分位")
        lines.append(f"{one.title}: {known if share is not None else few}")
    if finding.rank is not None:
        rank = finding.rank
        lines.append(str(T(
            f"rank {rank.declared} of {rank.among} (1: the highest score); {rank.equal} under equal weights, {rank.low} to {rank.high} under nine of ten draws of weights",
            f"在 {rank.among} 地中居第 {rank.declared} 位（第1位评分最高）；等权时第 {rank.equal} 位，随机权重下十次有九次在第 {rank.low} 至 {rank.high} 位",
        )))  # fmt: skip
    return lines


def beside_each_other(found: Sequence[Finding], asked: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """A table of risks by the regions asked about: score and level of each."""
    regions = regions_of(asked)
    by_cell = {
        (one.risk.id, one.region, one.part.kind, one.part.id if one.part.kind != "region" else ""): one for one in found
    }
    rows = list(dict.fromkeys((key[0], key[2], key[3]) for key in by_cell))
    lines = []
    for risk, kind, part in rows:
        cells = [by_cell.get((risk, region, kind, part)) for region in regions]
        title = next(
            one.risk.title if kind == "region" else f"{one.risk.title} · {one.part.title}" for one in cells if one
        )
        lines.append(
            [str(title), *(f"{score_said(one.score)} {level_said(one)}" if one else NO_NUMBER for one in cells)]
        )
    return [str(T("risk", "风险")), *(str(area_title(region)) for region in regions)], lines


def register_json() -> list[dict[str, Any]]:
    """The register with its maps, weights and references, for programs."""
    maps = thresholds_for().readings
    return [
        {
            "id": risk.id, "title": risk.title.as_json(), "asks": risk.asks.as_json(), "levers": list(risk.levers),
            "parts": list(risk.parts), "cannot": [one.as_json() for one in risk.cannot],
            "readings": [
                {
                    "id": one.id, "title": one.title.as_json(), "why": one.why.as_json(), "measure": one.measure, "unit": one.unit.value,
                    "weight": scored.weight, "points": [list(point) for point in scored.points],
                    "as_of": scored.as_of, "reference": scored.reference,
                }
                for one in risk.readings
                for scored in [maps[risk.id, one.id]]
            ],
        }
        for risk in RISKS
    ]  # fmt: skip
