"""Complexity as measures: periods and groups apart, the world's row no reporter, and problems that name their period."""

from __future__ import annotations

import pyarrow as pa
import pytest

from entrepot.measures import all_measures, measure_named
from entrepot.measures.complexity import THREE
from entrepot.measures.example import read_text
from entrepot.vocabulary.errors import MissingData

COMPLEX = [each for each in all_measures() if each.theme.id in ("complexity", "opportunities")]
EVERY = pytest.mark.parametrize("measure", COMPLEX, ids=lambda each: each.id)


def three(period: str, flow: str = "export") -> pa.Table:
    table = read_text(THREE)
    table = table.set_column(0, "period", pa.array([period] * table.num_rows))
    return table.append_column("flow", pa.array([flow] * table.num_rows))


def asked(measure, table, **options):
    return measure.computed({wanted.name: table for wanted in measure.reads}, **options)


def rows(answer: pa.Table, **where: str) -> list[dict]:
    found = [row for row in answer.to_pylist() if all(row[name] == wanted for name, wanted in where.items())]
    return sorted(({k: v for k, v in row.items() if k not in where} for row in found), key=str)


def test_there_are_eight():
    assert len(COMPLEX) == 8


@EVERY
def test_periods_and_groups_are_worked_out_apart(measure):
    table = pa.concat_tables([three("2020"), three("2021"), three("2021", "import")])
    answer = asked(measure, table, by=("flow",))
    first = rows(answer, period="2020", flow="export")
    assert first
    assert rows(answer, period="2021", flow="export") == first
    assert rows(answer, period="2021", flow="import") == first


@EVERY
def test_rows_told_in_parts_and_turned_about_change_nothing(measure):
    table = three("2020").drop(["flow"])
    half = table.set_column(3, "value", pa.array([0.5] * table.num_rows))
    parts = pa.concat_tables([half, half]).take(list(reversed(range(2 * table.num_rows))))
    assert rows(asked(measure, parts)) == rows(asked(measure, table))


@pytest.mark.parametrize("measure", [each for each in COMPLEX if each.id != "proximity"], ids=lambda each: each.id)
def test_a_period_without_any_advantage_is_named(measure):
    table = three("2020").drop(["flow"]).set_column(3, "value", pa.array([0.0] * 8))
    with pytest.raises(MissingData, match="2020: nobody has"):
        asked(measure, table)


@EVERY
def test_only_the_world_as_a_whole_is_no_comparison(measure):
    table = pa.table({"period": ["2020"], "reporter": ["WLD"], "product": ["tea"], "value": [3.0]})
    assert asked(measure, table).num_rows == 0


def test_what_is_left_out_is_counted():
    table = three("2020").drop(["flow"])
    small = pa.table({"period": ["2020"], "reporter": ["TINY"], "product": ["tea"], "value": [0.01]})
    both = pa.concat_tables([table, small.select(table.column_names)])
    answer = {row["reporter"]: row for row in asked(measure_named("eci"), both, least_exports=1.0).to_pylist()}
    assert answer["TINY"]["value"] is None
    assert answer["A"]["reporters"] == 3
    assert answer["A"]["value"] == pytest.approx(-(2**0.5))
    unfiltered = {row["reporter"]: row for row in asked(measure_named("eci"), both).to_pylist()}
    assert unfiltered["A"]["reporters"] == 4
    assert unfiltered["TINY"]["value"] < unfiltered["A"]["value"]


def test_near_pairs_only():
    table = three("2020").drop(["flow"])
    answer = asked(measure_named("proximity"), table, least_proximity=0.6).to_pylist()
    assert [(row["product"], row["peer"], row["value"]) for row in answer] == [("cars", "chips", 1.0)]
