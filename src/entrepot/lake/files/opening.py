"""From a path to the raw tables in it, whatever the wrapping."""

from __future__ import annotations

import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from entrepot.lake.files.header import Row, column_names, guess_header
from entrepot.lake.files.limits import LIMITS, bomb, copy_bounded, too_wide
from entrepot.lake.files.text import CleanText, clean_text, refuse_web_page
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


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of text in a file. `data` is either rows in memory or a clean text file that DuckDB reads."""

    sheet: Sheet
    data: pa.Table | CleanText

    def bind(self, connection: duckdb.DuckDBPyConnection, name: str = "raw") -> None:
        """Make the table readable as view `name`."""
        if isinstance(self.data, pa.Table):
            connection.register(name, self.data)
        else:
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {_scan(self.data, self.sheet.columns)}")


def open_file(path: Path, work: Path, *, find_header: FindHeader, decode: Decode) -> Iterator[RawTable]:
    """Every table in the file at `path`; unpacked copies go to the folder `work`."""
    try:
        if not path.is_file():
            raise SchemaMismatch(T(f"{path} is no file", f"{path} 不是文件"))
        yield from _open(path, path.name, work, find_header, decode)
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
    if start.startswith(b"\x1f\x8b"):
        yield from _open(
            _unpacked(gzip.GzipFile, path, name, work), name.removesuffix(".gz"), work, find_header, decode
        )
    elif start.startswith(b"\xfd7zXZ"):
        yield from _open(
            _unpacked(lzma.LZMAFile, path, name, work), name.removesuffix(".xz"), work, find_header, decode
        )
    elif start.startswith(b"PAR1") or suffix in _PARQUET:
        yield _parquet(path, name)
    elif suffix in _WORKBOOKS or start.startswith(b"\xd0\xcf\x11\xe0"):
        refuse_web_page(name, start)
        yield from _workbook(path, name, find_header)
    elif start.startswith(b"PK\x03\x04"):
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


def _unpacked(opener: type[gzip.GzipFile] | type[lzma.LZMAFile], path: Path, name: str, work: Path) -> Path:
    target = work / f"unpacked-{len(list(work.iterdir()))}{Path(name).with_suffix('').suffix.lower()}"
    try:
        with opener(path) as packed:
            copy_bounded(packed, target, packed_bytes=path.stat().st_size, name=name)
    except (EOFError, OSError, zlib.error, lzma.LZMAError) as problem:
        if isinstance(problem, OSError) and problem.errno is not None and not isinstance(problem, gzip.BadGzipFile):
            raise
        raise SchemaMismatch(
            T(
                f"{name} is cut short or damaged ({problem}); download it again",
                f"{name} 不完整或已损坏（{problem}），请重新下载",
            )
        ) from problem
    return target


def _archive(path: Path, name: str, work: Path, find_header: FindHeader, decode: Decode) -> Iterator[RawTable]:
    """Each member is unpacked under a name of ours; archives inside archives are left alone."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
            if len(members) > LIMITS.members:
                raise bomb(name, path.stat().st_size, LIMITS.members)
            for number, member in enumerate(members):
                inner = member.filename.replace("\\", "/").rsplit("/", 1)[-1]
                suffix = Path(inner).suffix.lower()
                if suffix not in (*_TEXTS, *_WORKBOOKS, *_DOCUMENTS, *_PARQUET) or inner.startswith("."):
                    continue
                if member.flag_bits & 0x1:
                    raise SchemaMismatch(T(f"{name}: {inner} is locked by a password", f"{name}：{inner} 设有密码"))
                target = work / f"member-{number}{suffix}"
                with archive.open(member) as packed:
                    copy_bounded(packed, target, packed_bytes=member.compress_size, name=f"{name}/{inner}")
                yield from _open(target, inner, work, find_header, decode)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise SchemaMismatch(
            T(
                f"{name} is a damaged archive ({problem}); download it again",
                f"{name} 是损坏的压缩包（{problem}），请重新下载",
            )
        ) from problem


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
            Sheet(name, columns, tuple(tuple(row) for row in body[:40]), sheet.name),
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


def _document(path: Path, name: str, start: bytes, decode: Decode) -> Iterator[RawTable]:
    refuse_web_page(name, start)
    if path.stat().st_size > LIMITS.document_bytes:
        raise bomb(name, path.stat().st_size, LIMITS.document_bytes)
    for sheet_name, decoded in decode(name, path.read_bytes()):
        printed = tuple(c for c in decoded.column_names if c != "row")
        rows = pa.array(range(1, decoded.num_rows + 1), pa.int64())
        table = decoded if "row" in decoded.column_names else decoded.append_column("row", rows)
        head = tuple(tuple(row[c] for c in printed) for row in table.slice(0, 20).to_pylist())
        yield RawTable(Sheet(name, printed, head, sheet_name), table)


def _parquet(path: Path, name: str) -> RawTable:
    from entrepot.lake.engine import connect

    try:
        with connect() as connection:
            source = connection.read_parquet(str(path))
            columns = column_names(source.columns)
            cells = ", ".join(
                f'CAST("{old.replace(chr(34), chr(34) * 2)}" AS VARCHAR) AS "{new}"'
                for old, new in zip(source.columns, columns, strict=True)
            )
            table = source.project(f"{cells}, row_number() OVER () + 1 AS row").to_arrow_table()
    except duckdb.Error as problem:
        raise SchemaMismatch(
            T(f"{name} is no sound Parquet file ({problem})", f"{name} 不是完好的 Parquet 文件（{problem}）")
        ) from problem
    head = tuple(tuple(row[c] for c in columns) for row in table.slice(0, 20).to_pylist())
    return RawTable(Sheet(name, columns, head), table)


def _text(path: Path, name: str, work: Path, find_header: FindHeader) -> RawTable:
    clean = clean_text(path, name, work)
    header = _header(clean.head, find_header)
    names, body = clean.head[header], clean.head[header + 1 :]
    if len(names) > LIMITS.columns:
        raise too_wide(name, len(names))
    # Customs and Comtrade end each line with a comma: one column more, nameless and empty (Comtrade: not even in the header).
    width = max([len(names), *(len(row) for row in body[:20])])
    columns = column_names([*names, *[None] * (width - len(names))])
    data = CleanText(clean.path, clean.encoding, clean.delimiter, clean.head, header + 1)
    rows = tuple((*row, *[None] * (width - len(row))) for row in body)
    return RawTable(Sheet(name, columns, rows), data)


def _scan(text: CleanText, columns: Sequence[str]) -> str:
    """DuckDB's reading of a clean text file: all text, nothing guessed, blanks as null, `row` as in the file."""
    quoted = {name: name.replace("'", "''") for name in columns}
    types = ", ".join(f"'{quoted[name]}': 'VARCHAR'" for name in columns)
    path = str(text.path).replace("'", "''")
    cells = ", ".join(f"nullif(trim({_identifier(name)}), '') AS {_identifier(name)}" for name in columns)
    return (
        f"SELECT {cells}, row_number() OVER () + {text.records_before} AS row FROM read_csv('{path}', auto_detect = false, "
        f"columns = {{{types}}}, delim = '{text.delimiter}', quote = '\"', escape = '\"', header = false, "
        f"skip = {text.records_before}, null_padding = false, max_line_size = {LIMITS.cell_chars * 4})"
    )


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
