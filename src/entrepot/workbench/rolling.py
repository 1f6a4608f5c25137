"""Sums and means over a moving window of periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.measures.formula import names_in, over_columns
from entrepot.measures.measure import Measure
from entrepot.measures.periods import with_months
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit
from entrepot.workbench.selection import whole_number

if TYPE_CHECKING:
    from ibis import Table

How = Literal["sum", "mean"]
HOWS: dict[How, T] = {"sum": T("sum", "合计"), "mean": T("mean", "平均")}


@dataclass(frozen=True, slots=True)
class Rolling:
    """So many periods that follow each other, added up or averaged; each row stands for the window that ends with it."""

    window: int
    how: How = "sum"

    @property
    def as_options(self) -> dict[str, Any]:
        return {"rolling": self.window, "rolled": self.how}

    @property
    def title(self) -> T:
        how = HOWS[self.how]
        return T(f"{how.en} of {self.window} periods", f"{self.window}期{how.zh}")


@dataclass(frozen=True, slots=True)
class Window:
    """The rows that a rolled one was made of: one for each period, without numbers where there is no such row."""

    rolling: Rolling
    rows: tuple[Mapping[str, Any], ...]

    @property
    def periods(self) -> tuple[str, ...]:
        return tuple(str(row["period"]) for row in self.rows)


def rolling_of(window: int | str | None, how: str | None) -> Rolling | None:
    """What was asked for by `rolling=12`, `rolled="mean"`; None where nothing was."""
    if not window:
        if how is not None:
            raise WrongCall(T("rolled goes with rolling: over how many periods?", "rolled 须与 rolling 同用：多少期？"))
        return None
    if how is not None and how not in HOWS:
        raise UnknownName(T("way of rolling", "滚动方式"), how, HOWS)
    if whole_number(window) < 2:
        raise WrongCall(
            T(f"a rolling window has at least 2 periods, not {window}", f"滚动窗口至少 2 期，而不是 {window}")
        )
    return Rolling(whole_number(window), how or "sum")


def refuse_unless_it_adds_up(measure: Measure, rolling: Rolling) -> None:
    if not measure.adds_up or "period" not in measure.per:
        raise WrongCall(
            T(
                f"{measure.id} does not follow from sums over periods; roll the amounts that it is made of",
                f"{measure.id} 不能由各期之和得出；请对构成它的金额求滚动和",
            )
        )
    if rolling.how == "mean" and measure.unit is not Unit.MONEY:
        raise WrongCall(
            T(
                f"a mean of {measure.id} over periods would weigh small ones like large ones; --rolled sum gives "
                f"{measure.formula} of the sums",
                f"{measure.id} 的各期平均会使大小各期权重相同；--rolled sum 按各项之和计算 {measure.formula}",
            )
        )


def rolled(answer: Table, measure: Measure, keys: Sequence[str], rolling: Rolling) -> Table:
    """Its money over periods that follow each other without a gap, and the formula of that; else there is no value."""
    import ibis

    dated = with_months(answer)
    width = dated.last_month - dated.first_month + 1
    # Months and the same months cumulated may stand in one table, and must not enter one window.
    within = [*(dated[key] for key in keys if key != "period"), width, dated.period.length()]
    over = ibis.window(group_by=within, order_by=dated.first_month, preceding=rolling.window - 1, following=0)
    months = dated.last_month - dated.first_month.min().over(over) + 1
    entering = names_in(measure.formula)
    known = [dated[name].count().over(over) == rolling.window for name in entering]
    whole = reduce(and_, known, months == width * rolling.window)
    money = {
        term.name: whole.ifelse(
            (dated[term.name].sum() if rolling.how == "sum" else dated[term.name].mean()).over(over), None
        )
        for term in measure.terms
        if term.unit is Unit.MONEY
    }
    sums = dated.mutate(**money)
    value = over_columns(measure.formula, {name: sums[name] for name in entering})
    # Bounds are of a single period's list; the sums leave nothing open.
    return sums.mutate(**dict.fromkeys(measure.value_columns, value)).drop("first_month", "last_month")


def window_of(table: pa.Table, keys: Sequence[str], row: Mapping[str, Any], rolling: Rolling) -> Window:
    """The rows behind a rolled row, out of the same answer without rolling."""
    period = parse_period(row["period"])
    names = [period.text]
    while len(names) < rolling.window:
        period = period.previous()
        names.append(period.text)
    inside = pc.is_in(table["period"], pa.array(names))
    for key in keys:
        if key != "period":
            same = pc.is_null(table[key]) if row[key] is None else pc.equal(table[key], row[key])
            inside = pc.and_(inside, same)
    told = {record["period"]: record for record in table.filter(inside).to_pylist()}
    return Window(rolling, tuple(told.get(name, {"period": name}) for name in reversed(names)))


def said_of_rows(
    measure: Measure, by: tuple[str, ...], table: pa.Table, options: Mapping[str, Any], rolling: Rolling | None
) -> tuple[T, ...]:
    """What the rows do not tell by themselves: what a rolled one is, and why a measure gives no value."""
    if rolling is not None:
        return (_said_of_windows(table, rolling, measure),)
    return measure.remarks(table, measure.keys(by), options) if measure.remarks is not None else ()


def _said_of_windows(table: pa.Table, rolling: Rolling, measure: Measure) -> T:
    """What the values are, and how many periods have none."""
    without = table["value"].null_count
    formula = measure.formula
    en = f"each row is over the {rolling.window} periods that end with it: the {rolling.how} of its amounts"
    zh = f"每行为截至该期的{rolling.window}期：各项金额取{HOWS[rolling.how].zh}"
    if measure.unit is not Unit.MONEY:
        en, zh = f"{en}, and of these {formula}", f"{zh}，再计算 {formula}"
    if without:
        en += f"; {without} periods have none: the window reaches before what was read or over a gap"
        zh += f"；有 {without} 期无值：窗口早于所读数据或中间缺期"
    return T(en, zh)
