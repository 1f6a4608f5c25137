"""A query result of China Customs, native or re-saved, as rows of `flows`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from entrepot.sources.china_customs_amounts import lines_summed, with_quantities
from entrepot.sources.china_customs_asked import asked_flow, asked_period, refuse_two_periods
from entrepot.sources.china_customs_cells import amount, code, is_note, name_key, number, period_and_frequency, text
from entrepot.sources.china_customs_columns import Money, money, parts
from entrepot.sources.china_customs_lookups import TOTAL_WORDS, looked_up
from entrepot.sources.china_customs_narrowed import (
    narrowed_basis,
    narrowed_partner,
    narrowed_reporter,
    refuse_told_twice,
)
from entrepot.sources.source import About
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.flows import Flow, usual_valuation
from entrepot.vocabulary.products import HS_YEARS, NEXT_HS_YEAR, TOTAL
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

SAID_OF_ROWS: Final = ("lines_summed", "place_from_name", "partner_from_name")
_AMOUNTS: Final = ("quantity_1", "quantity_2", "weight_kg")


def tidy_query(raw: ibis.Table, about: About) -> ibis.Table:
    """`flows` from any subset of the query's columns; a part that is absent means all of it together."""
    rows = rows_of_query(raw, about)
    return rows.drop(*(name for name in rows.columns if name.endswith("_mended") or name in SAID_OF_ROWS))


def rows_of_query(raw: ibis.Table, about: About) -> ibis.Table:
    """`flows` with `<column>_mended` where a cell is read otherwise than printed, and `lines_summed`."""
    played, values = parts(about.sheet.columns), money(about.sheet.columns)
    _refuse_what_cannot_be_read(played, values, about)
    columns = played | {fills: column.name for fills, column in values.items()}
    amounts = {*values, *_AMOUNTS}
    cells = {part: (amount if part in amounts else text)(raw[column]) for part, column in columns.items()}
    # A view after each step keeps the compiler from writing the earlier steps out again wherever they are used.
    raw = raw.filter(~is_note(raw, about.sheet.columns))
    table = raw.select("row", **{f"cell_{part}": cell for part, cell in cells.items()}).view()
    table = _values(table, values).view()
    for step in (_period, _flow, _product, _partner, _regime, _place):
        table = step(table, played, about).view()
    table = with_quantities(table, played).view()
    # Districts of one province fall into one row, and so do lines that a collector (`freq`) relabelled to fewer digits;
    # within a query result itself two equal keys are a fault that the checks must see.
    located = [f"cell_{part}" for part in ("located_code", "located_name") if part in played]
    if located or about.sheet.has("freq"):
        table = lines_summed(table, tuple(values), told_apart_by=located)
    return table.drop(*(name for name in table.columns if name.startswith("cell_")))


def _refuse_what_cannot_be_read(played: Mapping[str, str], values: Mapping[str, Money], about: About) -> None:
    if not values:
        raise SchemaMismatch(
            T(
                f"{about.sheet.file} has no column of values in 人民币 or 美元: name the column 人民币 or 美元",
                f"{about.sheet.file} 没有人民币或美元金额列：请把金额列命名为“人民币”或“美元”",
            )
        )
    if "product_name" in played and "product" not in played:
        raise SchemaMismatch(
            T(
                f"{about.sheet.file} has 商品名称 but no 商品编码: keep the column of codes, names alone are not read",
                f"{about.sheet.file} 有“商品名称”而无“商品编码”：请保留编码列，仅有名称无法识别",
            )
        )
    if {"registered_code", "registered_name"} & played.keys() and {"located_code", "located_name"} & played.keys():
        raise SchemaMismatch(
            T(
                f"{about.sheet.file} splits by 注册地 and by 境内目的地/货源地 at once: query them one at a time",
                f"{about.sheet.file} 同时按注册地和境内目的地/货源地分列：请分别查询",
            )
        )


