"""Fixtures shared by all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from entrepot.lake.engine import bind_lookups, compile_sql, connect
from entrepot.sources.lookups import lookup_data
from entrepot.sources.source import About, Sheet, Source

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real files beside the checkout; tests that need them are skipped where they are absent."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real files (../shared/data) are not beside this checkout")
    return folder


Tidied = Callable[..., pa.Table]


@pytest.fixture
def tidied() -> Tidied:
    """`tidied(source, raw_arrow_table, flow=None, **options)`: what a source's `tidy` makes of a raw text table.

    `row` is added (2, 3, ... as if the header were line 1) where the raw table lacks it.
    """

    def run(
        source: Source, raw: pa.Table, *, file: str = "file.csv", flow: str | None = None, **options: str
    ) -> pa.Table:
        printed = [name for name in raw.column_names if name != "row"]
        if "row" not in raw.column_names:
            raw = raw.append_column("row", pa.array(range(2, raw.num_rows + 2), pa.int64()))
        head = tuple(tuple(row[name] for name in printed) for row in raw.slice(0, 20).to_pylist())
        about = About(Sheet(file, tuple(printed), head), flow=flow, options=tuple(options.items()))
        unbound = ibis.table({**dict.fromkeys(printed, "string"), "row": "int64"}, name="raw")
        sql = compile_sql(source.tidy(unbound, about))
        with connect() as connection:
            connection.register("raw", raw)
            bind_lookups(connection, sql, lookup_data())
            return connection.sql(f"SELECT * FROM ({sql}) ORDER BY row").to_arrow_table()

    return run
