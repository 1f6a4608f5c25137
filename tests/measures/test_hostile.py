"""Whatever comes in, no NaN, no infinity, no error of the engine: a number or no value."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from entrepot.measures import Measure, all_measures
from entrepot.measures.example import Example
from entrepot.measures.inputs import NUMBERS

Turn = Callable[[pa.Array], pa.Array]

TURNS: dict[str, Turn] = {
    "zeros": lambda numbers: pc.multiply(numbers, 0.0),
    "missing": lambda numbers: pa.array([None] * len(numbers), pa.float64()),
    "negative": pc.negate,
    "tiny": lambda numbers: pc.multiply(numbers, 1e-100),
    "huge": lambda numbers: pc.multiply(numbers, 1e100),
    "mixed": lambda numbers: pa.array([(-1) ** place * place % 3 for place in range(len(numbers))], pa.float64()),
}
COUNTS = ("market_penetration", "survival")
"""Measures that count rows with something in them: of nothing, they count none; a value withheld is still trade."""

CASES = pytest.mark.parametrize(
    ("measure", "example"),
    [
        pytest.param(each, example, id=f"{each.id}-{number}")
        for each in all_measures()
        if not each.arrays
        for number, example in enumerate(each.examples[:2], 1)
    ],
)


def hostile(table: pa.Table, turn: Turn) -> pa.Table:
    return pa.table(
        {name: turn(table[name].combine_chunks()) if name in NUMBERS else table[name] for name in table.column_names}
    )


def assert_plain(rows: list[dict[str, object]]) -> None:
    for row in rows:
        for name, cell in row.items():
            assert not isinstance(cell, float | Decimal) or math.isfinite(cell), (name, row)


@CASES
def test_no_nan_and_no_infinity(measure: Measure, example: Example, computed: Callable[..., pa.Table]) -> None:
    keys = measure.keys(example.by)
    for name, turn in TURNS.items():
        tables = {role: hostile(table, turn) for role, table in example.tables().items()}
        answer = computed(measure, tables, by=example.by, **dict(example.options)).to_pylist()
        assert_plain(answer)
        assert len({tuple(row[key] for key in keys) for row in answer}) == len(answer), name
        if name == "missing" and measure.id not in COUNTS:
            assert {row["value"] for row in answer} <= {None}


@pytest.mark.postgres
@CASES
def test_postgres_makes_no_error_of_it(
    measure: Measure,
    example: Example,
    postgres: psycopg.Connection,
    loaded: Callable[..., None],
    compiled: Callable[..., str],
) -> None:
    sql = compiled(measure, example.tables(), by=example.by, options=example.options, dialect="postgres")
    for turn in TURNS.values():
        with postgres.transaction(force_rollback=True):
            loaded(postgres, {role: hostile(table, turn) for role, table in example.tables().items()})
            cursor = postgres.execute(sql)
            names = [column.name for column in cursor.description or ()]
            assert_plain([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
