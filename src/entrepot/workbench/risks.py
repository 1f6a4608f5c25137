"""Findings: the risks of a region, or of many at once, judged beside their peers and with what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from entrepot.lake.lake import AsOf
from entrepot.parameters.risk_thresholds import RiskThresholds, Weights, risk_thresholds
from entrepot.risks.finding import Finding
from entrepot.risks.notices.lifting import Lifted
from entrepot.risks.register import RISKS, risk_named
from entrepot.risks.risk import PARTS, PartKind
from entrepot.sources import source_named
from entrepot.vocabulary.areas import all_areas, mainland_provinces
from entrepot.vocabulary.errors import MissingData, UnknownName, WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T
from entrepot.workbench.flow_rows import FIGURES
from entrepot.workbench.risk_given import Variants
from entrepot.workbench.risk_judging import Judging
from entrepot.workbench.risk_peers import peer_sets_of
from entrepot.workbench.risk_published import newest_printed, newest_year
from entrepot.workbench.risk_revisions import growth_of, turned_by_revision
from entrepot.workbench.risk_trade import RiskTrade, chosen_source, nothing_by_years, trade_for_risks
from entrepot.workbench.selection import PEER_SETS, Several, regions_of, several
from entrepot.workbench.sitting import sitting

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

ALL_PARTS: Final = "all"


def thresholds_for(weights: str | Path | Weights | None = None) -> RiskThresholds:
    """The declared thresholds, with what a file of one's own or a mapping of weights changes."""
    return risk_thresholds({risk.id: [one.id for one in risk.readings] for risk in RISKS}, weights)


@sitting()
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
    lifted: Lifted | None = None,
) -> tuple[Finding, ...]:
    """Findings of the risks for each region, the highest score first; MissingData where no whole year of trade is held.

    `parts` asks for sub-levels too: city, product, partner, regime, or all. `flows` are judged in place of the lake's.
    Notices that are `lifted` hold no longer.
    """
    thresholds = thresholds_for(weights)
    asked = regions_of(region) or mainland_provinces()
    wanted = tuple(risk_named(name) for name in several(risks)) or RISKS
    kinds = kinds_of(parts)
    year = _year(period)
    source = source_named(source).id if source else None
    sets = peer_sets_of(peers, asked)
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
        judging = Judging(workbench, trade, thresholds, asked, sets, kinds, year, as_of, lifted)
        found = [finding for risk in wanted for finding in judging.findings(risk)]
        turned = turned_by_revision(workbench, trade, year, growth_of(found))
        found = [
            replace(one, says=(turned[one.region], *one.says)) if _is_of_growth(one) and one.region in turned else one
            for one in found
        ]
    if not found:
        raise nothing_by_years(asked, year)
    return tuple(sorted(found, key=_highest_first))


@sitting()
def risks_of_variants(
    workbench: Workbench, variants: Variants, period: str, *, currency: str, risks: Several = None
) -> dict[str, tuple[Finding, ...]]:
    """By name of each variant: the scores and readings of its risks, judged in one go. None stands among peers."""
    wanted = tuple(risk_named(name) for name in several(risks)) or RISKS
    names, year = tuple(variants.now), _year(period)
    with trade_for_risks(
        workbench, names, source=None, currency=currency, last=year, as_of=None, flows=variants
    ) as trade:
        judging = Judging(workbench, trade, thresholds_for(), names, {}, ("region",), year, None, bare=True)
        found = sorted((finding for risk in wanted for finding in judging.findings(risk)), key=_highest_first)
    if not found:
        raise nothing_by_years((variants.region,), year)
    return {name: tuple(one for one in found if one.region == name) for name in names}


def _source(
    workbench: Workbench, asked: tuple[str, ...], *, source: str | None, currency: str | None, as_of: AsOf
) -> tuple[str, str | None]:
    """Who tells of flows; else papers, where they print something that a risk reads."""
    try:
        return chosen_source(workbench, asked, source=source, currency=currency, as_of=as_of)
    except MissingData:
        if source not in (None, FIGURES) or not newest_printed(workbench.lake, asked, as_of=as_of):
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


def _is_of_growth(finding: Finding) -> bool:
    return finding.risk.id == "scale_volatility" and finding.part.kind == "region"


def _highest_first(finding: Finding) -> tuple[Any, ...]:
    """By the least that the score can be: what cannot be said comes last."""
    low, high = finding.score.low or 0.0, finding.score.high or 0.0
    return (
        finding.region,
        PARTS.index(finding.part.kind),
        -low,
        -high if finding.level else high,
        finding.risk.id,
        finding.part.id,
    )


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

    unfinished, years = trade.unfinished(), set[str]()
    for flow in ("export", "import"):
        told = trade.told(flow, frozenset())
        if told is not None:
            sql = f"SELECT DISTINCT period FROM {told} WHERE {among('reporter', asked)}"
            years |= {str(row[0]) for row in trade.connection.execute(sql).fetchall()} - unfinished
    if not years and trade.source == FIGURES and trade.contents is not None:
        years.add(newest_year(trade.connection, asked))
    if not any(years):
        raise nothing_by_years(asked)
    return max(years)


def _cities(asked: tuple[str, ...], kinds: tuple[PartKind, ...]) -> tuple[str, ...]:
    if "city" not in kinds:
        return ()
    return tuple(one.id for kind in ("prefecture", "zone") for one in all_areas(kind) if one.parent in asked)


def unheld(asked: Sequence[str], found: Sequence[Finding]) -> tuple[str, ...]:
    """Those asked about of whom nothing could be said."""
    told = {finding.region for finding in found}
    return tuple(one for one in asked if one not in told)


__all__ = [
    "ALL_PARTS",
    "PEER_SETS",
    "MissingData",
    "kinds_of",
    "risks_of",
    "risks_of_variants",
    "thresholds_for",
    "unheld",
]
