"""The words in which SQL is written for each engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.lake.engine import compile_sql

if TYPE_CHECKING:
    from ibis import Table

DIALECTS = ("duckdb", "postgres", "spark", "clickhouse", "trino")


def sql_in(table: Table, dialect: str) -> str:
    """One statement; Ibis calls Spark's dialect after its Python package, and asks it for a setting."""
    if dialect != "spark":
        return compile_sql(table, dialect)
    import ibis
    from ibis.config import Config

    class Settings(Config):  # type: ignore[misc]
        treat_nan_as_null: bool = False

    if ibis.options.pyspark is None:
        # Ibis sets this when it connects to Spark; SQL can be written without Spark being there.
        ibis.options.pyspark = Settings()
    return compile_sql(table, "pyspark")
