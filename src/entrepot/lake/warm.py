"""A connection kept between questions: nothing is opened anew while the lake stands as it stood."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from entrepot.lake.engine import connect
from entrepot.lake.patience import attended
from entrepot.vocabulary.tables import TABLES

if TYPE_CHECKING:
    from entrepot.lake.lake import Lake


class WarmReader:
    """Views of the lake's tables as they now stand; a commit by anybody is seen at the next question."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._versions: dict[str, int] = {}
        self._lock = threading.Lock()

    def versions(self) -> dict[str, int]:
        return {spec.name: self._lake.table(spec).newest_version() for spec in TABLES}

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of one's own over the shared, cached connection."""
        with self._shared().cursor() as cursor, attended(cursor):
            yield cursor

    def _shared(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            versions = self.versions()
            if self._connection is None:
                self._connection = connect()
                # For every cursor: footers need not be read again, since a file of the lake is never written twice.
                self._connection.execute("SET GLOBAL parquet_metadata_cache = true")
            for name, version in versions.items():
                if self._versions.get(name) != version:
                    self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS {self._lake.sql_of(name)}")
            self._versions = versions
            return self._connection
