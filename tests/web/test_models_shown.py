"""Models on the page of methods: each with the formula that its module is written by, a reference, and a place to try it."""

from __future__ import annotations

import pytest

from entrepot.web.method.models import MODELS, Model


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.id)
def test_a_model_has_formula_and_reference(model: Model) -> None:
    assert len(model.formula) > 30
    assert any(char.isdigit() for char in model.reference)


def test_the_formula_is_that_of_the_module() -> None:
    smart = next(one for one in MODELS if one.id == "smart.smart")
    assert smart.formula.splitlines()[0].startswith("x         = (t1 - t0) / (1 + t0)")
