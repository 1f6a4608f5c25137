"""Changes of tariffs and the worth of preferences, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.models.smart import linear_cut, margins, maximum, new_rate, phased_in, preferences, swiss, where
from entrepot.vocabulary.errors import InvalidScenario


def test_each_rule_by_hand() -> None:
    rates = [0.04, 0.08, 0.5]
    assert new_rate(rates, 0.1).tolist() == [0.1, 0.1, 0.1]
    assert maximum(rates, 0.1).tolist() == [0.04, 0.08, 0.1]
    assert linear_cut(rates, 0.25) == pytest.approx([0.03, 0.06, 0.375])
    assert swiss(rates, 0.08) == pytest.approx([0.08 / 3, 0.04, 0.08 * 0.5 / 0.58])
    assert phased_in([0.1], [0.0], years=4)[:, 0] == pytest.approx([0.075, 0.05, 0.025, 0])
    assert where([[0.1, 0.1]], 0.0, [[True, False]]).tolist() == [[0.0, 0.1]]


@given(st.floats(0, 3), st.floats(0.01, 3))
def test_swiss_never_raises_a_rate_and_stays_below_its_coefficient(rate: float, coefficient: float) -> None:
    assert swiss(rate, coefficient) <= min(rate, coefficient) * (1 + 1e-12)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: swiss([0.1], 8), "a fraction as the rates are"),
        (lambda: linear_cut([0.1], 25), "between 0 and 1"),
        (lambda: maximum([12.0], 0.1), "in per cent"),
        (lambda: phased_in([0.1], [0.0], years=0), "one or more"),
        (lambda: phased_in([0.1], [0.0], years=10**9), "at most 100, not 1000000000"),
    ],
)
def test_slips_are_refused(asked: object, said: str) -> None:
    with pytest.raises(InvalidScenario, match=said):
        asked()  # type: ignore[operator]


def test_preferences_by_hand() -> None:
    """Of 100 at 10 against 5 per cent 80 use it; 50 have no preference; the second partner has none at all."""
    found = preferences([[100, 10], [50, 0]], [[0.1], [0.2]], [[0.05, np.nan], [np.nan, np.nan]], [[80, 0], [0, 0]])
    assert found.margin == pytest.approx([100 * 0.05 / 150, 0])
    assert found.eligible.tolist() == [100, 0]
    assert found.utilisation[0] == pytest.approx(0.8)
    assert np.isnan(found.utilisation[1])
    assert (found.saved[0], found.forgone[0]) == (pytest.approx(4), pytest.approx(1))
    assert margins(0.1, 0.05) == pytest.approx(0.05 / 1.1)
    with pytest.raises(InvalidScenario, match=r"more entered under the preference .* at \[0, 0\]"):
        preferences([[100]], [[0.1]], [[0.0]], [[120]])
    with pytest.raises(InvalidScenario, match="the same lines and partners"):
        preferences([[100]], [[0.1]], [[0.0]], [[80, 1]])
