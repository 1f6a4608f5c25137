"""How trade is taken to react: each with its range, its reference, and a day of review."""

from __future__ import annotations

import re

import pytest

from entrepot.models.cost_equivalents import ELASTICITY
from entrepot.models.stress import REACTIONS
from entrepot.parameters.reactions import reactions, reviewed_on
from entrepot.workbench.equilibrium_methods import HOME, OUTPUT


@pytest.mark.parametrize("name", reactions())
def test_each_says_who_says_so(name: str) -> None:
    one = reactions()[name]
    low, high = one.range
    assert low < high
    assert low <= one.value <= high
    assert re.search(r"\b(19|20)\d\d\b", one.reference)
    assert one.unit == "1"


def test_all_that_the_methods_ask_for_are_there() -> None:
    assert {*REACTIONS, ELASTICITY, HOME, OUTPUT} == set(reactions())
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", reviewed_on())


def test_the_middle_of_the_short_run_is_as_published() -> None:
    assert reactions()["trade_elasticity"].value == 2.53
    assert reactions()["trade_elasticity"].low == 0.76
