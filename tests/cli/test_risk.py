"""`entrepot risk ...` over published figures: what is printed, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from entrepot.cli.entry import run
from entrepot.workbench import Workbench

Said = Callable[..., tuple[str, str]]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("risk") / "lake"
    Workbench(folder).take_in_embedded()
    return folder


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], lake: Path) -> Said:
    """`said("show", "CN-LN", code=0)`: what is printed, and what is said beside it."""

    def ask(*words: str, code: int = 0, language: str = "en") -> tuple[str, str]:
        capsys.readouterr()
        assert run(["--lang", language, "--lake", str(lake), "risk", *words]) == code
        out, err = capsys.readouterr()
        return out, err

    return ask


def test_the_register_in_both_languages(said: Said) -> None:
    assert "How much of the exports hangs on how few markets?" in said("list")[0]
    assert "出口市场集中" in said("list", language="zh")[0]
    assert len(json.loads(said("list", "--json")[0])) == 7


def test_a_finding_in_a_paragraph(said: Said) -> None:
    shown, _ = said("show", "CN-LN", "--period", "2015", "--risk", "scale_volatility")
    assert "Scale volatility · Liaoning · 2015: 52, high, rising" in shown
    assert "Growth of exports against the year before: −13.5% (a year before −9.0%), score 59, weight 35%" in shown
    in_chinese, _ = said("show", "CN-LN", "--period", "2015", "--risk", "出口规模波动", language="zh")
    assert "出口规模波动 · 辽宁 · 2015: 52, 高, 上升" in in_chinese


def test_explain_goes_from_measure_to_level_and_back_to_the_rows(said: Said) -> None:
    shown, _ = said("explain", "market_concentration", "CN-SX", "--period", "2018")
    assert "0.163 – 0.172" in shown
    assert "0.05 → 0, 0.1 → 25, 0.18 → 50" in shown
    assert "Merger Guidelines of 2023" in shown
    assert "watch ≥ 25, high ≥ 50, severe ≥ 75" in shown
    assert "series area=CN-SX measure=share_of_asean_trade period=2018" in shown
    found = json.loads(said("explain", "market_concentration", "CN-SX", "--period", "2018", "--json")[0])
    assert found["finding"]["level"] is None
    assert len(found["rows"][0]["largest"]) == 10


def test_a_scan_says_of_whom_nothing_is_held(said: Said) -> None:
    table, beside = said("scan", "CN-LN,CN-XZ", "--period", "2015", "--level", "high")
    assert "Scale volatility" in table
    assert "Outward dependence" not in table
    assert "of Tibet no whole year of trade is held" in beside
    lines = said("scan", "CN-LN", "--period", "2015", "--csv")[0].splitlines()
    assert lines[0] == "region,risk,part,score,level,direction,percentile,rank"
    assert len(lines) == 8


def test_regions_beside_each_other(said: Said) -> None:
    words = ("compare", "CN-LN", "CN-XZ", "--period", "2015", "--risk", "scale_volatility,technical_barriers", "--csv")
    assert said(*words)[0].splitlines() == [
        "risk,Liaoning,Tibet", "Scale volatility,52 high,—", "Technical barriers,0–100 cannot be said,—",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("scan", "CN-XZ"), 4, "no whole year of trade"),
        (("scan", "CN-LN", "--from", "figurse"), 2, "figures"),
        (("show", "CN-LN", "--risk", "market"), 2, "market_concentration"),
        (("show", "CN-LN", "--period", "2015-03"), 2, "judged by years"),
        (("scan", "CN-LN", "--level", "hihg"), 2, "high"),
        (("scan", "CN-LN", "--weights", "nowhere.toml"), 2, "cannot be read"),
        (("explain", "scale_volatility", "CN-LN", "--part", "product:99"), 2, "product:99"),
    ],
)
def test_what_is_wrong_has_its_exit_code(said: Said, words: tuple[str, ...], code: int, message: str) -> None:
    assert message in said(*words, code=code)[1]


def test_weights_out_of_order_are_refused_with_the_line(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[levels]\nwatch = 80\n", encoding="utf-8")
    assert "mine.toml, line 1" in said("scan", "CN-LN", "--weights", str(path), code=3)[1]


@pytest.mark.parametrize(
    ("column", "cell"), [("value_usd", "nan"), ("value_usd", "1e400"), ("value_usd", "lots"), ("net_kg", "inf")]
)
def test_what_is_no_number_in_flows_of_ones_own_is_refused(said: Said, tmp_path: Path, column: str, cell: str) -> None:
    row = {"reporter": "CN-LN", "partner": "USA", "period": "2022", "value_usd": "5", "net_kg": "2"}
    lines = [",".join(row), ",".join(row.values()), ",".join((row | {column: cell, "partner": "JPN"}).values())]
    (tmp_path / "own.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, err = said("show", "CN-LN", "--data", str(tmp_path / "own.csv"), code=3)
    assert f"no number in {column} in 1 rows" in err
