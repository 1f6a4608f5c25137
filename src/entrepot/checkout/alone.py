"""One set-up at a time: a lock that the system itself lets go when its holders end, however they end."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def alone(lock: Path, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold `lock` for the length of the block; `on_wait` is called once where another holds it."""
    with lock.open("ab") as opened:
        if not _take(opened):
            on_wait()
            while not _take(opened):
                time.sleep(0.2)
        # An installer that outlives a killed start goes on holding the lock, so that the next one waits for it.
        os.set_inheritable(opened.fileno(), True)
        yield


def _take(opened: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            opened.seek(0, os.SEEK_SET)
            msvcrt.locking(opened.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
