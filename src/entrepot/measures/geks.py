"""The price index that compares every period through every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


def prices(values: Numbers, weights: Numbers, trim: float) -> tuple[Numbers, Numbers]:
    """Unit values and weights by period and product, 0 where missing or further than `trim` from the product's median."""
    import numpy as np

    price = values / weights
    known = np.isfinite(price)
    # Sorted, what is missing comes last; of an even number the two in the middle are averaged.
    ordered, count = np.sort(price, axis=0), np.isfinite(price).sum(axis=0)
    products = np.arange(price.shape[1])
    middle = 0.5 * (
        ordered[np.maximum(count - 1, 0) // 2, products] + ordered[np.minimum(count // 2, len(price) - 1), products]
    )
    median = np.where(count > 0, middle, 1.0)
    ratio = np.where(known, price / median, 0.0)
    kept = (ratio <= trim) & (ratio >= 1 / trim)
    return np.where(kept, price, 0.0), np.where(kept, weights, 0.0)


def geks(price: Numbers, weight: Numbers, index: str) -> Numbers:
    """ln of the index of each period against the first: the mean over s of the index from the first to s, and s to this.

    Both indices of a pair are one index seen from either end, halved: Laspeyres (arithmetic for Fisher, geometric for
    Tornqvist) forwards and backwards.
    """
    import numpy as np

    there = (price > 0).astype(np.float64)
    value = price * weight
    matched = value @ there.T  # [s, t]: the value in s of the products that t has too
    with np.errstate(divide="ignore", invalid="ignore"):
        if index == "fisher":
            one_way = np.log((weight @ price.T) / matched)
        else:
            log = np.where(price > 0, np.log(price), 0.0)
            one_way = (value @ log.T - (value * log) @ there.T) / matched
    pairs = 0.5 * (one_way - one_way.T)
    pairs = np.where(np.isfinite(pairs), pairs, np.nan)
    mean: Numbers = pairs.mean(axis=0) - pairs.mean(axis=0)[0]
    return mean
