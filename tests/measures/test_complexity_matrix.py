"""Complexity as numbers: toys worked out by hand, laws that any trade obeys, and what cannot be compared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from entrepot.measures.complexity_matrix import advantages, against_world, comparable, ranked, reflected
from entrepot.measures.complexity_variants import VARIANTS
from entrepot.vocabulary.errors import MissingData, NotConverged

LAWS = settings(max_examples=60, deadline=None)
EXPORTS = arrays.arrays(
    np.float64,
    st.tuples(st.integers(4, 9), st.integers(4, 12)),
    elements=st.sampled_from([0.0, 0.0, 1.0, 2.0, 5.0, 17.0, 64.0, 1000.0]),
)

# A nested toy: eigenvalues 1, 1/4 and 1/9, second vector (2, -1, -4) over reporters and (-4, 2, 8) over products.
NESTED = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0]], dtype=bool)


def ranked_or_skip(has, variant="entrepot"):
    """Small random trade is now and then all alike or symmetric; that is refused, and has its own tests."""
    try:
        return ranked(has, variant)
    except (MissingData, NotConverged):
        assume(False)


def test_the_nested_toy_by_hand():
    found = ranked(NESTED)
    assert found.eci == pytest.approx([1.5**0.5, 0, -(1.5**0.5)], abs=1e-12)
    assert found.pci == pytest.approx(np.array([-3, 3, 9]) / 6**0.5)
    assert found.k_r.tolist() == [3, 2, 1]
    assert found.k_p.tolist() == [3, 2, 1]


def test_products_may_be_fewer_than_reporters():
    found = ranked(np.vstack([NESTED, NESTED[1:2]]))
    assert found.eci[1] == pytest.approx(found.eci[3])
    assert found.eci == pytest.approx([found.pci[row].mean() for row in (found.has)])


def test_reflections_of_a_toy_by_hand():
    """k_r = (3, 2, 1), k_p = (3, 2, 1). Products' means of k_r are 2, 5/2, 3; reporters' means of these 5/2, 9/4, 2."""
    k = np.array([3.0, 2.0, 1.0])
    e, q = reflected(NESTED, k, k, 3)
    constant = (np.array([5 / 2, 9 / 4, 2]) @ k) / 6
    assert e == pytest.approx(np.array([5 / 2, 9 / 4, 2]) - constant)
    assert q == pytest.approx([e.mean(), e[:2].mean(), e[0]])


def test_reflections_end_in_the_eigenvector():
    k = np.array([3.0, 2.0, 1.0])
    e, _ = reflected(NESTED, k, k, 61)
    assert (e - e.mean()) / e.std() == pytest.approx(ranked(NESTED).eci, abs=1e-9)


def test_advantage_is_a_share_at_least_that_of_the_world():
    exports = np.array([[30.0, 10.0], [370.0, 390.0], [0.0, 0.0]])
    assert advantages(exports).tolist() == [[True, False], [False, True], [False, False]]
    assert advantages(np.array([[5.0, 0.0]]), np.array([0.0, 4.0])).tolist() == [[False, False]]


@LAWS
@given(EXPORTS)
def test_eci_has_mean_0_and_deviation_1_and_is_the_mean_pci(exports):
    found = ranked_or_skip(advantages(exports))
    assert found.eci.mean() == pytest.approx(0, abs=1e-9)
    assert found.eci.std() == pytest.approx(1)
    assert found.eci == pytest.approx((found.has @ found.pci) / found.k_r, abs=1e-8)
    assert np.corrcoef(found.eci, found.k_r)[0, 1] > 0


@LAWS
@given(EXPORTS, st.data())
def test_order_and_units_change_nothing(exports, data):
    found = ranked_or_skip(advantages(exports))
    rows = data.draw(st.permutations(range(exports.shape[0])))
    columns = data.draw(st.permutations(range(exports.shape[1])))
    turned = ranked_or_skip(advantages(4.0 * exports[np.ix_(rows, columns)]))
    place = {reporter: number for number, reporter in enumerate(found.reporters)}
    assert turned.eci == pytest.approx([found.eci[place[rows[one]]] for one in turned.reporters], abs=1e-6)
    of_product = dict(zip(found.products, found.pci, strict=True))
    assert turned.pci == pytest.approx([of_product[columns[one]] for one in turned.products], abs=1e-6)


@LAWS
@given(EXPORTS)
def test_a_country_against_the_world_is_itself(exports):
    has = advantages(exports)
    world = ranked_or_skip(has)
    placed, e = against_world(has, world)
    assert set(placed) == set(world.reporters)
    assert e == pytest.approx(world.e)


@LAWS
@given(EXPORTS)
def test_a_product_told_twice_ranks_like_the_first(exports):
    """Its two halves have the same sellers, so the same complexity."""
    twice = np.hstack([exports, exports[:, :1]])
    found = ranked_or_skip(advantages(twice))
    last = exports.shape[1]
    assume(0 in found.products)
    pci = dict(zip(found.products, found.pci, strict=True))
    assert pci[last] == pytest.approx(pci[0], abs=1e-8)


@LAWS
@given(EXPORTS, st.sampled_from(sorted(VARIANTS)))
def test_nothing_is_ever_nan(exports, variant):
    found = ranked_or_skip(advantages(exports), variant)
    for numbers in (found.eci, found.pci, found.k_r, found.k_p):
        assert np.isfinite(numbers).all()


def test_what_is_not_linked_is_left_out():
    alone = np.zeros((5, 5), dtype=bool)
    alone[:3, :3] = NESTED
    alone[3, 3] = True
    reporters, products = comparable(alone)
    assert reporters.tolist() == [0, 1, 2]
    assert products.tolist() == [0, 1, 2]
    assert ranked(alone).eci == pytest.approx(ranked(NESTED).eci)


@pytest.mark.parametrize(
    ("has", "error", "says"),
    [
        (np.zeros((3, 3)), MissingData, "nobody has a comparative advantage"),
        (np.kron(np.eye(2), NESTED), MissingData, "fall into 2 groups"),
        (np.ones((3, 4)), MissingData, "the same advantages"),
        (np.ones((1, 4)), MissingData, "only one of them"),
        (1 - np.eye(4), NotConverged, "second and third eigenvalues are equal"),
        ([[1, 1, 0], [0, 1, 1]], NotConverged, "its sign cannot be told"),
    ],
)
def test_what_cannot_be_compared_is_refused(has, error, says):
    with pytest.raises(error, match=says):
        ranked(np.asarray(has, dtype=bool))


@pytest.mark.parametrize("has", [np.ones((3, 4)), np.ones((1, 4)), [[1, 1, 0], [0, 1, 1]]])
def test_reflections_of_what_is_all_alike_are_refused(has):
    with pytest.raises(MissingData, match="no complexity to tell apart"):
        ranked(np.asarray(has, dtype=bool), "oec")
