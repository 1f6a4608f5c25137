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
from dataclasses import dataclass, fields, replace
from functools import cache, partial
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import (
    Deficits,
    cost_changes,
    elasticities,
    known_rule,
    not_converged,
    touches_trade,
    trade_matrices,
)
from entrepot.models.equilibrium.fixed_point import Step, settle
from entrepot.models.equilibrium.one_sector_draws import WORTH_IT, Curve, points_between
from entrepot.models.equilibrium.one_sector_market import Market, Slopes, inverse_at, slopes_of, weights_of
from entrepot.models.equilibrium.one_sector_result import CLEARED, OneSector
from entrepot.vocabulary.errors import NotConverged

Array = NDArray[np.float64]
# Newton's steps go on to the last digits; small steps stop ten times closer than markets must be cleared.
TOLERANCE: Final = 1e-12
ENOUGH: Final = CLEARED / 10
MOST: Final = 3000
# So many steps by slopes of where it began, which is far from a scenario that has not settled by then.
PATIENCE: Final = 25
# So many scenarios are solved sooner without slopes.
FEW: Final = 16
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

    `wages` are 1; welfare is the change of the price index alone. Anderson and Yotov (2016), doi:10.1016/j.jinteco.2015.10.008.
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
        return _Scenarios.of(own[0], own[1], own[2], rule, slopes, curve).solved()

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


