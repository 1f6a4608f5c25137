"""Intervals of printed digits, by hand and by law."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from entrepot.studies.intervals import Interval, significant_digits


def rounds_to(text: str, *, to: str | None = None) -> Interval:
    return Interval.printed(Decimal(text), to=Decimal(to) if to else None)


@pytest.mark.parametrize(
    ("printed", "to", "low", "high"),
    [
        ("41.5", None, "41.45", "41.55"),
        ("30.0", None, "29.95", "30.05"),
        ("3190", None, "3189.5", "3190.5"),
        ("3190", "10", "3185", "3195"),
        ("-33.4", None, "-33.45", "-33.35"),
        ("0", None, "-0.5", "0.5"),
        ("2E+3", None, "1500", "2500"),
    ],
)
def test_a_printed_number_stands_for_what_rounds_to_it(printed: str, to: str | None, low: str, high: str) -> None:
    interval = rounds_to(printed, to=to)
    assert (interval.low, interval.high) == (Decimal(low), Decimal(high))


def test_growth_of_fiscal_revenue_by_hand() -> None:
    later, earlier = rounds_to("2130", to="10"), rounds_to("3190", to="10")
    growth = later / earlier - Interval.exactly(1)
    assert [round(one, 4) for one in (growth.low, growth.value, growth.high)] == [
        Decimal("-0.3349"), Decimal("-0.3323"), Decimal("-0.3297"),
    ]  # fmt: skip


def test_two_figures_that_only_touch_are_two_figures() -> None:
    assert not rounds_to("20.7").meets(rounds_to("20.8"))
    assert rounds_to("20.7").meets(rounds_to("20.70"))
    assert rounds_to("20.7").meets(Interval.exactly(Decimal("20.75")))
    assert not rounds_to("20.7").meets(Interval.exactly(Decimal("20.7501")))


def test_nothing_is_divided_by_what_may_be_nothing() -> None:
    for divisor in ("0", "0.0", "0.4E0"):
        if rounds_to(divisor).low <= 0:
            with pytest.raises(ZeroDivisionError):
                Interval.exactly(1) / rounds_to(divisor)
    with pytest.raises(ZeroDivisionError):
        rounds_to("-1").root(2)


def test_significant_digits() -> None:
    assert [significant_digits(Decimal(text)) for text in ("5", "0.5", "41.5", "2443", "-74")] == [1, 1, 3, 4, 2]


TRUE_NUMBERS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6)
DIGITS = st.integers(min_value=0, max_value=4)


def printed(true: Fraction, digits: int) -> Interval:
    exact = Decimal(true.numerator) / Decimal(true.denominator)
    return Interval.printed(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN))


def encloses(interval: Interval, true: Fraction) -> bool:
    return Fraction(interval.low) <= true <= Fraction(interval.high)


@given(TRUE_NUMBERS, TRUE_NUMBERS, DIGITS, DIGITS)
def test_the_interval_holds_the_true_result(a: Fraction, b: Fraction, first: int, second: int) -> None:
    left, right = printed(a, first), printed(b, second)
    assert encloses(left, a)
    assert encloses(left + right, a + b)
    assert encloses(left - right, a - b)
    assert encloses(left * right, a * b)
    assume(right.low > 0 or right.high < 0)
    assert encloses(left / right, a / b)
    assert encloses(left / right - Interval.exactly(1), a / b - 1)


@given(st.fractions(min_value=1, max_value=10**6, max_denominator=1000), DIGITS, st.integers(1, 30))
def test_the_root_holds_the_true_root(a: Fraction, digits: int, degree: int) -> None:
    root = printed(a, digits).root(degree)
    assert Fraction(root.low) ** degree <= a <= Fraction(root.high) ** degree
    assert root.low <= root.value <= root.high


@given(TRUE_NUMBERS, TRUE_NUMBERS, DIGITS, DIGITS)
def test_the_literal_value_lies_within(a: Fraction, b: Fraction, first: int, second: int) -> None:
    left, right = printed(a, first), printed(b, second)
    for result in (left + right, left - right, left * right):
        assert result.low <= result.value <= result.high
