"""The renminbi's central parity rates as the foreign exchange trade system (chinamoney) and SAFE print them, day by day.

The lake keeps rates of months: each is the plain mean of the month's quoted days, and a month that the file holds only in
part is left out and counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from entrepot.sources.cells import number, printed, remark
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.tables import RATES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

_CODES: Final = (
    "USD", "EUR", "JPY", "HKD", "GBP", "AUD", "NZD", "SGD", "CHF", "CAD", "MOP", "MYR", "RUB", "ZAR", "KRW", "AED", "SAR", "HUF",
    "PLN", "DKK", "SEK", "NOK", "TRY", "MXN", "THB",
)  # fmt: skip
_NAMES: Final = {
    "美元": "USD", "欧元": "EUR", "日元": "JPY", "港元": "HKD", "港币": "HKD", "英镑": "GBP", "澳元": "AUD", "澳大利亚元": "AUD",
    "新西兰元": "NZD", "新加坡元": "SGD", "瑞士法郎": "CHF", "瑞郎": "CHF", "加元": "CAD", "加拿大元": "CAD", "澳门元": "MOP",
    "林吉特": "MYR", "马来西亚林吉特": "MYR", "卢布": "RUB", "俄罗斯卢布": "RUB", "兰特": "ZAR", "南非兰特": "ZAR", "韩元": "KRW",
    "迪拉姆": "AED", "阿联酋迪拉姆": "AED", "里亚尔": "SAR", "沙特里亚尔": "SAR", "福林": "HUF", "匈牙利福林": "HUF", "兹罗提": "PLN",
    "波兰兹罗提": "PLN", "丹麦克朗": "DKK", "瑞典克朗": "SEK", "挪威克朗": "NOK", "里拉": "TRY", "土耳其里拉": "TRY", "比索": "MXN",
    "墨西哥比索": "MXN", "泰铢": "THB",
}  # fmt: skip
_DATES: Final = ("日期", "Date", "date")
_PAIR: Final = re.compile(
    r"(?P<units>1(?:00)?)? ?(?P<base>[A-Z]{3}|[\u4e00-\u9fff]+)/(?P<quote>[A-Z]{3}|[\u4e00-\u9fff]+)"
)
_YUAN: Final = ("CNY", "RMB", "人民币")
# SAFE heads its columns by the bare currency, in yuan for 100 units, and those quoted the other way round alike: only
# these few are always yuan for 100.
_OF_SAFE: Final = {"美元": "USD", "欧元": "EUR", "日元": "JPY", "港元": "HKD", "英镑": "GBP"}
_DAY: Final = r"^((?:19|20)[0-9]{2})[-/.年]?(0?[1-9]|1[0-2])[-/.月]?(0?[1-9]|[12][0-9]|3[01])日?$"
# The longest holidays leave a month without a quotation until its 9th day or from its 27th.
_FIRST_DAY, _LAST_DAY = 9, 26
PART_MONTHS: Final = "part_months"
AVERAGED: Final = "averaged_days"

Column = tuple[str, str, int, bool]
"""Name, currency, units of it, and whether it is printed as yuan for them (or as units for one yuan)."""


class RenminbiRates(Source):
    id = "renminbi_rates"
    title = T("Renminbi central parity rates", "人民币汇率中间价")
    publisher = T("China Foreign Exchange Trade System; SAFE", "中国外汇交易中心；国家外汇管理局")
    address = "https://www.chinamoney.com.cn"
    licence = Licence(T("as the publisher says", "以发布机构的规定为准"), may_republish=False)
    gives = RATES
    how = T(
        "On chinamoney.com.cn choose 基准 > 人民币汇率中间价 > 历史数据 and download whole months, with USD/CNY among the pairs; "
        "the table of SAFE does as well for the dollar, euro, yen, Hong Kong dollar and pound.",
        "在中国货币网选择“基准 > 人民币汇率中间价 > 历史数据”，按整月下载，须含美元/人民币；国家外汇管理局的表也可（美元、欧元、日元、港元、英镑）。",
    )
    restates = ("currency", "period")

    def recognises(self, sheet: Sheet) -> bool:
        if not sheet.columns or sheet.columns[0] not in _DATES:
            return False
        currencies = {currency for _, currency, *_ in _columns(sheet)}
        # One pair alone may be anybody's price of the dollar.
        named = any(word in text.lower() for word in ("中间价", "parity") for text in (sheet.file, *sheet.above))
        return "USD" in currencies and (named or len(currencies) > 1)

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        days = _days(raw, about.sheet)
        # A day or rate that cannot be read stays a row of its own, so that the check names it.
        read = days.day.notnull() & days.per_usd.notnull()
        months = days.filter(read).group_by("currency", "period")
        means = months.aggregate(row=ibis._.row.min(), per_usd=ibis._.per_usd.mean(), whole=ibis._.whole.all())
        nothing = ibis.null("string")
        good = means.filter(means.whole).select(
            "row", "currency", "period", "per_usd", period_printed=nothing, per_usd_printed=nothing
        )
        bad = days.filter(~read).select(
            "row", "currency", "period", "per_usd", "period_printed", per_usd_printed=days.cell
        )
        return good.union(bad).mutate(frequency=ibis.literal("month"))

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        days = _days(raw, about.sheet)
        read = days.filter(days.day.notnull() & days.per_usd.notnull())
        parts = read.filter(~read.whole).select("period").distinct()
        return remark(AVERAGED, read.filter(read.whole)).union(remark(PART_MONTHS, parts))

    def remark_message(self, rule: str, rows: int) -> T:
        if rule == AVERAGED:
            return T(
                f"{rows:,} daily rates averaged to months (plain means of the quoted days)",
                f"{rows:,} 个日度汇率按月平均（各报价日的简单平均）",
            )
        return T(
            f"{rows:,} months at the ends of the file left out: their days are not all there",
            f"略去文件首尾不完整的 {rows:,} 个月",
        )


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    pairs = tuple(found for name in sheet.columns[1:] if (found := _pair(name)) is not None)
    bare = tuple((name, _OF_SAFE[name], 100, True) for name in sheet.columns[1:] if name in _OF_SAFE)
    return pairs or (bare if len(bare) > 2 else ())


def _pair(name: str) -> Column | None:
    found = _PAIR.fullmatch(name.strip())
    if found is None:
        return None
    base, quote = (_NAMES.get(found[side], found[side]) for side in ("base", "quote"))
    units = int(found["units"] or 1)
    if quote in _YUAN and base in _CODES:
        return name, base, units, True
    if base in _YUAN and quote in _CODES:
        return name, quote, units, False
    return None


def _days(raw: ibis.Table, sheet: Sheet) -> ibis.Table:
    """A row a day and currency: its rate per dollar, its month, and whether the file holds all of that month."""
    import ibis

    columns = _columns(sheet)
    dollar = next(column for column in columns if column[1] == "USD")
    when = printed(raw[sheet.columns[0]])
    good = when.re_search(_DAY)
    year, month, day = (when.re_extract(_DAY, group) for group in (1, 2, 3))
    iso = ibis.ifelse(good, year + "-" + month.lpad(2, "0") + "-" + day.lpad(2, "0"), ibis.null("string"))
    dated = raw.mutate(day=iso.try_cast("date"), period_printed=when, usd=_yuan(raw, dollar))
    # Notes stand under the table with nothing but a sentence in the first cell.
    dated = dated.filter(ibis.or_(*(printed(dated[name]).notnull() for name, *_ in columns)))
    first, last = dated.day.min().over(), dated.day.max().over()
    at_start = (dated.day.truncate("M") == first.truncate("M")) & (first.day() > _FIRST_DAY)
    at_end = (dated.day.truncate("M") == last.truncate("M")) & (last.day() < _LAST_DAY)
    dated = dated.mutate(whole=~(at_start | at_end), period=dated.day.cast("string").left(7))
    shared = ("row", "day", "period", "period_printed", "whole")
    pieces = []
    for column in columns:
        name, currency, *_ = column
        each = _yuan(dated, column)
        code, rate = ("CNY", dated.usd) if currency == "USD" else (currency, dated.usd / each)
        piece = dated.select(*shared, currency=ibis.literal(code), per_usd=rate, cell=printed(dated[name]))
        pieces.append(piece.filter(piece.cell.notnull()))
    return ibis.union(*pieces) if len(pieces) > 1 else pieces[0]


def _yuan(rows: ibis.Table, column: Column) -> ibis.Value:
    """Yuan for one unit of the column's currency; null for what is no rate."""
    import ibis

    name, _, units, in_yuan = column
    rate = number(printed(rows[name]))
    rate = ibis.ifelse(rate > 0, rate, ibis.null("float64"))
    return rate / units if in_yuan else units / rate


RENMINBI_RATES = RenminbiRates()
