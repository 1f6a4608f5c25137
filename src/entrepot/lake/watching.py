"""How far a running query is, for whoever shows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import duckdb

from entrepot.vocabulary.steps import Share


@contextmanager
def watched(connection: duckdb.DuckDBPyConnection) -> Iterator[Share]:
    """DuckDB's own count of its running query, from 0 to 1; None before the first hundredth and once the watch is over."""
    connection.execute("SET enable_progress_bar_print = false")
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET progress_bar_time = 0")
    # Whoever asks is in another thread: no question may meet the connection while it is being closed.
    asking, over = Lock(), False

    def share() -> float | None:
        with asking:
            percent = 0.0 if over else connection.query_progress()
        # Where DuckDB takes a plan's last part for nearly all of it, it counts in thousandths: that tells nothing.
        return percent / 100 if percent >= 1 else None

    try:
        yield share
    finally:
        with asking:
            over = True
