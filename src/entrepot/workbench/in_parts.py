"""A large answer worked out some periods at a time, its regions and products as numbers: the same rows in less memory.

The statement stays the very same; only `flows` are those of some periods, and words in them are places in a list.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa

from entrepot.lake.engine import decimals_as_floats
from entrepot.vocabulary.tables import FLOWS
from entrepot.workbench.narrowing import among, quoted

if TYPE_CHECKING:
    from entrepot.workbench.contents import Contents
    from entrepot.workbench.handing import Handed
    from entrepot.workbench.question import Question
    from entrepot.workbench.selection import Selection

MANY: Final = 2_000_000
"""Of so many rows, told by region and product, an answer may be large."""
AT_ONCE: Final = 5_000_000
"""Periods are taken together up to so many rows."""
_WORDS: Final = frozenset({"period", "reporter", "partner", "product"})
_BATCH: Final = 122_880


@dataclass(frozen=True, slots=True)
class Parts:
    """The periods of each part, and the columns of trade whose words are read as numbers."""

    periods: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"periods": [list(part) for part in self.periods], "words": list(self.words)}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Parts:
        return cls(tuple(tuple(part) for part in told["periods"]), tuple(told["words"]))


def parts_of(question: Question, handed: Handed, selection: Selection, contents: Contents) -> Parts | None:
    """How to divide the question; None where its answer is small, or a period's rows are not all that its answer needs."""
    keys = question.measure.keys(question.by)
    if keys[0] != "period" or not handed.plans or not {"reporter", "product"} <= {*keys}:
        return None
    rows = _rows_by_period(contents, handed, selection)
    if rows is None or sum(rows.values()) < MANY or not _divides(question):
        return None
    read = frozenset[str]().union(*(columns for _, columns, _ in question.rows_read()))
    return Parts(tuple(_together(rows)), tuple(sorted(read & _WORDS)))


def _rows_by_period(contents: Contents, handed: Handed, selection: Selection) -> dict[str, int] | None:
    """How many rows there are at the most; None where some name no period."""
    levels = [piece.level for plan in handed.plans.values() for piece in plan.pieces]
    where = [among(name, tuple(sorted({getattr(level, name) for level in levels}))) for name in ("source", "frequency")]
    if selection.first:
        where.append(f"(period IS NULL OR period >= {quoted(selection.first)})")
    if selection.last:
        where.append(f"(period IS NULL OR left(period, {len(selection.last)}) <= {quoted(selection.last)})")
    found = contents.connection.execute(
        f"SELECT period, sum(rows)::BIGINT FROM held WHERE {' AND '.join(where)} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return None if any(period is None for period, _ in found) else dict(found)


def _divides(question: Question) -> bool:
    """Whether all that is read are rows of `flows`, and no step looks from one period into another."""
    from ibis.expr.operations import UnboundTable

    from entrepot.workbench.within_periods import stays_within_periods

    tables = question.tables.values()
    read = {one.name for table in tables for one in table.op().find(UnboundTable)}
    return (
        read == {FLOWS.name}
        and all(map(stays_within_periods, tables))
        and stays_within_periods(question.formula().expression())
    )


def _together(rows: dict[str, int]) -> Iterator[tuple[str, ...]]:
    part: list[str] = []
    held = 0
    for period, more in rows.items():
        if part and held + more > AT_ONCE:
            yield tuple(part)
            part, held = [], 0
        part.append(period)
        held += more
    yield tuple(part)


def run_in_parts(connection: duckdb.DuckDBPyConnection, sql: str, parts: Parts) -> pa.Table:
    """The rows of a statement in the order of its periods; columns of words hold places in a list of words."""
    batches: list[pa.RecordBatch] = []
    with _lists_of_words(connection, parts) as lists:
        for periods in parts.periods:
            with _showing(connection, lists, periods):
                reader = connection.sql(sql).to_arrow_reader(_BATCH)
                schema = reader.schema
                batches += [batch for batch in reader if batch.num_rows]
    return decimals_as_floats(pa.Table.from_batches(batches, schema))


@contextmanager
def _lists_of_words(connection: duckdb.DuckDBPyConnection, parts: Parts) -> Iterator[dict[str, str]]:
    """For each column the name of a type that holds its words in their own order, so that numbers compare as the words do."""
    mine = uuid.uuid4().hex
    lists = {word: f"{word}_words_{mine}" for word in parts.words}
    every = [period for part in parts.periods for period in part]
    made = []
    try:
        for word, name in lists.items():
            connection.execute(
                f"CREATE TYPE {name} AS ENUM (SELECT DISTINCT {word} FROM {FLOWS.name} WHERE {_of(every)} AND {word} IS NOT NULL ORDER BY 1)"
            )
            made.append(name)
        yield lists
    finally:
        for name in made:
            connection.execute(f"DROP TYPE {name}")


@contextmanager
def _showing(connection: duckdb.DuckDBPyConnection, lists: dict[str, str], periods: Sequence[str]) -> Iterator[None]:
    """Within, `flows` are those of these periods on this connection."""
    in_numbers = ", ".join(f"CAST({word} AS {name}) AS {word}" for word, name in lists.items())
    connection.execute(
        f"CREATE TEMP VIEW {FLOWS.name} AS SELECT * REPLACE ({in_numbers}) FROM memory.main.{FLOWS.name} WHERE {_of(periods)}"
    )
    try:
        yield
    finally:
        connection.execute(f"DROP VIEW temp.{FLOWS.name}")


def _of(periods: Sequence[str]) -> str:
    return among("period", tuple(periods))
