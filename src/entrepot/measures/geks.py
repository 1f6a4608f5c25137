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
    median = np.array(
        [
            np.median(column[column == column]) if some.any() else 1.0
            for column, some in zip(price.T, known.T, strict=True)
        ]
    )
    ratio = np.where(known, price / median, 0.0)
    kept = (ratio <= trim) & (ratio >= 1 / trim)
    return np.where(kept, price, 0.0), np.where(kept, weights, 0.0)


def geks(price: Numbers, weight: Numbers) -> Numbers:
    """ln of the index of each period against the first: the mean over s of ln F_0s + ln F_st."""
    import numpy as np

    there = (price > 0).astype(np.float64)
    value = price * weight
    at_other = weight @ price.T  # [s, t]: what was bought in s, at the prices of t
    matched = value @ there.T  # [s, t]: what was bought in s of products that t has too
    with np.errstate(divide="ignore", invalid="ignore"):
        laspeyres = np.log(at_other / matched)
        fisher = 0.5 * (laspeyres - laspeyres.T)
    fisher = np.where(np.isfinite(fisher), fisher, np.nan)
    mean: Numbers = fisher.mean(axis=0) - fisher.mean(axis=0)[0]
    return mean
