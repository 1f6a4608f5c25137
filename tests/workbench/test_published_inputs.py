"""Figures that measures set regions against: incomes of all sellers, the nation's shares, targets and their dates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from entrepot.vocabulary.errors import MissingData
from entrepot.workbench import Workbench

HEAD = "typeCode,period,reporterISO,flowCode,partnerISO,classificationCode,cmdCode,primaryValue"
EXPORTS = ["CHN,X,W00,H5,090210,30", "CHN,X,W00,H5,854231,10", "DEU,X,W00,H5,854231,20", "BRA,X,W00,H5,090210,5"]
FIGURES = "area,counterpart,subject,measure,period,value,unit,study,locator,note\n"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """The published figures that come with the package; read only."""
    made = Workbench(tmp_path_factory.mktemp("papers") / "lake")
    made.take_in_embedded()
    return made


@pytest.fixture
def trade(tmp_path: Path) -> Workbench:
    made = Workbench(tmp_path / "lake")
    file = tmp_path / "comtrade.csv"
    file.write_text("\n".join([HEAD, *(f"C,2020,{row}" for row in EXPORTS), ""]), encoding="utf-8")
    made.ingest(file)
    return made


def typed(workbench: Workbench, folder: Path, *rows: str) -> None:
    file = folder / "figures.csv"
    file.write_text(FIGURES + "".join(f"{row},own,p. 1,\n" for row in rows), encoding="utf-8")
    workbench.ingest(file, source="figures")


def bank(folder: Path, indicator: str, title: str, values: dict[str, float]) -> Path:
    rows = [
        {"indicator": {"id": indicator, "value": title}, "country": {"id": code[:2], "value": code}, "countryiso3code": code,
         "date": "2020", "value": value, "unit": "", "obs_status": "", "decimal": 1}
        for code, value in values.items()
    ]  # fmt: skip
    file = folder / f"{indicator}.json"
    file.write_text(json.dumps([{"page": 1, "pages": 1, "total": len(rows), "sourceid": "2"}, rows]), encoding="utf-8")
    return file


def by(answer: Any, key: str) -> dict[str, float]:
    return {row[key]: row["value"] for row in answer.records()}


# Tea is 3/4 of China's and all of Brazil's exports, chips 1/4 of China's and all of Germany's.
INCOMES = {"CHN": 10_000.0, "DEU": 50_000.0, "BRA": 8_000.0}
TEA = (0.75 * 10_000 + 1 * 8_000) / 1.75
CHIPS = (0.25 * 10_000 + 1 * 50_000) / 1.25


def test_incomes_of_all_sellers_come_from_the_world_bank(trade: Workbench, tmp_path: Path) -> None:
    trade.ingest(bank(tmp_path, "NY.GDP.PCAP.CD", "GDP per capita (current US$)", INCOMES))
    products = trade.measure("prody", period="2020")
    assert by(products, "product") == pytest.approx({"090210": TEA, "854231": CHIPS})
    assert products.currency == "USD"
    china = trade.measure("expy", region="CHN", period="2020")
    assert by(china, "reporter") == pytest.approx({"CHN": 0.75 * TEA + 0.25 * CHIPS})


def test_purchasing_power_is_preferred_and_is_nobodys_money(trade: Workbench, tmp_path: Path) -> None:
    trade.ingest(bank(tmp_path, "NY.GDP.PCAP.CD", "GDP per capita (current US$)", dict.fromkeys(INCOMES, 1.0)))
    title = "GDP per capita, PPP (constant 2021 international $)"
    trade.ingest(bank(tmp_path, "NY.GDP.PCAP.PP.KD", title, INCOMES))
    answer = trade.measure("expy", region="CHN", period="2020")
    assert answer.currency is None
    assert by(answer, "reporter") == pytest.approx({"CHN": 0.75 * TEA + 0.25 * CHIPS})
    assert any("constant 2021 international $" in note.en for note in answer.notes)
    # 3/4 of 62,000/7 and 1/4 of 42,000, and no dollar before it.
    assert "\n= 17,142.8571\n" in answer.explain(0).text()


def test_incomes_typed_into_the_template_come_first(trade: Workbench, tmp_path: Path) -> None:
    trade.ingest(bank(tmp_path, "NY.GDP.PCAP.CD", "GDP per capita (current US$)", dict.fromkeys(INCOMES, 1.0)))
    typed(trade, tmp_path, *(f"{code},,,gdp_per_head,2020,{int(value)},USD" for code, value in INCOMES.items()))
    assert by(trade.measure("prody", period="2020"), "product") == pytest.approx({"090210": TEA, "854231": CHIPS})


def test_without_incomes_it_says_so(trade: Workbench) -> None:
    with pytest.raises(MissingData, match="per head"):
        trade.measure("expy", region="CHN")


def test_services_are_set_against_the_nation(papers: Workbench) -> None:
    """ADB TA-9036: table 2 has 46.2 per cent in 2015, paragraph 8 has 50.2 for the nation."""
    answer = papers.measure("structure_gap", region="辽宁", period="2015")
    row = answer.records()[0]
    assert (row["reporter"], row["own"], row["nation"]) == ("CN-LN", pytest.approx(0.462), pytest.approx(0.502))
    assert row["value"] == pytest.approx(-0.04)
    assert "table 2" in answer.explain(0).text()


def test_use_of_capacity_is_a_range(papers: Workbench) -> None:
    """ADB TA-9036, paragraph 50: 70 to 75 per cent against 78."""
    row = papers.measure("capacity_gap", region="CN-LN").records()[0]
    assert row["value"] is None
    assert (row["value_low"], row["value_high"]) == (pytest.approx(-0.08), pytest.approx(-0.03))


def test_a_figure_is_set_against_the_next_target_that_was_printed(tmp_path: Path) -> None:
    """The cross-border zones paper, section 1: Panjin means to have 20 e-commerce firms in 2022."""
    made = Workbench(tmp_path / "lake")
    made.take_in_embedded()
    typed(made, tmp_path, "CN-LN-PJ,,,ecommerce_firms,2020,12,firms", "CN-LN-PJ,,,ecommerce_firms,2023,30,firms")
    rows = made.measure("target_gap", of_measure="ecommerce_firms", region="CN-LN-PJ").records()
    assert [(row["period"], row["target"], row["years_left"], row["value"]) for row in rows] == [
        ("2020", 20.0, 2.0, -8.0),
        ("2023", None, None, None),
    ]


def test_a_target_in_another_currency_is_no_target(tmp_path: Path) -> None:
    made = Workbench(tmp_path / "lake")
    typed(
        made, tmp_path, "CN-LN,WLD,goods,exports,2020,300,1e8 USD", "CN-LN,,,exports_target,2025,5,1e8 CNY",
        "CN-LN,,,exports_target,2026,400,1e8 USD",
    )  # fmt: skip
    row = made.measure("target_gap", of_measure="exports", region="CN-LN").records()[0]
    assert (row["target"], row["value"], row["years_left"]) == (400e8, -100e8, 6.0)
    with pytest.raises(MissingData, match="imports_target"):
        typed(made, tmp_path, "CN-LN,WLD,goods,imports,2020,300,1e8 USD")
        made.measure("target_gap", of_measure="imports", region="CN-LN")
