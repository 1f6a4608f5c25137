"""What becomes of the trade with each partner and in each chapter, between a table as it stands and as it would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import pyarrow as pa
from duckdb import DuckDBPyConnection

from entrepot.lake.engine import rows_of
from entrepot.models.scenario.outcome import FlowChange
from entrepot.workbench.hypothetical import AFTER, BEFORE
from entrepot.workbench.narrowing import quoted
from entrepot.workbench.sitting import a_duckdb

By = Literal["partner", "product"]
# A table that tells no goods apart has no chapters.
_CODES: Final[Mapping[By, str]] = {"partner": "partner", "product": "left(nullif(product, 'TOTAL'), 2)"}
# Cents that come and go by rounding are no change.
_LEAST: Final = 0.005


def flows_between(tables: Mapping[str, pa.Table], period: str, currency: str) -> tuple[FlowChange, ...]:
    """`before`, `after` and the tables of other draws, added up: the ends are those of the draws."""
    with a_duckdb() as connection:
        for name, table in tables.items():
            connection.register(f"told_{name}", table)
        return tuple(one for by in _CODES for one in _changes(connection, tuple(tables), by, period, currency))


def _changes(
    connection: DuckDBPyConnection, names: tuple[str, ...], by: By, period: str, currency: str
) -> list[FlowChange]:
    money, when = f"value_{currency.lower()}", f"starts_with(period, {quoted(period)})"
    every = " UNION ALL ".join(
        f"SELECT flow, {_CODES[by]} AS code, '{name}' AS told, {money} AS money FROM told_{name} WHERE {when}"
        for name in names
    )
    sums = ", ".join(f"coalesce(sum(money) FILTER (told = '{name}'), 0) AS {name}" for name in names)
    sql = f"SELECT flow, code, {sums} FROM ({every}) WHERE code IS NOT NULL GROUP BY ALL ORDER BY abs(after - before) DESC, code"
    found = []
    for row in rows_of(connection, sql).to_pylist():
        moved = [row[name] - row[BEFORE] for name in names if name != BEFORE]
        if max(map(abs, moved)) > _LEAST:
            change = row[AFTER] - row[BEFORE]
            found.append(FlowChange(row["flow"], by, row["code"], row[BEFORE], change, min(moved), max(moved)))
    return found
