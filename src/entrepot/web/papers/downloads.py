"""One chart or table as a file: what it draws, or its rows as a worksheet reads them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from entrepot.reports.documents import FORMATS
from entrepot.reports.documents.setting import Cell, Grid, Picture, Setting
from entrepot.reports.palette import Theme
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

TYPES: Final = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
REFERENCE: Final = T("Reference", "出处")
# A code that begins with a nought is none.
_NUMBER: Final = re.compile(r"[+\u2212-]?([1-9]\d{0,2}(,\d{3})+|0|[1-9]\d*)(\.\d+)?", re.ASCII)
# A worksheet takes a text that begins so for a formula.
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")


def part_named(setting: Setting, name: str) -> Grid | Picture:
    found = next((one for one in setting.grids if one.id == name), None)
    if found is None:
        raise UnknownName(T("figure or table", "图表"), name, tuple(one.id for one in setting.grids))
    return found


def part_bytes(setting: Setting, part: Grid | Picture, ending: str, theme: Theme) -> bytes:
    if ending == "csv":
        return _csv(part)
    if ending == "xlsx":
        return FORMATS["xlsx"].write(replace(setting, body=(part,), explanations=(), references=()))
    if not isinstance(part, Picture) or ending not in ("svg", "png"):
        raise UnknownName(T("form", "格式"), ending, ("csv", "xlsx"))
    return part.drawing.svg(theme=theme).encode() if ending == "svg" else part.drawing.png(theme=theme)


def _csv(part: Grid | Picture) -> bytes:
    """Numbers in full, not as shown."""
    heads = [harmless(f"{head.title} ({head.unit})" if head.unit else head.title) for head in part.heads]
    return csv_bytes([heads, *([_plain(cell) for cell in row] for row in part.rows)], part.source)


def csv_bytes(rows: Sequence[Sequence[str]], said: str) -> bytes:
    """With a byte order mark, so that Excel reads it as UTF-8; in every row whose numbers they are, which no cutting out loses."""
    text = io.StringIO(newline="")
    heads, *others = rows or [[]]
    writer = csv.writer(text)
    writer.writerow([*heads, REFERENCE] if said else heads)
    ends = [harmless(said)] if said else []
    writer.writerows([*row, *[""] * (len(heads) - len(row)), *ends] for row in others)
    return ("\ufeff" + text.getvalue()).encode()


def _plain(cell: Cell) -> str:
    if cell.number is None:
        return plain(cell.text)
    if cell.number.value is None or cell.scale is None:
        return ""
    return format(cell.number.value.scaleb(-cell.scale.power).normalize(), "f")


def plain(text: str) -> str:
    """A number as programs read it, without thousands apart and with their minus; another text so that nothing is run."""
    return text.replace("\u2212", "-").replace(",", "") if is_number(text) else harmless(text)


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def harmless(text: str) -> str:
    """The text, so that no worksheet runs it."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
