"""The empty table in which anyone can type a yearbook's figures: as CSV for any editor, as XLSX for Excel."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Final

from entrepot.embedded import embedded_path
from entrepot.vocabulary.text import T

TEMPLATE: Final = "figures_template.csv"
ROWS_WITH_LISTS: Final = 5000
# One day in the past, so that the same template is the same bytes.
_CREATED: Final = datetime(2024, 1, 1, tzinfo=UTC)

UNITS_OFFERED: Final = (
    "亿元", "万元", "亿美元", "万美元", "千美元", "%", "个百分点", "倍", "指数", "家", "人", "万人", "吨", "万吨", "亿吨",
    "1e8 CNY", "1e8 USD", "1e4 USD", "thousand USD", "million USD", "bn USD",
)  # fmt: skip
MEASURES_OFFERED: Final = (
    "出口额", "进口额", "进出口总额", "贸易差额", "地区生产总值", "增加值", "实际利用外资", "固定资产投资", "财政收入",
    "exports", "imports", "trade_total", "trade_balance", "gdp", "value_added", "fdi_inflow", "fixed_investment",
)  # fmt: skip
EXPLAINED: Final[dict[str, T]] = {
    "area": T("The place: 辽宁, Liaoning or CN-LN", "地区：辽宁、Liaoning 或 CN-LN"),
    "counterpart": T("With whom: 日本, ASEAN, WLD; empty if nobody", "对方：日本、东盟、WLD；没有则留空"),
    "subject": T("Of what: goods, an industry, a product; may be empty", "对象：货物、行业、商品；可留空"),
    "measure": T("Which figure: 出口额, exports, gdp, or your own word", "指标：出口额、exports、gdp，或自拟"),
    "period": T("2015, 2015-Q1, 2015-03, 2024年1-9月, 2018/2020", "2015、2015-Q1、2015-03、2024年1-9月、2018/2020"),
    "value": T("The number as printed; empty if it is not given", "按原文填写数字；缺报留空"),
    "unit": T("As printed: 亿元, 1e8 USD, %", "按原文填写单位：亿元、1e8 USD、%"),
    "study": T("The yearbook, paper or site", "资料名称：年鉴、论文、网站"),
    "locator": T("Table, page or address in it", "表号、页码或网址"),
    "note": T("Anything a reader should know", "需要说明的事项"),
}


def template_csv() -> bytes:
    """With a byte order mark, so that Excel shows the Chinese."""
    return b"\xef\xbb\xbf" + embedded_path(TEMPLATE).read_bytes()


def template_xlsx() -> bytes:
    """The same lines, with lists to choose units and measures from, notes on the columns, and text kept as text."""
    import xlsxwriter

    header, *examples = csv.reader(embedded_path(TEMPLATE).read_text(encoding="utf-8").splitlines())
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet("figures")
        bold = book.add_format({"bold": True, "bottom": 1})
        # Excel would make a date of 2016-01.
        text, grey = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "italic": True})
        grey.set_font_color("#808080")
        for place, name in enumerate(header):
            english = name.split("/")[0]
            sheet.set_column(place, place, 18, None if english == "value" else text)
            sheet.write_string(0, place, name, bold)
            sheet.write_comment(0, place, f"{EXPLAINED[english].en}\n{EXPLAINED[english].zh}", {"x_scale": 2})
        for row, cells in enumerate(examples, start=1):
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell, grey)
        for english, offered in (("unit", UNITS_OFFERED), ("measure", MEASURES_OFFERED)):
            place = [name.split("/")[0] for name in header].index(english)
            offer = {"validate": "list", "source": list(offered), "show_error": False}
            sheet.data_validation(1, place, ROWS_WITH_LISTS, place, offer)
        sheet.freeze_panes(1, 0)
    return target.getvalue()
