"""What stands behind a row of an answer: how many rows, their sum, their places and their batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import duckdb

from entrepot.lake.engine import compile_sql, rows_of
from entrepot.workbench.explanation import Evidence, Explanation

if TYPE_CHECKING:
    from ibis import Table

    from entrepot.workbench.answer import Answer
    from entrepot.workbench.rolling import Window

REFERENCES = frozenset({"world", "reference", "world_imports", "peers", "partner_imports", "given_reference"})
LARGEST = 10

Opened = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]


def behind(
    opened: Opened,
    rows_of_inputs: Mapping[str, Table],
    answer: Answer,
    row: Mapping[str, object],
    window: Window | None = None,
) -> tuple[Evidence, ...]:
    """For each input the rows with the keys of this row, in all periods of its window if it is rolled.

    A reference has no reporter of its own here.
    """
    with opened() as connection:
        return tuple(
            _evidence(connection, name, _narrowed(rows, answer, row, window, reference=name in REFERENCES))
            for name, rows in rows_of_inputs.items()
        )


def explained(
    answer: Answer,
    row: Mapping[str, object],
    evidence: tuple[Evidence, ...],
    printed: tuple[Mapping[str, object], ...] = (),
    files: Mapping[str, str] | None = None,
    window: Window | None = None,
) -> Explanation:
    return Explanation(
        answer.measure, dict(row), answer.currency, evidence, answer.coverage, printed, files or {},
        answer.notes, dict(answer.options), dict(answer.levels), window,
    )  # fmt: skip


def _narrowed(
    rows: Table, answer: Answer, row: Mapping[str, object], window: Window | None, *, reference: bool
) -> Table:
    for key in answer.keys:
        if key == "period" and window is not None and key in rows.columns:
            rows = rows.filter(rows.period.isin(window.periods))
        elif key in rows.columns and row.get(key) is not None and not (reference and key == "reporter"):
            rows = rows.filter(rows[key] == row[key])
    return rows


def _evidence(connection: duckdb.DuckDBPyConnection, name: str, rows: Table) -> Evidence:
    sql = compile_sql(rows)
    value = "sum(value)" if "value" in rows.columns else "NULL"
    count, added_up = connection.execute(f"SELECT count(*), {value} FROM ({sql})").fetchall()[0]
    batches = (
        connection.execute(f"SELECT batch, count(*) FROM ({sql}) GROUP BY batch ORDER BY batch").fetchall()
        if "batch" in rows.columns
        else []
    )
    order = "value" if "value" in rows.columns else "share" if "share" in rows.columns else "1"
    largest = rows_of(connection, f"SELECT * FROM ({sql}) ORDER BY {order} DESC NULLS LAST LIMIT {LARGEST}").to_pylist()
    shown = tuple({key: cell for key, cell in record.items() if cell is not None} for record in largest)
    return Evidence(name, int(count), added_up, tuple((str(batch), int(n)) for batch, n in batches), shown)
