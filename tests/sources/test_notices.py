"""Notices as people type them, as Global Trade Alert and ePing lay them out, and as hostile files hold them.

The samples of Global Trade Alert and of ePing are written for these tests from the documented layouts (see the sources); none of
it is theirs.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from entrepot.lake.ingest import Ingested
from entrepot.sources.eping import EPING
from entrepot.sources.global_trade_alert import GLOBAL_TRADE_ALERT
from entrepot.sources.notices import NOTICES_OF_ONES_OWN
from entrepot.sources.notices_template import NOTICES_TEMPLATE
from entrepot.sources.source import Sheet
from entrepot.vocabulary.errors import EntrepotError, RefusedByChecks, SchemaMismatch
from entrepot.workbench import Workbench

HEAD = "编号,kind/类别,imposed_by,受影响方,products,nomenclature,announced_on,in_force_from,in_force_until,rate,effect,title_zh,reference\n"
GTA_HEAD = (
    "Intervention ID,State Act Title,GTA Evaluation,Implementing Jurisdictions,Intervention Type,Affected Products,Affected Jurisdictions,"
    "Date Announced,Date Implemented,Date Removed,Is In Force,Is Horizontal\n"
)
EPING_HEAD = (
    "Document symbol,Notifying Member,Title,Products covered,HS code(s),Distribution date,Final date for comments,Notification type,"
    "Proposed adoption  date,Proposed entry  into  force date,Link to notification(EN)\n"
)


def saved(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def taken_in(folder: Path, path: Path, **how: Any) -> tuple[dict[str, dict[str, Any]], Ingested]:
    """The notices in the lake by number, and what became of the file."""
    made = Workbench(folder / "lake")
    done = made.ingest(path, **how)
    return {row["notice"]: row for row in made.rows("notices").to_arrow().to_pylist()}, done


def test_a_typed_table_in_either_language_and_encoding(tmp_path: Path) -> None:
    text = HEAD + (
        "# 例,反倾销,美国,中国,8541,,,,,,,,\n"
        "A-1,反倾销,美国,中国,8541.42；854143,HS2022,2012年5月25日,2012/12/7,2027-12,18.32%,,光伏电池,77 FR 73018\n"
        'A-2,TBT,"欧盟;英国",全部,8507、8507 8506,hs2022,2023-07-28,2024,,,限制,电池法规,\n'
        "A-3,export control,CHN,WLD,811292,,2023-07-03,20230801,,3.2 USD/kg,liberalises,,\n"
    )
    rows, done = taken_in(tmp_path, saved(tmp_path, "措施.csv", text, "gb18030"))
    assert (done.source, done.rows_kept) == ("notices", 3)
    one = rows["A-1"]
    assert (one["kind"], one["imposed_by"], one["affected"], one["products"]) == (
        "anti_dumping",
        "USA",
        "CHN",
        "854142 854143",
    )
    assert (one["announced_on"], one["in_force_from"], one["in_force_until"]) == (
        "2012-05-25",
        "2012-12-07",
        "2027-12-31",
    )
    assert (one["rate_percent"], one["rate_printed"], one["effect"]) == (18.32, "18.32%", "restricts")
    two = rows["A-2"]
    assert (two["imposed_by"], two["affected"], two["products"], two["in_force_from"]) == (
        "EU GBR",
        "WLD",
        "8506 8507",
        "2024-01-01",
    )
    three = rows["A-3"]
    assert (three["in_force_from"], three["rate_percent"], three["rate_printed"]) == ("2023-08-01", None, "3.2 USD/kg")
    assert (three["effect"], three["nomenclature"]) == ("liberalises", None)


def test_the_same_as_json(tmp_path: Path) -> None:
    document = {
        "notices": [
            {
                "id": "J-1", "kind": "tbt", "imposed_by": ["EU", "GBR"], "affected": "WLD", "products": ["8507", "0101"],
                "in_force_from": "2024-02-18", "title_en": "Batteries",
            },
            {"id": 7, "kind": "safeguard", "imposed_by": "USA", "products": "850110"},
        ]
    }  # fmt: skip
    rows, _ = taken_in(tmp_path, saved(tmp_path, "n.json", json.dumps(document)))
    assert rows["J-1"]["imposed_by"] == "EU GBR"
    assert rows["J-1"]["products"] == "0101 8507"
    assert (rows["7"]["affected"], rows["7"]["in_force_from"]) == (None, None)


def test_a_file_replaces_what_an_earlier_one_said_of_the_same_notice(tmp_path: Path) -> None:
    line = "A-1,反倾销,美国,中国,8541,HS2022,2020-01-01,2020-02-01,,5%,,,\n"
    other = "B-1,反倾销,美国,中国,8541,HS2022,2020-01-01,2020-02-01,,5%,,,\n"
    taken_in(tmp_path, saved(tmp_path, "a.csv", HEAD + line + other))
    rows, done = taken_in(tmp_path, saved(tmp_path, "b.csv", HEAD + line.replace("5%", "9%")))
    assert (done.rows_replaced, rows["A-1"]["rate_percent"], rows["B-1"]["rate_percent"]) == (1, 9.0, 5.0)


HOSTILE = (
    ("反倾销,美国;乌有国,中国,8541,,,,,,,,", "unknown_code", "乌有国"),
    ("反倾销,美国,中囯,8541,,,,,,,,", "unknown_code", "中囯"),
    ("反倾销,美国,中国,8541;99x,,,,,,,,", "unknown_code", "99x"),
    ("反倾销,美国,中国,0041,,,,,,,,", "unknown_code", "0041"),
    ("反倾销,美国,中国,101,,,,,,,,", "unknown_code", "101"),
    ("反倾销,美国,中国,8501-8504,,,,,,,,", "unknown_code", "8501-8504"),
    ("倾销,美国,中国,8541,,,,,,,,", "unknown_code", "the kinds are tbt"),
    ("反倾销,美国,中国,8541,HS2023,,,,,,,", "unknown_code", "HS2023"),
    ("反倾销,美国,中国,8541,,2024-02-30,,,,,,", "unknown_code", "2024-02-30"),
    ("反倾销,美国,中国,8541,,soon,,,,,,", "unknown_code", "write a day as 2024-03-01"),
    ("反倾销,美国,中国,8541,,2019-01-01,2020-01-01,2019-12-31,,,,", "dates_out_of_order", "exchanged"),
    ("反倾销,美国,中国,8541,,2021-01-01,,2020-12-31,,,,", "dates_out_of_order", "after it had ended"),
    ("反倾销,美国,中国,8541,,0202-01-01,,,,,,", "impossible_year", "0202"),
    ("反倾销,美国,中国,8541,,,,,20000%,,,", "out_of_range", "20000"),
    ("反倾销,美国,中国,8541,,,,,,maybe,,", "unknown_code", "maybe"),
    (",美国,中国,8541,,,,,,,,", "missing", "empty"),
    ("反倾销,,中国,8541,,,,,,,,", "missing", "empty"),
)


@pytest.fixture(scope="module")
def refused_lines(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[tuple[str, str]]]:
    """What is found in each line of a file that has nothing but bad ones: (rule, value and message)."""
    folder = tmp_path_factory.mktemp("hostile")
    text = HEAD + "".join(f"X{place},{line}\n" for place, (line, _, _) in enumerate(HOSTILE))
    with pytest.raises(RefusedByChecks) as refused:
        taken_in(folder, saved(folder, "n.csv", text))
    found: dict[int, list[tuple[str, str]]] = {}
    for one in refused.value.findings:
        found.setdefault((one.row or 0) - 2, []).append((one.rule, f"{one.value} {one.message.en}"))
    return found


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_what_is_refused_and_why(refused_lines: dict[int, list[tuple[str, str]]], place: int) -> None:
    _, rule, told = HOSTILE[place]
    assert any(name == rule and told in said for name, said in refused_lines[place])


def test_the_same_line_twice_is_refused_even_under_other_names(tmp_path: Path) -> None:
    text = HEAD + "X,反倾销,美国,中国,8541,,,,,,,,\nX,AD,USA,CHN,85.41,,,,,,,,\n"
    with pytest.raises(RefusedByChecks, match="given 2 times"):
        taken_in(tmp_path, saved(tmp_path, "n.csv", text))


def test_a_retroactive_measure_is_taken_and_remarked(tmp_path: Path) -> None:
    text = HEAD + "X,反倾销,美国,中国,8541,,2024-07-04,2024-07-01,,,,,\n"
    _, done = taken_in(tmp_path, saved(tmp_path, "n.csv", text))
    assert [(one.level, one.rule) for one in done.findings] == [("note", "dates_out_of_order")]


@pytest.mark.parametrize(
    "content",
    ['{"notices": [', '{"notices": []}', '{"notices": ["x"]}', '{"notices": {"id": 1}}', '[{"intervention_id": 1, "implementing_jurisdictions"'],
)  # fmt: skip
def test_broken_json_is_refused_in_words(tmp_path: Path, content: str) -> None:
    with pytest.raises(EntrepotError) as refused:
        taken_in(tmp_path, saved(tmp_path, "n.json", content))
    assert isinstance(refused.value, SchemaMismatch)


def test_the_template_is_recognised_holds_examples_only_and_is_always_the_same(tmp_path: Path) -> None:
    head, *examples = csv.reader(NOTICES_TEMPLATE.csv().decode("utf-8-sig").splitlines())
    assert NOTICES_OF_ONES_OWN.recognises(Sheet("n.csv", tuple(head)))
    assert all(line[0].startswith("#") for line in examples)
    assert NOTICES_TEMPLATE.xlsx() == NOTICES_TEMPLATE.xlsx()
    path = tmp_path / "t.csv"
    path.write_bytes(NOTICES_TEMPLATE.csv() + "K-1,tbt,日本,全部,8482,HS2022,2024-01,,,,,,,,\n".encode())
    rows, _ = taken_in(tmp_path, path)
    assert (rows["K-1"]["imposed_by"], rows["K-1"]["announced_on"]) == ("JPN", "2024-01-01")


def test_the_table_of_global_trade_alert(tmp_path: Path) -> None:
    text = GTA_HEAD + (
        '1001,Duty,Red,"Austria, Belgium",Anti-dumping,"721049, 30613","China, Chinese Taipei, DPR Korea",2020-01-05,2020-02-01,,1,0\n'
        "1002,Probe,Amber,United States of America,Safeguard,850710,China,2024-01-05,,,0,0\n"
        "1003,Opening,Green,Republic of Korea,Import tariff,,China,2020-01-05,2020-02-01,2020-12-31,0,1\n"
        "1004,Novelty,Red,Saint Kitts & Nevis,Brand new type,850710,China,2020-01-05,2020-02-01,,1,0\n"
    )
    rows, done = taken_in(tmp_path, saved(tmp_path, "interventions.csv", text))
    assert done.source == "global_trade_alert"
    one = rows["1001"]
    assert (one["kind"], one["imposed_by"], one["affected"]) == ("anti_dumping", "AUT BEL", "CHN PRK TWN")
    # Its codes are numbers: 30613 is 0306 13.
    assert (one["products"], one["nomenclature"]) == ("030613 721049", "HS2012")
    assert (rows["1002"]["flag"], rows["1002"]["in_force_from"], rows["1002"]["effect"]) == (
        "announced",
        None,
        "restricts",
    )
    assert (rows["1003"]["effect"], rows["1003"]["products"], rows["1003"]["in_force_until"]) == (
        "liberalises",
        "TOTAL",
        "2020-12-31",
    )
    assert (rows["1004"]["kind"], rows["1004"]["imposed_by"]) == ("other", "KNA")
    assert sorted(one.rule for one in done.findings) == ["announced", "new_type"]


def test_the_answer_of_global_trade_alerts_endpoint(tmp_path: Path) -> None:
    record = {
        "intervention_id": 900001, "state_act_title": "An invented act", "intervention_url": "https://example.org/900001", "gta_evaluation": "Red",
        "implementing_jurisdictions": [{"id": 40, "name": "Austria", "iso": "AUT"}],
        "affected_jurisdictions": [{"id": 699, "name": "India", "iso": "IND"}], "intervention_type": "Import tariff",
        "affected_products": [{"product_id": 30613, "prior_level": "3.5", "new_level": "6.5", "unit": None}, 292149],
        "date_announced": "2024-07-04", "date_implemented": "2024-07-05", "date_removed": None, "is_in_force": 1,
    }  # fmt: skip
    path = saved(tmp_path, "gta.json", json.dumps([record]))
    rows, _ = taken_in(tmp_path, path, options={"nomenclature": "HS2022"})
    one = rows["900001"]
    assert (one["imposed_by"], one["affected"], one["products"], one["nomenclature"]) == (
        "AUT",
        "IND",
        "030613 292149",
        "HS2022",
    )
    assert (one["url"], one["in_force_from"]) == ("https://example.org/900001", "2024-07-05")


def test_the_workbook_of_eping(tmp_path: Path) -> None:
    lines = list(
        csv.reader(
            (
                EPING_HEAD
                + 'G/TBT/N/KOR/9001,"Korea, Republic of",Cells,Cells,8507; 8501.31,2024-03-05,,Regular notification,,01/09/2024,https://x\n'
                'G/TBT/N/KOR/9001/Add.1,"Korea, Republic of",Cells,Cells,8507,2024-05-05,,Addendum,,,\n'
                'G/SPS/N/SAU/901,"Saudi Arabia, Kingdom of",Limits,Foods,,05/03/2024,,Regular notification,,Six months after publication,\n'
                "G/SPS/N/JPN/902,Japan,Limits,Foods,0701-0714,05/03/2024,,Regular notification,,,\n"
            ).splitlines()
        )
    )
    path = tmp_path / "Notification_EN.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Notifications")
        for place, line in enumerate(lines):
            sheet.write_row(place, 0, line)
    rows, done = taken_in(tmp_path, path)
    assert (done.source, sorted(rows)) == ("eping", ["G/SPS/N/JPN/902", "G/SPS/N/SAU/901", "G/TBT/N/KOR/9001"])
    one = rows["G/TBT/N/KOR/9001"]
    assert (one["kind"], one["imposed_by"], one["affected"], one["products"]) == ("tbt", "KOR", "WLD", "850131 8507")
    assert (one["announced_on"], one["in_force_from"], one["url"]) == ("2024-03-05", "2024-09-01", "https://x")
    two = rows["G/SPS/N/SAU/901"]
    assert (two["imposed_by"], two["announced_on"], two["in_force_from"], two["products"]) == (
        "SAU",
        "2024-03-05",
        None,
        None,
    )
    # A range is not guessed at.
    assert (rows["G/SPS/N/JPN/902"]["products"], rows["G/SPS/N/JPN/902"]["flag"]) == (None, "products_unread")
    assert sorted(one.rule for one in done.findings) == ["added", "no_codes"]


def test_an_unknown_member_is_refused_by_name(tmp_path: Path) -> None:
    text = EPING_HEAD + "G/TBT/N/XXX/1,Ruritania,Cells,Cells,8507,2024-03-05,,Regular notification,,,\n"
    with pytest.raises(RefusedByChecks, match="Ruritania"):
        taken_in(tmp_path, saved(tmp_path, "n.csv", text))


def test_the_layouts_are_told_apart() -> None:
    sheets = {
        name: Sheet("x.csv", tuple(head.strip().split(",")))
        for name, head in (("own", HEAD), ("gta", GTA_HEAD), ("eping", EPING_HEAD))
    }
    found = {
        name: [source.id for source in (NOTICES_OF_ONES_OWN, GLOBAL_TRADE_ALERT, EPING) if source.recognises(sheet)]
        for name, sheet in sheets.items()
    }
    assert found == {"own": ["notices"], "gta": ["global_trade_alert"], "eping": ["eping"]}
