"""`entrepot smart`, `potential` and `diversify`, as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from entrepot.cli.entry import run
from entrepot.vocabulary.text import use_language
from entrepot.workbench import Workbench


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small sample world, and a rate for each chapter that it imports most of."""
    folder = tmp_path_factory.mktemp("opportunities")
    bench = Workbench(folder / "lake")
    bench.make_sample_world(size="small")
    schedule = folder / "mfn_2022.csv"
    schedule.write_text("hs8,mfn,provisional,general\n84111110,1,,11\n15043000,14,,30\n", encoding="utf-8")
    bench.ingest(schedule)
    return folder / "lake"


def said(capsys: pytest.CaptureFixture[str], lake: Path, *words: str, code: int = 0) -> tuple[str, str]:
    assert run(["--lake", str(lake), "--lang", "en", *words]) == code
    use_language("en")
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_smart(capsys: pytest.CaptureFixture[str], lake: Path) -> None:
    out, err = said(capsys, lake, "smart", "辽宁", "--rate", "0", "--partner", "USA")
    assert "trade created" in out
    assert "841111 (in chapter 84" in out
    assert "have no rate in per cent in this schedule" in err
    found = json.loads(said(capsys, lake, "smart", "辽宁", "--cut", "50%", "--json")[0])
    assert found["schedule"] == 2022
    assert found["totals"]["revenue"]["value"] < 0
    line, _ = said(capsys, lake, "smart", "辽宁", "--cut", "50%", "--explain", "841111")
    assert "1.00% to 0.50%" in line
    rows = said(capsys, lake, "smart", "辽宁", "--cut", "50%", "--by", "partner", "--csv")[0].splitlines()
    assert rows[0] == "partner,exports_before,exports_after,created,diverted"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("smart", "辽宁", "--rate", "10"), "'10' is no part of one: write 5% or 0.05"),
        (("smart", "辽宁"), "say what becomes of the rates"),
        (("smart", "辽宁", "--rate", "0", "--cut", "50%"), "only one of --rate, --cut can be asked at a time"),
        (("smart", "辽宁", "--agreement", "RCEP"), "no agreement in this schedule is called 'RCEP'"),
        (("potential", "辽宁", "--by", "new", "--growth", "g.csv"), "new products are ranked without forecasts"),
        (("diversify", "辽宁", "--market-share", "10%"), "the highest share of the market Viet Nam (10.0%)"),
    ],
)
def test_what_is_refused(capsys: pytest.CaptureFixture[str], lake: Path, words: tuple[str, ...], message: str) -> None:
    assert message in said(capsys, lake, *words, code=2)[1]


def test_potential(capsys: pytest.CaptureFixture[str], lake: Path) -> None:
    out, err = said(capsys, lake, "potential", "辽宁")
    assert "VNM Viet Nam" in out
    assert "what 31 provinces sell there together" in err
    rows = said(capsys, lake, "potential", "辽宁", "--by", "cells", "--csv")[0].splitlines()
    assert rows[0] == "partner,product,actual,potential,unrealised"
    assert "outlook gain" in said(capsys, lake, "potential", "辽宁", "--by", "new")[0]


def test_diversify(capsys: pytest.CaptureFixture[str], lake: Path) -> None:
    out, _ = said(capsys, lake, "diversify", "辽宁", "--market-share", "41%")
    assert "41.00%" in out
    assert "Viet Nam takes 41.0% of exports and may take 41.0%: the limit costs nothing." in out
