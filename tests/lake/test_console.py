"""The lake on the command line: any console, any file name, exit codes as documented, light to start."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from entrepot.lake.ingest import ingest
from entrepot.lake.lake import Lake
from entrepot.sources import ALL_SOURCES

ENTREPOT = (sys.executable, "-c", "from entrepot.cli import main; main()")
GOOD = "Date,Country,Exchange rate\n" + "".join(f"{year}-01-01,Japan,108.{year}\n" for year in range(1990, 2020))


def run(lake: Path, *words: str, encoding: str = "utf-8", **env: str) -> subprocess.CompletedProcess[bytes]:
    full = {**os.environ, "ENTREPOT_LAKE": str(lake), "ENTREPOT_LANG": "en", "PYTHONIOENCODING": encoding, **env}
    return subprocess.run([*ENTREPOT, *words], capture_output=True, env=full, check=False, timeout=120)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("console")
    good = folder / "annual 汇率 [red]:smile:.csv"
    good.write_text(GOOD, encoding="utf-8")
    ingest(Lake(folder / "lake"), good, ALL_SOURCES, vintage="发布于2020年")
    return folder / "lake"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("gbk", "data history"),
        ("cp936", "data show rates"),
        ("cp437", "source list"),
        ("ascii", "area find 辽宁"),
        ("ascii", "data list"),
    ],
)
def test_every_console_shows_something(lake: Path, encoding: str, words: str) -> None:
    done = run(lake, *words.split(), encoding=encoding, ENTREPOT_LANG="zh")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout) > 100
    if encoding in ("gbk", "cp936"):
        assert done.stdout.decode("gbk")


@pytest.mark.parametrize("encoding", ["utf-8", "cp936", "ascii", "utf-16"])
def test_json_is_json_in_every_encoding(lake: Path, encoding: str) -> None:
    (answer,) = json.loads(run(lake, "data", "history", "--json", encoding=encoding).stdout.decode(encoding))
    assert (answer["file"], answer["vintage"]) == ("annual 汇率 [red]:smile:.csv", "发布于2020年")


def test_names_are_shown_as_they_are(lake: Path) -> None:
    assert "annual 汇率 [red]:smile:.csv" in run(lake, "data", "history").stdout.decode()


def test_no_file_drives_the_terminal(lake: Path, tmp_path: Path) -> None:
    """On a terminal of its own, where escapes would work."""
    file = tmp_path / "annual \x1b[2J\u202e.csv"
    file.write_text("Date,Country,Exchange rate\n2020-01-01,\x1b]0;mine\x07Atlantis,1\n", encoding="utf-8")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*ENTREPOT, "ingest", str(file)],
        stdout=theirs, stderr=theirs, env={**os.environ, "ENTREPOT_LAKE": str(lake), "ENTREPOT_LANG": "en", "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65_536):
            shown += part
    except OSError:
        # The other side of a closed terminal reads as an error on Linux.
        pass
    os.close(ours)
    assert process.wait() == 3
    assert b"\\x1b[2J\\u202e.csv" in shown
    assert not any(escape in shown for escape in (b"\x1b[2J", b"\x1b]0;", "\u202e".encode()))


EXITS: dict[str, tuple[tuple[str, ...], int]] = {
    "listed": (("data", "list"), 0),
    "unknown_table": (("data", "show", "nothing"), 2),
    "unknown_area": (("data", "export", "flows", "--where", "reporter=Atlantis"), 2),
    "where_without_equals": (("data", "show", "rates", "--where", "x"), 2),
    "no_moment": (("data", "show", "rates", "--as-of", "soon"), 2),
    "no_such_batch": (("data", "undo", "x"), 2),
    "no_command": (("bogus",), 2),
    "no_source": (("ingest", "/dev/null", "--source", "nobody"), 2),
    "lake_where_none_can_be": (("--lake", "a=b", "data", "list"), 2),
    "no_file": (("ingest", "nowhere.csv"), 2),
    "ending_unknown": (("data", "export", "rates", "--out", "x.doc"), 2),
    "nowhere_to_write": (("data", "export", "rates", "--out", "/nowhere/x.csv"), 8),
    "lake_on_a_device": (("--lake", "/dev/null/lake", "ingest", __file__), 8),
}  # fmt: skip


@pytest.mark.parametrize("name", EXITS)
def test_exit_codes(name: str, lake: Path) -> None:
    words, code = EXITS[name]
    done = run(lake, *words)
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr
    assert bool(done.stderr) == bool(code)


def test_the_json_of_an_ingest(lake: Path, tmp_path: Path) -> None:
    file = tmp_path / "annual.csv"
    file.write_text("Date,Country,Exchange rate\n2020-01-01,Atlantis,1\n2021-01-01,Japan,109\n", encoding="utf-8")
    done = run(tmp_path / "new lake", "ingest", str(file), "--json")
    refused = json.loads(done.stdout)
    assert (done.returncode, refused["batch"], refused["rows_read"], refused["rows_kept"]) == (3, None, 2, 0)
    assert [(f["level"], f["row"], f["value"]) for f in refused["findings"]] == [("stop", 2, "Atlantis")]
    done = run(tmp_path / "new lake", "ingest", str(file), "--json", "--quarantine-rows")
    kept = json.loads(done.stdout)
    assert (done.returncode, kept["rows_read"], kept["rows_kept"], kept["rows_quarantined"]) == (0, 2, 1, 1)


@pytest.mark.parametrize("words", ["data export rates", "data show rates --limit 30"])
def test_a_reader_that_leaves_early(lake: Path, words: str) -> None:
    program = f"{sys.executable} -c 'from entrepot.cli import main; main()' {words}"
    done = subprocess.run(
        ["bash", "-c", f"{program} | head -c 1"],
        capture_output=True,
        check=True,
        env={**os.environ, "ENTREPOT_LAKE": str(lake)},
    )
    assert (len(done.stdout), done.stderr) == (1, b"")


def test_csv_opens_in_excel(lake: Path, tmp_path: Path) -> None:
    assert run(lake, "data", "export", "rates", "--out", str(tmp_path / "x.csv")).returncode == 0
    content = (tmp_path / "x.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfsource,currency")
    records = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert (len(records), records[0]["currency"], records[0]["per_usd"]) == (30, "JPY", "108.199")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


LIGHT = """
import sys
from entrepot.cli.entry import run
try:
    run(sys.argv[1:])
except SystemExit:
    pass
heavy = {"ibis", "duckdb", "pyarrow", "pandas", "numpy", "deltalake", "scipy", "polars"} & set(sys.modules)
print(sorted(heavy), file=sys.stderr)
"""


@pytest.mark.parametrize("words", [("--version",), ("area", "find", "Japan")])
def test_light_to_start(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT, *words], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert done.stdout
