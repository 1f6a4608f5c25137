"""The connection that answers questions: the lake's tables as views, and published exports and imports as flows.

It is kept while the lake stands as it stood, so that a question finds it open, for the last past days that were asked about
too; each question gets a cursor of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import duckdb

from entrepot.lake.delta import sql_type
from entrepot.lake.engine import connect
from entrepot.lake.lake import AsOf, Lake
from entrepot.lake.patience import attended, in_turn
from entrepot.lake.trouble import said_plainly
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.products import TOTAL, section_id
from entrepot.vocabulary.tables import FLOWS, TABLES
from entrepot.workbench import kept
from entrepot.workbench.holdings import hold
from entrepot.workbench.summed import SUMMED, Sums, summed_flows

if TYPE_CHECKING:
    from entrepot.workbench.plan import Plan

_FLOW_OF = {"exports": "export", "imports": "import"}


Plans = dict[Hashable, "Plan | None"]
TablesStanding = tuple[tuple[int, ...], ...]
MOST_PLANS = 5000
"""A plan is small; that many are a few megabytes."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """The lake with its tables standing so, and which of its rows were found to answer which questions."""

    tables: TablesStanding
    connection: duckdb.DuckDBPyConnection
    sums: Sums
    plans: Plans = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A connection of one's own to the lake with its `tables` standing so; `plans` and `sums` are those of all who read it."""

    connection: duckdb.DuckDBPyConnection
    plans: Plans
    sums: Sums
    tables: TablesStanding


@dataclass(frozen=True, slots=True)
class _Known:
    """A lake as it stands and as it stood on days asked about; each is opened by one at a time, none waits for another."""

    standing: OrderedDict[str, _Standing] = field(default_factory=OrderedDict)
    opening: dict[str, Lock] = field(default_factory=dict)


_NOW = ""
MOST_PAST = 2
"""Days that are kept open: each may take as much memory as a connection may."""
_KNOWN: WeakKeyDictionary[Lake, _Known] = WeakKeyDictionary()
_LOCK = Lock()


