"""Goods that lose their market and look for others: in proportion to size or potential, and nowhere above its limit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# What is left of an amount when all of it that can be placed is placed.
_NOTHING = 1e-12


def allocated(
    amounts: ArrayLike, weights: ArrayLike, limits: ArrayLike, known: NDArray[np.bool_] | None = None
) -> Array:
    """Amounts (... x goods) divided among targets (... x goods x targets) in proportion to `weights`, none above its limit.

    amounts   of each kind of goods, with any leading axes (draws)
    weights   of each target; `limits` likewise, with the same leading axes or none, infinite for none
    known     goods x targets: which goods a target takes at all; all where not given

    What full targets leave goes to the others that take these goods, again in proportion. Less than an amount comes out only where
    every target that takes it is full.
    """
    amount, weight, limit = (np.asarray(one, dtype=np.float64) for one in (amounts, weights, limits))
    _refuse(amount, weight, limit)
    takes = np.ones((amount.shape[-1], len(weight)), dtype=bool) if known is None else known
    room = np.broadcast_to(limit, (*amount.shape[:-1], len(weight))).copy()
    found = np.zeros((*amount.shape, len(weight)))
    left = amount.copy()
    # Each round fills a target at least, or places all that is left.
    for _ in range(len(weight) + 1):
        pull = takes * (weight * (room > 0))[..., None, :]
        whole = pull.sum(axis=-1)
        if not ((left > _NOTHING * amount) & (whole > 0)).any():
            break
        wanted = left[..., None] * np.divide(
            pull, whole[..., None], out=np.zeros_like(pull), where=whole[..., None] > 0
        )
        asked = wanted.sum(axis=-2)
        with np.errstate(over="ignore"):
            fits = np.minimum(1.0, np.divide(room, asked, out=np.ones_like(room), where=asked > 0))
        came = wanted * fits[..., None, :]
        found += came
        room = np.where(fits < 1.0, 0.0, room - asked)
        left = left - came.sum(axis=-1)
    return found


def _refuse(amount: Array, weight: Array, limit: Array) -> None:
    if weight.ndim != 1 or limit.shape[-1:] != weight.shape or amount.ndim < 1:
        raise InvalidScenario(T("give one limit for each weight", "每个权重须对应一个上限"))
    if not (np.isfinite(weight).all() and (weight >= 0).all() and (limit >= 0).all() and (amount >= 0).all()):
        raise InvalidScenario(T("amounts, weights and limits are zero or more", "金额、权重与上限不得为负"))
