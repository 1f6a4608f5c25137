"""Files of claims: CSV or a spreadsheet, one claim a row, as docs/claims.md describes it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from entrepot.parameters.own_file import file_bytes
from entrepot.studies.claims import COLUMNS, NEEDED, Claim, Row, claims_of
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

_KIND: Final = T("a file of claims", "论断")
_LARGEST_FILE: Final = 20_000_000
_ARCHIVE: Final = b"PK\x03\x04"


def read_claims(path: Path) -> tuple[Claim, ...]:
    """The claims of a file; SchemaMismatch names file, row and column of everything that is not understood."""
    return claims_in(claims_text(path), file=path.name)


def claims_in(text: str, *, file: str) -> tuple[Claim, ...]:
    """The claims that a CSV text makes."""
    lines = _records(text, file)
    if not lines:
        raise SchemaMismatch(T(f"{file} is empty", f"{file} 是空文件"))
    names = [_column(name) for name in lines[0][1]]
    lacking = [name for name in NEEDED if name not in names]
    if lacking:
        raise SchemaMismatch(
            T(
                f"{file}, row 1: the header lacks {', '.join(lacking)}; the columns are {', '.join(COLUMNS)}",
                f"{file} 第 1 行：表头缺少 {'、'.join(lacking)}；各列为 {'、'.join(COLUMNS)}",
            )
        )
    long = next((line for line, cells in lines if any(cell.strip() for cell in cells[len(names) :])), None)
    if long is not None:
        raise SchemaMismatch(
            T(
                f'{file}, row {long}: more cells than the header has; a formula with commas stands in "quotation marks"',
                f"{file} 第 {long} 行：单元格多于表头；含逗号的公式须加引号",
            )
        )
    rows: list[Row] = [
        (line, dict(zip(names, cells, strict=False)))
        for line, cells in lines[1:]
        if any(cell.strip() for cell in cells)
    ]
    return claims_of(rows, file=file)


def claims_text(path: Path) -> str:
    """What the file says, as CSV whose lines are those of the file: of a spreadsheet its first sheet."""
    content = file_bytes(path, _KIND, most=_LARGEST_FILE)
    if not content.startswith(_ARCHIVE):
        return _decoded(content, path.name)
    from entrepot.lake.files.workbook import read_workbook

    sheet = next(read_workbook(path, path.name), None)
    written = io.StringIO(newline="")
    # A line for each row, or what is said of row 7 would not stand there.
    lines = ([" ".join((cell or "").split()) for cell in row] for row in (sheet.rows if sheet else ()))
    csv.writer(written, lineterminator="\n").writerows(lines)
    return written.getvalue()


def _records(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Records with the line that each begins on."""
    reader = csv.reader(io.StringIO(text, newline=""))
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise SchemaMismatch(
            T(
                f"{file}, row {begins}: {problem}; is it a CSV file?",
                f"{file} 第 {begins} 行：{problem}；是否为 CSV 文件？",
            )
        ) from problem
    return found


def _column(name: str) -> str:
    plain = name.strip().lower()
    return next((column for column, title in COLUMNS.items() if plain in (column, title.zh)), plain)


def _decoded(content: bytes, name: str) -> str:
    """UTF-8 with or without its mark, or what Excel writes in China."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SchemaMismatch(T(f"{name} is not text; save it as CSV UTF-8", f"{name} 不是文本，请另存为 CSV UTF-8"))