def _values(table: ibis.Table, values: Mapping[str, Money]) -> ibis.Table:
    made: dict[str, Any] = {}
    for fills, column in values.items():
        cell = table[f"cell_{fills}"]
        made |= {fills: number(cell, column.power_of_ten), f"{fills}_printed": cell}
    return table.mutate(**made)


def _period(table: ibis.Table, played: Mapping[str, str], about: About) -> ibis.Table:
    part = next((p for p in ("month", "year") if p in played), None)
    if part is None:
        import ibis

        asked = asked_period(about)
        table = table.mutate(period=ibis.literal(asked.text), frequency=ibis.literal(asked.frequency))
    else:
        refuse_two_periods(about)
        cell = table[f"cell_{part}"]
        period, frequency = period_and_frequency(cell)
        table = table.mutate(period=period, frequency=frequency, period_printed=cell).view()
    return table.mutate(nomenclature=edition(table.period))


def edition(period: Any) -> Any:
    """The HS edition in force in the year of a written period; null before the first and after the last known."""
    import ibis

    year = period.left(4).try_cast("int64")
    known = [(year >= y, f"HS{y}") for y in reversed(HS_YEARS)]
    return ibis.cases((year >= NEXT_HS_YEAR, ibis.null("string")), *known, else_=ibis.null("string"))


def _flow(table: ibis.Table, played: Mapping[str, str], about: About) -> ibis.Table:
    """From the person, else from a column of the file, else from its name; a column that contradicts the person is unread."""
    import ibis

    if "flow" not in played:
        asked = asked_flow(about)
        return table.mutate(flow=ibis.literal(asked.value), valuation=ibis.literal(usual_valuation(asked).value))
    word = table.cell_flow.lower()
    said = ibis.cases(
        (word.isin(["出口", "export", "exports"]), Flow.EXPORT.value),
        (word.isin(["进口", "import", "imports"]), Flow.IMPORT.value),
        else_=ibis.null("string"),
    )
    if about.flow:
        wanted = asked_flow(about).value
        said = (said == wanted).ifelse(said, word.isnull().ifelse(wanted, ibis.null("string")))
    valuation = ibis.cases(*((said == f.value, usual_valuation(f).value) for f in (Flow.EXPORT, Flow.IMPORT)))
    return table.mutate(flow=said, valuation=valuation, flow_printed=table.cell_flow)


def _product(table: ibis.Table, played: Mapping[str, str], about: About) -> ibis.Table:
    """Digits as text; an odd number of them has lost a leading zero to a spreadsheet, and is told in `product_mended`."""
    import ibis

    if "product" not in played:
        return table.mutate(product=ibis.literal(TOTAL), product_digits=ibis.literal(0))
    plain = code(table.cell_product)
    whole = plain.upper().isin([*TOTAL_WORDS, TOTAL])
    shown = table.cell_product
    if "product_name" in played:
        name = table.cell_product_name
        whole = ibis.coalesce(whole, name.isin(list(TOTAL_WORDS)))
        shown = ibis.coalesce(shown, name)
    is_code = plain.re_search(r"^\d{1,10}$")
    is_short = is_code & (plain.length() % 2 == 1)
    padded = is_short.ifelse(ibis.literal("0") + plain, plain)
    product = ibis.cases((whole, TOTAL), (is_code, padded), else_=ibis.null("string"))
    digits = ibis.cases((product == TOTAL, 0), else_=product.length())
    mended = is_short.ifelse(plain, ibis.null("string"))
    return table.mutate(product=product, product_digits=digits, product_printed=shown, product_mended=mended)


def _partner(table: ibis.Table, played: Mapping[str, str], about: About) -> ibis.Table:
    import ibis

    if not {"partner_code", "partner_name"} & played.keys():
        asked = narrowed_partner(about)
        partner, level = (asked.id, asked.kind) if asked is not None else ("WLD", "world")
        table = table.mutate(partner=ibis.literal(partner), partner_level=ibis.literal(level))
        read_off = asked is not None and about.option("partner") is None
        return table.mutate(partner_from_name=ibis.literal(True)) if read_off else table
    refuse_told_twice(about, "partner")
    return _by_code_or_name(table, "partner", "china_customs_partner", played, code_of=code)


