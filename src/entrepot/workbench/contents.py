"""What the lake holds for a question: the levels at which its flows stand, and which figures are published."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from entrepot.lake.engine import rows_of
from entrepot.workbench.levels import LEVEL_SQL, Level
from entrepot.workbench.selection import Selection


@dataclass(slots=True)
class Contents:
    """Looks into one reading connection, whose views are named like the tables."""

    connection: duckdb.DuckDBPyConnection
    gdp_currency: str | None = None
    _known: dict[str, tuple[Level, ...]] = field(default_factory=dict)

    def levels(self, selection: Selection, *, regions: tuple[str, ...], flow: str | None) -> tuple[Level, ...]:
        """Every combination of levels with rows for these regions, flow and periods."""
        parts, values = ["true"], []
        if regions:
            parts.append(f"reporter IN ({', '.join('?' * len(regions))})")
            values += list(regions)
        if flow is not None:
            parts.append("flow = ?")
            values.append(flow)
        if selection.source is not None:
            parts.append("source = ?")
            values.append(selection.source)
        if selection.first:
            parts.append("year >= ?")
            values.append(selection.first[:4])
        if selection.last:
            parts.append("year <= ?")
            values.append(selection.last[:4])
        sql = f"SELECT {LEVEL_SQL} FROM flows WHERE {' AND '.join(parts)} GROUP BY ALL"
        key = f"{sql}{values}"
        if key not in self._known:
            self._known[key] = tuple(Level(**row) for row in rows_of(self.connection, sql, values).to_pylist())
        return self._known[key]

    def column(self, sql: str, values: tuple[object, ...] = ()) -> list[str]:
        return [row[0] for row in self.connection.execute(sql, list(values)).fetchall()]
