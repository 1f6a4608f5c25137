"""kill -9 at 200 random moments of an ingest: the lake always opens, holds all of the batch or none, and takes the next."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from entrepot.lake.ingest import ingest
from entrepot.lake.lake import Lake
from entrepot.sources.exchange_rates import EXCHANGE_RATES

KILLS, LAKES, SEED = 200, 8, 20240531
MONTHS = [f"{year}-{month:02}-01" for year in range(2000, 2020) for month in range(1, 13)]

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
    from entrepot.sources.exchange_rates import EXCHANGE_RATES
    from entrepot.sources.source import About, Sheet

    names = ("Date", "Country", "Exchange rate")
    raw = ibis.table({**dict.fromkeys(names, "string"), "row": "int64"}, name="raw")
    compile_sql(EXCHANGE_RATES.tidy(raw, About(Sheet("monthly.csv", names))))
    print("ready", flush=True)
    for line in sys.stdin:
        lake, file, seconds = line.rstrip("\\n").split("\\t")
        began = time.perf_counter()
        child = os.fork()
        if not child:
            ingest(Lake(Path(lake)), Path(file), (EXCHANGE_RATES,))
            os._exit(0)
        if float(seconds):
            time.sleep(float(seconds))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), time.perf_counter() - began, flush=True)
    """
)


class Nursery:
    """Ingests in processes of their own, killed after so many seconds (0: never)."""

    def __init__(self) -> None:
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **one_thread},
        )  # fmt: skip
        assert self._answer() == "ready"

    def ingest(self, lake: Lake, file: Path, *, killed_after: float) -> tuple[int, float]:
        """(exit status, negative where killed; seconds it ran)."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{lake.folder}\t{file}\t{killed_after}\n")
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
    """Japan's rate in every month of twenty years is `value`: each file replaces the whole of the one before."""
    file = folder / f"monthly {value}.csv"
    lines = "".join(f"{month},Japan,{value}\n" for month in MONTHS)
    file.write_text(f"Date,Country,Exchange rate\n{lines}", encoding="utf-8")
    return file


def held(lake: Lake) -> list[int]:
    """The one value of all rows; the rows of one whole batch, as its record counts them."""
    standing = lake.query("SELECT batch, per_usd, count(*) AS n FROM rates GROUP BY ALL").to_pylist()
    history = lake.history()
    assert [batch.version for batch in history] == list(range(1, len(history) + 1))
    if not standing:
        assert not history
        return []
    assert len(standing) == 1
    assert standing[0]["batch"] == history[-1].id
    assert standing[0]["n"] == history[-1].record["rows_kept"] == len(MONTHS)
    return [standing[0]["per_usd"]]


def orphans(lake: Lake) -> set[str]:
    """Files in the tables' folders that no commit speaks of, and whatever lies in the work folder."""
    table = lake.table("rates").folder
    added = set()
    for entry in (table / "_delta_log").glob("*.json"):
        actions = [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines()]
        added |= {unquote(action["add"]["path"]) for action in actions if "add" in action}
    on_disk = {str(file.relative_to(table)) for file in table.rglob("*") if file.is_file()}
    in_log = {name for name in on_disk if name.startswith("_delta_log/") and name.endswith(".json")}
    return (on_disk - added - in_log) | {str(left) for left in (lake.folder / "spill").iterdir()}


@pytest.mark.slow
def test_killed_at_any_moment(nursery: Nursery, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    value, killed_midway, whole = 0, 0, 0
    for number in range(LAKES):
        lake = Lake(tmp_path / f"lake {number}")
        _, seconds = nursery.ingest(Lake(tmp_path / f"timed {number}"), rates_file(tmp_path, 1), killed_after=0)
        before: list[int] = []
        for _ in range(KILLS // LAKES):
            value += 1
            status, _ = nursery.ingest(lake, rates_file(tmp_path, value), killed_after=chance.uniform(0.001, seconds))
            assert status in (0, -9)
            after = held(lake)
            assert after in (before, [value])
            killed_midway += status == -9
            whole += after == [value]
            value += 1
            done = ingest(lake, rates_file(tmp_path, value), (EXCHANGE_RATES,))
            before = [value]
            assert done.rows_replaced == len(MONTHS) * bool(after)
            assert held(lake) == before
            assert orphans(lake) == set()
    assert killed_midway > KILLS / 2
    assert whole > 0
