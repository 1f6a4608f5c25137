"""The express lane: a large file whose rows are all plain goes from text to sorted Parquet in columns, or not at all.

What is odd about a row is not told here: at the first doubt the file is given back to the careful lane, which reads it
row by row and names everything. `tidy` and the rules are those of the careful lane; they see each different cell once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from entrepot.lake.files import RawTable
from entrepot.lake.files.scanning import parquet, quoted
from entrepot.lake.plain_columns import NotPlain, PlainColumns, read_columns
from entrepot.lake.said_by_cell import SaidByCell, said_of
from entrepot.lake.sorted_file import SortedFiles
from entrepot.lake.sorted_rows import SortedRows
from entrepot.sources.source import About, Source
from entrepot.vocabulary.tables import TableSpec

LARGE_BYTES: Final = 50 << 20
# All columns are in memory at once, in about twice the bytes of their text; the careful lane spills to disk.
_LARGEST_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Ready:
    """Sorted Parquet files as they shall lie in the lake: all rows of one partition, all keys different."""

    files: tuple[Path, ...]
    partition: tuple[object, ...]
    rows: int
    varying: tuple[str, ...]
    """The columns that hold more than one value."""
    gaps: tuple[str, ...]
    """Those that are missing in some rows and not in others."""


def stage_at_once(
    connection: duckdb.DuckDBPyConnection,
    raw: RawTable,
    source: Source,
    about: About,
    *,
    name: str,
    work: Path,
    batch: str,
) -> Ready | None:
    """Make the table Parquet files in `work` and a view `name` of them; None where the source tells no plain rows."""
    text, by_cell = raw.plain, source.by_cell
    if text is None or by_cell is None or set(by_cell.follows) != set(about.sheet.columns):
        return None
    if text.path.stat().st_size > _LARGEST_BYTES:
        return None
    try:
        columns = read_columns(text, by_cell)
        said = said_of(connection, source, by_cell, about, columns)
        ready = _files(columns, said, source.gives, work=work, name=name, batch=batch)
    except (duckdb.OutOfMemoryException, duckdb.IOException, MemoryError):
        raise
    except (duckdb.Error, pa.ArrowException, NotPlain) as doubt:
        for file in work.glob(f"{name}-*.parquet"):
            file.unlink()
        raise NotPlain(str(doubt)) from doubt
    _view(connection, ready, said, source.gives, name=name, sheet=about.sheet.name)
    return ready


def _files(columns: PlainColumns, said: SaidByCell, spec: TableSpec, *, work: Path, name: str, batch: str) -> Ready:
    partition = tuple(said.constants.get(column) for column in spec.partition)
    if None in partition:
        raise NotPlain("the rows are not of one partition")
    printed = {word: raw for raw, words in said.words.items() for word in words.column_names}
    key = [column for column in dict.fromkeys((*spec.sort, *spec.key)) if column in printed]
    if {said.words[printed[column]].column_names[0] for column in key} != {
        w.column_names[0] for w in said.words.values()
    }:
        raise NotPlain("a column follows from no part of the key")
    rows = SortedRows(columns, said, list(dict.fromkeys(printed[column] for column in key)))
    # The last of the key is all over every row group.
    files = SortedFiles(work, name, spec, {**said.constants, "batch": batch}, key[:-1]).write(rows, columns.rows)
    varying = (*printed, *columns.amounts)
    return Ready(files, partition, columns.rows, varying, columns.gaps)


def _view(
    connection: duckdb.DuckDBPyConnection, ready: Ready, said: SaidByCell, spec: TableSpec, *, name: str, sheet: str
) -> None:
    cells = [
        f"{_literal(said.constants[column])} AS {column}" if column in said.constants else column
        for column in spec.column_names
        if column != "batch"
    ]
    # The number is nobody's row: it only tells the rules that these rows are the file's.
    connection.execute(
        f"CREATE TEMP VIEW {name} AS SELECT {', '.join(cells)}, 0::BIGINT AS row, {quoted(sheet)} AS sheet FROM {parquet(*ready.files)}"
    )


def _literal(value: object) -> str:
    return "NULL" if value is None else quoted(value) if isinstance(value, str) else str(value)
