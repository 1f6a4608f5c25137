"""Pulling a lever: its scenario tried on a region, told by what becomes of each risk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from entrepot.lake.lake import AsOf
from entrepot.models.scenario.drawing import SEED
from entrepot.models.scenario.outcome import Outcome, RiskChange
from entrepot.risks.levers import Lever, lever_named
from entrepot.workbench.hypothetical import risk_change
from entrepot.workbench.lever_relief import relief
from entrepot.workbench.lever_scenarios import MADE
from entrepot.workbench.own_flows import OwnFlows, own_flows
from entrepot.workbench.risks import risks_of
from entrepot.workbench.scenarios import by_stress
from entrepot.workbench.sitting import sitting

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench


@dataclass(frozen=True, slots=True)
class LeverTried:
    lever: Lever
    outcome: Outcome

    @property
    def region(self) -> str:
        return self.outcome.region

    @property
    def risks(self) -> tuple[RiskChange, ...]:
        """The risks it is meant for first, then all others that are read off the trade it moves."""
        order = {name: place for place, name in enumerate(self.lever.risks)}
        return tuple(sorted(self.outcome.risks, key=lambda one: order.get(one.id, len(order))))

    @property
    def told(self) -> LeverTried:
        """All that is told of it, without the rows themselves."""
        return replace(self, outcome=self.outcome.told)

    def as_json(self) -> dict[str, Any]:
        """The contract of `entrepot lever try --json`."""
        return {
            "lever": lever_json(self.lever), "region": self.region, "risks": [one.as_json() for one in self.risks],
            "outcome": self.outcome.as_json(),
        }  # fmt: skip


def lever_json(lever: Lever) -> dict[str, Any]:
    return {
        "id": lever.id, "title": lever.title.as_json(), "about": lever.about.as_json(), "owner": lever.owner, "cost": lever.cost,
        "risks": list(lever.risks), "scenario": lever.scenario, "made": lever.made,
    }  # fmt: skip


@sitting()
def try_lever(
    workbench: Workbench,
    lever: str | Lever,
    region: str,
    *,
    period: str | None = None,
    method: str | None = None,
    draws: int = 200,
    seed: int | None = None,
    as_of: AsOf = None,
    source: str | None = None,
) -> LeverTried:
    """The change of every risk, with an interval; MissingData, which says what, where the region's table does not tell enough."""
    asked = lever if isinstance(lever, Lever) else lever_named(lever)
    if asked.scenario is not None:
        outcome = workbench.try_scenario(
            asked.scenario, region, period=period, method=method, draws=draws, seed=seed, as_of=as_of, source=source
        )
        return LeverTried(asked, _lifted(workbench, asked, outcome, as_of))
    own = own_flows(workbench.lake, region, period=period, as_of=as_of, source=source)
    return LeverTried(asked, _made(workbench, asked, own, draws, seed))


def _made(workbench: Workbench, lever: Lever, own: OwnFlows, draws: int, seed: int | None) -> Outcome:
    """By the scenario that the region's own table makes."""
    if lever.made == "relief":
        return relief(workbench, lever, own)
    scenario = MADE[str(lever.made)](workbench, lever, own)
    return by_stress(workbench, scenario, own, draws=draws, seed=SEED if seed is None else seed)


def _lifted(workbench: Workbench, lever: Lever, outcome: Outcome, as_of: AsOf) -> Outcome:
    """With the notices that it ends for the part of the trade that is recognised, from one end of that part to the other."""
    if lever.lifts is None or lever.assumed is None or outcome.changed is None:
        return outcome
    own = own_flows(workbench.lake, outcome.region, period=outcome.period, as_of=as_of, source=outcome.source)
    asked: dict[str, Any] = {"period": outcome.period, "currency": outcome.currency, "risks": "technical_barriers"}
    (before,) = risks_of(workbench, outcome.region, flows=own.told, **asked)
    changed = own.told_with(outcome.changed)
    after = [
        risks_of(workbench, outcome.region, flows=changed, lifted=replace(lever.lifts, part=part), **asked)[0]
        for part in (lever.assumed.value, *lever.assumed.range)
    ]
    moved = risk_change(before, after[0], (before, *after))
    others = [one for one in outcome.risks if one.id != moved.id]
    return replace(outcome, risks=(moved, *others), assumptions=(*outcome.assumptions, lever.assumed))
