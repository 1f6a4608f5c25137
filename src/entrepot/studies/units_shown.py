"""In which unit a number is shown: as declared, or by what the formula makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from entrepot.studies.claim_formula import Binary, Call, Figure, Negative, Node
from entrepot.vocabulary.amounts import CURRENCY_NAMES
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.money import scale, unit
from entrepot.vocabulary.text import T

PERCENT, POINTS, TIMES = "%", "points", "times"
_OF_KIND: Final = {"share": PERCENT, "points": POINTS, "ratio": TIMES}


def declared_unit(text: str, base: str) -> str:
    """`亿美元` of dollars is `1e8 USD`, `倍` is `times`, a lone `万` counts ten thousands of whatever the number is of."""
    if not text:
        return ""
    factor = scale(text)
    if factor is not None:
        return f"1e{factor.adjusted()} {base if base != '1' else 'items'}"
    found = unit(text)
    if found.base != base:
        raise WrongCall(
            T(
                f"the number is in {base}, which cannot be shown in {text!r}",
                f"该数的单位为 {base}，不能以“{text}”表示",
            )
        )
    if found.kind in _OF_KIND:
        return _OF_KIND[found.kind]
    if found.kind == "index":
        return "1"
    if found.base in CURRENCY_NAMES or found.factor != 1:
        power = found.factor.adjusted()
        return f"1e{power} {found.base}" if power else found.base
    return found.base


def check_unit(text: str) -> None:
    """UnknownName where no unit or scale is called that."""
    if text and scale(text) is None:
        unit(text)


def implied_unit(node: Node, kind_of: Callable[[Figure], str]) -> str:
    """`%` for a share or a growth, points for the difference of two shares; empty where size and language choose."""
    match node:
        case Figure():
            return kind_of(node)
        case Call(function="growth" | "cagr" | "share"):
            return PERCENT
        case Call(function="ratio"):
            return TIMES
        case Call(function="difference", arguments=(first, *_)):
            return _points(implied_unit(first, kind_of))
        case Call(function="sum" | "mean" | "measure", arguments=(first, *_)):
            return implied_unit(first, kind_of)
        case Binary(operator="-", left=left):
            return _points(implied_unit(left, kind_of))
        case Binary(operator="+", left=left):
            return implied_unit(left, kind_of)
        case Negative(of=inner):
            return implied_unit(inner, kind_of)
    return ""


def _points(shown: str) -> str:
    return POINTS if shown == PERCENT else shown
