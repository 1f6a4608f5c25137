"""What a cell of a workbook holds: the exact number in the unit of its head, and the formula where the column is worked out."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import partial
from typing import Final

from entrepot.reports.documents.setting import Cell, Grid, Picture
from entrepot.reports.numbers import Scale

_OPERATORS: Final[dict[type[ast.operator], tuple[str, Callable[[Decimal, Decimal], Decimal]]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
}
# Excel keeps fifteen figures.
_ALIKE: Final = Decimal("1e-12")
_ROW: Final = "{row}"


@dataclass(frozen=True, slots=True)
class Stored:
    """`formula` has `{row}` where the row of the sheet belongs."""

    value: float
    shown_as: str
    formula: str = ""

    def formula_at(self, row: int) -> str:
        return self.formula.replace(_ROW, str(row + 1))


@dataclass(frozen=True, slots=True)
class Table:
    cells: Mapping[tuple[int, int], Stored]

    def at(self, y: int, x: int) -> Stored | None:
        return self.cells.get((y, x))


def stored(part: Grid | Picture) -> Table:
    return Table(
        {
            (y, x): found
            for y, row in enumerate(part.rows)
            for x, cell in enumerate(row)
            if (found := _stored(part, row, x, cell)) is not None
        }
    )


def _stored(part: Grid | Picture, row: tuple[Cell, ...], x: int, cell: Cell) -> Stored | None:
    value = held(cell)
    if value is None or cell.scale is None:
        return _printed(cell) if part.heads[x].number else None
    formula = _formula(part, row, part.heads[x].worked_out_from, value, cell.scale)
    return Stored(float(value), _shown_as(cell.scale), formula)


def held(cell: Cell) -> Decimal | None:
    """In the unit of the head; a per cent as the fraction that a workbook shows as one."""
    if cell.number is None or cell.number.value is None or cell.scale is None or not cell.number.value.is_finite():
        return None
    return cell.number.value if cell.scale.words == "%" else cell.number.value.scaleb(-cell.scale.power)


def _printed(cell: Cell) -> Stored | None:
    """A number of a figure's own table, which has been shown already."""
    plain = cell.text.replace(",", "").replace("\u2212", "-")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return Stored(float(value), _places(len(plain.partition(".")[2]))) if value.is_finite() else None


def _shown_as(scale: Scale) -> str:
    return _places(scale.decimals) + ("%" if scale.words == "%" else "")


def _places(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _formula(part: Grid | Picture, row: tuple[Cell, ...], arithmetic: str, value: Decimal, scale: Scale) -> str:
    """Written only where it gives the very number: a total that its publisher rounded stays a number."""
    if not arithmetic:
        return ""
    cells = {f"column{i}": (i, held(cell)) for i, cell in enumerate(row)}
    # A column may be called `share of ASEAN`: the longest name is found first.
    for i, head in sorted(enumerate(part.heads), key=lambda one: -len(one[1].name)):
        if head.name:
            arithmetic = re.sub(rf"(?<!\w){re.escape(head.name)}(?!\w)", f"column{i}", arithmetic)
    try:
        text, result = _work_out(ast.parse(arithmetic.strip(), mode="eval").body, cells)
    except (SyntaxError, ValueError, KeyError, DivisionByZero, InvalidOperation):
        return ""
    return f"={text}" if abs(result - value) <= _ALIKE * max(Decimal(1), abs(value)) else ""


def _work_out(node: ast.expr, cells: Mapping[str, tuple[int, Decimal | None]]) -> tuple[str, Decimal]:
    """The formula in the workbook's words, and what it gives."""
    again = partial(_work_out, cells=cells)
    match node:
        case ast.Name(id=name):
            at, value = cells[name]
            if value is None:
                raise ValueError(name)
            return f"{_letters(at)}{_ROW}", value
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return str(number), Decimal(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            text, value = again(inner)
            return f"-{text}", -value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            sign, work = _OPERATORS[type(op)]
            (one, first), (other, second) = again(left), again(right)
            return f"({one}{sign}{other})", work(first, second)
        case _:
            raise ValueError(ast.dump(node))


def _letters(column: int) -> str:
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
