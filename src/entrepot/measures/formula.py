"""A formula over terms: one line of ASCII that can be checked, filled in with numbers, and worked out."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_OVER_COLUMNS = {**_OPERATORS, ast.Div: lambda above, below: above / below.nullif(0)}
_ABSOLUTE: dict[str, Callable[..., Any]] = {"abs": lambda column: column.abs()}
_FUNCTIONS: dict[str, Callable[..., float]] = {"sqrt": math.sqrt, "ln": math.log, "abs": abs, "min": min, "max": max}


def names_in(formula: str) -> tuple[str, ...]:
    """The terms that the formula speaks of, in order of appearance."""
    found = (node for node in ast.walk(ast.parse(formula, mode="eval")) if isinstance(node, ast.Name))
    ordered = sorted(found, key=lambda node: node.col_offset)
    return tuple(dict.fromkeys(node.id for node in ordered if node.id not in _FUNCTIONS))


def worked_out(formula: str, terms: Mapping[str, float]) -> float:
    """The number that the formula gives for these terms."""
    return float(_value(ast.parse(formula, mode="eval").body, {name: float(term) for name, term in terms.items()}))


def over_columns(formula: str, columns: Mapping[str, Any]) -> Any:
    """The formula over columns of a lazy table; where something is divided by zero there is no value."""
    return _value(ast.parse(formula, mode="eval").body, columns, _OVER_COLUMNS, _ABSOLUTE)


def filled_in(formula: str, printed: Mapping[str, str]) -> str:
    """The formula with the terms replaced by printed numbers; powers are shown as `^`."""
    text = re.sub(r"[A-Za-z_]\w*", lambda found: printed.get(found.group(), found.group()), formula)
    return text.replace("**", "^")


def fraction(formula: str, terms: Mapping[str, float]) -> tuple[float, float] | None:
    """What stands above and below the line, each worked out; None where the formula is no fraction."""
    top = ast.parse(formula, mode="eval").body
    if isinstance(top, ast.BinOp) and isinstance(top.op, ast.Div):
        return _value(top.left, terms), _value(top.right, terms)
    return None


def _value(
    node: ast.expr,
    terms: Mapping[str, Any],
    signs: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = _OPERATORS,
    functions: Mapping[str, Callable[..., Any]] = _FUNCTIONS,
) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return terms[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, terms, signs, functions)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in signs:
            return signs[type(sign)](_value(left, terms, signs, functions), _value(right, terms, signs, functions))
        case ast.Call(func=ast.Name(id=name), args=parts) if name in functions:
            return functions[name](*(_value(part, terms, signs, functions) for part in parts))
    raise ValueError(f"a formula holds numbers, terms, + - * / ** and {', '.join(functions)}: {ast.unparse(node)}")
