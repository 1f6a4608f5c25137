"""A table's declared columns out of what a source fills in."""

from __future__ import annotations

from collections.abc import Collection

from entrepot.lake.delta import sql_type
from entrepot.sources.source import Source

PRINTED = "_printed"


def declared_cell(name: str, present: Collection[str], source: Source) -> str:
    """SQL for one declared column, in its type and under its name, over a table that has the columns `present`."""
    return f"CAST({_value(name, present, source)} AS {sql_type(source.gives.column(name))}) AS {name}"


def printed_columns(present: Collection[str], source: Source) -> tuple[str, ...]:
    """The names of the columns that tell what was printed where nothing could be made of it."""
    return tuple(sorted(name for name in present if name.endswith(PRINTED) and name not in source.gives.column_names))


def _value(column: str, present: Collection[str], source: Source) -> str:
    if column == "source":
        return f"'{source.id}'"
    if column == "synthetic":
        return str(source.synthetic).lower()
    if column in present:
        return column
    if column == "year" and "period" in present:
        return "TRY_CAST(left(period, 4) AS BIGINT)"
    return "NULL"
