"""Reading the published concordances (UNSD, WITS, Lall's classes) from their bytes; nothing is opened or fetched here."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from entrepot.vocabulary.concordance import CONCORDANCE_COLUMNS, Concordance, Link
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.products import NOMENCLATURES, lall_classes
from entrepot.vocabulary.text import T

Sheet = Literal["conversion", "correlation"]

# The largest published one unpacks to under 2 MB; more is not a concordance.
LARGEST_BYTES: Final = 64 * 1024 * 1024
SCHEMA: Final = pa.schema(
    [(c, pa.float64() if c == "weight" else pa.string()) for c in CONCORDANCE_COLUMNS],
)


@dataclass(frozen=True, slots=True)
class ReadConcordance:
    """`recovered_zeros` counts codes whose lost leading zero was put back, `no_target` the codes printed without a target,
    `repeated` the pairs printed more than once."""

    concordance: Concordance
    recovered_zeros: int
    no_target: tuple[str, ...]
    repeated: int


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which columns hold the codes, and how many digits a whole code has where that is fixed."""

    from_nomenclature: str
    to_nomenclature: str
    from_column: int
    to_column: int
    from_digits: int | None = None
    to_digits: int | None = None


def read_concordance(content: bytes, file_name: str, *, sheet: Sheet = "conversion") -> ReadConcordance:
    """The concordance in a published XLSX, CSV or gzipped CSV, recognised by its header; `sheet` chooses in UNSD's workbooks.

    A conversion gives every code one target; a correlation shows all of them.
    """
    rows = _workbook_rows(content, file_name, sheet) if content[:4] == b"PK\x03\x04" else _csv_rows(content, file_name)
    for at, header in enumerate(rows[:3]):
        layout = _layout([_text(cell) for cell in header])
        if layout:
            return _read(rows[at + 1 :], layout, file_name)
    raise SchemaMismatch(
        T(
            f"{file_name}: no known concordance begins with [{_shown(rows[0] if rows else [])}]; "
            "known are UNSD's workbooks and BEC tables, WITS's HS to SITC 3 and ISIC 3, HS 1996 to SITC 2, and Lall's classes",
            f"{file_name}：表头不属于已知的对照表；已知的有联合国统计司的工作簿和BEC表、WITS的HS至SITC3和ISIC3、HS1996至SITC2以及拉奥分类",
        )
    )


def concordance_table(concordance: Concordance) -> pa.Table:
    """The concordance as an Arrow table with the columns of `CONCORDANCE_COLUMNS`."""
    links = concordance.links
    size = len(links)
    return pa.table(
        {
            "from_nomenclature": pa.repeat(concordance.from_nomenclature, size),
            "to_nomenclature": pa.repeat(concordance.to_nomenclature, size),
            "from_code": pa.array([link.from_code for link in links], pa.string()),
            "to_code": pa.array([link.to_code for link in links], pa.string()),
            "weight": pa.array([None if k.weight is None else float(k.weight) for k in links], pa.float64()),
            "source": pa.repeat(concordance.source, size),
        },
        schema=SCHEMA,
    )


def _workbook_rows(content: bytes, file_name: str, sheet: Sheet) -> list[list[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(member.file_size for member in packed.infolist())
        if size > LARGEST_BYTES:
            raise _too_large(file_name)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = next((n for n in book.sheet_names if sheet in n.casefold()), None)
        if name is not None:
            return [list(row) for row in book.get_sheet_by_name(name).to_python() if any(c != "" for c in row)]
        names = ", ".join(book.sheet_names)
    except (CalamineError, zipfile.BadZipFile) as problem:
        raise SchemaMismatch(
            T(
                f"{file_name}: the workbook cannot be read ({problem}); fetch it again",
                f"{file_name}：无法读取工作簿，请重新获取",
            )
        ) from problem
    raise SchemaMismatch(
        T(
            f"{file_name}: no sheet is called {sheet}; there are: {names}",
            f"{file_name}：没有名为{sheet}的工作表；现有：{names}",
        )
    )


def _csv_rows(content: bytes, file_name: str) -> list[list[object]]:
    if content[:2] == b"\x1f\x8b":
        content = _unpacked(content, file_name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # WITS writes its descriptions in Latin-1; the codes are plain digits either way.
        text = content.decode("latin-1")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in row)]
    except csv.Error as problem:
        raise SchemaMismatch(T(f"{file_name}: not a CSV file ({problem})", f"{file_name}：不是CSV文件")) from problem


def _unpacked(content: bytes, file_name: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            plain = packed.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise SchemaMismatch(
            T(
                f"{file_name}: the gzip file is broken ({problem}); fetch it again",
                f"{file_name}：gzip文件已损坏，请重新获取",
            )
        ) from problem
    if len(plain) > LARGEST_BYTES:
        raise _too_large(file_name)
    return plain


def _too_large(file_name: str) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{file_name}: unpacks to more than 64 MiB, which no concordance does; fetch it again from its publisher",
            f"{file_name}：解压后超过64 MiB，不是对照表；请从发布者处重新获取",
        )
    )


