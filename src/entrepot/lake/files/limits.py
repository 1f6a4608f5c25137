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
    ratio: int = 1_000
    members: int = 1_000
    columns: int = 2_000
    cell_chars: int = 1 << 20
    sheet_cells: int = 40_000_000
    workbook_bytes: int = 2 << 30
    document_bytes: int = 512 << 20


LIMITS = Limits()


def copy_bounded(
    source: IO[bytes] | gzip.GzipFile | lzma.LZMAFile,
    target: Path,
    *,
    packed_bytes: int,
    name: str,
    limits: Limits = LIMITS,
) -> int:
    """Copy until the end, or refuse once it has unfolded beyond reason; what was written is removed then."""
    most = min(limits.unpacked_bytes, max(packed_bytes * limits.ratio, 64 << 20))
    written = 0
    try:
        with target.open("wb") as out:
            while block := source.read(_BLOCK):
                written += len(block)
                if written > most:
                    raise bomb(name, packed_bytes, written)
                out.write(block)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return written


def bomb(name: str, packed: int, unpacked: int) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name}: {packed:,} bytes unfold to more than {unpacked:,}; no statistics do that. Refused. "
            "If the file is sound, unpack it yourself and hand over what is in it.",
            f"{name}：{packed:,} 字节解压后超过 {unpacked:,} 字节，统计文件不会如此，已拒绝。若文件无误，请自行解压后再导入。",
        )
    )


def too_wide(name: str, columns: int, limits: Limits = LIMITS) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name}: {columns:,} columns in line 1; at most {limits.columns:,} are read. Is the file transposed?",
            f"{name}：第1行有 {columns:,} 列，最多读取 {limits.columns:,} 列。文件是否行列颠倒？",
        )
    )
