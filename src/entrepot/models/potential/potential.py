r"""The export potential of the International Trade Centre (Decreux and Spies 2016), for regions as exporters.

    supply_ik = v_ik g_i / (sum_i v_ik g_i) * min(1, v_ik / m_ik) * (1 + tbar_ik) / (1 + tbar_k)
    demand_jk = v_jk * G_j^E * POPg_j * (1 + tbar_jk) / (1 + t_ijk)
    ease_ij   = v_ij / (sum_k v_ik v_jk / v_k), and in each product exp(-|ln d_ij - mean ln d_jk|)
    EPI       = supply x demand x ease;   unrealised = max(0, EPI - v_ijk)

v are exports, m imports; i the region, j the market, k the product; g, G and POPg are expected over current GDP, GDP per head and
population; the sum in supply is over all exporters of the same product. A region's own nation is no market. A market in which
the region sells nothing has no ease of trade, and so no potential: the formula speaks of relations that exist.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from entrepot.models.potential.checks import Array, above_zero, fractions, money, numbers
from entrepot.models.potential.result import Potential


def potential(
    exports: ArrayLike,
    market_imports: ArrayLike,
    world_exports: ArrayLike,
    *,
    expected_world_exports: ArrayLike | None = None,
    imports: ArrayLike | None = None,
    growth: ArrayLike = 1.0,
    market_growth: ArrayLike = 1.0,
    population_growth: ArrayLike = 1.0,
    income_elasticity: ArrayLike = 1.0,
    tariffs: ArrayLike | None = None,
    market_tariffs: ArrayLike | None = None,
    tariffs_known: ArrayLike = True,
    log_distance: ArrayLike | None = None,
    mean_log_distance: ArrayLike | None = None,
    home: ArrayLike | None = None,
) -> Potential:
    """What each region could sell of each product in each market, in the money of the flows.

    exports                 regions x markets x products, v_ijk
    market_imports          markets x products, v_jk: from the whole world
    world_exports           products, v_k: of all exporters of the world
    expected_world_exports  products, sum_i v_ik g_i; as `world_exports` where not given
    imports                 regions x products, m_ik; without them nothing is taken off for what passes through
    growth                  regions, g; `market_growth` G and `population_growth` POPg by market: ratios, 1 for no change
    income_elasticity       E, a number or markets x products
    tariffs                 regions x markets x products, t_ijk, and `market_tariffs` tbar_jk, markets x products, as fractions;
                            both or none
    tariffs_known           markets x products: where they hold; elsewhere they play no part, in means neither
    log_distance            regions x markets, and `mean_log_distance` markets x products, weighted by imports; both or none
    home                    for each region its own nation among the markets, -1 for none

    InvalidScenario, with region, market and product, where something is impossible.
    """
    flows = money(exports, "exports", None, ("regions", "markets", "products"))
    regions, markets, products = flows.shape
    flows, at_home = _abroad(flows, home)
    bought = money(market_imports, "market_imports", (markets, products), ("markets", "products"))
    world = money(world_exports, "world_exports", (products,), ("products",))
    expected = world if expected_world_exports is None else money(
        expected_world_exports, "expected_world_exports", (products,), ("products",)
    )  # fmt: skip
    sold = flows.sum(axis=1)
    supply = sold * above_zero(growth, "growth", (regions,))[:, None] * _one_over(expected)
    if imports is not None:
        own = money(imports, "imports", (regions, products), ("regions", "products"))
        supply *= np.minimum(1, np.divide(sold, own, out=np.ones_like(sold), where=own > 0))
    per_head = above_zero(market_growth, "market_growth", (markets,))[:, None]
    exponent = numbers(income_elasticity, "income_elasticity", (markets, products))
    demand = bought * per_head**exponent * above_zero(population_growth, "population_growth", (markets,))[:, None]
    expected_flow = np.einsum("ik,jk->ij", sold * _one_over(world), bought)
    ease = flows.sum(axis=2) * _one_over(expected_flow)
    found = supply[:, None, :] * demand * ease[:, :, None]
    if tariffs is not None or market_tariffs is not None:
        supply_side, demand_side = _tariffs(flows, bought, tariffs, market_tariffs, tariffs_known)
        supply *= supply_side
        found *= supply_side[:, None, :] * demand_side
    if log_distance is not None or mean_log_distance is not None:
        found *= _nearness(log_distance, mean_log_distance, flows.shape)
    return Potential(found, flows, supply, demand, ease, at_home)


def _abroad(flows: Array, home: ArrayLike | None) -> tuple[Array, Array]:
    """The flows without those to the region's own nation, and these by region."""
    nothing = np.zeros(len(flows))
    if home is None:
        return flows, nothing
    nations = np.broadcast_to(np.asarray(home, dtype=np.int64), len(flows))
    inside = np.arange(flows.shape[1]) == nations[:, None]
    return np.where(inside[:, :, None], 0.0, flows), (flows * inside[:, :, None]).sum(axis=(1, 2))


def _tariffs(
    flows: Array, bought: Array, faced: ArrayLike | None, charged: ArrayLike | None, known: ArrayLike
) -> tuple[Array, Array]:
    """(1 + tbar_ik) / (1 + tbar_k), regions x products, and (1 + tbar_jk) / (1 + t_ijk), regions x markets x products.

    tbar_ik is weighted by what the region sells, tbar_k by what the markets buy.
    """
    there = np.broadcast_to(np.asarray(known, dtype=np.bool_), bought.shape)
    rates, general = fractions(faced, "tariffs", flows.shape), fractions(charged, "market_tariffs", bought.shape)
    sold, world = flows.sum(axis=1), bought.sum(axis=0)
    if not there.all():
        rates, general = rates * there, general * there
        sold, world = np.einsum("ijk,jk->ik", flows, there.astype(np.float64)), (bought * there).sum(axis=0)
    own_mean = np.einsum("ijk,ijk->ik", flows, rates) * _one_over(sold)
    world_mean = (bought * general).sum(axis=0) * _one_over(world)
    # Who sells where no tariff is known meets nothing known, be it high or low.
    own_mean = np.where(sold > 0, own_mean, world_mean)
    return (1 + own_mean) / (1 + world_mean), (1 + general) / (1 + rates)


def _nearness(own: ArrayLike | None, usual: ArrayLike | None, shape: tuple[int, ...]) -> Array:
    regions, markets, products = shape
    distance = numbers(own, "log_distance", (regions, markets))[:, :, None]
    near = distance - numbers(usual, "mean_log_distance", (markets, products))
    np.abs(near, out=near)
    np.negative(near, out=near)
    return np.asarray(np.exp(near, out=near))


def _one_over(values: Array) -> Array:
    """Its reciprocal; 0 where there is nothing, and so nothing to share."""
    return np.divide(1, values, out=np.zeros_like(values), where=values > 0)
