"""How much text the cells of a workbook hold once each is written out, told without writing it out.

A workbook of a few hundred kilobytes can name one long text in a million cells (.xlsx), or say that a cell is repeated
a billion times (.ods): what reads it would fill any memory.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import IO, Final

_BLOCK: Final = 1 << 20
_START: Final = 4096
_SHARED: Final = re.compile(rb"<(?:\w+:)?sst[\s>]")
_SHARED_TEXT: Final = re.compile(rb"<(?:\w+:)?si[\s>].*?</(?:\w+:)?si>|<(?:\w+:)?si\s*/>", re.DOTALL)
_SHARED_CELL: Final = re.compile(rb"<(?:\w+:)?c\s[^>]*?\bt=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})")
_ROW_OR_CELL: Final = re.compile(rb"<(?:\w+:)?(table-row|table-cell|covered-table-cell)\b([^>]*)>")
_ROWS: Final = re.compile(rb"number-rows-repeated=[\"'](\d{1,12})")
_COLUMNS: Final = re.compile(rb"number-columns-repeated=[\"'](\d{1,12})")
_CONTENT: Final = "content.xml"


def shared_text(archive: zipfile.ZipFile) -> int:
    """Bytes of the texts that cells of an .xlsx name, each as often as it is named; its parts may be called anything."""
    lengths: list[int] = []
    named: Counter[int] = Counter()
    for name in archive.namelist():
        with archive.open(name) as part:
            start = part.read(_START)
            if _SHARED.search(start):
                lengths += [len(found) for found in _SHARED_TEXT.findall(start + part.read())]
            else:
                for piece in _pieces(part, start):
                    named.update(int(found) for found in _SHARED_CELL.findall(piece))
    return sum(lengths[one] * times for one, times in named.items() if one < len(lengths))


def repeated_cells(archive: zipfile.ZipFile) -> int:
    """Cells of an .ods up to the last one of each row that holds anything, each as often as it is repeated."""
    if _CONTENT not in archive.namelist():
        return 0
    total = rows = here = empty = 0
    with archive.open(_CONTENT) as part:
        for kind, said, closed in (tag for piece in _pieces(part, b"") for tag in _tags(piece)):
            if kind == b"table-row":
                total, rows, here, empty = total + rows * here, _times(_ROWS, said), 0, 0
            elif closed:
                empty += _times(_COLUMNS, said)
            else:
                here, empty = here + empty + _times(_COLUMNS, said), 0
    return total + rows * here


def _tags(piece: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    return ((kind, said, said.endswith(b"/")) for kind, said in _ROW_OR_CELL.findall(piece))


def _times(repeated: re.Pattern[bytes], said: bytes) -> int:
    found = repeated.search(said)
    return int(found.group(1)) if found else 1


def _pieces(part: IO[bytes], rest: bytes) -> Iterator[bytes]:
    """`rest` and the part after it, in pieces that end between two cells: nothing is cut in two or counted twice."""
    while block := part.read(_BLOCK):
        piece, between, rest = (rest + block).rpartition(b"</")
        yield piece
        rest = between + rest
    yield rest
