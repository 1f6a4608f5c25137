"""When the machine is in the way: what disk, memory and a damaged lake say, as one sentence."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import T

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_SAID = ("No space left", "File too large", "Disk quota", "could not write", "failed to write")


@contextmanager
def said_plainly(folder: Path) -> Iterator[None]:
    """Trouble with the lake in `folder` becomes BadMachine; nothing has been kept then."""
    try:
        yield
    except (duckdb.OutOfMemoryException, MemoryError) as problem:
        raise BadMachine(
            T(
                "there is not enough memory for this; close other programs, or split the file into years",
                "内存不足；请关闭其他程序，或将文件按年份拆分",
            )
        ) from problem
    except (BrokenPipeError, TimeoutError):
        # The reader of our output has gone, or somebody else holds the lock: the disk is well.
        raise
    except _of_the_disk() as problem:
        raise _disk(folder, problem) from problem


def _of_the_disk() -> tuple[type[Exception], ...]:
    """What is raised where a disk fails; Delta's library raises nothing before it is loaded."""
    delta = sys.modules.get("deltalake.exceptions")
    return (duckdb.IOException, duckdb.FatalException, OSError, *((delta.DeltaError,) if delta else ()))


def _disk(folder: Path, problem: Exception) -> BadMachine:
    said = str(problem).strip().splitlines()[0][:300] if str(problem).strip() else type(problem).__name__
    full = any(words.lower() in str(problem).lower() for words in _FULL_SAID)
    if full or (isinstance(problem, OSError) and problem.errno in _FULL):
        return BadMachine(
            T(
                f"there is no room left on the disk of {folder} ({said}); nothing was changed. Free some room and try again.",
                f"{folder} 所在磁盘空间不足（{said}），未作任何更改。请清理空间后重试。",
            )
        )
    if broken := _broken(folder):
        return BadMachine(
            T(
                f"{broken} is damaged, so the lake {folder} cannot be read; put that file back from a backup, or begin a new lake",
                f"{broken} 已损坏，数据湖 {folder} 无法读取；请从备份恢复该文件，或新建数据湖",
            )
        )
    return BadMachine(
        T(
            f"the lake {folder} cannot be read or written ({said})",
            f"数据湖 {folder} 无法读写（{said}）",
        )
    )


def _broken(folder: Path) -> Path | None:
    """The first entry of a table's log that is no JSON, line by line, as Delta wants it."""
    for entry in sorted(folder.glob("tables/*/_delta_log/*.json")):
        try:
            for line in entry.read_text(encoding="utf-8").splitlines():
                json.loads(line)
        except (ValueError, OSError):
            return entry
    return None
