"""When the machine is in the way: two at once, a full disk, no rights, an interruption, a damaged log."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from entrepot.lake.ingest import ingest
from entrepot.lake.lake import Lake
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import BadMachine, EntrepotError

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
ENTREPOT = (sys.executable, "-c", "from entrepot.cli import main; main()")


def rates(folder: Path, country: str, rows: int = 12, value: str = "1.5") -> Path:
    file = folder / f"monthly {country}.csv"
    lines = "".join(f"{2000 + i // 12}-{i % 12 + 1:02}-01,{country},{value}\n" for i in range(rows))
    file.write_text(f"Date,Country,Exchange rate\n{lines}", encoding="utf-8")
    return file


def count(lake: Lake, **where: object) -> int:
    return int(lake.query("SELECT count(*) AS n FROM rates", **where)["n"][0].as_py())


def everything(lake: Lake) -> set[str]:
    return {str(file.relative_to(lake.folder)) for file in lake.folder.rglob("*") if file.is_file()}


def start(lake: Lake, file: Path, *, bound: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    command = [*bound, *ENTREPOT, "ingest", str(file), "--lake", str(lake.folder), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_ingests_at_once_both_land(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    both = [start(lake, rates(tmp_path, country)) for country in ("Japan", "China")]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert count(lake) == 24
    assert len(lake.history()) == 2


def test_a_reader_sees_a_whole_snapshot_while_others_write(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    ingest(lake, rates(tmp_path, "Japan", value="1"), ALL_SOURCES)
    with lake.reader() as connection:
        for value in ("2", "3"):
            ingest(lake, rates(tmp_path, "Japan", value=value), ALL_SOURCES)
            assert connection.execute("SELECT DISTINCT per_usd FROM rates").fetchall() == [(1.0,)]
    assert lake.query("SELECT DISTINCT per_usd FROM rates")["per_usd"].to_pylist() == [3.0]


def test_someone_else_is_writing(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    with (
        lake.writing(),
        pytest.raises(BadMachine, match="another ingest"),
        Lake(lake.folder).writing(patience_seconds=0.1),
    ):
        pass


def test_a_disk_without_room(tmp_path: Path) -> None:
    """No file may grow beyond so many bytes: as on a full disk, writing fails in the middle."""
    lake = Lake(tmp_path / "lake")
    ingest(lake, rates(tmp_path, "Japan"), ALL_SOURCES)
    before = everything(lake)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        for most in (0, 200, 2_000):
            file = rates(tmp_path, "China", rows=1_200, value=str(1 + most / 7))
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
            try:
                with pytest.raises(BadMachine) as full:
                    ingest(lake, file, ALL_SOURCES)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            assert "no room" in full.value.message.en, most
            assert everything(lake) == before, most
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    ingest(lake, file, ALL_SOURCES)
    assert count(lake) == 1_212


@pytest.mark.skipif(not ROOT, reason="only root may mount a disk of one megabyte")
def test_a_small_disk_that_fills_up(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        lake = Lake(disk / "lake")
        ingest(lake, rates(tmp_path, "Japan"), ALL_SOURCES)
        room = shutil.disk_usage(disk).free
        (disk / "ballast").write_bytes(bytes(room - 8_192))
        before = everything(lake)
        with pytest.raises(BadMachine, match="no room"):
            ingest(lake, rates(tmp_path, "China", rows=1_200), ALL_SOURCES)
        assert everything(lake) == before
        (disk / "ballast").unlink()
        ingest(lake, rates(tmp_path, "China", rows=1_200), ALL_SOURCES)
        assert count(lake) == 1_212
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


# Root may read and write whatever it likes; without this right it is held to the modes of files as anyone else is.
BOUND = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if ROOT else ()
needs_setpriv = pytest.mark.skipif(ROOT and not shutil.which("setpriv"), reason="root needs setpriv (util-linux)")


@needs_setpriv
def test_a_lake_that_may_not_be_written(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    ingest(lake, rates(tmp_path, "Japan"), ALL_SOURCES)
    for path in (lake.folder, *lake.folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = everything(lake)
    process = start(lake, rates(tmp_path, "China"), bound=BOUND)
    _, error = process.communicate(timeout=120)
    assert (process.returncode, "Traceback" in error) == (8, False), error
    assert str(lake.folder) in error
    assert everything(lake) == before
    for path in (lake.folder, *lake.folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


@needs_setpriv
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = rates(tmp_path, "China")
    file.chmod(0)
    process = start(Lake(tmp_path / "lake"), file, bound=BOUND)
    _, error = process.communicate(timeout=120)
    assert (process.returncode, "Traceback" in error) == (8, False), error
    assert "may not be read" in error


@pytest.mark.parametrize("kind", ["folder", "fifo", "device", "absent", "name_too_long", "broken_link"])
def test_what_is_no_file(kind: str, door: Any, tmp_path: Path) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "name_too_long":
        path = tmp_path / ("x" * 5_000)
    elif kind == "broken_link":
        path.symlink_to(tmp_path / "nowhere")
    door.refuses(
        path,
        "may not be read" if kind == "name_too_long" else "is no file",
        exit_code=8 if kind == "name_too_long" else 2,
    )


def test_a_file_that_is_written_to_while_it_is_read(door: Any, tmp_path: Path) -> None:
    file = rates(tmp_path, "Japan")

    def meddle(_: object) -> None:
        with file.open("a", encoding="utf-8") as end:
            end.write("2030-01-01,Japan,1\n")

    before = everything(door.lake)
    with pytest.raises(EntrepotError, match="changed while it was read"):
        ingest(door.lake, file, ALL_SOURCES, progress=meddle)
    assert everything(door.lake) == before


@pytest.mark.parametrize("seconds", [0.4, 1.0, 1.6, 2.2])
def test_interrupted_by_the_keyboard(seconds: float, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    ingest(lake, rates(tmp_path, "Japan"), ALL_SOURCES)
    before = everything(lake)
    process = start(lake, rates(tmp_path, "China", rows=1_200))
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=120)
    # The signal may come between the commit and the end of the process: then the whole batch is there.
    kept = count(lake)
    assert kept in (12, 1_212)
    if kept == 12:
        assert everything(lake) == before
        assert process.returncode in (130, -2, 1), error
    else:
        assert [path.name for path in lake.folder.joinpath("spill").iterdir()] == []


@pytest.mark.parametrize("content", ["{", '{"add":\n', "not json\n", "\x00" * 50])
def test_a_damaged_log_is_named(content: str, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    file = rates(tmp_path, "Japan")
    ingest(lake, file, ALL_SOURCES)
    entry = lake.table("rates").folder / "_delta_log" / f"{1:020}.json"
    entry.write_text(content, encoding="utf-8")
    for ask in (lake.history, lambda: count(lake), lambda: ingest(lake, rates(tmp_path, "China"), ALL_SOURCES)):
        with pytest.raises(BadMachine) as damaged:
            ask()
        assert str(entry) in damaged.value.message.en


def test_a_lost_data_file_is_named(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    ingest(lake, rates(tmp_path, "Japan"), ALL_SOURCES)
    (lost,) = lake.parquet_files("rates")
    lost.unlink()
    with pytest.raises(BadMachine, match=lost.name):
        count(lake)


def test_what_a_dead_ingest_set_aside_is_swept(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    ingest(lake, rates(tmp_path, "Japan"), ALL_SOURCES)
    log = lake.table("rates").folder / "_delta_log"
    left = [
        lake.folder / "spill" / "dead" / "x",
        lake.folder / "quarantine" / "20240101T000000-abcdef.parquet",
        log / "_commit_1.json.tmp",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    before = everything(lake)
    ingest(lake, rates(tmp_path, "China"), ALL_SOURCES)
    assert before - everything(lake) == {str(path.relative_to(lake.folder)) for path in left}
