"""Laws that hold for any numbers, whatever they are."""

from __future__ import annotations

import math
from functools import cache

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.lake.engine import compile_sql
from entrepot.measures import Measure, all_measures, measure_named
from entrepot.measures.inputs import unbound

AMOUNTS = st.lists(st.integers(1, 10**9).map(float), min_size=1, max_size=12)
FEW = settings(max_examples=25, deadline=None)


@cache
def sql_of(measure: Measure, tables: tuple[tuple[str, pa.Schema], ...], by: tuple[str, ...], options: tuple) -> str:
    lazy = {name: unbound(name, schema.empty_table()) for name, schema in tables}
    return compile_sql(measure.expression(lazy, by=by, **dict(options)))


def answer(measure: str, tables: dict[str, pa.Table], *, by: tuple[str, ...] = (), **options: object) -> list[dict]:
    if measure_named(measure).arrays:
        return measure_named(measure).computed(tables, by=by, **options).to_pylist()
    schemas = tuple((name, table.schema) for name, table in tables.items())
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        sql = sql_of(measure_named(measure), schemas, by, tuple(options.items()))
        return connection.sql(sql).to_arrow_table().to_pylist()


def flows(amounts: list[float], period: str = "2020") -> pa.Table:
    return pa.table(
        {
            "period": [period] * len(amounts),
            "reporter": ["A"] * len(amounts),
            "partner": [f"P{number:02}" for number in range(len(amounts))],
            "value": pa.array(amounts, pa.float64()),
        }
    )


@FEW
@given(AMOUNTS)
def test_shares_sum_to_one(amounts: list[float]) -> None:
    rows = answer("partner_share", {"flows": flows(amounts)})
    assert sum(row["value"] for row in rows) == pytest.approx(1, rel=1e-12)


@FEW
@given(AMOUNTS, st.sampled_from(["hhi", "hirschmann", "effective_number", "entropy", "theil", "top_n_share"]))
def test_a_change_of_units_changes_no_concentration(amounts: list[float], measure: str) -> None:
    (row,) = answer(measure, {"flows": flows(amounts)})
    (scaled,) = answer(measure, {"flows": flows([amount * 1e4 for amount in amounts])})
    assert scaled["value"] == pytest.approx(row["value"], rel=1e-9, abs=1e-12)


@FEW
@given(AMOUNTS)
def test_concentration_lies_between_equal_parts_and_one(amounts: list[float]) -> None:
    n = len(amounts)
    (hhi,) = answer("hhi", {"flows": flows(amounts)})
    (entropy,) = answer("entropy", {"flows": flows(amounts)})
    (theil,) = answer("theil", {"flows": flows(amounts)})
    (effective,) = answer("effective_number", {"flows": flows(amounts)})
    assert 1 / n - 1e-12 <= hhi["value"] <= 1 + 1e-12
    assert -1e-12 <= entropy["value"] <= math.log(n) + 1e-12
    assert theil["value"] + entropy["value"] == pytest.approx(math.log(n), abs=1e-9)
    assert effective["value"] == pytest.approx(1 / hhi["value"], rel=1e-12)


@FEW
@given(st.integers(1, 40), st.integers(1, 10**9))
def test_equal_parts_are_least_concentrated(n: int, amount: int) -> None:
    (hhi,) = answer("hhi", {"flows": flows([float(amount)] * n)})
    (entropy,) = answer("entropy", {"flows": flows([float(amount)] * n)})
    assert hhi["value"] == pytest.approx(1 / n, rel=1e-9)
    assert entropy["value"] == pytest.approx(math.log(n), rel=1e-9, abs=1e-12)


BOUNDED = ["hhi", "hhi_bounds", "hirschmann", "effective_number", "entropy", "top_n_share"]