def _text(cell: object) -> str:
    """A cell as text; Excel keeps some codes as numbers (999999.0)."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _layout(header: Sequence[str]) -> _Layout | None:
    plain = [" ".join(re.sub(r"[^a-z0-9]+", " ", h.casefold()).split()) for h in header]
    if plain[:4:2] == ["hs combined product code", "sitc revision 3 product code"]:
        return _Layout("HS_COMBINED", "SITC3", 0, 2, 6)
    if plain[:4:2] == ["hs combined product code", "isic revision 3 product code"]:
        return _Layout("HS_COMBINED", "ISIC3", 0, 2, 6, 4)
    if "hs6 string" in plain and "sitc2 string" in plain:
        return _Layout("HS1996", "SITC2", plain.index("hs6 string"), plain.index("sitc2 string"), 6)
    if plain[:2] == ["product", "lall"]:
        return _Layout("SITC2", "Lall", 0, 1, 4)
    named = [(i, n) for i, h in enumerate(plain) if (n := _nomenclature_in(h)) is not None]
    if len(named) != 2:
        return None
    (from_column, source), (to_column, target) = named
    return _Layout(source, target, from_column, to_column, _digits(source), _digits(target))


def _nomenclature_in(header: str) -> str | None:
    """`From HS 2022`, `HS2022`, `To SITC Rev. 3`, `BEC 4`; UNSD's `BEC` alone is revision 4, as its codes show."""
    found = re.fullmatch(r"(?:(?:from|to) )?(hs|sitc|bec)(?: rev)? ?([0-9]{1,4})?", header)
    if not found:
        return None
    name = found[1].upper() + (found[2] or ("4" if found[1] == "bec" else ""))
    return name if name in NOMENCLATURES else None


def _digits(nomenclature: str) -> int | None:
    return 6 if nomenclature.startswith("HS") else None


def _read(rows: Iterable[Sequence[object]], layout: _Layout, file_name: str) -> ReadConcordance:
    pairs: list[tuple[str, str]] = []
    recovered, no_target = 0, []
    for row in rows:
        cells = [_text(cell) for cell in row]
        if len(cells) <= max(layout.from_column, layout.to_column):
            raise _bad_row(cells, file_name)
        source, lost = _whole_code(cells[layout.from_column], layout.from_digits, file_name)
        recovered += lost
        target = cells[layout.to_column]
        if target.casefold() in ("", "n/a", "na"):
            no_target.append(source)
            continue
        if layout.to_nomenclature == "Lall":
            target, lost = _lall_class(target, file_name), 0
        else:
            target, lost = _whole_code(target, layout.to_digits, file_name)
        recovered += lost
        pairs.append((source, target))
    links = tuple(Link(source, target) for source, target in dict.fromkeys(pairs))
    if not links:
        raise SchemaMismatch(T(f"{file_name}: a header but no codes", f"{file_name}：只有表头，没有编码"))
    name = f"{layout.from_nomenclature} to {layout.to_nomenclature}"
    made = Concordance(name, layout.from_nomenclature, layout.to_nomenclature, links, file_name)
    return ReadConcordance(made, recovered, tuple(no_target), len(pairs) - len(links))


def _whole_code(code: str, digits: int | None, file_name: str) -> tuple[str, int]:
    """The code with its lost leading zeros, and whether any had been lost."""
    if not re.fullmatch(r"[0-9]+", code) or (digits is not None and len(code) > digits):
        raise _bad_row([code], file_name)
    if digits is None or len(code) == digits:
        return code, 0
    return code.zfill(digits), 1


def _lall_class(text: str, file_name: str) -> str:
    if text not in lall_classes():
        raise _bad_row([text], file_name)
    return text


def _shown(cells: Sequence[object]) -> str:
    """The first cells of a row, fit for a message even where the file is not text at all."""
    text = ", ".join(_text(cell) for cell in cells[:4])[:80]
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _bad_row(cells: Sequence[str], file_name: str) -> SchemaMismatch:
    shown = _shown(cells)
    return SchemaMismatch(
        T(
            f"{file_name}: [{shown}] holds no code of this nomenclature; correct the row or fetch the file again",
            f"{file_name}：[{shown}]不是该分类的编码；请更正该行或重新获取文件",
        )
    )
