"""Pulling a lever: its scenario tried on a region, told by what becomes of each risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from entrepot.lake.lake import AsOf
from entrepot.models.scenario.outcome import Outcome, RiskChange
from entrepot.risks.levers import Lever, lever_named

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench


@dataclass(frozen=True, slots=True)
class LeverTried:
    """`outcome` is None where the lever cannot be worked out yet; the lever says why."""

    lever: Lever
    region: str
    outcome: Outcome | None

    @property
    def risks(self) -> tuple[RiskChange, ...]:
        """The risks it is meant for first, then all others that are read off the trade it moves."""
        if self.outcome is None:
            return ()
        order = {name: place for place, name in enumerate(self.lever.risks)}
        return tuple(sorted(self.outcome.risks, key=lambda one: order.get(one.id, len(order))))

    def as_json(self) -> dict[str, Any]:
        """The contract of `entrepot lever try --json`."""
        found = {"lever": lever_json(self.lever), "region": self.region}
        if self.outcome is None:
            return found | {"outcome": None}
        return found | {"risks": [one.as_json() for one in self.risks], "outcome": self.outcome.as_json()}


def lever_json(lever: Lever) -> dict[str, Any]:
    return {
        "id": lever.id, "title": lever.title.as_json(), "about": lever.about.as_json(), "owner": lever.owner, "cost": lever.cost,
        "risks": list(lever.risks), "scenario": lever.scenario,
        "why_not": lever.why_not.as_json() if lever.why_not else None,
    }  # fmt: skip


def try_lever(
    workbench: Workbench,
    lever: str | Lever,
    region: str,
    *,
    period: str | None = None,
    draws: int = 200,
    seed: int | None = None,
    as_of: AsOf = None,
    source: str | None = None,
) -> LeverTried:
    """The change of every risk, with an interval; a lever without a scenario comes back with its reason."""
    asked = lever if isinstance(lever, Lever) else lever_named(lever)
    if asked.scenario is None:
        return LeverTried(asked, region, None)
    outcome = workbench.try_scenario(
        asked.scenario, region, period=period, draws=draws, seed=seed, as_of=as_of, source=source
    )
    return LeverTried(asked, outcome.region, outcome)
