"""kill -9 at 200 random moments of an ingest, some of them in the express lane: the lake always opens, holds all of the
batch or none, and takes the next."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest

from entrepot.lake.ingest import ingest
from entrepot.lake.lake import Lake
from entrepot.sources.baci import BACI
from entrepot.sources.exchange_rates import EXCHANGE_RATES
from entrepot.sources.source import Source

SEED = 20240531
MONTHS = [f"{year}-{month:02}-01" for year in range(2000, 2020) for month in range(1, 13)]
PRODUCTS = [f"{code:06}" for code in range(10100, 10100 + len(MONTHS))]

# Everything is imported before a process is split off for each ingest. The parent itself starts no thread (no DuckDB, no
# Delta), so that its children are sound.
NURSERY = textwrap.dedent(
    """
    import os, signal, sys, time
    from pathlib import Path
    import ibis
    from entrepot.lake.engine import compile_sql
    from entrepot.lake.ingest import ingest
    from entrepot.lake.lake import Lake
    from entrepot.sources.baci import BACI
    from entrepot.sources.exchange_rates import EXCHANGE_RATES
    from entrepot.sources.source import About, Sheet

    sources = {source.id: source for source in (BACI, EXCHANGE_RATES)}
    names = ("Date", "Country", "Exchange rate")
    raw = ibis.table({**dict.fromkeys(names, "string"), "row": "int64"}, name="raw")
    compile_sql(EXCHANGE_RATES.tidy(raw, About(Sheet("monthly.csv", names))))
    raw = ibis.table({**dict.fromkeys("tijkvq", "string"), "row": "int64"}, name="raw")
    compile_sql(BACI.tidy(raw, About(Sheet("BACI_HS17_Y2021_V202301.csv", tuple("tijkvq")))))
    print("ready", flush=True)
    for line in sys.stdin:
        source, large, lake, file, seconds = line.rstrip("\\n").split("\\t")
        began = time.perf_counter()
        child = os.fork()
        if not child:
            ingest(Lake(Path(lake)), Path(file), (sources[source],), large_bytes=int(large))
            os._exit(0)
        if float(seconds):
            time.sleep(float(seconds))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), time.perf_counter() - began, flush=True)
    """
)


@dataclass(frozen=True)
class Lane:
    """`file` writes 240 rows whose `column` is a value times `times`; each such file replaces the whole of the one before."""

    source: Source
    large_bytes: int
    file: Callable[[Path, int], Path]
    column: str
    times: int
    written_by: str
    lakes: int

    @property
    def table(self) -> str:
        return self.source.gives.name


class Nursery:
    """Ingests in processes of their own, killed after so many seconds (0: never)."""

    def __init__(self) -> None:
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **one_thread},
        )  # fmt: skip
        assert self._answer() == "ready"

    def ingest(self, lake: Lake, lane: Lane, file: Path, *, killed_after: float) -> tuple[int, float]:
        """(exit status, negative where killed; seconds it ran)."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{lane.source.id}\t{lane.large_bytes}\t{lake.folder}\t{file}\t{killed_after}\n")
        self.process.stdin.flush()
        status, seconds = self._answer().split()
        return int(status), float(seconds)

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


def rates_file(folder: Path, value: int) -> Path:
    """Japan's rate in every month of twenty years is `value`."""
    file = folder / f"monthly {value}.csv"
    lines = "".join(f"{month},Japan,{value}\n" for month in MONTHS)
    file.write_text(f"Date,Country,Exchange rate\n{lines}", encoding="utf-8")
    return file


def baci_file(folder: Path, value: int) -> Path:
    """Afghanistan sells China `value` thousand dollars' worth of every product."""
    file = folder / f"baci {value}" / "BACI_HS17_Y2021_V202301.csv"
    file.parent.mkdir(exist_ok=True)
    lines = "".join(f"2021,4,156,{product},{value},NA\n" for product in PRODUCTS)
    file.write_text(f"t,i,j,k,v,q\n{lines}", encoding="utf-8")
    return file


KILLS_OF_A_LAKE = 25
CAREFUL = Lane(EXCHANGE_RATES, 1 << 60, rates_file, "per_usd", 1, "DuckDB", lakes=6)
EXPRESS = Lane(BACI, 0, baci_file, "value_usd", 1000, "parquet-cpp-arrow", lakes=2)


def held(lake: Lake, lane: Lane) -> list[float]:
    """The one value of all rows; the rows of one whole batch, as its record counts them."""
    standing = lake.query(
        f"SELECT batch, {lane.column} AS held, count(*) AS n FROM {lane.table} GROUP BY ALL"
    ).to_pylist()
    history = lake.history()
    assert [batch.version for batch in history] == list(range(1, len(history) + 1))
    if not standing:
        assert not history
        return []
    assert len(standing) == 1
    assert standing[0]["batch"] == history[-1].id
    assert standing[0]["n"] == history[-1].record["rows_kept"] == len(MONTHS)
    files = lake.parquet_files(lane.table)
    assert {pq.read_metadata(file).created_by.split()[0] for file in files} == {lane.written_by}
    return [standing[0]["held"] / lane.times]


def orphans(lake: Lake, lane: Lane) -> set[str]:
    """Files in the tables' folders that no commit speaks of, and whatever lies in the work folder."""
    table = lake.table(lane.table).folder
    added = set()
    for entry in (table / "_delta_log").glob("*.json"):
        actions = [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines()]
        added |= {unquote(action["add"]["path"]) for action in actions if "add" in action}
    on_disk = {str(file.relative_to(table)) for file in table.rglob("*") if file.is_file()}
    in_log = {name for name in on_disk if name.startswith("_delta_log/") and name.endswith(".json")}
    return (on_disk - added - in_log) | {str(left) for left in (lake.folder / "spill").iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("lane", [CAREFUL, EXPRESS], ids=["careful", "express"])
def test_killed_at_any_moment(nursery: Nursery, tmp_path: Path, lane: Lane) -> None:
    chance = random.Random(SEED)
    value, killed_midway, whole = 0, 0, 0
    for number in range(lane.lakes):
        lake = Lake(tmp_path / f"lake {number}")
        _, seconds = nursery.ingest(Lake(tmp_path / f"timed {number}"), lane, lane.file(tmp_path, 1), killed_after=0)
        before: list[float] = []
        for _ in range(KILLS_OF_A_LAKE):
            value += 1
            # A little past the end too: the last step takes no time to speak of, and some must outlive it.
            killed_after = chance.uniform(0.001, seconds * 1.1)
            status, ran = nursery.ingest(lake, lane, lane.file(tmp_path, value), killed_after=killed_after)
            assert status in (0, -9)
            # The machine may be busier than it was when the last whole one was timed, or not so busy any more.
            seconds = seconds * 1.03 if status else ran
            after = held(lake, lane)
            assert after in (before, [value])
            killed_midway += status == -9
            whole += after == [value]
            value += 1
            done = ingest(lake, lane.file(tmp_path, value), (lane.source,), large_bytes=lane.large_bytes)
            before = [value]
            assert done.rows_replaced == len(MONTHS) * bool(after)
            assert held(lake, lane) == before
            assert orphans(lake, lane) == set()
    assert killed_midway > KILLS_OF_A_LAKE * lane.lakes / 4
    assert whole > 0
