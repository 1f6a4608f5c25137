"""Unit value indices of many series at once: chained month by month, or through every other month (GEKS)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from entrepot.measures.geks import geks, prices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Formula = Literal["fisher", "tornqvist"]


@dataclass(frozen=True, slots=True)
class Indices:
    """`level` by series and month, 1 in each series' first priced month; NaN where nothing that is traded has a price.

    `covered` is the share of each month's trade whose price is followed.
    """

    level: Numbers
    covered: Numbers


def chained(
    value: Numbers,
    weight: Numbers,
    whole: NDArray[np.int64],
    series: int,
    *,
    formula: Formula = "fisher",
    trim: float = 5.0,
) -> Indices:
    """Fisher or Tornqvist links from month to month, multiplied up; items are lines, `whole` the series of each.

    An item that was not traded in the month before is taken to have moved as its series did since it last was (overall
    mean imputation), so that neither gaps nor withheld weights break the chain. A price `trim` times above or below the
    item's median is left out, as errors in weights are.
    """
    import numpy as np

    price, quantity = _usable(value, weight, trim)
    alone = np.bincount(whole, minlength=series)[whole] == 1
    level, linked = np.full((series, price.shape[1]), np.nan), np.zeros(price.shape)
    if alone.any():
        level[whole[alone]], linked[alone] = _of_one(price[alone], quantity[alone])
    if not alone.all():
        several, line = np.unique(whole[~alone], return_inverse=True)
        level[several], linked[~alone] = _of_several(price[~alone], quantity[~alone], line, len(several), formula)
    with np.errstate(divide="ignore", invalid="ignore"):
        covered = _sums(linked, whole, series) / _sums(np.nan_to_num(value), whole, series)
    return Indices(level, covered)


def _of_one(price: Numbers, quantity: Numbers) -> tuple[Numbers, Numbers]:
    """Of a single item every index is its price against the first."""
    import numpy as np

    there = price > 0
    first = price[np.arange(len(price)), there.argmax(axis=1)][:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(there, price / first, np.nan), price * quantity


def _of_several(
    price: Numbers, quantity: Numbers, whole: NDArray[np.int64], series: int, formula: Formula
) -> tuple[Numbers, Numbers]:
    """The level of each series, and of each item the money whose price is followed in it."""
    import numpy as np

    level, followed, now = np.full((series, price.shape[1]), np.nan), np.zeros(price.shape), np.ones(series)
    # Of each item at its last sight: its price had the level then been 1, and its quantity.
    real_price, last_quantity = np.zeros(len(price)), np.zeros(len(price))
    for month in range(price.shape[1]):
        p, q = price[:, month], quantity[:, month]
        linked = (p > 0) & (real_price > 0)
        found = _linked(np.where(linked, p, 0.0), q, real_price, last_quantity, whole, series, formula)
        # Nothing that was seen before is traded again: the level is what it was.
        now = np.where(np.isfinite(found), found, now)
        level[:, month] = np.where(_sums(p, whole, series) > 0, now, np.nan)
        followed[:, month] = np.where(linked | (month == 0), p * q, 0.0)
        real_price = np.where(p > 0, p / now[whole], real_price)
        last_quantity = np.where(p > 0, q, last_quantity)
    return level, followed


def _linked(
    p: Numbers, q: Numbers, real_price: Numbers, last_quantity: Numbers, whole: NDArray[np.int64], series: int,
    formula: Formula,
) -> Numbers:  # fmt: skip
    """The level that the items traded now and before give: their prices against what they were at a level of 1."""
    import numpy as np

    there = p > 0
    before = np.where(there, real_price * last_quantity, 0.0)
    now = p * q
    with np.errstate(divide="ignore", invalid="ignore"):
        if formula == "fisher":
            laspeyres = _sums(np.where(there, p * last_quantity, 0.0), whole, series) / _sums(before, whole, series)
            paasche = _sums(now, whole, series) / _sums(np.where(there, real_price * q, 0.0), whole, series)
            return np.sqrt(laspeyres * paasche)
        share = before / _sums(before, whole, series)[whole] + now / _sums(now, whole, series)[whole]
        log = np.where(there, 0.5 * share * np.log(np.where(there, p / real_price, 1.0)), 0.0)
        return np.where(_sums(now, whole, series) > 0, np.exp(_sums(log, whole, series)), np.nan)


def through_all_months(
    value: Numbers,
    weight: Numbers,
    whole: NDArray[np.int64],
    series: int,
    *,
    formula: Formula = "fisher",
    trim: float = 5.0,
) -> Indices:
    """GEKS: every month compared through every other, so that nothing drifts. One series after another, so for a few."""
    import numpy as np

    price, quantity = _usable(value, weight, trim)
    level, covered = np.full((series, price.shape[1]), np.nan), np.full((series, price.shape[1]), np.nan)
    for line in range(series):
        items = whole == line
        months = np.flatnonzero((price[items] > 0).any(axis=0))
        if not len(months):
            continue
        own_price, own_quantity = price[items][:, months], quantity[items][:, months]
        level[line, months] = np.exp(geks(own_price.T, own_quantity.T, formula))
        all_trade = np.nansum(value[items][:, months], axis=0)
        covered[line, months] = (own_price * own_quantity).sum(axis=0) / all_trade
    return Indices(level, covered)


def _usable(value: Numbers, weight: Numbers, trim: float) -> tuple[Numbers, Numbers]:
    """Prices and weights by item and month, 0 where either is missing, nothing or below it, or the price is trimmed."""
    import numpy as np

    both = (value > 0) & (weight > 0)
    price, quantity = prices(np.where(both, value, np.nan).T, np.where(both, weight, np.nan).T, trim)
    return price.T, quantity.T


def _sums(amounts: Numbers, whole: NDArray[np.int64], series: int) -> Numbers:
    """By series, month by month where there are months."""
    import numpy as np

    if len(amounts) == series and (whole == np.arange(series)).all():
        return amounts
    if amounts.ndim == 1:
        sums: Numbers = np.bincount(whole, weights=amounts, minlength=series).astype(np.float64)
        return sums
    return np.stack([np.bincount(whole, weights=column, minlength=series) for column in amounts.T], axis=1)
