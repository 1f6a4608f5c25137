"""Questions to the small lake: peers, words that nobody knows, selections that are empty."""

from __future__ import annotations

import pytest

from entrepot.vocabulary.errors import EntrepotError
from entrepot.workbench import Workbench

SAMPLE = {"source": "sample_world", "frequency": "year"}


def test_ranks_of_the_provinces(workbench: Workbench) -> None:
    asked = {"region": "provinces", "partner": "东盟", "period": "2021", **SAMPLE}
    ranks = {r["reporter"]: r["value"] for r in workbench.measure("rank", of_measure="total", **asked).records()}
    totals = {r["reporter"]: r["value"] for r in workbench.measure("total", **asked).records()}
    ordered = sorted((name for name in totals if totals[name] is not None), key=lambda name: -totals[name])
    assert [ranks[name] for name in ordered[:3]] == [1, 2, 3]


def test_four_peers_have_values_and_no_percentiles(workbench: Workbench) -> None:
    few = workbench.measure("percentile", of_measure="exports", region="广东,江苏,山西,辽宁", period="2021", **SAMPLE)
    assert [row["value"] for row in few.records()] == [None] * 4
    assert all(row["own"] > 0 for row in few.records())
    many = workbench.measure("percentile", of_measure="exports", region="provinces", period="2021", **SAMPLE)
    assert max(row["value"] for row in many.records()) == 1.0


def test_regions_without_data_are_named(workbench: Workbench) -> None:
    answer = workbench.measure("rank", of_measure="total", region="CN-CENTRAL6", partner="东盟", period="2020")
    assert any("CN-HB" in note.en for note in answer.notes)


@pytest.mark.parametrize(
    ("measure", "asked", "code", "says"),
    [
        ("exprots", {}, 2, "exports"),
        ("exports", {"region": "辽宁审"}, 2, "辽宁省"),
        ("exports", {"region": "辽宁", "partner": "越楠"}, 2, "越南"),
        ("exports", {"region": "辽宁", "currency": "EUR"}, 2, "currency"),
        ("exports", {"region": "辽宁", "flow": "exprot"}, 2, "export"),
        ("exports", {"region": "辽宁", "frequency": "weekly"}, 2, "weekly"),
        ("exports", {"region": "辽宁", "sides": 2}, 2, "sides"),
        ("exports", {"region": "辽宁", "period": "1999"}, 4, "2006"),
        ("exports", {"region": "辽宁", "by": "firm_type"}, 4, "firm_type"),
        ("exports", {"region": "西藏", "source": "figures"}, 4, "CN-SX"),
        ("exports", {"region": "辽宁", "source": "fgures"}, 2, "figures"),
        ("exports", {"region": "辽宁", "source": "sample_world", "partner": "ISL"}, 4, "JPN"),
        ("rca", {"region": "辽宁", "source": "figures"}, 4, "product"),
        ("rank", {"region": "辽宁"}, 2, "of_measure"),
        ("trade_dependence", {"region": "江西"}, 4, "gross domestic product"),
    ],
)
def test_what_is_wrong_is_said(workbench: Workbench, measure: str, asked: dict, code: int, says: str) -> None:
    with pytest.raises(EntrepotError) as refused:
        workbench.measure(measure, **asked)
    assert refused.value.exit_code == code
    assert says in refused.value.message.en


def test_an_answer_in_every_form(workbench: Workbench) -> None:
    answer = workbench.measure("exports", region="辽宁", period="2015", source="figures")
    assert answer.to_arrow().num_rows == len(answer.to_pandas()) == answer.to_polars().height == 1
    assert "<table>" in answer._repr_html_()
    for dialect in ("duckdb", "postgres", "spark", "clickhouse", "trino"):
        assert "published_flows" in answer.sql(dialect)
    with pytest.raises(EntrepotError, match="postgres"):
        answer.sql("postgre")


def test_measures_of_arrays_run_over_the_lake(workbench: Workbench) -> None:
    answer = workbench.measure("eci", period="2021", digits=2, **SAMPLE)
    assert len(answer) > 5 and answer.synthetic
    assert "computed from arrays" in answer.sql()


def test_own_rows_that_are_their_own_reference_are_read_once(workbench: Workbench) -> None:
    assert workbench.measure("rca", period="2021", digits=2, **SAMPLE).sql().count('FROM "flows"') == 1


def test_shares_without_a_stated_total_say_so(workbench: Workbench) -> None:
    answer = workbench.measure("hhi", region="辽宁", period="2021", **SAMPLE)
    assert answer.coverage.share is None
    assert any("no total is stated" in note.en and "未列总额" in note.zh for note in answer.notes)


def test_growth_of_one_year_reads_the_year_before(workbench: Workbench) -> None:
    (row,) = workbench.measure("growth", region="辽宁", period="2021", **SAMPLE).records()
    before = workbench.measure("exports", region="辽宁", period="2020", **SAMPLE).records()[0]["value"]
    assert row["period"] == "2021" and row["x_before"] == before
