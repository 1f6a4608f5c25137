"""Two periods side by side, cell by cell: what was there then, what is there now, what is only in one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.joining import beside
from entrepot.measures.option import Option
from entrepot.measures.periods import with_earlier
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from ibis import Table

BASE = Option(
    "since",
    None,
    T("A base period to compare with, instead of the one that `against` names", "指定基期（代替 against 所指的时期）"),
)


def paired(periods: Table, within: tuple[str, ...], against: str, since: str | None) -> Table:
    """Each period of `within` with `period_before`, null where there is nothing to compare with."""
    if since is None:
        return with_earlier(periods, within, against, period_before="period").select(*within, "period", "period_before")
    has_base = (periods.period == since).max().over(group_by=list(within) or None)
    later = has_base & (periods.period > since)
    return periods.mutate(period_before=later.ifelse(since, None)).select(*within, "period", "period_before")


def then_and_now(
    cells: Table, within: tuple[str, ...], item: tuple[str, ...], against: str, since: str | None, *values: str
) -> Table:
    """Per `within`, period and item: each of `values`, and it in the earlier period as `<value>_before`.

    `cells` are unique per `within`, period and item. A cell without a row is no trade (zero) where its period has any
    rows; where there is no earlier period, what was before is missing. A row without a value stays missing.
    `rows_now` and `rows_before` tell how many rows there were.
    """
    pairs = paired(cells.select(*within, "period").distinct(), within, against, since)
    columns = [*within, "period", *item, *values]
    now = cells.select(columns).mutate(is_now=True)
    earlier = cells.select(*within, *item, *values, period_before="period")
    before = earlier.join(pairs, [*within, "period_before"]).select(columns).mutate(is_now=False)
    rows = now.union(before)
    sums = {name: rows[name].sum(where=rows.is_now) for name in values}
    sums |= {f"{name}_before": rows[name].sum(where=~rows.is_now) for name in values}
    both = rows.group_by(*within, "period", *item).agg(
        **sums, rows_now=rows.count(where=rows.is_now), rows_before=rows.count(where=~rows.is_now)
    )
    both = beside(both, pairs, [*within, "period"])
    gone = both.rows_now == 0
    new = (both.rows_before == 0) & both.period_before.notnull()
    filled = {name: gone.ifelse(0.0, both[name]) for name in values}
    filled |= {f"{name}_before": new.ifelse(0.0, both[f"{name}_before"]) for name in values}
    return both.mutate(**filled)
