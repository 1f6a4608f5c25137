"""What a change of trade costs does to one region, with an interval: draws of the elasticity, and of what the split assumes.

    parts = split(trade, nation, output_share=0.05, export_share=by_market, home_share=0.4)
    found = region_draws(parts, [CostChange((nation,), (usa,), 1.25)], theta=np.random.default_rng(1).normal(5, 0.5, 1000))
    found.interval(found.exports.sum(axis=1) / found.exports_before.sum(axis=1) - 1)

A tariff is told as the cost it amounts to (1.25 for a duty of a quarter added); what it brings in is nobody's income in one sector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import Deficits, refuse
from entrepot.models.equilibrium.one_sector import one_sector
from entrepot.models.equilibrium.one_sector_result import OneSector
from entrepot.models.equilibrium.split import Split
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CostChange:
    """What it costs to sell from any of `exporters` to any of `importers`, new over old.

    Countries are numbered as before the split, so a nation stands for both of its parts; the number `Split.region` stands for the
    region alone. None is everybody. Trade inside a nation keeps its cost. `ratio` is a number, or one for each draw.
    """

    exporters: tuple[int, ...] | None
    importers: tuple[int, ...] | None
    ratio: float | Array


@dataclass(frozen=True, slots=True)
class RegionDraws:
    """One row for each draw (of each split, one split after the other); money in the unit of the trade matrix.

    exports, imports    draw x country, numbered as in the split: the region's trade with other nations, zero with its own
    exports_before      split's draw x country likewise; `imports_before`
    home, home_before   draw: sold to its own nation, itself included
    output              draw: income new over old, in the numeraire (world income unchanged), as are all amounts of money
    welfare, prices     draw: real spending or income, and the price index, new over old
    nation_welfare      draw: of the rest of its nation
    """

    exports: Array
    imports: Array
    exports_before: Array
    imports_before: Array
    home: Array
    home_before: Array
    output: Array
    welfare: Array
    prices: Array
    nation_welfare: Array
    theta: Array

    @staticmethod
    def interval(draws: Array, level: float = 0.9) -> tuple[float, float, float]:
        """Median, lower and upper bound of `level` of the draws."""
        low, middle, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
        return float(middle), float(low), float(high)


def region_draws(
    parts: Split | Sequence[Split],
    changes: Sequence[CostChange],
    theta: ArrayLike,
    *,
    deficits: Deficits = "share",
) -> RegionDraws:
    """The region's trade and welfare after `changes`, for each draw of the trade elasticity and each split.

    parts     the trade matrix with the region as its last country; several where what is assumed of it varies
    changes   multiplied where several touch a pair
    theta     the trade elasticity, above zero: draws, or one number

    InvalidScenario where a change names no country or touches no trade; NotConverged where any draw has no equilibrium.
    """
    draws = np.atleast_1d(np.asarray(theta, dtype=np.float64))
    splits = (parts,) if isinstance(parts, Split) else tuple(parts)
    if not splits or any(one.trade.ndim != 2 for one in splits):
        raise InvalidScenario(
            T(
                "region_draws takes splits of exporters x importers; sectors need many_sectors",
                "region_draws 需要出口方×进口方的拆分；分部门请用 many_sectors",
            )
        )
    found = [_of_split(one, changes, draws, deficits) for one in splits]
    return RegionDraws(*(np.concatenate(values) for values in zip(*found, strict=True)))


def cost_matrix(parts: Split, changes: Sequence[CostChange], draws: int = 1) -> Array:
    """Draws (or 1, where no ratio has draws) x exporters x importers, new over old cost."""
    n = len(parts.of)
    abroad = parts.of[:, None] != parts.of
    costs = np.ones((1, n, n))
    for change in changes:
        ratio = np.atleast_1d(np.asarray(change.ratio, dtype=np.float64))
        if ratio.ndim != 1 or len(ratio) not in (1, draws):
            raise InvalidScenario(
                T(
                    f"a ratio of cost is {ratio.shape}; give a number, or {draws}",
                    f"成本比为 {ratio.shape}；应为一个数，或 {draws} 个数",
                )
            )
        touched = abroad & _belongs(parts, change.exporters)[:, None] & _belongs(parts, change.importers)
        costs = costs * np.where(touched, ratio[:, None, None], 1.0)
    return costs


def _of_split(parts: Split, changes: Sequence[CostChange], theta: Array, deficits: Deficits) -> tuple[Array, ...]:
    costs = cost_matrix(parts, changes, len(theta))
    result = one_sector(parts.trade, theta, costs, deficits=deficits, batch=len(theta))
    region, size = parts.region, len(theta)
    abroad = parts.of != parts.of[region]
    sold, bought = _row(result, region), _column(result, region)
    before = np.broadcast_to(result.baseline, (size, *result.baseline.shape[1:]))
    return (
        sold * abroad, bought * abroad, before[:, region] * abroad, before[:, :, region] * abroad,
        (sold * ~abroad).sum(axis=1), (before[:, region] * ~abroad).sum(axis=1),
        result.wages[:, region], result.welfare[:, region], result.prices[:, region], result.welfare[:, parts.nation], theta,
    )  # fmt: skip


def _row(result: OneSector, one: int) -> Array:
    """What a country sells after the change, by importer: the whole matrix of every draw would be large."""
    theta = result.theta[:, None]
    share = result.baseline[:, one] / result.baseline.sum(axis=1)
    return np.asarray(
        share * (result.gate[:, [one]] * result.cost_change[:, one]) ** -theta * result.spending * result.prices**theta
    )


def _column(result: OneSector, one: int) -> Array:
    theta = result.theta[:, None]
    share = result.baseline[:, :, one] / result.baseline[:, :, one].sum(axis=1, keepdims=True)
    pulled = share * (result.gate * result.cost_change[:, :, one]) ** -theta
    return np.asarray(pulled * result.spending[:, [one]] * result.prices[:, [one]] ** theta)


def _belongs(parts: Split, named: tuple[int, ...] | None) -> NDArray[np.bool_]:
    """A country's parts; the region's own number is the region alone."""
    if named is None:
        return np.ones(len(parts.of), dtype=bool)
    numbers = np.asarray(named, dtype=np.int64)
    refuse(
        ((numbers < 0) | (numbers > parts.region))[None],
        T("a change names a country that is not there", "所列国家不存在"),
        T(
            f"countries are 0 to {parts.region - 1}, the region {parts.region}",
            f"国家为 0 至 {parts.region - 1}，地区为 {parts.region}",
        ),
    )
    own = np.isin(np.arange(len(parts.of)), numbers)
    return np.asarray(own | np.isin(parts.of, numbers))
