"""The arrays of the quick model, known to fit together, and what its formula says of some lines of one scenario."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import refuse
from entrepot.models.smart.checks import (
    Array,
    WithoutImports,
    elasticities,
    imports_of,
    tariffs_after,
    tariffs_are_fractions,
    tariffs_before,
)
from entrepot.models.smart.result import LineFlows
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class Case:
    """`imports` and `before` are lines x partners, `after` batch x lines x partners, elasticities batch x lines.

    A leading axis of one holds of all scenarios.
    """

    imports: Array
    before: Array
    after: NDArray[np.floating]
    demand: Array
    substitution: Array
    supply: Array

    @classmethod
    def of(
        cls,
        imports: ArrayLike,
        tariff_before: ArrayLike,
        tariff_after: ArrayLike,
        demand: ArrayLike,
        substitution: ArrayLike,
        supply: ArrayLike,
        *,
        batch: int | None,
        without_imports: WithoutImports,
    ) -> Case:
        """InvalidScenario, with line and partner, where something is impossible."""
        flows = imports_of(imports, without_imports)
        lines = len(flows)
        return cls(
            flows,
            tariffs_before(tariff_before, flows.shape),
            tariffs_after(tariff_after, flows.shape, batch),
            elasticities(demand, "demand", lines, batch, negative=True),
            elasticities(substitution, "substitution", lines, batch, negative=True),
            elasticities(supply, "supply", lines, batch, negative=False),
        )

    def rates(self, scenario: int, lines: slice) -> NDArray[np.floating]:
        """The tariffs after; looked at only here, since there may be many."""
        rates = self.after[scenario if len(self.after) > 1 else 0, lines]
        tariffs_are_fractions(rates, "tariff_after", lines.start or 0)
        return rates

    def elasticity(self, name: str, scenario: int, lines: slice) -> Array:
        values: Array = getattr(self, name)
        return values[scenario if len(values) > 1 else 0, lines]

    def response(self, scenario: int, lines: slice) -> Array:
        """E / (1 - E/X): how creation follows the price at home."""
        demand = self.elasticity("demand", scenario, lines)
        return np.asarray(demand / (1 - demand / self.elasticity("supply", scenario, lines)))

    def in_full(self) -> LineFlows:
        """One scenario, lines x partners."""
        every = slice(0, len(self.imports))
        change = (self.rates(0, every) - self.before) / (1 + self.before)
        kept = self.imports * np.maximum(1 + self.elasticity("substitution", 0, every)[:, None] * change, 0)
        kept = shared_out(kept, self.imports, self.imports.sum(axis=1))
        response = self.response(0, every)
        after = np.maximum(kept + self.imports * change * response[:, None], 0)
        slope = response / self.elasticity("supply", 0, every)
        prices = world_prices(self.rates(0, every), self.before, slope, np.empty_like(kept))
        return LineFlows(after - kept, kept - self.imports, prices)


def shared_out(kept: Array, imports: Array, total: Array) -> Array:
    """M f (sum M) / (sum M f), into `kept`, which is M f; M where none is favoured."""
    left = kept.sum(axis=1)
    none = left == 0
    if none.any():
        kept[none] = imports[none]
        left = np.where(none, np.where(total > 0, total, 1), left)
    kept *= (total / left)[:, None]
    return kept


def world_prices(rates: NDArray[np.floating], before: Array, slope: Array, into: Array) -> Array:
    """p1 = 1 + slope x of each line and partner, written `into`; InvalidScenario where the straight line leads to nothing."""
    prices: Array = np.subtract(rates, before, out=into)
    prices /= 1 + before
    prices *= slope[:, None]
    prices += 1
    if prices.min() <= 0:
        refuse(
            (prices <= 0)[None],
            T("the world price would fall to nothing", "世界价格将降至零"),
            T(
                "the change is too great for this model with so small a supply elasticity: ask the equilibrium models",
                "在如此低的供给弹性下，变化超出本模型的适用范围：请改用均衡模型",
            ),
        )
    return prices
