"""What the lake holds for a question: the cells at which its flows stand, and which figures are published."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from entrepot.lake.lake import AsOf, Lake
from entrepot.workbench.holdings import CELLS, SUMS
from entrepot.workbench.narrowing import among, narrowing_sql
from entrepot.workbench.plan import Plan
from entrepot.workbench.reading import TablesStanding, open_reading
from entrepot.workbench.selection import Selection
from entrepot.workbench.summed import Sums, cells_in, summed_for, told_apart


@dataclass(slots=True)
class Contents:
    """Looks into one reading connection, whose views are named like the tables."""

    connection: duckdb.DuckDBPyConnection
    lake: Lake
    as_of: AsOf = None
    tables: TablesStanding = ()
    gdp_currency: str | None = None
    figure_currency: str | None = None
    plans: dict[Hashable, Plan | None] = field(default_factory=dict)
    sums: Sums | None = None
    _narrowed: dict[str, str] = field(default_factory=dict)

    def cells(self, selection: Selection, regions: tuple[str, ...] = ()) -> str:
        """The name of a table of cells: `held`, or one like it with the sums of only the rows that a selection narrows to."""
        condition = narrowing_sql(selection)
        if not condition:
            return "held"
        if regions:
            condition = f"{condition} AND {among('reporter', regions)}"
        name = self._narrowed.get(condition)
        if name is None:
            name = self._narrowed[condition] = f"narrowed_{len(self._narrowed)}"
            printed = f"SELECT {CELLS}, {SUMS} FROM published_flows WHERE {condition} GROUP BY ALL"
            with summed_for(self.sums, told_apart(selection), regions) as sums:
                told = (
                    f"SELECT {CELLS}, {SUMS} FROM flows WHERE {condition} GROUP BY ALL"
                    if sums is None
                    else cells_in(sums, condition)
                )
                self.connection.execute(f"CREATE TEMP TABLE {name} AS {told} UNION ALL BY NAME {printed}")
        return name

    def column(self, sql: str, values: tuple[object, ...] = ()) -> list[str]:
        return [row[0] for row in self.connection.execute(sql, list(values)).fetchall()]


@contextmanager
def look_into(lake: Lake, *, as_of: AsOf = None) -> Iterator[Contents]:
    """The lake's contents, with what earlier questions found out of the same lake."""
    with open_reading(lake, as_of=as_of) as reading:
        yield Contents(reading.connection, lake, as_of, reading.tables, plans=reading.plans, sums=reading.sums)
