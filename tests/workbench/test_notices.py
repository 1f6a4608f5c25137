"""The exposure of a region's own trade to the notices of a lake: a dozen rows, every number by hand."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.risks.finding import Span
from entrepot.vocabulary.errors import MissingData, UnknownName, WrongCall
from entrepot.workbench import Workbench
from entrepot.workbench.notices import notice_lines
from entrepot.workbench.notices_listed import exposure_lines, exposure_records, listed

NOTICES = """id,kind,imposed_by,affected,products,nomenclature,announced_on,in_force_from,in_force_until,rate,title_zh,title_en
A-1,反倾销,美国,中国,7210,HS2022,2018-01-01,2019-01-01,,18%,钢材,Steel
A-2,TBT,欧盟,全部,850760,HS2022,2020-01-01,2022-07-01,,,电池,Batteries
A-3,337,美国,中国,8507,HS2012,2015-01-01,2016-01-01,2021-06-30,,,Cells
A-4,sps,日本,全部,030617,HS2012,2015-01-01,2016-01-01,,,,Shrimps
A-5,export_control,中国,全部,811292,HS2022,2023-07-03,2023-08-01,,,镓,Gallium
"""
PAIRS = "From HS 2022,To HS 2012\n030617,030617\n030617,030618\n850760,850760\n"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    folder = tmp_path_factory.mktemp("notices")
    made = Workbench(folder / "lake")
    for name, text in (("notices.csv", NOTICES), ("HS2022toHS2012 correlation.csv", PAIRS)):
        (folder / name).write_text(text, encoding="utf-8")
        made.ingest(folder / name)
    return made


def flows(year: str = "2023") -> pa.Table:
    rows = [
        ("USA", "721049", 50.0),
        ("DEU", "850760", 30.0),
        ("JPN", "030617", 10.0),
        ("JPN", "811292", 6.0),
        ("VNM", "520100", 4.0),
    ]
    count = len(rows)
    return pa.table(
        {
            "reporter": ["CN-LN"] * count, "partner": [row[0] for row in rows], "product": [row[1] for row in rows],
            "flow": ["export"] * count, "period": [year] * count, "value_usd": [row[2] for row in rows],
            "nomenclature": ["HS2022"] * count,
        }
    )  # fmt: skip


def test_what_is_in_force_at_the_end_of_the_year(bench: Workbench) -> None:
    found = bench.notices("辽宁", "2023", flows=flows())
    # Shrimps of 2022 are two codes of 2012, of which the notice names one: they may be met.
    assert (found.money, found.total, found.currency) == (Span(86.0, 96.0), 100.0, "USD")
    assert {one.notice: (one.money.low, one.money.high) for one in found.notices} == {
        "A-1": (50.0, 50.0), "A-2": (30.0, 30.0), "A-4": (0.0, 10.0), "A-5": (6.0, 6.0),
    }  # fmt: skip
    assert (found.on, found.looked_at, found.region) == ("2023-12-31", 5, "CN-LN")


@pytest.mark.parametrize(
    ("asked", "money"),
    [
        ({"on": "2022-06-30"}, Span(50.0, 60.0)),
        ({"on": "2021-06-30"}, Span(50.0, 60.0)),
        ({"kinds": "TBT,SPS"}, Span(30.0, 40.0)),
        ({"without": "A-1"}, Span(36.0, 46.0)),
        ({"without": ("notices:A-1", "A-5")}, Span(30.0, 40.0)),
        ({"of": "85"}, Span(30.0, 30.0)),
        ({"partner": "JPN"}, Span(6.0, 16.0)),
    ],
)
def test_the_question_narrowed(bench: Workbench, asked: dict[str, str], money: Span) -> None:
    assert bench.notices("CN-LN", "2023", flows=flows(), **asked).money == money


def test_a_firms_products_and_the_contract_for_programs(bench: Workbench) -> None:
    found = bench.notices("CN-LN", flows=flows(), products="8507.60, 5201").as_json()
    assert [(one["product"], one["money"], one["notices"]) for one in found["products"]] == [
        ("850760", {"low": 30.0, "high": 30.0}, ["notices:A-2"]),
        ("5201", {"low": 0.0, "high": 0.0}, []),
    ]
    assert (found["period"], found["source"], found["synthetic"]) == ("2023", "given", False)
    first = found["notices"][0]
    assert (first["id"], first["title"]["zh"], first["rate"], len(first["batches"])) == (
        "notices:A-1",
        "钢材",
        "18%",
        1,
    )


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"without": "A-9"}, UnknownName, "A-9"),
        ({"kinds": "tbd"}, UnknownName, "tbt"),
        ({"on": "yesterday"}, WrongCall, "write 2024-12-31"),
        ({"flow": "exports"}, UnknownName, "export"),
        ({"kinds": "safeguard"}, MissingData, "no notices of these kinds"),
        ({"products": "85x"}, WrongCall, "no product code|not a product code"),
    ],
)
def test_what_is_refused(bench: Workbench, asked: dict[str, str], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        bench.notices("CN-LN", "2023", flows=flows(), **asked)


def test_without_notices_nothing_can_be_said(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="take them in with entrepot ingest"):
        Workbench(tmp_path / "empty").notices("CN-LN", "2023", flows=flows())


def test_notices_listed_and_one_of_them_shown(bench: Workbench) -> None:
    assert [one["notice"] for one in listed(bench, product="850760")] == ["A-2", "A-3"]
    assert [one["notice"] for one in listed(bench, product="850760", on="2023-12-31")] == ["A-2"]
    assert [one["notice"] for one in listed(bench, imposed_by="美国", kinds="337,反倾销")] == ["A-1", "A-3"]
    [line] = notice_lines(bench, "notices:A-3")
    assert (line["in_force_until"], line["kind"]) == ("2021-06-30", "section_337")
    with pytest.raises(UnknownName, match=r"A-33.*A-3"):
        notice_lines(bench, "A-33")


def test_an_exposure_in_words_and_as_records(bench: Workbench) -> None:
    found = bench.notices("CN-LN", "2023", flows=flows(), products="0101")
    lines = list(exposure_lines(found))
    assert (
        lines[0]
        == "Liaoning, exports of 2023 (USD 100): 86.0% to 96.0% under measures in force on 2023-12-31 (USD 86 to USD 96)"
    )
    assert any(line.strip().startswith("0101: USD 0 / USD 0") for line in lines)
    names, rows = exposure_records(found)
    assert [row[names.index("money_high")] for row in rows] == [50.0, 30.0, 10.0, 6.0]
