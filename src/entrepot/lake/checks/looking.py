"""What the rules about several rows look over: the staged rows beside the lake's past, or the whole lake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from entrepot.lake.checks.rule import TogetherRule
from entrepot.lake.reading import scan
from entrepot.lake.restating import covered
from entrepot.lake.staging import Staged
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.tables import TableSpec
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.lake.lake import Lake

SHOWN_PER_RULE = 100
# The past is looked at as far as it is small beside the machine: more would make every ingest slow.
PAST_ROWS = 2_000_000
LOOKED_AT = ("flows", "series")

_PLACE = {
    "flows": "concat_ws(' ', source, reporter, flow, partner, product, nullif(regime, 'ALL'), period)",
    "series": "concat_ws(' ', source, locator, area, counterpart, subject, measure, period)",
}
_PLAIN = "replace(value_printed, ',', '')"
# How far the printed digits leave a value open: half a unit of the last one. A bound ("over 15,000") is open altogether.
_HALF = (
    f"CASE WHEN coalesce(flag, '') NOT LIKE '%at_least%' THEN 0.5 * abs(factor) * "
    f"pow(10, coalesce(try_cast(regexp_extract({_PLAIN}, '[eE]([+-]?[0-9]+)', 1) AS INT), 0) - length(regexp_extract({_PLAIN}, '\\.([0-9]*)', 1))) END"
)
# A printed zero does not tell its scale: another figure in the same unit does.
_FACTOR = "coalesce(value / nullif(number, 0), max(value / nullif(number, 0)) OVER (PARTITION BY source, unit_printed))"
_EXTRA = {
    # Currency is part of a cell's identity; where both are given the dollars speak.
    "flows": "SELECT *, coalesce(value_usd, value_cny) AS amount, CASE WHEN value_usd IS NULL THEN 'CNY' ELSE 'USD' END AS money FROM ({rows})",
    "series": "SELECT *, {half} AS half, concat_ws(' ', value_printed, unit_printed) AS said FROM "
    "(SELECT *, {factor} AS factor FROM (SELECT *, try_cast({plain} AS DOUBLE) AS number FROM ({rows})))",
}


@dataclass(frozen=True, slots=True)
class Look:
    """`whole` of `connection`: the declared columns but `batch`, `row` (null for the lake's own), `place`, and
    `amount`, `money` for flows; `half` (of the last printed digit), `factor`, `said` for series."""

    connection: duckdb.DuckDBPyConnection
    spec: TableSpec
    rows: int
    file: str | None = None
    """The file being taken in; None when it is the lake that is looked over."""


def look_at(staged: Staged, lake: Lake) -> Look:
    """The staged rows, with the rows of the lake that will stand beside them."""
    spec, connection = staged.spec, staged.connection
    count = staged.count()
    columns = ", ".join(name for name in spec.column_names if name != "batch")
    rows = f"SELECT {columns}, row FROM staged"
    if count <= PAST_ROWS and (past := _past(staged, lake, columns)):
        rows += f" UNION ALL {past}"
    return _looked(connection, spec, rows, staged.file, count)


def look_over_rows(connection: duckdb.DuckDBPyConnection, spec: TableSpec, rows: str) -> Look:
    """The lake's own rows, by the SQL that reads them."""
    columns = ", ".join(name for name in spec.column_names if name != "batch")
    return _looked(connection, spec, f"SELECT {columns}, NULL::BIGINT AS row FROM ({rows})", None, 0)


def told(look: Look, rules: Sequence[TogetherRule]) -> list[Finding]:
    """What the rules find, at most SHOWN_PER_RULE of each spelled out; of an ingest only what touches its rows."""
    found: list[Finding] = []
    for rule in rules:
        if rule.table == look.spec.name and look.rows <= rule.most_rows:
            found += _told(look, rule)
    return found


def _told(look: Look, rule: TogetherRule) -> list[Finding]:
    mine = "WHERE row IS NOT NULL" if look.file is not None else ""
    lines = look.connection.execute(
        f"SELECT count(*) OVER (), * FROM ({rule.sql}) {mine} ORDER BY {rule.order} LIMIT {SHOWN_PER_RULE}"
    ).fetchall()
    found = [
        Finding(rule.level, rule.name, rule.message(*said), look.file or place, row, rule.column, value)
        for _, row, place, value, *said in lines
    ]
    more = lines[0][0] - len(lines) if lines else 0
    if more:
        text = T(f"and {more:,} more like these", f"另有 {more:,} 项同样的问题")
        found.append(Finding(rule.level, rule.name, text, look.file or look.spec.name, None, rule.column))
    return found


def _looked(connection: duckdb.DuckDBPyConnection, spec: TableSpec, rows: str, file: str | None, count: int) -> Look:
    placed = f"SELECT *, {_PLACE[spec.name]} AS place FROM ({rows})"
    sql = _EXTRA[spec.name].format(rows=placed, half=_HALF, factor=_FACTOR, plain=_PLAIN)
    kind = "VIEW" if count > PAST_ROWS else "TABLE"
    connection.execute(f"CREATE OR REPLACE TEMP {kind} whole AS {sql}")
    if kind == "TABLE":
        row = connection.execute("SELECT count(*) FROM whole").fetchone()
        count = int(row[0]) if row else 0
    return Look(connection, spec, count, file)


def _past(staged: Staged, lake: Lake, columns: str) -> str:
    """SQL of the lake's rows about the same reporters or areas that the file does not replace; empty if too many."""
    spec, connection = staged.spec, staged.connection
    files = lake.snapshot(spec.name).files
    subject = "reporter" if spec.name == "flows" else "area"
    if spec.name == "flows":
        files = tuple(file for file in files if file.value_of("source") == staged.source.id)
    if not files:
        return ""
    about = f"({subject} IS NULL OR {subject} IN (SELECT DISTINCT {subject} FROM staged))"
    past = (
        f"SELECT {columns}, NULL::BIGINT AS row FROM ({scan(spec, files)}) old WHERE {about} AND NOT {covered(staged)}"
    )
    row = connection.execute(f"SELECT count(*) FROM ({scan(spec, files)}) WHERE {about}").fetchone()
    return past if row and row[0] <= PAST_ROWS else ""
