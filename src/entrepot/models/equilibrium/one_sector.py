"""One sector (Armington; Anderson and van Wincoop 2003; Eaton and Kortum 2002) in changes, for many scenarios at once.

    lambda_ij' = lambda_ij (w_i tau_ij)^-theta / sum_k lambda_kj (w_k tau_kj)^-theta
    w_i Y_i    = sum_j lambda_ij' E_j'

Dekle, Eaton and Kortum (2007), doi:10.1257/aer.97.2.351; Arkolakis, Costinot and Rodriguez-Clare (2012),
doi:10.1257/aer.102.1.94.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import fields, replace
from functools import cache, partial
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import (
    Deficits,
    cost_changes,
    elasticities,
    known_rule,
    touches_trade,
    trade_matrices,
)
from entrepot.models.equilibrium.one_sector_draws import WORTH_IT, Curve, points_between
from entrepot.models.equilibrium.one_sector_market import Slopes, slopes_of
from entrepot.models.equilibrium.one_sector_result import OneSector
from entrepot.models.equilibrium.one_sector_scenarios import Scenarios
from entrepot.vocabulary.errors import NotConverged

Array = NDArray[np.float64]
# A chunk of matrices that stays in the processor's cache is worth more than one long pass through memory.
_CHUNK: Final = 400_000


def one_sector(
    trade: ArrayLike,
    theta: ArrayLike,
    cost_change: ArrayLike,
    *,
    deficits: Deficits = "fixed",
    batch: int | None = None,
) -> OneSector:
    """The new equilibrium after trade costs change by `cost_change` (1 for none).

    trade        exporters x importers, in money, own trade on the diagonal (above zero)
    theta        trade elasticity, above zero: a number, or one for each of the batch
    cost_change  exporters x importers, new over old iceberg cost
    deficits     `fixed` in money; `zero`: removed first; `share`: spending stays k (1 + d) of income
    batch        None, or the length of a leading axis that any of the three may have

    Raises NotConverged with residual, iterations and the most affected market; it never returns numbers then.
    """
    known_rule(deficits)
    flows = trade_matrices(trade, batch)
    costs, theta_ = cost_changes(cost_change, flows.shape[-2:], batch), elasticities(theta, batch)
    touches_trade(costs != 1, flows)
    if deficits == "zero":
        together = _against(
            _solved(flows, theta_, np.ones_like(costs[:1]), "none"), _solved(flows, theta_, costs, "none")
        )
    else:
        together = _solved(flows, theta_, costs, deficits)
    return together if batch is not None else together.single()


def one_sector_conditional(
    trade: ArrayLike, theta: ArrayLike, cost_change: ArrayLike, *, batch: int | None = None
) -> OneSector:
    """The same with incomes and spending kept: only prices at the gate and price indices move (conditional equilibrium).

    `wages` are 1; welfare is the change of the price index alone. Anderson and Yotov (2016), doi:10.1016/j.jinteco.2015.10.006.
    """
    flows = trade_matrices(trade, batch)
    costs, theta_ = cost_changes(cost_change, flows.shape[-2:], batch), elasticities(theta, batch)
    touches_trade(costs != 1, flows)
    together = _solved(flows, theta_, costs, "conditional")
    return together if batch is not None else together.single()


def _solved(flows: Array, theta: Array, costs: Array, rule: str) -> OneSector:
    """Many draws of the elasticity alone along a curve through a few of them."""
    slopes = cache(partial(_slopes, flows, theta, costs, rule))
    curve = None
    if len(flows) == len(costs) == 1 and len(theta) >= WORTH_IT:
        points = points_between(theta)
        # Where one of the few has no equilibrium the draws are tried one by one, and the answer names the first without.
        with suppress(NotConverged):
            curve = Curve(points, np.log(_in_chunks(flows, points, costs, rule, slopes, None).gate))
    return _in_chunks(flows, theta, costs, rule, slopes, curve)


def _in_chunks(
    flows: Array, theta: Array, costs: Array, rule: str, slopes: Callable[[], Slopes | None], curve: Curve | None
) -> OneSector:
    """Chunks of scenarios, each solved together, as many at a time as there are processors."""
    size = max(len(flows), len(theta), len(costs))
    step = max(1, _CHUNK // flows[0].size)

    def part(place: int) -> OneSector:
        own = [_cut(values, place, step) for values in (flows, theta, costs)]
        # What runs out of all bounds on the way is seen in the residual.
        with np.errstate(all="ignore"):
            return Scenarios.of(own[0], own[1], own[2], rule, slopes, curve).solved()

    places = range(0, size, step)
    if len(places) == 1:
        return part(0)
    with ThreadPoolExecutor(min(len(places), os.cpu_count() or 1)) as pool:
        parts = list(pool.map(part, places))
    together: dict[str, Any] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(OneSector)
        if field.name not in ("baseline", "theta", "cost_change")
    }
    return OneSector(**together, baseline=flows, theta=theta, cost_change=costs)


def _slopes(flows: Array, theta: Array, costs: Array, rule: str) -> Slopes | None:
    """With the new costs where all share them, else or where that is degenerate (autarky is) with the old ones.

    None where baselines differ too.
    """
    if len(flows) > 1:
        return None
    for changed in (costs, np.ones_like(costs[:1])):
        if len(changed) == 1:
            with suppress(np.linalg.LinAlgError):
                return slopes_of(flows, theta, changed, rule)
    return None


def _against(before: OneSector, after: OneSector) -> OneSector:
    """Changes between two equilibria, each of which is told against the same data."""
    ratios = {name: getattr(after, name) / getattr(before, name) for name in ("welfare", "wages", "prices", "gate")}
    return replace(
        after, **ratios, iterations=before.iterations + after.iterations, residual=np.maximum(before.residual, after.residual),
        baseline=before.trade,
    )  # fmt: skip


def _cut(values: Array, place: int, step: int) -> Array:
    return values if len(values) == 1 else values[place : place + step]
