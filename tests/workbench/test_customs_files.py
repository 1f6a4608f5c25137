"""From a customs query to an answer: firm types, customs districts, cumulative months; in Python and in the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from entrepot.cli.entry import run
from entrepot.workbench import Workbench

BY_DISTRICT = """数据年月,关区编码,关区名称,商品编码,商品名称,企业性质编码,企业性质名称,美元
202401,0900,大连海关,84821020,深沟球轴承,1,国有企业,500
202401,0900,大连海关,84821020,深沟球轴承,5,私营企业,300
202401,0800,沈阳海关,84821020,深沟球轴承,1,国有企业,200
202402,0900,大连海关,84821020,深沟球轴承,1,国有企业,550
202402,0800,沈阳海关,84821020,深沟球轴承,5,私营企业,150
"""
BY_FIRM = """数据年月,注册地编码,注册地名称,商品编码,商品名称,企业性质编码,企业性质名称,美元
202401,210000,辽宁省,84821020,深沟球轴承,1,国有企业,500
202401,210000,辽宁省,84821020,深沟球轴承,5,私营企业,300
202402,210000,辽宁省,84821020,深沟球轴承,1,国有企业,550
202402,210000,辽宁省,84821020,深沟球轴承,5,私营企业,450
"""
# Cumulative months as customs print them; 2023 begins late, and a month of 2024 is not told.
CUMULATIVE = """数据年月,注册地编码,注册地名称,商品编码,商品名称,美元
2023年1-2月,210000,辽宁省,84821020,深沟球轴承,180
2023年1-3月,210000,辽宁省,84821020,深沟球轴承,300
2024年1-2月,210000,辽宁省,84821020,深沟球轴承,171
2024年1-3月,210000,辽宁省,84821020,深沟球轴承,330
2024年1-5月,210000,辽宁省,84821020,深沟球轴承,500
"""
MONTHLY = """数据年月,注册地编码,注册地名称,商品编码,商品名称,美元
202301,210000,辽宁省,84821020,深沟球轴承,100
202303,210000,辽宁省,84821020,深沟球轴承,120
202312,210000,辽宁省,84821020,深沟球轴承,60
202401,210000,辽宁省,84821020,深沟球轴承,90
202402,210000,辽宁省,84821020,深沟球轴承,81
202403,210000,辽宁省,84821020,深沟球轴承,159
"""


@pytest.fixture
def lake(tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "lake")


def take(lake: Workbench, folder: Path, name: str, text: str) -> None:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    assert lake.ingest(path, flow="export").source == "china_customs"


def values(lake: Workbench, measure: str, key: str, **words: Any) -> dict[tuple[str, str], float | None]:
    return {(row["period"], row[key]): row["value"] for row in lake.measure(measure, **words).records()}


@pytest.mark.parametrize("words", [{}, {"basis": "customs_district"}])
@pytest.mark.parametrize("by", ["customs_district", "关区"])
def test_by_customs_district(lake: Workbench, tmp_path: Path, words: dict[str, str], by: str) -> None:
    take(lake, tmp_path, "districts", BY_DISTRICT)
    take(lake, tmp_path, "firms", BY_FIRM)
    answer = lake.measure("exports", region="中国", by=by, **words)
    assert [(row["period"], row["customs_district"], row["value"]) for row in answer.records()] == [
        ("2024-01", "大连海关", 800.0), ("2024-01", "沈阳海关", 200.0),
        ("2024-02", "大连海关", 550.0), ("2024-02", "沈阳海关", 150.0),
    ]  # fmt: skip
    assert answer.levels["exports"]["basis"] == "customs_district"
    # What passes a district's counters is China's trade, not the province's: that is told by the seat of its firms.
    assert {r["value"] for r in lake.measure("exports", region="辽宁", period="2024-01").records()} == {800.0}
    assert lake.measure("exports", region="辽宁").levels["exports"]["basis"] == "registration"


def test_by_firm_type_and_district(lake: Workbench, tmp_path: Path) -> None:
    take(lake, tmp_path, "districts", BY_DISTRICT)
    answer = lake.measure("exports", region="中国", by="customs_district,firm_type", period="2024-01")
    told = {(row["customs_district"], row["firm_type"]): row["value"] for row in answer.records()}
    assert told == {("大连海关", "国有企业"): 500.0, ("大连海关", "私营企业"): 300.0, ("沈阳海关", "国有企业"): 200.0}


@pytest.mark.parametrize("by", ["firm_type", "企业性质"])
def test_by_firm_type(lake: Workbench, tmp_path: Path, by: str) -> None:
    take(lake, tmp_path, "firms", BY_FIRM)
    told = values(lake, "growth", "firm_type", region="辽宁", by=by)
    assert told[("2024-02", "国有企业")] == pytest.approx(0.1)
    assert told[("2024-02", "私营企业")] == pytest.approx(0.5)
    explanation = lake.measure("exports", region="辽宁", by=by).explain({"period": "2024-02", "firm_type": "私营企业"})
    assert [(one.rows, one.value) for one in explanation.evidence] == [(1, 450.0)]


def test_in_the_terminal(lake: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "districts.csv").write_text(BY_DISTRICT, encoding="utf-8")
    where = ["--lake", str(lake.lake.folder), "--lang", "en"]
    assert run([*where, "ingest", str(tmp_path / "districts.csv"), "--flow", "export"]) == 0
    capsys.readouterr()
    asked = [*where, "measure", "run", "exports", "--region", "中国", "--by", "关区", "--period", "2024-02"]
    assert run([*asked, "--set", "basis=customs_district", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [(row["customs_district"], row["value"]) for row in rows] == [("大连海关", 550.0), ("沈阳海关", 150.0)]
    assert run([*asked[:-4], "--by", "firm_type", "--period", "2024-02", "--csv"]) == 0
    assert "2024-02,CHN,国有企业,550.0,550.0" in capsys.readouterr().out.splitlines()


def test_cumulative_growth_is_against_the_same_months_of_the_year_before(lake: Workbench, tmp_path: Path) -> None:
    take(lake, tmp_path, "cumulative", CUMULATIVE)
    answer = lake.measure("growth", region="辽宁", frequency="to_date", against="same_period_last_year")
    assert {row["period"]: row["value"] for row in answer.records()} == {
        "2023-01/2023-02": None, "2023-01/2023-03": None, "2024-01/2024-02": pytest.approx(171 / 180 - 1),
        "2024-01/2024-03": pytest.approx(0.1), "2024-01/2024-05": None,
    }  # fmt: skip
    assert any("3 rows have no value of the earlier period" in note.en for note in answer.notes)
    one = lake.measure("growth", region="辽宁", period="2024-01/2024-03", against="same_period_last_year")
    assert [(row["x"], row["x_before"]) for row in one.records()] == [(330.0, 300.0)]


def test_a_cumulative_period_has_none_before_it(lake: Workbench, tmp_path: Path) -> None:
    take(lake, tmp_path, "cumulative", CUMULATIVE)
    answer = lake.measure("growth", region="辽宁", frequency="to_date")
    assert {row["value"] for row in answer.records()} == {None}
    assert any("against=same_period_last_year" in note.en for note in answer.notes)


def test_months_and_cumulative_months_in_one_lake_do_not_mix(lake: Workbench, tmp_path: Path) -> None:
    take(lake, tmp_path, "cumulative", CUMULATIVE)
    take(lake, tmp_path, "monthly", MONTHLY)
    words = {"region": "辽宁", "against": "same_period_last_year"}
    months = lake.measure("growth", frequency="month", **words).records()
    assert {row["period"]: row["value"] for row in months if row["value"] is not None} == {
        "2024-01": pytest.approx(-0.1), "2024-03": pytest.approx(159 / 120 - 1),
    }  # fmt: skip
    cumulative = lake.measure("growth", frequency="to_date", **words).records()
    assert {row["period"] for row in cumulative if row["value"] is not None} == {"2024-01/2024-02", "2024-01/2024-03"}
    # A month before that is not told is a gap, whatever month stands next in the table.
    before = {row["period"]: row["value"] for row in lake.measure("growth", region="辽宁", frequency="month").records()}
    assert before["2023-03"] is None and before["2023-12"] is None and before["2024-01"] == pytest.approx(0.5)


def test_own_rows_of_months_and_cumulative_months_do_not_mix() -> None:
    """A cumulative January is as long as January: neither is compared with the other, and no row comes twice."""
    import pyarrow as pa

    periods = ["2023-01", "2023-01/2023-01", "2024-01", "2024-01/2024-01", "2023-01/2023-12", "2024"]
    own = pa.table({"period": periods, "reporter": ["A"] * 6, "value": [10.0, 20.0, 11.0, 24.0, 100.0, 200.0]})
    rows = Workbench("nowhere").measure("growth", data=own, against="same_period_last_year").records()
    assert {row["period"]: row["value"] for row in rows if row["value"] is not None} == {
        "2024-01": pytest.approx(0.1), "2024-01/2024-01": pytest.approx(0.2),
    }  # fmt: skip
    assert len(rows) == 6
