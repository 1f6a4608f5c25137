"""The same question put to DuckDB, PostgreSQL and Spark over one snapshot has the same answer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

QUESTION = """
    SELECT partner, period, sum(value_usd) AS usd, count(*) AS n, min(year) AS year, max(source) AS source
    FROM flows
    WHERE reporter = 'CN-LN' AND period BETWEEN '2023-12' AND '2024-02' AND (regime = 'ALL' OR regime IS NULL)
      AND firm_type IS NULL AND NOT synthetic
    GROUP BY partner, period
    ORDER BY partner, period
"""
ANSWER = [
    ("JPN", "2023-12", 0.25, 1, 2023, "survey"),
    ("JPN", "2024-01", 3.5, 2, 2024, "survey"),
    ("KOR", "2024-02", None, 1, 2024, "survey"),
]
_SQL = {"text": "text", "number": "double precision", "whole": "bigint", "yes_no": "boolean"}


@pytest.fixture
def snapshot(survey: Any) -> Any:
    """Two years, a replaced slice, a missing value, a regime that is not asked for."""
    survey.take({"period": "2023-12", "value_usd": 0.25}, {"period": "2024-01", "value_usd": 9.0})
    survey.take(
        {"period": "2024-01", "value_usd": 1.5},
        {"period": "2024-01", "value_usd": 2.0, "product": "84"},
        {"period": "2024-02", "value_usd": "", "value_cny": 7.0, "partner": "KOR"},
    )
    survey.take({"period": "2024-01", "value_usd": 100.0, "regime": "0110"})
    return survey


def as_tuples(rows: Sequence[Sequence[object]]) -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows]


def test_duckdb(snapshot: Any) -> None:
    found = snapshot.lake.query(QUESTION).to_pylist()
    assert as_tuples([tuple(row.values()) for row in found]) == ANSWER


@pytest.mark.postgres
def test_postgresql(snapshot: Any, postgres: psycopg.Connection) -> None:
    spec = snapshot.lake.table("flows").spec
    columns = ", ".join(f"{column.name} {_SQL[column.type]}" for column in spec.columns)
    printed = io.StringIO()
    with snapshot.lake.reader() as connection:
        out = snapshot.folder / "flows.csv"
        connection.execute(f"COPY (FROM flows) TO '{out}' (HEADER, NULLSTR '\\N')")
        printed.write(out.read_text(encoding="utf-8"))
    with postgres.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE flows ({columns})")
        names = ", ".join(spec.column_names)
        with cursor.copy(f"COPY flows ({names}) FROM STDIN (FORMAT csv, HEADER, NULL '\\N')") as copy:
            copy.write(printed.getvalue())
        cursor.execute(QUESTION)
        assert as_tuples(cursor.fetchall()) == ANSWER
        cursor.execute("DROP TABLE flows")


@pytest.mark.spark
def test_spark(snapshot: Any, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed here (./entrepot test --spark installs it)")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]")
        .appName("entrepot")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse"))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    try:
        base = str(snapshot.lake.table("flows").folder)
        files = [str(path) for path in snapshot.lake.parquet_files("flows")]
        session.read.option("basePath", base).parquet(*files).createOrReplaceTempView("flows")
        assert as_tuples(session.sql(QUESTION).collect()) == ANSWER
    finally:
        session.stop()
