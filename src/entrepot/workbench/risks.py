"""Findings: the risks of a region, or of many at once, judged beside their peers and with what stands behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from entrepot.lake.lake import AsOf
from entrepot.parameters.risk_thresholds import RiskThresholds, ScoreMap, Weights, risk_thresholds
from entrepot.risks.finding import Evidence, Finding, Part, PeerPlace, RankInterval, ReadingFound
from entrepot.risks.register import RISKS, risk_named
from entrepot.risks.risk import PARTS, PartKind, Risk
from entrepot.risks.scoring import change_of, levels_of, score_of, weighted
from entrepot.studies.titles import area_title
from entrepot.vocabulary.areas import all_areas, all_by_id, mainland_provinces
from entrepot.vocabulary.errors import MissingData, UnknownName, WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T
from entrepot.workbench.flow_rows import FIGURES
from entrepot.workbench.risk_drivers import drivers_of_all
from entrepot.workbench.risk_evidence import evidence_of
from entrepot.workbench.risk_parts import part_title
from entrepot.workbench.risk_peers import peer_sets_of, places_among
from entrepot.workbench.risk_published import (
    evidence_of_print,
    has_printed_shares,
    newest_shares,
    printed_shares,
    says_of_print,
)
from entrepot.workbench.risk_readings import Asking, ReadingsOfAll
from entrepot.workbench.risk_trade import RiskTrade, chosen_source, nothing_by_years, trade_for_risks
from entrepot.workbench.risk_wholes import Whole, Wholes
from entrepot.workbench.selection import PEER_SETS, Several, regions_of, several

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

ALL_PARTS: Final = "all"
_FLOWS: Final = {"export": ("export",), "import": ("import",), "both": ("export", "import")}


def thresholds_for(weights: str | Path | Weights | None = None) -> RiskThresholds:
    """The declared thresholds, with what a file of one's own or a mapping of weights changes."""
    return risk_thresholds({risk.id: [one.id for one in risk.readings] for risk in RISKS}, weights)


def risks_of(
    workbench: Workbench,
    region: Several,
    period: str | None = None,
    *,
    weights: str | Path | Weights | None = None,
    peers: Several = None,
    source: str | None = None,
    currency: str | None = None,
    as_of: AsOf = None,
    flows: Any = None,
    risks: Several = None,
    parts: Several = None,
) -> tuple[Finding, ...]:
    """Findings of the risks for each region, the highest score first; MissingData where no whole year of trade is held.

    `parts` asks for sub-levels too: city, product, partner, regime, or all. `flows` are judged in place of the lake's.
    """
    thresholds = thresholds_for(weights)
    asked = regions_of(region) or mainland_provinces()
    wanted = tuple(risk_named(name) for name in several(risks)) or RISKS
    kinds = kinds_of(parts)
    year = _year(period)
    sets = peer_sets_of(peers)
    everyone = tuple(
        dict.fromkeys((*asked, *(one for members in sets.values() for one in members), *_cities(asked, kinds)))
    )
    if flows is None:
        source, money = _source(workbench, asked, source=source, currency=currency, as_of=as_of)
        currency = currency or money
    with trade_for_risks(
        workbench, everyone, source=source, currency=currency, last=year, as_of=as_of, flows=flows
    ) as trade:
        year = year or _newest(trade, asked)
        judging = _Judging(workbench, trade, thresholds, asked, sets, kinds, year, as_of)
        found = [finding for risk in wanted for finding in judging.findings(risk)]
    if not found:
        raise nothing_by_years(asked)
    return tuple(sorted(found, key=_highest_first))


def _source(
    workbench: Workbench, asked: tuple[str, ...], *, source: str | None, currency: str | None, as_of: AsOf
) -> tuple[str, str | None]:
    """Who tells of flows; else papers, where they print shares."""
    try:
        return chosen_source(workbench, asked, source=source, currency=currency, as_of=as_of)
    except MissingData:
        if source not in (None, FIGURES) or not has_printed_shares(workbench.lake, asked, as_of=as_of):
            raise
        return FIGURES, currency


def kinds_of(parts: Several) -> tuple[PartKind, ...]:
    """The kinds of parts asked for, the region itself always among them."""
    names = several(parts)
    if ALL_PARTS in names:
        return PARTS
    for name in names:
        if name not in PARTS:
            raise UnknownName(T("part of a region", "地区的组成"), name, (*PARTS, ALL_PARTS))
    return tuple(kind for kind in PARTS if kind == "region" or kind in names)


