"""A snapshot as something an engine can read: the list of its Parquet files."""

from __future__ import annotations

from collections.abc import Sequence

from entrepot.lake.delta import DataFile, sql_type
from entrepot.vocabulary.tables import TableSpec


def scan(spec: TableSpec, files: Sequence[DataFile], *, filename: bool = False) -> str:
    """DuckDB's SQL for the rows in `files`, columns in declared order; no files, no rows, same columns."""
    columns = ", ".join(spec.column_names)
    if not files:
        nulls = ", ".join(f"CAST(NULL AS {sql_type(column)}) AS {column.name}" for column in spec.columns)
        return f"SELECT {nulls} WHERE false"
    paths = ", ".join("'" + str(file.path).replace("'", "''") + "'" for file in files)
    types = ", ".join(f"'{name}': {sql_type(spec.column(name))}" for name in spec.partition)
    also = ", filename" if filename else ""
    return f"SELECT {columns}{also} FROM read_parquet([{paths}], hive_partitioning = true, hive_types = {{{types}}}, filename = {str(filename).lower()})"
