"""Published figures against each other: known answers."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from entrepot.lake.checks.across import look_over
from entrepot.lake.ingest import Ingested
from entrepot.lake.lake import Lake
from entrepot.vocabulary.errors import RefusedByChecks

Take = Callable[..., Ingested]
Brief = Callable[..., list[tuple[str, str, int | None]]]


def trade(exports: str, imports: str, **results: str) -> list[dict[str, Any]]:
    cells = {"exports": exports, "imports": imports, **results}
    return [{"measure": measure, "value": value} for measure, value in cells.items()]


def test_a_total_off_by_rounding_is_silent(take_figures: Take) -> None:
    # 592.72 + 325.96 = 918.68 and 918.67 is printed: each is open by half a hundredth.
    assert take_figures(trade("592.72", "325.96", trade_total="918.67", trade_balance="266.77")).findings == ()


def test_a_total_off_by_more_is_told_with_its_sum(take_figures: Take, brief: Brief) -> None:
    found = take_figures(trade("592.72", "325.96", trade_total="918.66")).findings
    assert brief(found) == [("warn", "total_is_not_parts", 4)]
    assert "918.68" in found[0].message.en
    assert "918.68" in found[0].message.zh


def test_fewer_digits_leave_more_open(take_figures: Take) -> None:
    assert take_figures(trade("592.72", "325.96", trade_total="919")).findings == ()


def test_a_balance_that_is_not_the_difference(take_figures: Take, brief: Brief) -> None:
    found = take_figures(trade("587.6", "552.0", trade_balance="36.5")).findings
    assert brief(found) == [("warn", "balance_is_not_difference", 4)]
    assert found[0].value == "36.5 1e8 USD"
    assert "35.6" in found[0].message.en


def test_a_balance_printed_as_zero_is_no_slip(take_figures: Take) -> None:
    assert take_figures(trade("10.2", "10.2", trade_balance="0.0")).findings == ()


def test_a_separator_of_thousands_read_as_a_point_is_seen(take_figures: Take, shared_data: Path) -> None:
    name = shared_data / "2_gacc" / "gacc_national_monthly_2023_2024.csv"
    with name.open(encoding="utf-8-sig", newline="") as lines:
        months = list(csv.DictReader(lines))
    columns = {"exports": "exports_month", "imports": "imports_month", "trade_total": "total_month", "trade_balance": "balance_month"}  # fmt: skip
    records = [
        {"area": "CHN", "period": month["year_month"].replace(".", "-"), "measure": measure, "value": month[column], "unit": "亿元"}
        for month in months for measure, column in columns.items()
    ]  # fmt: skip
    found = take_figures(records).findings
    # Only February 2023 was printed without a separator: 798.0 beside 14.159 and 13.361.
    balance = [f for f in found if f.rule == "balance_is_not_difference"]
    assert [(f.row, f.value) for f in balance] == [(9, "798.0 亿元")]
    assert "×1000: was a separator of thousands read as a decimal point" in balance[0].message.en
    assert {f.rule for f in found} <= {"balance_is_not_difference", "magnitude_jump"}


SECTORS = {"agriculture and forestry": "56.5", "industry": "417.9", "services": "372.7"}


def economy(gdp: str, **sectors: str) -> list[dict[str, Any]]:
    parts = [{"measure": "value_added", "subject": name, "value": value} for name, value in {**SECTORS, **sectors}.items()]  # fmt: skip
    return [{"counterpart": "", "unit": "1e8 CNY", **cells} for cells in ({"measure": "gdp", "subject": "", "value": gdp}, *parts)]  # fmt: skip


def test_sectors_make_the_economy(take_figures: Take) -> None:
    assert take_figures(economy("847.1")).findings == ()


@pytest.mark.parametrize("gdp", ["846.8", "847.4", "84.7"])
def test_sectors_that_do_not_make_the_economy(take_figures: Take, brief: Brief, gdp: str) -> None:
    found = take_figures(economy(gdp)).findings
    assert brief(found) == [("warn", "total_is_not_parts", 2)]
    assert "847.1" in found[0].message.en


def test_shares_of_sectors_make_a_hundred(take_figures: Take, brief: Brief) -> None:
    shares = [{"measure": "gdp_share", "subject": s, "unit": "%", "value": v} for s, v in (("primary", "8.6"), ("secondary", "54.7"), ("tertiary", "36.7"))]  # fmt: skip
    assert take_figures(shares).findings == ()
    shares[2]["value"] = "37.6"
    found = take_figures(shares, "second.csv").findings
    assert brief(found) == [("warn", "shares_over_100", 4)]
    assert "100.9 %" in found[0].message.en


def test_shares_of_countries_over_a_hundred(take_figures: Take, brief: Brief) -> None:
    shares = [{"measure": "share_of_asean_trade", "counterpart": c, "unit": "%", "value": v} for c, v in (("VNM", "60.1"), ("THA", "40.2"))]  # fmt: skip
    assert brief(take_figures(shares).findings) == [("warn", "shares_over_100", 3)]


def test_shares_that_may_overlap_are_left_alone(take_figures: Take) -> None:
    shares = [{"measure": "export_share", "subject": s, "unit": "%", "value": "70"} for s in ("electromechanical", "high-tech")]  # fmt: skip
    assert take_figures(shares).findings == ()


@pytest.mark.parametrize(("value", "rule"), [("100.2", "share_over_100"), ("-3", "negative")])
def test_an_impossible_share_refuses_the_file(take_figures: Take, value: str, rule: str) -> None:
    with pytest.raises(RefusedByChecks) as refused:
        take_figures([{"measure": "export_share", "unit": "%", "value": value}])
    assert [(f.rule, f.row) for f in refused.value.findings] == [(rule, 2)]


def test_a_later_file_that_disagrees_with_an_earlier_one(take_figures: Take, lake: Lake) -> None:
    take_figures([{"value": "23.49"}])
    found = take_figures([{"value": "22.7", "locator": "page 9"}], "later.csv").findings
    assert [(f.rule, f.row, f.value) for f in found] == [("sources_disagree", 2, "22.7 1e8 USD")]
    assert [f.rule for f in look_over(lake)] == ["sources_disagree"]


def test_the_same_figure_with_fewer_digits_agrees(take_figures: Take) -> None:
    take_figures([{"value": "23.49"}])
    assert take_figures([{"value": "23.5", "locator": "page 9"}], "later.csv").findings == ()


def test_a_corrected_table_takes_its_own_place_and_disagrees_with_nobody(take_figures: Take) -> None:
    take_figures([{"value": "23.49"}])
    assert take_figures([{"value": "22.7"}], "corrected.csv").findings == ()


def test_two_sources_a_power_of_ten_apart_are_told_so(take_figures: Take) -> None:
    take_figures([{"value": "23.49"}])
    found = take_figures([{"value": "2.349", "locator": "page 9"}], "later.csv").findings
    assert "÷10" in found[0].message.en or "×10" in found[0].message.en


def test_two_currencies_that_no_rate_joins(take_figures: Take, brief: Brief) -> None:
    gdp = {"measure": "gdp", "subject": "", "counterpart": "", "period": "2014"}
    assert take_figures([{**gdp, "value": "2862.6", "unit": "1e9 CNY"}, {**gdp, "value": "4660"}]).findings == ()
    wrong = take_figures([{**gdp, "value": "286.3", "unit": "1e9 CNY"}, {**gdp, "value": "4660"}], "wrong.csv")
    assert brief(wrong.findings) == [("warn", "currencies_disagree", 2)]
    assert "6.162" in wrong.findings[0].message.en


def test_a_jump_against_the_series_own_past(take_figures: Take, brief: Brief) -> None:
    values = ["310", "325", "3400", "352", "371"]
    found = take_figures([{"measure": "fiscal_revenue", "period": str(2011 + i), "value": v} for i, v in enumerate(values)])  # fmt: skip
    assert brief(found.findings) == [("warn", "magnitude_jump", 4)]
    assert "÷10 it would be 340:" in found.findings[0].message.en


def test_a_jump_against_the_lakes_past(take_figures: Take, brief: Brief) -> None:
    take_figures([{"period": str(2011 + i), "value": v} for i, v in enumerate(["310", "325", "340"])])
    found = take_figures([{"period": "2014", "value": "35.2", "locator": "2014"}], "next.csv").findings
    assert brief(found) == [("warn", "magnitude_jump", 2)]
    assert "×10 it would be 352:" in found[0].message.en


def test_a_fall_by_five_is_no_jump(take_figures: Take) -> None:
    # The FDI of Liaoning did fall like this.
    values = ["242.67", "267.93", "290.40", "274.23", "51.85"]
    records = [{"measure": "fdi_inflow", "period": str(2011 + i), "value": v} for i, v in enumerate(values)]
    assert take_figures(records).findings == ()


def test_growth_printed_for_each_year_tells_the_slip(take_figures: Take, brief: Brief) -> None:
    levels = [{"measure": "fixed_investment", "period": y, "value": v} for y, v in (("2014", "2443"), ("2016", "6440"))]
    growth = [{"measure": "fixed_investment_growth", "period": y, "value": v, "unit": "%"} for y, v in (("2015", "-27.8"), ("2016", "-63.5"))]  # fmt: skip
    found = take_figures([*levels, *growth]).findings
    assert brief(found) == [("warn", "magnitude_jump", 2)]
    assert "24430 (×10)" in found[0].message.en
    assert take_figures([*levels, *growth[1:]], "less.csv").findings == ()


def test_a_month_that_is_missing(take_figures: Take, brief: Brief) -> None:
    months = [{"period": f"2024-{m:02d}", "value": str(30 + m)} for m in (1, 2, 4, 5, 6)]
    found = take_figures(months).findings
    assert brief(found) == [("warn", "month_missing", 4)]
    assert found[0].value == "2024-03"
    assert "not taken as zero" in found[0].message.en
    late = take_figures([{"period": "2024-03", "value": "33", "locator": "page 3"}], "march.csv")
    assert late.findings == ()


def test_months_against_the_year(take_figures: Take, brief: Brief) -> None:
    months = [{"period": f"2024-{m:02d}", "value": "10.0"} for m in range(1, 13)]
    assert take_figures([*months, {"period": "2024", "value": "121"}]).findings == ()
    found = take_figures([*months, {"period": "2024", "value": "150"}], "wrong.csv").findings
    assert brief(found) == [("warn", "months_are_not_the_sum", 14)]


def test_more_workers_than_people(take_figures: Take, brief: Brief) -> None:
    record = {"measure": "workers", "subject": "", "counterpart": "", "unit": "万人"}
    assert take_figures([{**record, "value": "2200"}]).findings == ()
    found = take_figures([{**record, "value": "22000"}], "wrong.csv").findings
    assert brief(found) == [("warn", "impossible", 2)]
    assert "42,591,407" in found[0].message.en


def test_a_lower_bound_contradicts_nothing(take_figures: Take) -> None:
    firms = {"measure": "trading_firms", "subject": "", "counterpart": ""}
    take_figures([{**firms, "value": "15000", "unit": "count_over"}])
    assert take_figures([{**firms, "value": "15300", "unit": "items", "locator": "p. 2"}], "exact.csv").findings == ()


def test_a_year_in_the_other_currency(take_figures: Take) -> None:
    values = ["310", "325", "2095", "352", "371"]
    found = take_figures([{"measure": "fiscal_revenue", "period": str(2011 + i), "value": v} for i, v in enumerate(values)])  # fmt: skip
    assert [(f.level, f.rule, f.row) for f in found.findings] == [("note", "currency_jump", 4)]
    # 2095 / 6.1478, the average of 2013.
    assert "÷6.1478, yuan to the dollar, it would be 340.77" in found.findings[0].message.en


def yearly(measure: str, *values: str) -> list[dict[str, Any]]:
    return [{"measure": measure, "period": str(2011 + i), "value": value} for i, value in enumerate(values)]


def test_a_year_said_to_be_in_yuan_that_is_in_dollars(take_figures: Take, brief: Brief) -> None:
    rows = yearly("fiscal_revenue", "2200", "2310", "380", "2400", "2450")
    found = take_figures([{**row, "unit": "亿元"} for row in rows]).findings
    assert brief(found) == [("note", "currency_jump", 4)]
    assert "×6.1478, yuan to the dollar" in found[0].message.en


def test_two_series_that_go_over_to_the_other_currency_together(take_figures: Take, brief: Brief) -> None:
    # 2014: 6.1434 yuan to the dollar, and neither comes back.
    rows = [
        *yearly("exports", "310", "325", "340", "2160", "2280"),
        *yearly("imports", "210", "220", "231", "1480", "1500"),
    ]
    assert brief(take_figures(rows).findings) == [("note", "currency_jump", 5), ("note", "currency_jump", 10)]


def test_a_first_year_in_the_other_currency(take_figures: Take, brief: Brief) -> None:
    rows = [*yearly("exports", "2000", "325", "340", "352"), *yearly("imports", "1360", "220", "231", "235")]
    assert brief(take_figures(rows).findings) == [("note", "currency_jump", 2), ("note", "currency_jump", 6)]


def test_one_series_that_grows_for_good_by_what_a_dollar_costs(take_figures: Take) -> None:
    rows = [
        *yearly("exports", "310", "325", "340", "2160", "2280"),
        *yearly("imports", "210", "220", "231", "240", "250"),
    ]
    assert take_figures(rows).findings == ()


def test_a_balance_may_grow_to_many_times_itself(take_figures: Take) -> None:
    assert take_figures(yearly("trade_balance", "30.14", "217.80", "215", "210", "230")).findings == ()
    assert take_figures(yearly("trade_balance", "23.12", "238.39", "240", "260"), "ten.csv").findings == ()