def _highest_first(finding: Finding) -> tuple[Any, ...]:
    low, high = finding.score.low or 0.0, finding.score.high or 0.0
    return (finding.region, PARTS.index(finding.part.kind), -(low + high), high - low, finding.risk.id, finding.part.id)


def _year(period: str | None) -> str:
    if not period:
        return ""
    parsed = parse_period(period)
    if parsed.frequency != "year":
        raise WrongCall(T(f"risks are judged by years: give one such as 2023, not {period}", f"风险按年判断：请给出年份（如 2023），而不是 {period}"))  # fmt: skip
    return parsed.text


def _newest(trade: RiskTrade, asked: tuple[str, ...]) -> str:
    """The newest year that the regions asked about are told in."""
    from entrepot.workbench.narrowing import among

    years = [
        str(row[0])
        for flow in ("export", "import")
        if (told := trade.told(flow, frozenset())) is not None
        for row in trade.connection.execute(
            f"SELECT max(period) FROM {told} WHERE {among('reporter', asked)}"
        ).fetchall()
        if row[0] is not None
    ]
    if not years and trade.source == FIGURES and trade.contents is not None:
        years.append(newest_shares(trade.connection, asked))
    if not any(years):
        raise nothing_by_years(asked)
    return max(years)


def _cities(asked: tuple[str, ...], kinds: tuple[PartKind, ...]) -> tuple[str, ...]:
    if "city" not in kinds:
        return ()
    return tuple(one.id for kind in ("prefecture", "zone") for one in all_areas(kind) if one.parent in asked)


