"""Interval arithmetic on printed digits: 41.5 stands for every number from 41.45 to 41.55."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import Final

# A printed number has at most 60 digits: sums and products of two are exact, quotients are rounded outwards.
_DIGITS: Final = 130
_DOWN: Final = Context(prec=_DIGITS, rounding=ROUND_FLOOR)
_NEAR: Final = Context(prec=_DIGITS, rounding=ROUND_HALF_EVEN)
_UP: Final = Context(prec=_DIGITS, rounding=ROUND_CEILING)
# The decimal library promises its powers only to "almost always" correct rounding.
_SLACK: Final = Decimal(10) ** -60


@dataclass(frozen=True, slots=True)
class Interval:
    """`value` is what the digits say when taken literally; the truth lies between `low` and `high`, both included."""

    low: Decimal
    value: Decimal
    high: Decimal

    @classmethod
    def exactly(cls, value: Decimal | int) -> Interval:
        plain = Decimal(value)
        return cls(plain, plain, plain)

    @classmethod
    def printed(cls, value: Decimal, *, to: Decimal | None = None) -> Interval:
        """What rounds to `value` at its last digit, or at `to` where the precision is declared (10: to tens)."""
        half = _NEAR.divide(Decimal(1).scaleb(_exponent(value)) if to is None else to, Decimal(2))
        return cls(_NEAR.subtract(value, half), value, _NEAR.add(value, half))

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            _DOWN.add(self.low, other.low), _NEAR.add(self.value, other.value), _UP.add(self.high, other.high)
        )

    def __neg__(self) -> Interval:
        return Interval(self.high.copy_negate(), self.value.copy_negate(), self.low.copy_negate())

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(
            min(_DOWN.multiply(a, b) for a, b in ends),
            _NEAR.multiply(self.value, other.value),
            max(_UP.multiply(a, b) for a, b in ends),
        )

    def __truediv__(self, other: Interval) -> Interval:
        """Raises ZeroDivisionError where the divisor may be nothing."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError
        ends = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(
            min(_DOWN.divide(a, b) for a, b in ends),
            _NEAR.divide(self.value, other.value),
            max(_UP.divide(a, b) for a, b in ends),
        )

    def root(self, degree: int) -> Interval:
        """The positive root of a number that is surely not negative; ZeroDivisionError otherwise, as it has none."""
        if self.low < 0:
            raise ZeroDivisionError
        return Interval(
            _DOWN.multiply(_root(self.low, degree), _DOWN.subtract(Decimal(1), _SLACK)),
            _root(self.value, degree),
            _UP.multiply(_root(self.high, degree), _UP.add(Decimal(1), _SLACK)),
        )

    def times(self, factor: Decimal) -> Interval:
        return self * Interval.exactly(factor)

    def over(self, factor: Decimal) -> Interval:
        return self / Interval.exactly(factor)

    def holds(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both; 20.7 and 20.8, which only touch at 20.75, are two different figures."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and (self.low == self.high or other.low == other.high))


def significant_digits(value: Decimal) -> int:
    return len(value.as_tuple().digits)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise TypeError("a printed number is finite")
    return exponent


def _root(value: Decimal, degree: int) -> Decimal:
    if value == 0:
        return value
    return _NEAR.exp(_NEAR.divide(_NEAR.ln(value), Decimal(degree)))
