"""Two editions of the nomenclature, brought to one by the very command that the refusal names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from entrepot.cli.entry import run
from entrepot.vocabulary.errors import MissingData, UnknownName, WrongCall
from entrepot.workbench import Workbench

HEAD = "typeCode,period,reporterISO,flowCode,partnerISO,classificationCode,cmdCode,primaryValue"
# 850110 was renamed 850111, 850131 and 850132 became one, 850120 divides.
PAIRS = [("850111", "850110"), ("850133", "850131"), ("850133", "850132"), ("850140", "850140"), ("850150", "850140")]
CONVERSION = [("850111", "850110"), ("850133", "850131"), ("850140", "850140"), ("850150", "850140")]
OLD = [("CHN", "H5", "850110", 10), ("CHN", "H5", "850131", 4), ("CHN", "H5", "850140", 6)]
NEW = [("CHN", "H6", "850111", 20), ("CHN", "H6", "850140", 7), ("CHN", "H6", "850150", 8)]
DIVIDING = ("CHN", "H6", "850133", 12)


def trade(folder: Path, period: str, rows: list[tuple[str, str, str, int]]) -> Path:
    lines = [f"C,{period},{who},X,W00,{edition},{code},{value}" for who, edition, code, value in rows]
    path = folder / f"comtrade_{period}.csv"
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


def concordance(folder: Path) -> Path:
    path = folder / "HS2022toHS2017ConversionAndCorrelationTables.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, head, rows in (
            ("HS2022-HS2017 Conversions", [("From HS2022", "To HS2017")], CONVERSION),
            ("HS2022-HS2017 Correlations", [("Between", ""), ("HS2022", "HS2017")], PAIRS),
        ):
            sheet = book.add_worksheet(name)
            for at, row in enumerate([*head, *rows]):
                sheet.write_row(at, 0, row)
    return path


def lake(folder: Path, *, new: list[tuple[str, str, str, int]] = NEW, with_concordance: bool = True) -> Workbench:
    made = Workbench(folder / "lake")
    made.ingest(trade(folder, "2021", OLD))
    made.ingest(trade(folder, "2022", new))
    if with_concordance:
        made.ingest(concordance(folder))
    return made


def values(answer: Any) -> dict[tuple[str, str], float]:
    return {(row["period"], row["product"]): row["value"] for row in answer.records()}


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(["--lang", "en", "measure", "run", *words, "--json"])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_command_that_the_refusal_names_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = lake(tmp_path)
    question = ["growth", "--lake", str(made.lake.folder), "--region", "CHN", "--by", "product"]
    code, _, refusal = asked(capsys, *question)
    named = re.search(r"--convert \w+", refusal)
    assert (code, bool(named)) == (2, True)
    assert named is not None
    code, out, _ = asked(capsys, *question, *named[0].split())
    found = {row["product"]: row["value"] for row in json.loads(out)["rows"] if row["period"] == "2022"}
    assert code == 0
    assert found["850110"] == pytest.approx(20 / 10 - 1)
    assert found["850140"] == pytest.approx((7 + 8) / 6 - 1)


def test_a_code_that_divides_is_refused_until_a_rule_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = lake(tmp_path, new=[*NEW, DIVIDING])
    question = ["exports", "--lake", str(made.lake.folder), "--region", "CHN", "--by", "product", "--period", "2022"]
    code, _, printed = asked(capsys, *question, "--convert", "HS2017")
    refusal = json.loads(printed)["error"]
    # 12 of 47 in 2022 stands under a code with two targets.
    assert code == 2
    assert "25.5%" in refusal
    assert "HS2022 850133 → 850131, 850132" in refusal
    rules = re.findall(r"--split (\w+)", refusal)
    assert rules == ["publisher", "equal"]
    expected = {"publisher": {"850131": 12}, "equal": {"850131": 6, "850132": 6}}
    for rule in rules:
        code, out, _ = asked(capsys, *question, "--convert", "HS2017", "--split", rule)
        found = {row["product"]: row["value"] for row in json.loads(out)["rows"]}
        assert found == {"850110": 20, "850140": 15, **expected[rule]}


def test_nothing_is_lost_and_what_is_not_listed_is_said(tmp_path: Path) -> None:
    made = lake(tmp_path, new=[*NEW, ("CHN", "H6", "999999", 5)])
    answer = made.measure("exports", region="CHN", by="product", period="2022", convert="HS2017")
    assert values(answer) == {("2022", "850110"): 20, ("2022", "850140"): 15, ("2022", "unconverted"): 5}
    assert any("12.5%" in note.en and "unconverted" in note.en for note in answer.notes)


def test_products_are_chosen_by_the_codes_to_come(tmp_path: Path) -> None:
    made = lake(tmp_path)
    answer = made.measure("exports", region="CHN", product="850110", convert="HS2017")
    assert [(row["period"], row["value"]) for row in answer.records()] == [("2021", 10), ("2022", 20)]
    cut = made.measure("exports", region="CHN", by="product", digits=4, convert="HS2017", period="2022")
    assert values(cut) == {("2022", "8501"): 35}


def test_editions_of_two_reporters_meet_in_one(tmp_path: Path) -> None:
    made = Workbench(tmp_path / "lake")
    german = [("DEU", "H5", "850110", 30), ("DEU", "H5", "850140", 15)]
    made.ingest(trade(tmp_path, "2022", [*NEW, *german]))
    made.ingest(concordance(tmp_path))
    with pytest.raises(WrongCall, match="--convert HS2017"):
        made.measure("rca", region="CHN", period="2022")
    rows = made.measure("rca", region="CHN", period="2022", convert="HS2017").records()
    found = {row["product"]: row["value"] for row in rows}
    assert found == pytest.approx({"850110": (20 / 35) / (50 / 80), "850140": (15 / 35) / (30 / 80)})


def test_without_a_concordance_it_says_which_to_load(tmp_path: Path) -> None:
    made = lake(tmp_path, with_concordance=False)
    with pytest.raises(MissingData, match=r"HS2022 → HS2017.*entrepot ingest FILE.*source show concordances"):
        made.measure("growth", region="CHN", by="product", convert="HS2017")
    with pytest.raises(UnknownName, match="HS2017"):
        made.measure("growth", region="CHN", by="product", convert="HS2071")
    with pytest.raises(UnknownName, match="publisher, equal"):
        made.measure("growth", region="CHN", by="product", convert="HS2017", split="halves")


def test_explaining_names_the_concordance(tmp_path: Path) -> None:
    made = lake(tmp_path)
    answer = made.measure("exports", region="CHN", by="product", period="2022", convert="HS2017")
    text = answer.explain({"product": "850140"}).text()
    assert "HS2022 converted to HS2017" in text
    assert "concordance" in text
    assert "HS2022toHS2017" in text


def test_published_workbooks_bring_their_goods_over(shared_data: Path, tmp_path: Path) -> None:
    """HS 2022 split telephones off: 851713 and 851714 were 851712."""
    made = Workbench(tmp_path / "lake")
    made.ingest(trade(tmp_path, "2022", [("CHN", "H6", "851713", 3), ("CHN", "H6", "851714", 4)]))
    made.ingest(shared_data / "5_class" / "conc_HS2022toHS2017ConversionAndCorrelationTables.xlsx")
    answer = made.measure("exports", region="CHN", by="product", convert="HS2017")
    assert values(answer) == {("2022", "851712"): 7}


def test_ones_own_table_is_not_converted(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("period,reporter,product,value\n2022,a,850111,1\n", encoding="utf-8")
    with pytest.raises(WrongCall, match="ingest"):
        Workbench(tmp_path / "lake").measure("exports", data=own, convert="HS2017")


def test_shorter_codes_are_not_converted(tmp_path: Path) -> None:
    made = lake(tmp_path, new=[("CHN", "H6", "8501", 5)])
    with pytest.raises(WrongCall, match="4 digits, and concordances are of 6"):
        made.measure("exports", region="CHN", by="product", period="2022", convert="HS2017")


def chained(folder: Path, new: list[tuple[str, str, str, int]]) -> Workbench:
    """HS 2022 to HS 2017 to SITC 2 to Lall's classes; what was 850132 and 853630 before 2022 has no code of SITC 2."""
    made = lake(folder, new=new)
    steps = {
        "to_sitc.csv": "From HS 2017,To SITC Rev. 2\n850110,7161\n850131,7161\n850140,7162\n850140,7622\n",
        "lall.csv": "product,lall\n7161,HT1\n7162,HT1\n7622,MT3\n",
    }
    for name, text in steps.items():
        (folder / name).write_text(text, encoding="utf-8")
        made.ingest(folder / name)
    return made