@dataclass(slots=True)
class _Judging:
    """One year of trade, every whole in it, and what has been asked of the measures so far."""

    workbench: Workbench
    trade: RiskTrade
    thresholds: RiskThresholds
    asked: tuple[str, ...]
    sets: Mapping[str, tuple[str, ...]]
    kinds: tuple[PartKind, ...]
    year: str
    as_of: AsOf
    _asking: Asking = field(init=False)
    _evidence: dict[str, Mapping[str, tuple[int, float | None, tuple[str, ...]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        printed = {}
        if self.trade.source == FIGURES and self.trade.contents is not None:
            connection = self.trade.connection
            printed = {
                over: printed_shares(connection, over, self.trade.regions, self.year) for over in ("partner", "regime")
            }
        wholes = Wholes(self.trade, self.year, self.kinds, self.thresholds.least_share, printed)
        self._asking = Asking(self.workbench, wholes, self.thresholds)

    def findings(self, risk: Risk) -> list[Finding]:
        read = [self._asking.read(reading) for reading in risk.readings]
        maps = [self.thresholds.readings[risk.id, reading.id] for reading in risk.readings]
        wholes = [whole for whole in self._wholes(risk) if whole.kind in risk.parts or self._prints(risk, whole)]
        found = {whole.id: self._readings(risk, whole, read, maps) for whole in wholes}
        drivers = drivers_of_all(self._asking, risk, read[0])
        places, ranks = places_among(risk, wholes, found, self.sets, self.thresholds)
        # What papers print for one risk is no evidence for the others.
        mine = [whole for whole in wholes if self._is_asked(whole) and self._behind(risk, whole)]
        return [
            self._finding(
                risk, whole, found[whole.id], maps, drivers.get(whole.id), places.get(whole.id, ()), ranks.get(whole.id)
            )
            for whole in mine
        ]

    def _wholes(self, risk: Risk) -> list[Whole]:
        """Whoever has trade of a flow that the risk reads."""
        found: dict[str, Whole] = {}
        for flow in dict.fromkeys(one for reading in risk.readings for one in _FLOWS[reading.flow]):
            found |= {name: whole for name, whole in self._asking.wholes.of(flow).items() if name not in found}
        return [self._as_city(whole) for whole in found.values()]

    def _as_city(self, whole: Whole) -> Whole:
        """A place that lies in a region asked about is a part of it, unless it was asked about itself."""
        area = all_by_id().get(whole.reporter)
        if (
            whole.kind != "region"
            or area is None
            or area.kind not in ("prefecture", "zone")
            or whole.reporter in self.asked
        ):
            return whole
        return replace(whole, reporter=area.parent or whole.reporter, kind="city")

    def _is_asked(self, whole: Whole) -> bool:
        # What papers print of a part is all that they print: it is told unasked.
        return whole.reporter in self.asked and (whole.kind in self.kinds or self._is_printed(whole))

    def _prints(self, risk: Risk, whole: Whole) -> bool:
        shares = self._asking.wholes.printed.get(risk.drivers.over)
        return risk.drivers.taken == "squares" and shares is not None and whole.id in shares["reporter"].to_pylist()

    def _is_printed(self, whole: Whole) -> bool:
        return any(whole.id in shares["reporter"].to_pylist() for shares in self._asking.wholes.printed.values())

    def _readings(
        self, risk: Risk, whole: Whole, read: Sequence[ReadingsOfAll], maps: Sequence[ScoreMap]
    ) -> tuple[ReadingFound, ...]:
        before = str(int(self.year) - 1)
        found = []
        for reading, all_of_it, scored in zip(risk.readings, read, maps, strict=True):
            value = all_of_it.of(whole.id, self.year)
            said = (
                None
                if value.known
                else all_of_it.said_of.get(whole.id)
                or all_of_it.said
                or all_of_it.otherwise
                or _unknown(whole.reporter, self.year)
            )
            found.append(
                ReadingFound(
                    reading, value, all_of_it.of(whole.id, before), score_of(scored, value), scored.weight, said
                )
            )
        return tuple(found)

    def _finding(
        self, risk: Risk, whole: Whole, readings: tuple[ReadingFound, ...], maps: Sequence[ScoreMap], drivers: Any,
        places: tuple[PeerPlace, ...], rank: RankInterval | None,
    ) -> Finding:  # fmt: skip
        score = weighted(readings)
        change, direction = change_of(readings, maps, self.thresholds)
        says = [one.said for one in readings if one.said is not None]
        behind = self._behind(risk, whole)
        says += [
            says_of_print(value)
            for one in behind
            for name, value in one.where
            if one.table == "series" and name == "measure" and value in ("share_of_asean_trade", "mode_share")
        ]
        if direction is None:
            says.append(T(f"nothing scored is known both in {self.year} and the year before: no direction", f"{self.year} 年与上年没有同时可得的计分项，无法判断方向"))  # fmt: skip
        return Finding(
            risk=risk, region=whole.reporter, period=self.year, score=score, levels=levels_of(score, self.thresholds),
            part=Part(whole.kind, whole.part, self._title(whole), whole.share), direction=direction, change=change,
            readings=readings, drivers=drivers, peers=places, rank=rank, coverage=self._coverage(risk, whole),
            evidence=behind, says=tuple(dict.fromkeys((*says, *risk.cannot))), synthetic=self.trade.synthetic,
            currency=self.trade.currency,
        )  # fmt: skip

    def _title(self, whole: Whole) -> T:
        return area_title(whole.part) if whole.kind in ("region", "city") else part_title(whole.kind, whole.part)

    def _coverage(self, risk: Risk, whole: Whole) -> float | None:
        """Which share of the trade is told in the detail that the first reading needs."""
        reading = risk.readings[0]
        if reading.flow == "both":
            return None
        whole_rows = self._rows(reading.flow, frozenset()).get(whole.id)
        detailed = self._rows(reading.flow, frozenset(reading.needs)).get(whole.id)
        if whole_rows is None or not whole_rows[1]:
            return None
        return min(1.0, (detailed[1] or 0.0) / whole_rows[1]) if detailed is not None else 0.0

    def _rows(self, flow: str, needs: frozenset[str]) -> Mapping[str, tuple[int, float | None, tuple[str, ...]]]:
        key = "|".join((flow, *sorted(needs)))
        if key not in self._evidence:
            self._evidence[key] = self._asking.wholes.evidence(flow, needs)
        return self._evidence[key]

    def _behind(self, risk: Risk, whole: Whole) -> tuple[Evidence, ...]:
        source, found = self.trade.source, []
        for flow in dict.fromkeys(one for reading in risk.readings for one in _FLOWS[reading.flow]):
            rows = self._rows(flow, frozenset()).get(whole.id)
            if rows is not None:
                found.append(evidence_of(whole, source, flow, self.year, *rows))
        shares = self._asking.wholes.printed.get(risk.drivers.over)
        printed = evidence_of_print(shares, whole.id, self.year) if shares is not None else None
        return (*found, printed) if printed is not None else tuple(found)


def _unknown(region: str, year: str) -> T:
    return T(f"what is held of {region} does not tell it for {year}", f"数据湖中 {region} {year} 年的数据不足以得出")


def unheld(asked: Sequence[str], found: Sequence[Finding]) -> tuple[str, ...]:
    """Those asked about of whom nothing could be said."""
    told = {finding.region for finding in found}
    return tuple(one for one in asked if one not in told)


__all__ = ["ALL_PARTS", "PEER_SETS", "MissingData", "kinds_of", "risks_of", "thresholds_for", "unheld"]
