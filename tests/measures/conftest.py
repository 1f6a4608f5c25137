"""How tests of measures run one: from Arrow tables, on DuckDB or on arrays, as the measure is declared."""

from __future__ import annotations

from collections.abc import Callable

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