@FEW
@given(st.data(), st.lists(st.integers(1, 1000).map(float), min_size=2, max_size=12), st.sampled_from(BOUNDED))
def test_bounds_contain_the_truth_when_partners_are_hidden(data: st.DataObject, amounts: list, measure: str) -> None:
    hidden = data.draw(st.sets(st.integers(0, len(amounts) - 1), min_size=1, max_size=len(amounts) - 1))
    assert_bounds_contain_the_truth(measure, amounts, hidden, counted=data.draw(st.booleans()))


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("measure", BOUNDED)
def test_bounds_contain_the_truth_when_next_to_nothing_is_hidden(measure: str, counted: bool) -> None:
    assert_bounds_contain_the_truth(measure, [4000.0, 4000.0, 1.0], {2}, counted=counted)


def assert_bounds_contain_the_truth(measure: str, amounts: list[float], hidden: set[int], *, counted: bool) -> None:
    (truth,) = answer(measure, {"flows": flows(amounts)})
    shown = [amount for number, amount in enumerate(amounts) if number not in hidden]
    part = flows(shown)
    whole = pa.table({**{name: part[name] for name in ("period", "reporter")}, "partner": ["WLD"] * len(shown)})
    whole = whole.slice(0, 1).append_column("value", pa.array([sum(amounts)], pa.float64()))
    options = {"possible": len(amounts)} if counted else {}
    (row,) = answer(measure, {"flows": pa.concat_tables([part, whole])}, **options)
    assert row["value_low"] <= truth["value"] + 1e-9
    if row["value_high"] is None:
        assert measure == "entropy"
        assert not counted
    else:
        assert truth["value"] <= row["value_high"] + 1e-9
    if row["value"] is not None and row["unlisted"] > 0.001:
        assert row["value"] == pytest.approx(truth["value"], rel=1e-9)


@FEW
@given(
    st.dictionaries(st.sampled_from("JKRUV"), st.integers(0, 1000), min_size=1),
    st.dictionaries(st.sampled_from("JKRUV"), st.integers(0, 1000), min_size=1),
)
def test_contributions_add_up_to_growth(before: dict[str, int], now: dict[str, int]) -> None:
    pairs = [("2020", before), ("2021", now)]
    cells = [(period, partner, float(value)) for period, year in pairs for partner, value in year.items()]
    table = pa.table(
        {
            "period": [period for period, _, _ in cells],
            "reporter": ["A"] * len(cells),
            "partner": [partner for _, partner, _ in cells],
            "value": [value for _, _, value in cells],
        }
    )
    parts = [row["value"] for row in answer("contribution_to_growth", {"flows": table}) if row["period"] == "2021"]
    (growth,) = (row["value"] for row in answer("growth", {"flows": table}) if row["period"] == "2021")
    assert len(parts) == len(before | now)
    if growth is None:
        assert set(parts) == {None}
    else:
        assert sum(parts) == pytest.approx(growth, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("measure", "number"),
    [pytest.param(each, number, id=f"{each.id}-{number}") for each in all_measures() for number in range(2)],
)
def test_splitting_and_shuffling_rows_changes_nothing(measure: Measure, number: int) -> None:
    """A flow told in two rows is the same flow."""
    example = measure.examples[number]
    tables = example.tables()
    flow_like = {wanted.name for wanted in measure.reads if wanted.table == "flows"} | {"flows"}
    split = {name: halved(table) if name in flow_like else turned(table) for name, table in tables.items()}
    plain, told_twice = (answer(measure.id, given, by=example.by, **dict(example.options)) for given in (tables, split))
    keys = measure.keys(example.by)
    as_told = {tuple(row[key] for key in keys): row for row in plain}
    again = {tuple(row[key] for key in keys): row for row in told_twice}
    assert set(again) == set(as_told)
    for key, row in as_told.items():
        for name in measure.value_columns:
            expected = row[name] if row[name] is None else pytest.approx(row[name], rel=1e-9, abs=1e-12)
            assert again[key][name] == expected


def turned(table: pa.Table) -> pa.Table:
    return table.take(list(reversed(range(table.num_rows))))


def halved(table: pa.Table) -> pa.Table:
    for name in {"value", "net_kg"} & set(table.column_names):
        half = pa.array([None if cell is None else cell / 2 for cell in table[name].to_pylist()], pa.float64())
        table = table.set_column(table.schema.get_field_index(name), name, half)
    return turned(pa.concat_tables([table, table]))
