"""What the world sells is added up once for all regions, and anew whenever the lake tells something else."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree

import pyarrow as pa
import pytest

from entrepot.lake.patience import within
from entrepot.vocabulary.errors import EntrepotError
from entrepot.workbench import Workbench, kept_tables
from entrepot.workbench.kept_tables import forget, kept_table

SOLD = "SELECT reporter AS area, product, sum(value_usd) AS value FROM flows GROUP BY ALL ORDER BY ALL"
OWN = {
    "period": ["2022"], "reporter": ["CN-LN"], "partner": ["JPN"], "product": ["848210"], "flow": ["export"],
    "value_usd": [40_000.0],
}  # fmt: skip
DISTANCES = """iso_o,iso_d,contig,dist,distcap,distw
CHN,JPN,0,2000,2000,2000
DEU,JPN,0,9000,9000,9000
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ENTREPOT_CACHE", str(tmp_path / "cache"))
    forget()
    yield tmp_path / "cache" / "sums"
    forget()


def baci(folder: Path, year: int, japan: float) -> Path:
    """Three countries sell bearings to Japan, in thousand dollars."""
    file = folder / f"BACI_HS22_Y{year}_V202501.csv"
    rows = [f"{year},{seller},392,848210,{value},1" for seller, value in ((156, japan), (276, 300), (410, 100))]
    file.write_text("\n".join(["t,i,j,k,v,q", *rows]) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    Workbench(folder / "lake").ingest(baci(folder, 2021, 200))
    return folder / "lake"


@pytest.fixture
def bench(made: Path, tmp_path: Path) -> Workbench:
    return Workbench(copytree(made, tmp_path / "lake"))


def demand(bench: Workbench, **asked: str) -> float:
    return float(bench.potential("CN-LN", flows=pa.table(OWN), **asked).demand.bought[0, 0])


def test_a_later_year_an_undo_and_a_day_gone_by(bench: Workbench, tmp_path: Path) -> None:
    assert demand(bench) == 600_000
    batch = bench.history()[-1].id
    later = bench.ingest(baci(tmp_path, 2022, 500))
    assert demand(bench) == 900_000
    assert demand(bench, as_of=batch) == 600_000
    (tmp_path / "dist_cepii.csv").write_text(DISTANCES, encoding="utf-8")
    bench.ingest(tmp_path / "dist_cepii.csv")
    found = bench.potential("CN-LN", flows=pa.table(OWN)).demand
    assert found.mean_log_distance is not None and found.log_distance is not None
    assert found.mean_log_distance[0, 0] == pytest.approx((500 * 7.600902459542082 + 300 * 9.104979856318357) / 800)
    bench.undo(later.batch)
    assert demand(bench) == 600_000


def test_another_process_finds_it_and_what_the_world_does_not_tell_is_not_there(bench: Workbench, cache: Path) -> None:
    assert demand(bench) == 600_000
    files = {file: file.read_bytes() for file in cache.iterdir()}
    assert len(files) == 2
    asked = (
        "import sys; from entrepot.workbench import Workbench; from entrepot.workbench.kept_tables import kept_table;"
        f"print(kept_table(Workbench(sys.argv[1]).lake, {SOLD!r}).num_rows)"
    )
    lake = str(bench.lake.folder)
    both = [
        subprocess.Popen([sys.executable, "-c", asked, lake], stdout=subprocess.PIPE, text=True, encoding="utf-8")
        for _ in range(2)
    ]
    assert [one.communicate()[0].strip() for one in both] == ["3", "3"]
    assert len(list(cache.iterdir())) == 3
    forget()
    assert kept_table(bench.lake, SOLD)["value"].to_pylist() == [200_000.0, 300_000.0, 100_000.0]
    assert {file: file.read_bytes() for file in files} == files
    # The world is told in six digits: of eight only provinces could tell, and there are none.
    with pytest.raises(EntrepotError):
        bench.potential("CN-LN", flows=pa.table(OWN | {"product": ["84821011"]}))


def test_what_is_kept_is_used(bench: Workbench, cache: Path) -> None:
    kept_table(bench.lake, SOLD)
    (file,) = cache.iterdir()
    kept_tables._write(file.stem, pa.table({"value": [1.0]}))
    assert kept_table(bench.lake, SOLD).num_rows == 3
    forget()
    assert kept_table(bench.lake, SOLD).column_names == ["value"]


@pytest.mark.parametrize("harm", ["empty", "cut", "flipped", "other", "folder"])
def test_a_spoilt_file_is_made_anew(bench: Workbench, cache: Path, harm: str) -> None:
    whole = kept_table(bench.lake, SOLD)
    (file,) = cache.iterdir()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt = {"empty": b"", "cut": content[:200], "flipped": content, "other": b"PAR1" * 100}
    file.unlink()
    if harm == "folder":
        file.mkdir()
    else:
        file.write_bytes(spoilt[harm])
    forget()
    assert kept_table(bench.lake, SOLD).equals(whole)


def test_a_folder_that_cannot_be_written_to_keeps_nothing(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ENTREPOT_CACHE", str(tmp_path / "file"))
    assert kept_table(bench.lake, SOLD).num_rows == 3


def test_the_oldest_make_room(bench: Workbench, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_tables, "MOST_ON_DISK", 4000)
    for limit in range(1, 9):
        kept_table(bench.lake, f"SELECT * FROM ({SOLD}) LIMIT {limit}")
    assert 0 < sum(file.stat().st_size for file in cache.iterdir()) <= 4000


def test_twenty_at_once_and_who_leaves_does_not_stop_it(bench: Workbench) -> None:
    """What is worked out goes on when somebody is out of patience, once for all who ask."""
    slow = f"SELECT count(*) AS value FROM range(10000) a, range(10000) b WHERE a.range + b.range < (SELECT count(*) FROM ({SOLD}))"

    def impatient() -> str:
        try:
            with within(0.01):
                kept_table(bench.lake, slow)
        except EntrepotError as problem:
            return problem.in_language("en")
        return ""

    with ThreadPoolExecutor(20) as people:
        said = list(people.map(lambda _: impatient(), range(20)))
    assert set(said) == {
        "This is still being worked out. It is kept when it is done, and this page looks again by itself."
    }
    assert len(kept_tables._making) == 1
    assert len([one for one in threading.enumerate() if one.name.startswith("sums")]) == 1
    assert kept_table(bench.lake, slow)["value"].to_pylist() == [6]


def test_a_statement_that_fails_fails_for_who_asks_and_not_for_ever(bench: Workbench) -> None:
    import duckdb

    for _ in range(2):
        with pytest.raises(duckdb.Error):
            kept_table(bench.lake, "SELECT no_such_column FROM flows")
    assert not kept_tables._making
