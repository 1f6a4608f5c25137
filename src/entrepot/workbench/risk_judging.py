"""Judging one year: every whole's readings become findings, withheld where the checks doubt a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from entrepot.lake.lake import AsOf
from entrepot.parameters.risk_thresholds import RiskThresholds, ScoreMap
from entrepot.risks.finding import NOTHING, Drivers, Evidence, Finding, Part, PeerPlace, RankInterval, ReadingFound
from entrepot.risks.notices.lifting import Lifted
from entrepot.risks.risk import PartKind, Reading, Risk
from entrepot.risks.scoring import change_of, levels_of, score_of, weighted
from entrepot.studies.titles import area_title
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.text import T
from entrepot.workbench.flow_rows import FIGURES
from entrepot.workbench.risk_doubts import Doubt, Doubts, doubting, doubts_about
from entrepot.workbench.risk_drivers import drivers_of_all, split_of_all
from entrepot.workbench.risk_evidence import evidence_of, with_places
from entrepot.workbench.risk_parts import part_title
from entrepot.workbench.risk_peers import places_among
from entrepot.workbench.risk_published import Fact, Prints, prints_of
from entrepot.workbench.risk_readings import Asking, ReadingsOfAll
from entrepot.workbench.risk_trade import RiskTrade
from entrepot.workbench.risk_wholes import Whole, Wholes

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

_OVER_YEARS: Final = {"growth": 2, "volatility": 6, "downside_deviation": 6, "drawdown": 100, "unit_value_index": 2}
"""How many years a reading is made of, where it is more than one."""
_FIGURES_OF: Final = {
    "trade_dependence": ("gdp",), "export_dependence": ("gdp",), "fdi_dependence": ("gdp", "fdi_inflow"),
}  # fmt: skip
_FLOWS: Final = {"export": ("export",), "import": ("import",), "both": ("export", "import")}


_ONLY_GOODS: Final = T(
    "no total over all goods is held from this source: what is judged is the trade in the goods that are held",
    "该来源没有全部商品的总额：所评判的是数据湖所载商品的贸易",
)


@dataclass(slots=True)
class Judging:
    """One year of trade, every whole in it, and what has been asked of the measures so far."""

    workbench: Workbench
    trade: RiskTrade
    thresholds: RiskThresholds
    asked: tuple[str, ...]
    sets: Mapping[str, tuple[str, ...]]
    kinds: tuple[PartKind, ...]
    year: str
    as_of: AsOf
    lifted: Lifted | None = None
    bare: bool = False
    """Whether scores, readings and what is said of them are all that is asked for: neither peers, drivers nor coverage."""
    _asking: Asking = field(init=False)
    _doubts: Doubts = field(init=False)

    def __post_init__(self) -> None:
        prints = Prints()
        if self.trade.source == FIGURES and self.trade.contents is not None:
            asked = self.trade.selection.currency or ""
            prints = prints_of(self.trade.connection, self.trade.regions, self.year, currency=asked)
        wholes = Wholes(self.trade, self.year, self.kinds, self.thresholds.least_share, prints)
        self._asking = Asking(self.workbench, wholes, self.thresholds, self.asked, self.lifted)
        self._doubts = doubts_about(self.trade)

    def findings(self, risk: Risk) -> list[Finding]:
        read = [self._asking.read(reading) for reading in risk.readings]
        maps = [self.thresholds.readings[risk.id, reading.id] for reading in risk.readings]
        wholes = [
            whole for whole in self._wholes(risk) if whole.kind in risk.parts or self._prints.about(risk.id, whole.id)
        ]
        found = {whole.id: self._readings(risk, whole, read, maps) for whole in wholes}
        drivers = {} if self.bare else drivers_of_all(self._asking, risk, read[0])
        splits = {} if self.bare else split_of_all(self._asking, risk)
        places, ranks = ({}, {}) if self.bare else places_among(risk, wholes, found, self.sets, self.thresholds)
        # What papers print for one risk is no evidence for the others.
        behind = {whole.id: self._behind(risk, whole) for whole in wholes if self._is_asked(whole)}
        return [
            self._finding(
                risk,
                whole,
                found[whole.id],
                maps,
                drivers.get(whole.id),
                splits.get(whole.id),
                places.get(whole.id, ()),
                ranks.get(whole.id),
                behind[whole.id],
            )
            for whole in wholes
            if behind.get(whole.id)
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
        return whole.reporter in self.asked and (whole.kind in self.kinds or self._prints.tells_unasked(whole.id))

    @property
    def _prints(self) -> Prints:
        return self._asking.wholes.prints

    def _printed(self, risk: Risk, whole: Whole) -> list[Fact]:
        """What is read of print: a value that is told better otherwise is not."""

        def read(fact: Fact) -> bool:
            return self._asking.read(risk.reading(fact.reading)).of(whole.id, self.year).point == fact.value

        return [fact for fact in self._prints.about(risk.id, whole.id) if not fact.reading or read(fact)]

    def _readings(
        self, risk: Risk, whole: Whole, read: Sequence[ReadingsOfAll], maps: Sequence[ScoreMap]
    ) -> tuple[ReadingFound, ...]:
        before = str(int(self.year) - 1)
        found = []
        for reading, all_of_it, scored in zip(risk.readings, read, maps, strict=True):
            value, earlier = all_of_it.of(whole.id, self.year), all_of_it.of(whole.id, before)
            doubt = self._doubt(risk, reading, whole, self.year)
            if doubt is not None:
                found.append(
                    ReadingFound(reading, NOTHING, NOTHING, score_of(scored, NOTHING), scored.weight, doubt.says)
                )
                continue
            if self._doubt(risk, reading, whole, before) is not None:
                earlier = NOTHING
            said = None if value.known else all_of_it.why_not(whole.id) or _unknown(whole.reporter, self.year)
            remark = all_of_it.remarks.get(whole.id) if value.known else None
            found.append(ReadingFound(reading, value, earlier, score_of(scored, value), scored.weight, said, remark))
        return tuple(found)

    def _doubt(self, risk: Risk, reading: Reading, whole: Whole, year: str) -> Doubt | None:
        """Whether the checks doubt a number that the reading of this year is made of."""
        region = whole.part if whole.kind == "city" else whole.reporter
        doubts = self._doubts.get(region)
        if not doubts:
            return None
        own = [year]
        if reading.measure in _OVER_YEARS:
            own = [str(int(year) - back) for back in range(_OVER_YEARS[reading.measure])]
        of = (*_FLOWS[reading.flow], *_FIGURES_OF.get(reading.measure, ()))
        return doubting(doubts, of, whole.part if whole.kind == "partner" else "", own)

    def _finding(
        self, risk: Risk, whole: Whole, readings: tuple[ReadingFound, ...], maps: Sequence[ScoreMap], drivers: Drivers | None,
        split: Drivers | None, places: tuple[PeerPlace, ...], rank: RankInterval | None, behind: tuple[Evidence, ...],
    ) -> Finding:  # fmt: skip
        score = weighted(readings)
        change, direction = change_of(readings, maps, self.thresholds)
        says = [said for one in readings for said in (one.remark, one.said) if said is not None]
        adds_up = self._adds_up(readings, risk)
        says += [said for fact in self._printed(risk, whole) for said in fact.says]
        if self.trade.contents is not None:
            behind = with_places(self.trade.connection, self.workbench.lake, behind)
        if not self.trade.whole and whole.kind != "product":
            says.append(_ONLY_GOODS)
        if direction is None:
            says.append(T(f"nothing scored is known both in {self.year} and the year before: no direction", f"{self.year} 年与上年没有同时可得的计分项，无法判断方向"))  # fmt: skip
        return Finding(
            risk=risk, region=whole.reporter, period=self.year, score=score, levels=levels_of(score, self.thresholds),
            part=Part(whole.kind, whole.part, self._title(whole), whole.share), direction=direction, change=change,
            readings=readings, drivers=drivers if adds_up else None, split=split if adds_up else None, peers=places, rank=rank, coverage=self._coverage(risk, whole),
            evidence=behind, says=tuple(dict.fromkeys((*says, *risk.cannot))), synthetic=self.trade.synthetic,
            currency=self.trade.currency,
        )  # fmt: skip

    def _adds_up(self, readings: tuple[ReadingFound, ...], risk: Risk) -> bool:
        return next(one for one in readings if one.reading.id == risk.drivers.reading).value.point is not None

    def _title(self, whole: Whole) -> T:
        return (
            area_title(self.trade.home(whole.part))
            if whole.kind in ("region", "city")
            else part_title(whole.kind, whole.part)
        )

    def _coverage(self, risk: Risk, whole: Whole) -> float | None:
        """Which share of the trade is told in the detail that the first reading needs."""
        reading = risk.readings[0]
        if reading.flow == "both" or self.bare:
            return None
        listed = (
            self._prints.listed(risk.drivers.over, whole.id, self.year) if risk.drivers.taken == "squares" else None
        )
        if listed is not None:
            return listed
        whole_rows = self._asking.wholes.evidence(reading.flow, frozenset()).get(whole.id)
        detailed = self._asking.wholes.evidence(reading.flow, frozenset(reading.needs)).get(whole.id)
        if whole_rows is None or not whole_rows[1]:
            return None
        return min(1.0, (detailed[1] or 0.0) / whole_rows[1]) if detailed is not None else 0.0

    def _behind(self, risk: Risk, whole: Whole) -> tuple[Evidence, ...]:
        told, found, earlier = (self.trade.source, self.trade.currency), list[Evidence](), list[Evidence]()
        for flow in dict.fromkeys(one for reading in risk.readings for one in _FLOWS[reading.flow]):
            rows = self._asking.wholes.evidence(flow, frozenset()).get(whole.id)
            if rows is not None:
                found.append(evidence_of(whole, told, flow, self.year, *rows))
                earlier.extend(self._earlier(risk, whole, flow, told))
        printed = [fact.evidence for fact in self._printed(risk, whole)]
        if not found and not printed:
            return ()
        others = (one for reading in risk.readings for one in self._asking.read(reading).evidence.get(whole.id, ()))
        return tuple(dict.fromkeys((*found, *printed, *others, *earlier)))

    def _earlier(self, risk: Risk, whole: Whole, flow: str, told: tuple[str, str]) -> Iterator[Evidence]:
        """The rows of the year before, with which it is compared; of a risk that is read over years, of all years before.

        Rows that were handed in are with whoever handed them in.
        """
        if self.trade.contents is None:
            return
        wholes = self._asking.wholes
        over_years = any(reading.measure in _OVER_YEARS and reading.flow == flow for reading in risk.readings)
        first = wholes.first if over_years else wholes.before
        period = wholes.before if first >= wholes.before else f"{first}..{wholes.before}"
        rows = wholes.evidence(flow, period=period).get(whole.id)
        if rows is not None:
            yield evidence_of(whole, told, flow, period, *rows)


def _unknown(region: str, year: str) -> T:
    return T(f"what is held of {region} does not tell it for {year}", f"数据湖中 {region} {year} 年的数据不足以得出")
