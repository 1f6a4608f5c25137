"""Numbers shown to people: known answers in both languages, then laws, then what is no number."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.reports.numbers import Scale, format_number, scale_for
from entrepot.vocabulary.text import Language
from entrepot.vocabulary.units import Unit


@pytest.mark.parametrize(
    ("value", "unit", "more", "en", "zh"),
    [
        (50_840_000_000, Unit.MONEY, {"currency": "USD"}, "USD 50.84 bn", "508.4亿美元"),
        (-3_560_000_000, Unit.MONEY, {"currency": "USD"}, "USD −3.56 bn", "−35.60亿美元"),
        (1.1428e11, Unit.MONEY, {"currency": "CNY"}, "CNY 114.3 bn", "1,142.8亿元"),
        (950, Unit.MONEY, {"currency": "CNY"}, "CNY 950", "950元"),
        (0.208, Unit.SHARE, {}, "20.8%", "20.8%"),
        (0.0371, Unit.SHARE, {"points": True}, "3.7 pp", "3.7个百分点"),
        (-0.135, Unit.GROWTH, {"sign": True}, "−13.5%", "−13.5%"),
        (0.19, Unit.GROWTH, {"sign": True}, "+19.0%", "+19.0%"),
        (0.000123, Unit.SHARE, {}, "0.012%", "0.012%"),
        (0.5714, Unit.INDEX, {}, "0.571", "0.571"),
        (1_234_567, Unit.COUNT, {}, "1.23 m", "123.5万"),
        (12, Unit.COUNT, {}, "12", "12"),
        (3, Unit.RANK, {}, "3", "3"),
        (2.5e9, Unit.KG, {}, "2.50 Mt", "250.0万吨"),
        (3.2, Unit.UNIT_VALUE, {"currency": "USD"}, "3.20 USD/kg", "3.20美元/千克"),
        (12.345, Unit.INDEX, {"decimals": 1}, "12.3", "12.3"),
    ],
)
def test_a_number_with_its_unit(value: float, unit: Unit, more: dict[str, object], en: str, zh: str) -> None:
    assert format_number(value, unit, "en", **more) == en  # type: ignore[arg-type]
    assert format_number(value, unit, "zh", **more) == zh  # type: ignore[arg-type]


def test_values_shown_together_share_scale_and_decimals() -> None:
    scale = scale_for([2.83e10, 6.454e10, None], Unit.MONEY, "zh", currency="USD")
    assert scale == Scale(8, "亿美元", 1)
    assert [scale.shown(value) for value in (2.83e10, 6.454e10, 1e7, None)] == ["283.0", "645.4", "0.1", "—"]


def test_halves_are_rounded_up_as_printed() -> None:
    assert format_number(0.0125, Unit.SHARE, "en", decimals=0) == "1%"
    assert Scale(0, "", 1).shown(0.25) == "0.3"
    assert Scale(0, "", 1).shown(Decimal("-0.25")) == "−0.3"


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_what_is_no_number_is_a_dash_and_no_point(value: float | None) -> None:
    assert format_number(value, Unit.MONEY, "zh", currency="USD") == "—"
    assert scale_for([value], Unit.MONEY, "zh", currency="USD").scaled(value) is None


@given(st.floats(min_value=1, max_value=1e14), st.sampled_from(["en", "zh"]))
def test_scaling_keeps_the_value(value: float, language: str) -> None:
    scale = scale_for([value], Unit.MONEY, language, currency="USD")  # type: ignore[arg-type]
    scaled = scale.scaled(value)
    assert scaled is not None
    assert math.isclose(scaled * 10**scale.power, value, rel_tol=1e-12)
    # 9,999.9999 stays in its scale though it is shown as 10,000; English has no word below a million.
    assert scaled <= 10_000 or scale.power == 12 or (scale.power == 0 and scaled < 1e6)


@pytest.mark.parametrize(
    ("values", "language", "words", "shown"),
    [
        ((1.7e12, 3e9), "zh", "亿美元", ["17,000", "30"]),
        ((1.7e12, 3e9), "en", "USD bn", ["1,700.0", "3.0"]),
        # Tables print 亿 and bn: charts of a few trillions do as well.
        ((1.59e12, 9.1e11), "zh", "亿美元", ["15,900", "9,100"]),
        ((1.7e12, 9e11), "en", "USD bn", ["1,700.0", "900.0"]),
        ((1.7e13, 9e11), "en", "USD tn", ["17.00", "0.90"]),
        # A hundred thousand and more is no longer read at a glance.
        ((1.7e13, 3e9), "zh", "万亿美元", ["17.00", "0.00"]),
        ((5e11, 0.0), "en", "USD bn", ["500.0", "0.0"]),
    ],
)
def test_small_values_beside_large_ones_are_not_shown_as_nothing(
    values: tuple[float, ...], language: Language, words: str, shown: list[str]
) -> None:
    scale = scale_for(values, Unit.MONEY, language, currency="USD")
    assert scale.words == words
    assert [scale.shown(value) for value in values] == shown
