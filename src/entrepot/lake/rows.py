"""Asking for rows: by region, partner, product, regime and period, as they stood on any date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from entrepot.lake.lake import AsOf, Lake
from entrepot.lake.reading import scan
from entrepot.lake.trouble import said_plainly
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.tables import TableSpec
from entrepot.vocabulary.tables import table as table_spec
from entrepot.vocabulary.text import T

Where = Sequence[tuple[str, str]]

_PLACES = frozenset({"reporter", "partner", "importer", "exporter", "origin", "destination", "area", "counterpart"})


@dataclass(frozen=True, slots=True)
class Rows:
    """A question about rows of one table; read whole, or batch by batch where it is large."""

    lake: Lake
    spec: TableSpec
    where: str
    values: tuple[object, ...]
    as_of: AsOf
    limit: int | None
    offset: int | None = None

    def sql(self) -> str:
        snapshot = self.lake.snapshot(self.spec.name, as_of=self.as_of)
        # Pages of rows are no pages unless every row has its place.
        rest = self.spec.column_names if self.offset is not None else ()
        order = ", ".join(dict.fromkeys((*self.spec.partition, *self.spec.sort, *rest)))
        limit = f" LIMIT {self.limit} OFFSET {self.offset or 0}" if self.limit is not None else ""
        return f"SELECT * FROM ({scan(self.spec, snapshot.files)}) WHERE {self.where} ORDER BY {order}{limit}"

    def to_arrow(self) -> pa.Table:
        found = list(self.batches())
        return pa.Table.from_batches(found) if found else self._empty()

    def batches(self) -> Iterator[pa.RecordBatch]:
        with said_plainly(self.lake.folder), self.lake.warm.cursor() as connection:
            yield from connection.sql(self.sql(), params=list(self.values)).to_arrow_reader(100_000)

    def count(self) -> int:
        snapshot = self.lake.snapshot(self.spec.name, as_of=self.as_of)
        with said_plainly(self.lake.folder), self.lake.warm.cursor() as connection:
            row = self._run(
                connection, f"SELECT count(*) FROM ({scan(self.spec, snapshot.files)}) WHERE {self.where}"
            ).fetchone()
        return int(row[0]) if row else 0

    def distinct(self, column: str) -> list[str]:
        snapshot = self.lake.snapshot(self.spec.name, as_of=self.as_of)
        with said_plainly(self.lake.folder), self.lake.warm.cursor() as connection:
            sql = f"SELECT DISTINCT {column} FROM ({scan(self.spec, snapshot.files)}) WHERE {self.where} ORDER BY 1"
            return [row[0] for row in self._run(connection, sql).fetchall()]

    def _empty(self) -> pa.Table:
        from entrepot.lake.delta import arrow_schema

        return arrow_schema(self.spec).empty_table()

    def _run(self, connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
        return connection.execute(sql, list(self.values))


def rows(
    lake: Lake,
    table: str,
    *,
    where: Where = (),
    as_of: AsOf = None,
    limit: int | None = None,
    offset: int | None = None,
) -> Rows:
    """`where` pairs a column with a value, a comma list, a range `2015..2020`, or a beginning `85*`."""
    spec = table_spec(table)
    parts, values = ["true"], []
    for column, wanted in where:
        spec.column(column)
        condition, asked = _condition(spec, column, wanted)
        parts.append(condition)
        values += asked
    return Rows(lake, spec, " AND ".join(parts), tuple(values), as_of, limit, offset)


def _condition(spec: TableSpec, name: str, wanted: str) -> tuple[str, list[object]]:
    if not wanted.strip():
        return f"{name} IS NULL", []
    if ".." in wanted:
        low, _, high = wanted.partition("..")
        # `2015..2020` takes in every month of 2020: the last text that begins with it.
        ends = high + "\U0010ffff" if spec.column(name).type == "text" else _typed(spec, name, high)
        return f"{name} BETWEEN ? AND ?", [_typed(spec, name, low), ends]
    if wanted.endswith("*"):
        return f"starts_with(CAST({name} AS VARCHAR), ?)", [wanted[:-1]]
    each = [part.strip() for part in wanted.split(",") if part.strip()]
    if not each:
        raise WrongCall(T(f"{name}={wanted}: which values?", f"{name}={wanted}：缺少取值"))
    if name in _PLACES:
        each = [area(part).id if "+" not in part else part for part in each]
    return f"{name} IN ({', '.join('?' * len(each))})", [_typed(spec, name, part) for part in each]


def _typed(spec: TableSpec, name: str, text: str) -> object:
    kind = spec.column(name).type
    try:
        if kind == "whole":
            return _whole(text)
        if kind == "number":
            return float(text)
        if kind == "yes_no":
            return {"true": True, "yes": True, "false": False, "no": False, "是": True, "否": False}[text.lower()]
    except (ValueError, KeyError) as problem:
        raise WrongCall(T(f"{name} cannot be {text!r}", f"{name} 的值不能是“{text}”")) from problem
    return text


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) >= 1 << 63:
        raise ValueError(text)
    return number
