"""Text files: which encoding, which delimiter, where the header is; made into clean UTF-8 where they are not."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from entrepot.lake.files.limits import LIMITS, too_wide
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

_BLOCK = 1 << 20
_HEAD_ROWS = 40
_HEAD_CHARS = 1 << 20
_SURELY_UTF8 = 8
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_WEB_PAGE = re.compile(
    rb"^(\xef\xbb\xbf)*\s*(<!--.*?-->\s*)*(<!doctype html|<html|<head|<body|<meta|<script|<table|<\?xml[^>]*\?>\s*(<!doctype )?<?html)",
    re.IGNORECASE | re.DOTALL,
)

Row = tuple[str | None, ...]
FindHeader = Callable[[Sequence[Row]], int | None]


@dataclass(frozen=True, slots=True)
class CleanText:
    """A UTF-8 file whose lines all end alike, its delimiter and its first rows."""

    path: Path
    delimiter: str
    head: tuple[Row, ...]


def refuse_web_page(name: str, start: bytes) -> None:
    if _WEB_PAGE.match(start):
        raise SchemaMismatch(
            T(
                f"{name} is a web page, not data: the site served a page (an error, a log-in, a robot check) or a table "
                "saved as .xls. Open it in a browser, download the data again by hand, or open it in Excel and save as .xlsx.",
                f"{name} 是网页而不是数据：网站返回的是网页（报错、登录或人机验证），或是另存为 .xls 的网页表格。"
                "请在浏览器中重新下载数据，或用 Excel 打开后另存为 .xlsx。",
            )
        )


def clean_text(path: Path, name: str, work: Path) -> CleanText:
    """The file itself where it is clean UTF-8 already, otherwise a cleaned copy in `work`."""
    with path.open("rb") as file:
        start = file.read(_BLOCK)
    if not start.strip():
        raise SchemaMismatch(T(f"{name} is empty", f"{name} 是空文件"))
    refuse_web_page(name, start)
    encoding, clean = _encoding(path, name, start)
    if not clean:
        path = _copy_as_utf8(path, encoding, name, work)
    with path.open(encoding="utf-8-sig", newline="") as text:
        first = text.read(_HEAD_CHARS)
    if len(first) == _HEAD_CHARS:
        # The last line is cut, unless all of it is one line.
        first = first[: first.rfind("\n") + 1] or first
    first = first.lstrip("\ufeff")
    if not first.strip():
        raise SchemaMismatch(T(f"{name} is empty", f"{name} 是空文件"))
    delimiter = _delimiter(first, name)
    return CleanText(path, delimiter, _head(first, delimiter, name))


def _encoding(path: Path, name: str, start: bytes) -> tuple[str, bool]:
    """(encoding, whether DuckDB may read the file as it is)."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    utf8 = codecs.getincrementaldecoder("utf-8")()
    surely = start.startswith(codecs.BOM_UTF8)
    offset = returns = newlines = both = 0
    before = b""
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            if b"\x00" in block:
                raise _nul(name, offset + block.index(b"\x00"))
            try:
                text = utf8.decode(block, final=not block)
            except UnicodeDecodeError as problem:
                good = problem.object[: problem.start].decode("utf-8")
                if surely or len(good) - sum(map(str.isascii, good)) >= _SURELY_UTF8:
                    raise _undecodable(name, offset + problem.start, "UTF-8") from problem
                return _national_encoding(problem.object), False
            if not block:
                break
            surely = surely or len(block) - len(text) >= _SURELY_UTF8
            # After a line that ended without a return, one return anywhere is one too many: the rest need not be counted.
            if returns or not newlines or b"\r" in block:
                returns, newlines = returns + block.count(b"\r"), newlines + block.count(b"\n")
                both += block.count(b"\r\n") + (before == b"\r" and block.startswith(b"\n"))
            before = block[-1:]
            offset += len(block)
    # DuckDB wants every line to end in the same way.
    return "utf-8", returns == both and both in (0, newlines)


def _national_encoding(block: bytes) -> str:
    """GB18030 where the bytes beyond ASCII come in pairs; where they stand alone among letters, Western (as Comtrade's)."""
    lengths = [len(run) for run in _NOT_ASCII.findall(block)]
    return "cp1252" if lengths.count(1) * 2 > len(lengths) else "gb18030"


def _copy_as_utf8(path: Path, encoding: str, name: str, work: Path) -> Path:
    clean = work / f"{path.stem[:40]}.utf8.csv"
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, held_return = 0, ""
    with path.open("rb") as source, clean.open("w", encoding="utf-8", newline="") as target:
        while True:
            block = source.read(_BLOCK)
            try:
                text = held_return + decoder.decode(block, final=not block)
            except UnicodeDecodeError as problem:
                raise _undecodable(name, offset + problem.start, encoding) from problem
            held_return = ""
            if block and text.endswith("\r"):
                text, held_return = text[:-1], "\r"
            if "\x00" in text:
                raise _nul(name, offset)
            target.write(text.replace("\r\n", "\n").replace("\r", "\n"))
            if not block:
                return clean
            offset += len(block)


def _undecodable(name: str, position: int, encoding: str) -> SchemaMismatch:
    tried = "UTF-8" if encoding == "UTF-8" else f"UTF-8 / {encoding}"
    return SchemaMismatch(
        T(
            f"{name}: byte {position:,} cannot be read as {tried}; the file is damaged, cut short or in another encoding. "
            "Download it again, or save it again as 'CSV UTF-8'.",
            f"{name}：第 {position:,} 字节无法按 {tried} 读取，文件已损坏、不完整或为其他编码。"
            "请重新下载，或另存为“CSV UTF-8”。",
        )
    )


def _nul(name: str, offset: int) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name}: a NUL byte at position {offset:,}; this is no text file (or a damaged one). Download it again.",
            f"{name}：第 {offset:,} 字节为空字节，不是文本文件或已损坏，请重新下载。",
        )
    )


def _delimiter(first: str, name: str) -> str:
    """The mark that cuts the first lines into the most columns, equally many on each line."""
    if name.lower().endswith((".tsv", ".tab")) and "\t" in first.partition("\n")[0]:
        # Eurostat's lines hold more commas within their first cell than tabs between cells.
        return "\t"
    best, most, widest = ",", 0.0, 1
    for delimiter in (",", "\t", ";", "|"):
        try:
            widths = [len(row) for row in islice(_reader(first, delimiter), 20) if row]
        except csv.Error:
            continue
        typical = sorted(widths)[len(widths) // 2] if widths else 1
        # Commas also cut `6,91;7,02`, but not into as many parts on the line of names.
        even = (typical - 1) * widths.count(typical) / max(len(widths), 1)
        if even > most:
            best, most, widest = delimiter, even, typical
    if widest > LIMITS.columns:
        raise too_wide(name, widest)
    return best


def _head(first: str, delimiter: str, name: str) -> tuple[Row, ...]:
    reader = _reader(first, delimiter)
    try:
        return tuple(tuple(cell if cell.strip() else None for cell in row) for row in islice(reader, _HEAD_ROWS))
    except csv.Error as problem:
        raise SchemaMismatch(
            T(
                f"{name}: line {reader.line_num} cannot be cut into cells ({problem}); is it a table at all?",
                f"{name}：第 {reader.line_num} 行无法分成单元格（{problem}），文件是否为表格？",
            )
        ) from problem


def _reader(first: str, delimiter: str) -> Any:
    csv.field_size_limit(LIMITS.cell_chars)
    return csv.reader(io.StringIO(first, newline=""), delimiter=delimiter)
