"""`entrepot measure run --data FILE --json`, as another program would call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from entrepot.cli.entry import run
from entrepot.measures import all_measures, measure_named

Asked = Callable[..., Any]


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str]) -> Asked:
    """`asked("rca", "--data", file)`: what `entrepot measure run ... --json` prints, read."""

    def ask(*words: object, code: int = 0, command: str = "run", form: str = "--json") -> Any:
        capsys.readouterr()
        assert run(["--lang", "en", "measure", command, *map(str, words), *([form] if form else [])]) == code
        out, err = capsys.readouterr()
        if code:
            return json.loads(err)["error"] if err.startswith("{") else err
        return json.loads(out) if form == "--json" else out

    return ask


def saved(folder: Path, name: str, table: pa.Table) -> Path:
    path = folder / f"{name}.parquet"
    pq.write_table(table, path)
    return path


@pytest.mark.parametrize("name", [measure.id for measure in all_measures()])
def test_first_example_by_the_contract(name: str, asked: Asked, tmp_path: Path) -> None:
    measure = measure_named(name)
    example = measure.examples[0]
    tables = [f"--table={input_}={saved(tmp_path, input_, table)}" for input_, table in example.tables().items()]
    options = [f"--set={option}={value}" for option, value in example.options if value is not None]
    printed = asked(name, *tables, *options, *([f"--set=by={','.join(example.by)}"] if example.by else []))
    assert (printed["measure"], printed["batches"]) == (name, [])
    keys = measure.keys(example.by)
    got = {tuple(row[key] for key in keys): row for row in printed["rows"]}
    for row in example.expected().to_pylist():
        value = row["value"]
        near = value if value is None else pytest.approx(value, rel=1e-12, abs=1e-15)
        assert got[tuple(row[key] for key in keys)]["value"] == near


FLOWS = {
    "period": ["2020"] * 4,
    "reporter": ["A", "A", "B", "B"],
    "partner": ["C"] * 4,
    "product": ["0101", "0202", "0101", "0202"],
    "value_usd": [30.0, 10.0, 10.0, 30.0],
    "value_cny": [210.0, 70.0, 70.0, 210.0],
}


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    return saved(tmp_path, "flows", pa.table(FLOWS))


def test_contract(asked: Asked, flows: Path) -> None:
    printed = asked("rca", "--data", flows)
    assert set(printed) >= {"measure", "unit", "rows", "coverage", "batches"}
    assert (printed["measure"], printed["unit"], printed["batches"]) == ("rca", "index", [])
    assert printed["rows"][0] == {
        "period": "2020", "reporter": "A", "product": "0101", "x_pk": 30.0, "x_p": 40.0, "x_wk": 40.0, "x_w": 80.0, "value": 1.5,
    }  # fmt: skip


def test_bounds_are_there_only_where_they_are_known(asked: Asked, tmp_path: Path) -> None:
    listed = {"period": ["2020"] * 2, "reporter": ["A"] * 2, "part": ["C", "D"], "share": [0.5, 0.3]}
    row = asked("hhi", "--data", saved(tmp_path, "shares", pa.table(listed)), "--set", "possible=3")["rows"][0]
    assert row["value_low"] == pytest.approx(0.25 + 0.09 + 0.04)
    assert row["value"] is None or row["value_low"] <= row["value"] <= row["value_high"]
    assert "value_low" not in asked("rca", "--data", saved(tmp_path, "flows", pa.table(FLOWS)))["rows"][0]


def test_selection_words_through_set(asked: Asked, flows: Path) -> None:
    printed = asked("rca", "--data", flows, "--set", "digits=2", "--set", "region=A", "--set", "currency=CNY")
    assert [(row["product"], row["x_pk"]) for row in printed["rows"]] == [("01", 210.0), ("02", 70.0)]
    assert printed["currency"] == "CNY"


def test_own_reference_file(asked: Asked, flows: Path, tmp_path: Path) -> None:
    other = pa.table({"period": ["2020"] * 2, "product": ["0101", "0202"], "value_usd": [10.0, 30.0]})
    printed = asked("rca", "--data", flows, "--reference", saved(tmp_path, "world", other), "--set", "reporter=A")
    assert [row["value"] for row in printed["rows"]] == [3.0, pytest.approx(1 / 3)]


def test_csv_and_table_forms(asked: Asked, flows: Path) -> None:
    assert asked("exports", "--data", flows, form="--csv").splitlines()[0] == "period,reporter,x,value"
    assert 'FROM "given"' in asked("exports", "--data", flows, form="--sql")
    assert "`given`" in asked("exports", "--data", flows, "--sql=spark", form="")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["rac"], 2, "rca"),
        (["rca", "--set", "sided=1"], 2, "sided"),
        (["rca", "--set", "digits=none"], 2, "digits"),
        (["rca", "--set", "by=partners"], 2, "partner"),
        (["rca", "--set", "period=2019"], 4, "2020"),
        (["rca", "--set", "noequals"], 2, "NAME=VALUE"),
        (["balance"], 4, "flow"),
        (["hhi", "--set", "over=firms"], 2, "over"),
    ],
)
def test_what_is_wrong_is_said(words: list[str], code: int, says: str, asked: Asked, flows: Path) -> None:
    assert says in asked(*words, "--data", flows, code=code)


def test_ranks_are_whole_numbers_and_multiples_are_not(asked: Asked, flows: Path) -> None:
    words = ("--data", flows, "--of", "rca")
    assert [line.split()[-1] for line in asked("rank", *words, form="").splitlines() if "0101" in line] == ["1", "2"]
    multiples = asked("multiple", *words, "--set", "of=B", form="").splitlines()
    assert [line.split()[-1] for line in multiples if "0101" in line] == ["3.0000", "1.0000"]


def test_of_needs_a_measure_that_compares(asked: Asked, flows: Path) -> None:
    assert "--of goes with rank" in asked("exports", "--data", flows, "--of", "rca", code=2)


@pytest.mark.parametrize(
    "words", [["--rolling", "2", "--rolled", "mean"], ["--set", "rolling=2", "--set", "rolled=mean"]]
)
def test_windows(words: list[str], asked: Asked, tmp_path: Path) -> None:
    months = {"period": ["2024-01", "2024-02", "2024-03"], "reporter": ["A"] * 3, "value": [1.0, 3.0, 8.0]}
    file = saved(tmp_path, "months", pa.table(months))
    printed = asked("exports", "--data", file, *words)
    assert [row["value"] for row in printed["rows"]] == [None, 2.0, 5.5]
    assert (printed["options"], len(printed["notes"])) == ({"rolling": 2, "rolled": "mean"}, 1)
    said = asked("exports", "--data", file, *words, "--row", "period=2024-03", command="explain", form="")
    assert "mean of 2 periods:\n    2024-02: x = 3\n    2024-03: x = 8\n" in said
