"""Tagged PDF/A: outline, fonts within, page numbers, marks of synthetic pages, heads that repeat."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from entrepot.reports import fonts
from entrepot.reports.documents import paper_bytes
from entrepot.studies.paper import Column, Number, Paper, Section, SourceLine, Table
from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import T


@pytest.fixture(scope="module")
def reader(paper: Paper) -> PdfReader:
    return PdfReader(BytesIO(paper_bytes(paper, "pdf", language="zh")))


def texts(content: bytes) -> list[str]:
    """Each page without spaces: a reader finds them where digits and characters meet."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def titles(outline: list[Any]) -> list[str]:
    return [title for one in outline for title in (titles(one) if isinstance(one, list) else [one["/Title"]])]


def test_the_outline_is_the_sections(reader: PdfReader) -> None:
    assert titles(reader.outline) == [
        "一、现状",
        "（一）规模",
        "二、问题",
        "三、对策",
        "（一）市场",
        "1. 近邻",
        "参考文献",
        "附录：各数值的算式与数据批次",
    ]


def test_it_is_archivable_and_accessible(reader: PdfReader) -> None:
    about = reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else ""
    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")
    assert reader.metadata.title == "辽宁省对外贸易：现状、问题与对策"
    assert str(reader.metadata.creation_date).startswith("2026-11-20")


def test_every_font_is_within(reader: PdfReader) -> None:
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object())
            names.add(inner["/BaseFont"].partition("+")[2])
    assert any("Serif" in name for name in names)


def test_pages_are_counted(reader: PdfReader) -> None:
    pages = len(reader.pages)
    for count, page in enumerate(reader.pages, start=1):
        assert f"第{count}页共{pages}页" in "".join(page.extract_text().split())


def test_only_pages_with_synthetic_data_are_marked(paper: Paper) -> None:
    front = Section("status", T("Status", "现状"), (rows_of(80, synthetic=False),))
    made = replace(paper, sections=(front, *paper.sections[1:]), derivations=paper.derivations[:-1])
    pages = texts(paper_bytes(made, "pdf", language="zh"))
    marked = ["本页含合成数据" in page for page in pages]
    assert marked == ["日本占" in page or "图1伙伴" in page for page in pages]
    assert True in marked
    assert False in marked


def rows_of(rows: int, columns: int = 3, *, synthetic: bool = True) -> Table:
    heads = (
        Column("name", T("Name", "名称"), number=False),
        *(Column(f"c{i}", T(f"Column {i}", f"第{i}列")) for i in range(1, columns)),
    )
    body = tuple(
        (T(f"row {y}", f"行{y}"), *(Number(Decimal(y * 1000 + x), "USD", "USD", 2) for x in range(1, columns)))
        for y in range(rows)
    )
    source = SourceLine((T("a source", "某来源"),), "2024-01-01", synthetic=synthetic)
    return Table("long", T("A long table", "长表"), heads, body, source)


def long_table(rows: int, columns: int = 3) -> Paper:
    section = Section("status", T("Status", "现状"), (rows_of(rows, columns),))
    return Paper("long", T("Long", "长"), None, None, (), (section,), (), (), "2024-01-01")


def test_a_long_table_repeats_its_head_and_stays_marked() -> None:
    pages = texts(paper_bytes(long_table(120), "pdf", language="zh"))
    assert len(pages) >= 3
    assert all("第1列" in page and "本页含合成数据" in page for page in pages)
    assert [page.count("表1") for page in pages] == [1] + [0] * (len(pages) - 1)


@pytest.mark.parametrize(("columns", "turned"), [(6, False), (16, True)])
def test_a_wide_table_is_turned(columns: int, turned: bool) -> None:
    pages = PdfReader(BytesIO(paper_bytes(long_table(5, columns), "pdf", language="zh"))).pages
    assert any(page.mediabox.width > page.mediabox.height for page in pages) == turned
    text = "".join(page.extract_text() for page in pages)
    assert f"4,{columns - 1:03}.00" in text


def test_a_table_wider_than_any_page_is_cut_and_repeats_its_first_column() -> None:
    text = "".join(texts(paper_bytes(long_table(9, 40), "pdf", language="zh")))
    assert "8,039.00" in text
    assert text.count("续表1") >= 1
    assert text.count("行8") == text.count("续表1") + 1
    assert text.count("8,001.00") == 1
    assert text.count("来源：某来源") == 1


def test_a_wide_table_of_few_rows_has_its_columns_down() -> None:
    pages = texts(paper_bytes(long_table(2, 40), "pdf", language="zh"))
    assert "名称行0行1" in pages[0]
    assert "第1列（美元）1.001,001.00第2列（美元）2.001,002.00" in pages[0]
    assert "第39列（美元）39.001,039.00" in "".join(pages)


def test_without_a_chinese_font_it_says_how_to_install_one(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({"Libertinus Serif"}))
    with pytest.raises(BadMachine, match="fonts-noto-cjk"):
        paper_bytes(replace(paper, sections=()), "pdf", language="zh")
