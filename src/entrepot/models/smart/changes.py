"""How tariffs are changed: to a new rate, down to a maximum, by a linear cut, by the Swiss formula, and over some years.

All take and give fractions, of any shape; none raises a rate but `new_rate`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.smart.checks import AS_FRACTIONS, IN_PER_CENT
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# No calendar of tariff cuts runs as long; each year is a copy of the whole schedule.
_LONGEST = 100


def new_rate(before: ArrayLike, rate: ArrayLike) -> Array:
    """t1 = rate."""
    return np.array(np.broadcast_to(_fraction(rate, "rate"), np.shape(before)))


def maximum(before: ArrayLike, highest: float) -> Array:
    """t1 = min(t0, highest)."""
    return np.asarray(np.minimum(_fraction(before, "before"), _fraction(highest, "highest")))


def linear_cut(before: ArrayLike, cut: float) -> Array:
    """t1 = (1 - cut) t0."""
    if not 0 <= cut <= 1:
        raise InvalidScenario(T(f"a cut is between 0 and 1; it is {cut}", f"削减幅度应在 0 与 1 之间，实为 {cut}"))
    return np.asarray((1 - cut) * _fraction(before, "before"))


def swiss(before: ArrayLike, coefficient: float) -> Array:
    """t1 = a t0 / (a + t0): the higher the rate, the more is cut, and none stays above a."""
    rates = _fraction(before, "before")
    if not 0 < coefficient < IN_PER_CENT:
        raise InvalidScenario(
            T(
                f"the coefficient of the Swiss formula is {coefficient}: above zero, and a fraction as the rates are, 0.08 for 8",
                f"瑞士公式的系数为 {coefficient}：应大于零，且与税率同为小数，8 写作 0.08",
            )
        )
    return np.asarray(coefficient * rates / (coefficient + rates))


def phased_in(before: ArrayLike, after: ArrayLike, *, years: int) -> Array:
    """The rates of each year, in equal steps: years x the shape of the rates, the last one `after`."""
    if not 1 <= years <= _LONGEST:
        raise InvalidScenario(
            T(f"years are one or more, and at most {_LONGEST}, not {years}", f"年数为 1 至 {_LONGEST}，实为 {years}")
        )
    first, last = np.broadcast_arrays(_fraction(before, "before"), _fraction(after, "after"))
    steps = np.arange(1, years + 1).reshape(-1, *(1 for _ in first.shape)) / years
    return np.asarray(first * (1 - steps) + last * steps)


def where(before: ArrayLike, after: ArrayLike, chosen: ArrayLike) -> Array:
    """A rule on a set of products or partners: `after` where `chosen`, else `before` (a mask that broadcasts)."""
    return np.asarray(np.where(chosen, _fraction(after, "after"), _fraction(before, "before")))


def _fraction(values: ArrayLike, name: str) -> Array:
    rates = np.asarray(values, dtype=np.float64)
    if not (np.isfinite(rates) & (rates >= 0) & (rates < IN_PER_CENT)).all():
        raise InvalidScenario(
            T(
                f"{name} is missing, negative or in per cent: {AS_FRACTIONS.en}",
                f"{name} 缺失、为负或为百分数：{AS_FRACTIONS.zh}",
            )
        )
    return rates
