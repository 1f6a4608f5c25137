"""Spreadsheets, by calamine, after a look inside the archive that bounds what calamine will unfold."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from entrepot.lake.files.limits import LIMITS, bomb, most_unpacked, too_many, too_wide
from entrepot.lake.files.workbook_text import repeated_cells, shared_text
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]{1,7})(\d{1,12})[\"']")
_UNCALCULATED = re.compile(
    rb'<(?:x:)?c [^>]*?r="([A-Z]{1,4}\d{1,8})"[^>]*>\s*<(?:x:)?f[^>]*>(?:[^<]*</(?:x:)?f>)?\s*</(?:x:)?c>'
)
_ERROR = re.compile(rb'<(?:x:)?c [^>]*?r="([A-Z]{1,4}\d{1,8})"[^>]*?t="e"')
_BLOCK = 1 << 20

Cell = str | None


@dataclass(frozen=True, slots=True)
class SheetRows:
    name: str
    rows: list[list[Cell]]


def read_workbook(path: Path, name: str) -> Iterator[SheetRows]:
    """Every sheet that holds anything, its cells as text."""
    if zipfile.is_zipfile(path):
        _look_inside(path, name)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        if len(workbook.sheet_names) > LIMITS.sheets:
            raise too_many(name, T("sheets", "工作表"), len(workbook.sheet_names), LIMITS.sheets)
        for sheet in workbook.sheet_names:
            opened = workbook.get_sheet_by_name(sheet)
            # A million empty rows share one empty list.
            nothing: list[Cell] = []
            rows = [
                [as_text(cell) for cell in row] if any(cell != "" for cell in row) else nothing
                for row in opened.iter_rows()
            ]
            if rows:
                yield SheetRows(sheet, rows)
    except PasswordError as problem:
        raise SchemaMismatch(
            T(f"{name} is locked by a password; save it without one", f"{name} 设有密码，请去除密码后另存")
        ) from problem
    except (CalamineError, OSError, ValueError) as problem:
        raise SchemaMismatch(
            T(
                f"{name} cannot be read as a spreadsheet ({problem}). Open it in Excel and save it as .xlsx or CSV UTF-8.",
                f"{name} 不能作为电子表格读取（{problem}）。请用 Excel 打开后另存为 .xlsx 或 CSV UTF-8。",
            )
        ) from problem


def as_text(cell: object) -> Cell:
    """As a person would type it: whole numbers without `.0`, dates as ISO, blank as missing."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    text = str(cell).strip()
    return text or None


def _look_inside(path: Path, name: str) -> None:
    """Unfold every part once, counting: declared sizes can lie, and one cell at XFD1048576 would fill the memory."""
    total, most = 0, min(LIMITS.workbook_bytes, most_unpacked(path.stat().st_size))
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > LIMITS.members:
                raise too_many(name, T("parts", "部件"), len(archive.infolist()), LIMITS.members)
            for member in archive.infolist():
                rows = columns = 0
                tail = b""
                with archive.open(member) as part:
                    while block := part.read(_BLOCK):
                        total += len(block)
                        if total > most:
                            raise bomb(name, most)
                        # Any part may be a sheet: what parts are called is the file's own affair.
                        window = tail + block
                        rows, columns = _extent(window, rows, columns)
                        _refuse_uncalculated(window, name)
                        _refuse_error(window, name)
                        tail = window[-512:]
                if columns > LIMITS.columns:
                    raise too_wide(name, columns)
                if rows * columns > LIMITS.sheet_cells:
                    raise too_many(
                        name, T("cells on one sheet", "单元格（单张工作表）"), rows * columns, LIMITS.sheet_cells
                    )
            _refuse_written_out(archive, name)
    except zipfile.BadZipFile as problem:
        raise SchemaMismatch(
            T(
                f"{name} is a damaged .xlsx ({problem}); download it again",
                f"{name} 是损坏的 .xlsx（{problem}），请重新下载",
            )
        ) from problem


def _refuse_written_out(archive: zipfile.ZipFile, name: str) -> None:
    """What is named or repeated in many cells is written out in each of them."""
    if shared_text(archive) > LIMITS.workbook_bytes:
        raise bomb(name, LIMITS.workbook_bytes)
    if (cells := repeated_cells(archive)) > LIMITS.sheet_cells:
        raise too_many(name, T("cells", "单元格"), cells, LIMITS.sheet_cells)


def _extent(window: bytes, rows: int, columns: int) -> tuple[int, int]:
    for letters, number in set(_CELL.findall(window)):
        rows = max(rows, int(number))
        columns = max(columns, _column_number(letters))
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refuse_uncalculated(window: bytes, name: str) -> None:
    if found := _UNCALCULATED.search(window):
        cell = found.group(1).decode()
        raise SchemaMismatch(
            T(
                f"{name}: cell {cell} holds a formula without its result; open the file in Excel, save it, and try again",
                f"{name}：单元格 {cell} 只有公式而没有结果，请用 Excel 打开并保存后再导入",
            )
        )


def _refuse_error(window: bytes, name: str) -> None:
    # calamine gives an error cell as an empty one, and what is wrong would pass for missing.
    if found := _ERROR.search(window):
        cell = found.group(1).decode()
        raise SchemaMismatch(
            T(
                f"{name}: cell {cell} holds an error (#REF!, #N/A ...); mend it in Excel, or empty the cell if the value is missing",
                f"{name}：单元格 {cell} 为错误值（#REF!、#N/A 等）；请在 Excel 中改正，若缺报请清空该单元格",
            )
        )


def rows_to_table(columns: tuple[str, ...], rows: list[list[Cell]], first_row: int) -> pa.Table:
    """Text columns plus `row`; wholly empty rows are left out, short rows filled up."""
    width = len(columns)
    kept = [(n, row) for n, row in enumerate(rows, start=first_row) if any(cell is not None for cell in row)]
    padded = [row[:width] + [None] * (width - len(row)) for _, row in kept]
    arrays = (
        [pa.array(list(cells), pa.string()) for cells in zip(*padded, strict=True)]
        if padded
        else [pa.array([], pa.string())] * width
    )
    return pa.table([*arrays, pa.array([n for n, _ in kept], pa.int64())], names=[*columns, "row"])
