"""`entrepot measure all`: a table for each measure, reasons for the rest, and what is done is kept."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from entrepot.cli.entry import run
from entrepot.workbench import Workbench


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Workbench(tmp_path_factory.mktemp("full set") / "lake")
    made.take_in_embedded()
    return made.lake.folder


def test_says_what_was_worked_out_and_why_the_rest_was_not(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", "all", "--lake", str(lake), "--region", "辽宁", "--period", "2015", "--lang", "zh"]) == 0
    said = capsys.readouterr()
    assert "trade_dependence" in said.out and "外贸依存度" in said.out
    assert "rank: rank 比较其他指标的结果" in said.out
    assert said.err == ""


def test_as_json_and_as_csv_files(lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "measure",
        "all",
        "--lake",
        str(lake),
        "--period",
        "2015",
        "--to",
        str(tmp_path),
        "--form",
        "csv",
        "--json",
    ]
    assert run(words) == 0
    told = {one["measure"]: one for one in json.loads(capsys.readouterr().out)}
    assert told["trade_dependence"]["file"] == "trade_dependence.csv" and told["trade_dependence"]["why_not"] is None
    assert told["rank"]["file"] is None and told["rank"]["why_not"]["en"].startswith("rank compares")
    with (tmp_path / "trade_dependence.csv").open(encoding="utf-8") as file:
        rows = {row["reporter"]: row for row in csv.DictReader(file)}
    assert len(rows) == told["trade_dependence"]["rows"] == 1
    assert round(float(rows["CN-LN"]["value"]), 4) == 0.2082


def test_broken_off_it_keeps_what_is_done(lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    import pyarrow.parquet as pq

    write, files = pq.write_table, []

    def third_is_too_much(table: object, where: Path) -> None:
        if len(files) == 2:
            raise KeyboardInterrupt
        files.append(where)
        write(table, where)

    monkeypatch.setattr(pq, "write_table", third_is_too_much)
    assert run(["measure", "all", "--lake", str(lake), "--period", "2015", "--to", str(tmp_path)]) == 130
    said = capsys.readouterr()
    assert "kept" in said.err
    names = {path.name for path in tmp_path.iterdir()}
    assert "measures.csv" in names and len(names) == 3 and not any(name.endswith(".partial") for name in names)


def test_a_folder_that_is_a_file_is_refused(lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    assert run(["measure", "all", "--lake", str(lake), "--to", str(tmp_path / "taken")]) == 2
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine" and "taken" in capsys.readouterr().err


def test_a_period_that_is_none_is_refused(lake: Path) -> None:
    assert run(["measure", "all", "--lake", str(lake), "--period", "yesterday"]) == 2
