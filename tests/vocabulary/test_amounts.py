from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.vocabulary.amounts import format_money, format_number, format_points, format_share
from entrepot.vocabulary.text import in_language


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Decimal("765960000000"), "7,659.6亿元", "CNY 766.0 bn"),
        (Decimal("1234567"), "123.5万元", "CNY 1.2 m"),
        (Decimal("96000000"), "9,600.0万元", "CNY 96.0 m"),
        (Decimal("99999600"), "1.0亿元", "CNY 100.0 m"),
        (Decimal("999960000"), "10.0亿元", "CNY 1.0 bn"),
        (Decimal("4180000000000"), "4.2万亿元", "CNY 4.2 tn"),
        (Decimal("-1234"), "−1,234元", "CNY −1,234"),
        (0, "0元", "CNY 0"),
        (Decimal("-0.2"), "0元", "CNY 0"),
        (9999.6, "1.0万元", "CNY 10,000"),
        (None, "—", "—"),
    ],
)
def test_money_in_both_languages(value: Decimal | float | None, zh: str, en: str) -> None:
    assert format_money(value, "CNY", "zh") == zh
    assert format_money(value, "CNY", "en") == en


def test_the_language_in_use_is_taken() -> None:
    with in_language("zh"):
        assert format_money(Decimal("39.5e9"), "USD") == "395.0亿美元"
        assert format_points(Decimal("0.037")) == "3.7个百分点"
    assert format_points(Decimal("-0.037"), "en") == "−3.7 pp"


def test_shares_round_half_up_and_carry_no_space() -> None:
    assert format_share(Decimal("0.12345")) == "12.3%"
    assert format_share(Decimal("0.1225")) == "12.3%"
    assert format_share(Decimal("0.002"), sign=True) == "+0.2%"
    assert format_share(None) == "—"
    assert format_number(Decimal("-1234567.891"), decimals=2) == "−1,234,567.89"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**16), max_value=10**16))
def test_the_sign_is_printed_alone_and_the_same_in_both_languages(value: Decimal) -> None:
    zh, en = format_money(value, "USD", "zh"), format_money(value, "USD", "en")
    assert "-" not in zh + en
    assert format_money(-value, "USD", "en").replace("−", "") == en.replace("−", "")
