"""Dividing what has lost its market: in proportion, under limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.models.redirection import allocated
from entrepot.vocabulary.errors import InvalidScenario


def test_in_proportion_where_nothing_limits() -> None:
    assert allocated([30.0], [1.0, 2.0], [np.inf, np.inf]).tolist() == [[10.0, 20.0]]


def test_what_the_full_leave_goes_to_the_others() -> None:
    # 60 by 1 : 2 : 3 would be 10, 20, 30; the third takes 12, and 48 go to the others by 1 : 2.
    assert allocated([60.0], [1.0, 2.0, 3.0], [100.0, 100.0, 12.0]).tolist() == [pytest.approx([16.0, 32.0, 12.0])]


def test_nothing_more_than_the_limits_together() -> None:
    assert allocated([60.0], [1.0, 2.0, 0.0], [5.0, 7.0, 100.0]).tolist() == [[5.0, 7.0, 0.0]]
    assert allocated([0.0], [1.0], [1.0]).tolist() == [[0.0]]


@pytest.mark.parametrize(("amount", "weights", "limits"), [(-1.0, [1.0], [1.0]), (1.0, [-1.0], [1.0]), (1.0, [1.0], [1.0, 2.0])])  # fmt: skip
def test_what_makes_no_sense_is_refused(amount: float, weights: list[float], limits: list[float]) -> None:
    with pytest.raises(InvalidScenario):
        allocated([amount], weights, limits)


AMOUNTS = st.floats(0.0, 1e9)
TARGETS = st.lists(
    st.tuples(
        st.one_of(st.just(0.0), st.floats(1e-3, 1e6)), st.one_of(st.just(0.0), st.floats(1e-2, 1e8), st.just(np.inf))
    ),
    min_size=1,
    max_size=12,
)


@given(AMOUNTS, TARGETS)
def test_laws(amount: float, targets: list[tuple[float, float]]) -> None:
    """None above its limit; everything placed that fits; those below their limits stand at one level."""
    weights, limits = np.array(targets).T
    (found,) = allocated([amount], weights, limits)
    usable = (weights > 0) & (limits > 0)
    assert (found <= limits * (1 + 1e-12) + 1e-300).all()
    assert (found >= 0).all()
    assert (found[~usable] == 0).all()
    assert found.sum() == pytest.approx(min(amount, limits[usable].sum()), rel=1e-9, abs=1e-9)
    below = usable & (found < limits * (1 - 1e-9))
    if below.sum() > 1 and amount > 1e-3:
        level = found[below] / weights[below]
        assert level == pytest.approx(np.full(len(level), level[0]), rel=1e-5)


def test_goods_go_where_they_are_taken() -> None:
    """Steel only to the first two, toys only to the last two; the second asked for 15 and 20, and has room for 20."""
    known = np.array([[True, True, False], [False, True, True]])
    found = allocated([30.0, 60.0], [1.0, 1.0, 2.0], [100.0, 20.0, 45.0], known)
    assert found.sum(axis=0).tolist() == pytest.approx([150 / 7, 20.0, 45.0])
    assert (found[~known] == 0).all()
    assert found.sum(axis=1).tolist() == pytest.approx([30.0, 395 / 7])
