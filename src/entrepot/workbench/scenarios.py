"""Trying a scenario on a region: by the method asked for, with intervals, and fed back into its measures and risks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.lake.lake import AsOf
from entrepot.models.scenario.checking import FIRST_YEAR, LAST_YEAR, checked
from entrepot.models.scenario.declaration import Scenario, Shift, kind_of
from entrepot.models.scenario.drawing import SEED, Draws, draw
from entrepot.models.scenario.outcome import METHODS, NOT_TOLD, Estimate, Outcome, Part
from entrepot.models.scenario.shelf import scenario_named
from entrepot.models.scenario.words import title_of
from entrepot.models.stress import FLOWS, Stress, Stressed, reacting
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench.equilibrium_methods import by_equilibrium
from entrepot.workbench.flows_between import flows_between
from entrepot.workbench.hypothetical import AFTER, BEFORE, ends_of, measures_between, risks_between
from entrepot.workbench.own_flows import OwnFlows, own_flows
from entrepot.workbench.sitting import sitting
from entrepot.workbench.smart_method import by_smart

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Array = NDArray[np.float64]
DRAWS: Final = 200
_NOT_BY_STRESS: Final = (
    T("prices, wages and incomes at home and abroad stay as they are", "国内外的价格、工资与收入保持不变"),
    T("no other exporter reacts, and no buyer turns to another", "其他出口方与买方的反应未计入"),
    T("inputs are not saved where exports fall, nor bought where they rise", "出口增减引起的中间投入变化未计入"),
)
_WITHIN_CHAPTERS: Final = T(
    "goods that go elsewhere go to who trades goods of their chapter already, and there any of them is taken",
    "转移的商品只流向已有同章商品贸易的一方，并假定其接受该章任何商品",
)
_NO_WELFARE: Final = T(
    "a stress test moves no prices, so it knows no welfare; ask with method pass_through or split",
    "压力测试不改变价格，无法给出福利变化；请改用 pass_through 或 split 方法",
)


@sitting()
def try_scenario(
    workbench: Workbench,
    scenario: Scenario | str | Path,
    region: str,
    *,
    period: str | None = None,
    method: str | None = None,
    draws: int = DRAWS,
    seed: int | None = None,
    as_of: AsOf = None,
    source: str | None = None,
    potentials: Mapping[str, float] | None = None,
    year: int | None = None,
    risks: bool = True,
) -> Outcome:
    """What the scenario comes to for the region, by one of the named methods; `stress` where none is named.

    `year` asks for the rates in force in another year than the scenario says.
    """
    if method is not None and method not in METHODS:
        raise UnknownName(T("method", "方法"), method, METHODS)
    _in_bounds(year, seed)
    declared = checked(scenario) if isinstance(scenario, Scenario) else scenario_named(scenario)
    declared = declared if year is None else replace(declared, year=year)
    own = own_flows(workbench.lake, region, period=period, as_of=as_of, source=source)
    seed = SEED if seed is None else seed
    match method:
        case "pass_through" | "split":
            return by_equilibrium(workbench, declared, own, method, draws=draws, seed=seed, as_of=as_of, risks=risks)
        case "smart":
            return by_smart(workbench, declared, own, seed=seed, as_of=as_of, risks=risks)
    potentials = potentials or _potentials(workbench, declared, own, as_of)
    return by_stress(workbench, declared, own, draws=draws, seed=seed, potentials=potentials, risks=risks)


def _in_bounds(year: int | None, seed: int | None) -> None:
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        said = T(f"a year lies between {FIRST_YEAR} and {LAST_YEAR}, not {year}", f"年份应介于 {FIRST_YEAR} 与 {LAST_YEAR} 之间，而非 {year}")  # fmt: skip
        raise WrongCall(said)
    if seed is not None and seed < 0:
        raise WrongCall(T(f"a seed is a whole number from 0, not {seed}", f"随机种子应为不小于 0 的整数，而非 {seed}"))


def _potentials(workbench: Workbench, scenario: Scenario, own: OwnFlows, as_of: AsOf) -> Mapping[str, float] | None:
    """What could be sold and is not yet, by market or product, where a shift is divided by it."""
    along = {one.along for one in scenario.changes if isinstance(one, Shift) and one.by == "potential"}
    if not along:
        return None
    found = workbench.potential(own.region, period=own.period, currency=own.currency, source=own.source, as_of=as_of)
    return {
        row[name]: row["unrealised"]
        for name, table in (("partner", found.markets), ("product", found.products))
        if name in along
        for row in table.to_pylist()
        if row["unrealised"] > 0
    }


def by_stress(
    workbench: Workbench,
    scenario: Scenario,
    own: OwnFlows,
    *,
    draws: int,
    seed: int,
    potentials: Mapping[str, float] | None = None,
    risks: bool = True,
) -> Outcome:
    """On the region's own table."""
    stress = Stress(own.now, scenario, potentials)
    drawn = draw(scenario, reacting(scenario), draws=draws, seed=seed)
    central = stress.stressed(drawn.one(0))
    totals = stress.totals(drawn)
    currency = "USD" if central.money == "value_usd" else "CNY"
    sure = all(one.certain for one in drawn.assumptions)
    exports, imports = (
        _estimate(central, flow, totals[flow][:1] if sure else totals[flow], currency)
        if own.tells(flow)
        else Estimate.absent(currency, "stress", NOT_TOLD[flow])
        for flow in FLOWS
    )
    now = {BEFORE: own.now, AFTER: central.flows, **_at_the_ends(stress, drawn, totals)}
    return Outcome(
        scenario=scenario,
        region=own.region,
        period=own.period,
        method="stress",
        currency=currency,
        exports=exports,
        imports=imports,
        output=_sold(exports),
        welfare=Estimate.absent("1", "stress", _NO_WELFARE),
        parts=tuple(
            Part(kind_of(change), title_of(change), one.flow, one.amount, one.unplaced)
            for one in central.effects
            if (change := scenario.changes[one.change])
        ),
        by_place=flows_between(now, own.period, currency),
        measures=measures_between(workbench, own, now, currency),
        risks=risks_between(workbench, own, now, currency) if risks else (),
        assumptions=drawn.assumptions,
        not_modelled=(*_NOT_BY_STRESS, *((_WITHIN_CHAPTERS,) if stress.shifts else ())),
        notes=own.notes,
        changed=central.flows,
        among_all=own.with_now,
        source=own.source,
        synthetic=own.synthetic,
        draws=draws,
        seed=seed,
    )


def _estimate(central: Stressed, flow: str, drawn: Array, currency: str) -> Estimate:
    """The exact change to the cent, with the interval of the draws."""
    exact = round(central.after[flow] - central.before[flow], 2)
    return Estimate.of(
        np.concatenate(([exact], drawn[1:])), unit=currency, method="stress", before=central.before[flow]
    )


def _sold(exports: Estimate) -> Estimate:
    """What is not sold abroad is not made: without a market at home, output moves as exports do."""
    return replace(exports, before=None)


def _at_the_ends(stress: Stress, drawn: Draws, totals: Mapping[str, Array]) -> dict[str, pa.Table]:
    """The period's tables of the draws at the ends of the interval: measures and risks are read off them too."""
    if all(one.certain for one in drawn.assumptions):
        return {}
    order = np.argsort(totals["export"] + totals["import"], kind="stable")
    ends = {name: int(order[place]) for name, place in ends_of(len(order)).items()}
    return {name: stress.stressed(drawn.one(place)).flows for name, place in ends.items()}
