"""Putting tables beside each other, so that what is missing on one side stays missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr.types import FloatingValue, IntegerValue


def beside(left: Table, right: Table, on: Sequence[str]) -> Table:
    """Every row of `left` with the columns of `right`, null where `right` has no row; `on` must be unique there."""
    added = [name for name in right.columns if name not in on]
    return left.left_join(right, list(on)).select(*left.columns, *added)


def cells_of(reference: Table, own: Table, cells: Table, value: str) -> Table:
    """The reference's rows; where it is the very same flows, their sums `cells` serve, and are read once, not twice."""
    return cells.rename(value=value) if reference.equals(own) else reference


def two_way(exports: Table, imports: Table, keys: Sequence[str]) -> Table:
    """Per `keys`: exports `x` and imports `m`.

    A cell without a row is no trade (zero) where the reporter has any rows for that flow and period; where it has
    none, nobody reported, and the sum is missing.
    """
    columns = list(dict.fromkeys((*keys, "period", "reporter", "value")))
    sold = exports.select(columns).mutate(is_export=True)
    bought = imports.select(columns).mutate(is_export=False)
    rows = sold.union(bought)
    cells = rows.group_by(*keys).agg(
        x=rows.value.sum(where=rows.is_export),
        m=rows.value.sum(where=~rows.is_export),
        x_rows=rows.count(where=rows.is_export),
        m_rows=rows.count(where=~rows.is_export),
    )
    reported = ["period", "reporter"]
    return cells.mutate(
        x=_no_row_is_no_trade(cells.x, cells.x_rows, reported),
        m=_no_row_is_no_trade(cells.m, cells.m_rows, reported),
    )


def _no_row_is_no_trade(value: FloatingValue, rows: IntegerValue, reported: list[str]) -> FloatingValue:
    nothing_sold = (rows == 0) & (rows.sum().over(group_by=reported) > 0)
    return nothing_sold.ifelse(0.0, value)
