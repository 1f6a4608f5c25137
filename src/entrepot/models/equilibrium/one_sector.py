"""One sector (Armington; Anderson and van Wincoop 2003; Eaton and Kortum 2002) in changes, for many scenarios at once.

    lambda_ij' = lambda_ij (w_i tau_ij)^-theta / sum_k lambda_kj (w_k tau_kj)^-theta
    w_i Y_i    = sum_j lambda_ij' E_j'

Dekle, Eaton and Kortum (2007), doi:10.1257/aer.97.2.351; Arkolakis, Costinot and Rodriguez-Clare (2012),
doi:10.1257/aer.102.1.94.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

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
from entrepot.models.equilibrium.one_sector_result import CLEARED, OneSector

Array = NDArray[np.float64]
# Newton's steps go on to the last digits; small steps stop ten times closer than markets must be cleared.
TOLERANCE: Final = 1e-12
ENOUGH: Final = CLEARED / 10
MOST: Final = 3000
# A slope serves elasticities up to so many times its own, and down to as much less.
_NEAR: Final = 1.2
# So many steps by the slope of the baseline, which is far from a scenario that has not settled by then.
PATIENCE: Final = 25
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
    n = flows.shape[-1]
    costs, theta_ = cost_changes(cost_change, flows.shape[-2:], batch), elasticities(theta, batch)
    touches_trade(costs != 1, flows)
    if deficits == "zero":
        flows = _without_deficits(flows, theta_, n)
    together = _solved(flows, theta_, costs, "none" if deficits == "zero" else deficits)
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
    """In chunks of scenarios, each solved together."""
    size = max(len(flows), len(theta), len(costs))
    step = max(1, _CHUNK // flows[0].size)
    slopes = _slopes_of_baseline(flows, theta, rule) if len(flows) == 1 else None
    parts = [
        _Scenarios.of(
            _cut(flows, place, step), _cut(theta, place, step), _cut(costs, place, step), rule, slopes
        ).solved()
        for place in range(0, size, step)
    ]
    if len(parts) == 1:
        return parts[0]
    together = {field.name: [getattr(part, field.name) for part in parts] for field in fields(OneSector)}
    shared = {"baseline": flows, "theta": theta, "cost_change": costs}
    return OneSector(**{name: shared.get(name, np.concatenate(values)) for name, values in together.items()})


def _without_deficits(flows: Array, theta: Array, n: int) -> Array:
    """The baseline in which everybody spends what it earns."""
    balanced = _solved(flows, theta, np.ones((1, n, n)), "none")
    return balanced.trade


def _cut(values: Array, place: int, step: int) -> Array:
    return values if len(values) == 1 else values[place : place + step]


@dataclass(frozen=True, slots=True)
class _Market:
    """How sales stand at given wages: `excess` is the logarithm of sales over income."""

    pull: Array
    index: Array
    spent: Array
    earned: Array
    sold: Array
    excess: Array

    @property
    def residual(self) -> Array:
        """The largest excess of each scenario; infinite where somebody would have less than nothing to spend."""
        largest = np.abs(np.expm1(self.excess)).max(axis=1)
        return np.where(np.isfinite(largest), largest, np.inf)


@dataclass(frozen=True, slots=True)
class _Slopes:
    """Inverses of d excess / d log wage where nothing has changed: one for each of some elasticities."""

    theta: Array
    inverse: Array

    def times(self, excess: Array, theta: Array) -> Array:
        """Each scenario's Newton step by the slope of the nearest elasticity."""
        nearest = np.abs(np.log(theta)[:, None] - np.log(self.theta)).argmin(axis=1)
        if len(self.theta) == 1:
            return np.asarray(excess @ self.inverse[0].T)
        moved = np.empty_like(excess)
        for node in np.unique(nearest):
            these = nearest == node
            moved[these] = excess[these] @ self.inverse[node].T
        return moved


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
    slopes: _Slopes | None

    @classmethod
    def of(cls, flows: Array, theta: Array, costs: Array, rule: str, slopes: _Slopes | None) -> _Scenarios:
        size = max(len(flows), len(theta), len(costs))
        income, spending = flows.sum(axis=2), flows.sum(axis=1)
        whole = (size, income.shape[1])
        return cls(
            flows, np.broadcast_to(theta, (size,)), costs, _weights(flows / spending[:, None, :], theta, costs, size),
            np.broadcast_to(income, whole), np.broadcast_to(spending, whole), rule, slopes,
        )  # fmt: skip

    def solved(self) -> OneSector:
        """By the slope of the baseline; by slopes taken anew at each step; by small steps, which are slow and sure."""
        size = len(self.income)
        points, iterations = np.zeros(self.income.shape), np.zeros(size, dtype=np.int64)
        residuals = np.full(size, np.inf)
        ways = (
            (self._newton if self.slopes else self._exact, PATIENCE, TOLERANCE),
            (self._exact, PATIENCE, TOLERANCE),
            (self._tatonnement, MOST, ENOUGH),
        )
        for way, most, tolerance in ways:
            left = np.flatnonzero(residuals > ENOUGH)
            if not len(left):
                break
            attempt = settle(way(left), np.zeros_like(self.income[left]), tolerance=tolerance, most=most)
            points[left], residuals[left] = attempt.points, attempt.residuals
            iterations[left] += attempt.iterations
        if (residuals > ENOUGH).any():
            worst = int(residuals.argmax())
            market = self._at(points[worst : worst + 1], np.array([worst]))
            raise not_converged(float(residuals[worst]), int(iterations[worst]), market.excess[0])
        return self._result(points, iterations, residuals)

    def _newton(self, left: NDArray[np.int64]) -> Step:
        def step(logs: Array, these: NDArray[np.int64]) -> tuple[Array, Array]:
            market = self._at(logs, left[these])
            if self.slopes is None:
                raise TypeError("no baseline serves all")
            moved = self.slopes.times(market.excess, self.theta[left[these]])
            return self._in_numeraire(logs - _bounded(moved), left[these]), market.residual

        return step

    def _exact(self, left: NDArray[np.int64]) -> Step:
        def step(logs: Array, these: NDArray[np.int64]) -> tuple[Array, Array]:
            own = left[these]
            market = self._at(logs, own)
            try:
                slopes = _inverse(market, self.weights[own], self.theta[own], self.rule)
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

    def _at(self, logs: Array, these: NDArray[np.int64]) -> _Market:
        every = len(these) == len(self.income)
        weights = self.weights if every else self.weights[these]
        theta = (self.theta if every else self.theta[these])[:, None]
        earned, spent, _ = self._budgets(logs, these)
        pull = np.exp(-theta * logs)
        index = (pull[:, None, :] @ weights)[:, 0, :]
        with np.errstate(invalid="ignore", divide="ignore"):
            sold = pull * (weights @ (spent / index)[:, :, None])[:, :, 0]
            excess = np.where((spent > 0).all(axis=1, keepdims=True), np.log(sold / earned), np.nan)
        return _Market(pull, index, spent, earned, sold, excess)

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


