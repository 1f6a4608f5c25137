"""What a region could sell, checked before it exists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.vocabulary.errors import NotConverged
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Potential:
    """Money, regions x markets x products.

    potential  the indicator; `actual` what is sold today
    supply     regions x products: the share of world exports that is to be expected
    demand     markets x products: expected imports, before tariffs of the relation
    ease       regions x markets: trade of the two over what their products alone would give
    at_home    by region: flows to its own nation that were given and not counted
    """

    potential: Array
    actual: Array
    supply: Array
    demand: Array
    ease: Array
    at_home: Array

    def __post_init__(self) -> None:
        if not (np.isfinite(self.potential).all() and (self.potential >= 0).all()):
            raise NotConverged(T("a potential came out negative or not finite", "潜力出现负值或非有限值"))

    @property
    def unrealised(self) -> Array:
        """max(0, potential - actual)."""
        return np.asarray(np.maximum(self.potential - self.actual, 0))

    @property
    def by_market(self) -> Array:
        """Unrealised, regions x markets."""
        return np.asarray(self.unrealised.sum(axis=2))

    @property
    def by_product(self) -> Array:
        """Unrealised, regions x products."""
        return np.asarray(self.unrealised.sum(axis=1))