def test_codes_go_over_others_between_where_there_is_no_straight_way(tmp_path: Path) -> None:
    made = chained(tmp_path, NEW)
    with pytest.raises(WrongCall, match=r"HS2022 850150 → HT1, MT3"):
        made.measure("exports", region="CHN", by="product", period="2022", convert="Lall")
    answer = made.measure("product_share", region="CHN", period="2022", convert="Lall", split="equal")
    # 850111 is HT1; of 850140 and 850150 one half goes to each class.
    assert values(answer) == pytest.approx({("2022", "HT1"): (20 + 7.5) / 35, ("2022", "MT3"): 7.5 / 35})
    assert any("HS2022 → HS2017 → SITC2 converted to Lall" in note.en for note in answer.notes)
    explained = answer.explain({"product": "HT1"})
    [lines] = [one for one in explained.evidence if one.input == "concordance"]
    assert len(lines.batches) == 3


def test_a_way_that_breaks_off_loses_nothing(tmp_path: Path) -> None:
    made = chained(tmp_path, [*NEW, DIVIDING])
    answer = made.measure("exports", region="CHN", by="product", period="2022", convert="Lall", split="equal")
    # Half of 850133 was 850132, which leads nowhere.
    assert values(answer) == {("2022", "HT1"): 20 + 7.5 + 6, ("2022", "MT3"): 7.5, ("2022", "unconverted"): 6}


