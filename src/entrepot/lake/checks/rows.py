"""Rules about one row by itself."""

from __future__ import annotations

from functools import partial

from entrepot.lake.checks.rule import RowRule
from entrepot.vocabulary.areas import Kind, all_areas, area
from entrepot.vocabulary.columns import Column
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.findings import Level
from entrepot.vocabulary.notices import KINDS
from entrepot.vocabulary.tables import TableSpec
from entrepot.vocabulary.text import T

EARLIEST_YEAR, LATEST_YEAR = 1800, 2100
# The United States' Tariff Act of 1930 is the oldest on which measures of today rest.
EARLIEST_NOTICE = 1930

_MADE_OF_OTHERS: tuple[Kind, ...] = ("world", "bloc")

_AGGREGATES = tuple(area.id for kind in _MADE_OF_OTHERS for area in all_areas(kind))
_PLACES = {"reporter", "partner", "importer", "exporter", "origin", "destination", "area", "counterpart"} | {
    "imposed_by", "affected",
}  # fmt: skip


_WRITE_A_DAY = T("write a day as 2024-03-01, a month as 2024-03", "日期请写成 2024-03-01，月份写成 2024-03")
_OF_NOTICES: dict[str, T] = {
    **dict.fromkeys(("announced_on", "in_force_from", "in_force_until"), _WRITE_A_DAY),
    "products": T(
        "HS codes have 2, 4, 6, 8 or 10 digits and begin with a chapter; ranges are written out; TOTAL is all goods",
        "协调制度编码为2、4、6、8或10位并以章开头；区间请逐个列出；全部商品写 TOTAL",
    ),
    "effect": T(
        "write restricts or liberalises, or leave it empty", "请写 restricts（限制）或 liberalises（放宽），或留空"
    ),
    "kind": T(
        "the kinds are " + ", ".join(kind.id for kind in KINDS), "类别有：" + "、".join(kind.id for kind in KINDS)
    ),
}


def row_rules(spec: TableSpec, printed: tuple[str, ...]) -> tuple[RowRule, ...]:
    """The rules that make sense for this table, given which `_printed` columns its source hands over."""
    rules: list[RowRule] = []
    for column in spec.columns:
        name = f"{column.name}_printed"
        # `value_printed` and `unit_printed` are columns of the table of published figures themselves.
        with_text = name in printed or name in spec.column_names
        if with_text:
            rules.append(_not_understood(column, name))
        if not column.may_be_missing and column.name not in ("source", "batch", "synthetic", "year"):
            rules.append(_missing(column, f" AND {name} IS NULL" if with_text else ""))
        if column.type == "number":
            rules.append(_not_finite(column))
    if spec.name == "flows":
        rules += _flow_rules()
    if spec.name == "series":
        rules += _series_rules()
    if spec.name == "tariffs":
        rules.append(_out_of_range("tariff_percent", 0, 3000, "stop"))
    if spec.name == "notices":
        rules += _notice_rules()
    if "year" in spec.column_names:
        rules.append(_impossible_year())
    return tuple(rules)


def _not_understood(column: Column, printed: str) -> RowRule:
    if column.type == "number" or column.type == "whole":
        return RowRule(
            "not_a_number", "stop", column.name, f"{printed} IS NOT NULL AND {column.name} IS NULL", printed,
            partial(_unreadable_number, column),
        )  # fmt: skip
    return RowRule(
        "unknown_code", "stop", column.name, f"{printed} IS NOT NULL AND {column.name} IS NULL", printed, partial(_unknown_code, column)
    )  # fmt: skip


def _unreadable_number(column: Column, value: str) -> T:
    return T(
        f"{column.title.en}: {value!r} is not a number as this publisher writes it; correct the cell or leave it empty if it is missing",
        f"{column.title.zh}：“{value}”不是该发布机构的数字写法；请改正，若缺报请留空",
    )


