"""Time inside a measure: periods as first and last month, and the value of an earlier period, if there is one.

`2015`, `2015-Q2`, `2015-03`, `2015-01/2015-09` and `2011/2015` all become two whole numbers of months, so the period
before and the same period of last year are plain equalities, on any engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from entrepot.measures.joining import beside
from entrepot.measures.option import Option, OptionValue
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis import Table

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
    is_quarter = period.contains("Q")
    has_months = period.length().isin([7, 15]) & ~is_quarter
    ends = period.length().isin([7, 15]).ifelse(period.right(7), period.right(4))
    quarter = is_quarter.ifelse(period.right(1), None).cast("int64")
    first = has_months.ifelse(period.left(7).right(2), None).cast("int64")
    last = has_months.ifelse(period.right(2), None).cast("int64")
    return table.mutate(
        first_month=period.left(4).cast("int64") * 12 + first.coalesce(quarter * 3 - 2, 1),
        last_month=ends.left(4).cast("int64") * 12 + last.coalesce(quarter * 3, 12),
    )


def with_earlier(table: Table, keys: tuple[str, ...], against: str, **earlier: str) -> Table:
    """Each row beside the earlier period's columns: `with_earlier(t, keys, "previous", x_before="x")`.

    `keys` make a row unique within a period. Where the earlier period has no row, its columns are null.
    """
    # A cumulative January is no month, nor a cumulative December a year, though they are as long.
    now = with_months(table).mutate(written=table.period.length())
    shift = (now.last_month - now.first_month + 1) if against == "previous" else 12
    before = now.select(
        *keys,
        "written",
        first_month=now.first_month + shift,
        last_month=now.last_month + shift,
        **{name: now[column] for name, column in earlier.items()},
    )
    on = [*keys, "written", "first_month", "last_month"]
    return beside(now, before, on).drop("first_month", "last_month", "written")


def compared_with_nothing(answer: pa.Table, _: tuple[str, ...], options: Mapping[str, OptionValue]) -> tuple[T, ...]:
    """How many rows have no earlier period to be compared with, and what cumulative periods are compared with."""
    import pyarrow.compute as pc

    without = answer.filter(answer["x_before"].is_null())["period"]
    if not len(without):
        return ()
    said = T(
        f"{len(without):,} rows have no value of the earlier period to compare with",
        f"{len(without):,}行没有可比的基期数值",
    )
    cumulative = options["against"] == "previous" and pc.any(pc.match_substring(without, "/")).as_py()
    hint = T(
        "nothing comes before a cumulative period: --set against=same_period_last_year",
        "累计值没有上一期：请用 --set against=same_period_last_year",
    )
    return (said, hint) if cumulative else (said,)
