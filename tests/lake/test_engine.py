"""DuckDB as we set it up: bounded in memory, spilling where it disturbs nobody."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from entrepot.lake.engine import connect

SORTED = "CREATE TABLE t AS SELECT hash(i) AS h, repeat('x', 40) || i AS s FROM range(1500000) r(i) ORDER BY h"


@pytest.mark.parametrize("given", [True, False])
def test_more_than_the_memory_is_spilled_and_swept(
    given: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, temporary, spill = (tmp_path / name for name in ("here", "temporary", "spill"))
    for folder in (here, temporary, spill):
        folder.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with connect(spill=spill if given else None, memory_limit="96MiB") as connection:
        connection.execute(SORTED)
        assert list((spill if given else temporary).iterdir())
    # Locks stay: who holds one lives.
    left = [one for one in (*here.iterdir(), *temporary.rglob("*"), *spill.glob("*.tmp")) if one.is_file()]
    assert {one.suffix for one in left} <= {".lock"}


def test_nothing_is_loaded_from_outside() -> None:
    with connect() as connection, pytest.raises(duckdb.Error):
        connection.execute("SELECT * FROM read_json('nowhere.json'); LOAD httpfs")