def _unknown_code(column: Column, value: str) -> T:
    near = _near_places(value) if column.name in _PLACES else ()
    en = f"{column.title.en}: {value!r} is not known"
    zh = f"{column.title.zh}：不认识“{value}”"
    if column.name == "nomenclature":
        en += "; say the edition with --set nomenclature=HS2017 (or HS_COMBINED where several are mixed)"
        zh += "；请用 --set nomenclature=HS2017 指明版本（多版混合用 HS_COMBINED）"
    elif column.name == "period":
        en += " as a period; write 2024, 2024-Q1, 2024-03, or leave out lines that are no data (totals, heads, notes)"
        zh += "（时期）；请写成 2024、2024-Q1、2024-03，并去掉不是数据的行（合计、重复表头、说明）"
    elif column.name in _OF_NOTICES:
        en, zh = f"{en}; {_OF_NOTICES[column.name].en}", f"{zh}；{_OF_NOTICES[column.name].zh}"
    elif near:
        en += "; did you mean " + ", ".join(near) + "?"
        zh += "；是否为：" + "、".join(near) + "？"
    else:
        en += "; see `entrepot area find` or `entrepot product find`, or set the row aside with --quarantine-rows"
        zh += "；可用 `entrepot area find`、`entrepot product find` 查找，或用 --quarantine-rows 将该行搁置"
    return T(en, zh)


def _near_places(value: str) -> tuple[str, ...]:
    try:
        area(value)
    except UnknownName as unknown:
        return unknown.near
    return ()


def _not_finite(column: Column) -> RowRule:
    return RowRule(
        "not_a_number", "stop", column.name, f"isinf({column.name}) OR isnan({column.name})", f"CAST({column.name} AS VARCHAR)",
        lambda value: T(f"{column.title.en}: {value} is no amount", f"{column.title.zh}：{value} 不是数额"),
    )  # fmt: skip


def _missing(column: Column, and_also: str) -> RowRule:
    return RowRule(
        "missing", "stop", column.name, f"{column.name} IS NULL{and_also}", "''",
        lambda _: T(
            f"{column.title.en} is empty; every row must have it",
            f"{column.title.zh}为空；每一行都必须有",
        ),
    )  # fmt: skip


def _flow_rules() -> list[RowRule]:
    negative = [
        RowRule(
            "negative", "stop", name, f"{name} < 0", f"CAST({name} AS VARCHAR)",
            lambda value: T(
                f"{value}: trade is never negative; corrections belong in the month they correct",
                f"{value}：贸易额不会为负；更正应计入被更正的月份",
            ),
        )
        for name in ("value_usd", "value_cny", "quantity", "net_kg")
    ]  # fmt: skip
    return [
        *negative,
        RowRule(
            "no_value", "warn", "value_usd", "value_usd IS NULL AND value_cny IS NULL AND flag IS NULL", "''",
            lambda _: T(
                "neither dollars nor yuan; the row says nothing about money",
                "既无美元也无人民币金额，该行没有金额信息",
            ),
        ),
        RowRule(
            "product_code", "stop", "product", "product <> 'TOTAL' AND NOT regexp_full_match(product, '[0-9]{1,12}')", "product",
            lambda value: T(
                f"{value!r} is no product code: 1 to 12 digits, or TOTAL",
                f"“{value}”不是商品编码：应为1至12位数字或 TOTAL",
            ),
        ),
        RowRule(
            "aggregate_among_parts", "warn", "partner", _aggregate("partner"), "partner",
            lambda value: T(
                f"{value} is made up of countries, yet stands among them: adding the partners up counts its members twice",
                f"{value} 由若干国家组成，却与国家并列：各伙伴相加会重复计算其成员",
            ),
        ),
        RowRule(
            "aggregate_among_parts", "warn", "product", "product <> 'TOTAL' AND length(product) <> product_digits", "product",
            lambda value: T(
                f"{value!r} stands among codes of another length: adding the products up may count it twice",
                f"“{value}”与其他位数的编码并列：各商品相加可能重复计算",
            ),
        ),
        RowRule(
            "beyond_the_world", "stop", "value_usd", "greatest(value_usd, value_cny / 8) > 5e13", "CAST(greatest(value_usd, value_cny) AS VARCHAR)",
            lambda value: T(
                f"{value} is more than all the world's trade; is the unit wrong (万, 千美元)?",
                f"{value} 超过全世界贸易总额；单位是否有误（万、千美元）？",
            ),
        ),
    ]  # fmt: skip


