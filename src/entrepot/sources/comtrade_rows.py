"""Which of Comtrade's rows count, and what their cells say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from entrepot.sources.cells import number
from entrepot.vocabulary.flows import COMTRADE_PARTS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

Kind = Literal["goods", "services"]

TOTALS: Final = ("0", "0.0", "C00", "W00")
"""How Comtrade writes "all" in the columns below; empty there means that the row was never broken down."""
PARTS_OF_FLOWS: Final = (*COMTRADE_PARTS, "DOMESTIC EXPORT", "FOREIGN IMPORT")
SERVICES_TOTAL: Final = ("S", "200")
"""All services, in the two forms of EBOPS 2010."""
UNSPECIFIED: Final = ("9999AA", "999999")
"""Goods not specified by kind: Comtrade's code, and the code of six digits that takes its place."""

RULES: Final = {
    "second_partner": T("only totals over second partners are kept", "只保留第二伙伴合计"),
    "customs_procedure": T("only totals over customs procedures are kept", "只保留海关程序合计"),
    "mode_of_transport": T("only totals over modes of transport are kept", "只保留运输方式合计"),
    "mode_of_supply": T("only totals over modes of supply are kept", "只保留服务提供方式合计"),
    "part_of_a_flow": T("domestic exports and the like are parts of exports or imports", "国内出口等是进出口的一部分"),
    "goods_and_services": T("one file holds goods or services, not both", "一个文件只收货物或只收服务"),
    "kind_of_service": T(
        "services are kept as a whole: their kinds have letters for codes, products have digits",
        "服务只保留总计：其分类以字母为代码，而商品代码为数字",
    ),
    "lost_zero": T("the leading zero that the product code has lost is put back", "已补回商品编码丢失的前导零"),
    "unspecified_goods": T("9999AA (goods not specified) becomes 999999", "9999AA（未指明商品）记为 999999"),
}
MENDED: Final = ("lost_zero", "unspecified_goods")


def rule_of(cells: ibis.Table, kind: Kind) -> ibis.Value:
    """Why a row is left out or mended (a key of RULES), the first reason where there are several; null for the rest."""
    import ibis

    other = (cells.type == "S") == (kind == "goods")
    broken_down = [
        (cells[name].fill_null(TOTALS[0]).notin(TOTALS), name)
        for name in ("second_partner", "customs_procedure", "mode_of_transport", "mode_of_supply")
    ]
    part = flow_word(cells).isin(PARTS_OF_FLOWS)
    if kind == "services":
        lettered = cells["product"].re_search("[A-Za-z]") & cells["product"].notin(SERVICES_TOTAL)
        broken_down.append((lettered, "kind_of_service"))
    mended = [(_lost_zero(cells), "lost_zero"), (cells["product"] == UNSPECIFIED[0], "unspecified_goods")]
    conditions = [*broken_down, (part, "part_of_a_flow"), (other, "goods_and_services"), *mended]
    return ibis.cases(*((condition.fill_null(False), name) for condition, name in conditions))


def readings(cells: ibis.Table, kind: Kind) -> ibis.Table:
    """Adds what the cells say, each read once: period, product, flow, the numbers of areas and units, the amounts."""
    return cells.drop(
        "type", "mode_of_supply", "mode_of_transport", "customs_procedure", "second_partner", "rule"
    ).mutate(
        period_read=_period(cells),
        product_read=_product(cells, kind),
        flow_word=flow_word(cells),
        nomenclature_word=cells.nomenclature.upper(),
        reporter_letters=cells.reporter_iso.upper(),
        partner_letters=cells.partner_iso.upper(),
        reporter_number=_code(cells.reporter_code),
        partner_number=_code(cells.partner_code),
        unit_number=_code(cells.unit_code),
        **{f"{name}_read": number(cells[name]) for name in ("value", "cif", "fob", "quantity", "net_kg")},
    )


def _code(cell: ibis.Value) -> ibis.Value:
    """4, 004 and 4.0 are one code."""
    return cell.try_cast("int64").cast("string")


