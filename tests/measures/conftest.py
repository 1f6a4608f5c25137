"""How tests of measures run one: from Arrow tables, on DuckDB or on arrays, as the measure is declared."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pyarrow as pa
import pytest

from entrepot.lake.engine import compile_sql, connect
from entrepot.measures import Measure
from entrepot.measures.inputs import unbound

Computed = Callable[..., pa.Table]


@pytest.fixture
def computed() -> Computed:
    """`computed(measure, {"exports": arrow_table}, by=(), **options)`: the measure's answer."""

    def run(measure: Measure, tables: dict[str, pa.Table], *, by: tuple[str, ...] = (), **options: object) -> pa.Table:
        if measure.arrays:
            return measure.computed(tables, by=by, **options)
        lazy = {name: unbound(name, table) for name, table in tables.items()}
        sql = compile_sql(measure.expression(lazy, by=by, **options))
        with connect() as connection:
            for name, table in tables.items():
                connection.register(name, table)
            return connection.sql(sql).to_arrow_table()

    return run


@pytest.fixture
def loaded() -> Callable[..., None]:
    """`loaded(postgres, tables)`: the Arrow tables as temporary tables of a PostgreSQL session."""

    def load(postgres: psycopg.Connection, tables: dict[str, pa.Table]) -> None:
        for name, table in tables.items():
            columns = ", ".join(
                f'"{field.name}" {"text" if pa.types.is_string(field.type) else "double precision"}'
                for field in table.schema
            )
            postgres.execute(f'CREATE TEMPORARY TABLE "{name}" ({columns})')
            with postgres.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
                    copy.write_row(row)

    return load
