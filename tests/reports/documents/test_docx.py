"""Word's own means: heading styles, fonts for each script, fields, alternative texts, three lines."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from entrepot.reports.documents import paper_bytes
from entrepot.studies.paper import Column, Number, Paper, Section, SourceLine, Table
from entrepot.vocabulary.text import T


@pytest.fixture(scope="module")
def content(paper: Paper) -> bytes:
    return paper_bytes(paper, "docx", language="zh")


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(f"word/{name}.xml").decode()


def test_headings_are_headings(content: bytes, paper: Paper) -> None:
    found = [(one.style.name, one.text) for one in docx.Document(BytesIO(content)).paragraphs]
    assert ("Title", "辽宁省对外贸易：现状、问题与对策") in found
    for heading in [
        ("Heading 1", "一、现状"),
        ("Heading 2", "（一）规模"),
        ("Heading 1", "二、问题"),
        ("Heading 3", "1. 近邻"),
    ]:
        assert heading in found
    english = docx.Document(BytesIO(paper_bytes(paper, "docx", language="en")))
    assert [one.text for one in english.paragraphs if one.style.name.startswith("Heading")][:3] == [
        "1\u2002Status",
        "1.1\u2002Scale",
        "2\u2002Problems",
    ]


def test_a_table_holds_what_was_printed(content: bytes) -> None:
    table = docx.Document(BytesIO(content)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [
        "年份",
        "出口\n亿美元",
        "进口\n亿美元",
        "总额\n亿美元",
        "差额\n亿美元",
        "依存度\n%",
    ]
    assert [cell.text for cell in table.rows[10].cells] == ["2015", "508.4", "452.5", "960.9", "55.9", "20.8"]


def test_a_table_has_three_lines_a_head_that_repeats_and_whole_rows(content: bytes) -> None:
    table = re.search(r"<w:tbl>.*?</w:tbl>", part(content, "document"), re.DOTALL)[0]
    rows = re.findall(r"<w:tr>.*?</w:tr>", table, re.DOTALL)
    assert set(re.findall(r'<w:(top|bottom) w:val="single" w:sz="(\d+)"', rows[0])) == {("top", "12"), ("bottom", "4")}
    assert set(re.findall(r'<w:(top|bottom) w:val="single" w:sz="(\d+)"', rows[-1])) == {("bottom", "12")}
    assert not any("w:tcBorders" in row for row in rows[1:-1])
    assert [("tblHeader" in row, "cantSplit" in row) for row in rows] == [(True, True)] + [(False, True)] * 10


def test_captions_count_and_are_referred_to(content: bytes) -> None:
    body = part(content, "document")
    assert re.findall(r"SEQ (\S+) ", body) == ["图", "表", "图"]
    marks = set(re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body))
    targets = re.findall(r"REF (\S+) ", body) + re.findall(r'w:anchor="([^"]+)"', body)
    assert len(re.findall(r"REF _Ref", body)) == 2
    assert len(re.findall(r"REF _Source", body)) == 2
    assert set(targets) <= marks
    ids = re.findall(r'<w:bookmarkStart w:id="(\d+)"', body)
    assert len(ids) == len(set(ids))


def test_fonts_are_said_for_each_script_and_no_theme_decides(content: bytes) -> None:
    styles = part(content, "styles")
    assert 'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"' in styles
    assert 'w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"' in styles
    assert "Theme" not in styles + part(content, "document")
    assert 'w:firstLineChars="200"' in styles


def test_pictures_are_sharp_and_have_an_alternative(content: bytes) -> None:
    body = part(content, "document")
    assert "2013年最高，为645.4亿美元" in re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', body)[0]
    with zipfile.ZipFile(BytesIO(content)) as archive:
        picture = archive.read(next(name for name in archive.namelist() if name.endswith(".png")))
    assert int.from_bytes(picture[16:20], "big") == 1800


def test_only_the_vintage_is_a_date(content: bytes) -> None:
    about = docx.Document(BytesIO(content)).core_properties
    assert about.created.replace(tzinfo=None) == about.modified.replace(tzinfo=None) == datetime(2026, 11, 20)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pages_are_counted_and_marked(content: bytes) -> None:
    footer = part(content, "footer1")
    assert "PAGE" in footer and "NUMPAGES" in footer
    assert "本文含合成数据" in part(content, "header1")


def test_a_wide_table_lies_on_its_side_and_the_next_page_stands(paper: Paper) -> None:
    columns = (
        Column("name", T("Name", "名称"), number=False),
        *(Column(f"c{i}", T(f"Column {i}", f"第{i}列")) for i in range(14)),
    )
    rows = tuple((T("x", "x"), *(Number(Decimal(10_000 + i), "USD", "USD", 2) for i in range(14))) for _ in range(9))
    table = Table("wide", T("Wide", "宽表"), columns, rows, SourceLine((), ""))
    made = replace(paper, sections=(Section("status", T("x", "x"), (table,)),), abstract=None)
    written = docx.Document(BytesIO(paper_bytes(made, "docx", language="zh")))
    assert [one.page_width > one.page_height for one in written.sections] == [False, True, False, False]
    wide = sum(int(one.get(qn("w:w"))) for one in written.tables[0]._tbl.tblGrid)
    assert wide <= 14_000
