"""Which column of a China Customs table plays which part, whatever subset and order a person chose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

# The part -> the names it goes by: those of the query page first, then those of users who re-saved a result.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "month": ("数据年月", "统计年月", "年月", "月份", "统计时间", "period"),
    "year": ("统计年份", "数据年份", "年份", "年度"),
    "flow": ("进出口", "进出口类型", "进出口标志", "贸易类型", "贸易流向"),
    "product": ("商品编码", "商品代码", "hs编码", "税号", "hs_code"),
    "product_name": ("商品名称",),
    "partner_code": ("贸易伙伴编码", "贸易伙伴代码", "国别编码", "partner_code"),
    "partner_name": ("贸易伙伴名称", "贸易伙伴", "国别(地区)", "国家(地区)", "partner_name"),
    # 收发货人所在地, as the customs' monthly tables call it, is where the firm is registered, not where goods come from.
    "registered_code": ("注册地编码", "收发货人注册地编码", "收发货人所在地编码", "reg_code"),
    "registered_name": (
        "注册地名称",
        "收发货人注册地名称",
        "收发货人所在地名称",
        "收发货人所在地",
        "收发货人注册地",
        "注册地",
        "reg_name",
    ),
    "located_code": (
        "境内目的地编码",
        "境内货源地编码",
        "境内目的地/货源地编码",
        "境内目的地、货源地编码",
    ),
    "located_name": (
        "境内目的地名称",
        "境内货源地名称",
        "境内目的地/货源地名称",
        "境内目的地、货源地名称",
        "境内目的地",
        "境内货源地",
        "境内目的地/货源地",
        "境内目的地、货源地",
    ),
    "district_code": ("关区编码", "海关编码", "关别编码"),
    "district_name": ("关区名称", "海关名称", "关别名称", "关区", "海关"),
    "regime_code": ("贸易方式编码", "贸易方式代码"),
    "regime_name": ("贸易方式名称", "贸易方式"),
    "firm_code": ("企业性质编码",),
    "firm_name": ("企业性质名称", "企业性质"),
    "quantity_1": ("第一数量", "qty1"),
    "unit_1": ("第一计量单位", "unit1"),
    "quantity_2": ("第二数量", "qty2"),
    "unit_2": ("第二计量单位", "unit2"),
    "weight_kg": ("总重量(千克)",),
}
_PART_OF: Final = {name: part for part, names in PARTS.items() for name in names}

_CURRENCIES: Final = (("美元", "value_usd"), ("usd", "value_usd"), ("人民币", "value_cny"), ("cny", "value_cny"))
_SCALES: Final = {"百万": 6, "万": 4, "亿": 8, "千": 3}
# A unit of 元 alone is yuan: dollars always say 美.
_YUAN: Final = re.compile(r"\((?:万|亿|百万|千)?元\)$")
_AGAIN: Final = re.compile(r" \([0-9]+\)$")
_MONEY_WORDS: Final = re.compile(r"value|金额|总值|值|元|[()_]")


@dataclass(frozen=True, slots=True)
class Money:
    """A column of values: which column of `flows` it fills, and the power of ten in its unit."""

    name: str
    fills: str
    power_of_ten: int


def plain_name(name: str) -> str:
    """The form in which column names are compared: half-width, no spaces, small letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).lower()


def parts(columns: Iterable[str]) -> dict[str, str]:
    """Part -> the column that plays it; two columns for one part are refused, since nothing says which is right."""
    found: dict[str, str] = {}
    for name in columns:
        part = _PART_OF.get(plain_name(name))
        if part is None:
            continue
        _refuse_second(found.get(part), name)
        found[part] = name
    return found


def money(columns: Iterable[str]) -> dict[str, Money]:
    """`value_usd`, `value_cny` -> the column that holds it."""
    found: dict[str, Money] = {}
    for name in columns:
        # The second column of one name is called `美元 (2)` by the reader: it is no less a value for that.
        one = _money(_AGAIN.sub("", name))
        if one is None:
            continue
        earlier = found.get(one.fills)
        _refuse_second(earlier.name if earlier else None, name)
        found[one.fills] = replace(one, name=name)
    return found


def _money(name: str) -> Money | None:
    """人民币, 美元, 美元值, 金额_美元, 金额（万美元）, 人民币值（亿元）, 金额（万元）; None for anything with another word in it."""
    rest, fills = plain_name(name), set()

    for word, column in _CURRENCIES:
        if word in rest:
            fills.add(column)
            rest = rest.replace(word, "")
    if not fills and _YUAN.search(rest):
        fills.add("value_cny")
    rest = _MONEY_WORDS.sub("", rest)
    power = _SCALES.get(rest)
    if power is not None:
        rest = ""
    return Money(name, fills.pop(), power or 0) if len(fills) == 1 and not rest else None


def _refuse_second(earlier: str | None, name: str) -> None:
    if earlier is not None:
        raise SchemaMismatch(
            T(
                f"the columns {earlier!r} and {name!r} both say the same thing: delete or rename one of them",
                f"“{earlier}”与“{name}”两列含义相同：请删除或改名其中一列",
            )
        )
