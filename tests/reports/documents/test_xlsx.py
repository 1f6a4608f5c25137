"""Real numbers in the unit of their head, formulas whose value is the one kept beside them, links, dates."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from entrepot.reports.documents import paper_bytes
from entrepot.studies.paper import Column, Number, Paper, Section, SourceLine, Table
from entrepot.vocabulary.text import T

ROWS = range(6, 16)


@pytest.fixture(scope="module")
def content(paper: Paper) -> bytes:
    return paper_bytes(paper, "xlsx", language="zh")


def sheet(content: bytes, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(name).to_python()


def xml(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(f"xl/{name}.xml").decode()


def test_a_sheet_for_each_table_and_figure(content: bytes) -> None:
    assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names == ["目录", "图 1", "表 1", "图 2", "附录"]


def test_numbers_are_numbers_in_the_unit_of_the_head(content: bytes) -> None:
    rows = sheet(content, "表 1")
    assert rows[3][:3] == ["年份", "出口", "进口"]
    assert rows[4][1] == "亿美元"
    assert rows[14][:5] == ["2015", 508.4, 452.5, pytest.approx(960.9), pytest.approx(55.9)]
    assert rows[14][5] == pytest.approx(0.208212, abs=1e-6)
    drawn = sheet(content, "图 1")
    assert [row for row in drawn if row[0] == "2013"] == [["2013", 645.4, 497.4, 148.0]]


def test_formulas_give_the_values_kept(content: bytes) -> None:
    source = xml(content, "worksheets/sheet3")
    cells = {
        place: float(value)
        for place, value in re.findall(r'<c r="([A-Z]+\d+)"[^>]*>(?:<f>[^<]*</f>)?<v>([^<]*)</v>', source)
    }
    formulas = re.findall(r'<c r="([DE]\d+)"[^>]*><f>\(B(\d+)([+-])C(\d+)\)</f><v>([^<]*)</v>', source)
    assert len(formulas) == 2 * len(ROWS)
    for place, row, sign, other, value in formulas:
        assert place[1:] == row == other
        sold, bought = cells[f"B{row}"], cells[f"C{row}"]
        assert float(value) == pytest.approx(sold + bought if sign == "+" else sold - bought, rel=1e-12)


def test_a_total_that_its_publisher_rounded_stays_a_number(paper: Paper) -> None:
    columns = (
        Column("name", T("n", "n"), number=False),
        Column("a b", T("a", "a")),
        Column("c", T("c", "c")),
        Column("sum", T("s", "s"), worked_out_from="a b + c"),
    )

    def row(total: str) -> tuple[T | Number, ...]:
        return (T("x", "x"), *(Number(Decimal(one), "USD", "USD", 1) for one in ("1.1", "2.2", total)))

    table = Table("t", T("t", "t"), columns, (row("3.3"), row("3.4")), SourceLine((), ""))
    made = replace(paper, sections=(Section("status", T("s", "s"), (table,)),), abstract=None)
    assert re.findall(r"<f>([^<]*)</f>", xml(paper_bytes(made, "xlsx", language="en"), "worksheets/sheet2")) == [
        "(B6+C6)"
    ]


def test_what_is_missing_is_no_zero(content: bytes) -> None:
    assert [row[1] for row in sheet(content, "图 2") if row[0] == "USA"] == ["—"]


def test_heads_stay_in_sight_and_the_list_links(content: bytes) -> None:
    assert 'state="frozen"' in xml(content, "worksheets/sheet3")
    assert re.findall(r'location="([^"]+)"', xml(content, "worksheets/sheet1")) == [
        "'图 1'!A1",
        "'表 1'!A1",
        "'图 2'!A1",
        "'附录'!A1",
    ]


def test_the_vintage_is_the_only_date(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        about = archive.read("docProps/core.xml").decode()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall(r">(\d{4}-\d\d-\d\d)T", about)) == {"2026-11-20"}


def test_synthetic_sheets_say_so(content: bytes) -> None:
    assert sheet(content, "图 2")[2][0] == "合成数据"
    assert "合成数据" not in str(sheet(content, "表 1"))
