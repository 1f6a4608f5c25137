"""One region alone, while the world around it stays as it is: the modular trade impact, which needs no matrix of the world.

    x_j' = E_j lambda_j (q tau_j)^-theta / (1 - lambda_j + lambda_j (q tau_j)^-theta)        sum_j x_j' = sum_j x_j

lambda_j is the region's share in what market j buys, q its price at the gate, which falls until all that it makes is sold. Incomes
and everybody else's prices are kept; before q moves it is the partial impact. Head and Mayer (2014), section 3.6 of Gravity
Equations: Workhorse, Toolkit, and Cookbook, doi:10.1016/B978-0-444-54314-1.00003-3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import elasticities, not_converged, refuse
from entrepot.models.equilibrium.one_sector_result import CLEARED
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class OneRegion:
    """One row for each draw of the elasticity; by market, in money.

    exports   after all that the region makes is sold again (modular); `partial` before its price moves
    gate      price at the region's gate, new over old
    prices    price index of each market, new over old
    """

    exports: Array
    partial: Array
    gate: Array
    prices: Array
    residual: Array


def one_region(exports: ArrayLike, absorption: ArrayLike, theta: ArrayLike, cost_change: ArrayLike) -> OneRegion:
    """What the region sells in each market after its cost of selling there changes.

    exports      by market, in money, its own nation and itself among them: what is not sold abroad is sold there
    absorption   what each market buys in all, in money
    theta        trade elasticity, above zero: draws, or one number
    cost_change  by market, new over old (draw x market where it is drawn too)
    """
    sold, bought = np.asarray(exports, dtype=np.float64), np.asarray(absorption, dtype=np.float64)
    draws = np.atleast_1d(np.asarray(theta, dtype=np.float64))
    elastic = elasticities(draws, len(draws))[:, None]
    costs = np.atleast_2d(np.asarray(cost_change, dtype=np.float64))
    if (
        sold.ndim != 1
        or bought.shape != sold.shape
        or costs.shape[1:] != sold.shape
        or len(costs) not in (1, len(draws))
    ):
        raise InvalidScenario(
            T(
                f"exports, absorption and cost_change are by market; they are {sold.shape}, {bought.shape}, {costs.shape}",
                f"exports、absorption、cost_change 均应按市场给出；实为 {sold.shape}、{bought.shape}、{costs.shape}",
            )
        )
    fill = T("give the market's purchases in the same money", "请以同一货币给出该市场的购买总额")
    refuse(~(np.isfinite(sold) & (sold >= 0))[None], T("exports are negative or missing", "出口为负或缺失"), fill)
    refuse(
        ~(bought > sold)[None],
        T("the region sells all that the market buys, or more", "该地区的销售达到或超过市场购买"),
        fill,
    )
    refuse(
        ~(np.isfinite(costs) & (costs > 0)),
        T("a change of cost is not above zero", "成本变化不大于零"),
        T("it is new over old cost, 1 for none", "应为新成本/旧成本，不变为 1"),
    )
    return _settled(sold, bought, elastic, np.log(costs))


def _settled(sold: Array, bought: Array, elastic: Array, dearer: Array) -> OneRegion:
    """Newton's steps on the logarithm of sales, kept between the prices at which every market, and at which none, is cheaper."""
    share, whole = sold / bought, sold.sum()
    selling = np.broadcast_to(np.where(sold > 0, dearer, np.nan), (len(elastic), len(sold)))
    low, high = -np.nanmax(selling, axis=1, keepdims=True), -np.nanmin(selling, axis=1, keepdims=True)
    gate = np.clip(0.0, low, high)
    for _ in range(MOST):
        pull = np.exp(-elastic * (gate + dearer))
        index = 1 - share + share * pull
        now = sold * pull / index
        total = now.sum(axis=1, keepdims=True)
        excess = np.log(total / whole)
        if np.abs(excess).max() <= CLEARED / 10:
            partial, prices = sold * np.exp(-elastic * dearer), index ** (-1 / elastic)
            return OneRegion(now, partial, np.exp(gate[:, 0]), prices, np.abs(excess[:, 0]))
        low, high = np.where(excess > 0, gate, low), np.where(excess > 0, high, gate)
        slope = elastic * (now / total * (1 - share * pull / index)).sum(axis=1, keepdims=True)
        step = gate + excess / slope
        gate = np.where((step > low) & (step < high), step, (low + high) / 2)
    raise not_converged(float(np.abs(excess).max()), MOST, excess[:, 0])
