"""What a batch states anew: which older rows its own rows take the place of.

A publisher's overlapping queries differ in their levels or their currency, and then neither replaces the other. Within the
same levels a file restates the periods, reporters and products it holds, as a whole: what it no longer lists is gone. A file
about one partner (or regime) only is a query for that partner, and restates no other's rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from entrepot.lake.staging import Staged
from entrepot.sources.source import Source
from entrepot.vocabulary.tables import TableSpec

_SELECTABLE = ("partner", "regime", "firm_type", "customs_district")
# Of a reporter and period a file lists these: each is restated for all the reporters and periods there are.
_LISTED = ("partner", "product")
# Whether these are given at all is a level too: a query in yuan is not one in dollars.
_PRESENCE = ("value_usd", "value_cny", "firm_type", "customs_district")


@dataclass(frozen=True, slots=True)
class Restated:
    """`table` holds what the batch's rows state in `columns`, `levels` at which levels they state it."""

    source: str
    columns: tuple[str, ...]
    spec: TableSpec
    table: str
    levels: str

    def covers(self) -> str:
        """SQL over rows called `old`: true for those that the batch takes the place of; never null."""
        same = [f"old.{name} IS NOT DISTINCT FROM new.{name}" for name in self.spec.levels]
        if self.spec.name == "flows":
            same += [f"(old.{name} IS NULL) = new.no_{name}" for name in _PRESENCE]
        parts = [f"old.source = '{self.source}'"]
        who_and_when = [name for name in self.columns if name not in _LISTED]
        if who_and_when:
            # Jointly: a file with China's 2010 and America's 2020 says nothing of China's 2020.
            stated = " AND ".join(f"old.{name} IS NOT DISTINCT FROM new.{name}" for name in who_and_when)
            parts.append(f"EXISTS (SELECT 1 FROM {self.table} new WHERE {stated})")
        parts += [self._states(name) for name in self.columns if name in _LISTED]
        if same:
            parts.append(f"EXISTS (SELECT 1 FROM {self.levels} new WHERE {' AND '.join(same)})")
        return f"(({' AND '.join(parts)}) IS TRUE)"

    def _states(self, name: str) -> str:
        nothing = f"old.{name} IS NULL AND EXISTS (SELECT 1 FROM {self.table} WHERE {name} IS NULL)"
        return f"(old.{name} IN (SELECT {name} FROM {self.table} WHERE {name} IS NOT NULL) OR ({nothing}))"


def restated_columns(connection: duckdb.DuckDBPyConnection, source: Source, rows: str) -> tuple[str, ...]:
    """The columns by which a batch with the SQL `rows` tells what it restates."""
    spec = source.gives
    names = [name for name in source.restates if name not in spec.levels]
    if source.selective:
        names += [
            name
            for name in _SELECTABLE
            if name in spec.column_names and name not in names and _single(connection, rows, name)
        ]
    return tuple(names)


def restated(
    connection: duckdb.DuckDBPyConnection, spec: TableSpec, source: str, columns: Sequence[str], rows: str, name: str
) -> Restated:
    """What the SQL `rows` restates, kept in two small tables whose names begin with `name`."""
    made = Restated(source, tuple(columns), spec, f"{name}_stated", f"{name}_levels")
    stated = ", ".join(columns) or "1"
    levels = list(spec.levels)
    if spec.name == "flows":
        levels += [f"({column} IS NULL) AS no_{column}" for column in _PRESENCE]
    for table, cells in ((made.table, stated), (made.levels, ", ".join(levels) or "1")):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT DISTINCT {cells} FROM ({rows})")
    return made


def covered(staged: Staged) -> str:
    """SQL over rows called `old`: true for those that the staged rows take the place of."""
    columns = restated_columns(staged.connection, staged.source, "FROM staged")
    return restated(staged.connection, staged.spec, staged.source.id, columns, "FROM staged", "new").covers()


def _single(connection: duckdb.DuckDBPyConnection, rows: str, name: str) -> bool:
    row = connection.execute(f"SELECT count(DISTINCT {name}) FROM ({rows})").fetchone()
    return row is not None and row[0] == 1
