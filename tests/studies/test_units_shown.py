"""In which unit a number is shown."""

from __future__ import annotations

import pytest

from entrepot.studies.formula_reading import read_formula
from entrepot.studies.units_shown import declared_unit, implied_unit
from entrepot.vocabulary.errors import UnknownName, WrongCall


@pytest.mark.parametrize(
    ("text", "base", "shown"),
    [
        ("亿美元", "USD", "1e8 USD"), ("亿元", "CNY", "1e8 CNY"), ("1e9 USD", "USD", "1e9 USD"), ("美元", "USD", "USD"), ("%", "1", "%"),
        ("个百分点", "1", "points"), ("倍", "1", "times"), ("万", "persons", "1e4 persons"), ("万人", "persons", "1e4 persons"),
        ("家", "firms", "firms"), ("位", "rank", "rank"), ("", "USD", ""), ("指数", "1", "1"), ("亿", "USD", "1e8 USD"),
    ],
)  # fmt: skip
def test_declared_units(text: str, base: str, shown: str) -> None:
    assert declared_unit(text, base) == shown


def test_units_that_do_not_fit() -> None:
    with pytest.raises(WrongCall, match="cannot be shown in '亿元'"):
        declared_unit("亿元", "USD")
    with pytest.raises(UnknownName):
        declared_unit("斛", "USD")


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("share_of_x", "%"), ("exports", ""), ("growth(exports)", "%"), ("share(exports ; imports)", "%"), ("ratio(exports ; imports)", "times"),
        ("share_of_x - share_of_x", "points"), ("difference(share_of_x ; share_of_x)", "points"), ("sum(share_of_x)", "%"),
        ("share_of_x + share_of_x", "%"), ("-share_of_x", "%"), ("exports - imports", ""), ("exports / imports", ""),
    ],
)  # fmt: skip
def test_units_that_a_formula_implies(formula: str, shown: str) -> None:
    assert implied_unit(read_formula(formula, bare=True), lambda one: "%" if one.name == "share_of_x" else "") == shown
