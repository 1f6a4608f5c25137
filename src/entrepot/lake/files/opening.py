"""From a path to the raw tables in it, whatever the wrapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from entrepot.lake.files.header import Row, column_names, guess_header
from entrepot.lake.files.limits import LIMITS, bomb, most_unpacked, too_wide
from entrepot.lake.files.plain_text import PlainText
from entrepot.lake.files.scanning import parquet, scan_parquet, scan_text
from entrepot.lake.files.text import clean_text, refuse_web_page
from entrepot.lake.files.unpacking import is_compressed, is_spreadsheet, members, unpacked
from entrepot.lake.files.workbook import read_workbook, rows_to_table
from entrepot.sources.source import Sheet
from entrepot.vocabulary.errors import BadMachine, SchemaMismatch
from entrepot.vocabulary.text import T

FindHeader = Callable[[Sequence[Row]], int | None]
Decode = Callable[[str, bytes], Sequence[tuple[str, pa.Table]]]

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_DOCUMENTS = (".json", ".xml")
_TEXTS = (".csv", ".txt", ".tsv", ".tab", ".dat", "")
_PARQUET = (".parquet", ".pq")


_OF_STATISTICS_PROGRAMS = {
    **dict.fromkeys((".dta",), "Stata"),
    **dict.fromkeys((".rds", ".rda", ".rdata"), "R"),
    **dict.fromkeys((".sav", ".por"), "SPSS"),
    ".sas7bdat": "SAS",
}
_READABLE = (*_TEXTS, *_WORKBOOKS, *_DOCUMENTS, *_PARQUET)


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of text in a file. `data` is either rows in memory or the SQL by which DuckDB reads them.

    `plain`, where there is one, is the same text for whoever reads it in columns of numbers.
    """

    sheet: Sheet
    data: pa.Table | str
    plain: PlainText | None = None

    def bind(self, connection: duckdb.DuckDBPyConnection, name: str = "raw") -> None:
        """Make the table readable as view `name`."""
        if isinstance(self.data, pa.Table):
            connection.register(name, self.data)
        else:
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {self.data}")


def open_file(path: Path, work: Path, *, find_header: FindHeader, decode: Decode) -> Iterator[RawTable]:
    """Every table in the file at `path`, each good until the next is asked for; unpacked copies go to the folder `work`."""
    try:
        for raw in _open(path, path.name, work, find_header, decode):
            yield _lay_in(raw, path.absolute().parent.name)
    except PermissionError as problem:
        raise BadMachine(
            T(f"{path} may not be read ({problem.strerror})", f"无权读取 {path}（{problem.strerror}）")
        ) from problem


def _open(path: Path, name: str, work: Path, find_header: FindHeader, decode: Decode) -> Iterator[RawTable]:
    suffix = Path(name).suffix.lower()
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        raise SchemaMismatch(T(f"{name} is empty", f"{name} 是空文件"))
    if suffix in _OF_STATISTICS_PROGRAMS:
        raise _of_a_program(name, _OF_STATISTICS_PROGRAMS[suffix])
    if is_compressed(start):
        yield from _open(*unpacked(path, name, start, work), work, find_header, decode)
    elif start.startswith(b"PAR1") or suffix in _PARQUET:
        yield _parquet(path, name)
    elif suffix in _WORKBOOKS or start.startswith(b"\xd0\xcf\x11\xe0"):
        refuse_web_page(name, start)
        yield from _workbook(path, name, find_header)
    elif start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if is_spreadsheet(path):
            yield from _workbook(path, name, find_header)
        else:
            yield from _archive(path, name, work, find_header, decode)
    elif suffix in _DOCUMENTS or start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"<"):
        yield from _document(path, name, start, decode)
    elif suffix in _TEXTS:
        yield _text(path, name, work, find_header)
    else:
        raise SchemaMismatch(
            T(
                f"{name}: files ending in {suffix} are not read; hand over CSV, XLSX, Parquet, JSON, XML, or these in .zip or .gz",
                f"{name}：不支持 {suffix} 文件；请提供 CSV、XLSX、Parquet、JSON、XML，或其 .zip、.gz 压缩包",
            )
        )


def _of_a_program(name: str, program: str) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name} is a file of {program}, which is not read: take the publisher's CSV, or save it as CSV in {program}",
            f"{name} 是 {program} 的文件，不能读取：请改用发布机构的 CSV，或在 {program} 中另存为 CSV",
        )
    )


def _archive(path: Path, name: str, work: Path, find_header: FindHeader, decode: Decode) -> Iterator[RawTable]:
    empty = True
    for member, inner, folder in members(path, name, _READABLE, work):
        empty = False
        if member.stat().st_size:
            for raw in _open(member, inner, work, find_header, decode):
                yield _lay_in(raw, f"{name}/{folder}")
    if empty:
        raise SchemaMismatch(
            T(
                f"{name} holds no CSV, XLSX, Parquet, JSON or XML file (archives inside archives are not opened)",
                f"{name} 中没有 CSV、XLSX、Parquet、JSON 或 XML 文件（不打开压缩包中的压缩包）",
            )
        )


