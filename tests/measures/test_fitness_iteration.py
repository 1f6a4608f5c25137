"""The fitness iteration: steps by hand, laws, and those whose fitness falls towards nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from entrepot.measures.fitness_iteration import fitness_of
from entrepot.vocabulary.errors import MissingData

LAWS = settings(max_examples=60, deadline=None)
NESTED = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0]], dtype=bool)
MARKS = arrays.arrays(np.bool_, st.tuples(st.integers(1, 8), st.integers(1, 10))).filter(lambda has: has.any())


def test_two_steps_by_hand():
    """F: 3, 2, 1 over 2. Q: 1/3, 1/2, 1 over 11/18, so 6/11, 9/11, 18/11.

    Second step, F: 33/11, 15/11, 6/11 over 18/11; Q: 1/(2/3 + 1 + 2), 1/(2/3 + 1), 1/(2/3) over their mean.
    """
    first = fitness_of(NESTED, 1)
    assert first.fitness == pytest.approx([3 / 2, 1, 1 / 2])
    assert first.quality == pytest.approx([6 / 11, 9 / 11, 18 / 11])
    second = fitness_of(NESTED, 2)
    assert second.fitness == pytest.approx([33 / 18, 15 / 18, 6 / 18])
    raw = np.array([3 / 11, 3 / 5, 3 / 2])
    assert second.quality == pytest.approx(raw / raw.mean())


@LAWS
@given(MARKS, st.integers(1, 300))
def test_means_are_one_and_nothing_is_nan(has, iterations):
    found = fitness_of(has, iterations)
    assert found.fitness.mean() == pytest.approx(1)
    assert found.quality.mean() == pytest.approx(1)
    assert np.isfinite(found.fitness).all()
    assert np.isfinite(found.quality).all()


@LAWS
@given(MARKS)
def test_who_sells_all_that_another_sells_is_as_fit(has):
    found = fitness_of(has, 50)
    m = has[np.ix_(found.reporters, found.products)]
    for one, sold in enumerate(m):
        for other, also in enumerate(m):
            if (sold & also == also).all():
                assert found.fitness[one] >= found.fitness[other] - 1e-9


def test_fitness_that_falls_for_ever_stays_a_number():
    """Three who sell one common product share it out again at each step, and after 2000 hardly anything is left."""
    has = np.array([[1, 1, 1], [1, 0, 0], [1, 0, 0], [1, 0, 0]], dtype=bool)
    found = fitness_of(has, 2000)
    assert found.fitness == pytest.approx([4, 0, 0, 0])
    assert found.quality == pytest.approx([0, 1.5, 1.5])


def test_no_advantage_no_fitness():
    with pytest.raises(MissingData, match="no fitness"):
        fitness_of(np.zeros((2, 2), dtype=bool))
