"""Which province trades which product with whom: gravity and comparative advantage pick the series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from entrepot.sources.world.regimes import CODES, draw_regimes, since_months
from entrepot.sources.world.structure import ASEAN, Extent, Floats, Ints, Structure, Truths

# Trade falls by 0.9 % for each 1 % of distance: the mean of 1,467 estimates (Disdier & Head 2008, doi:10.1162/rest.90.1.37).
DISTANCE_ELASTICITY: Final = 0.9
# Product sizes within a chapter are Pareto with this exponent: a few carry most of it.
PRODUCT_TAIL: Final = 1.1
LARGEST_PRODUCT: Final = 40.0
# Spreads (of logarithms) of comparative advantage, of a partner's taste for a product, and of the single combination.
ADVANTAGE_SPREAD: Final = 0.8
TASTE_SPREAD: Final = 1.0
CELL_SPREAD: Final = 1.0
# This part of a province's combinations are its largest; the others are drawn by the square root of their size.
LARGEST_PART: Final = 0.5
# Combinations per province go with the square root of its size, and no province has fewer than this.
FEWEST_SERIES: Final = 8
# Every province trades this many products with ASEAN without a break, so that its ASEAN totals can be met.
STEADY_ASEAN_SERIES: Final = 3
# Large combinations have a second regime: which part of them, and how much of their value.
SECOND_REGIME_PART: Final = 0.2
SECOND_REGIME_SHARE: Final = (0.1, 0.4)


@dataclass(frozen=True, slots=True)
class Cells:
    """Combinations that trade, aligned arrays: indices into the structure and relative size; steady ones trade every
    month."""

    reporter: Ints
    partner: Ints
    product: Ints
    weight: Floats
    steady: Truths


@dataclass(frozen=True, slots=True)
class Series:
    """One flow's series: cells under regimes (indices into CODES); `begins` is the first month of the regime."""

    reporter: Ints
    partner: Ints
    product: Ints
    regime: Ints
    weight: Floats
    steady: Truths
    begins: Ints


def draw_series(world: Structure, flow: str, extent: Extent, rng: np.random.Generator) -> Series:
    """Series in the order reporter, product, partner, regime: the order of the lake's files."""
    common = _common_strength(world, flow, rng)
    direction = np.log(world.affinity[flow]) - DISTANCE_ELASTICITY * _relative_distance(world)
    advantage = np.log(world.advantage[flow]) + rng.normal(0, ADVANTAGE_SPREAD, world.advantage[flow].shape)
    cells = []
    for reporter, count in enumerate(_series_per_reporter(world, flow, extent)):
        strength = common + advantage[reporter] + direction[reporter][:, None]
        strength += rng.normal(0, CELL_SPREAD, common.shape)
        cells.append(_cells(world, reporter, strength, int(count), rng))
    return _with_regimes(world, flow, _joined(cells), rng)


def _series_per_reporter(world: Structure, flow: str, extent: Extent) -> Ints:
    root = np.sqrt(world.reporter_weight[flow])
    wanted = np.round(extent.series * root / root.sum())
    counts: Ints = np.clip(wanted, FEWEST_SERIES, len(world.partners) * len(world.products)).astype(np.int64)
    return counts


def _common_strength(world: Structure, flow: str, rng: np.random.Generator) -> Floats:
    """What all provinces share, partners x products, as a logarithm: size of both and the partner's taste."""
    size = np.minimum(rng.pareto(PRODUCT_TAIL, len(world.products)) + 1, LARGEST_PRODUCT)
    chapters = np.array([int(chapter) for chapter in world.chapters])
    in_chapter = np.bincount(chapters, weights=size)[chapters]
    product = np.log(world.chapter_weight[flow] * size / in_chapter)
    partner = np.log(world.partner_weight[flow])
    taste = rng.normal(0, TASTE_SPREAD, (len(partner), len(product)))
    strength: Floats = partner[:, None] + product[None, :] + taste
    return strength


def _relative_distance(world: Structure) -> Floats:
    """Distance against the mean of all provinces: partner sizes already hold the distance from China."""
    logs = np.log(world.distance_km)
    relative: Floats = logs - logs.mean(axis=0)
    return relative


def _cells(world: Structure, reporter: int, strength: Floats, count: int, rng: np.random.Generator) -> Cells:
    """About `count` combinations of one reporter: the largest, a few with ASEAN, and others by chance."""
    flat = strength.ravel()
    in_asean = np.repeat(np.isin(np.array(world.partners), ASEAN), len(world.products))
    steady = _top(np.where(in_asean, flat, -np.inf), STEADY_ASEAN_SERIES)
    largest = _top(flat, int(count * LARGEST_PART))
    # The greatest of strength plus Gumbel noise are a draw without replacement by exp(strength).
    drawn = _top(flat / 2 + rng.gumbel(size=flat.shape), count - len(largest))
    cells = np.union1d(np.union1d(largest, drawn), steady)
    partner, product = np.divmod(cells, len(world.products))
    always = np.isin(cells, np.concatenate((steady, largest)))
    return Cells(np.full(len(cells), reporter), partner, product, np.exp(flat[cells]), always)


def _top(strength: Floats, count: int) -> Ints:
    return np.argpartition(strength, -count)[-count:]


def _joined(cells: list[Cells]) -> Cells:
    return Cells(
        reporter=np.concatenate([one.reporter for one in cells]),
        partner=np.concatenate([one.partner for one in cells]),
        product=np.concatenate([one.product for one in cells]),
        weight=np.concatenate([one.weight for one in cells]),
        steady=np.concatenate([one.steady for one in cells]),
    )


def _with_regimes(world: Structure, flow: str, cells: Cells, rng: np.random.Generator) -> Series:
    """Each cell under one regime, large ones under a second besides."""
    first = draw_regimes(flow, world.chapters, cells.product, rng)
    # What trades from the first month on goes under a regime that always existed.
    first = np.where(cells.steady & (since_months()[first] > 0), CODES.index("0110"), first)
    second = draw_regimes(flow, world.chapters, cells.product, rng)
    share = rng.uniform(*SECOND_REGIME_SHARE, len(second))
    large = cells.weight >= np.quantile(cells.weight, 1 - SECOND_REGIME_PART)
    split = np.flatnonzero(large & (second != first))
    weight = cells.weight.copy()
    weight[split] *= 1 - share[split]
    own = np.concatenate((np.arange(len(first)), split))
    regime = np.concatenate((first, second[split]))
    weights = np.concatenate((weight, (cells.weight * share)[split]))
    steady = np.concatenate((cells.steady, np.zeros(len(split), dtype=bool)))
    order = np.lexsort((regime, cells.partner[own], cells.product[own], cells.reporter[own]))
    own, regime = own[order], regime[order]
    return Series(
        reporter=cells.reporter[own],
        partner=cells.partner[own],
        product=cells.product[own],
        regime=regime,
        weight=weights[order],
        steady=steady[order],
        begins=since_months()[regime],
    )
