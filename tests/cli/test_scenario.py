"""`entrepot scenario ...` and `entrepot lever ...`, as somebody types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from entrepot.cli.entry import run
from entrepot.workbench import Workbench

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Workbench(tmp_path_factory.mktemp("scenario") / "lake")
    made.make_sample_world(size="small")
    return made.lake.folder


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], lake: Path) -> Typed:
    def type_(*words: object, lang: str = "en") -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--lang", lang, "--lake", str(lake), *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return type_


def test_shipped_ones_are_listed_shown_and_copied(typed: Typed, tmp_path: Path) -> None:
    code, out, _ = typed("scenario", "list", "--json")
    assert code == 0
    assert {"lost-market", "us-tariffs-2018", "eu-carbon-levy"} <= {one["id"] for one in json.loads(out)}
    assert typed("scenario", "show", "lost-market")[1].startswith('id = "lost-market"')
    code, out, _ = typed("scenario", "new", "mine", "--from", "yuan-up-5", "--out", tmp_path)
    assert (code, out.strip()) == (0, str(tmp_path / "mine.toml"))
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8").startswith('id = "mine"')
    code, _, err = typed("scenario", "new", "mine", "--out", tmp_path)
    assert code == 2
    assert "is there already" in err
    assert typed("scenario", "new", "../mine", "--out", tmp_path)[0] == 2


def test_run_in_numbers_and_in_words(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'id = "mine"\ntitle = {zh = "我的", en = "Mine"}\nabout = {zh = "我的", en = "Mine"}\n'
        '[[changes]]\nkind = "tariff"\nrule = "add"\namount = 0.25\npartners = ["USA"]\nsince = "2019-07-02"\n',
        encoding="utf-8",
    )
    whole, half = (
        json.loads(typed("scenario", "run", file, "--region", "辽宁", "--draws", 20, "--no-risks", "--json", *more)[1])
        for more in ((), ("--year", 2019))
    )
    assert whole["exports"]["value"] < half["exports"]["value"] < 0
    assert {one["id"] for one in whole["assumptions"]} == {"trade_elasticity", "tariff_pass_through"}
    assert whole["risks"] == []
    code, out, _ = typed("scenario", "run", file, "--region", "辽宁", "--draws", 0, "--no-risks", lang="zh")
    assert code == 0
    assert "我的 · 辽宁省 · 2022 · 本地区流量表的压力测试；合成数据" in out
    assert "未计入：" in out


def test_side_by_side(typed: Typed) -> None:
    code, out, _ = typed(
        "scenario", "compare", "yuan-up-5", "demand-slump", "--region", "辽宁", "--draws", 0, "--no-risks"
    )
    assert code == 0
    assert "The yuan up five per cent" in out
    assert "A slump of demand in the largest market" in out


def test_mistakes_have_their_exit_codes(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text('id = "wrong"\n[[changes]]\nkind = "closd"\n', encoding="utf-8")
    code, _, err = typed("scenario", "run", file, "--region", "辽宁")
    assert code == 3
    assert "wrong.toml, line 3, changes[1].kind: 'closd' is none of" in err
    assert "did you mean closed?" in err
    assert "the key 'title' is missing" in err
    assert typed("scenario", "run", "lost-market", "--region", "辽宁", "--method", "split")[0] == 4
    assert typed("scenario", "run", "nothing", "--region", "辽宁")[0] == 2


def test_levers(typed: Typed) -> None:
    listed = {one["id"]: one for one in json.loads(typed("lever", "list", "--json")[1])}
    assert listed["use_rcep"]["scenario"] == "use-rcep"
    assert listed["relief_fund"]["made"] == "relief"
    assert "expected loss times cover" in typed("lever", "try", "relief_fund", "--region", "辽宁")[1]
    assert "region's own table" in typed("lever", "show", "relief_fund")[1]
    assert 'id = "open-new-markets"' in typed("lever", "show", "open-new-markets")[1]
