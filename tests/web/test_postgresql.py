"""The pages over PostgreSQL in place of SQLite: by one setting, with nothing else to say."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.postgres
FIGURES = 'area,measure,period,value,unit,study,locator\n辽宁,地区生产总值,2019,"24,909",亿元,an example,table 1\n'


def test_a_file_is_taken_in_by_a_job_in_postgresql(
    tmp_path: Path, postgres: psycopg.Connection, serve: Callable[..., Any], visitor: type[Any]
) -> None:
    postgres.execute("CREATE DATABASE pages")
    place = f"{postgres.info.host.replace('/', '%2F')}:{postgres.info.port}"
    with serve(tmp_path / "lake", ENTREPOT_DATABASE=f"postgresql://entrepot@{place}/pages") as (address, _):
        visit = visitor(address)
        put = visit.post("/en/data/upload/", {}, file=("yearbook.csv", FIGURES.encode()))
        assert put.status == 303
        for _ in range(300):
            page = visit.get(put.headers["location"]).text
            if "hx-get" not in page:
                break
            time.sleep(0.2)
        assert re.search(r"/data/batches/([^/]+)/", page)
        assert "24,909" in visit.get("/en/data/rows/series/").text
    with psycopg.connect(host=postgres.info.host, port=postgres.info.port, user="entrepot", dbname="pages") as pages:
        assert pages.execute("SELECT kind, state FROM jobs_job").fetchall() == [("ingest", "done")]
    assert not (tmp_path / "lake" / "web" / "entrepot.sqlite3").exists()
