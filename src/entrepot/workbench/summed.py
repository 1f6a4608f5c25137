"""Questions answered from sums, so that they read no file, or not again.

What a file's rows add up to is noted for each of their levels (`held`); for regions that are asked about, sums by one more
dimension are kept while the lake stands as it stood. To the conditions by which a plan reads rows these sums are rows like
others: what is withheld and what is nothing stand apart there as in the files, and by law no measure changes when a row is
told in one instead of in parts. So the statement is the very same; only `flows` is smaller.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import duckdb

from entrepot.lake.delta import sql_type
from entrepot.lake.patience import attended, in_turn
from entrepot.vocabulary.tables import FLOWS
from entrepot.workbench.holdings import CELLS, SUMS
from entrepot.workbench.narrowing import among
from entrepot.workbench.selection import Selection

SUMMED: Final = "summed_flows"
TOLD: Final = frozenset({"period", "reporter", "flow", "value"})
"""Of trade, what sums by nothing more still say."""
DIMENSIONS: Final = frozenset({"partner", "product", "regime"})
MOST_ADDED_UP: Final = 5_000_000
"""Of more rows the sums take longer than a page may."""
MOST_KEPT: Final = 1_500_000
MUCH_SHORTER: Final = 2
"""Sums that are not so many times shorter than the rows are not worth their place."""
_CELLS: Final = (
    "source", "synthetic", "period", "frequency", "flow", "reporter", "nomenclature", "product_digits", "partner_level",
    "regime_level", "basis",
)  # fmt: skip
_SAID: Final = {
    **{name: name for name in _CELLS},
    "year": "TRY_CAST(left(period, 4) AS BIGINT)",
    "value_usd": "usd",
    "value_cny": "cny",
    "firm_type": "CASE WHEN by_firm THEN '' END",
    "customs_district": "CASE WHEN by_district THEN '' END",
}


def summed_flows(table: str = "held", dimension: str = "") -> str:
    """DuckDB's SQL for sums in the columns of `flows`; what papers print is read where it is printed."""
    said = {**_SAID, dimension: dimension}
    columns = ", ".join(
        f"{said.get(column.name) or f'CAST(NULL AS {sql_type(column)})'} AS {column.name}" for column in FLOWS.columns
    )
    return f"SELECT {columns} FROM {table} WHERE basis IS DISTINCT FROM 'published'"


def told_apart(selection: Selection, columns: Iterable[str] = TOLD) -> frozenset[str] | None:
    """The dimensions by which sums must tell rows apart to serve a question; None where only the rows themselves do."""
    narrowed = {name for name in DIMENSIONS if selection.names_of(name)}
    apart = frozenset({*columns, *narrowed} - TOLD)
    return None if selection.convert or apart - DIMENSIONS else apart


@dataclass(slots=True)
class _Kept:
    name: str
    rows: int
    users: int = 0


@dataclass(slots=True)
class Sums:
    """Sums of one lake by one dimension for some regions, made when first asked for; the longest unused make room."""

    connection: duckdb.DuckDBPyConnection
    _kept: OrderedDict[tuple[str, tuple[str, ...]], _Kept | None] = field(default_factory=OrderedDict)
    _making: dict[tuple[str, tuple[str, ...]], Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def by(self, dimension: str, regions: tuple[str, ...]) -> Iterator[str | None]:
        """The name of a table like `held` with one column more; None where it would be no shorter than the rows."""
        kept = self._taken(dimension, regions)
        try:
            yield kept.name if kept is not None else None
        finally:
            if kept is not None:
                with self._lock:
                    kept.users -= 1

    def _taken(self, dimension: str, regions: tuple[str, ...]) -> _Kept | None:
        key = dimension, regions
        with self._lock:
            making = self._making.setdefault(key, Lock())
        with in_turn(making):
            known = key in self._kept
            made = None if known else self._made_of(dimension, regions)
            with self._lock:
                kept = self._kept.setdefault(key, made)
                self._kept.move_to_end(key)
                if kept is not None:
                    kept.users += 1
                    self._make_room()
                return kept

    def _made_of(self, dimension: str, regions: tuple[str, ...]) -> _Kept | None:
        where = among("reporter", regions)
        with self.connection.cursor() as cursor, attended(cursor):
            rows = _one(cursor, f"SELECT coalesce(sum(rows), 0) FROM held WHERE {where}")
            if rows > MOST_ADDED_UP:
                return None
            name = f"sums_by_{dimension}_{uuid.uuid4().hex}"
            cursor.execute(
                f"CREATE TABLE {name} AS SELECT * EXCLUDE (in_usd, in_cny) FROM (SELECT {CELLS}, {dimension}, {SUMS}, "
                f"sign(value_usd) AS in_usd, sign(value_cny) AS in_cny FROM flows WHERE {where} GROUP BY ALL)"
            )
            kept = _Kept(name, _one(cursor, f"SELECT count(*) FROM {name}"))
            if kept.rows * MUCH_SHORTER > rows:
                cursor.execute(f"DROP TABLE {name}")
                return None
            return kept

    def _make_room(self) -> None:
        total = sum(one.rows for one in self._kept.values() if one is not None)
        for key, one in list(self._kept.items()):
            if total <= MOST_KEPT:
                return
            if one is not None and not one.users:
                with self.connection.cursor() as cursor:
                    cursor.execute(f"DROP TABLE {one.name}")
                del self._kept[key]
                total -= one.rows


def _one(cursor: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(cursor.execute(sql).fetchall()[0][0])


@contextmanager
def summed_for(sums: Sums | None, apart: frozenset[str] | None, regions: tuple[str, ...]) -> Iterator[str | None]:
    """The name of sums of these regions that tell rows apart by one dimension; None where there are none."""
    if sums is None or not apart or len(apart) > 1 or not regions:
        yield None
        return
    (dimension,) = apart
    with sums.by(dimension, regions) as table:
        yield table


def cells_in(table: str, condition: str) -> str:
    """DuckDB's SQL for rows like those of `held`, of the sums in a table that a condition holds for."""
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in ("rows", "n_usd", "n_cny"))
    cells = ", ".join((*_CELLS, "by_firm", "by_district", "money"))
    return f"SELECT {cells}, {sums}, sum(usd) AS usd, sum(cny) AS cny FROM {table} WHERE {condition} GROUP BY ALL"


@contextmanager
def reading_sums(
    connection: duckdb.DuckDBPyConnection, sums: Sums | None, apart: frozenset[str] | None, regions: tuple[str, ...]
) -> Iterator[None]:
    """Within, `flows` are sums on this connection, where there are any that tell rows `apart` so."""
    with summed_for(sums, apart, regions) as table:
        if table is not None:
            shown = summed_flows(table, *(apart or ()))
        elif apart == frozenset():
            shown = f"SELECT * FROM {SUMMED}"
        else:
            yield
            return
        # A view of this connection alone goes before the lake's of the same name.
        connection.execute(f"CREATE TEMP VIEW {FLOWS.name} AS {shown}")
        try:
            yield
        finally:
            connection.execute(f"DROP VIEW temp.{FLOWS.name}")
