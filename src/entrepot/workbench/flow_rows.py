"""The rows of a plan, as a lazy table narrowed to a selection."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import ibis

from entrepot.vocabulary.products import TOTAL
from entrepot.vocabulary.tables import FLOWS, TableSpec
from entrepot.workbench.narrowing import beginnings, with_members
from entrepot.workbench.plan import Level, Piece, Plan
from entrepot.workbench.selection import Selection

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr.types import BooleanValue, StringValue

FIGURES = "figures"
FEW = 8
"""So many beginnings of codes are each asked for, which files answer from their notes; more would be slow to put into words."""
COLUMNS = (
    "period", "flow", "reporter", "partner", "product", "regime", "value", "quantity", "net_kg", "firm_type",
    "customs_district", "batch", "source", "nomenclature", "locator",
)  # fmt: skip
_IBIS_TYPE = {"text": "string", "number": "float64", "whole": "int64", "yes_no": "boolean"}


def lake_table(spec: TableSpec, name: str = "") -> Table:
    """The lake's table, unbound: every engine binds it under its name."""
    return ibis.table({column.name: _IBIS_TYPE[column.type] for column in spec.columns}, name=name or spec.name)


def _flows(source: str) -> Table:
    """The table `flows`, or the flows that papers print, which also tell where."""
    if source != FIGURES:
        return lake_table(FLOWS).mutate(locator=ibis.null("string"))
    columns = {column.name: _IBIS_TYPE[column.type] for column in FLOWS.columns}
    return ibis.table({**columns, "locator": "string"}, name="published_flows")


def own_rows(plan: Plan, selection: Selection, *, flow: str | None, regions: tuple[str, ...]) -> Table:
    """The plan's rows with `value` in its currency, products cut to its digits, whole years made of months."""
    asked = Selection(
        partners=selection.partners, products=selection.products, regimes=selection.regimes, first=selection.first,
        last=selection.last,
    )  # fmt: skip
    return _own_rows(plan, asked, flow, regions)


@lru_cache(maxsize=256)
def _own_rows(plan: Plan, selection: Selection, flow: str | None, regions: tuple[str, ...]) -> Table:
    """Questions that differ in their measure alone read the very same rows, which are then compiled once for all."""
    rows = whole_rows(plan, selection, flow=flow, regions=regions)
    rows = rows.mutate(value=rows.value_cny if plan.currency == "CNY" else rows.value_usd)
    if plan.digits:
        rows = rows.mutate(product=rows["product"].substr(0, plan.digits))
    if plan.years_from_months:
        rows = rows.mutate(period=rows.period.substr(0, 4))
    return rows.select(*COLUMNS)


def whole_rows(plan: Plan, selection: Selection, *, flow: str | None, regions: tuple[str, ...]) -> Table:
    """The plan's rows as they stand, with every column of the flows."""
    flows = _flows(plan.level.source)
    value, other = (flows.value_cny, flows.value_usd) if plan.currency == "CNY" else (flows.value_usd, flows.value_cny)
    conditions = [
        flows.source == plan.level.source,
        flows.basis == plan.level.basis,
        # A row with money only in the other currency is the same trade told a second time; without any it is missing.
        value.notnull() | other.isnull(),
        *_asked(flows, selection, flow, regions),
        _any([_piece(flows, piece, plan) for piece in plan.pieces]),
    ]
    return flows.filter(*conditions)


def _piece(flows: Table, piece: Piece, plan: Plan) -> BooleanValue:
    conditions = _at(flows, piece.level, several_editions=len(plan.editions) > 1)
    value, other = (flows.value_cny, flows.value_usd) if plan.currency == "CNY" else (flows.value_usd, flows.value_cny)
    # What has no money in either currency is missing, in whichever file it stands.
    if piece.level.money == "both":
        conditions.append(other.notnull() | value.isnull())
    else:
        conditions.append(other.isnull())
    if piece.periods is not None:
        conditions.append(flows.period.isin(piece.periods))
    if piece.keys is not None:
        key = flows.reporter + "|" + flows.flow + "|" + flows.period
        conditions.append(key.isin(piece.keys))
    return _all(conditions)


def _at(flows: Table, level: Level, *, several_editions: bool) -> list[BooleanValue]:
    conditions = [
        flows.frequency == level.frequency,
        flows.product_digits == level.product_digits,
        flows.partner_level == level.partner_level,
        flows.regime_level == level.regime_level,
        flows.firm_type.notnull() if level.by_firm else flows.firm_type.isnull(),
        flows.customs_district.notnull() if level.by_district else flows.customs_district.isnull(),
    ]
    if level.nomenclature is not None:
        conditions.append(flows.nomenclature == level.nomenclature)
    elif several_editions:
        conditions.append(flows.nomenclature.isnull())
    return conditions


def _asked(flows: Table, selection: Selection, flow: str | None, regions: tuple[str, ...]) -> list[BooleanValue]:
    asked = _when(flows.period, flows.year, selection)
    if flow is not None:
        asked.append(flows.flow == flow)
    if regions:
        asked.append(flows.reporter.isin(regions))
    if selection.partners:
        of_country = flows.partner_level == "country"
        members = flows.partner.isin(with_members(selection.partners))
        asked.append(of_country.ifelse(members, flows.partner.isin(selection.partners)))
    if selection.products and selection.products != (TOTAL,):
        asked.append(begins_with(flows["product"], tuple(beginnings(selection.products))))
    if selection.regimes:
        asked.append(flows.regime.isin(selection.regimes))
    return asked


def _when(period: StringValue, year: StringValue, selection: Selection) -> list[BooleanValue]:
    asked = []
    if selection.first:
        asked += [period >= selection.first, year >= int(selection.first[:4])]
    if selection.last:
        # `2020` as the last period takes in 2020-12: compare no further than the last period's own length.
        asked += [period.substr(0, len(selection.last)) <= selection.last, year <= int(selection.last[:4])]
    return asked


def begins_with(product: StringValue, codes: tuple[str, ...]) -> BooleanValue:
    """Whether a product's code begins with one of these; many of them are told apart by their length alone."""
    if len(codes) <= FEW:
        return _any([product.startswith(code) for code in codes])
    lengths = sorted({len(code) for code in codes})
    return _any([product.substr(0, n).isin([code for code in codes if len(code) == n]) for n in lengths])


def _any(conditions: list[BooleanValue]) -> BooleanValue:
    found = conditions[0]
    for more in conditions[1:]:
        found = found | more
    return found


def _all(conditions: list[BooleanValue]) -> BooleanValue:
    found = conditions[0]
    for more in conditions[1:]:
        found = found & more
    return found
