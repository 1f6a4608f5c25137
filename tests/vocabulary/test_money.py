from __future__ import annotations

import csv
from decimal import Decimal, Inexact
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.vocabulary.errors import SchemaMismatch, UnknownName
from entrepot.vocabulary.money import from_base, scale, to_base, unit

PAPERS_UNITS = [
    *(
        "1e8 USD",
        "1e9 CNY",
        "1e8 CNY",
        "%",
        "points",
        "index",
        "km2",
        "days",
        "firms",
        "parks",
        "markets",
        "rank",
        "flag",
    ),
    *(
        "persons",
        "1e4 persons",
        "1e4 TEU",
        "1e8 t",
        "years",
        "policies",
        "CNY_100m",
        "USD_100m",
        "count_over",
        "CNY_10k",
    ),
]
SCALED_MONEY = [
    "亿元",
    "亿美元",
    "万元",
    "千美元",
    "万美元",
    "百万美元",
    "USD",
    "thousand USD",
    "1e8 USD",
    "USD bn",
    "1e9 CNY",
    "CNY_100m",
]


@pytest.mark.parametrize(
    ("printed", "base", "factor", "kind"),
    [
        ("亿元", "CNY", "100000000", "money"),
        ("亿元人民币", "CNY", "100000000", "money"),
        ("亿美元", "USD", "100000000", "money"),
        ("万元", "CNY", "10000", "money"),
        ("千美元", "USD", "1000", "money"),
        ("百万美元", "USD", "1000000", "money"),
        ("十亿美元", "USD", "1000000000", "money"),
        ("美元", "USD", "1", "money"),
        ("万亿元", "CNY", "1000000000000", "money"),
        ("1e9 CNY", "CNY", "1000000000", "money"),
        ("CNY_10k", "CNY", "10000", "money"),
        ("USD_100m", "USD", "100000000", "money"),
        ("Thousand US Dollars", "USD", "1000", "money"),
        ("(1,000 USD)", "USD", "1000", "money"),
        ("10 000 USD", "USD", "10000", "money"),
        ("US$ bn", "USD", "1000000000", "money"),
        ("USD mn", "USD", "1000000", "money"),
        ("%", "1", "0.01", "share"),
        ("points", "1", "0.01", "points"),
        ("个百分点", "1", "0.01", "points"),
        ("times", "1", "1", "ratio"),
        ("index", "1", "1", "index"),
        ("1e8 t", "kg", "100000000000", "mass"),
        ("万吨", "kg", "10000000", "mass"),
        ("km2", "m2", "1000000", "area"),
        ("1e4 TEU", "TEU", "10000", "quantity"),
        ("人民币(万元)", "CNY", "10000", "money"),
        ("人民币亿元", "CNY", "100000000", "money"),
        ("金额（万元）", "CNY", "10000", "money"),
        ("US Dollars, Millions", "USD", "1000000", "money"),
        ("millions of US dollars", "USD", "1000000", "money"),
        ("单位：亿美元", "USD", "100000000", "money"),
        ("亿千瓦时", "kWh", "100000000", "quantity"),
        ("万双", "pair", "10000", "quantity"),
        ("万人", "persons", "10000", "count"),
    ],
)
def test_units_as_printed(printed: str, base: str, factor: str, kind: str) -> None:
    found = unit(printed)
    assert (found.base, found.factor, found.kind, found.text) == (base, Decimal(factor), kind, printed)


def test_a_lower_bound_is_not_taken_for_the_number() -> None:
    assert unit("count_over").at_least
    assert not unit("count").at_least


@pytest.mark.parametrize(
    "printed", ["", "亿", "$", "dozen USD", "1e8", "1e8 %", "万指数", "bn bn USD", "1e8 flag", "USD CNY", "1e99999 USD"]
)
def test_what_is_no_unit_is_refused(printed: str) -> None:
    with pytest.raises(UnknownName, match="scale and a base"):
        unit(printed)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("亿", 10**8),
        ("百万", 10**6),
        ("十亿", 10**9),
        ("bn", 10**9),
        ("1e8", 10**8),
        ("10^3", 1000),
        ("1,000", 1000),
        ("100 000", 10**5),
        ("1", 1),
    ],
)
def test_scale_words(word: str, value: int) -> None:
    assert scale(word) == Decimal(value)


@pytest.mark.parametrize("word", ["1,00", "1000,0", "2000", "gross", "0", "1e"])
def test_words_that_are_no_scale(word: str) -> None:
    assert scale(word) is None


def test_known_conversions() -> None:
    assert to_base("2222.7", "1e9 CNY") == Decimal("2222700000000")
    assert to_base("376,356,483", "万元") == Decimal("3763564830000")
    assert to_base("0.1", "%") == Decimal("0.001")
    assert to_base(Decimal("119.89"), "km2") == Decimal("119890000")


def test_the_paper_slip_of_10_to_the_8_is_not_hidden_by_rounding() -> None:
    exact = "92233720368547758070.123456789012345678901234567890"
    assert to_base(exact, "亿元") == Decimal("9223372036854775807012345678.9012345678901234567890")


@pytest.mark.parametrize("value", ["-", "", Decimal("NaN"), Decimal("Infinity")])
def test_nothing_is_made_of_what_is_missing(value: str | Decimal) -> None:
    with pytest.raises(SchemaMismatch, match="no number"):
        to_base(value, "亿元")


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12),
    st.sampled_from(SCALED_MONEY),
)
def test_conversion_there_and_back_is_exact(value: Decimal, printed: str) -> None:
    assert from_base(to_base(value, printed), printed) == value


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
    st.sampled_from(PAPERS_UNITS),
)
def test_conversion_keeps_sums(a: Decimal, b: Decimal, printed: str) -> None:
    assert to_base(a, printed) + to_base(b, printed) == to_base(a + b, printed)


def test_a_quotient_without_an_end_is_not_rounded_silently() -> None:
    third = unit("USD")
    with pytest.raises(Inexact):
        from_base(Decimal(1), type(third)("USD", Decimal(3), "3 USD", "money"))


def test_every_unit_of_the_papers_is_known() -> None:
    shared = Path(__file__).resolve().parents[3] / "shared"
    tables = [shared / "facts" / "observations.csv", shared / "data" / "0_seed" / "liaoning_shanxi_trade_figures.csv"]
    if not all(t.is_file() for t in tables):
        pytest.skip("the papers' figures (../shared) are not beside this checkout")
    seen = set()
    for table in tables:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            seen |= {row["unit"] for row in csv.DictReader(lines)}
    assert {unit(text).text for text in seen} == seen
    assert seen <= set(PAPERS_UNITS)


@pytest.mark.parametrize("printed", PAPERS_UNITS)
def test_the_units_of_the_papers_without_their_files(printed: str) -> None:
    assert unit(printed).factor > 0
