"""Laws of margins, of where growth came from, of swings, and of price indices, for any numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Rows = Callable[..., list[dict]]
FEW = settings(max_examples=12, deadline=None)
SMALL = 1e-9
CELLS = st.lists(st.integers(0, 1000), min_size=8, max_size=8)
POSITIVE = st.lists(st.integers(1, 1000), min_size=12, max_size=12)


def ties(*years: list[int], scale: float = 1.0) -> pa.Table:
    """Cells of each year in turn as markets by products, two products to each market."""
    cells = [
        (str(2020 + number), f"m{place // 2}", f"k{place % 2}", value * scale)
        for number, year in enumerate(years)
        for place, value in enumerate(year)
    ]
    periods, partners, products, values = zip(*cells, strict=True)
    return pa.table(
        {"period": periods, "reporter": ["A"] * len(cells), "partner": partners, "product": products, "value": values}
    )


@FEW
@given(CELLS, CELLS, CELLS, CELLS)
@pytest.mark.parametrize("order", ["product_first", "market_first"])
def test_constant_market_shares_add_up_exactly(
    rows: Rows, order: str, a: list, b: list, others_a: list, others_b: list
) -> None:
    world = ties([x + y for x, y in zip(a, others_a, strict=True)], [x + y for x, y in zip(b, others_b, strict=True)])
    answer = rows("constant_market_share", options={"order": order}, exports=ties(a, b), world=world)
    parts = [row["value"] for row in answer if row["period"] == "2021"]
    assert len(parts) == 4
    if None not in parts:
        assert sum(parts) == pytest.approx(sum(b) - sum(a), abs=1e-9)
    else:
        assert not sum(a) + sum(others_a)


@FEW
@given(CELLS, CELLS)
def test_entry_exit_and_survival_add_up_to_the_change(rows: Rows, before: list, now: list) -> None:
    flows = ties(before, now)
    for name, tables in (
        ("entry_exit_survivor_ties", {"flows": flows}),
        ("entry_exit_survivor", {"flows": flows}),
    ):
        parts = [row["value"] for row in rows(name, **tables) if row["period"] == "2021"]
        assert None not in parts
        assert sum(parts) == pytest.approx(sum(now) - sum(before), abs=SMALL)


@FEW
@given(CELLS, CELLS)
def test_the_two_margins_multiply_to_our_share_of_the_rest(rows: Rows, own: list, others: list) -> None:
    theirs = ties(others)
    world = pa.concat_tables([ties(own), theirs.set_column(1, "reporter", pa.array(["B"] * 8))])
    wide = {row["partner"]: row for row in rows("extensive_margin", exports=ties(own), world=world)}
    deep = {row["partner"]: row for row in rows("intensive_margin", exports=ties(own), world=world)}
    for number in range(4):
        one, other = wide[f"m{number}"], deep[f"m{number}"]
        assert one["r_all"] == pytest.approx(sum(others[2 * number : 2 * number + 2]))
        if one["value"] is not None and other["value"] is not None:
            assert -SMALL <= one["value"] <= 1 + SMALL
            sold = sum(own[2 * number : 2 * number + 2])
            assert one["value"] * other["value"] == pytest.approx(sold / one["r_all"], rel=1e-9)


@FEW
@given(st.lists(st.lists(st.integers(0, 1), min_size=8, max_size=8), min_size=3, max_size=7))
def test_survival_never_rises(rows: Rows, years: list[list[int]]) -> None:
    found = sorted(rows("survival", flows=ties(*years)), key=lambda row: row["age"])
    values = [row["value"] for row in found]
    assert all(0 <= value <= 1 for value in values)
    assert all(later <= earlier + SMALL for earlier, later in zip([1.0, *values], values, strict=False))
    started = sum(
        years[year - 1][tie] == 0 and years[year][tie] == 1 for year in range(1, len(years)) for tie in range(8)
    )
    assert (found[0]["at_risk"] if found else 0) == started


@FEW
@given(CELLS, CELLS, CELLS, CELLS)
def test_orientation_is_a_correlation(rows: Rows, a: list, b: list, world_a: list, world_b: list) -> None:
    answer = rows("growth_orientation", exports=ties(a, b), world=ties(world_a, world_b))
    (found,) = (row for row in answer if row["period"] == "2021")
    assert found["value"] is None or -1 - SMALL <= found["value"] <= 1 + SMALL
    (scaled,) = (
        row
        for row in rows("growth_orientation", exports=ties(a, b, scale=7.0), world=ties(world_a, world_b, scale=3.0))
        if row["period"] == "2021"
    )
    assert scaled["value"] == (found["value"] if found["value"] is None else pytest.approx(found["value"], abs=1e-7))


@FEW
@given(st.lists(st.lists(st.integers(1, 1000), min_size=8, max_size=8), min_size=3, max_size=5))
def test_parts_of_the_variance_sum_to_one(rows: Rows, years: list[list[int]]) -> None:
    found = rows("variance_decomposition", flows=ties(*years))
    values = [row["value"] for row in found]
    assert len(values) == 4
    if None not in values:
        assert sum(values) == pytest.approx(1, abs=1e-9)
    scaled = rows("variance_decomposition", flows=ties(*years, scale=1e6))
    for one, other in zip(found, scaled, strict=True):
        assert other["value"] == (one["value"] if one["value"] is None else pytest.approx(one["value"], abs=1e-9))


@FEW
@given(st.lists(st.integers(0, 1000), min_size=2, max_size=8))
def test_falls_and_swings_are_bounded(rows: Rows, values: list[int]) -> None:
    flows = pa.table(
        {
            "period": [str(2000 + number) for number in range(len(values))],
            "reporter": ["A"] * len(values),
            "value": [float(value) for value in values],
        }
    )
    fall = [row["value"] for row in sorted(rows("drawdown", flows=flows), key=lambda row: row["period"])]
    known = [value for value in fall if value is not None]
    assert known == sorted(known)
    assert all(0 <= value <= 1 for value in known)
    swings = {row["period"]: row for row in rows("volatility", flows=flows)}
    for row in rows("downside_deviation", flows=flows):
        if row["value"] is not None:
            rates = [math.log(b / a) for a, b in pairwise(values) if a and b]
            worst = max([-rate for rate in rates if rate < 0], default=0)
            assert row["value"] <= worst + SMALL
            assert swings[row["period"]]["value"] >= 0


def baskets(values: list[int], kg: list[int], years: list[int]) -> pa.Table:
    """Four products in the given years, in that order of the numbers."""
    count = len(values)
    return pa.table(
        {
            "period": [str(years[number // 4]) for number in range(count)],
            "reporter": ["A"] * count,
            "product": [f"k{number % 4}" for number in range(count)],
            "value": [float(value) for value in values],
            "net_kg": [float(each) for each in kg],
        }
    )


ANY = {"trim": 1e9}


@FEW
@given(POSITIVE, POSITIVE)
def test_fisher_lies_between_laspeyres_and_paasche_and_reverses(rows: Rows, values: list, kg: list) -> None:
    found = {}
    for index in ("laspeyres", "paasche", "fisher", "tornqvist"):
        there = rows(
            "unit_value_index", options={"index": index, **ANY}, flows=baskets(values[:8], kg[:8], [2020, 2021])
        )
        back = rows(
            "unit_value_index", options={"index": index, **ANY}, flows=baskets(values[:8], kg[:8], [2021, 2020])
        )
        found[index], reverse = (next(r["value"] for r in way if r["period"] == "2021") for way in (there, back))
        if index in ("fisher", "tornqvist"):
            assert found[index] * reverse == pytest.approx(1, rel=1e-9)
    low, high = sorted((found["laspeyres"], found["paasche"]))
    assert low * (1 - SMALL) <= found["fisher"] <= high * (1 + SMALL)


@FEW
@given(POSITIVE, POSITIVE)
def test_price_and_volume_add_up_to_value(rows: Rows, values: list, kg: list) -> None:
    for row in rows("volume_growth", options=ANY, flows=baskets(values, kg, [2020, 2021, 2022])):
        if row["value"] is not None:
            year = int(row["period"]) - 2020
            now, before = sum(values[4 * year : 4 * year + 4]), sum(values[4 * year - 4 : 4 * year])
            assert row["value"] + row["dln_price"] == pytest.approx(math.log(now / before), abs=SMALL)


@FEW
@given(POSITIVE, POSITIVE, st.permutations([2020, 2021, 2022]), st.sampled_from(["fisher", "tornqvist"]))
def test_geks_is_the_same_whichever_period_is_first(
    rows: Rows, values: list, kg: list, order: list, index: str
) -> None:
    options = {"index": index, **ANY}
    level = {}
    for years in ([2020, 2021, 2022], order):
        found = rows("unit_value_index_geks", options=options, flows=baskets(values, kg, years))
        by_period = {row["period"]: row["value"] for row in found}
        level[tuple(years)] = [by_period[str(year)] for year in years]
    one, other = level[2020, 2021, 2022], level[tuple(order)]
    for place in range(3):
        assert one[place] / one[0] == pytest.approx(other[place] / other[0], rel=1e-9)


@FEW
@given(POSITIVE, st.integers(1, 50))
def test_a_change_of_units_changes_no_price_index(rows: Rows, values: list, scale: int) -> None:
    kg = [number % 7 + 1 for number in range(12)]
    for name in ("unit_value_index", "unit_value_index_geks"):
        plain = rows(name, options=ANY, flows=baskets(values, kg, [2020, 2021, 2022]))
        scaled = rows(name, options=ANY, flows=baskets([value * scale for value in values], kg, [2020, 2021, 2022]))
        assert {row["period"]: row["value"] for row in scaled} == pytest.approx(
            {row["period"]: row["value"] for row in plain}, rel=1e-9
        )
