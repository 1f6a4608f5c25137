"""Out of archives, under names of ours: no name inside an archive is ever used as a path."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

from entrepot.lake.files.limits import LIMITS, copy_bounded, most_unpacked, too_many
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

_OPENERS = {b"\x1f\x8b": (gzip.GzipFile, ".gz"), b"\xfd7zXZ": (lzma.LZMAFile, ".xz"), b"BZh": (bz2.BZ2File, ".bz2")}
# bz2 and lzma report damage as OSError and ValueError of their own, without a number of the system's.
_DAMAGED = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, ValueError, struct.error)


def is_compressed(start: bytes) -> bool:
    return any(start.startswith(magic) for magic in _OPENERS)


def unpacked(path: Path, name: str, start: bytes, work: Path) -> tuple[Path, str]:
    """The one file in a .gz, .xz or .bz2, and what it is called."""
    opener, ending = next(found for magic, found in _OPENERS.items() if start.startswith(magic))
    name_inside = name[: -len(ending)] if name.lower().endswith(ending) else name
    target = work / f"unpacked{Path(name_inside).suffix.lower()}"
    try:
        with opener(path) as packed:
            copy_bounded(packed, target, most=most_unpacked(path.stat().st_size), name=name)
    except (*_DAMAGED, OSError) as problem:
        _raise_if_machine(problem)
        raise _damaged(name, problem) from problem
    if is_compressed(_start(target)):
        raise SchemaMismatch(
            T(f"{name} is packed more than once; unpack it yourself", f"{name} 被多次压缩，请自行解压后再导入")
        )
    return target, name_inside


def members(path: Path, name: str, endings: Collection[str], work: Path) -> Iterator[tuple[Path, str, str]]:
    """Each member with one of `endings`, unpacked, its bare name and its folder's; archives in archives are left alone."""
    left = most_unpacked(path.stat().st_size)
    try:
        with zipfile.ZipFile(path) as archive:
            listed = archive.infolist()
            if len(listed) > LIMITS.members:
                raise too_many(name, T("members", "成员文件"), len(listed), LIMITS.members)
            for number, member in enumerate(listed):
                folder, _, inner = member.filename.replace("\\", "/").rpartition("/")
                suffix = Path(inner).suffix.lower()
                hidden = inner.startswith(".") or member.filename.startswith("__MACOSX/")
                if member.is_dir() or hidden or suffix not in endings or _is_link(member):
                    continue
                if member.flag_bits & 0x1:
                    raise SchemaMismatch(T(f"{name}: {inner} is locked by a password", f"{name}：{inner} 设有密码"))
                target = work / f"member-{number}{suffix}"
                with archive.open(member) as packed:
                    left -= copy_bounded(packed, target, most=left, name=f"{name}/{inner}")
                yield target, inner, folder
                target.unlink(missing_ok=True)
    except (*_DAMAGED, OSError) as problem:
        _raise_if_machine(problem)
        raise _damaged(name, problem) from problem


def is_spreadsheet(path: Path) -> bool:
    """Whether a zip archive is an .xlsx under another name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (*_DAMAGED, OSError):
        return False


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _is_link(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 28) == 0xA


def _raise_if_machine(problem: Exception) -> None:
    if isinstance(problem, OSError) and problem.errno is not None and not isinstance(problem, gzip.BadGzipFile):
        raise problem


def _damaged(name: str, problem: Exception) -> SchemaMismatch:
    said = str(problem) or type(problem).__name__
    return SchemaMismatch(
        T(
            f"{name} is cut short or damaged ({said}); download it again",
            f"{name} 不完整或已损坏（{said}），请重新下载",
        )
    )
