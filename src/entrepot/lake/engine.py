"""DuckDB, set up to be safe, and the compiler from lazy tables to its SQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from entrepot.lake.spill import spill_folder
from entrepot.parameters.memory import memory_megabytes, spill_megabytes

if TYPE_CHECKING:
    import ibis


def connect(*, spill: Path | None = None, memory_limit: str = "") -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that loads no extension by itself and spills to `spill` rather than fill the memory."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "memory_limit": memory_limit or f"{memory_megabytes()}MiB",
        "threads": os.cpu_count() or 1,
        "preserve_insertion_order": False,
    }
    # DuckDB's own choice would be `.tmp` in the folder where the person happens to be; it makes the folder when it must.
    settings["temp_directory"] = str(spill or spill_folder())
    if (most := spill_megabytes()) is not None:
        settings["max_temp_directory_size"] = f"{most}MiB"
    return duckdb.connect(":memory:", config=settings)


def compile_sql(expression: ibis.Table, dialect: str = "duckdb") -> str:
    import ibis

    return str(ibis.to_sql(expression, dialect=dialect, pretty=True))


def bind_lookups(connection: duckdb.DuckDBPyConnection, sql: str, makers: Mapping[str, Callable[[], pa.Table]]) -> None:
    """Register the lookup tables that `sql` mentions."""
    for name, make in makers.items():
        if name in sql:
            connection.register(name, make())


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> pa.Table:
    """The whole answer to a SELECT as one Arrow table; DuckDB's exact decimals (a literal 1.0 is one) come as floats."""
    table: pa.Table = connection.sql(sql, params=list(values)).to_arrow_table()
    return decimals_as_floats(table)


def decimals_as_floats(table: pa.Table) -> pa.Table:
    decimals = [field for field in table.schema if pa.types.is_decimal(field.type)]
    for field in decimals:
        position = table.schema.get_field_index(field.name)
        table = pa.Table.set_column(table, position, field.name, table.column(field.name).cast(pa.float64()))
    return table
