"""The limits of a reallocation, as rows over the sums of a linear programme, and what each of them costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LimitKind = Literal["total", "product_capacity", "market_share", "product_share", "market_hhi", "potential", "kept"]
# A limit is met where it is met to this part of all exports.
MET: Final = 1e-7


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of the solution.

    at     the market, the product, or market and product that it is about; empty for all
    limit  money, a share, or an HHI; `used` in the same unit
    price  what relaxing it is worth: by one unit of money, or by 0.01 of a share or an HHI; 0 where the limit leaves room
    """

    kind: LimitKind
    at: tuple[int, ...]
    limit: float
    used: float
    price: float

    @property
    def binds(self) -> bool:
        return self.price > 0


@dataclass(frozen=True, slots=True)
class Rows:
    """`matrix` times (sums of markets, sums of products, sum of all) <= `most`; what each row is about and its limit."""

    matrix: Array
    most: Array
    kinds: tuple[LimitKind, ...]
    at: tuple[tuple[int, ...], ...]
    limits: Array

    def and_also(
        self, row: Array, kind: LimitKind, limit: float, *, most: float = 0.0, at: tuple[int, ...] = ()
    ) -> Rows:
        return Rows(
            np.vstack([self.matrix, row]),
            np.append(self.most, most),
            (*self.kinds, kind),
            (*self.at, at),
            np.append(self.limits, limit),
        )

    def without(self, kind: LimitKind) -> Rows:
        places = [place for place, one in enumerate(self.kinds) if one != kind]
        return replace(
            self,
            matrix=self.matrix[places],
            most=self.most[places],
            kinds=tuple(self.kinds[one] for one in places),
            at=tuple(self.at[one] for one in places),
            limits=self.limits[places],
        )


def rows_of(
    shape: tuple[int, int],
    total: float | None,
    capacity: Array | None,
    market_share: Array | None,
    product_share: Array | None,
) -> Rows:
    """The rows of the limits that are given; a share's row is the money in it less its part of all money."""
    markets, products = shape
    every = np.eye(markets + products + 1)
    rows = Rows(np.zeros((0, len(every))), np.zeros(0), (), (), np.zeros(0))
    if total is not None:
        rows = rows.and_also(every[-1], "total", total, most=total)
    if capacity is not None:
        for product in np.flatnonzero(np.isfinite(capacity)).tolist():
            most = float(capacity[product])
            rows = rows.and_also(every[markets + product], "product_capacity", most, most=most, at=(product,))
    shares: tuple[tuple[Array | None, LimitKind, int], ...] = (
        (market_share, "market_share", 0),
        (product_share, "product_share", markets),
    )
    for given, kind, first in shares:
        for one in [] if given is None else np.flatnonzero(given < 1).tolist():
            share = float(given[one]) if given is not None else 1.0
            rows = rows.and_also(every[first + one] - share * every[-1], kind, share, at=(one,))
    return rows
