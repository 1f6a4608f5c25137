"""The facts of the manufacturing reading, from measures."""

from __future__ import annotations

from typing import Any, Final

from entrepot.risks.finding import Finding, Span
from entrepot.risks.levers import lever_named
from entrepot.risks.readings.high_technology import ratio
from entrepot.risks.readings.manufacturing import CALLED, GOODS, Danger, ManufacturingFacts, manufacturing_reading
from entrepot.risks.readings.reading import Figure, Reading
from entrepot.risks.register import risk_named
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.products import product
from entrepot.vocabulary.regimes import GROUP_TITLES, regime_group
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit
from entrepot.workbench.reading_facts import Asking, lacking, place

SHOWN: Final = 3
CONTROLS: Final = {
    "market_concentration": T("Spread markets", "市场多元化"),
    "scale_volatility": T("Steady the scale", "稳定出口规模"),
    "product_return": T("Raise what goods return", "提升产品收益"),
    "single_regime": T("Use more customs regimes", "丰富贸易方式"),
}
"""The risks that the paper names, in its order, each with the group of controls that it sets against it."""


def manufacturing(asking: Asking) -> Reading:
    name = place(asking.region)
    exports = asking.figure("exports", T("exports of manufactured goods", "制造业产品出口额"), product=GOODS)
    if exports is None:
        raise lacking(asking.region, asking.period, CALLED)
    asking.settle(exports.currency)
    whole = asking.figure("exports", T("all exports", "全部出口额"))
    share = ratio(exports, whole) if whole is not None else Span(None, None)
    facts = ManufacturingFacts(
        region=asking.region, name=name, period=asking.period, exports=exports,
        share=asking.made(Unit.SHARE, T("share of manufactured goods", "制造业产品比重"), share, "exports", whole={}, product=GOODS) if share.known else None,
        growth=asking.figure("growth", T("growth", "增速"), product=GOODS),
        goods=_largest(asking, "product", exports, digits=2),
        markets=_largest(asking, "partner", exports),
        regimes=_regimes(asking),
        dangers=_dangers(asking),
        says=tuple(asking.says), source=", ".join(sorted(asking.sources)) or "given",
        batches=tuple(sorted(asking.batches)), synthetic=asking.synthetic,
    )  # fmt: skip
    return manufacturing_reading(facts)


def _largest(asking: Asking, over: str, exports: Figure, **asked: Any) -> tuple[tuple[T, Figure], ...]:
    """The largest parts of the manufactured exports, each with its share of them."""
    rows = [
        row for row in asking.records("exports", product=GOODS, by=(over,), **asked)
        if row["period"] == asking.period and row["value"] is not None
    ]  # fmt: skip
    whole = exports.value.point
    largest = sorted(rows, key=lambda row: (-row["value"], row[over]))[:SHOWN] if whole else []
    found = []
    for row in largest:
        title = place(row[over]) if over == "partner" else product(row[over]).name
        value = row["value"] / (whole or 1)
        words = {"product": row[over]} if over == "product" else {"product": GOODS, "partner": row[over]}
        found.append(
            (title, asking.made(Unit.SHARE, title, Span(value, value), "exports", whole={"product": GOODS}, **words))
        )
    return tuple(found)


def _regimes(asking: Asking) -> tuple[tuple[T, Figure], ...]:
    """Shares of all exports by group of regimes: the lake seldom tells goods and regimes together."""
    rows = [row for row in asking.records("regime_share", flow="export") if row["period"] == asking.period]
    by_group: dict[str, float] = {}
    for row in rows:
        group = regime_group(str(row["regime"]))
        if row["value"] is not None:
            by_group[group] = by_group.get(group, 0.0) + row["value"]
    found = []
    for group, value in sorted(by_group.items(), key=lambda pair: -pair[1])[:SHOWN]:
        title = GROUP_TITLES.get(group, T(group, group))
        codes = tuple(dict.fromkeys(str(row["regime"]) for row in rows if regime_group(str(row["regime"])) == group))
        found.append((title, asking.made(Unit.SHARE, title, Span(value, value), "regime_share", regime=codes)))
    return tuple(found)


def _dangers(asking: Asking) -> tuple[Danger, ...]:
    """The findings of the four risks; a risk of which nothing is found keeps its controls."""
    fixed = {name: what for name, what in asking.fixed.items() if name != "data"}
    found: dict[str, Finding] = {}
    try:
        findings = asking.workbench.risks(
            asking.region, asking.period, risks=tuple(CONTROLS), flows=asking.fixed.get("data"), **fixed
        )
        found = {one.risk.id: one for one in findings}
    except EntrepotError as problem:
        asking.says.append(problem.message)
    return tuple(_danger(asking, risk, found.get(risk)) for risk in CONTROLS)


def _danger(asking: Asking, risk: str, finding: Finding | None) -> Danger:
    declared = risk_named(risk)
    levers = tuple(lever_named(one) for one in declared.levers)
    if finding is None:
        return Danger(risk, declared.title, (), CONTROLS[risk], levers)
    figures = tuple(
        asking.made(one.reading.unit, one.reading.title, one.value, f"risk:{risk}") for one in finding.readings if one.value.known
    )  # fmt: skip
    return Danger(risk, declared.title, figures, CONTROLS[risk], levers, finding.score, finding.level)
