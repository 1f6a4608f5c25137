"""Formulas with everything said: the year before of a growth, the ends of a range, the place given to a whole call."""

from __future__ import annotations

from dataclasses import replace

from entrepot.studies.claim_formula import Binary, Call, Figure, Negative, Node
from entrepot.studies.figures import periods_of
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T

_OF_TWO = ("growth", "cagr", "ratio")


def expanded(node: Node) -> Node:
    """The same formula in which growth, cagr and ratio have both their figures and every selection its own place."""
    match node:
        case Call(function=function, arguments=arguments, options=options):
            inner = tuple(expanded(_placed(argument, options)) for argument in arguments)
            if function in _OF_TWO and len(inner) == 1:
                inner = _both_ends(function, inner[0])
            return Call(function, inner)
        case Binary(operator=operator, left=left, right=right):
            return Binary(operator, expanded(left), expanded(right))
        case Negative(of=of):
            return Negative(expanded(of))
    return node


def _placed(node: Node, options: tuple[tuple[str, str], ...]) -> Node:
    """`locator`, `study` and `unit` of a call hold for the selections in it that do not say their own."""
    match node:
        case Figure():
            for key, value in options:
                node = node if node.values(key) else node.with_values(key, value)
            return node
        case Call():
            return replace(node, options=(*node.options, *(one for one in options if one[0] not in dict(node.options))))
        case Binary(operator=operator, left=left, right=right):
            return Binary(operator, _placed(left, options), _placed(right, options))
        case Negative(of=of):
            return Negative(_placed(of, options))
    return node


def _both_ends(function: str, node: Node) -> tuple[Node, Node]:
    if not isinstance(node, Figure):
        raise WrongCall(
            T(f"{function} of something worked out takes two arguments", f"{function} 用于算式时须有两个参数")
        )
    periods = periods_of(node)
    if len(periods) > 1:
        return node.with_values("period", periods[-1]), node.with_values("period", periods[0])
    if function != "growth" or not periods:
        raise WrongCall(
            T(
                f"{function} of one figure takes a range of periods such as period=2006..2013",
                f"{function} 只给一个数据时须有时期范围，如 period=2006..2013",
            )
        )
    return node, node.with_values("period", parse_period(periods[0]).same_month_last_year().text)


def years_between(later: Node, earlier: Node) -> int:
    """Whole years from the one selection to the other."""
    if isinstance(later, Figure) and isinstance(earlier, Figure):
        ends = periods_of(later), periods_of(earlier)
        if len(ends[0]) == len(ends[1]) == 1:
            months = parse_period(ends[0][0]).begin - parse_period(ends[1][0]).begin
            if months > 0 and months % 12 == 0:
                return months // 12
    raise WrongCall(
        T(
            "cagr leads from one selection to a later one, whole years apart: cagr(gdp[..., period=2006..2013])",
            "cagr 须由一个时期到相隔整年的另一时期：cagr(gdp[..., period=2006..2013])",
        )
    )
