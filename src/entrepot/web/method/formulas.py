"""A measure's formula as people write it: fractions, roots and subscripts (MathML), and once more with the names of its terms."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from entrepot.measures import Measure
from entrepot.vocabulary.text import T

_SIGNS: Final[dict[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×"}
_BINDS: Final[dict[type[ast.operator], int]] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.Pow: 3}
_FUNCTIONS: Final[dict[str, T]] = {
    "ln": T("ln", "ln"), "min": T("min", "min"), "max": T("max", "max"), "sqrt": T("square root of ", "平方根"),
    "abs": T("absolute value of ", "绝对值"),
}  # fmt: skip
_E: Final = "2.718281828459045"


def typeset(measure: Measure) -> SafeString:
    """The formula of the measure, whose name stands above it."""
    return _whole(_math(ast.parse(measure.formula, mode="eval").body))


def symbol(name: str) -> SafeString:
    return _whole(_name(name), inline=True)


def in_words(measure: Measure) -> T:
    """The formula with what each term is called in place of its letter."""
    node = ast.parse(measure.formula, mode="eval").body
    # What is remarked of a term stands in the table of terms.
    english = {term.name: term.en.split(";")[0] for term in measure.terms}
    chinese = {term.name: term.zh.split("；")[0] for term in measure.terms}
    return T(_said(node, english, lambda name: _FUNCTIONS[name].en), _said(node, chinese, lambda name: _FUNCTIONS[name].zh))  # fmt: skip


def _whole(inside: str, *, inline: bool = False) -> SafeString:
    display = "" if inline else ' display="block"'
    return mark_safe(f"<math{display}><mrow>{inside}</mrow></math>")  # noqa: S308 - of names in formulas, each escaped


def _math(node: ast.expr, *, around: int = 0) -> str:
    match node:
        case ast.Constant(value=value):
            return "<mi>e</mi>" if str(value) == _E else f"<mn>{escape(str(value))}</mn>"
        case ast.Name(id=name):
            return _name(name)
        case ast.UnaryOp(operand=inner):
            return f"<mrow><mo>−</mo>{_math(inner, around=2)}</mrow>"
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            # Set large within another fraction too: nobody reads a quarter of a line.
            above, below = (
                f'<mstyle displaystyle="true" scriptlevel="0">{_math(one)}</mstyle>' for one in (left, right)
            )
            return f"<mfrac>{above}{below}</mfrac>"
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"<msup>{_grouped(left, 4)}<mrow>{_math(right)}</mrow></msup>"
        case ast.BinOp(left=left, op=sign, right=right):
            binds = _BINDS[type(sign)]
            # What is taken away as a whole keeps its brackets: a − (b + c).
            right_around = binds + 1 if isinstance(sign, ast.Sub) else binds
            inside = f"{_math(left, around=binds)}<mo>{_SIGNS[type(sign)]}</mo>{_math(right, around=right_around)}"
            return _bracketed(inside) if binds < around else f"<mrow>{inside}</mrow>"
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner]):
            return f"<msqrt>{_math(inner)}</msqrt>"
        case ast.Call(func=ast.Name(id="abs"), args=[inner]):
            return f"<mrow><mo>|</mo>{_math(inner)}<mo>|</mo></mrow>"
        case ast.Call(func=ast.Name(id=name), args=parts):
            return f"<mrow><mi>{escape(name)}</mi>{_bracketed('<mo>,</mo>'.join(map(_math, parts)))}</mrow>"
    raise ValueError(ast.unparse(node))


def _grouped(node: ast.expr, around: int) -> str:
    return _bracketed(_math(node)) if isinstance(node, ast.BinOp) and around > 3 else _math(node)


def _bracketed(inside: str) -> str:
    return f"<mrow><mo>(</mo>{inside}<mo>)</mo></mrow>"


def _name(name: str) -> str:
    letter, _, below = name.partition("_")
    if not below:
        return f"<mi>{escape(letter)}</mi>"
    return f"<msub><mi>{escape(letter)}</mi><mi>{escape(below.replace('_', ' '))}</mi></msub>"


def _said(node: ast.expr, titles: Mapping[str, str], function: Callable[[str], str], around: int = 0) -> str:
    match node:
        case ast.Constant(value=value):
            return "e" if str(value) == _E else str(value)
        case ast.Name(id=name):
            return titles.get(name, name)
        case ast.UnaryOp(operand=inner):
            return f"−{_said(inner, titles, function, 2)}"
        case ast.BinOp(left=left, op=sign, right=right):
            binds = _BINDS[type(sign)]
            shown = {ast.Div: "÷", ast.Pow: "^"}.get(type(sign)) or _SIGNS[type(sign)]
            right_around = binds + 1 if isinstance(sign, ast.Sub | ast.Div) else binds
            # A quotient over a quotient is read more easily with both in brackets.
            left_around = (
                binds + 1
                if isinstance(sign, ast.Div) and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Div)
                else binds
            )
            inside = (
                f"{_said(left, titles, function, left_around)} {shown} {_said(right, titles, function, right_around)}"
            )
            return f"({inside})" if binds < around else inside
        case ast.Call(func=ast.Name(id=name), args=parts):
            return f"{function(name)}({', '.join(_said(one, titles, function) for one in parts)})"
    raise ValueError(ast.unparse(node))
