"""A word of the address that may be one of few: nonsense is said to be nonsense, not taken for something else."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T

FLOW = T("direction", "方向")
LONGEST = 40


def chosen(request: HttpRequest, name: str, among: Sequence[str], what: T) -> str:
    """The first of those that it may be where the address does not say; UnknownName where it says another."""
    word = request.GET.get(name, "").strip() or among[0]
    if word not in among:
        raise UnknownName(what, word[:LONGEST], [one for one in among if one])
    return word


def flow_in(request: HttpRequest) -> str:
    return chosen(request, "flow", ("export", "import"), FLOW)


def period_in(request: HttpRequest) -> str:
    """As it was written, or nothing; WrongCall where it is no period."""
    word = request.GET.get("period", "").strip()[:LONGEST]
    if word:
        parse_period(word)
    return word
