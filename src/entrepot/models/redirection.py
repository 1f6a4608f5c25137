"""Goods that lose their market and look for others: in proportion to size or potential, and nowhere above its limit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


def allocated(amount: float, weights: ArrayLike, limits: ArrayLike) -> Array:
    """`amount` divided in proportion to `weights`, none above its limit; what the full leave goes to the others.

    Less than `amount` comes out only where every limit is reached. The level at which the others stand is found by sorting.
    """
    weight, limit = (np.asarray(one, dtype=np.float64) for one in (weights, limits))
    if weight.shape != limit.shape or weight.ndim != 1:
        raise InvalidScenario(T("give one limit for each weight", "每个权重须对应一个上限"))
    if not (np.isfinite(weight).all() and (weight >= 0).all() and (limit >= 0).all() and amount >= 0):
        raise InvalidScenario(T("amounts, weights and limits are zero or more", "金额、权重与上限不得为负"))
    found = np.zeros(len(weight))
    open_ = (weight > 0) & (limit > 0)
    if not open_.any() or amount == 0:
        return found
    if limit[open_].sum() <= amount:
        found[open_] = limit[open_]
        return found
    found[open_] = np.minimum(_level(amount, weight[open_], limit[open_]) * weight[open_], limit[open_])
    return found


def _level(amount: float, weight: Array, limit: Array) -> float:
    """Where sum of min(level x weight, limit) is the amount: between the last limit reached and the next."""
    order = np.argsort(limit / weight, kind="stable")
    weight, limit = weight[order], limit[order]
    full = np.concatenate(([0.0], np.cumsum(np.where(np.isfinite(limit), limit, 0.0))))[:-1]
    left = np.cumsum(weight[::-1])[::-1]
    with np.errstate(invalid="ignore"):
        reached = full + left * (limit / weight)
    place = int(np.argmax(reached >= amount))
    return float((amount - full[place]) / left[place])
