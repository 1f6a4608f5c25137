"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import ibis
import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, settings

from entrepot.lake.engine import bind_lookups, compile_sql, connect
from entrepot.sources.lookups import lookup_data
from entrepot.sources.source import About, Sheet, Source
from entrepot.vocabulary.text import use_language

REPOSITORY = Path(__file__).resolve().parent.parent

# Whoever runs them, and wherever: no setting of theirs, messages in English, servers of this machine past any proxy.
for _name in list(os.environ):
    if _name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR") or (
        _name.startswith("ENTREPOT_") and _name != "ENTREPOT_VENV"
    ):
        del os.environ[_name]
_CACHE = tempfile.TemporaryDirectory(prefix="entrepot-cache-")
os.environ |= {
    "ENTREPOT_CACHE": _CACHE.name,
    "LANG": "C.UTF-8",
    "NO_PROXY": "127.0.0.1,localhost,::1",
    "no_proxy": "127.0.0.1,localhost,::1",
}

# The same examples at every run, however busy the machine: a failure can be had again, and none comes of the clock.
# New examples are sought with `--hypothesis-profile=default`.
settings.register_profile(
    "steady",
    max_examples=50,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Whatever language a test before this one was run in."""
    use_language("en")


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[psycopg.Connection]:
    """A PostgreSQL server of our own, in a folder that goes away, spoken to through a socket in that folder."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = str(programs[-1] / "pg_ctl") if programs else shutil.which("pg_ctl")
    if found is None:
        pytest.skip("no PostgreSQL programs on this machine (Debian: apt-get install postgresql)")
    pg_ctl = Path(found).resolve()
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        user = _someone_not_root(Path(folder))
        data = f"{folder}/data"

        def run(program: str, *arguments: str) -> None:
            command = [pg_ctl.with_name(program), "-D", data, *arguments]
            subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

        run("initdb", "-A", "trust", "-U", "entrepot", "-E", "UTF8", "--no-locale", "-N")
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"
        run("pg_ctl", "-l", f"{folder}/log", "-w", "-o", settings, "start")
        try:
            with psycopg.connect(host=folder, user="entrepot", dbname="postgres", autocommit=True) as connection:
                yield connection
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")


def _someone_not_root(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: as root, hand the folder to `postgres` or `nobody` and run as them."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in known else "nobody"
    shutil.chown(folder, user)
    return user
