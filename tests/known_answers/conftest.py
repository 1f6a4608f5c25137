"""How known answers are worked out: the CSV files beside a test, through a registered measure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

from entrepot.lake.engine import compile_sql, connect
from entrepot.measures import measure_named
from entrepot.measures.inputs import NUMBERS, unbound

WORDS = ("period", "reporter", "partner", "product", "flow", "part", "group")


@pytest.fixture
def printed(request: pytest.FixtureRequest) -> Callable[[str], pa.Table]:
    """`printed("exports.csv")`: the table beside the test, names as text and numbers as floats; empty is missing."""

    def read(name: str) -> pa.Table:
        types = dict.fromkeys(WORDS, pa.string()) | dict.fromkeys(NUMBERS, pa.float64())
        options = pyarrow.csv.ConvertOptions(column_types=types)
        return pyarrow.csv.read_csv(Path(request.path).parent / name, convert_options=options)

    return read


@pytest.fixture
def answers() -> Callable[..., list[dict]]:
    """`answers("rca", by=(), options={}, exports=table, world=table)`: the rows of the measure."""

    def run(name: str, *, by: tuple[str, ...] = (), options: dict | None = None, **tables: pa.Table) -> list[dict]:
        measure, chosen = measure_named(name), options or {}
        if measure.arrays:
            return measure.computed(tables, by=by, **chosen).to_pylist()
        lazy = {role: unbound(role, table) for role, table in tables.items()}
        sql = compile_sql(measure.expression(lazy, by=by, **chosen))
        with connect() as connection:
            for role, table in tables.items():
                connection.register(role, table)
            return connection.sql(sql).to_arrow_table().to_pylist()

    return run
