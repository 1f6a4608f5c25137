"""Sums over a moving window of periods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from entrepot.measures.measure import Measure
from entrepot.measures.periods import with_months
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table


def refuse_unless_it_adds_up(measure: Measure, window: int) -> None:
    if window < 2:
        raise WrongCall(
            T(f"a rolling window has at least 2 periods, not {window}", f"滚动窗口至少 2 期，而不是 {window}")
        )
    if measure.unit is not Unit.MONEY:
        raise WrongCall(
            T(
                f"{measure.id} is no amount of money, so its periods do not add up; take the rolling sums of its terms",
                f"{measure.id} 不是金额，各期不能相加；请对其各项求滚动和",
            )
        )


def rolled(answer: Table, keys: Sequence[str], window: int) -> Table:
    """`value` added up over `window` periods that follow each other without a gap; else there is no value."""
    import ibis

    dated = with_months(answer)
    over = ibis.window(
        group_by=[key for key in keys if key != "period"], order_by=dated.first_month, preceding=window - 1, following=0
    )
    known = dated.value.count().over(over)
    months = dated.last_month - dated.first_month.min().over(over) + 1
    width = dated.last_month - dated.first_month + 1
    whole = (known == window) & (months == width * window)
    return dated.mutate(value=whole.ifelse(dated.value.sum().over(over), None)).drop("first_month", "last_month")


def said_of(table: pa.Table, window: int) -> T:
    """What the values are, and how many periods have none."""
    without = table["value"].null_count
    return T(
        f"value is the sum of {window} periods, the terms are of the last one; {without} periods have none: "
        "the window reaches before the data or over a gap",
        f"数值为 {window} 期之和，各项为末期值；有 {without} 期无值：窗口超出数据范围或中间缺期",
    )
