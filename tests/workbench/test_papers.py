"""What the papers print, through the lake: the numbers, where they come from, and what the text says otherwise."""

from __future__ import annotations

import pytest

from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import in_language
from entrepot.workbench import Workbench


@pytest.fixture(scope="module")
def dependence(workbench: Workbench):
    return workbench.measure("trade_dependence", region="辽宁").explain({"period": "2015"})


def test_trade_dependence_of_liaoning(dependence) -> None:
    assert dependence.row["value"] == pytest.approx(960.9 / 4615)
    assert dependence.fraction == "960.9 / 4,615"
    assert [(one.input, one.rows) for one in dependence.evidence] == [("exports", 1), ("imports", 1), ("gdp", 1)]
    assert {row["locator"] for one in dependence.evidence for row in one.largest} == {"adb-ta9036 table 3"}


def test_the_text_prints_another_number_than_the_table(dependence) -> None:
    printed = {row["locator"]: row["value_printed"] for row in dependence.printed_elsewhere}
    assert printed == {"adb-ta9036 table 3": "20.8", "adb-ta9036 para 38": "20.7"}
    text = dependence.text()
    assert "20.8 % (adb-ta9036 table 3) agrees" in text
    assert "20.7 % (adb-ta9036 para 38) differs" in text


def test_explanation_as_json_and_html(dependence) -> None:
    found = dependence.as_json()
    assert (found["fraction"], found["scale"], found["currency"]) == ("960.9 / 4,615", 1e8, "USD")
    assert found["inputs"][2]["batches"][0]["file"] == "figures.csv"
    html = dependence.html("zh")
    assert "外贸依存度" in html and "960.9 / 4,615" in html and "不一致" in html
    assert "<style" not in html and "<script" not in html and "style=" not in html
    with in_language("zh"):
        assert "一致" in dependence.text()


@pytest.mark.parametrize(
    ("measure", "year", "low", "high"),
    [
        ("hhi", "2018", 0.16346, 0.1723),
        ("top_n_share", "2018", 0.784, 0.826),
        ("top_n_share", "2019", 0.862, 0.862),
        ("top_n_share", "2020", 0.916, 0.916),
    ],
)
def test_bounds_of_incomplete_partners(workbench: Workbench, measure: str, year: str, low: float, high: float) -> None:
    answer = workbench.measure(measure, region="山西", share="share_of_asean_trade", possible=10)
    row = next(row for row in answer.records() if row["period"] == year)
    assert (row["value_low"], row["value_high"]) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    if year == "2018":
        assert row["value"] is None


def test_a_year_whose_parts_are_printed_as_missing_is_missing(workbench: Workbench) -> None:
    rows = workbench.measure("total", region="山西", partner="东盟", frequency="year").records()
    assert next(row for row in rows if row["period"] == "2021")["value"] is None


def test_guangdong_is_69_times_shanxi_where_the_text_says_so(workbench: Workbench) -> None:
    answer = workbench.measure(
        "multiple", of_measure="trade_total", region="广东,江苏,山西", partner="东盟", period="2020", of="CN-SX"
    )
    assert [round(row["value"], 2) for row in answer.records()] == [69.19, 39.63, 1.0]
    assert "23.49 (shanxi-asean table 1); read: shanxi-asean section 2.1" in answer.notes[0].en


def test_a_figure_nobody_publishes(workbench: Workbench) -> None:
    with pytest.raises(EntrepotError, match="trade_total"):
        workbench.measure("rank", of_measure="trade_totals", region="provinces")


def test_partners_that_a_paper_speaks_of_are_no_total(workbench: Workbench) -> None:
    """A table of exports to Japan, Korea and Russia stands beside no total for 2015 in yuan."""
    with pytest.raises(EntrepotError, match="the lake holds"):
        workbench.measure("exports", region="辽宁", currency="CNY", period="2015")


def test_growth_in_both_currencies_is_said(workbench: Workbench) -> None:
    answer = workbench.measure("growth", region="辽宁", frequency="year")
    assert answer.currency == "USD"
    assert any("--currency CNY" in note.en for note in answer.notes)
    assert workbench.measure("exports", region="辽宁", frequency="year", currency="CNY").currency == "CNY"
