"""The claims of the papers, against the figures that come with the package."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from entrepot.cli.entry import run
from entrepot.embedded import embedded_path, embedded_rows
from entrepot.studies.verdict import Verdict
from entrepot.workbench import Workbench

EXPECTED = embedded_rows("claims.csv")
FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "claims.csv"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    workbench = Workbench(tmp_path_factory.mktemp("claims") / "lake")
    workbench.take_in_embedded()
    return workbench


@pytest.fixture(scope="module")
def found(bench: Workbench) -> dict[str, Verdict]:
    return {one.id: one for one in bench.check_claims(embedded_path("claims.csv"))}


@pytest.mark.parametrize("row", EXPECTED, ids=[row["id"] for row in EXPECTED])
def test_every_claim_gets_its_verdict(row: dict[str, str], found: dict[str, Verdict]) -> None:
    assert found[row["id"]].verdict == row["verdict"], found[row["id"]].message.en


def test_the_verdicts_and_numbers_are_those_of_the_facts(found: dict[str, Verdict]) -> None:
    if not FACTS.is_file():
        pytest.skip("the facts (../shared/facts/claims.csv) are not beside this checkout")
    with FACTS.open(encoding="utf-8", newline="") as lines:
        facts = list(csv.DictReader(lines))
    assert len(facts) == len(found)
    for fact, said in zip(facts, found.values(), strict=True):
        assert said.verdict == fact["verdict"], fact
        if fact["recomputed"].replace(".", "").replace("-", "").isdigit():
            assert said.recomputed is not None
            assert round(float(said.recomputed), 2) == round(float(fact["recomputed"]), 2), fact
        elif fact["recomputed"]:
            assert said.recomputed == fact["recomputed"]


@pytest.mark.parametrize(
    ("claim", "against"),
    [
        ("adb-ta9036-02", "20.8 % (adb-ta9036 table 3)"),
        ("adb-ta9036-16", "2017-04-01 (para 70)"),
        ("adb-ta9036-17", "290.4 1e8 USD (adb-ta9036 FDI table)"),
        ("shanxi-asean-09", "23.49 1e8 USD (shanxi-asean table 1)"),
        ("shanxi-asean-10", "23.49 1e8 USD (shanxi-asean table 1)"),
        ("shanxi-asean-12", "5.97 to 11.21 % (shanxi-asean table 1)"),
    ],
)
def test_what_contradicts_a_claim_is_named(claim: str, against: str, found: dict[str, Verdict]) -> None:
    assert found[claim].against == against


def test_the_investment_that_was_meant_is_proposed(found: dict[str, Verdict]) -> None:
    said = found["adb-ta9036-12"]
    assert said.against is not None and said.against.startswith("fixed_investment[area=CN-LN, period=2014")
    assert "24430 (×10)" in said.message.en


def claim(formula: str, printed: str, unit: str, *, study: str = "adb-ta9036", locator: str = "para 1", **more: str):
    return {"id": "a", "study": study, "locator": locator, "claim": "c", "formula": formula, "printed": printed, "unit": unit} | more  # fmt: skip


@pytest.mark.parametrize(
    ("row", "word", "told"),
    [
        (claim("trade_dependence[area=辽宁, period=2006]", "41.5", "%", locator="table 3"), "reproduces", "41.47"),
        (claim("trade_dependence[area=辽宁, period=2015]", "20.7", "%", locator="para 38"), "contradicts", "20.82%; against it: 20.8% (original table 3)"),
        (claim("measure(trade_dependence[area=辽宁, period=2006]) - measure(trade_dependence[area=辽宁, period=2015])", "20.6", "个百分点"), "reproduces", "20.64"),
        (claim("trade_intensity_export[area=CN-SX, counterpart=ASEAN, period=2020]", "0.8", "index", study="shanxi-asean", locator="text"), "reproduces", "0.80"),
        (claim("measure(fdi_dependence[area=辽宁, period=2015])", "1.1", "%"), "reproduces", "1.12"),
        (claim("bankrupt_firm_workers[area=CN-LN, period=2008/2014]", "315000000", "persons", locator="para 56"), "implausible", "42,591,407"),
        (claim("sum(fdi_inflow[area=CN-LN, subject=primary|secondary|tertiary, period=2015])", "51.85", "亿美元"), "within_rounding", "USD 5.1900 bn (between USD 5.1750 and 5.2050 bn)"),
        (claim("exports[area=CN-SX, counterpart=东盟, period=2021]", "18.8", "亿美元", study="shanxi-asean"), "not_checkable", "printed as missing"),
        (claim("rank(trade_total[area=CN-SX, counterpart=ASEAN, period=2020])", "22", "rank", study="shanxi-asean", locator="section 2.1"), "not_checkable", "provinces are not printed"),
        (claim("partner_share[area=CN-SX, counterpart=VNM, period=2020, share=share_of_asean_trade]", "42.8", "%"), "reproduces", "42.80"),
        (claim("rank[area=CN-SX, period=2020]", "1", "rank"), "not_checkable", "no figure is called 'rank'"),
        (claim("trade_dependnce[area=CN-LN, period=2015]", "20.8", "%"), "not_checkable", "trade_dependence"),
        (claim("gdp[area=CN-LN, period=2023]", "30209.4", "亿元", study="another paper"), "reproduces", "CNY 3,020.940 bn"),
    ],
)  # fmt: skip
def test_claims_that_are_not_in_the_file(bench: Workbench, row: dict[str, str], word: str, told: str) -> None:
    (said,) = bench.check_claims([row])
    assert said.verdict == word, said.message.en
    assert told in said.message.en


def test_the_command_prints_json(bench: Workbench, capsys: pytest.CaptureFixture[str]) -> None:
    path = embedded_path("claims.csv")
    assert run(["--lake", str(bench.lake.folder), "study", "check", str(path), "--json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert [record["id"] for record in records] == [row["id"] for row in EXPECTED]
    assert list(records[0]) == ["id", "verdict", "printed", "recomputed", "low", "high", "against", "message"]
    assert (records[0]["printed"], round(records[0]["recomputed"], 2), records[0]["against"]) == ("41.5", 41.47, None)
    assert records[0]["low"] < records[0]["recomputed"] < records[0]["high"]


@pytest.mark.parametrize(("language", "word"), [("en", "does not reproduce 2"), ("zh", "不能复算 2")])
def test_the_command_prints_a_table(
    bench: Workbench, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    command = ["--lang", language, "--lake", str(bench.lake.folder), "study", "check", str(embedded_path("claims.csv"))]
    assert run(command) == 0
    assert word in capsys.readouterr().out


def test_the_command_tells_what_is_malformed_and_what_is_missing(
    bench: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "claims.csv"
    header = "id,study,locator,claim,formula,printed,unit\n"
    lake = ["--lang", "en", "--lake", str(bench.lake.folder), "study", "check", str(path)]
    path.write_text(header + '1,a,b,c,"gdp[area=CN-LN, period=2099]",1,亿元\n', encoding="utf-8")
    assert run(lake) == 4
    path.write_text(header + "1,a,b,c,system(1),1,%\n", encoding="utf-8")
    assert run(lake) == 3
    assert "claims.csv, row 2, column formula: no function is called 'system'" in capsys.readouterr().err


def test_an_empty_lake_checks_nothing(tmp_path: Path) -> None:
    (said,) = Workbench(tmp_path / "lake").check_claims([claim("growth(gdp[area=CN-LN, period=2016])", "-23", "%")])
    assert said.verdict == "not_checkable"
    assert "no figure is called 'gdp'" in said.message.en
