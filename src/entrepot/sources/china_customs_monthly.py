"""China Customs' monthly table 进出口商品国别(地区)总值表: trade with each partner, in the month and since January."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import entrepot.vocabulary.money as words_of_money
from entrepot.sources.china_customs_asked import asked_period
from entrepot.sources.china_customs_cells import amount, name_key, number, text
from entrepot.sources.china_customs_columns import plain_name
from entrepot.sources.china_customs_lookups import looked_up
from entrepot.sources.china_customs_query import edition
from entrepot.sources.source import About, Sheet
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.flows import Flow, usual_valuation
from entrepot.vocabulary.products import TOTAL
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

_TIDY_COLUMNS: Final = (
    "year", "month", "partner_zh", "exports_month", "imports_month", "exports_cum", "imports_cum", "unit",
)  # fmt: skip
# The units of the `unit` column; customs prints yuan in 万元 and dollars in 千美元.
_UNITS: Final = ("CNY_10k", "USD_thousand", "万元", "万元人民币", "千美元", "亿元", "亿元人民币", "万美元", "亿美元")


_VALUES: Final = tuple((flow, frequency) for flow in (Flow.EXPORT, Flow.IMPORT) for frequency in ("month", "to_date"))


def is_monthly(sheet: Sheet) -> bool:
    return sheet.has(*_TIDY_COLUMNS) or _printed_columns(sheet) is not None


def tidy_monthly(raw: ibis.Table, about: About) -> ibis.Table:
    """Exports and imports of the month and since January: four rows of each line; the totals of both are not stored."""
    import ibis

    cells = _cells_as_tidied(raw) if about.sheet.has(*_TIDY_COLUMNS) else _cells_as_printed(raw, about)
    # A view after each step keeps the compiler from writing the earlier steps out again wherever they are used.
    lines = ibis.union(*(_lines_of(cells.view(), flow, frequency) for flow, frequency in _VALUES)).view()
    # A line without a name is a second line of the head; an empty cell says nothing of that flow.
    lines = lines.filter(lines.key.notnull() & lines.printed.notnull())
    found = looked_up(lines, "china_customs_partner", code=ibis.null("string"), key=lines.key, into="partner").view()
    in_dollars, no_number, nothing = found.currency == "USD", ibis.null("float64"), ibis.null("string")
    return found.mutate(
        reporter=ibis.literal("CHN"), basis=ibis.literal("national"), product=ibis.literal(TOTAL),
        product_digits=ibis.literal(0), regime=ibis.literal("ALL"), regime_level=ibis.literal("all"),
        value_usd=in_dollars.ifelse(found.value, no_number), value_cny=in_dollars.ifelse(no_number, found.value),
        value_usd_printed=in_dollars.ifelse(found.printed, nothing),
        value_cny_printed=in_dollars.ifelse(nothing, found.printed),
        nomenclature=edition(found.period),
    ).drop("key", "value", "printed", "currency", "partner_named")  # fmt: skip


def _cells_as_tidied(raw: ibis.Table) -> ibis.Table:
    month = text(raw.year) + "-" + text(raw.month).lpad(2, "0")
    values = {
        f"{flow.value}_{frequency}": amount(raw[f"{flow.value}s_{'month' if frequency == 'month' else 'cum'}"])
        for flow, frequency in _VALUES
    }
    return raw.select("row", month=month, partner=text(raw.partner_zh), unit=text(raw.unit), **values)


def _cells_as_printed(raw: ibis.Table, about: About) -> ibis.Table:
    import ibis

    unit, month = ibis.literal(_asked_unit(about)), ibis.literal(_asked_month(about))
    name, columns = _printed_columns(about.sheet) or ("", {})
    values = {part: amount(raw[column]) for part, column in columns.items()}
    return raw.select("row", month=month, partner=text(raw[name]), unit=unit, **values)


def _lines_of(cells: ibis.Table, flow: Flow, frequency: str) -> ibis.Table:
    import ibis

    cell, month = cells[f"{flow.value}_{frequency}"], cells.month
    units = [words_of_money.unit(word) for word in _UNITS]
    currency = ibis.cases(*((cells.unit == u.text, u.base) for u in units), else_=ibis.null("string"))
    factor = ibis.cases(*((cells.unit == u.text, int(u.factor)) for u in units), else_=ibis.null("int64"))
    is_month = month.re_search(r"^\d{4}-(0[1-9]|1[0-2])$")
    period = month if frequency == "month" else month.left(4) + "-01/" + month
    return cells.select(
        "row",
        period=is_month.ifelse(period, ibis.null("string")),
        period_printed=month,
        frequency=ibis.literal(frequency),
        flow=ibis.literal(flow.value),
        valuation=ibis.literal(usual_valuation(flow).value),
        key=name_key(cells.partner),
        partner_printed=cells.partner,
        currency=currency,
        value=number(cell) * factor,
        printed=currency.isnull().ifelse(cell + " " + cells.unit.fill_null("?"), cell),
    )


def _printed_columns(sheet: Sheet) -> tuple[str, dict[str, str]] | None:
    """The column of names and those of values as customs prints them: 出口 and 进口, the month's, and beside it the
    cumulative one under the same merged heading."""
    names = tuple(plain_name(name) for name in sheet.columns)
    if not names or not ("国" in names[0] and "地区" in names[0]):
        return None
    found: dict[str, str] = {}
    for word, flow in (("出口", Flow.EXPORT), ("进口", Flow.IMPORT)):
        at = names.index(word) if word in names[:-1] else -1
        if at < 0 or not names[at + 1].startswith("column"):
            return None
        found |= {f"{flow.value}_month": sheet.columns[at], f"{flow.value}_to_date": sheet.columns[at + 1]}
    return sheet.columns[0], found


def _asked_month(about: About) -> str:
    period = asked_period(about)
    if period.frequency == "month":
        return period.text
    raise WrongCall(
        T(
            f"{about.sheet.file} is a table of one month: add --set period=2024-12",
            f"{about.sheet.file} 是单月表：请加 --set period=2024-12",
        )
    )


def _asked_unit(about: About) -> str:
    """Customs prints these tables in two editions, 人民币值 (万元) and 美元值 (千美元); the line that says so is above the head."""
    said = about.option("unit")
    if said in _UNITS:
        return said
    if said is None and ("人民币" in about.sheet.file) != ("美元" in about.sheet.file):
        return "万元" if "人民币" in about.sheet.file else "千美元"
    raise WrongCall(
        T(
            f"{about.sheet.file} does not say its unit: add --set unit=万元 or --set unit=千美元",
            f"{about.sheet.file} 未说明单位：请加 --set unit=万元 或 --set unit=千美元",
        )
    )
