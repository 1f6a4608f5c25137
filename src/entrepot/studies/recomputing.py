"""A formula worked out from figures, once for every combination of places that print them differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import product
from math import prod
from typing import Final

from entrepot.studies.claim_formula import TRENDS, Binary, Call, Figure, Negative, Node, Number, Printed
from entrepot.studies.expanding import years_between
from entrepot.studies.figures import Cell, Figures, Found, Missing, cells_of
from entrepot.studies.intervals import Interval
from entrepot.studies.precision import Precision
from entrepot.studies.ranking import Ranked, rank
from entrepot.vocabulary.amounts import CURRENCY_NAMES
from entrepot.vocabulary.money import unit
from entrepot.vocabulary.printed_numbers import number
from entrepot.vocabulary.text import T

_MOST_COMBINATIONS: Final = 500
Choice = Mapping[Cell, Found]


@dataclass(frozen=True, slots=True)
class Worked:
    """A result in base units; `unknown` says what a rank does not know of."""

    value: Interval
    unit: str
    unknown: T | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What a formula is worked out from: the figures, and to what they and the claim are rounded."""

    figures: Figures
    precision: Precision
    study: str = ""

    def cells(self, figure: Figure) -> tuple[Cell, ...]:
        return cells_of(figure, study=self.study)


def choices(node: Node, table: Table, *, own_place: str, leave_out_own: bool, unit_of_claim: str) -> list[Choice]:
    """Every way to take the figures of the formula from the places that print them, the claim's own place first."""
    found = {
        cell: _alternatives(cell, table, own_place, leave_out_own=leave_out_own)
        for figure in _looked_up(node)
        for cell in table.cells(figure)
    }
    found = _in_one_unit(found, unit_of_claim)
    if prod(len(one) for one in found.values()) > _MOST_COMBINATIONS:
        twice = ", ".join(str(cell) for cell, places in found.items() if len(places) > 1)
        raise Missing(
            T(
                f"printed differently in too many places: {twice}; say locator=",
                f"多处公布值不一致：{twice}；请指明 locator=",
            )
        )
    return [dict(zip(found, one, strict=True)) for one in product(*found.values())]


def worked_out(node: Node, choice: Choice, table: Table) -> Worked:
    """The formula's result; Missing where it has none."""
    try:
        return _worked(node, choice, table)
    except ZeroDivisionError:
        raise Missing(
            T("a division by what may be nothing, or a root of what may be below", "除数可能为零，或被开方数可能为负")
        ) from None


def series_of(figure: Figure, choice: Choice, table: Table) -> tuple[Found, ...]:
    """The selected figures in order of their periods."""
    return tuple(choice[cell] for cell in sorted(table.cells(figure), key=lambda cell: cell.period))


def as_found(row_text: str, unit_text: str, cell: Cell, locator: str, precision: Precision) -> Found:
    """A printed number in its base unit, as wide as its digits leave it open."""
    value, printed_unit = number(row_text), unit(unit_text)
    if value is None:
        raise Missing(T(f"{cell} is printed as missing ({locator})", f"{cell} 公布为缺失（{locator}）"))
    if printed_unit.at_least:
        raise Missing(T(f"{cell} is printed as a lower bound only ({locator})", f"{cell} 只公布了下限（{locator}）"))
    interval = precision.of_input(value).times(printed_unit.factor)
    return Found(cell, locator, interval, printed_unit.base, row_text, unit_text)


def _looked_up(node: Node) -> Iterator[Figure]:
    """Selections whose figures are looked up, in order; `measure(...)` computes its own."""
    match node:
        case Figure():
            yield node
        case Call(function=function, arguments=arguments) if function != "measure":
            for argument in arguments:
                yield from _looked_up(argument)
        case Binary(left=left, right=right):
            yield from _looked_up(left)
            yield from _looked_up(right)
        case Negative(of=inner):
            yield from _looked_up(inner)


def _alternatives(cell: Cell, table: Table, own_place: str, *, leave_out_own: bool) -> list[Found]:
    """The cell's printed values, each once; computed where it is printed nowhere."""
    rows = table.figures.places(cell)
    others = [row for row in rows if row.locator != own_place] if leave_out_own and not cell.locator else list(rows)
    if not others and cell.measure in table.figures.measures:
        return [table.figures.compute(cell)]
    if rows and not others:
        raise Missing(T(f"{cell} is printed only where the claim stands", f"{cell} 只在该论断所在之处公布，无从核对"))
    if not rows:
        raise table.figures.lacking(cell)
    printed = [row for row in others if row.value_printed]
    if not printed:
        raise Missing(
            T(f"{cell} is printed as missing ({others[0].locator})", f"{cell} 公布为缺失（{others[0].locator}）")
        )
    printed.sort(key=lambda row: (row.locator != own_place, row.locator))
    found = [as_found(row.value_printed or "", row.unit_printed, cell, row.locator, table.precision) for row in printed]
    return list({(one.value, one.unit): one for one in reversed(found)}.values())[::-1]


