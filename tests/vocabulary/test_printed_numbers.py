from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.printed_numbers import number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("23,416", "23416"),
        ("19,871,761,143", "19871761143"),
        ("33.312", "33.312"),
        ("１，２３４．５", "1234.5"),
        ("\u22125", "-5"),
        ("－5", "-5"),
        ("1 234", "1234"),
        ("1\u202f234\u202f567", "1234567"),
        ("1e8", "100000000"),
        ("1.5E+08", "150000000"),
        (" 7 ", "7"),
        (".5", "0.5"),
        ("007", "7"),
        ("+3.0", "3.0"),
    ],
)
def test_numbers_as_printed(printed: str, value: str) -> None:
    assert number(printed) == Decimal(value)


@pytest.mark.parametrize(
    "printed", [None, "", "  ", "-", "—", "–", "…", "..", "?", "N/A", "n/a", "           NA", "nan", "NULL"]
)
def test_marks_of_missing_are_none_never_zero(printed: str | None) -> None:
    assert number(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "1.234,5",
        "12,34,567",
        "1,23",
        "1,2345",
        "5²",
        "٣",
        "inf",
        "12%",
        "3.5亿",
        "(12)",
        "1e999999999",
        "1e99",
        "--5",
        "1.2.3",
        "0x10",
        "1_000",
        "=1+1",
        "9" * 100,
        ",5",
        ".",
        "+",
        "1,,234",
        "1 23",
    ],
)
def test_what_is_unclear_is_refused(printed: str) -> None:
    with pytest.raises(SchemaMismatch, match="decimal mark"):
        number(printed)


def test_other_conventions_only_when_asked_for() -> None:
    assert number("1.234,5", decimal=",") == Decimal("1234.5")
    assert number("0,213368997", decimal=",") == Decimal("0.213368997")
    assert number("(1,234.5)", parentheses=True) == Decimal("-1234.5")
    with pytest.raises(SchemaMismatch):
        number("(-5)", parentheses=True)
    with pytest.raises(SchemaMismatch, match=r"decimal='\.'"):
        number("1,234.5", decimal=",")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4))
def test_thousands_separators_change_nothing(value: Decimal) -> None:
    assert number(f"{value:,f}") == number(f"{value:f}") == value


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_missing_or_refused(text: str) -> None:
    try:
        found = number(text)
    except SchemaMismatch as refused:
        assert refused.message.zh.startswith("“")
    else:
        assert found is None or found.is_finite()
