"""A back-test run from a region's page: by a real worker, killed in the midst, taken up again, and its result read."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

import pytest

HERE = "/en/region/CN-GD/backtest/"
BEGUN = "SELECT state, holder, attempts FROM jobs_job WHERE kind = 'backtest'"


def asked(lake: Path, sql: str) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(lake / "web" / "entrepot.sqlite3", timeout=30, isolation_level=None)
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def wait_until_at_work(lake: Path) -> str:
    for _ in range(1200):
        ((state, holder, _),) = asked(lake, BEGUN)
        if state == "running":
            return str(holder)
        time.sleep(0.05)
    raise TimeoutError(state)


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process")
def test_it_is_run_from_the_page_and_a_killed_worker_is_followed_by_another(
    lake: Path, site: str, visitor: type[Any]
) -> None:
    guest = visitor(site)
    assert "Nobody has looked yet." in guest.get(HERE).text
    assert guest.post(HERE, {"do": "run"}, token="x" * 64).status == 403
    assert guest.post(HERE, {"do": "<b>"}).status == 400
    for _ in range(2):
        reply = guest.post(HERE, {"do": "run"})
        assert (reply.status, reply.headers["location"]) == (303, f"{HERE}?flow=export")
    holder = wait_until_at_work(lake)
    os.kill(int(holder.split(":")[1]), signal.SIGKILL)
    page = guest.get(HERE).text
    assert "at work" in page
    assert '<noscript><meta http-equiv="refresh"' in page, "without scripts it comes again by itself"
    # Its lease is over: nobody waits for that here.
    asked(lake, "UPDATE jobs_job SET lease_until = '2020-01-01 00:00:00' WHERE kind = 'backtest'")
    assert "another one takes it up" in guest.get(HERE).text
    for _ in range(1800):
        if 'value="stop"' not in (page := guest.get(HERE).text):
            break
        time.sleep(0.1)
    assert [(state, attempts) for state, _, attempts in asked(lake, BEGUN)] == [("done", 2)]
    assert 'value="run"' not in page, "the same would come out"
    told = dict(re.findall(r'<h3>([^<]+)</h3><p class="num">([^<]*)</p>', page))
    assert re.fullmatch(r"[\d,]+", told["Cases"])
    assert told["Alarms that were right"].endswith(("%", "—"))
    whole = re.search(r'href="(/en/backtest/[^"/]+/)"', page)
    assert whole is not None
    all_of_it = guest.get(whole[1]).text
    assert "Recognising early: moves begun or ahead" in all_of_it
    rows = guest.get(f"{whole[1]}figures/lines-ahead.csv").text.splitlines()
    assert [row.split(",")[1] for row in rows[1:4]] == [
        "the warning",
        "last month repeats",
        "three standard deviations",
    ]
    why = guest.get(f"{whole[1]}why/ahead.overall.warning.recall/").text
    assert "recall = events alarmed / events" in why
    assert guest.get(f"{whole[1].partition('~')[0]}/").headers["location"] == whole[1]


def test_what_has_no_months_cannot_be_tested(site: str, visitor: type[Any]) -> None:
    page = visitor(site).get("/en/region/JPN/backtest/").text
    assert "Nothing can be tested" in page
    assert 'value="run"' not in page
