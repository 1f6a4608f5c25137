"""Quantities in the base of their unit, and lines of one key added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from entrepot.sources.china_customs_cells import number
from entrepot.sources.lookups import lookup
from entrepot.vocabulary.tables import FLOWS

if TYPE_CHECKING:
    import ibis


def with_quantities(table: ibis.Table, played: Mapping[str, str]) -> ibis.Table:
    """The first quantity in the base of its unit, and the weight from whichever unit is one; no unit, no quantity."""
    import ibis

    nothing, made, weights, weights_printed = ibis.null("string"), dict[str, Any](), [], []
    orders = [order for order in ("1", "2") if {f"quantity_{order}", f"unit_{order}"} <= played.keys()]
    for order in orders:
        table = _with_unit(table, order)
    for order in orders:
        cell, unit, base = (table[f"cell_{part}_{order}"] for part in ("quantity", "unit", "base"))
        value = number(cell) * table[f"cell_factor_{order}"]
        if order == "1":
            made = {"quantity": value, "quantity_unit": base, "quantity_printed": unit.isnull().ifelse(nothing, cell)}
        weights.append((base == "kg").ifelse(value, ibis.null("float64")))
        weights_printed.append((base == "kg").ifelse(cell, nothing))
    if "weight_kg" in played:
        weights.append(number(table.cell_weight_kg))
        weights_printed.append(table.cell_weight_kg)
    if weights:
        made |= {"net_kg": ibis.coalesce(*weights), "net_kg_printed": ibis.coalesce(*weights_printed)}
    return table.mutate(**made)


def _with_unit(table: ibis.Table, order: str) -> ibis.Table:
    """The base of a printed unit and its factor; a unit that no list knows is its own base."""
    import ibis

    units = lookup("china_customs_unit").view()
    known = units.select(unit_key=units.code, unit_base=units.base, unit_factor=units.factor.try_cast("float64"))
    cell = f"cell_unit_{order}"
    both = table.left_join(known, table[cell] == known.unit_key)
    base = ibis.coalesce(both.unit_base, both[cell])
    factor = ibis.coalesce(both.unit_factor, both[cell].notnull().ifelse(1.0, ibis.null("float64")))
    made = {f"cell_base_{order}": base, f"cell_factor_{order}": factor}
    return both.mutate(**made).drop("unit_key", "unit_base", "unit_factor").view()


def lines_summed(table: ibis.Table, values: tuple[str, ...], *, told_apart_by: Sequence[str]) -> ibis.Table:
    """Lines of one key as one row, `lines_summed` telling of how many; a sum with an unknown part is unknown.

    Lines that are the same in `told_apart_by` too are one line given twice: they are not added up but stay two rows.
    """
    import ibis

    keys = [name for name in dict.fromkeys((*FLOWS.key, *FLOWS.levels)) if name in table.columns]
    if told_apart_by:
        again = ibis.row_number().over(group_by=[*keys, *told_apart_by], order_by="row")
        table, keys = table.mutate(cell_again=again).view(), [*keys, "cell_again"]
    amounts = [name for name in (*values, "quantity", "net_kg") if name in table.columns]
    made: dict[str, Any] = {"row": table.row.min(), "lines_summed": table.count()}
    for name in amounts:
        whole = table[name].count() == table.count()
        if name == "quantity":
            whole = whole & (table.quantity_unit.nunique() == 1)
            made["quantity_unit"] = whole.ifelse(table.quantity_unit.min(), ibis.null("string"))
        made[name] = whole.ifelse(table[name].sum(), ibis.null("float64"))
        unread = table[name].isnull().ifelse(table[f"{name}_printed"], ibis.null("string"))
        made[f"{name}_printed"] = unread.max()
    for name in table.columns:
        if name.endswith(("_printed", "_mended")) and name not in made:
            made[name] = table[name].max()
    return table.group_by(keys).aggregate(**made)