def _in_one_unit(found: dict[Cell, list[Found]], unit_of_claim: str) -> dict[Cell, list[Found]]:
    """A figure printed in dollars and in yuan is taken in the unit of those beside it; otherwise it must be said."""
    units = {cell: {one.unit for one in places} for cell, places in found.items()}
    open_ones = [names for names in units.values() if len(names) > 1]
    if not open_ones:
        return found
    common = set.intersection(*open_ones)
    settled = {next(iter(names)) for names in units.values() if len(names) == 1}
    common = common & settled or common
    common = common & {unit_of_claim} or common
    if len(common) != 1:
        cell = next(cell for cell, names in units.items() if len(names) > 1)
        named = ", ".join(sorted(units[cell]))
        raise Missing(T(f"{cell} is printed in {named}: say unit=", f"{cell} 有 {named} 两种单位：请指明 unit="))
    return {
        cell: [one for one in places if len(units[cell]) == 1 or one.unit in common] for cell, places in found.items()
    }


def _worked(node: Node, choice: Choice, table: Table) -> Worked:
    match node:
        case Number(value=value):
            return Worked(Interval.exactly(value), "1")
        case Printed(text=text, unit=unit_text, locator=locator):
            stated = as_found(text, unit_text or "1", Cell("printed", "", ""), locator, table.precision)
            return Worked(stated.value, stated.unit)
        case Negative(of=inner):
            of = _worked(inner, choice, table)
            return Worked(-of.value, of.unit)
        case Binary(operator=operator, left=left, right=right):
            return _combined(operator, _worked(left, choice, table), _worked(right, choice, table))
        case Call(function="rank", arguments=arguments):
            return _ranked(arguments, choice, table)
        case Call(function="measure", arguments=(Figure() as figure,)):
            return _one([table.figures.compute(cell) for cell in table.cells(figure)], figure)
        case Call(function=function, arguments=arguments):
            return _called(function, arguments, choice, table)
        case Figure():
            return _one([choice[cell] for cell in table.cells(node)], node)


def _called(function: str, arguments: Sequence[Node], choice: Choice, table: Table) -> Worked:
    if function in ("sum", "mean", "share"):
        parts = [_many(argument, choice, table) for argument in arguments]
        if function == "share":
            return _combined("/", _sum(parts[0]), _sum(parts[1]))
        together = [one for part in parts for one in part]
        total = _sum(together)
        return total if function == "sum" else Worked(total.value.over(Decimal(len(together))), total.unit)
    if function in TRENDS:
        raise Missing(T(f"{function} gives a word, not a number", f"{function} 的结果是词而不是数"))
    first, second = (_worked(argument, choice, table) for argument in arguments)
    if function == "difference":
        return _combined("-", first, second)
    over = _combined("/", first, second)
    if function == "ratio":
        return over
    value = over.value.root(years_between(*arguments)) if function == "cagr" else over.value
    if over.unit != "1":
        raise Missing(T(f"{function} needs two figures in one unit, not {over.unit}", f"{function} 须有同一单位的两个数据，而不是 {over.unit}"))  # fmt: skip
    return Worked(value - Interval.exactly(1), "1")


def _many(node: Node, choice: Choice, table: Table) -> list[Worked]:
    """Each figure of a selection, or the one result of anything else."""
    if isinstance(node, Figure):
        return [Worked(one.value, one.unit) for one in (choice[cell] for cell in table.cells(node))]
    return [_worked(node, choice, table)]


def _one(found: Sequence[Found], figure: Figure) -> Worked:
    if len(found) != 1:
        raise Missing(
            T(f"{figure.name} selects {len(found)} figures where one is wanted; use sum(...) or mean(...)", f"此处须为一个数据，{figure.name} 却选定 {len(found)} 个；请用 sum(...) 或 mean(...)")
        )  # fmt: skip
    return Worked(found[0].value, found[0].unit)


def _sum(parts: Sequence[Worked]) -> Worked:
    return reduce(lambda left, right: _combined("+", left, right), parts)


def _combined(operator: str, left: Worked, right: Worked) -> Worked:
    if operator == "*":
        units = [one for one in (left.unit, right.unit) if one != "1"] or ["1"]
        return Worked(left.value * right.value, "*".join(units))
    if operator == "/":
        if left.unit != right.unit and left.unit in CURRENCY_NAMES and right.unit in CURRENCY_NAMES:
            raise _mixed(left, right)
        same = left.unit == right.unit
        over = "1" if same else left.unit if right.unit == "1" else f"{left.unit}/{right.unit}"
        return Worked(left.value / right.value, over)
    if left.unit != right.unit:
        raise _mixed(left, right)
    return Worked(left.value + right.value if operator == "+" else left.value - right.value, left.unit)


def _mixed(left: Worked, right: Worked) -> Missing:
    return Missing(
        T(
            f"{left.unit} and {right.unit} do not go together; select one with unit=, no rate is applied here",
            f"{left.unit} 与 {right.unit} 单位不同；请用 unit= 指明，此处不作折算",
        )
    )


def _ranked(arguments: Sequence[Node], choice: Choice, table: Table) -> Worked:
    figures = [argument for argument in arguments if isinstance(argument, Figure)]
    own = [choice[cell] for cell in table.cells(figures[0])]
    _one(own, figures[0])
    among = [choice[cell] for cell in table.cells(figures[1])] if len(figures) > 1 else None
    found: Ranked = rank(own[0], among, table.figures, lambda row, cell: as_found(row.value_printed or "", row.unit_printed, cell, row.locator, table.precision))  # fmt: skip
    return Worked(found.place, "rank", found.unknown)
