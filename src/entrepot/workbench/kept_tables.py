"""Answers that are the same for every region: worked out once for each state of the lake, whoever asks.

They are held in memory, and as files in the user's cache folder for the next process. A key names the statement itself and
not the program, so that what was added up is thrown away only where the sum changes; a file holds rows, nothing that is run.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf, Lake
from entrepot.lake.patience import current
from entrepot.parameters.settings import cache_folder
from entrepot.vocabulary.tables import TABLES
from entrepot.workbench.reading import day_of, open_lake

MOST_BYTES: Final = 256 * 2**20
"""In memory; the longest unused make room."""
LARGEST: Final = 64 * 2**20
"""What is larger is worked out for those who wait for it, and not kept."""
MOST_ON_DISK: Final = 2**30
_LAYOUT: Final = 1
_DIGEST: Final = hashlib.sha256().digest_size

# One at a time: each takes all processors. Not in the thread of who asks, who may go away or be out of patience.
_WORKER: Final = ThreadPoolExecutor(1, thread_name_prefix="sums")
_guard: Final = Lock()
_making: Final[dict[str, Future[pa.Table]]] = {}
_known: Final[OrderedDict[str, pa.Table]] = OrderedDict()


def kept_table(
    lake: Lake, sql: str, values: Sequence[object] = (), *, reads: Sequence[str] = (), as_of: AsOf = None
) -> pa.Table:
    """The rows of a SELECT over the lake's tables (`reads`; all where none is named), words as places among words."""
    key = _key(lake, sql, values, reads, as_of)
    with _guard:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
        making = _making.get(key)
        if making is None:
            making = _making[key] = _WORKER.submit(_made, key, lake, sql, values, as_of)
    patience = current()
    if patience is not None and not wait([making], patience.left).done:
        patience.over = patience.again = True
        raise patience.too_long()
    return making.result()


def forget() -> None:
    """As a process that has just begun, for tests."""
    with _guard:
        _known.clear()


def _key(lake: Lake, sql: str, values: Sequence[object], reads: Sequence[str], as_of: AsOf) -> str:
    standing = [lake.table(spec).standing() for spec in TABLES if not reads or spec.name in reads]
    told = (_LAYOUT, str(lake.folder.absolute()), standing, day_of(as_of), sql, tuple(values))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:40]


def _made(key: str, lake: Lake, sql: str, values: Sequence[object], as_of: AsOf) -> pa.Table:
    try:
        table = _read(key)
        if table is None:
            with open_lake(lake, as_of=as_of) as connection:
                table = _in_words(rows_of(connection, sql, values))
            if table.nbytes <= LARGEST:
                _write(key, table)
        if table.nbytes <= LARGEST:
            _remember(key, table)
        return table
    finally:
        with _guard:
            del _making[key]


def _remember(key: str, table: pa.Table) -> None:
    with _guard:
        _known[key] = table
        while sum(one.nbytes for one in _known.values()) > MOST_BYTES:
            _known.popitem(last=False)


def _in_words(table: pa.Table) -> pa.Table:
    text = [pa.types.is_string(one.type) for one in table.schema]
    columns = [
        pc.dictionary_encode(column.combine_chunks()) if words else column
        for column, words in zip(table.columns, text, strict=True)
    ]
    return pa.Table.from_arrays(columns, names=table.column_names).combine_chunks()


def _read(key: str) -> pa.Table | None:
    """What another process kept; None where nothing was, or what is there is not whole."""
    # RuntimeError is what Python says where nobody has a home.
    with suppress(OSError, RuntimeError, pa.ArrowException):
        content = pa.py_buffer((_folder() / f"{key}.arrow").read_bytes())
        rows = content.slice(_DIGEST)
        if content.slice(0, _DIGEST).to_pybytes() == hashlib.sha256(memoryview(rows)).digest():
            with pa.ipc.open_stream(rows) as stream:
                return stream.read_all()
    return None


def _write(key: str, table: pa.Table) -> None:
    """A file is put in place whole or not at all; a folder that cannot be written to keeps nothing."""
    with suppress(OSError, RuntimeError):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
            stream.write_table(table)
        content = memoryview(sink.getvalue())
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = folder / f"{uuid.uuid4().hex}.partial"
        try:
            with partial.open("wb") as file:
                file.write(hashlib.sha256(content).digest())
                file.write(content)
            partial.replace(folder / f"{key}.arrow")
        finally:
            partial.unlink(missing_ok=True)
        _make_room(folder)


def _make_room(folder: Path) -> None:
    """The newest stay; what is left of a process that was killed goes with the oldest."""
    files = sorted(os.scandir(folder), key=lambda file: -file.stat().st_mtime)
    total = 0
    for file in files:
        total += file.stat().st_size
        if total > MOST_ON_DISK:
            Path(file.path).unlink(missing_ok=True)


def _folder() -> Path:
    return cache_folder() / "sums"
