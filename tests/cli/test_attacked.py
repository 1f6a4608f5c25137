"""Calls that are wrong in odd ways: a sentence and an exit code, never a trace, and never an answer that is not true."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from entrepot.cli.entry import run

QUERY = "数据年月,贸易伙伴编码,美元\n202403,133,5\n"


def test_a_lake_that_is_a_file_is_not_an_empty_lake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lake"
    file.write_text("x", encoding="utf-8")
    assert run(["--lake", str(file), "data", "list"]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = os.fsdecode(b"\xff_export.csv")
    (tmp_path / name).write_text(QUERY, encoding="utf-8")
    assert run(["--lake", str(tmp_path / "lake"), "ingest", str(tmp_path / name)]) == 2
    assert r"'\udcff_export.csv' is no name in UTF-8" in capsys.readouterr().err
    assert run(["--lake", str(tmp_path / os.fsdecode(b"\xff")), "data", "list"]) == 2


@pytest.mark.parametrize(("place", "code"), [("absent/a.csv", 8), ("a.pdf", 2)])
def test_a_template_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, code: int
) -> None:
    assert run(["source", "template", "--out", str(tmp_path / place)]) == code
    assert capsys.readouterr().err.startswith("Error: ")
    assert not (tmp_path / place).exists()


@pytest.mark.parametrize("line", ["合计,,9", "数据年月,贸易伙伴编码,美元", "202413,133,5"])
def test_what_is_no_period_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    file = tmp_path / "export.csv"
    file.write_text(f"{QUERY}{line}\n", encoding="utf-8")
    assert run(["--lake", str(tmp_path / "lake"), "ingest", str(file)]) == 3
    assert f"row 3, period: Period: '{line.split(',')[0]}' is not known as a period" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["con.csv", "a:b.csv", "nul"])
def test_a_download_is_not_called_what_windows_cannot_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    wanted = ["--set", "address=http://127.0.0.1:1/x", "--set", f"name={name}"]
    assert run(["source", "fetch", "sdmx", "--into", str(tmp_path), *wanted]) == 2
    assert "no plain file name" in capsys.readouterr().err


def test_a_value_given_twice_is_not_chosen_between(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "export.csv"
    file.write_text("数据年月,贸易伙伴编码,美元,美元\n202403,133,5,6\n", encoding="utf-8")
    assert run(["--lake", str(tmp_path / "lake"), "ingest", str(file)]) == 3
    assert "the columns '美元' and '美元 (2)' both say the same thing" in capsys.readouterr().err
