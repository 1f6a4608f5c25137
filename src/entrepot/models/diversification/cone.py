"""The limit on concentration, as it is approached: for each market tangents of the square of what is sold there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from entrepot.models.diversification.limits import Array


@dataclass(frozen=True, slots=True, eq=False)
class Cone:
    """`tangents` are shares, one for each market, at which they touch; `sums` are those of markets, products, and all."""

    hhi: float
    tangents: Array

    def touching(self, sums: Array) -> Cone:
        """With one tangent more for each market, where this answer lies."""
        shares = sums[: self.tangents.shape[1]] / sums[-1]
        return Cone(self.hhi, np.vstack([self.tangents, shares]))

    def margin(self, sums: Array) -> float:
        """The part of all exports that is left below the limit; negative above it."""
        by_market = sums[: self.tangents.shape[1]]
        return float(np.sqrt(self.hhi) * sums[-1] - np.linalg.norm(by_market))

    def reach(self, inner: Array, outer: Array) -> float:
        """How far one may go from sums below the limit to others above it: 1 for all the way."""
        markets, step = self.tangents.shape[1], outer - inner
        y, d = inner[:markets], step[:markets]
        # |y + a d|^2 = hhi (t + a s)^2
        square = float(d @ d - self.hhi * step[-1] ** 2)
        half = float(y @ d - self.hhi * inner[-1] * step[-1])
        least = float(y @ y - self.hhi * inner[-1] ** 2)
        root = np.sqrt(max(half**2 - square * least, 0.0))
        found = [one for one in _divided((-half + root, -half - root), square, least, half) if one > 0]
        return min([1.0, *found])

    def rows(self, products: int) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Over the sums, and over the squares (in units of the HHI's root): theirs together, then one for each tangent."""
        markets, root = self.tangents.shape[1], np.sqrt(self.hhi)
        of_round, market = np.nonzero(self.tangents)
        touch, row = self.tangents[of_round, market], 1 + np.arange(len(market))
        total, height = markets + products, 1 + len(market)
        values = np.concatenate([[-root], 2 * touch, -(touch**2)])
        at = np.concatenate([[0], row, row]), np.concatenate([[total], market, np.full(len(market), total)])
        squares = np.concatenate([np.ones(markets), np.full(len(market), -root)])
        where = np.concatenate([np.zeros(markets, dtype=np.intp), row]), np.concatenate([np.arange(markets), market])
        return (
            sparse.csr_array((values, at), shape=(height, total + 1)),
            sparse.csr_array((squares, where), shape=(height, markets)),
        )


def _divided(tops: tuple[float, float], square: float, least: float, half: float) -> list[float]:
    if square:
        return [top / square for top in tops]
    return [-least / (2 * half)] if half else []
