"""A small whole paper with one of everything, and one whose every name is hostile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from entrepot.studies.paper import (
    Batch,
    Cite,
    Column,
    Derivation,
    Entry,
    Figure,
    Gap,
    Number,
    Paper,
    Paragraph,
    Reference,
    Section,
    SourceLine,
    Table,
    To,
)
from entrepot.vocabulary.text import T

# Liaoning's goods trade as ADB TA-9036, table 3, prints it, in 1e8 USD.
TRADE = (
    (2006, "283.2", "200.7"), (2007, "353.3", "241.5"), (2008, "420.5", "303.8"), (2009, "334.4", "294.8"),
    (2010, "431.2", "375.5"), (2011, "510.4", "449.2"), (2012, "579.5", "460.4"), (2013, "645.4", "497.4"),
    (2014, "587.6", "552.0"), (2015, "508.4", "452.5"),
)  # fmt: skip
GDP = (1167, 1468, 1968, 2227, 2726, 3441, 3936, 4394, 4660, 4615)
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "<script>alert(1)</script> & <b>x</b>",
    "#set text(red) $x$ *bold* _it_ `c` [l](u) \\ @ref <lab> // c",
    "quotes \" and ' and “”",
    "line\r\nbreak\ttab",
    "emoji 🚢 family 👩‍👩‍👧",
    "rtl \u202eabc\u202c \u200fend",
    "control \x00\x01\x1b\x7f end",
    "surrogate \ud800 end",
    "none \ufffe\uffff end",
    "| pipe | 1. a ![i](x) ~~s~~ &lt; :smile:",
    "]]> ]]&gt; {{x}} {% y %} ${z}",
)

ADB = T("ADB TA-9036 report, table 3", "亚洲开发银行TA-9036报告，表3")


def _money(text: str, why: str = "", **more: object) -> Number:
    return replace(Number(Decimal(text) * 100_000_000, "USD", "1e8 USD", 1, derivation=why), **more)  # type: ignore[arg-type]


def _trade_rows() -> tuple[tuple[Entry, ...], ...]:
    rows = []
    for (year, sold, bought), gdp in zip(TRADE, GDP, strict=True):
        total = Decimal(sold) + Decimal(bought)
        rows.append(
            (
                T(str(year), str(year)),
                _money(sold, f"exports-{year}"),
                _money(bought),
                _money(str(total)),
                _money(str(Decimal(sold) - Decimal(bought))),
                Number(total / gdp, "1", "%", 1, derivation=f"dependence-{year}"),
            )
        )
    return tuple(rows)


def _table() -> Table:
    usd = T("USD 100 m", "亿美元")
    columns = (
        Column("year", T("Year", "年份"), number=False),
        Column("exports", T("Exports", "出口"), usd),
        Column("imports", T("Imports", "进口"), usd),
        Column("total", T("Total", "总额"), usd, worked_out_from="exports + imports"),
        Column("balance", T("Balance", "差额"), usd, worked_out_from="exports - imports"),
        Column("dependence", T("Dependence", "依存度"), T("%", "%")),
    )
    source = SourceLine((ADB,), "2026-11-20", T("10 of 10 years", "10/10年"))
    return Table("trade", T("Liaoning's foreign trade", "辽宁对外贸易"), columns, _trade_rows(), source)


def _figure() -> Figure:
    rows = tuple(
        {"period": str(year), "flow": flow, "value": float(Decimal(text) * 100_000_000)}
        for year, sold, bought in TRADE
        for flow, text in (("export", sold), ("import", bought))
    )
    source = SourceLine((ADB,), "2026-11-20", T("10 of 10 years", "10/10年"))
    title = T("Liaoning's exports, imports and balance", "辽宁出口、进口与差额")
    return Figure("trend", title, "trend", rows, source, options={"unit": "money", "currency": "USD"}, derivations=("exports-2015",))  # fmt: skip


def _made_up() -> Figure:
    rows = tuple({"name": name, "value": value} for name, value in (("JPN", 0.41), ("KOR", 0.22), ("USA", None)))
    source = SourceLine((T("sample world", "样例世界"),), "2026-11-01", synthetic=True)
    return Figure("made_up", T("Partners' shares", "伙伴占比"), "ranked_bars", rows, source, options={"unit": "share"})


def _derivations() -> tuple[Derivation, ...]:
    inputs = (T("USD 28.32 bn (table 3)", "283.2亿美元（表3）"),)
    found = []
    for year, *_ in TRADE:
        what = T(f"exports of Liaoning, {year}", f"辽宁{year}年出口")
        found.append(
            Derivation(
                f"exports-{year}",
                what,
                f"exports[period={year}]",
                T("508.4e8", "508.4e8"),
                inputs,
                ("adb#1",),
                "2026-11-20",
            )
        )
        what = T(f"trade dependence, {year}", f"{year}年贸易依存度")
        found.append(
            Derivation(
                f"dependence-{year}",
                what,
                "trade / gdp",
                T(f"{year}: 960.9 / 4615", f"{year}: 960.9 / 4615"),
                inputs,
                ("adb#1",),
                "2026-11-20",
            )
        )
    return (*found, Derivation("share-jpn", T("share of Japan", "日本占比"), "share(x)", T("0.41", "0.41"), (), ("sample#1",), "2026-11-01", synthetic=True))  # fmt: skip


def _references() -> tuple[Reference, ...]:
    return (
        Reference("adb", "R", T("Liaoning: reform and opening", "辽宁：改革与开放"), ("ADB",), "ADB", "Manila", "2017"),
        Reference("zhang", "J", T("Trade of the north-east", "东北对外贸易研究"), ("张三", "李四", "王五", "赵六"), year="2021", journal="国际贸易", volume="3(2)", pages="1-10"),
        Reference("krugman", "M", T("Geography and Trade", "地理与贸易"), ("Krugman P",), "MIT Press", "Cambridge", "1991"),
        Reference("customs", "DB/OL", T("Customs statistics online", "海关统计数据在线查询平台"), ("海关总署",), year="2024", address="http://stats.customs.gov.cn"),
    )  # fmt: skip


def _paper() -> Paper:
    exports, dependence = (
        _money("508.4", "exports-2015"),
        Number(Decimal("960.9") / 4615, "1", "%", 1, derivation="dependence-2015"),
    )
    status = Paragraph(
        ("In 2015 exports were ", exports, " and dependence ", dependence, " (", To("trend"), ", ", To("trade"), ") ", Cite("zhang"), "."),
        ("2015年出口", exports, "，贸易依存度", dependence, "（", To("trend"), "、", To("trade"), "）", Cite("zhang"), Cite("adb"), "。"),
    )  # fmt: skip
    made_up = Number(Decimal("0.41"), "1", "%", 1, derivation="share-jpn", synthetic=True)
    problem = Paragraph(("Japan takes ", made_up, "."), ("日本占", made_up, "。"))
    remedy = Paragraph(("Spread the risk.",), ("分散风险。",))
    return Paper(
        "sample",
        T("Liaoning's foreign trade: status, problems, remedies", "辽宁省对外贸易：现状、问题与对策"),
        T("Entrepôt · Regional trade observatory", "贸枢·区域贸易观测"),
        Paragraph(("Exports reached ", exports, "."), ("出口达到", exports, "。文中每个数字均可追溯到来源行。")),
        (T("Liaoning", "辽宁"), T("foreign trade", "对外贸易")),
        (
            Section("status", T("Status", "现状"), (), (Section("status", T("Scale", "规模"), (status, _figure(), _table())),)),
            Section("problem", T("Problems", "问题"), (problem, _made_up(), Gap(T("the lake holds no tariffs", "数据湖中没有关税数据")))),
            Section("remedy", T("Remedies", "对策"), (remedy,), (Section("remedy", T("Markets", "市场"), (), (Section("remedy", T("Near", "近邻"), (remedy,)),)),)),
        ),
        _derivations(),
        _references(),
        "2026-11-20",
        (Batch("adb#1", ADB, "adb.csv", "2026-11-20"), Batch("sample#1", T("sample world", "样例世界"), "", "2026-11-01")),
    )  # fmt: skip


@pytest.fixture(scope="session")
def paper() -> Paper:
    return _paper()


@pytest.fixture(scope="session")
def hostile_names() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture(scope="session")
def named() -> Callable[[str], Paper]:
    """The paper with one text in every place where somebody's own text can stand."""

    def build(name: str) -> Paper:
        text = T(name, name)
        table = replace(_table(), title=text, columns=(Column("year", text, number=False), *_table().columns[1:]), rows=((text, *_table().rows[0][1:]),), notes=(text,), source=SourceLine((text,), "2026-11-20", text))  # fmt: skip
        figure = replace(_made_up(), title=text, subtitle=text, rows=({"name": name, "value": 0.4},), source=SourceLine((text,), "2026-11-20", note=text))  # fmt: skip
        section = Section("status", text, (Paragraph((name, Cite("r")), (name, Cite("r"))), table, figure, Gap(text)))
        why = Derivation("exports-2006", text, name, T(name + "!", name + "!"), (text,), (name,), "2026-11-20")
        reference = Reference("r", "J", text, (name,), name, name, "2020", name, "1", "1-2", name)
        return Paper(
            "hostile", text, text, Paragraph((name,), (name,)), (text,), (section,), (why,), (reference,), "2026-11-20"
        )

    return build


def _docx_text(content: bytes) -> str:
    import zipfile
    from io import BytesIO
    from xml.etree import ElementTree

    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = ("word/document.xml", "word/header1.xml", "word/footer1.xml")
        return "\n".join("".join(ElementTree.fromstring(archive.read(name)).itertext()) for name in names)


def _pdf_text(content: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def _html_text(content: bytes) -> str:
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.said: list[str] = []
            self.silent = 0

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.silent += tag in ("style", "script")

        def handle_endtag(self, tag: str) -> None:
            self.silent -= tag in ("style", "script")

        def handle_data(self, data: str) -> None:
            if not self.silent:
                self.said.append(data)

    reader = Reader()
    reader.feed(content.decode())
    return "".join(reader.said)


def _xlsx_text(content: bytes) -> str:
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(str(cell) for row in rows for cell in row)


def _markdown_text(content: bytes) -> str:
    import re

    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", content.decode())


READERS = {"docx": _docx_text, "pdf": _pdf_text, "html": _html_text, "xlsx": _xlsx_text, "md": _markdown_text}


@pytest.fixture(scope="session")
def read() -> Callable[[str, bytes], str]:
    """The words of a document as another program finds them."""
    return lambda format_, content: READERS[format_](content)
