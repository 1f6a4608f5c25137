"""Questions worked out on Spark: it reads the snapshot's Parquet files by itself and runs our SQL in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import sqlglot

from entrepot.lake.delta import sql_type
from entrepot.lake.lake import AsOf, Lake
from entrepot.vocabulary.columns import Column
from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.tables import TABLES, TableSpec
from entrepot.vocabulary.text import T
from entrepot.workbench.reading import published_flows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SPARK_TYPE = {"VARCHAR": "string", "DOUBLE": "double", "BIGINT": "bigint", "BOOLEAN": "boolean"}


@dataclass(frozen=True, slots=True)
class OnSpark:
    session: SparkSession
    dialect: str = "spark"

    def run(self, sql: str) -> pa.Table:
        """Spark's answer; its exact decimals (a literal 1.0 is one) come as floats."""
        table: pa.Table = self.session.sql(sql).toArrow()
        floats = [
            pa.field(field.name, pa.float64() if pa.types.is_decimal(field.type) else field.type)
            for field in table.schema
        ]
        return pa.Table.cast(table, pa.schema(floats))

    def bind(self, name: str, table: pa.Table) -> None:
        self.session.createDataFrame(table).createOrReplaceTempView(name)


@contextmanager
def on_spark(
    address: str, lake: Lake, connection: duckdb.DuckDBPyConnection, *, as_of: AsOf = None
) -> Iterator[OnSpark]:
    """Spark at `spark://host:7077` or `local[2]`, in which every table of the lake is a view of its name."""
    spark = session(address)
    for spec in TABLES:
        _show(spark, lake, spec, as_of)
    published = sqlglot.transpile(published_flows(connection), read="duckdb", write="spark")[0]
    spark.sql(published).createOrReplaceTempView("published_flows")
    yield OnSpark(spark)


def session(address: str) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError as problem:
        raise BadMachine(
            T("pyspark is not installed; install it, or leave out --engine", "未安装 pyspark；请安装，或去掉 --engine")
        ) from problem
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        # As in the other engines, dividing by nothing is written out as no value and never an error.
        "spark.sql.ansi.enabled": "false",
    }
    builder: Any = SparkSession.builder.master(address).appName("entrepot")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made: SparkSession = builder.getOrCreate()
    return made


def _show(session: SparkSession, lake: Lake, spec: TableSpec, as_of: AsOf) -> None:
    schema = ", ".join(f"{column.name} {_spark_type(column)}" for column in spec.columns)
    files = [str(path) for path in lake.parquet_files(spec.name, as_of=as_of)]
    if files:
        folder = str(lake.table(spec).folder)
        frame = session.read.schema(schema).option("basePath", folder).parquet(*files)
        frame = frame.select(*spec.column_names)
    else:
        frame = session.createDataFrame([], schema)
    frame.createOrReplaceTempView(spec.name)


def _spark_type(column: Column) -> str:
    return _SPARK_TYPE[sql_type(column)]
