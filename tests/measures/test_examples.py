"""Every worked example of every measure, on DuckDB and on PostgreSQL or on arrays; and that the formula shown is the one computed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import psycopg
import pyarrow as pa
import pytest

from entrepot.measures import Measure, all_measures
from entrepot.measures.example import Example
from entrepot.measures.formula import worked_out

RELATIVE = 1e-12  # sums of a few numbers in another order differ in the last binary digits, no more

EXAMPLES = [
    pytest.param(measure, example, id=f"{measure.id}-{number}")
    for measure in all_measures()
    for number, example in enumerate(measure.examples, 1)
]
LAZY_EXAMPLES = [example for example in EXAMPLES if not example.values[0].arrays]

Row = dict[str, object]


def rows_by_key(rows: list[Row], keys: tuple[str, ...]) -> dict[tuple[object, ...], Row]:
    found = {tuple(row[key] for key in keys): row for row in rows}
    assert len(found) == len(rows), "keys are not unique"
    return found


def assert_expected(measure: Measure, example: Example, answer: list[Row]) -> None:
    keys = measure.keys(example.by)
    expected = rows_by_key(example.expected().to_pylist(), keys)
    got = rows_by_key(answer, keys)
    assert set(got) == set(expected)
    for key, row in expected.items():
        for name in set(row) - set(keys):
            wanted = row[name]
            near = wanted if wanted is None else pytest.approx(wanted, rel=RELATIVE, abs=1e-15)
            assert got[key][name] == near, (key, name)


@pytest.mark.parametrize(("measure", "example"), EXAMPLES)
def test_example(measure: Measure, example: Example, computed: Callable[..., pa.Table]) -> None:
    answer = computed(measure, example.tables(), by=example.by, **dict(example.options))
    assert tuple(answer.column_names) == measure.columns(example.by)
    assert_expected(measure, example, answer.to_pylist())
    low, high = measure.range
    for row in answer.to_pylist():
        value = row["value"]
        if value is None:
            continue
        assert low is None or value >= low - 1e-12
        assert high is None or value <= high + 1e-12
        if measure.bounds:
            assert row["value_low"] - 1e-12 <= value
            assert row["value_high"] is None or value <= row["value_high"] + 1e-12
        terms = {term.name: row[term.name] for term in measure.terms}
        if None not in terms.values() or measure.formula in terms:
            known = {name: number for name, number in terms.items() if number is not None}
            assert worked_out(measure.formula, known) == pytest.approx(value, rel=1e-9, abs=1e-12)


@pytest.mark.postgres
@pytest.mark.parametrize(("measure", "example"), LAZY_EXAMPLES)
def test_example_on_postgres(
    measure: Measure,
    example: Example,
    postgres: psycopg.Connection,
    loaded: Callable[..., None],
    compiled: Callable[..., str],
) -> None:
    tables = example.tables()
    sql = compiled(measure, tables, by=example.by, options=example.options, dialect="postgres")
    with postgres.transaction(force_rollback=True):
        loaded(postgres, tables)
        cursor = postgres.execute(sql)
        names = [column.name for column in cursor.description or ()]
        # PostgreSQL sums whole numbers to decimals; they are the same numbers.
        plain = [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in cursor.fetchall()]
    answer = [dict(zip(names, row, strict=True)) for row in plain]
    assert_expected(measure, example, answer)
