"""How tests of measures run one: from Arrow tables, on DuckDB or on arrays, as the measure is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import psycopg
import pyarrow as pa
import pytest

from entrepot.lake.engine import compile_sql, connect
from entrepot.measures import Measure, measure_named
from entrepot.measures.inputs import unbound

Computed = Callable[..., pa.Table]
Compiled = Callable[..., str]


@cache
def _sql_of(
    measure: Measure, schemas: tuple[tuple[str, pa.Schema], ...], by: tuple[str, ...], options: tuple, dialect: str
) -> str:
    lazy = {name: unbound(name, schema.empty_table()) for name, schema in schemas}
    return compile_sql(measure.expression(lazy, by=by, **dict(options)), dialect)


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    """`compiled(measure, tables, by=(), options=(), dialect="duckdb")`: the SQL over tables like these; the costly part, kept."""

    def sql(
        measure: Measure,
        tables: dict[str, pa.Table],
        *,
        by: tuple[str, ...] = (),
        options: tuple = (),
        dialect: str = "duckdb",
    ) -> str:
        return _sql_of(measure, tuple((name, table.schema) for name, table in tables.items()), by, options, dialect)

    return sql


@pytest.fixture(scope="session")
def computed(compiled: Compiled) -> Iterator[Computed]:
    """`computed(measure, {"exports": arrow_table}, by=(), **options)`: the measure's answer."""
    with connect() as connection:

        def run(
            measure: Measure, tables: dict[str, pa.Table], *, by: tuple[str, ...] = (), **options: object
        ) -> pa.Table:
            if measure.arrays:
                return measure.computed(tables, by=by, **options)
            for name, table in tables.items():
                connection.register(name, table)
            return connection.sql(compiled(measure, tables, by=by, options=tuple(options.items()))).to_arrow_table()

        yield run


@pytest.fixture(scope="session")
def rows(computed: Computed) -> Callable[..., list[dict]]:
    """`rows("rca", exports=table, world=table, by=(), options={})`: the answer's rows."""

    def run(name: str, *, by: tuple[str, ...] = (), options: dict | None = None, **tables: pa.Table) -> list[dict]:
        return computed(measure_named(name), tables, by=by, **(options or {})).to_pylist()

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
