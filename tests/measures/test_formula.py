"""Formulas: their terms, their number, and how they look with numbers put in."""

from __future__ import annotations

import pytest

from entrepot.measures.formula import filled_in, names_in, worked_out


def test_a_formula_is_worked_out_and_filled_in() -> None:
    formula = "(x / x_start) ** (1 / years) - 1"
    assert names_in(formula) == ("x", "x_start", "years")
    assert worked_out(formula, {"x": 121, "x_start": 100, "years": 2}) == pytest.approx(0.1)
    printed = {"x": "121", "x_start": "100", "years": "2"}
    assert filled_in(formula, printed) == "(121 / 100) ^ (1 / 2) - 1"


def test_functions_are_no_terms() -> None:
    assert names_in("sqrt(squares) + ln(h)") == ("squares", "h")
    assert worked_out("-sqrt(squares)", {"squares": 0.25}) == -0.5


@pytest.mark.parametrize("formula", ["__import__('os')", "x if x else 1", "x[0]", "x.real", "'a' * 9", "x // 2"])
def test_nothing_but_arithmetic_is_worked_out(formula: str) -> None:
    with pytest.raises(ValueError, match="a formula holds numbers"):
        worked_out(formula, {"x": 1.0})
