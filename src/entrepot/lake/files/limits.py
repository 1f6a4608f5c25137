"""How much a file may unfold to before it is refused."""

from __future__ import annotations

import gzip
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Generous for what publishers serve (a BACI archive unfolds to some 10 GB), small enough to survive an attack."""

    unpacked_bytes: int = 32 << 30
    ratio: int = 300
    floor_bytes: int = 64 << 20
    members: int = 1_000
    columns: int = 2_000
    cell_chars: int = 1 << 20
    sheets: int = 200
    sheet_cells: int = 30_000_000
    workbook_bytes: int = 2 << 30
    document_bytes: int = 512 << 20


LIMITS = Limits()


def most_unpacked(packed_bytes: int, limits: Limits = LIMITS) -> int:
    """What a file of this size may unfold to; rows of hardly anything but zeros shrink a hundredfold."""
    return min(limits.unpacked_bytes, max(packed_bytes * limits.ratio, limits.floor_bytes))


def copy_bounded(source: IO[bytes] | gzip.GzipFile | lzma.LZMAFile, target: Path, *, most: int, name: str) -> int:
    """Copy until the end, or refuse once it has unfolded beyond `most` bytes; what was written is removed then."""
    written = 0
    try:
        with target.open("wb") as out:
            while block := source.read(_BLOCK):
                written += len(block)
                if written > most:
                    raise bomb(name, most)
                out.write(block)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return written


def bomb(name: str, most: int) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name} unfolds to more than {most:,} bytes; no statistics of its size do that. Refused. "
            "If the file is sound, unpack it yourself and hand over what is in it.",
            f"{name} 解压后超过 {most:,} 字节，同样大小的统计文件不会如此，已拒绝。若文件无误，请自行解压后再导入。",
        )
    )


def too_many(name: str, what: T, found: int, most: int) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name} holds {found:,} {what.en}; at most {most:,} are read. Refused: hand over the part that holds the data.",
            f"{name} 含 {found:,} 个{what.zh}，最多读取 {most:,} 个，已拒绝。请只提供含有数据的部分。",
        )
    )


def too_wide(name: str, columns: int, limits: Limits = LIMITS) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name}: {columns:,} columns in line 1; at most {limits.columns:,} are read. Is the file transposed?",
            f"{name}：第1行有 {columns:,} 列，最多读取 {limits.columns:,} 列。文件是否行列颠倒？",
        )
    )
