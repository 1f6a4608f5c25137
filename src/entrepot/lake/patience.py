"""How long a question may take: what goes on beyond that is broken off.

Whoever answers people says how long (`within`); connections are attended where they are opened, so that no formula, study
or page has to think of it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Final

import duckdb

from entrepot.vocabulary.errors import TookTooLong
from entrepot.vocabulary.text import T

# A question may begin its next query just after one was broken off.
_AGAIN_SECONDS: Final = 0.05


class StillWorking(TookTooLong):
    """The work goes on beyond the patience of whoever asked: the answer is there for who looks again."""


class Patience:
    """So many seconds from now on; nothing is watched before a connection is attended."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.over = False
        self.again = False
        """Whether it is worth looking again: what was asked is worked at, or will be."""
        self._until = time.monotonic() + seconds
        self._attended: list[duckdb.DuckDBPyConnection] = []
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._watch: threading.Thread | None = None

    @property
    def left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    @contextmanager
    def attending(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """TookTooLong where the time is up before the connection is left; to be left before it is closed."""
        self._take(connection)
        try:
            yield
        # What streams says that it was interrupted in an OSError.
        except (duckdb.Error, OSError) as problem:
            if self.over:
                raise self.too_long() from problem
            raise
        finally:
            with self._lock:
                self._attended.remove(connection)

    def too_long(self) -> TookTooLong:
        if self.again:
            return StillWorking(
                T(
                    "This is still being worked out. It is kept when it is done, and this page looks again by itself.",
                    "仍在计算中，完成后将保留结果；本页会自动刷新。",
                )
            )
        return TookTooLong(
            T(
                f"this takes longer than the {self.seconds:g} seconds that an answer may take here: ask for one region, a shorter "
                "period or a single product, or ask on the command line, which has no limit",
                f"计算超过此处 {self.seconds:g} 秒的上限：请缩小到一个地区、较短时期或单个商品，或改用不限时的命令行",
            )
        )

    def __enter__(self) -> Patience:
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._watch is not None:
            self._watch.join()

    def _take(self, connection: duckdb.DuckDBPyConnection) -> None:
        with self._lock:
            if self.over or not self.left:
                self.over = True
                raise self.too_long()
            self._attended.append(connection)
            if self._watch is None:
                self._watch = threading.Thread(target=self._break_off, name="patience", daemon=True)
                self._watch.start()

    def _break_off(self) -> None:
        if self._done.wait(self.left):
            return
        self.over = True
        while not self._done.wait(_AGAIN_SECONDS):
            with self._lock:
                for one in self._attended:
                    with suppress(duckdb.Error):
                        one.interrupt()


_current: Final[ContextVar[Patience | None]] = ContextVar("patience", default=None)


def current() -> Patience | None:
    """That of whoever asks; None for those who set no limit."""
    return _current.get()


@contextmanager
def within(seconds: float) -> Iterator[Patience]:
    """Connections attended within are interrupted after so many seconds."""
    with Patience(seconds) as patience:
        before = _current.set(patience)
        try:
            yield patience
        finally:
            _current.reset(before)


@contextmanager
def attended(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The connection, within whatever time there is; without a limit for those who set none."""
    patience = _current.get()
    if patience is None:
        yield connection
        return
    with patience.attending(connection):
        yield connection


@contextmanager
def in_turn(lock: threading.Lock) -> Iterator[None]:
    """The lock held, after waiting no longer than there is time."""
    patience = _current.get()
    if patience is None:
        with lock:
            yield
        return
    if not lock.acquire(timeout=patience.left):
        patience.over = True
        raise patience.too_long()
    try:
        yield
    finally:
        lock.release()


def refuse_late() -> None:
    """TookTooLong where the time is up: what was made of broken-off answers is no answer."""
    patience = _current.get()
    if patience is not None and patience.over:
        raise patience.too_long()
