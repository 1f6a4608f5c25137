"""What stands in the lake: for each file the levels of its rows with their sums, kept so that no question scans for them.

What every row of a file says alike (one year, one level, one currency) is known from these notes: the view `flows` says it
as a constant, and no question reads that column or asks its conditions of every row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from entrepot.lake.delta import DataFile, sql_type
from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf, Lake
from entrepot.lake.reading import scan
from entrepot.vocabulary.tables import FLOWS

CELLS = (
    "source, synthetic, period, frequency, flow, reporter, nomenclature, product_digits, partner_level, regime_level, "
    "basis, firm_type IS NOT NULL AS by_firm, customs_district IS NOT NULL AS by_district, "
    # A file in dollars and a file in both currencies may tell the same trade: they are two levels of it.
    "CASE WHEN value_usd IS NULL THEN CASE WHEN value_cny IS NULL THEN 'none' ELSE 'cny' END "
    "WHEN value_cny IS NULL THEN 'usd' ELSE 'both' END AS money"
)
SUMS = "count(*) AS rows, sum(value_usd) AS usd, sum(value_cny) AS cny, count(value_usd) AS n_usd, count(value_cny) AS n_cny"

_TOLD = (
    "period", "frequency", "flow", "nomenclature", "product_digits", "partner_level", "regime_level", "basis", "synthetic",
)  # fmt: skip
# A column, and what of a file's notes says that all its rows hold the same there: a value, or nothing.
_ALIKE = {
    **{name: f"count({name}) IN (0, count(*)) AND min({name}) IS NOT DISTINCT FROM max({name})" for name in _TOLD},
    "firm_type": "NOT bool_or(by_firm)",
    "customs_district": "NOT bool_or(by_district)",
    "value_usd": "sum(n_usd) = 0",
    "value_cny": "sum(n_cny) = 0",
}
MOST_GROUPS = 16
"""Each group of files that are alike is a part of the view, which every question must look at anew."""


def hold(connection: duckdb.DuckDBPyConnection, lake: Lake, *, as_of: AsOf = None) -> tuple[str, ...]:
    """A table `held`: every (reporter, flow, period, level) of the lake's flows, with its sums; and the view `flows`.

    The statements that make both on another connection; none where a file's rows are looked through for each question.
    """
    files = lake.snapshot(FLOWS.name, as_of=as_of).files
    known = [_note_of(lake, file) for file in files]
    fresh = [file for file, note in zip(files, known, strict=True) if not note.is_file()]
    if fresh:
        _write_notes(lake, fresh, _summed(connection, fresh))
    unwritten = [file for file, note in zip(files, known, strict=True) if not note.is_file()]
    noted = [quoted_path(note) for note in known if note.is_file()]
    parts = [f"SELECT {CELLS}, {SUMS} FROM published_flows GROUP BY ALL"]
    flows = scan(FLOWS, files)
    if noted:
        paths = ", ".join(f"'{path}'" for path in noted)
        connection.execute(f"CREATE TEMP TABLE noted AS SELECT * FROM read_parquet([{paths}], filename = true)")
        parts.append(f"SELECT * FROM read_parquet([{paths}])")
    if unwritten:
        # The lake's folder may not be written to: the files are looked through for each question.
        parts.append(f"SELECT {CELLS}, {SUMS} FROM ({scan(FLOWS, unwritten)}) GROUP BY ALL")
    if noted and not unwritten:
        flows = _with_constants(connection, files, known)
    connection.execute("DROP TABLE IF EXISTS noted")
    made = (f"CREATE TABLE held AS {' UNION ALL BY NAME '.join(parts)}", f"CREATE VIEW flows AS {flows}")
    for statement in made:
        connection.execute(statement)
    return () if unwritten else made


def _with_constants(connection: duckdb.DuckDBPyConnection, files: Sequence[DataFile], notes: Sequence[Path]) -> str:
    """The rows of `files`, where what a file's rows have in common, by what is `noted`, is not read from it."""
    columns = [FLOWS.column(name) for name in _ALIKE]
    said = [
        f"CASE WHEN {_ALIKE[column.name]} THEN {'min(' + column.name + ')' if column.name in _TOLD else 'NULL'} END, {_ALIKE[column.name]}"
        for column in columns
    ]
    told = connection.execute(f"SELECT filename, {', '.join(said)} FROM noted GROUP BY filename").fetchall()
    by_note = {row[0]: row[1:] for row in told}
    found: list[dict[str, str]] = []
    for note in notes:
        row = by_note.get(str(note), (None, False) * len(columns))
        alike = [(column, row[2 * place]) for place, column in enumerate(columns) if row[2 * place + 1]]
        found.append({column.name: _literal(value, sql_type(column)) for column, value in alike})
    # Files of single months differ in their period: then only what they share is said, or nothing.
    for left_out in (set(), {"period"}, set(_ALIKE)):
        groups: dict[tuple[tuple[str, str], ...], list[DataFile]] = {}
        for file, constants in zip(files, found, strict=True):
            kept = tuple((name, value) for name, value in constants.items() if name not in left_out)
            groups.setdefault(kept, []).append(file)
        if len(groups) <= MOST_GROUPS:
            break
    return " UNION ALL ".join(_scan(dict(constants), alike) for constants, alike in groups.items())


def _scan(constants: dict[str, str], files: Sequence[DataFile]) -> str:
    chosen = ", ".join(f"{constants[name]} AS {name}" if name in constants else name for name in FLOWS.column_names)
    return f"SELECT {chosen} FROM ({scan(FLOWS, files)})"


def _literal(value: object, type_: str) -> str:
    if value is None:
        return f"CAST(NULL AS {type_})"
    text = str(value).replace("'", "''")
    return f"CAST('{text}' AS {type_})"


def quoted_path(path: Path) -> str:
    return str(path).replace("'", "''")


def _note_of(lake: Lake, file: DataFile) -> Path:
    name = hashlib.sha256(f"{file.relative} {CELLS} {SUMS}".encode()).hexdigest()[:32]
    return lake.folder / "holdings" / f"{name}.parquet"


def _summed(connection: duckdb.DuckDBPyConnection, files: Sequence[DataFile]) -> pa.Table:
    rows = scan(FLOWS, files, filename=True)
    return rows_of(connection, f"SELECT filename, {CELLS}, {SUMS} FROM ({rows}) GROUP BY ALL")


def _write_notes(lake: Lake, files: Sequence[DataFile], sums: pa.Table) -> None:
    """A note is put in place whole or not at all: two questions at once may both write it."""
    with suppress(OSError):
        for file in files:
            note = _note_of(lake, file)
            note.parent.mkdir(exist_ok=True)
            mine = sums.filter(pc.equal(sums["filename"], pa.scalar(str(file.path)))).drop_columns(["filename"])
            partial = note.with_suffix(f".{hashlib.sha256(str(id(mine)).encode()).hexdigest()[:8]}")
            pq.write_table(mine, partial)
            partial.replace(note)