def _lay_in(raw: RawTable, where: str) -> RawTable:
    within = f"{where}/{raw.sheet.within}".strip("/")
    return replace(raw, sheet=replace(raw.sheet, within=within))


def _workbook(path: Path, name: str, find_header: FindHeader) -> Iterator[RawTable]:
    found = False
    for sheet in read_workbook(path, name):
        found = True
        header, rows = _header(sheet.rows[:40], find_header), sheet.rows
        columns, keep = _kept_columns(rows, header)
        body = [[row[i] if i < len(row) else None for i in keep] for row in rows[header + 1 :]]
        if not body:
            continue
        yield RawTable(
            Sheet(name, columns, tuple(tuple(row) for row in body[:40]), sheet.name, _said_above(rows[:header])),
            rows_to_table(columns, body, header + 2),
        )
    if not found:
        raise SchemaMismatch(T(f"{name}: every sheet is empty", f"{name}：所有工作表都是空的"))


def _kept_columns(rows: list[list[str | None]], header: int) -> tuple[tuple[str, ...], list[int]]:
    """Columns that have a name or hold anything; stray empty ones beside the table are dropped."""
    width = max(len(row) for row in rows)
    if width > LIMITS.columns:
        raise too_wide("", width)
    used = [False] * width
    for row in rows[header:]:
        for i, cell in enumerate(row):
            if cell is not None:
                used[i] = True
    keep = [i for i in range(width) if used[i]]
    names = rows[header] + [None] * (width - len(rows[header]))
    return column_names([names[i] for i in keep]), keep


def _header(rows: Sequence[Row], find_header: FindHeader) -> int:
    found = find_header(rows)
    return guess_header(rows) if found is None else found


def _said_above(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(cell for row in rows for cell in row if cell is not None)


def _document(path: Path, name: str, start: bytes, decode: Decode) -> Iterator[RawTable]:
    refuse_web_page(name, start)
    if path.stat().st_size > LIMITS.document_bytes:
        raise bomb(name, LIMITS.document_bytes)
    try:
        tables = decode(name, path.read_bytes())
    except (ValueError, RecursionError) as problem:
        said = str(problem)[:200]
        raise SchemaMismatch(
            T(
                f"{name} is cut short or no sound JSON or XML ({said}); download it again",
                f"{name} 不完整，或不是完好的 JSON、XML（{said}），请重新下载",
            )
        ) from problem
    for sheet_name, decoded in tables:
        printed = tuple(c for c in decoded.column_names if c != "row")
        rows = pa.array(range(1, decoded.num_rows + 1), pa.int64())
        table = decoded if "row" in decoded.column_names else decoded.append_column("row", rows)
        head = tuple(tuple(row[c] for c in printed) for row in table.slice(0, 20).to_pylist())
        yield RawTable(Sheet(name, printed, head, sheet_name), table)


def _parquet(path: Path, name: str) -> RawTable:
    from entrepot.lake.engine import connect

    try:
        described = pq.read_metadata(path)
        if described.num_columns > LIMITS.columns:
            raise too_wide(name, described.num_columns)
        most = most_unpacked(path.stat().st_size)
        if described.num_rows * described.num_columns > most:
            raise bomb(name, most)
        with connect() as connection:
            printed = connection.sql(f"FROM {parquet(path)}").columns
            columns = column_names(printed)
            sql = scan_parquet(path, printed, columns)
            head = tuple(row[:-1] for row in connection.execute(f"{sql} LIMIT 20").fetchall())
    except (duckdb.Error, pa.ArrowException, OSError) as problem:
        if isinstance(problem, OSError) and problem.errno is not None:
            raise
        raise SchemaMismatch(
            T(f"{name} is no sound Parquet file ({problem})", f"{name} 不是完好的 Parquet 文件（{problem}）")
        ) from problem
    return RawTable(Sheet(name, columns, head), sql)


def _text(path: Path, name: str, work: Path, find_header: FindHeader) -> RawTable:
    clean = clean_text(path, name, work)
    header = _header(clean.head, find_header)
    names, body = clean.head[header], clean.head[header + 1 :]
    width = max(len(names), *(len(row) for row in [row for row in body if row][:1] or [names]))
    if width > LIMITS.columns:
        raise too_wide(name, width)
    columns = column_names([*names, *[None] * (width - len(names))])
    # Customs and Comtrade end each line with a comma: one column more, nameless and empty (Comtrade: not even in the header).
    blank = {i for i in range(width) if not any(len(row) > i and row[i] for row in (names, *body)) or i >= len(names)}
    kept = tuple(column for i, column in enumerate(columns) if i not in blank)
    if not kept:
        raise SchemaMismatch(T(f"{name} holds no cell that is not blank", f"{name} 的所有单元格都是空的"))
    rows = tuple(
        tuple(row[i] if i < len(row) else None for i in range(width) if i not in blank) for row in body if any(row)
    )
    plain = PlainText(clean.path, clean.delimiter, columns) if kept == columns and header == 0 else None
    look = Sheet(name, kept, rows, above=_said_above(clean.head[:header]))
    return RawTable(look, scan_text(clean, columns, kept, header), plain)
