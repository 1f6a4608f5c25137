"""Scenarios of one sector that are solved together: ways from a start to cleared markets, the quick ones first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entrepot.models.equilibrium.checks import not_converged
from entrepot.models.equilibrium.fixed_point import MEMORY, Step, settle
from entrepot.models.equilibrium.one_sector_draws import Curve
from entrepot.models.equilibrium.one_sector_market import Market, Slopes, inverse_at, weights_of
from entrepot.models.equilibrium.one_sector_result import CLEARED, OneSector

Array = NDArray[np.float64]
# Newton's steps go on to the last digits; small steps stop ten times closer than markets must be cleared.
TOLERANCE: Final = 1e-12
ENOUGH: Final = CLEARED / 10
MOST: Final = 3000
# Small steps that are not extrapolated are the surest: a shut-in world took 4,300.
PLAIN: Final = 10_000
# So many steps by slopes of where it began, which is far from a scenario that has not settled by then.
PATIENCE: Final = 25
# So many scenarios are solved sooner without slopes, by so many small steps, unless they hardly trade with each other.
FEW: Final = 16
SMALL_STEPS: Final = 32


@dataclass(frozen=True, slots=True)
class Scenarios:
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
    ) -> Scenarios:
        size = max(len(flows), len(theta), len(costs))
        income, spending = flows.sum(axis=2), flows.sum(axis=1)
        whole = (size, income.shape[1])
        return cls(
            flows, np.broadcast_to(theta, (size,)), costs, weights_of(flows / spending[:, None, :], theta, costs, size),
            np.broadcast_to(income, whole), np.broadcast_to(spending, whole), rule, slopes, curve,
        )  # fmt: skip

    def solved(self) -> OneSector:
        """By slopes where wages are those of the data; by slopes taken anew at each step; by small steps, which are slow and surer, and last
        without extrapolation, which can throw wages out of all bounds.

        A few scenarios are tried by small steps first, since slopes cost as much as dozens of them. Where there is a curve it is looked
        at first whether that is the answer.
        """
        size, rest = len(self.income), np.zeros_like(self.income)
        points, iterations = rest.copy(), np.zeros(size, dtype=np.int64)
        residuals = np.full(size, np.inf)
        near = rest if self.curve is None else self.curve.at(self.theta)
        ways = [
            (self._newton, near, PATIENCE, TOLERANCE, MEMORY),
            (self._exact, rest, PATIENCE, TOLERANCE, MEMORY),
            (self._tatonnement, rest, MOST, ENOUGH, MEMORY),
            (self._tatonnement, rest, PLAIN, ENOUGH, 0),
        ]
        if self.curve is not None:
            ways.insert(0, (self._tatonnement, near, 1, ENOUGH, MEMORY))
        elif size <= FEW:
            ways.insert(0, (self._tatonnement, rest, SMALL_STEPS, TOLERANCE, MEMORY))
        for way, start, most, tolerance, memory in ways:
            left = np.flatnonzero(residuals > ENOUGH)
            if not len(left):
                break
            attempt = settle(way(left), start[left], tolerance=tolerance, most=most, memory=memory)
            points[left], residuals[left] = attempt.points, attempt.residuals
            iterations[left] += attempt.iterations
        if (residuals > ENOUGH).any():
            worst = int(residuals.argmax())
            market = self._at(points[worst : worst + 1], np.array([worst]))
            raise not_converged(
                float(residuals[worst]), int(iterations[worst]), _furthest(market), fixed=self.rule == "fixed"
            )
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


def _furthest(market: Market) -> Array:
    """The excess of each country; where one has less than nothing to spend nobody's is known, and it is the one."""
    broke = market.spent[0] <= 0
    return np.where(broke, np.inf, 0.0) if broke.any() else market.excess[0]


def _bounded(moves: Array) -> Array:
    """A wage that would move threefold at once is held back: so far away the slope tells little."""
    return np.clip(np.nan_to_num(moves, nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)
