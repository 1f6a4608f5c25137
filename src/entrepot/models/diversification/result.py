"""A reallocation of exports, checked before it exists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.models.diversification.limits import Limit
from entrepot.vocabulary.errors import NotConverged
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Diversification:
    """Money, markets x products.

    before, exports      what is sold now, and what the programme would have sold
    worth_before, worth  the objective: money times what a unit of it is worth in its cell
    limits               every limit with its shadow price; those of single cells only where they bind
    """

    before: Array
    exports: Array
    worth_before: float
    worth: float
    limits: tuple[Limit, ...]

    def __post_init__(self) -> None:
        if not (np.isfinite(self.exports).all() and (self.exports >= 0).all()):
            raise NotConverged(T("exports came out negative or not finite", "出口出现负值或非有限值"))

    @property
    def change(self) -> Array:
        return np.asarray(self.exports - self.before)

    @property
    def binding(self) -> tuple[Limit, ...]:
        """The limits that cost something."""
        return tuple(one for one in self.limits if one.binds)

    @property
    def hhi_before(self) -> tuple[float, float]:
        """Of markets and of products."""
        return hhi_of(self.before.sum(axis=1)), hhi_of(self.before.sum(axis=0))

    @property
    def hhi(self) -> tuple[float, float]:
        return hhi_of(self.exports.sum(axis=1)), hhi_of(self.exports.sum(axis=0))


def hhi_of(money: Array) -> float:
    """The Herfindahl-Hirschman index of amounts that are all known."""
    return float(((money / money.sum()) ** 2).sum())
