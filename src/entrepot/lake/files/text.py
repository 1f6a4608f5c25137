"""Text files: which encoding, which delimiter, where the header is; made into clean UTF-8 where they are not."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from entrepot.lake.files.limits import LIMITS, too_wide
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

_BLOCK = 1 << 20
_HEAD_ROWS = 40
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WEB_PAGE = re.compile(rb"^\s*(<!doctype html|<html|<head|<script|<table|<\?xml[^>]*\?>\s*<html)", re.IGNORECASE)

Row = tuple[str | None, ...]
FindHeader = Callable[[Sequence[Row]], int | None]


@dataclass(frozen=True, slots=True)
class CleanText:
    """A UTF-8 file with plain line ends, its delimiter, and where its header is (0: first record)."""

    path: Path
    encoding: str
    delimiter: str
    head: tuple[Row, ...]
    records_before: int


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
    with path.open(encoding="utf-8-sig", newline="") as lines:
        first = "".join(islice(lines, 50))[: 1 << 20]
    delimiter = _delimiter(first, name)
    head = _head(first, delimiter, name)
    return CleanText(path, encoding, delimiter, head, 0)


def _encoding(path: Path, name: str, start: bytes) -> tuple[str, bool]:
    """(encoding, whether DuckDB may read the file as it is)."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    if b"\x00" in start:
        raise _nul(name, start.index(b"\x00"))
    utf8 = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    with path.open("rb") as file:
        lone_returns = False
        before = b""
        while block := file.read(_BLOCK):
            if b"\x00" in block:
                raise _nul(name, offset + block.index(b"\x00"))
            try:
                utf8.decode(block)
            except UnicodeDecodeError:
                return _national_encoding(start), False
            lone_returns = lone_returns or _has_lone_return(before + block)
            before = block[-1:]
            offset += len(block)
        try:
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            return _national_encoding(start), False
    return "utf-8", not lone_returns


def _has_lone_return(block: bytes) -> bool:
    # A return that no newline follows; one at the very end is judged with the next block.
    return block.count(b"\r") - block.endswith(b"\r") > block.count(b"\r\n")


def _national_encoding(start: bytes) -> str:
    """GB18030 for a header with Chinese in it; otherwise Western, as Comtrade's site writes it."""
    header = start.split(b"\n", 1)[0]
    try:
        if _CHINESE.search(header.decode("gb18030")):
            return "gb18030"
    except UnicodeDecodeError:
        pass
    return "cp1252" if header.isascii() else "gb18030"


def _copy_as_utf8(path: Path, encoding: str, name: str, work: Path) -> Path:
    clean = work / f"{path.stem[:40]}.utf8.csv"
    if encoding == "cp1252":
        encoding = "latin-1"
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, held_return = 0, ""
    with path.open("rb") as source, clean.open("w", encoding="utf-8", newline="") as target:
        while True:
            block = source.read(_BLOCK)
            try:
                text = held_return + decoder.decode(block, final=not block)
            except UnicodeDecodeError as problem:
                raise SchemaMismatch(
                    T(
                        f"{name}: byte {offset + problem.start:,} is neither UTF-8 nor {encoding}; the file is damaged or in "
                        "another encoding. Save it again as 'CSV UTF-8'.",
                        f"{name}：第 {offset + problem.start:,} 字节既不是 UTF-8 也不是 {encoding}，文件已损坏或为其他编码。"
                        "请另存为“CSV UTF-8”。",
                    )
                ) from problem
            held_return = ""
            if block and text.endswith("\r"):
                text, held_return = text[:-1], "\r"
            if "\x00" in text:
                raise _nul(name, offset)
            target.write(text.replace("\r\n", "\n").replace("\r", "\n"))
            if not block:
                return clean
            offset += len(block)


def _nul(name: str, offset: int) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name}: a NUL byte at position {offset:,}; this is no text file (or a damaged one). Download it again.",
            f"{name}：第 {offset:,} 字节为空字节，不是文本文件或已损坏，请重新下载。",
        )
    )


def _delimiter(first: str, name: str) -> str:
    """The mark that cuts the first lines into the most columns, equally many on each line."""
    best, most = ",", 1
    for delimiter in (",", "\t", ";", "|"):
        try:
            widths = [
                len(row) for row in islice(csv.reader(first.splitlines(keepends=True), delimiter=delimiter), 20) if row
            ]
        except csv.Error:
            continue
        typical = sorted(widths)[len(widths) // 2] if widths else 1
        if typical > most:
            best, most = delimiter, typical
    if most > LIMITS.columns:
        raise too_wide(name, most)
    return best


def _head(first: str, delimiter: str, name: str) -> tuple[Row, ...]:
    csv.field_size_limit(LIMITS.cell_chars)
    try:
        rows = list(islice(csv.reader(first.splitlines(keepends=True), delimiter=delimiter), _HEAD_ROWS))
    except csv.Error as problem:
        raise SchemaMismatch(
            T(f"{name}: the first lines are no table ({problem})", f"{name}：开头几行不成表格（{problem}）")
        ) from problem
    return tuple(tuple(cell if cell.strip() else None for cell in row) for row in rows)