@dataclass(frozen=True, slots=True)
class _Scenarios:
    """`weights` are lambda tau^-theta of each scenario, exporters x importers; `slopes` where one baseline serves all."""

    flows: Array
    theta: Array
    costs: Array
    weights: Array
    income: Array
    spending: Array
    rule: str
    slopes: Callable[[], Slopes | None]
    curve: Curve | None

    @classmethod
    def of(
        cls,
        flows: Array,
        theta: Array,
        costs: Array,
        rule: str,
        slopes: Callable[[], Slopes | None],
        curve: Curve | None,
    ) -> _Scenarios:
        size = max(len(flows), len(theta), len(costs))
        income, spending = flows.sum(axis=2), flows.sum(axis=1)
        whole = (size, income.shape[1])
        return cls(
            flows, np.broadcast_to(theta, (size,)), costs, weights_of(flows / spending[:, None, :], theta, costs, size),
            np.broadcast_to(income, whole), np.broadcast_to(spending, whole), rule, slopes, curve,
        )  # fmt: skip

    def solved(self) -> OneSector:
        """By slopes where wages are those of the data; by slopes taken anew at each step; by small steps, which are slow and sure.

        A few scenarios are tried by small steps first, since slopes cost as much as dozens of them. Where there is a curve it is looked
        at first whether that is the answer.
        """
        size, rest = len(self.income), np.zeros_like(self.income)
        points, iterations = rest.copy(), np.zeros(size, dtype=np.int64)
        residuals = np.full(size, np.inf)
        near = rest if self.curve is None else self.curve.at(self.theta)
        ways = [
            (self._newton, near, PATIENCE, TOLERANCE),
            (self._exact, rest, PATIENCE, TOLERANCE),
            (self._tatonnement, rest, MOST, ENOUGH),
        ]
        if self.curve is not None:
            ways.insert(0, (self._tatonnement, near, 1, ENOUGH))
        elif size <= FEW:
            ways.insert(0, (self._tatonnement, rest, 2 * PATIENCE, ENOUGH))
        for way, start, most, tolerance in ways:
            left = np.flatnonzero(residuals > ENOUGH)
            if not len(left):
                break
            attempt = settle(way(left), start[left], tolerance=tolerance, most=most)
            points[left], residuals[left] = attempt.points, attempt.residuals
            iterations[left] += attempt.iterations
        if (residuals > ENOUGH).any():
            worst = int(residuals.argmax())
            market = self._at(points[worst : worst + 1], np.array([worst]))
            raise not_converged(float(residuals[worst]), int(iterations[worst]), market.excess[0])
        return self._result(points, iterations, residuals)

    def _newton(self, left: NDArray[np.int64]) -> Step:
        slopes = self.slopes()

        def step(logs: Array, these: NDArray[np.int64]) -> tuple[Array, Array]:
            if slopes is None:
                return logs, np.full(len(logs), np.inf)
            market = self._at(logs, left[these])
            moved = slopes.times(market.excess, self.theta[left[these]])
            return self._in_numeraire(logs - _bounded(moved), left[these]), market.residual

        return step

    def _exact(self, left: NDArray[np.int64]) -> Step:
        def step(logs: Array, these: NDArray[np.int64]) -> tuple[Array, Array]:
            own = left[these]
            market = self._at(logs, own)
            try:
                slopes = inverse_at(market, self.weights[own], self.theta[own], self.rule)
            except np.linalg.LinAlgError:
                return logs, np.full(len(logs), np.inf)
            moved = (slopes @ market.excess[:, :, None])[:, :, 0]
            return self._in_numeraire(logs - _bounded(moved), own), market.residual

        return step

    def _tatonnement(self, left: NDArray[np.int64]) -> Step:
        """A wage rises with the excess demand for what it makes, by as much as clears it while all others stay."""

        def step(logs: Array, these: NDArray[np.int64]) -> tuple[Array, Array]:
            market = self._at(logs, left[these])
            moved = market.excess / (1 + self.theta[left[these]][:, None])
            return self._in_numeraire(logs + _bounded(moved), left[these]), market.residual

        return step

    def _at(self, logs: Array, these: NDArray[np.int64]) -> Market:
        every = len(these) == len(self.income)
        weights = self.weights if every else self.weights[these]
        theta = (self.theta if every else self.theta[these])[:, None]
        earned, spent, _ = self._budgets(logs, these)
        # Who has gone astray is out of all bounds: that is seen in the residual.
        with np.errstate(all="ignore"):
            pull = np.exp(-theta * logs)
            # Not by BLAS, whose threads would be in the way of those that take the chunks.
            index = np.einsum("bi,bij->bj", pull, weights)
            sold = pull * np.einsum("bij,bj->bi", weights, spent / index)
            excess = np.where((spent > 0).all(axis=1, keepdims=True), np.log(sold / earned), np.nan)
        return Market(pull, index, spent, earned, sold, excess)

    def _in_numeraire(self, logs: Array, these: NDArray[np.int64]) -> Array:
        """World income unchanged."""
        income = self.income if len(these) == len(self.income) else self.income[these]
        total = (np.exp(logs) * income).sum(axis=1) / income.sum(axis=1)
        return np.asarray(logs - np.log(total)[:, None])

    def _budgets(self, logs: Array, these: NDArray[np.int64]) -> tuple[Array, Array, Array]:
        """Income, spending and the scalar k of these scenarios."""
        every = len(these) == len(self.income)
        income, spending = (self.income, self.spending) if every else (self.income[these], self.spending[these])
        one = np.ones(len(income))
        if self.rule == "conditional":
            return income, spending, one
        earned = np.exp(logs) * income
        if self.rule == "none":
            return earned, earned, one
        if self.rule == "fixed":
            return earned, earned + (spending - income), one
        wanted = spending / income * earned
        scale = earned.sum(axis=1) / wanted.sum(axis=1)
        return earned, scale[:, None] * wanted, scale

    def _result(self, logs: Array, iterations: NDArray[np.int64], residual: Array) -> OneSector:
        these = np.arange(len(self.income))
        market = self._at(logs, these)
        _, _, scale = self._budgets(logs, these)
        prices, gate = market.index ** (-1 / self.theta[:, None]), np.exp(logs)
        wages = gate
        if self.rule == "conditional":
            welfare, wages = 1 / prices, np.ones_like(gate)
        else:
            welfare = (market.spent / self.spending if self.rule == "fixed" else wages) / prices
        return OneSector(
            welfare, wages, prices, market.spent, gate, scale, iterations, residual, self.flows, self.theta, self.costs
        )


def _bounded(moves: Array) -> Array:
    """A wage that would move threefold at once is held back: so far away the slope tells little."""
    return np.clip(np.nan_to_num(moves, nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)
