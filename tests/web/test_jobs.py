"""Jobs: held by one at a time, taken up again after a kill, done once; on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.csv
import pytest

from entrepot.workbench import Workbench

LAWS = textwrap.dedent(
    """
    import threading, django
    from datetime import timedelta
    django.setup(set_prefix=False)
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone
    call_command("migrate", interactive=False, verbosity=0)
    from entrepot.vocabulary.errors import BadMachine
    from entrepot.vocabulary.text import T
    from entrepot.web.jobs.models import *
    from entrepot.web.jobs.queue import *

    # Eight workers rush at twelve jobs: each job is had by exactly one of them.
    jobs = [put("ingest", {"number": number}) for number in range(12)]
    had, start = [], threading.Barrier(8)
    def rush(name):
        start.wait()
        while (job := take(name)) is not None:
            had.append(job.pk)
        connection.close()
    rushing = [threading.Thread(target=rush, args=(f"w{number}",)) for number in range(8)]
    [one.start() for one in rushing]; [one.join() for one in rushing]
    assert sorted(had) == sorted(job.pk for job in jobs), had
    assert not is_anything_due()

    # A lease that is renewed is kept; one that has run out goes to the next, and the first may not finish any more.
    first = Job.objects.get(pk=jobs[0].pk)
    holder = first.holder
    assert renew(first, holder, share=0.5, words=T("reading", "读取"))
    assert Job.objects.get(pk=first.pk).share == 0.5
    Job.objects.filter(pk=first.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert is_anything_due()
    again = take("next")
    assert (again.pk, again.attempts, again.share) == (first.pk, 2, None)
    assert not renew(first, holder, share=0.9, words=None)
    assert not finish(first, holder, DONE, {})
    assert finish(again, "next", DONE, {"rows": 3})
    assert Job.objects.get(pk=first.pk).result == {"rows": 3}
    assert not finish(again, "next", FAILED, {}), "an end is an end"

    # What is handed back counts as never begun; what kills its worker thrice has failed.
    second = Job.objects.get(pk=jobs[1].pk)
    assert hand_back(second, second.holder)
    assert Job.objects.get(pk=second.pk).attempts == 0
    for attempt in (1, 2, 3):
        assert take(f"victim{attempt}").attempts == attempt
        Job.objects.filter(pk=second.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert take("fourth") is None
    ended = Job.objects.get(pk=second.pk)
    assert ended.state == FAILED and "3" in ended.result["message"]["zh"], ended.result

    # The queue is short, and oldest first.
    while True:
        try:
            put("check", {})
        except BadMachine as full:
            assert "20" in full.message.en
            break
    assert Job.objects.filter(state__in=OPEN).count() == MOST_OPEN
    due_now = list(Job.objects.filter(state=WAITING).order_by("created"))
    assert take("x").pk == due_now[0].pk

    # Of eight who ask the same at once, one makes the job; it is behind those that give no way, and takes none's place.
    once, start = [], threading.Barrier(8)
    def ask():
        start.wait()
        once.append(put_once("backtest", {"region": "CN-LN"}).pk)
        connection.close()
    asking = [threading.Thread(target=ask) for _ in range(8)]
    [one.start() for one in asking]; [one.join() for one in asking]
    assert len(once) == 8 and len(set(once)) == 1, once
    behind = Job.objects.get(pk=once[0])
    assert before(behind) == MOST_OPEN
    assert before(Job.objects.filter(kind="check").order_by("created").last()) == MOST_OPEN - 1
    assert take("y").kind == "check"

    # At its first step it gives way, as if it had never been begun; what nobody wants any more is nobody's.
    from entrepot.web.jobs.worker import do
    Job.objects.filter(pk=behind.pk).update(state=RUNNING, holder="z", attempts=1)
    do(Job.objects.get(pk=behind.pk), "z")
    behind.refresh_from_db()
    assert (behind.state, behind.attempts) == (WAITING, 0)
    assert call_off(behind) and not call_off(behind)
    assert not renew(behind, "z", share=None, words=None)
    assert put_once("backtest", {"region": "CN-LN"}).pk != behind.pk
    print("sound")
    """
)


def run_laws(lake: Path, **environment: str) -> str:
    surroundings = {
        **os.environ, "ENTREPOT_LAKE": str(lake), "DJANGO_SETTINGS_MODULE": "entrepot.web.settings", **environment,
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-W", "error::RuntimeWarning", "-c", LAWS], check=False, env=surroundings, capture_output=True, text=True, timeout=120)  # fmt: skip
    return done.stdout.strip() or done.stderr


def test_one_holds_a_job_at_a_time(tmp_path: Path) -> None:
    assert run_laws(tmp_path / "lake") == "sound"


@pytest.mark.postgres
def test_one_holds_a_job_at_a_time_on_postgresql(tmp_path: Path, postgres: psycopg.Connection) -> None:
    postgres.execute("CREATE DATABASE jobs")
    folder = postgres.info.host.replace("/", "%2F")
    address = f"postgresql://entrepot@{folder}:{postgres.info.port}/jobs"
    assert run_laws(tmp_path / "lake", ENTREPOT_DATABASE=address) == "sound"


def test_the_database_keeps_a_log_beside_it(tmp_path: Path) -> None:
    assert run_laws(tmp_path / "lake") == "sound"
    with sqlite3.connect(tmp_path / "lake" / "web" / "entrepot.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


EXPORTERS, IMPORTERS, PRODUCTS = 40, 40, 1500


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A year of BACI, made up: so many rows that taking it in takes a few seconds."""
    codes = np.array([4, 8, 12, 24, 31, 32, 36, 40, 44, 48, 50, 51, 52, 56, 60, 64, 68, 70, 72, 76, 84, 90, 96, 100, 104, 108, 112, 116, 120, 124, 140, 144, 148, 152, 156, 170, 174, 178, 180, 188])  # fmt: skip
    i, j, k = (one.ravel() for one in np.meshgrid(codes, codes, np.arange(PRODUCTS), indexing="ij"))
    kept = i != j
    rows = pa.table({
        "t": np.full(kept.sum(), 2021), "i": i[kept], "j": j[kept],
        "k": np.char.zfill((10100 + k[kept] * 50).astype(str), 6), "v": np.round(1 + (i * 7 + j * 3 + k)[kept] % 997 / 8, 3),
        "q": np.round(1 + (i + j + k)[kept] % 89 / 4, 3),
    })  # fmt: skip
    file = tmp_path_factory.mktemp("baci") / "BACI_HS17_Y2021_V202301.csv"
    pyarrow.csv.write_csv(rows, file)
    return file.read_bytes()


def upload(visit: Any, content: bytes) -> str:
    reply = visit.post("/en/data/upload/", {"source": "baci"}, file=("BACI_HS17_Y2021_V202301.csv", content))
    assert reply.status == 303, reply.text
    return str(reply.headers["location"])


def job_in(lake: Path) -> dict[str, Any]:
    database = sqlite3.connect(lake / "web" / "entrepot.sqlite3", timeout=30)
    try:
        names = ("state", "holder", "attempts", "result")
        row = database.execute(f"SELECT {', '.join(names)} FROM jobs_job ORDER BY created DESC LIMIT 1").fetchone()
        return dict(zip(names, row, strict=True))
    finally:
        database.close()


def wait_for(lake: Path, *states: str, seconds: int = 120) -> dict[str, Any]:
    for _ in range(seconds * 20):
        if (job := job_in(lake))["state"] in states:
            return job
        time.sleep(0.05)
    raise TimeoutError(job_in(lake))


def watched(visit: Any, where: str) -> list[str]:
    """What the page was told each time it asked, until it was told to load anew."""
    told = []
    for _ in range(600):
        reply = visit.get(f"{where}progress/")
        told.append(reply.text)
        if reply.headers.get("hx-refresh") == "true":
            return told
        time.sleep(0.2)
    raise TimeoutError(told[-1])


def worker_of(job: dict[str, Any]) -> int:
    return int(job["holder"].split(":")[1])


def children(process: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], check=False, capture_output=True, text=True)
    return [int(one) for one in found.stdout.split()]


def gone(process: int, seconds: int = 30) -> bool:
    for _ in range(seconds * 10):
        status = Path(f"/proc/{process}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def no_upload_is_left(lake: Path, seconds: int = 30) -> bool:
    """A file goes just after its job is done."""
    for _ in range(seconds * 10):
        if not list((lake / "web" / "uploads").iterdir()):
            return True
        time.sleep(0.1)
    return False


def holds_it_once(lake: Path) -> None:
    bench = Workbench(lake)
    taken = [one for one in bench.history() if one.record["action"] == "ingest" and one.record["source"] == "baci"]
    assert [one.record["rows_kept"] for one in taken] == [EXPORTERS * (IMPORTERS - 1) * PRODUCTS]
    rows = bench.lake.query("SELECT count(*) AS n, count(DISTINCT batch) AS batches FROM flows WHERE source = 'baci'")
    assert rows.to_pylist() == [{"n": EXPORTERS * (IMPORTERS - 1) * PRODUCTS, "batches": 1}]
    assert list((lake / "spill").iterdir()) == []


@linux
@pytest.mark.slow
@pytest.mark.parametrize("also_the_worker", [False, True], ids=["server", "server and worker"])
def test_kill_9_of_the_server_in_the_middle_of_an_ingest(
    also_the_worker: bool, tmp_path: Path, serve: Callable[..., Any], visitor: type[Any], large_file: bytes
) -> None:
    lake = tmp_path / "lake"
    with serve(lake) as (address, server):
        where = upload(visitor(address), large_file)
        worker = worker_of(wait_for(lake, "running"))
        time.sleep(0.4)
        processes = [server.pid, *children(server.pid), *([worker] if also_the_worker else [])]
        for process in processes:
            os.kill(process, signal.SIGKILL)
        server.wait(timeout=60)
        for process in processes:
            assert gone(process)
        assert gone(worker), "a worker ends with its server"
    left = job_in(lake)
    assert left["state"] == ("running" if also_the_worker else "waiting"), "the kill came too late to be in the middle"
    with serve(lake) as (address, _):
        visit = visitor(address)
        assert wait_for(lake, "done", "failed", "refused")["state"] == "done"
        assert re.search(r"Rows kept</dt><dd>2,340,000<", visit.get(where).text)
        holds_it_once(lake)
        # The very file once more is the same batch, and changes nothing.
        again = upload(visit, large_file)
        assert wait_for(lake, "done")["attempts"] == 1
        assert "Already there." in visit.get(again).text
        assert no_upload_is_left(lake)
    holds_it_once(lake)


@linux
@pytest.mark.slow
def test_kill_9_of_the_worker_alone(
    tmp_path: Path, serve: Callable[..., Any], visitor: type[Any], large_file: bytes
) -> None:
    lake = tmp_path / "lake"
    with serve(lake) as (address, server):
        visit = visitor(address)
        where = upload(visit, large_file)
        worker = worker_of(wait_for(lake, "running"))
        os.kill(worker, signal.SIGKILL)
        assert visit.get(where).status == 200, "pages go on"
        assert server.poll() is None
        told = watched(visit, where)
        assert job_in(lake)["attempts"] == 2
        assert any("the process that worked at it ended" in one for one in told)
        assert any(re.search(r"Step \d of 4: .*attempt 2", one) for one in told)
        assert "done" in told[-1]
        text = visit.get(where).text
        assert re.search(r"Rows kept</dt><dd>2,340,000<", text), text
    holds_it_once(lake)


@linux
def test_pages_do_not_outlive_the_server(tmp_path: Path, serve: Callable[..., Any]) -> None:
    with serve(tmp_path / "lake") as (_, server):
        inner = children(server.pid)
        assert inner
        server.kill()
        assert all(gone(process) for process in inner)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds no process to a limit of this kind")
def test_a_worker_that_wants_the_whole_machine_is_refused_by_the_system() -> None:
    program = "from entrepot.web.jobs.memory import *; bound_memory(); bytearray(max(LEAST_MB, machine_megabytes() // 2) << 20)"  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "MemoryError" in ran.stderr