def test_codes_divide_as_the_trade_told_in_the_other_edition_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = [*OLD, ("CHN", "H5", "850132", 12)]
    made = Workbench(tmp_path / "lake")
    made.ingest(trade(tmp_path, "2021", old))
    made.ingest(trade(tmp_path, "2022", [*NEW, DIVIDING]))
    made.ingest(concordance(tmp_path))
    question = ["exports", "--lake", str(made.lake.folder), "--region", "CHN", "--by", "product", "--convert", "HS2017"]
    code, _, printed = asked(capsys, *question)
    assert code == 2
    assert re.findall(r"--split (\w+)", json.loads(printed)["error"]) == ["publisher", "equal", "weights"]
    found = values(made.measure("exports", region="CHN", by="product", convert="HS2017", split="weights"))
    # In 2021 the two had 4 and 12: of the 12 of 2022 a quarter and three quarters.
    assert found["2022", "850131"] == pytest.approx(3)
    assert found["2022", "850132"] == pytest.approx(9)
    assert sum(value for (period, _), value in found.items() if period == "2022") == pytest.approx(47)
    with pytest.raises(MissingData, match="told in HS2017 itself"):
        made.measure("exports", region="CHN", by="product", period="2022", convert="HS2017", split="weights")


def test_codes_without_any_weight_divide_evenly(tmp_path: Path) -> None:
    made = lake(tmp_path, new=[*NEW, ("CHN", "H6", "850133", 12)])
    (tmp_path / "more.csv").write_text("HS 2022,HS 2017\n860110,860111\n860110,860112\n", encoding="utf-8")
    # What a concordance lists anew takes the place of what it listed before: here two headings only.
    made.ingest(tmp_path / "more.csv")
    made.ingest(trade(tmp_path, "2023", [("CHN", "H6", "860110", 10)]))
    found = values(
        made.measure("exports", region="CHN", by="product", product=("8601",), convert="HS2017", split="weights")
    )
    assert found == {("2023", "860111"): 5, ("2023", "860112"): 5}
