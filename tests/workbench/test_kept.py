"""What an earlier process put into words is used again, and never where anything has changed since."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from entrepot.measures import measure_named
from entrepot.workbench import Workbench, kept
from entrepot.workbench.answer import Answer
from entrepot.workbench.measuring import run_on_lake
from entrepot.workbench.selection import select

REGIONS = ("CN-LN", "CN-SX")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ENTREPOT_CACHE", str(tmp_path / "cache"))
    # The checkout may be worked on while its tests run.
    monkeypatch.setattr(kept, "_STARTED", float("inf"))
    kept._program.cache_clear()
    yield tmp_path / "cache" / "statements"
    kept._program.cache_clear()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("made") / "lake"
    take_in(lake, 2019, 3.0, 4.0)
    return lake


@pytest.fixture
def lake(made: Path, tmp_path: Path) -> Path:
    return copytree(made, tmp_path / "lake")


def take_in(lake: Path, year: int, *values: float) -> None:
    file = lake.with_name("figures.csv")
    lines = [f"{region},exports,{year},{value},USD,{year}" for region, value in zip(REGIONS, values, strict=True)]
    file.write_text("area,measure,period,value,unit,locator\n" + "\n".join(lines), encoding="utf-8")
    Workbench(lake).ingest(file)


def answer(lake: Path) -> Answer:
    """Asked as by a process of its own: nothing is open, nothing known but what is kept in files."""
    return Workbench(lake).measure("exports", region=REGIONS)


def values(found: Answer) -> list[float]:
    return [row["value"] for row in found.records()]


@pytest.fixture
def marked(lake: Path, cache: Path) -> Path:
    """A lake asked before, the files kept of it changed to say so: what is answered from them is called synthetic."""
    assert values(answer(lake)) == [3.0, 4.0]
    changed = 0
    for file in cache.iterdir():
        told = json.loads(file.read_text(encoding="utf-8"))["kept"]
        changed += '"synthetic": false, "parts"' in told
        told = told.replace('"synthetic": false, "parts"', '"synthetic": true, "parts"')
        file.write_text(json.dumps({"digest": kept._digest(told), "kept": told}), encoding="utf-8")
    assert changed == 1
    return lake


def test_what_was_kept_is_used_and_all_that_stands_behind_it_is_found(lake: Path, marked: Path) -> None:
    found = answer(marked)
    assert found.synthetic
    assert values(found) == [3.0, 4.0]
    assert 'SUM("t0"."value")' in found.sql()
    assert "sum(" in found.sql("postgres").lower()
    assert found.batches == tuple(batch.id for batch in Workbench(lake).history())
    assert [evidence.value for evidence in found.explain(1).evidence] == [4.0]
    assert found.levels["exports"]["basis"] == "published"


def test_another_question_is_put_into_words_anew(marked: Path) -> None:
    bench = Workbench(marked)
    assert not bench.measure("exports", region=REGIONS, period="2019").synthetic
    assert not bench.measure("exports", region="CN-LN").synthetic
    assert not bench.measure("exports", region=REGIONS, by="flow").synthetic


def test_a_lake_that_has_changed_is_asked_anew(marked: Path) -> None:
    take_in(marked, 2020, 5.0, 6.0)
    found = answer(marked)
    assert not found.synthetic
    assert sorted(values(found)) == [3.0, 4.0, 5.0, 6.0]
    Workbench(marked).undo(Workbench(marked).history()[-1].id)
    assert sorted(values(answer(marked))) == [3.0, 4.0]


def test_a_lake_made_anew_in_the_same_place_is_asked_anew(marked: Path) -> None:
    rmtree(marked)
    take_in(marked, 2019, 7.0, 8.0)
    found = answer(marked)
    assert not found.synthetic
    assert values(found) == [7.0, 8.0]


@pytest.mark.parametrize(
    ("where", "value"), [("entrepot.workbench.kept.duckdb.__version__", "0"), ("entrepot.workbench.kept._FOLDERS", ("lake",))]
)  # fmt: skip
def test_another_program_or_engine_puts_it_into_words_anew(
    marked: Path, monkeypatch: pytest.MonkeyPatch, where: str, value: object
) -> None:
    monkeypatch.setattr(where, value)
    kept._program.cache_clear()
    assert not answer(marked).synthetic


def test_a_program_changed_since_it_was_loaded_keeps_nothing(
    lake: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_STARTED", 0.0)
    assert values(answer(lake)) == [3.0, 4.0]
    assert not cache.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: '{"digest": "0", "kept": "{}"}',
        lambda text: text.replace("SELECT", "DELETE"),
        lambda text: "\udcff" + text,
    ],
)
def test_a_spoilt_file_is_not_looked_at(marked: Path, cache: Path, spoil: Callable[[str], str]) -> None:
    for file in cache.iterdir():
        file.write_bytes(spoil(file.read_text(encoding="utf-8")).encode("utf-8", "surrogateescape"))
    found = answer(marked)
    assert not found.synthetic
    assert values(found) == [3.0, 4.0]
    assert not list(cache.glob("*.partial"))


def test_a_folder_that_cannot_be_written_to_keeps_nothing(
    lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("ENTREPOT_CACHE", str(tmp_path / "file"))
    assert values(answer(lake)) == values(answer(lake)) == [3.0, 4.0]


def test_views_over_notes_that_have_gone_are_drawn_up_anew(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "lake")
    bench.make_sample_world(size="small")
    asked = {"region": "CN-LN", "period": "2022", "source": "sample_world"}
    before = bench.measure("exports", **asked).table
    rmtree(tmp_path / "lake" / "holdings")
    assert Workbench(tmp_path / "lake").measure("exports", **asked).table.equals(before)


def test_a_formula_of_ones_own_is_never_kept(lake: Path, cache: Path) -> None:
    """Its words are not the program's: nobody would see that they have changed."""
    known = measure_named("exports")
    own = replace(known, function=lambda exports, *, by=(): known.function(exports, by=by))
    found = run_on_lake(Workbench(lake).lake, own, select(region=REGIONS), {})
    assert values(found) == [3.0, 4.0]
    assert not any("SUM(" in file.read_text(encoding="utf-8") for file in cache.iterdir())


def test_old_statements_make_room(lake: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    for number in range(100):
        kept.keep(number, "number", number)
    assert len(list(cache.iterdir())) < 80, "room is made now and then"
    assert kept.found("number", 99) == 99


ALONE = """
import sys
from entrepot.workbench import Workbench
found = Workbench(sys.argv[1]).measure("exports", region=("CN-LN", "CN-SX"))
print([row["value"] for row in found.records()], "ibis" in sys.modules)
"""


def test_two_processes_at_once_and_a_third_that_needs_no_compiler(lake: Path) -> None:
    words = [sys.executable, "-c", ALONE, str(lake)]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.communicate()[0].partition("]")[0] for one in both] == ["[3.0, 4.0"] * 2
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout.split("] ") == [
        "[3.0, 4.0",
        "False\n",
    ]
