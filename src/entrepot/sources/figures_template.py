"""The template in which anyone can type a yearbook's figures."""

from __future__ import annotations

from typing import Final

from entrepot.sources.template import Template
from entrepot.vocabulary.text import T

UNITS_OFFERED: Final = (
    "亿元", "万元", "亿美元", "万美元", "千美元", "%", "个百分点", "倍", "指数", "家", "人", "万人", "吨", "万吨", "亿吨",
    "1e8 CNY", "1e8 USD", "1e4 USD", "thousand USD", "million USD", "bn USD",
)  # fmt: skip
MEASURES_OFFERED: Final = (
    "出口额", "进口额", "进出口总额", "贸易差额", "地区生产总值", "增加值", "实际利用外资", "固定资产投资", "财政收入",
    "exports", "imports", "trade_total", "trade_balance", "gdp", "value_added", "fdi_inflow", "fixed_investment",
)  # fmt: skip
_EXPLAINED: Final[dict[str, T]] = {
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

FIGURES_TEMPLATE: Final = Template(
    "figures_template.csv",
    "figures",
    _EXPLAINED,
    {"unit": UNITS_OFFERED, "measure": MEASURES_OFFERED},
    numbers=("value",),
)
