"""DuckDB's reading of files that need not pass through memory: all text, nothing guessed, `row` as in the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from entrepot.lake.files.limits import LIMITS
from entrepot.lake.files.text import CleanText


def scan_text(text: CleanText, columns: Sequence[str], kept: Sequence[str], header: int) -> str:
    """SQL for the rows below row `header` of a clean text file; blanks are null, wholly empty rows left out.

    `columns` are all there are on a line, `kept` those with a name; a cell in any other is an error of the file.
    """
    cells = ", ".join(f"nullif(trim({identifier(name)}), '') AS {identifier(name)}" for name in columns)
    stray = [identifier(name) for name in columns if name not in kept]
    held = f"coalesce({', '.join(identifier(name) for name in kept)}) IS NOT NULL"
    if stray:
        said = "error('row ' || row || ' has a cell in a column that has no name: ' || stray)"
        held = f"CASE WHEN stray IS NOT NULL THEN {said} ELSE {held} END"
        cells += f", nullif(trim(concat({', '.join(stray)})), '') AS stray"
    return (
        f"SELECT {', '.join(identifier(name) for name in kept)}, row FROM ("
        f"SELECT {cells}, row_number() OVER () + {header + 1} AS row FROM {_read_csv(text, columns, header)}) WHERE {held}"
    )


def _read_csv(text: CleanText, columns: Sequence[str], header: int) -> str:
    types = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in columns)
    # Folders called `a=b` above the file are nobody's columns: without the word DuckDB would take them for such.
    return (
        f"read_csv({quoted(str(text.path))}, auto_detect = false, columns = {{{types}}}, delim = {quoted(text.delimiter)}, "
        f"quote = '\"', escape = '\"', header = false, skip = {header + 1}, null_padding = false, hive_partitioning = false, "
        f"compression = 'none', max_line_size = {LIMITS.cell_chars * 4})"
    )


def scan_parquet(path: Path, printed: Sequence[str], columns: Sequence[str]) -> str:
    """SQL for a Parquet file, its columns (`printed`) under clean names and as text."""
    cells = ", ".join(
        f"CAST({identifier(old)} AS VARCHAR) AS {identifier(new)}" for old, new in zip(printed, columns, strict=True)
    )
    return f"SELECT {cells}, row_number() OVER () + 1 AS row FROM {parquet(path)}"


def parquet(*paths: Path) -> str:
    return f"read_parquet([{', '.join(quoted(str(path)) for path in paths)}], hive_partitioning = false)"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
