"""`entrepot watch` and `entrepot backtest` as typed: tables, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from entrepot.cli.entry import run
from entrepot.workbench import Workbench


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("watch") / "lake"
    Workbench(folder).make_sample_world(size="small")
    return str(folder)


def test_a_watch_tells_the_same_in_every_form(lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["watch", "--lake", lake, "--by", "product", "--digits", "2", "--period", "2022-11"]
    assert run([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["period"], told["source"], told["synthetic"]) == ("2022-11", "sample_world", True)
    assert told["series"] == told["judged"]["value"] + told["too_few"]["value"] + told["silent"]["value"]
    assert run([*asked, "--csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(told["alarms"]) + 1
    assert run(["--lang", "zh", *asked]) == 0
    assert f"2022-11：{told['series']}个序列中有{len(told['alarms'])}个预警" in capsys.readouterr().out


def test_alarms_make_an_exit_code_where_it_is_asked_for(lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["watch", "--lake", lake, "--by", "product", "--digits", "2", "--exit-code", "--json"]
    code = run(asked)
    assert code == (1 if json.loads(capsys.readouterr().out)["alarms"] else 0)


def test_a_backtest_is_run_and_shown(lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backtest", "run", "--lake", lake, "--by", "product", "--digits", "2", "--origins", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["origins"], told["last"]) == (2, "2022-09")
    assert run(["backtest", "show", told["id"][:6], "--lake", lake]) == 0
    shown = capsys.readouterr().out
    assert "last month repeats" in shown
    assert all(verdict["en"] in shown for verdict in told["verdicts"])
    assert run(["backtest", "show", "nothing", "--lake", lake]) == 2
    assert "no back-test is called 'nothing'" in capsys.readouterr().err


def test_backtests_of_several_regions_are_compared(lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--region", "CN-LN,CN-JL,CN-HK", "--each", "--by", "product", "--digits", "2", "--origins", "2"]
    assert run(["backtest", "run", "--lake", lake, *asked]) == 0
    shown = capsys.readouterr()
    assert "still ahead (foreseeing)" in shown.out
    assert all(name in shown.out for name in ("Liaoning", "Jilin", "last month repeats", "recognising early: "))
    assert "Hong Kong: the lake holds no monthly trade" in shown.err
    assert run(["backtest", "run", "--lake", lake, *asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["regions"] for one in told["results"]] == [["CN-LN"], ["CN-JL"]]
    assert {one["event"] for one in told["summaries"]} == {"ahead", "begun_or_ahead"}


def test_what_is_missing_has_an_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["watch", "--lake", str(tmp_path / "empty")]) == 4
    assert "by partner and product; take in monthly customs files" in capsys.readouterr().err
    assert run(["watch", "--lake", str(tmp_path / "empty"), "--region", "辽宁", "--period", "2022-01"]) == 4
    assert "holds no monthly trade by partner and product for CN-LN, 2022-01;" in capsys.readouterr().err
    assert run(["watch", "--lake", str(tmp_path / "empty"), "--period", "2022"]) == 2
