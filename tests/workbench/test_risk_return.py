"""Export prices against import prices, and sophistication among the other regions: by hand, and said where they cannot be told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.risks.finding import Finding
from entrepot.vocabulary.areas import mainland_provinces
from entrepot.workbench import Workbench


def flows(*rows: tuple[str, str, str, float, float | None]) -> pa.Table:
    """period, flow, product, value, weight; all with Japan."""
    period, flow, product, value, weight = zip(*rows, strict=True)
    return pa.table(
        {
            "reporter": ["CN-LN"] * len(rows), "period": period, "flow": flow, "partner": ["JPN"] * len(rows), "product": product,
            "value_usd": pa.array(value, pa.float64()), "net_kg": pa.array(weight, pa.float64()),
        }
    )  # fmt: skip


def product_return(workbench: Workbench, table: pa.Table) -> Finding:
    return next(one for one in workbench.risks("CN-LN", "2022", flows=table, risks="product_return"))


def test_terms_of_trade_by_hand(workbench: Workbench) -> None:
    """Steel falls from 10 to 8 a kilogram and machines rise from 20 to 22; ore rises from 2 to 3: Fisher of each, one over the other."""
    table = flows(
        ("2021", "export", "720851", 1000.0, 100.0), ("2022", "export", "720851", 960.0, 120.0),
        ("2021", "export", "848210", 400.0, 20.0), ("2022", "export", "848210", 330.0, 15.0),
        ("2021", "import", "260111", 200.0, 100.0), ("2022", "import", "260111", 240.0, 80.0),
    )  # fmt: skip
    found = product_return(workbench, table)
    laspeyres = (8 * 100 + 22 * 20) / (10 * 100 + 20 * 20)
    paasche = (8 * 120 + 22 * 15) / (10 * 120 + 20 * 15)
    reading = found.reading("terms_of_trade")
    assert reading.value.point == pytest.approx((laspeyres * paasche) ** 0.5 / 1.5 - 1)
    assert reading.weight == 0 and reading.remark is not None
    assert "+50.0% (100% of the money is followed)" in reading.remark.en


def test_what_was_not_weighed_is_not_followed(workbench: Workbench) -> None:
    table = flows(
        ("2021", "export", "720851", 1000.0, 100.0), ("2022", "export", "720851", 300.0, 30.0), ("2022", "export", "848210", 700.0, None),
        ("2021", "import", "260111", 200.0, 100.0), ("2022", "import", "260111", 240.0, 80.0),
    )  # fmt: skip
    reading = product_return(workbench, table).reading("terms_of_trade")
    assert not reading.value.known and reading.said is not None
    assert "export prices 30%" in reading.said.en and "import prices 100%" in reading.said.en
    without = product_return(workbench, table.filter(pa.compute.equal(table["flow"], "export")))
    assert not without.reading("terms_of_trade").value.known


def test_sophistication_is_a_place_among_the_others(workbench: Workbench, tmp_path: Path) -> None:
    """Whatever the incomes are, each region's place is the part of the others whose EXPY is smaller."""
    (unsaid,) = workbench.risks("CN-LN", source="sample_world", risks="product_return")
    assert {dict(one.where).get("flow") for one in unsaid.evidence} == {"export", "import"}
    said = unsaid.reading("sophistication").said
    assert said is not None and "NY.GDP.PCAP.PP.KD" in said.en
    with_incomes = Workbench(shutil.copytree(workbench.lake.folder, tmp_path / "lake"))
    rows = [f"{name},gdp_per_head,2022,{40_000 + 3_000 * place},CNY,yearbook,table 1" for place, name in enumerate(mainland_provinces())]  # fmt: skip
    file = tmp_path / "incomes.csv"
    file.write_text("\n".join(["area,measure,period,value,unit,study,locator", *rows]), encoding="utf-8")
    with_incomes.ingest(file, source="figures")
    (found,) = with_incomes.risks("CN-LN", source="sample_world", risks="product_return")
    answer = with_incomes.measure("expy", period="2022", frequency="year", source="sample_world").records()
    values = {row["reporter"]: row["value"] for row in answer}
    own, others = values.pop("CN-LN"), values
    below = sum(value < own for value in others.values()) / len(others)
    assert found.reading("sophistication").value.point == pytest.approx(below)
    income = next(one for one in found.evidence if dict(one.where).get("measure") == "gdp_per_head")
    assert income.rows == 31 and income.places == ("yearbook table 1",)
    assert found.score == unsaid.score


def test_a_table_of_one_partner_says_that_it_may_be_a_part(workbench: Workbench) -> None:
    table = flows(("2021", "export", "720851", 1000.0, 100.0), ("2022", "export", "720851", 960.0, 120.0))
    (found,) = workbench.risks("CN-LN", "2022", flows=table, risks="market_concentration")
    assert found.reading("hhi_partners").value.point == 1.0
    assert any(said.en.startswith("only one partner is told") for said in found.says)
