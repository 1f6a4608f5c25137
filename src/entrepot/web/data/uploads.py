"""Files handed over in a browser: kept in a folder of their own each, until their job is done."""

from __future__ import annotations

import errno
import re
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.web.front.in_time import Unreceived
from entrepot.web.front.state import state_folder

# A refused file waits so long for somebody to say that its bad rows be set aside.
KEPT_SECONDS: Final = 7 * 24 * 3600
_LONGEST_STEM: Final = 60
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ID: Final = re.compile(r"[0-9a-f]{32}")
_OTHER: Final = re.compile(r"[^\w .()\-]+")
_TAKEN_BY_WINDOWS: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def keep(name: str, blocks: Iterable[bytes]) -> str:
    """The id under which the file is kept; `name` is what the browser calls it, which tells its kind, flow and period."""
    sweep()
    upload = uuid.uuid4().hex
    file = _folder(upload) / harmless_name(name)
    try:
        with room_on_disk():
            file.parent.mkdir(parents=True, mode=0o700)
            with file.open("xb") as out:
                for block in blocks:
                    out.write(block)
    except BaseException:
        drop(upload)
        raise
    return upload


@contextmanager
def room_on_disk() -> Iterator[None]:
    """Unreceived where there is none."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in _FULL:
            raise
        raise Unreceived(
            503,
            T(
                "The disk of this machine is full: nothing of the file was kept. Make room, and upload it again.",
                "本机磁盘已满，文件未被保留。请清理磁盘后重新上传。",
            ),
        ) from problem


class ToDisk(TemporaryFileUploadHandler):
    """What is uploaded goes to a file as it comes. Of a full disk is told at the end: a browser listens once it has sent all."""

    full: Unreceived | None = None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.full is not None:
            return
        try:
            with room_on_disk():
                super().receive_data_chunk(raw_data, start)
        except Unreceived as problem:
            self.full = problem
            with suppress(OSError):
                self.file.close()

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if self.full is not None:
            raise self.full
        return super().file_complete(file_size)


def file_of(upload: str) -> Path:
    found = sorted(_folder(upload).iterdir()) if _ID.fullmatch(upload) and _folder(upload).is_dir() else []
    if not found:
        raise MissingData(
            T(
                "the file is not kept any more: upload it again",
                "文件已不再保留：请重新上传",
            )
        )
    return found[0]


def is_kept(upload: str) -> bool:
    return _ID.fullmatch(upload) is not None and _folder(upload).is_dir()


def drop(upload: str) -> None:
    if _ID.fullmatch(upload):
        shutil.rmtree(_place(upload), ignore_errors=True)


def sweep() -> None:
    """Away with what nobody came back for, and with halves of files that a killed server left."""
    oldest = time.time() - KEPT_SECONDS
    for place in (state_folder() / "uploads").iterdir():
        if place.stat().st_mtime < oldest:
            if place.is_dir():
                shutil.rmtree(place, ignore_errors=True)
            else:
                place.unlink(missing_ok=True)


def harmless_name(name: str) -> str:
    """The last part of a name, of letters, digits and a few signs only: it can lead nowhere and stand for no other file.

    It is not dropped altogether, because publishers write in it what their files do not say.
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    clean = _OTHER.sub("_", last).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    clean = f"{stem[:_LONGEST_STEM]}{dot}{ending[:12]}" if dot else clean[:_LONGEST_STEM]
    if not clean or _TAKEN_BY_WINDOWS.fullmatch(clean):
        clean = f"file_{clean}"
    return clean


def _place(upload: str) -> Path:
    return state_folder() / "uploads" / upload


def _folder(upload: str) -> Path:
    # Sources look at the name of the folder too: this one says nothing.
    return _place(upload) / "file"