def _slopes_of_baseline(flows: Array, theta: Array, rule: str) -> _Slopes:
    """At one elasticity, or at enough of them that each of the batch has one near."""
    low, high = float(theta.min()), float(theta.max())
    nodes = np.geomspace(low, high, 1 + int(np.ceil(np.log(high / low) / np.log(_NEAR))))
    spent, earned = flows.sum(axis=1), flows.sum(axis=2)
    ones = np.ones_like(earned)
    calm = _Market(ones, ones, spent, earned, earned, 0 * ones)
    return _Slopes(
        nodes,
        np.concatenate([_inverse(calm, flows / spent[:, None, :], nodes[i : i + 1], rule) for i in range(len(nodes))]),
    )


def _inverse(market: _Market, weights: Array, theta: Array, rule: str) -> Array:
    """Of -(1 + theta) I + theta S L' + S e: S is where sales go, L where spending goes, e how spending follows wages.

    It is singular, since only relative wages count; the numeraire's row is added.
    """
    shares = market.pull[:, :, None] * weights / market.index[:, None, :]
    goes = shares * market.spent[:, None, :] / market.sold[:, :, None]
    own = np.eye(weights.shape[1])
    slope = theta[:, None, None] * (goes @ shares.transpose(0, 2, 1) - own)
    if rule != "conditional":
        follows = market.earned / market.spent if rule == "fixed" else np.ones_like(market.spent)
        slope += goes * follows[:, None, :] - own
    weight = market.earned / market.earned.sum(axis=1, keepdims=True)
    return np.asarray(np.linalg.inv(slope - weight[:, None, :]))


def _weights(shares: Array, theta: Array, costs: Array, size: int) -> Array:
    """lambda tau^-theta: only what changes is raised to a power."""
    weights = np.array(np.broadcast_to(shares, (size, *shares.shape[1:])))
    changed = (costs != 1).any(axis=0)
    where = np.nonzero(changed)
    if len(where[0]):
        logs = np.log(costs[:, where[0], where[1]])
        weights[:, where[0], where[1]] *= np.exp(-theta[:, None] * logs)
    return weights
