r"""Moving exports among markets and products, as a linear programme (HiGHS through `scipy.optimize.linprog`).

    maximise    sum_jk w_jk x_jk                                  x what is sold of product k in market j, w what a unit is worth
    subject to  kept_jk a_jk <= x_jk <= max(a_jk, potential_jk)   a what is sold now
                sum_jk x_jk <= total
                sum_j x_jk <= capacity_k                          what can be made for export
                sum_k x_jk <= share_j sum_jk x_jk                 no market above its share of all exports; likewise products
                sum_j (sum_k x_jk)^2 <= HHI (sum_jk x_jk)^2       a second-order cone, met by tangents (Kelley 1960)

Of all answers that are worth the same the one is given that takes the least away from where it is sold now. Shares are of what is
sold after the change. The shadow price of a limit is its dual value; for a share, times all exports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from entrepot.models.diversification.checks import Asked, asked_for
from entrepot.models.diversification.conflicts import refuse_conflict
from entrepot.models.diversification.limits import MET, Array, Limit, LimitKind, Rows, rows_of
from entrepot.models.diversification.programme import attempt, nearest
from entrepot.models.diversification.result import Diversification
from entrepot.vocabulary.text import T


def diversify(
    actual: ArrayLike,
    potential: ArrayLike,
    *,
    worth: ArrayLike = 1.0,
    kept: ArrayLike = 0.0,
    total: float | None = None,
    capacity: ArrayLike | None = None,
    market_share: ArrayLike | None = None,
    product_share: ArrayLike | None = None,
    market_hhi: float | None = None,
    market_names: Sequence[str | T] | None = None,
    product_names: Sequence[str | T] | None = None,
) -> Diversification:
    """The reallocation that is worth most within the limits.

    actual, potential   markets x products, money; a cell's ceiling is the larger of the two
    worth               of a unit of money sold, by cell or for all: 0.8 where a fifth is at risk
    kept                the part of each flow that stays where it is, 0 to 1, by cell or for all
    total               the most that can be sold in all; `capacity` by product (infinite for no limit)
    market_share, product_share   highest shares of all exports, fractions: one number, or one for each
    market_hhi          highest Herfindahl-Hirschman index of the markets, 0 to 1
    market_names, product_names   for the message where the limits contradict each other

    InvalidScenario where a number is impossible or the limits contradict each other, with those that do.
    """
    asked = asked_for(
        actual, potential, worth, kept, total, capacity, market_share, product_share, market_hhi, market_names, product_names
    )  # fmt: skip
    rows = rows_of(asked.actual.shape, asked.total, asked.capacity, asked.market_share, asked.product_share)
    solved = _solved(asked, rows)
    exports = solved.cells * asked.unit
    return Diversification(
        asked.actual * asked.unit,
        exports,
        float((asked.worth * asked.actual).sum() * asked.unit),
        float((asked.worth * exports).sum()),
        (*_of_rows(asked, solved), *_of_cells(asked, solved)),
    )


@dataclass(frozen=True, slots=True)
class _Solved:
    """In units of all exports; what a unit more of each limit is worth."""

    cells: Array
    rows: Rows
    row_prices: Array
    floor_prices: Array
    ceiling_prices: Array


def _solved(asked: Asked, rows: Rows) -> _Solved:
    tried = attempt(asked, rows)
    if not tried.possible:
        refuse_conflict(asked, tried)
    # Many answers are often worth the same: the one nearest to the present moves nothing without a reason.
    cells = nearest(tried).reshape(asked.actual.shape)
    return _Solved(
        np.clip(cells, asked.floor, asked.ceiling),
        tried.rows,
        tried.row_prices,
        tried.floor_prices,
        tried.ceiling_prices,
    )


def _of_rows(asked: Asked, solved: _Solved) -> Iterator[Limit]:
    everything = float(solved.cells.sum())
    used_by: dict[LimitKind, Array] = {
        "product_capacity": solved.cells.sum(axis=0),
        "market_share": solved.cells.sum(axis=1) / everything,
        "product_share": solved.cells.sum(axis=0) / everything,
    }
    hundredth = everything * asked.unit / 100
    for kind, at, limit, price in zip(
        solved.rows.kinds, solved.rows.at, solved.rows.limits.tolist(), solved.row_prices.tolist(), strict=True
    ):
        if kind == "total":
            yield Limit(kind, at, limit * asked.unit, everything * asked.unit, _plain(price))
        elif kind == "product_capacity":
            yield Limit(kind, at, limit * asked.unit, float(used_by[kind][at[0]]) * asked.unit, _plain(price))
        elif kind != "market_hhi":
            yield Limit(kind, at, limit, float(used_by[kind][at[0]]), _plain(price) * hundredth)
    if asked.market_hhi is not None:
        cuts = [row for row, kind in enumerate(solved.rows.kinds) if kind == "market_hhi"]
        # Of one more HHI, sqrt(HHI) grows by 1 / (2 sqrt(HHI)), and with it what each cut allows of all exports.
        price = float(solved.row_prices[cuts].sum()) / (2 * np.sqrt(asked.market_hhi))
        used = float((used_by["market_share"] ** 2).sum())
        yield Limit("market_hhi", (), asked.market_hhi, used, _plain(price) * hundredth)


def _of_cells(asked: Asked, solved: _Solved) -> Iterator[Limit]:
    """Ceilings and floors of single cells that bind; a floor of nothing is none."""
    kinds: tuple[tuple[LimitKind, Array, Array], ...] = (
        ("potential", solved.ceiling_prices, asked.ceiling),
        ("kept", np.where(asked.floor > 0, solved.floor_prices, 0), asked.floor),
    )
    for kind, prices, level in kinds:
        for market, product in np.argwhere(prices > MET).tolist():
            at = float(level[market, product]) * asked.unit
            yield Limit(kind, (market, product), at, at, float(prices[market, product]))


def _plain(price: float) -> float:
    """Rounding of the solver is no price."""
    return price if price > MET else 0.0
