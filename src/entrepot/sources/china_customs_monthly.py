"""China Customs' printed tables of values (国别, 收发货人所在地, 境内目的地/货源地, 贸易方式): in the month and since January."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import entrepot.vocabulary.money as words_of_money
from entrepot.sources.china_customs_asked import asked_period
from entrepot.sources.china_customs_cells import amount, is_note, name_key, number, text
from entrepot.sources.china_customs_head import UNITS, Head, head_of, month_of_head, unit_of_head
from entrepot.sources.china_customs_lookups import TOTAL_WORDS, looked_up
from entrepot.sources.china_customs_narrowed import narrowed_basis, narrowed_reporter
from entrepot.sources.china_customs_query import edition
from entrepot.sources.source import About, Sheet
from entrepot.vocabulary.flows import Flow, usual_valuation
from entrepot.vocabulary.products import TOTAL

if TYPE_CHECKING:
    import ibis

_TIDY_COLUMNS: Final = (
    "year", "month", "partner_zh", "exports_month", "imports_month", "exports_cum", "imports_cum", "unit",
)  # fmt: skip
# The units of a collector's `unit` column beside those that customs prints.
_UNITS: Final = ("CNY_10k", "USD_thousand", *UNITS)
_COLLECTED: Final = tuple((flow, to_date) for flow in (Flow.EXPORT, Flow.IMPORT) for to_date in (False, True))
_WHOLE_COUNTRY: Final = {
    "reporter": "CHN",
    "partner": "WLD",
    "partner_level": "world",
    "regime": "ALL",
    "regime_level": "all",
}
# What the lines are -> the column that tells them apart, the lookup that knows them, the basis.
_KINDS: Final = {
    "partner": ("partner", "china_customs_partner", "national"),
    "regime": ("regime", "china_customs_regime", "national"),
    "registration": ("reporter", "china_customs_place", "registration"),
    "location": ("reporter", "china_customs_place", "location"),
    "customs_district": ("customs_district", None, "customs_district"),
}
# Zones within a province stand among the provinces and are counted in them.
_ZONES: Final = (
    r"(开发区|示范区|保税区|保税港区|综合保税|加工区|新区|特区|园区|工业区|试验区|边境合作区|物流中心|zone|area|park)"
)


def is_monthly(sheet: Sheet) -> bool:
    return sheet.has(*_TIDY_COLUMNS) or head_of(sheet) is not None


def tidy_monthly(raw: ibis.Table, about: About) -> ibis.Table:
    """Exports and imports of the month and since January: four rows of each line; the totals of both are not stored."""
    import ibis

    lines, kind = lines_of(raw, about)
    part, codes, basis = _KINDS[kind]
    place = narrowed_reporter(about) if part != "reporter" else None
    if place is not None and place.id != "CHN":
        basis = narrowed_basis(about)
    whole = _WHOLE_COUNTRY | ({} if place is None else {"reporter": place.id})
    found = lines.mutate(**{name: ibis.literal(value) for name, value in whole.items() if not name.startswith(part)})
    if codes is None:
        adds_up = found.name.isin(TOTAL_WORDS)
        found = found.mutate(
            customs_district=adds_up.ifelse(ibis.null("string"), found.name), basis=adds_up.ifelse("national", basis)
        ).view()
    else:
        found = found.mutate(**{f"{part}_printed": found.name})
        found = looked_up(found, codes, code=ibis.null("string"), key=found.key, into=part).view()
        adds_up = found[part] == "CHN" if part == "reporter" else ibis.literal(False)
        found = found.mutate(basis=adds_up.ifelse("national", basis)).drop(f"{part}_named").view()
        zone = found[part].isnull() & found.name.lower().re_search(_ZONES)
        found = found.drop(f"{part}_level").filter(~zone) if part == "reporter" else found
    in_dollars, no_number, nothing = found.currency == "USD", ibis.null("float64"), ibis.null("string")
    return found.mutate(
        product=ibis.literal(TOTAL), product_digits=ibis.literal(0),
        value_usd=in_dollars.ifelse(found.value, no_number), value_cny=in_dollars.ifelse(no_number, found.value),
        value_usd_printed=in_dollars.ifelse(found.printed, nothing),
        value_cny_printed=in_dollars.ifelse(nothing, found.printed),
        nomenclature=edition(found.period),
    ).drop("key", "name", "value", "printed", "currency")  # fmt: skip


def lines_of(raw: ibis.Table, about: About) -> tuple[ibis.Table, str]:
    """A row of each value printed, and what the lines of the table are."""
    import ibis

    raw = raw.filter(~is_note(raw, about.sheet.columns))
    head = None if about.sheet.has(*_TIDY_COLUMNS) else head_of(about.sheet)
    pieces = _pieces_as_collected(raw) if head is None else _pieces_as_printed(raw, about, head)
    # A view after each step keeps the compiler from writing the earlier steps out again wherever they are used.
    lines = ibis.union(*pieces).view()
    # A line without a name is a second line of the head; an empty cell says nothing of that flow.
    return lines.filter(lines.key.notnull() & lines.printed.notnull()), "partner" if head is None else head.lines


def zones_left_out(raw: ibis.Table, about: About) -> ibis.Table:
    """The values of zones within provinces, which `tidy_monthly` leaves out, where the lines are places."""
    import ibis

    lines, kind = lines_of(raw, about)
    if _KINDS[kind][0] != "reporter":
        return lines.filter(False)
    found = looked_up(lines, "china_customs_place", code=ibis.null("string"), key=lines.key, into="reporter")
    return found.filter(found.reporter.isnull() & found.name.lower().re_search(_ZONES))


def _pieces_as_collected(raw: ibis.Table) -> list[ibis.Table]:
    month = text(raw.year) + "-" + text(raw.month).lpad(2, "0")
    cells = raw.select(
        "row", month=month, name=text(raw.partner_zh), unit=text(raw.unit),
        **{f"{flow.value}_{to_date}": amount(raw[f"{flow.value}s_{'cum' if to_date else 'month'}"]) for flow, to_date in _COLLECTED},
    ).view()  # fmt: skip
    return [_lines_of(cells.view(), f"{flow.value}_{to_date}", flow, to_date) for flow, to_date in _COLLECTED]


def _pieces_as_printed(raw: ibis.Table, about: About, head: Head) -> list[ibis.Table]:
    import ibis

    pieces = []
    for value in head.values:
        unit = value.unit if value.unit in UNITS else unit_of_head(about)
        said = month_of_head(about) if head.is_monthly else asked_period(about).text
        cells = raw.select(
            "row", month=ibis.literal(said), name=text(raw[head.names]), unit=ibis.literal(unit), cell=amount(raw[value.column])
        ).view()  # fmt: skip
        piece = _lines_of(cells, "cell", value.flow, value.to_date)
        if not head.is_monthly:
            period = asked_period(about)
            piece = piece.mutate(period=ibis.literal(period.text), frequency=ibis.literal(period.frequency))
        pieces.append(piece)
    return pieces


def _lines_of(cells: ibis.Table, column: str, flow: Flow, to_date: bool) -> ibis.Table:
    import ibis

    cell, month = cells[column], cells.month
    units = [words_of_money.unit(word) for word in _UNITS]
    currency = ibis.cases(*((cells.unit == u.text, u.base) for u in units), else_=ibis.null("string"))
    factor = ibis.cases(*((cells.unit == u.text, int(u.factor)) for u in units), else_=ibis.null("int64"))
    is_month = month.re_search(r"^\d{4}-(0[1-9]|1[0-2])$")
    period = month.left(4) + "-01/" + month if to_date else month
    return cells.select(
        "row",
        period=is_month.ifelse(period, ibis.null("string")),
        period_printed=month,
        frequency=ibis.literal("to_date" if to_date else "month"),
        flow=ibis.literal(flow.value),
        valuation=ibis.literal(usual_valuation(flow).value),
        key=name_key(cells.name),
        name=cells.name,
        currency=currency,
        value=number(cell) * factor,
        printed=currency.isnull().ifelse(cell + " " + cells.unit.fill_null("?"), cell),
    )
