"""Inputs: what a measure needs of a table, and the reference inside a set of reporters."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from entrepot.lake.engine import compile_sql
from entrepot.measures.inputs import EXPORTS, GDP, as_reference, unbound


def test_an_input_needs_its_columns_its_numbers_and_the_grouping() -> None:
    wanted = EXPORTS("period", "reporter", "net_kg")
    assert wanted.needs(("partner",)) == ("period", "reporter", "partner", "value", "net_kg")
    assert GDP("period", "reporter").needs(("partner",)) == ("period", "reporter", "value")


def test_the_reference_is_the_world_row_of_a_period_else_every_reporter() -> None:
    flows = pa.table(
        {
            "period": ["2020", "2020", "2021", "2021"],
            "reporter": ["WLD", "A", "A", "B"],
            "value": [100.0, 30.0, 40.0, 5.0],
        }
    )
    sql = compile_sql(as_reference(unbound("flows", flows)))
    with duckdb.connect() as connection:
        connection.register("flows", flows)
        rows = connection.sql(f"SELECT * FROM ({sql}) ORDER BY period, reporter").fetchall()
    assert rows == [("2020", "WLD", 100.0), ("2021", "A", 40.0), ("2021", "B", 5.0)]