@contextmanager
def open_lake(lake: Lake, *, as_of: AsOf = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Views named like the tables, `published_flows` (what papers print as exports and imports), and `held`."""
    with open_reading(lake, as_of=as_of) as reading:
        yield reading.connection


@contextmanager
def open_reading(lake: Lake, *, as_of: AsOf = None) -> Iterator[Reading]:
    with said_plainly(lake.folder):
        standing = _standing(lake, as_of)
        if len(standing.plans) > MOST_PLANS:
            standing.plans.clear()
        with standing.connection.cursor() as cursor, attended(cursor):
            yield Reading(cursor, standing.plans, standing.sums, standing.tables)


def _standing(lake: Lake, as_of: AsOf) -> _Standing:
    """As the lake stands, or stood then; a question that goes on keeps the lake that it began with."""
    day = day_of(as_of)
    with _LOCK:
        known = _KNOWN.setdefault(lake, _Known())
        opening = known.opening.setdefault(day, Lock())
    with in_turn(opening):
        tables = tuple(lake.table(spec).standing() for spec in TABLES)
        standing = known.standing.get(day)
        if standing is None or standing.tables != tables:
            opened = _opened(lake, as_of, tables)
            standing = _Standing(tables, opened, Sums(opened))
    with _LOCK:
        known.standing[day] = standing
        known.standing.move_to_end(day)
        past = [one for one in known.standing if one != _NOW]
        for one in past[:-MOST_PAST]:
            known.standing.pop(one)
            known.opening.pop(one, None)
    return standing


def day_of(as_of: AsOf) -> str:
    return _NOW if as_of is None else str(as_of)


def _opened(lake: Lake, as_of: AsOf, tables: TablesStanding) -> duckdb.DuckDBPyConnection:
    key = (str(lake.folder), day_of(as_of), tables)
    known = kept.found("views", *key)
    if known is not None:
        connection = connect()
        try:
            with attended(connection):
                connection.execute(known)
            return connection
        except duckdb.IOException:
            # What was noted of a file is no longer there.
            connection.close()
    connection = connect()
    with attended(connection):
        statements = _drawn_up(connection, lake, as_of)
    if statements:
        kept.keep(";\n".join((_CACHING, *statements)), "views", *key)
    return connection


# For every cursor: footers need not be read again, since a file of the lake is never written twice.
_CACHING = "SET GLOBAL parquet_metadata_cache = true"


def _drawn_up(connection: duckdb.DuckDBPyConnection, lake: Lake, as_of: AsOf) -> tuple[str, ...]:
    """The views, drawn up on this connection; the statements that draw them up on another, none where they must be worked out."""
    views = [f"CREATE VIEW {spec.name} AS {lake.sql_of(spec.name, as_of=as_of)}" for spec in TABLES if spec != FLOWS]
    for statement in (_CACHING, *views):
        connection.execute(statement)
    views.append(f"CREATE VIEW published_flows AS {published_flows(connection)}")
    connection.execute(views[-1])
    held = hold(connection, lake, as_of=as_of)
    summed = f"CREATE VIEW {SUMMED} AS {summed_flows()}"
    connection.execute(summed)
    return (*views, *held, summed) if held else ()


def published_flows(connection: duckdb.DuckDBPyConnection) -> str:
    """DuckDB's SQL for the figures that are flows. Of a cell printed twice, the first place counts.

    That the two differ is a finding of `entrepot data check`.
    """
    subjects = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT coalesce(subject, '') FROM series WHERE measure IN ('exports', 'imports')"
        ).fetchall()
    ]
    partners = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT coalesce(counterpart, 'WLD') FROM series WHERE measure IN ('exports', 'imports')"
        ).fetchall()
    ]
    coded = (
        ", ".join(_quoted(subject) for subject in subjects if subject in ("", "goods") or section_id(subject)) or "''"
    )
    empty = {column.name: f"CAST(NULL AS {sql_type(column)})" for column in FLOWS.columns}
    cells = {
        **empty,
        "source": "source", "locator": "locator", "period": "period", "frequency": "frequency", "reporter": "area", "batch": "batch", "synthetic": "synthetic",
        "flow": _case("measure", _FLOW_OF),
        "partner": "coalesce(counterpart, 'WLD')",
        "product": _case("coalesce(subject, '')", {subject: _product(subject) for subject in subjects}),
        "product_digits": _case("coalesce(subject, '')", {subject: 0 if _product(subject) == TOTAL else 1 for subject in subjects}),
        "partner_level": _case("coalesce(counterpart, 'WLD')", {partner: _partner_level(partner) for partner in partners}),
        "regime": "'ALL'", "regime_level": "'all'", "basis": "'published'",
        "value_usd": "CASE unit WHEN 'USD' THEN value END",
        "value_cny": "CASE unit WHEN 'CNY' THEN value END",
        "year": "TRY_CAST(left(period, 4) AS BIGINT)",
    }  # fmt: skip
    chosen = ", ".join(f"{value} AS {name}" for name, value in cells.items())
    return (
        # A group of goods (新三样, high-tech) is no code of any nomenclature, and overlaps with those that are.
        f"SELECT {chosen} FROM series WHERE measure IN ('exports', 'imports') AND coalesce(subject, '') IN ({coded}) AND unit IN ('USD', 'CNY') AND frequency <> 'undated' "
        "QUALIFY row_number() OVER (PARTITION BY source, area, counterpart, subject, measure, unit, period ORDER BY value IS NULL, locator) = 1"
    )


def _product(subject: str) -> str:
    if subject in ("", "goods"):
        return TOTAL
    return section_id(subject) or subject


def _partner_level(partner: str) -> str:
    if partner == "WLD":
        return "world"
    known = all_by_id().get(partner)
    return "country" if known is not None and known.kind == "country" else "bloc"


def _case(of: str, choices: dict[str, str] | dict[str, int]) -> str:
    if not choices:
        return "NULL"
    whens = " ".join(
        f"WHEN {_quoted(key)} THEN {value if isinstance(value, int) else _quoted(value)}"
        for key, value in choices.items()
    )
    return f"CASE {of} {whens} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
