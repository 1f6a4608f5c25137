"""Which characters no installed font can draw, found in the fonts' own character maps: PDF/A may not hold one of them."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, Final

from entrepot.reports.fonts import chinese_sans, chinese_serif, machine_fonts

SUBSTITUTE: Final = "□"
# Unicode tables of a font, the fullest first: (platform, encoding).
_UNICODE: Final = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))


@dataclass(frozen=True, slots=True)
class Ranges:
    """Of codes that a font can draw: where each starts, in order, and where it ends."""

    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def hold(self, code: int) -> bool:
        at = bisect_right(self.starts, code) - 1
        return at >= 0 and code <= self.ends[at]


def undrawable(characters: Iterable[str]) -> frozenset[str]:
    """Those that no font has; the paper's own fonts are asked first, and others only about what is left."""
    left = {sign for sign in characters if not sign.isspace()}
    for path, index in _files():
        if not left:
            break
        ranges = _ranges(path, index)
        left = {sign for sign in left if not ranges.hold(ord(sign))}
    return frozenset(left)


@cache
def _files() -> tuple[tuple[str, int], ...]:
    first = (chinese_serif(), chinese_sans())
    fonts = sorted(machine_fonts().fonts(), key=lambda font: font.family not in first)
    # A font in colour has pictures for signs, which print in no document for keeping.
    return tuple(dict.fromkeys((font.path, font.index) for font in fonts if font.path and "Color" not in font.family))


@cache
def _ranges(path: str, index: int) -> Ranges:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return _map_of(file, index)
    except (OSError, struct.error, ValueError):
        return Ranges()


def _map_of(file: BinaryIO, index: int) -> Ranges:
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12 + 4 * index)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    (tables,) = struct.unpack(">H6x", file.read(8))
    directory = file.read(16 * tables)
    for tag, _, offset, length in struct.iter_unpack(">4sIII", directory):
        if tag == b"cmap":
            file.seek(offset)
            return _read(file.read(length))
    return Ranges()


def _read(cmap: bytes) -> Ranges:
    (count,) = struct.unpack_from(">H", cmap, 2)
    found = {(p, e): at for p, e, at in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * count])}
    for key in _UNICODE:
        if key in found:
            at = found[key]
            (form,) = struct.unpack_from(">H", cmap, at)
            if form == 12:
                return _segments_of_32(cmap, at)
            if form == 4:
                return _segments_of_16(cmap, at)
    return Ranges()


def _segments_of_32(cmap: bytes, at: int) -> Ranges:
    (groups,) = struct.unpack_from(">I", cmap, at + 12)
    flat = struct.unpack_from(f">{3 * groups}I", cmap, at + 16)
    return Ranges(flat[0::3], flat[1::3])


def _segments_of_16(cmap: bytes, at: int) -> Ranges:
    (twice,) = struct.unpack_from(">H", cmap, at + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", cmap, at + 14)
    starts = struct.unpack_from(f">{count}H", cmap, at + 16 + twice)
    # The last segment is a mark, not a character.
    return Ranges(starts[:-1], ends[:-1])
