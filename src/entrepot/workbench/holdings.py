"""What stands in the lake: for each file the levels of its rows with their sums, kept so that no question scans for them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from entrepot.lake.delta import DataFile
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


def hold(connection: duckdb.DuckDBPyConnection, lake: Lake, *, as_of: AsOf = None) -> None:
    """A table `held` in the connection: every (reporter, flow, period, level) of the lake's flows, with its sums."""
    files = lake.snapshot(FLOWS.name, as_of=as_of).files
    known = [_note_of(lake, file) for file in files]
    fresh = [file for file, note in zip(files, known, strict=True) if not note.is_file()]
    if fresh:
        _write_notes(lake, fresh, _summed(connection, fresh))
    unwritten = [file for file, note in zip(files, known, strict=True) if not note.is_file()]
    noted = [str(note).replace("'", "''") for note in known if note.is_file()]
    parts = [f"SELECT {CELLS}, {SUMS} FROM published_flows GROUP BY ALL"]
    if noted:
        paths = ", ".join(f"'{path}'" for path in noted)
        parts.append(f"SELECT * FROM read_parquet([{paths}])")
    if unwritten:
        # The lake's folder may not be written to: the files are looked through for each question.
        parts.append(f"SELECT {CELLS}, {SUMS} FROM ({scan(FLOWS, unwritten)}) GROUP BY ALL")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE held AS {' UNION ALL BY NAME '.join(parts)}")


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
