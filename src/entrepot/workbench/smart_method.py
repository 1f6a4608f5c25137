"""The method `smart`: one change of the nation's own tariff, line by line, and what the region buys then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from entrepot.lake.lake import AsOf
from entrepot.models.moved import Moved, scaled
from entrepot.models.scenario.checking import active_in
from entrepot.models.scenario.declaration import Scenario, TariffChange
from entrepot.models.scenario.drawing import draw
from entrepot.models.scenario.outcome import Estimate, Outcome
from entrepot.models.stress import Stress
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T
from entrepot.workbench.flows_between import flows_between
from entrepot.workbench.hypothetical import AFTER, BEFORE, measures_between, risks_between
from entrepot.workbench.own_flows import OwnFlows

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

_RULES: Final = {"rate": "rate", "cap": "maximum", "cut": "cut", "swiss": "swiss"}
_NOT_MODELLED: Final = (
    T("only buyers react: no prices abroad, no wages, no exports", "仅买方作出反应：国外价格、工资与出口均不变"),
    T("in the region's own table all goods of a partner move alike", "本地区流量表中同一伙伴的各商品按同一比例变化"),
)
_NO_EXPORTS: Final = T("SMART tells of imports alone", "SMART 只涉及进口")


def by_smart(
    workbench: Workbench, scenario: Scenario, own: OwnFlows, *, seed: int, as_of: AsOf, risks: bool
) -> Outcome:
    """Imports, duties and welfare, from low to high over the ends of the elasticities' ranges."""
    change = _only_change(scenario)
    amount = float(draw(scenario, draws=0).of(change.amount)[0])
    found = workbench.smart(
        own.region, rule=_RULES[change.rule], amount=amount, partner=change.scope.partners or None,
        product=change.scope.products or None, period=own.period, currency=own.currency, source=own.source, as_of=as_of,
    )  # fmt: skip
    told = found.partners.to_pylist()
    ratios = {
        ("import", row["partner"]): np.array([row["exports_after"] / row["exports_before"]])
        for row in told
        if row["exports_before"] > 0
    }
    stress = Stress(own.now, scenario)
    after = scaled(stress, Moved(ratios, np.ones(1), np.ones(1), ()), 0)
    now = {BEFORE: own.now, AFTER: after}
    return Outcome(
        scenario=scenario,
        region=own.region,
        period=own.period,
        method="smart",
        currency=found.currency,
        exports=Estimate.absent(found.currency, "smart", _NO_EXPORTS),
        imports=found.totals["creation"],
        output=Estimate.absent(found.currency, "smart", _NO_EXPORTS),
        welfare=found.totals["welfare"],
        parts=(),
        by_place=flows_between(now, own.period, found.currency),
        measures=measures_between(workbench, own, now, found.currency),
        risks=risks_between(workbench, own, now, found.currency) if risks else (),
        assumptions=found.assumptions,
        not_modelled=_NOT_MODELLED,
        notes=(*own.notes, *found.notes),
        changed=after,
        among_all=own.with_now,
        source=own.source,
        synthetic=own.synthetic or found.synthetic,
        draws=0,
        seed=seed,
    )


def _only_change(scenario: Scenario) -> TariffChange:
    """InvalidScenario where the scenario is not one tariff on imports in full force."""
    match scenario.changes:
        case (TariffChange(rule="rate" | "cap" | "cut" | "swiss") as change,) if change.scope.flow == "import":
            scope = change.scope
            whole = active_in(change.when, scenario.year) == 1.0
            if whole and not (scope.regimes or scope.except_partners or scope.except_products):
                return change
    raise InvalidScenario(
        T(
            'method smart takes one change of kind tariff with flow = "import", rule rate, cap, cut or swiss, for partners and products, in full force; '
            "ask for the rest with method stress",
            'smart 方法只接受一项 kind = "tariff"、flow = "import" 的变化（规则 rate、cap、cut 或 swiss，可限定伙伴与商品，且全额生效）；其余请用 stress 方法',
        )
    )
