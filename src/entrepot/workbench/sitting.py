"""Questions asked together: what several of them ask of the lake is asked once. All own tables share one DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any, TypeVar

import duckdb

from entrepot.lake.engine import connect
from entrepot.lake.patience import attended
from entrepot.vocabulary.errors import EntrepotError

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Sitting:
    answers: dict[Hashable, Any] = field(default_factory=dict)


_STARTING = Lock()
_NOW: ContextVar[_Sitting | None] = ContextVar("sitting", default=None)


@contextmanager
def sitting() -> Iterator[None]:
    """While it lasts the lake is taken to stand still; a sitting within another is part of it."""
    if _NOW.get() is not None:
        yield
        return
    token = _NOW.set(_Sitting())
    try:
        yield
    finally:
        _NOW.reset(token)


@contextmanager
def a_duckdb() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose temporary tables and views nobody else sees.

    All are of one DuckDB: however many people ask at once, what it may take is taken once.
    """
    with _shared().cursor() as connection, attended(connection):
        yield connection


def _shared() -> duckdb.DuckDBPyConnection:
    with _STARTING:
        return _started()


@cache
def _started() -> duckdb.DuckDBPyConnection:
    return connect()


def asked_once(key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What `ask` answers, or refuses with: in a sitting it is asked only the first time that the key is met."""
    now = _NOW.get()
    if now is None:
        return ask()
    if key not in now.answers:
        try:
            now.answers[key] = ask()
        except EntrepotError as problem:
            now.answers[key] = problem
    if isinstance(found := now.answers[key], EntrepotError):
        raise found
    answer: Answer = found
    return answer