def _regime(table: ibis.Table, played: Mapping[str, str], about: About) -> ibis.Table:
    import ibis

    if "firm_name" in played or "firm_code" in played:
        cells = [table[f"cell_{part}"] for part in ("firm_name", "firm_code") if part in played]
        table = table.mutate(firm_type=ibis.coalesce(*cells))
    if not {"regime_code", "regime_name"} & played.keys():
        return table.mutate(regime=ibis.literal("ALL"), regime_level=ibis.literal("all"))

    def of_declarations(cell: Any) -> Any:
        plain = code(cell)
        return plain.re_search(r"^\d{3}$").ifelse(plain.lpad(4, "0"), plain)

    return _by_code_or_name(table, "regime", "china_customs_regime", played, code_of=of_declarations)


def _place(table: ibis.Table, played: Mapping[str, str], about: About) -> ibis.Table:
    """The province as the reporter where the file has one or was narrowed to one; else China, whole or by customs district."""
    import ibis

    district = [table[f"cell_{part}"] for part in ("district_name", "district_code") if part in played]
    if district:
        table = table.mutate(customs_district=ibis.coalesce(*district))
    for part, basis in (("registered", "registration"), ("located", "location")):
        if {f"{part}_code", f"{part}_name"} & played.keys():
            refuse_told_twice(about, "reporter")
            found = _by_code_or_name(table, part, "china_customs_place", played, code_of=_province_digits)
            whole = found[part] == "CHN"
            return (
                found.mutate(basis=whole.ifelse("national", basis))
                .drop(f"{part}_level")
                .rename(
                    {"reporter" + end: part + end for end in ("", "_printed", "_mended") if part + end in found.columns}
                )
            )
    asked = None if district and about.option("reporter") is None else narrowed_reporter(about)
    if asked is None or asked.id == "CHN":
        basis = "customs_district" if district else "national"
        return table.mutate(reporter=ibis.literal("CHN"), basis=ibis.literal(basis))
    table = table.mutate(reporter=ibis.literal(asked.id), basis=ibis.literal(narrowed_basis(about)))
    return table if about.option("reporter") is not None else table.mutate(place_from_name=ibis.literal(True))


def _province_digits(cell: Any) -> Any:
    """The first two digits of a place's code: districts (five digits) and counties (six) are led by their province's."""
    return code(cell).re_replace(r"^(\d\d)\d{2,4}$", r"\1")


def _by_code_or_name(table: ibis.Table, part: str, name: str, played: Mapping[str, str], *, code_of: Any) -> ibis.Table:
    """`<part>` from its code, else from its name; `<part>_mended` tells where the name printed beside says otherwise."""
    import ibis

    nothing = ibis.null("string")
    cells = [table[f"cell_{part}_{kind}"] for kind in ("code", "name") if f"{part}_{kind}" in played]
    by_code = code_of(table[f"cell_{part}_code"]) if f"{part}_code" in played else nothing
    by_name = name_key(table[f"cell_{part}_name"]) if f"{part}_name" in played else nothing
    shown = (
        text(cells[0]) if len(cells) == 1 else ibis.coalesce(text(cells[0]) + " " + text(cells[1]), *map(text, cells))
    )
    found = looked_up(table.mutate(**{f"{part}_printed": shown}), name, code=by_code, key=by_name, into=part)
    differ = found[part].notnull() & found[f"{part}_named"].notnull() & (found[part] != found[f"{part}_named"])
    mended = differ.ifelse(found[f"{part}_printed"], nothing)
    return found.mutate(**{f"{part}_mended": mended}).drop(f"{part}_named")
