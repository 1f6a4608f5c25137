"""The lake's flows and the published figures that are flows, as one lazy table, narrowed to a selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.vocabulary.areas import area
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.products import TOTAL
from entrepot.workbench.levels import Level
from entrepot.workbench.selection import Selection

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr.types import BooleanValue, StringValue

FIGURES = "figures"


def own_rows(flows: Table, level: Level, selection: Selection, *, flow: str | None, regions: tuple[str, ...]) -> Table:
    """Rows at one level, with `value` in the selection's currency and products cut to the digits asked for."""
    rows = flows.filter(*_at(flows, level), *_asked(flows, level, selection, flow, regions))
    money = rows.value_cny if currency_of(level, selection) == "CNY" else rows.value_usd
    product = (
        rows["product"].substr(0, selection.digits)
        if selection.digits and level.product_digits > selection.digits
        else rows["product"]
    )
    rows = rows.mutate(value=money, product=product)
    if level.frequency == "month" and selection.frequency == "year":
        rows = _whole_years(rows)
    columns = ("period", "flow", "reporter", "partner", "product", "regime", "value", "quantity", "net_kg", "firm_type", "customs_district", "batch", "source", "nomenclature", "locator")  # fmt: skip
    return rows.select(*columns)


def currency_of(level: Level, selection: Selection) -> str:
    return selection.currency or ("USD" if level.has_usd else "CNY")


def _at(flows: Table, level: Level) -> list[BooleanValue]:
    return [
        flows.source == level.source,
        flows.frequency == level.frequency,
        flows.product_digits == level.product_digits,
        flows.partner_level == level.partner_level,
        flows.regime_level == level.regime_level,
        flows.basis == level.basis,
        flows.firm_type.notnull() if level.by_firm else flows.firm_type.isnull(),
        flows.customs_district.notnull() if level.by_district else flows.customs_district.isnull(),
    ]


def _asked(
    flows: Table, level: Level, selection: Selection, flow: str | None, regions: tuple[str, ...]
) -> list[BooleanValue]:
    asked = [flows.value_cny.notnull() if currency_of(level, selection) == "CNY" else flows.value_usd.notnull()]
    if flow is not None:
        asked.append(flows.flow == flow)
    if regions:
        asked.append(flows.reporter.isin(regions))
    if selection.nomenclature:
        asked.append(flows.nomenclature == selection.nomenclature)
    if selection.partners:
        asked.append(flows.partner.isin(_with_members(selection.partners, level)))
    if selection.products and selection.products != (TOTAL,):
        asked.append(_begins_with(flows["product"], selection.products))
    if selection.regimes:
        asked.append(flows.regime.isin(selection.regimes))
    asked += _when(flows.period, flows.year, selection)
    return asked


def _when(period: StringValue, year: StringValue, selection: Selection) -> list[BooleanValue]:
    asked = []
    if selection.first:
        asked += [period >= selection.first, year >= int(selection.first[:4])]
    if selection.last:
        # `2020` as the last period takes in 2020-12: compare no further than the last period's own length.
        asked += [period.substr(0, len(selection.last)) <= selection.last, year <= int(selection.last[:4])]
    return asked


def _with_members(partners: tuple[str, ...], level: Level) -> tuple[str, ...]:
    """A bloc is read as published where blocs are, and as its members among countries."""
    if level.partner_level != "country":
        return partners
    return tuple(
        dict.fromkeys(one for partner in partners for one in (members(partner) if is_bloc(partner) else (partner,)))
    )


def is_bloc(partner: str) -> bool:
    return "+" in partner or area(partner).kind == "bloc"


def _begins_with(product: StringValue, codes: tuple[str, ...]) -> BooleanValue:
    begins = [product.startswith(code) for code in codes]
    found = begins[0]
    for more in begins[1:]:
        found = found | more
    return found


def _whole_years(rows: Table) -> Table:
    """Months as years, only where a reporter has all twelve of them in that flow."""
    rows = rows.mutate(month=rows.period, period=rows.period.substr(0, 4))
    months = rows.month.nunique().over(group_by=["reporter", "flow", "period"])
    return rows.mutate(months=months).filter(lambda t: t.months == 12)
