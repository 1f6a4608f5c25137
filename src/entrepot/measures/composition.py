"""Shares of a whole: as published, or worked out from flows. Shares and concentration measures read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import Input
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from ibis import Table

WHOLE = {"partner": "WLD", "reporter": "WLD", "product": "TOTAL", "regime": "ALL"}
"""The part that stands for all parts; where it is stated, shares are of it, listed parts or not."""


def parts_within(flows: Table, keys: tuple[str, ...], over: str) -> Table:
    """`part`, `value`, `total`, `share` within `keys`: of the stated whole where there is one, else of the parts."""
    cells = flows.group_by(*keys, part=flows[over]).agg(value=flows.value.sum())
    is_whole = cells.part == WHOLE.get(over, "")
    stated = is_whole.ifelse(cells.value, None).sum().over(group_by=keys)
    listed = is_whole.ifelse(None, cells.value).sum().over(group_by=keys)
    totals = cells.mutate(total=stated.coalesce(listed))
    parts = totals.filter(totals.part != WHOLE.get(over, ""))
    return parts.mutate(share=parts.value / parts.total.nullif(0))


def composition_of(flows: Table, *, over: str, by: tuple[str, ...] = ()) -> Table:
    """Each part's share in a reporter's trade."""
    return parts_within(flows, (*by, "period", "reporter"), over)


def with_amounts(composition: Table) -> Table:
    """The composition with `value` and `total`, null where only shares were published."""
    import ibis

    lacking = {name: ibis.null("float64") for name in ("value", "total") if name not in composition.columns}
    return composition.mutate(**lacking) if lacking else composition


COMPOSITION = Input(
    "composition",
    T("Shares of the parts, published or worked out from flows", "各部分比重（公布的或由流量推算）"),
    "series",
    columns=("period", "reporter", "part"),
    values=("share",),
    instead="flows",
    derive=composition_of,
    over="partner",
)
