"""Flows against each other: known answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from entrepot.lake.checks.across import look_over
from entrepot.lake.ingest import Ingested
from entrepot.lake.lake import Lake
from entrepot.sources.source import Source
from entrepot.vocabulary.errors import RefusedByChecks

Take = Callable[..., Ingested]
Brief = Callable[..., list[tuple[str, str, int | None]]]
WORLD = {"partner": "WLD", "partner_level": "world"}
ALL_GOODS = {"product": "TOTAL", "product_digits": 0}


def months(values: dict[int, float], **more: Any) -> list[dict[str, Any]]:
    return [{**ALL_GOODS, **more, "frequency": "month", "period": f"2024-{m:02d}", "value_usd": v} for m, v in values.items()]  # fmt: skip


def test_parts_that_make_more_than_their_total(take_flows: Take, brief: Brief) -> None:
    parts = [{"product": "84", "value_usd": 600_000}, {"product": "85", "value_usd": 500_000}]
    assert take_flows([{**ALL_GOODS, "value_usd": 1_100_000}, *parts]).findings == ()
    found = take_flows([{**ALL_GOODS, "value_usd": 1_000_000}, *parts], "wrong.csv").findings
    assert brief(found) == [("warn", "total_is_not_parts", 2)]
    assert "2 digits" in found[0].message.en
    assert "1100000 USD" in found[0].message.en


def test_a_heading_and_its_own_codes(take_flows: Take, brief: Brief) -> None:
    parts = [{"product": p, "product_digits": 4, "value_usd": 300_000} for p in ("8501", "8502")]
    found = take_flows([{"product": "85", "value_usd": 60_000}, *parts]).findings
    assert brief(found) == [("warn", "total_is_not_parts", 2)]
    assert "×10" in found[0].message.en


def test_partners_that_make_more_than_the_world(take_flows: Take, brief: Brief) -> None:
    parts = [{"partner": p, "value_usd": 600_000} for p in ("JPN", "KOR")]
    assert brief(take_flows([{**WORLD, "value_usd": 1_000_000}, *parts]).findings) == [("warn", "total_is_not_parts", 2)]  # fmt: skip


def test_partners_that_make_less_are_a_matter_of_coverage(take_flows: Take, brief: Brief) -> None:
    parts = [{"partner": p, "value_usd": 400_000} for p in ("JPN", "KOR")]
    found = take_flows([{**WORLD, "value_usd": 1_000_000}, *parts]).findings
    assert brief(found) == [("note", "parts_cover", 2)]
    assert found[0].value == "80 %"


def test_a_few_goods_out_of_all_are_a_choice(take_flows: Take) -> None:
    assert take_flows([{**ALL_GOODS, "value_usd": 1_000_000}, {"product": "84", "value_usd": 100_000}]).findings == ()


def test_yuan_and_dollars_are_not_added_up(take_flows: Take) -> None:
    yuan = {"value_usd": None, "value_cny": 900_000}
    assert take_flows([{**ALL_GOODS, "value_usd": 130_000}, {"product": "84", **yuan}]).findings == ()


def test_a_missing_month_can_be_derived(take_flows: Take, brief: Brief) -> None:
    given = months({1: 100e6, 2: 90e6, 4: 110e6, 5: 120e6})
    cumulated = [
        {**ALL_GOODS, "frequency": "to_date", "period": f"2024-01/2024-{m:02d}", "value_usd": v}
        for m, v in ((2, 190e6), (4, 405e6))
    ]
    found = take_flows([*given, *cumulated]).findings
    assert brief(found) == [("warn", "month_missing", 4)]
    assert "cumulative" in found[0].message.en


def test_no_trade_in_a_good_for_a_month_is_not_a_missing_month(take_flows: Take) -> None:
    liaoning = months({1: 100, 3: 100, 4: 100, 5: 100}, product="84", product_digits=2, reporter="CN-LN")
    shanxi = months({1: 100, 2: 100, 3: 100, 4: 100, 5: 100}, product="84", product_digits=2, reporter="CN-SX")
    assert take_flows([*liaoning, *shanxi]).findings == ()


def test_a_month_that_is_there_already_is_not_missing(take_flows: Take) -> None:
    take_flows(months({3: 100e6}))
    assert take_flows(months({1: 100e6, 2: 100e6, 4: 100e6}), "others.csv").findings == ()


def test_months_that_do_not_make_the_cumulative_figure(take_flows: Take, brief: Brief) -> None:
    cumulated = {**ALL_GOODS, "frequency": "to_date", "period": "2024-01/2024-02"}
    given = months({1: 100e6, 2: 90e6})
    assert take_flows([*given, {**cumulated, "value_usd": 191e6}]).findings == ()
    found = take_flows([*given, {**cumulated, "value_usd": 210e6}], "wrong.csv").findings
    assert brief(found) == [("warn", "months_are_not_the_sum", 4)]


def test_a_month_in_the_wrong_unit(take_flows: Take, brief: Brief) -> None:
    values = {1: 100e6, 2: 95e6, 3: 104e6, 4: 10_300, 5: 99e6, 6: 101e6, 7: 107e6}
    found = take_flows(months(values)).findings
    assert brief(found) == [("warn", "magnitude_jump", 5)]
    assert "×10000 it would be 103000000" in found[0].message.en


def priced(prices: list[float]) -> list[dict[str, Any]]:
    partners = ["JPN", "KOR", "USA", "DEU", "FRA", "ITA", "ESP", "VNM", "THA", "MYS", "IDN", "IND"]
    return [{"partner": p, "value_usd": 1000 * price, "net_kg": 1000} for p, price in zip(partners, prices, strict=False)]  # fmt: skip


CALM = [2.0, 2.1, 1.9, 2.2, 1.8, 2.0, 2.3, 2.1, 1.7, 2.0, 2.2, 1.9]


def test_a_price_a_thousand_times_the_others(take_flows: Take, brief: Brief) -> None:
    found = take_flows(priced([*CALM[:-1], 1900.0])).findings
    assert brief(found) == [("note", "magnitude_jump", 13)]
    assert "1900.0 USD/kg" in found[0].message.en
    assert "×1000" in found[0].message.en


def test_prices_that_stray_to_any_value_accuse_nobody(take_flows: Take) -> None:
    assert take_flows(priced([*CALM[:-2], 8.0, 20.0])).findings == ()


def test_a_nation_beside_its_provinces_on_one_basis(take_flows: Take, brief: Brief) -> None:
    rows = [{"reporter": r} for r in ("CHN", "CN-LN", "CN-SX")]
    found = take_flows(rows).findings
    assert brief(found) == [("note", "aggregate_among_parts", 4)]
    assert "2 of its own parts" in found[0].message.en
    assert take_flows([{"reporter": "CHN"}, {"reporter": "HKG"}], "two.csv").findings == ()


@pytest.mark.parametrize(("wrong", "column"), [({"partner": "ASEAN"}, "partner"), ({"product": "8501"}, "product")])
def test_an_aggregate_at_the_level_of_its_parts(take_flows: Take, wrong: dict[str, str], column: str) -> None:
    found = take_flows([wrong]).findings
    assert [(f.level, f.rule, f.row, f.column) for f in found] == [("warn", "aggregate_among_parts", 2, column)]


def test_a_narrower_query_in_place_of_a_wider_one(take_flows: Take, brief: Brief) -> None:
    partners = ["JPN", "KOR", "USA", "DEU", "FRA", "ITA", "ESP", "VNM", "THA", "MYS", "IDN", "IND"]
    wide = [{"partner": p, "period": str(y)} for p in partners for y in (2022, 2023)]
    take_flows(wide)
    found = take_flows(wide[:8], "narrow.csv").findings
    assert brief(found) == [("warn", "replaces_more_than_it_states", None)]
    assert "8 rows in place of 24, 4 partners in place of 12" in found[0].message.en
    # One partner alone is a query for that partner: it takes nobody else's place.
    assert take_flows([{"partner": "JPN", "period": "2023"}], "one.csv").findings == ()


def test_mirrors_far_apart(take_flows: Take, lake: Lake) -> None:
    def trade(bought: float) -> list[dict[str, Any]]:
        sold = {**ALL_GOODS, "reporter": "CHN", "partner": "DEU", "flow": "export", "value_usd": 1e9}
        mirror = {**sold, "reporter": "DEU", "partner": "CHN", "flow": "import", "valuation": "CIF", "value_usd": bought}  # fmt: skip
        return [sold, mirror]

    take_flows(trade(3.5e9))
    assert look_over(lake) == ()
    take_flows(trade(3.7e9), "again.csv")
    found = look_over(lake)
    assert [(f.level, f.rule, f.value) for f in found] == [("note", "mirror_far_apart", "3.7")]
    assert found[0].file == "typed_flows CHN DEU TOTAL 2023"


def test_two_publishers_that_disagree(take_flows: Take, lake: Lake, other_flows: Source) -> None:
    take_flows([{**ALL_GOODS, "value_usd": 1.0e9}])
    take_flows([{**ALL_GOODS, "value_usd": 1.05e9}], "other.csv", other_flows)
    assert look_over(lake) == ()
    take_flows([{**ALL_GOODS, "value_usd": 1.0e8}], "wrong.csv", other_flows)
    found = look_over(lake)
    assert [(f.level, f.rule) for f in found] == [("note", "sources_disagree")]
    assert "100,000,000 USD in other_flows, 1,000,000,000 in typed_flows" in found[0].message.en
    assert "×10" in found[0].message.en


def test_at_most_a_hundred_of_a_rule_are_spelled_out(take_flows: Take) -> None:
    rows = [{"partner": "ASEAN", "product": f"{chapter:02d}", "period": str(y)} for chapter in range(1, 97) for y in (2022, 2023)]  # fmt: skip
    found = take_flows(rows).findings
    assert len(found) == 101
    assert found[-1].message.en == "and 92 more rows like these"


def test_a_cell_given_twice_names_both_rows(take_flows: Take) -> None:
    with pytest.raises(RefusedByChecks) as refused:
        take_flows([{}, {"partner": "KOR"}, {"value_usd": 5}])
    assert [(f.level, f.rule, f.row) for f in refused.value.findings] == [("stop", "duplicate_key", 4)]
    assert "first in row 2, last in row 4" in refused.value.findings[0].message.en


def test_yuan_and_dollars_of_one_cell_are_not_the_same_cell(take_flows: Take) -> None:
    assert take_flows([{}, {"value_usd": None, "value_cny": 7000}]).rows_kept == 2
