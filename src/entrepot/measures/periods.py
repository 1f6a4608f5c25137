"""Time inside a measure: periods as first and last month, and the value of an earlier period, if there is one.

`2015`, `2015-Q2`, `2015-03`, `2015-01/2015-09` and `2011/2015` all become two whole numbers of months, so the period
before and the same period of last year are plain equalities, on any engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.joining import beside
from entrepot.measures.option import Option
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr.types import IntegerValue, StringValue

AGAINST = Option(
    "against",
    "previous",
    T(
        "Compared with the period before, or the same period of the year before",
        "与上一时期比（环比），或与上年同期比（同比）",
    ),
    ("previous", "same_period_last_year"),
)


def with_months(table: Table) -> Table:
    """The table with `first_month` and `last_month` of its periods (year * 12 + month)."""
    period = table.period
    slash = period.find("/")
    is_span = slash >= 0
    start = is_span.ifelse(period.substr(0, slash), period)
    end = is_span.ifelse(period.substr(slash + 1), period)
    return table.mutate(first_month=_month(start, last=False), last_month=_month(end, last=True))


def with_earlier(table: Table, keys: tuple[str, ...], against: str, **earlier: str) -> Table:
    """Each row beside the earlier period's columns: `with_earlier(t, keys, "previous", x_before="x")`.

    `keys` make a row unique within a period. Where the earlier period has no row, its columns are null.
    """
    now = with_months(table)
    shift = (now.last_month - now.first_month + 1) if against == "previous" else 12
    before = now.select(
        *keys,
        first_month=now.first_month + shift,
        last_month=now.last_month + shift,
        **{name: now[column] for name, column in earlier.items()},
    )
    on = [*keys, "first_month", "last_month"]
    return beside(now, before, on).drop("first_month", "last_month")


def _month(text: StringValue, *, last: bool) -> IntegerValue:
    year = text.substr(0, 4).cast("int64")
    is_quarter = text.substr(5, 1) == "Q"
    quarter = is_quarter.ifelse(text.substr(6, 1), None).nullif("").cast("int64")
    month = is_quarter.ifelse(None, text.substr(5, 2)).nullif("").cast("int64")
    of_quarter = quarter * 3 if last else quarter * 3 - 2
    return year * 12 + month.coalesce(of_quarter, 12 if last else 1)