def _aggregate(name: str) -> str:
    """A country's id has three letters: the length rules most rows out before any list is gone through."""
    short, long = (", ".join(f"'{i}'" for i in _AGGREGATES if (len(i) == 3) is three) for three in (True, False))
    return f"partner_level = 'country' AND ({name} IN ({short}) OR (length({name}) <> 3 AND {name} IN ({long})))"


# A share of a change may be anything.
_IS_SHARE = "unit = '1' AND regexp_matches(measure, '(^|_)share($|_of)') AND measure NOT LIKE '%contribution%'"


def _series_rules() -> list[RowRule]:
    return [
        RowRule(
            "share_over_100", "stop", "value", f"{_IS_SHARE} AND value > 1.0000001", "value_printed",
            lambda value: T(
                f"a share of {value} % is more than the whole",
                f"份额 {value}% 超过了整体",
            ),
        ),
        RowRule(
            "negative", "stop", "value", f"{_IS_SHARE} AND value < 0", "value_printed",
            lambda value: T(f"a share of {value} % is less than nothing", f"份额 {value}% 小于零"),
        ),
        RowRule(
            "negative", "warn", "value",
            "value < 0 AND unit IN ('firms', 'persons', 'parks', 'markets', 'policies', 'items', 'kg', 'm2', 'days', 'years', 'TEU') "
            "AND NOT regexp_matches(measure, 'change|growth|gap|balance|net')",
            "value_printed",
            lambda value: T(f"{value}: there cannot be fewer than none", f"{value}：数量不会少于零"),
        ),
        RowRule(
            "not_a_number", "stop", "value", "isinf(value) OR isnan(value)", "value_printed",
            lambda value: T(f"{value!r} is no amount", f"“{value}”不是数额"),
        ),
    ]  # fmt: skip


def _notice_rules() -> list[RowRule]:
    years = " OR ".join(
        f"TRY_CAST(left({name}, 4) AS INTEGER) NOT BETWEEN {EARLIEST_NOTICE} AND {LATEST_YEAR}"
        for name in ("announced_on", "in_force_from", "in_force_until")
    )
    return [
        RowRule(
            "dates_out_of_order", "stop", "in_force_until", "in_force_until < in_force_from", "in_force_from || ' / ' || in_force_until",
            lambda value: T(
                f"in force until before in force from ({value}); are the two days exchanged?",
                f"失效日期早于生效日期（{value}）；两者是否颠倒？",
            ),
        ),
        RowRule(
            "dates_out_of_order", "note", "announced_on", "announced_on > in_force_from", "in_force_from || ' / ' || announced_on",
            lambda value: T(
                f"in force before it was announced ({value}): retroactive, or a slip of the pen",
                f"公布之前已生效（{value}）：系追溯适用，或日期有误",
            ),
        ),
        RowRule(
            "dates_out_of_order", "stop", "announced_on", "announced_on > in_force_until", "announced_on || ' / ' || in_force_until",
            lambda value: T(
                f"announced after it had ended ({value})",
                f"公布之日已经失效（{value}）",
            ),
        ),
        RowRule(
            "impossible_year", "stop", "in_force_from", years, "concat_ws(' / ', announced_on, in_force_from, in_force_until)",
            lambda value: T(f"{value}: no year in which trade measures are recorded", f"{value}：不是有贸易措施记录的年份"),
        ),
        _out_of_range("rate_percent", 0, 10_000, "stop"),
    ]  # fmt: skip


def _out_of_range(name: str, low: float, high: float, level: Level) -> RowRule:
    return RowRule(
        "out_of_range", level, name, f"{name} NOT BETWEEN {low} AND {high}", f"CAST({name} AS VARCHAR)",
        lambda value: T(
            f"{value} lies outside {low} to {high}; is the unit wrong?",
            f"{value} 超出 {low} 至 {high} 的范围；单位是否有误？",
        ),
    )  # fmt: skip


def _impossible_year() -> RowRule:
    return RowRule(
        "impossible_year", "stop", "year", f"year NOT BETWEEN {EARLIEST_YEAR} AND {LATEST_YEAR}", "CAST(year AS VARCHAR)",
        lambda value: T(f"{value} is no year of trade statistics", f"{value} 不是贸易统计的年份"),
    )  # fmt: skip
