"""Where DuckDB puts what memory does not hold: a folder for each process, cleared by the next one if it was killed.

Who holds the lock of a folder lives; so nothing of a living process is ever cleared, whatever became of process numbers.
"""

from __future__ import annotations

import atexit
import getpass
import shutil
import tempfile
import uuid
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

HELD: Final = "held.lock"
_SWEEPING: Final = "sweeping.lock"


def spill_folder() -> Path:
    """A folder for one connection, which makes it when it must."""
    return _of_this_process(Path(tempfile.gettempdir()) / f"entrepot-spill-{_user()}") / uuid.uuid4().hex


def spilling(root: Path) -> tuple[Path, FileLock]:
    """A folder of one's own in `root`, held until the lock is let go; what the dead left there is gone."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Nobody sweeps between the making of a folder and its being held.
    with FileLock(root / _SWEEPING):
        for folder in root.iterdir():
            if folder.is_dir():
                _sweep(folder)
        own = root / uuid.uuid4().hex
        own.mkdir()
        held = FileLock(own / HELD, thread_local=False)
        held.acquire()
    return own, held


def _sweep(folder: Path) -> None:
    held = FileLock(folder / HELD, thread_local=False)
    try:
        held.acquire(timeout=0)
    except (Timeout, OSError):
        return
    held.release()
    shutil.rmtree(folder, ignore_errors=True)


@cache
def _of_this_process(root: Path) -> Path:
    own, held = spilling(root)

    def let_go() -> None:
        held.release()
        shutil.rmtree(own, ignore_errors=True)

    atexit.register(let_go)
    return own


def _user() -> str:
    """The folder for temporary files may be everybody's."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "somebody"
