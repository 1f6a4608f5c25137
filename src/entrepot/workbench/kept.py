"""What one process found out and the next need not: small JSON files in the user's cache folder.

A file holds for one state of the program, of its engines and of whatever its key names: where any of these is another, it is
never looked at. It lies with the user and not in the lake, for what is kept are statements that will be run, and a
lake may come from somebody else.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import duckdb

from entrepot.parameters.settings import cache_folder

_FOLDERS: Final = ("vocabulary", "parameters", "sources", "lake", "measures", "workbench")
"""Folders of the package that a statement may depend on."""
_STARTED: Final = time.time()
MOST: Final = 1000
"""So many files of a few kilobytes; the oldest make room."""


def found(kind: str, *key: object) -> Any:
    """What was kept under this key; None where nothing was, or what is there is not whole."""
    name = _named(kind, key)
    if name is None:
        return None
    with suppress(OSError, RuntimeError, ValueError, KeyError, TypeError):
        told = json.loads((_folder() / name).read_bytes())
        if told["digest"] == _digest(told["kept"]):
            return json.loads(told["kept"])
    return None


def keep(value: Any, kind: str, *key: object) -> None:
    """A file is put in place whole or not at all; a folder that cannot be written to keeps nothing."""
    name = _named(kind, key)
    if name is None:
        return
    text = json.dumps(value, ensure_ascii=False)
    # RuntimeError is what Python says where nobody has a home.
    with suppress(OSError, RuntimeError):
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = folder / f"{uuid.uuid4().hex}.partial"
        partial.write_text(json.dumps({"digest": _digest(text), "kept": text}), encoding="utf-8")
        partial.replace(folder / name)
        if name.startswith("0"):
            _make_room(folder)


def _folder() -> Path:
    return cache_folder() / "statements"


def _named(kind: str, key: tuple[object, ...]) -> str | None:
    program = _program()
    return f"{_digest(repr((program, kind, key)))[:40]}.json" if program else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _make_room(folder: Path) -> None:
    files = list(os.scandir(folder))
    for old in sorted(files, key=lambda file: file.stat().st_mtime)[: max(0, len(files) - MOST)]:
        Path(old.path).unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _program() -> str | None:
    """The program and its engines as they are; None where a file has changed since this process loaded it."""
    package = Path(__file__).parent.parent
    files = sorted(file for name in _FOLDERS for file in _files(package / name))
    if max(changed for _, changed, _ in files) > _STARTED * 1e9:
        return None
    versions = version("entrepot"), duckdb.__version__, version("ibis-framework"), version("sqlglot")
    return _digest(repr((versions, files)))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for entry in os.scandir(folder):
        if not entry.is_dir():
            stat = entry.stat()
            yield entry.path, stat.st_mtime_ns, stat.st_size
        elif entry.name != "__pycache__":
            yield from _files(Path(entry.path))