def flow_word(cells: ibis.Table) -> ibis.Value:
    return cells.flow_code.coalesce(cells.flow_name).upper()


def _product(cells: ibis.Table, kind: Kind) -> ibis.Value:
    import ibis

    code = cells["product"].upper()
    if kind == "services":
        return ibis.ifelse(code.isin(SERVICES_TOTAL), "TOTAL", code)
    return ibis.cases((_lost_zero(cells), "0" + code), (code == UNSPECIFIED[0], UNSPECIFIED[1]), else_=code)


def _lost_zero(cells: ibis.Table) -> ibis.Value:
    # HS codes have an even number of digits; SITC and BEC codes need not.
    of_hs = cells.nomenclature.startswith("H") | cells.nomenclature.isnull()
    return of_hs & cells["product"].re_search("^[0-9]([0-9]{2})*$")


def _period(cells: ibis.Table) -> ibis.Value:
    """`2022` or `2022-03`; Comtrade prints months as 202203."""
    import ibis

    text = cells.period.coalesce(cells.year)
    return ibis.cases(
        (text.re_search("^[12][0-9]{3}$"), text),
        (text.re_search("^[12][0-9]{3}(0[1-9]|1[0-2])$"), text.left(4) + "-" + text.right(2)),
    )


def valuation_of(rows: ibis.Table) -> ibis.Value:
    """Imports CIF and exports FOB, unless the row shows that it is the other of the two that was taken as its value."""
    import ibis

    flow, cif, fob, value = rows.flow, rows.cif_read, rows.fob_read, rows.value_read
    only_fob = ((fob == value) & (cif.fill_null(0) == 0)).fill_null(False)
    only_cif = ((cif == value) & (fob.fill_null(0) == 0)).fill_null(False)
    is_import = flow.isin(("import", "re-import"))
    return ibis.cases(
        (flow.isnull(), ibis.null("string")),
        (is_import & ~only_fob, "CIF"),
        (~is_import & only_cif, "CIF"),
        else_="FOB",
    )


def with_quantities(rows: ibis.Table) -> ibis.Table:
    """Adds quantity in the base unit, the unit, the net weight, and what of them is an estimate."""
    import ibis

    # Comtrade writes 0 where a quantity or weight was not given: nothing of some value weighs nothing.
    amount = rows.quantity_read.nullif(0) * rows.unit_factor.try_cast("float64")
    weight = rows.net_kg_read.nullif(0)
    null = ibis.null("string")
    return rows.mutate(
        amount=amount,
        amount_printed=ibis.ifelse(rows.unit_base.notnull() & rows.quantity_read.isnull(), rows.quantity, null),
        unit=ibis.ifelse(amount.notnull(), rows.unit_base, null),
        unit_printed=ibis.ifelse(rows.unit_key.isnull(), rows.unit_code, null),
        weight=weight,
        weight_printed=ibis.ifelse(rows.net_kg_read.isnull(), rows.net_kg, null),
        flag=_flag(rows, amount, weight),
    )


def _flag(rows: ibis.Table, amount: ibis.Value, weight: ibis.Value) -> ibis.Value:
    """The flag of the years before 2022 is 2 for an estimated quantity, 4 for an estimated weight, 6 for both."""
    import ibis

    amount_is = amount.notnull() & (rows.estimation.isin(("2", "6")) | _true(rows.quantity_estimated)).fill_null(False)
    weight_is = weight.notnull() & (rows.estimation.isin(("4", "6")) | _true(rows.net_estimated)).fill_null(False)
    # Neither reported by the country nor added up from what it reported.
    value_is = _false(rows.reported) & _false(rows.added_up)
    return ibis.cases(
        (value_is.fill_null(False), "estimated"),
        (amount_is & weight_is, "quantity and weight estimated"),
        (amount_is, "quantity estimated"),
        (weight_is, "weight estimated"),
    )


def _true(cell: ibis.Value) -> ibis.Value:
    return cell.lower().isin(("true", "1")).fill_null(False)


def _false(cell: ibis.Value) -> ibis.Value:
    return cell.lower().isin(("false", "0")).fill_null(False)
