"""Files of claims: CSV, one claim a row, as docs/claims.md describes it."""

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


def read_claims(path: Path) -> tuple[Claim, ...]:
    """The claims of a CSV file; SchemaMismatch names file, row and column of everything that is not understood."""
    lines = _records(path)
    if not lines:
        raise SchemaMismatch(T(f"{path.name} is empty", f"{path.name} 是空文件"))
    names = [_column(name) for name in lines[0][1]]
    lacking = [name for name in NEEDED if name not in names]
    if lacking:
        raise SchemaMismatch(
            T(
                f"{path.name}, row 1: the header lacks {', '.join(lacking)}; the columns are {', '.join(COLUMNS)}",
                f"{path.name} 第 1 行：表头缺少 {'、'.join(lacking)}；各列为 {'、'.join(COLUMNS)}",
            )
        )
    long = next((line for line, cells in lines if any(cell.strip() for cell in cells[len(names) :])), None)
    if long is not None:
        raise SchemaMismatch(
            T(
                f'{path.name}, row {long}: more cells than the header has; a formula with commas stands in "quotation marks"',
                f"{path.name} 第 {long} 行：单元格多于表头；含逗号的公式须加引号",
            )
        )
    rows: list[Row] = [
        (line, dict(zip(names, cells, strict=False)))
        for line, cells in lines[1:]
        if any(cell.strip() for cell in cells)
    ]
    return claims_of(rows, file=path.name)


def _records(path: Path) -> list[tuple[int, list[str]]]:
    """Records with the line that each begins on."""
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise SchemaMismatch(
            T(
                f"{path.name}, row {begins}: {problem}; is it a CSV file?",
                f"{path.name} 第 {begins} 行：{problem}；是否为 CSV 文件？",
            )
        ) from problem
    return found


def _column(name: str) -> str:
    plain = name.strip().lower()
    return next((column for column, title in COLUMNS.items() if plain in (column, title.zh)), plain)


def _text(path: Path) -> str:
    """UTF-8 with or without its mark, or what Excel writes in China."""
    content = file_bytes(path, _KIND, most=_LARGEST_FILE)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SchemaMismatch(
        T(f"{path.name} is not text; save it as CSV UTF-8", f"{path.name} 不是文本，请另存为 CSV UTF-8")
    )
