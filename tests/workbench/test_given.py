"""Measures over anybody's own tables: every worked example, and what goes wrong with other people's files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from entrepot.measures import Measure, all_measures
from entrepot.measures.example import Example
from entrepot.vocabulary.errors import EntrepotError
from entrepot.workbench import Workbench

EXAMPLES = [
    pytest.param(measure, example, id=f"{measure.id}-{number}")
    for measure in all_measures()
    for number, example in enumerate(measure.examples, 1)
]


@pytest.mark.parametrize(("measure", "example"), EXAMPLES)
def test_example_from_own_tables(
    measure: Measure,
    example: Example,
    tmp_path: Path,
    as_given: Callable[[Measure, Example], dict[str, Any]],
    assert_expected: Callable[..., None],
) -> None:
    answer = Workbench(tmp_path).measure(measure.id, **as_given(measure, example))
    assert_expected(measure, example, answer.records())
    assert answer.table.column_names == list(measure.columns(example.by))


def _row(answer: Any, **keys: str) -> dict[str, Any]:
    return answer.records()[[all(r[k] == v for k, v in keys.items()) for r in answer.records()].index(True)]


FLOWS = {"period": [2020] * 4, "reporter": ["A", "A", "B", "B"], "product": ["01", "02", "01", "02"], "value_usd": [30.0, 10.0, 10.0, 30.0]}  # fmt: skip


def test_reference_is_the_sum_of_the_reporters_read_once() -> None:
    answer = Workbench("nowhere").measure("rca", data=pa.table(FLOWS))
    assert _row(answer, reporter="A", product="01") == {
        "period": "2020", "reporter": "A", "product": "01", "x_pk": 30.0, "x_p": 40.0, "x_wk": 40.0, "x_w": 80.0, "value": 1.5,
    }  # fmt: skip
    assert answer.sql().count('FROM "given"') == 1
    assert answer.currency == "USD"


def test_reference_is_the_world_row_where_there_is_one() -> None:
    world = {"period": [2020] * 2, "reporter": ["WLD"] * 2, "product": ["01", "02"], "value_usd": [100.0, 300.0]}
    both = pa.concat_tables([pa.table(FLOWS), pa.table(world)])
    answer = Workbench("nowhere").measure("rca", data=both)
    assert _row(answer, reporter="A", product="01")["value"] == 3.0


def test_reference_from_another_table() -> None:
    world = {"period": ["2020"] * 2, "product": ["01", "02"], "value_usd": [100.0, 300.0]}
    answer = Workbench("nowhere").measure("rca", data=pa.table(FLOWS), reference_data=pa.table(world))
    assert _row(answer, reporter="A", product="01")["value"] == 3.0


def test_region_narrows_us_and_not_what_we_are_compared_with() -> None:
    answer = Workbench("nowhere").measure("rca", data=pa.table(FLOWS), region="A")
    assert [(r["product"], r["value"]) for r in answer.records()] == [("01", 1.5), ("02", 0.5)]


def test_codes_are_cut_only_when_asked() -> None:
    finer = pa.table({**FLOWS, "product": ["0101", "0102", "0101", "0201"]})
    assert len(Workbench("nowhere").measure("rca", data=finer)) == 4
    assert len(Workbench("nowhere").measure("rca", data=finer, digits=2)) == 3


def test_a_frame_of_pandas_with_its_missing_value() -> None:
    import pandas

    frame = pandas.DataFrame({**FLOWS, "value_usd": [30.0, None, 10.0, 30.0]})
    answer = Workbench("nowhere").measure("exports", data=frame)
    assert [(r["reporter"], r["value"]) for r in answer.records()] == [("A", 30.0), ("B", 40.0)]


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_no_number_is_missing(bad: float) -> None:
    table = pa.table({"period": [2020, 2020], "reporter": ["A", "B"], "value_usd": [bad, 1.0]})
    answer = Workbench("nowhere").measure("exports", data=table)
    assert [(r["reporter"], r["value"]) for r in answer.records()] == [("A", None), ("B", 1.0)]


def test_words_for_flows_are_understood() -> None:
    table = pa.table({"period": ["2020"] * 2, "reporter": ["A"] * 2, "flow": ["出口", "M"], "value_usd": [5.0, 2.0]})
    assert _row(Workbench("nowhere").measure("balance", data=table))["value"] == 3.0


def test_currency_is_never_taken_for_another() -> None:
    with pytest.raises(EntrepotError, match="value_cny"):
        Workbench("nowhere").measure("exports", data=pa.table(FLOWS), currency="CNY")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"product": None}, "lacks product"),
        ({"value_usd": None}, "value_usd"),
        ({"period": None}, "lacks period"),
        ({"value_usd": ["1", "2", "x", "4"]}, "cannot be read"),
    ],
)
def test_tables_that_do_not_serve(change: dict[str, Any], says: str) -> None:
    table = pa.table({name: column for name, column in {**FLOWS, **change}.items() if column is not None})
    with pytest.raises(EntrepotError, match=says) as refused:
        Workbench("nowhere").measure("rca", data=table)
    assert refused.value.exit_code == 3


def test_imports_are_asked_for() -> None:
    with pytest.raises(EntrepotError, match="column `flow`"):
        Workbench("nowhere").measure("balance", data=pa.table(FLOWS))


def test_an_empty_selection_says_what_the_table_holds() -> None:
    with pytest.raises(EntrepotError, match="period = 2020") as refused:
        Workbench("nowhere").measure("exports", data=pa.table(FLOWS), period="2019")
    assert refused.value.exit_code == 4


def test_a_table_that_the_measure_does_not_read() -> None:
    with pytest.raises(EntrepotError, match="reads no table 'gpd'; it reads exports, imports, gdp"):
        Workbench("nowhere").measure("trade_dependence", data=pa.table(FLOWS), tables={"gpd": pa.table(FLOWS)})


def test_explained_from_the_rows_given() -> None:
    explanation = Workbench("nowhere").measure("rca", data=pa.table(FLOWS)).explain({"reporter": "A", "product": "01"})
    assert explanation.filled == "(30 / 40) / (40 / 80)"
    assert [(one.input, one.rows, one.value) for one in explanation.evidence] == [("exports", 1, 30.0), ("world", 2, 40.0)]  # fmt: skip


def test_a_leading_zero_of_a_csv_is_kept(saved: Callable[[pa.Table, str], Path]) -> None:
    file = saved(pa.table({**FLOWS, "reporter": ["NA", "NA", "B", "B"]}), "own.csv")
    rows = Workbench("nowhere").measure("rca", data=file).records()
    assert {(r["reporter"], r["product"]) for r in rows} == {("NA", "01"), ("NA", "02"), ("B", "01"), ("B", "02")}


@pytest.mark.parametrize(
    ("measure", "last_partner", "said"),
    [("hhi", "others", True), ("hhi", "WLD", False), ("partner_share", "others", True), ("exports", "others", False)],
)
def test_shares_of_what_is_listed_say_so(measure: str, last_partner: str, said: bool) -> None:
    table = {
        "period": [2024] * 3,
        "reporter": ["A"] * 3,
        "partner": ["JPN", "KOR", last_partner],
        "value": [60, 30, 90],
    }
    answer = Workbench("nowhere").measure(measure, data=pa.table(table))
    assert any("no total is stated" in note.en for note in answer.notes) == said
    assert answer.coverage.share is None
