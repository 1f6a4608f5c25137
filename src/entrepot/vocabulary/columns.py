"""Every column of every table, defined once: the same name is always the same quantity and unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from entrepot.vocabulary.text import T

ColumnType = Literal["text", "number", "whole", "yes_no"]


@dataclass(frozen=True, slots=True)
class Column:
    """`unit` is empty for names and codes; `may_be_missing` tells whether null is an honest value here."""

    name: str
    type: ColumnType
    title: T
    unit: str = ""
    may_be_missing: bool = True


def _key(name: str, title: T, type_: ColumnType = "text") -> Column:
    return Column(name, type_, title, may_be_missing=False)


# Where a row comes from
SOURCE = _key("source", T("Source", "来源"))
BATCH = _key("batch", T("Batch", "批次"))
SYNTHETIC = _key("synthetic", T("Synthetic", "合成数据"), "yes_no")
FLAG = Column("flag", "text", T("Flag (suppressed, estimated, missing ...)", "标记（保密、估计、缺报等）"))
NOTE = Column("note", "text", T("Note", "备注"))

# When
PERIOD = _key("period", T("Period", "时期"))
FREQUENCY = _key("frequency", T("Frequency", "频度"))
YEAR = _key("year", T("Year", "年份"), "whole")
YEAR_IF_ANY = Column("year", "whole", T("Year (empty: holds in every year)", "年份（空：各年相同）"))

# Who trades what with whom, and how
FLOW = _key("flow", T("Flow", "进出口"))
REPORTER = _key("reporter", T("Reporter", "报告地区"))
PARTNER = _key("partner", T("Partner", "贸易伙伴"))
PRODUCT = _key("product", T("Product", "商品"))
REGIME = _key("regime", T("Customs regime", "贸易方式"))
FIRM_TYPE = Column("firm_type", "text", T("Type of firm", "企业性质"))
CUSTOMS_DISTRICT = Column("customs_district", "text", T("Customs district", "关区"))
NOMENCLATURE = _key("nomenclature", T("Nomenclature", "商品分类版本"))
VALUATION = Column("valuation", "text", T("Valuation (FOB, CIF)", "计价方式（FOB、CIF）"))

# Levels: overlapping queries live side by side by these
PRODUCT_DIGITS = _key(
    "product_digits", T("Digits of the product code (0: all goods)", "商品编码位数（0：全部商品）"), "whole"
)
PARTNER_LEVEL = _key("partner_level", T("Level of the partner (country, bloc, world)", "伙伴层级（国家、集团、全球）"))
REGIME_LEVEL = _key("regime_level", T("Level of the regime (code, group, all)", "贸易方式层级（代码、大类、全部）"))
BASIS = _key(
    "basis",
    T(
        "What places a flow in the reporter (national, registration, location, customs_district)",
        "归属口径（全国、注册地、境内目的地/货源地、关区）",
    ),
)

# How much
VALUE_USD = Column("value_usd", "number", T("Value, US dollars", "金额（美元）"), "USD")
VALUE_CNY = Column("value_cny", "number", T("Value, yuan", "金额（人民币元）"), "CNY")
QUANTITY = Column("quantity", "number", T("Quantity", "数量"))
QUANTITY_UNIT = Column("quantity_unit", "text", T("Unit of the quantity", "数量单位"))
NET_KG = Column("net_kg", "number", T("Net weight, kg", "净重（千克）"), "kg")

# Published figures
LOCATOR = _key("locator", T("Where it is printed", "出处"))
AREA = Column("area", "text", T("Area (empty: not of one area)", "地区（空：不属于单一地区）"))
COUNTERPART = Column("counterpart", "text", T("Counterpart", "对方"))
SUBJECT = Column("subject", "text", T("Subject", "对象"))
MEASURE = _key("measure", T("Measure", "指标"))
UNIT = _key("unit", T("Base unit", "基本单位"))
VALUE = Column("value", "number", T("Value in the base unit", "数值（基本单位）"))
VALUE_PRINTED = Column("value_printed", "text", T("Value as printed", "数值（原文）"))
UNIT_PRINTED = Column("unit_printed", "text", T("Unit as printed", "单位（原文）"))

# Tariffs
IMPORTER = _key("importer", T("Importer", "进口方"))
EXPORTER = Column("exporter", "text", T("Exporter (empty: all)", "出口方（空：全部）"))
AGREEMENT = Column("agreement", "text", T("Agreement", "协定"))
KIND = _key("kind", T("Kind", "类别"))
TARIFF_PERCENT = Column("tariff_percent", "number", T("Tariff, per cent", "关税（%）"), "%")
TARIFF_MIN_PERCENT = Column("tariff_min_percent", "number", T("Lowest tariff line, per cent", "最低税率（%）"), "%")
TARIFF_MAX_PERCENT = Column("tariff_max_percent", "number", T("Highest tariff line, per cent", "最高税率（%）"), "%")
TARIFF_LINES = Column("tariff_lines", "whole", T("Tariff lines", "税目数"))
TARIFF_PRINTED = Column("tariff_printed", "text", T("Tariff as printed", "税率（原文）"))

# Pairs of countries
ORIGIN = _key("origin", T("Origin", "起点"))
DESTINATION = _key("destination", T("Destination", "终点"))
DISTANCE_KM = Column("distance_km", "number", T("Distance, km", "距离（公里）"), "km")
DISTANCE_CAPITALS_KM = Column("distance_capitals_km", "number", T("Distance of capitals, km", "首都距离（公里）"), "km")
DISTANCE_WEIGHTED_KM = Column(
    "distance_weighted_km", "number", T("Distance weighted by population, km", "人口加权距离（公里）"), "km"
)
CONTIGUOUS = Column("contiguous", "yes_no", T("Common border", "接壤"))
COMMON_LANGUAGE = Column("common_language", "yes_no", T("Common official language", "共同官方语言"))
COMMON_SPOKEN_LANGUAGE = Column("common_spoken_language", "yes_no", T("Common spoken language", "共同通用语言"))
COLONY = Column("colony", "yes_no", T("Ever in a colonial relation", "曾有殖民关系"))
COMMON_COLONISER = Column("common_coloniser", "yes_no", T("Common coloniser", "共同殖民者"))
RTA = Column("rta", "yes_no", T("Trade agreement in force", "有贸易协定"))
ORIGIN_GDP_USD = Column("origin_gdp_usd", "number", T("GDP of the origin, USD", "起点GDP（美元）"), "USD")
DESTINATION_GDP_USD = Column(
    "destination_gdp_usd", "number", T("GDP of the destination, USD", "终点GDP（美元）"), "USD"
)
ORIGIN_POPULATION = Column("origin_population", "number", T("Population of the origin", "起点人口"), "persons")
DESTINATION_POPULATION = Column(
    "destination_population", "number", T("Population of the destination", "终点人口"), "persons"
)
ORIGIN_WTO = Column("origin_wto", "yes_no", T("Origin in the WTO", "起点为世贸组织成员"))
DESTINATION_WTO = Column("destination_wto", "yes_no", T("Destination in the WTO", "终点为世贸组织成员"))

# Prices and rates
ITEM = _key("item", T("Item", "品目"))
ITEM_TITLE = Column("item_title", "text", T("Name of the item", "品目名称"))
CURRENCY = _key("currency", T("Currency", "货币"))
PER_USD = Column("per_usd", "number", T("Units of the currency per US dollar", "每美元折合本币"))

# Concordances
FROM_NOMENCLATURE = _key("from_nomenclature", T("From nomenclature", "源分类"))
TO_NOMENCLATURE = _key("to_nomenclature", T("To nomenclature", "目标分类"))
FROM_CODE = _key("from_code", T("From code", "源编码"))
TO_CODE = _key("to_code", T("To code", "目标编码"))

# Notices and measures in force
NOTICE = _key("notice", T("Notice (as its publisher numbers it)", "措施（发布机构编号）"))
IMPOSED_BY = _key("imposed_by", T("Imposed by (areas, separated by spaces)", "实施方（多个以空格分隔）"))
AFFECTED = Column(
    "affected", "text", T("Affected areas (WLD: all; empty: not told)", "受影响方（WLD：全部；空：未说明）")
)
PRODUCTS = Column(
    "products",
    "text",
    T("Products by code (TOTAL: all goods; empty: not told)", "商品编码（TOTAL：全部商品；空：未说明）"),
)
NOMENCLATURE_IF_ANY = Column("nomenclature", "text", T("Nomenclature (empty: not told)", "商品分类版本（空：未说明）"))
EFFECT = _key(
    "effect", T("What it does to trade (restricts, liberalises)", "对贸易的作用（restricts 限制、liberalises 放宽）")
)
ANNOUNCED_ON = Column("announced_on", "text", T("Announced on", "公布日期"))
IN_FORCE_FROM = Column("in_force_from", "text", T("In force from", "生效日期"))
IN_FORCE_UNTIL = Column("in_force_until", "text", T("In force until (its last day)", "失效日期（最后一日）"))
RATE_PERCENT = Column("rate_percent", "number", T("Rate, per cent of the value", "税率（从价%）"), "%")
RATE_PRINTED = Column("rate_printed", "text", T("Rate as printed", "税率（原文）"))
TITLE_EN = Column("title_en", "text", T("Title in English", "英文标题"))
TITLE_ZH = Column("title_zh", "text", T("Title in Chinese", "中文标题"))
URL = Column("url", "text", T("Address on the web", "网址"))
REFERENCE = Column("reference", "text", T("Reference", "出处"))
