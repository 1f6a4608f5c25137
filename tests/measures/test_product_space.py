"""The product space: proximities, density and gains, formed and unformed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from entrepot.measures.complexity_matrix import comparable, ranked
from entrepot.measures.complexity_variants import VARIANTS
from entrepot.measures.product_space import BLOCK, opportunities, proximity, spread, surroundings
from entrepot.vocabulary.errors import MissingData, NotConverged

LAWS = settings(max_examples=60, deadline=None)
MARKS = arrays.arrays(np.bool_, st.tuples(st.integers(3, 8), st.integers(3, 12)))


def by_definition(has, *, linked_to_itself):
    """Proximity, product pair by product pair."""
    size = has.shape[1]
    phi = np.empty((size, size))
    for one in range(size):
        for other in range(size):
            both = (has[:, one] & has[:, other]).sum()
            phi[one, other] = both / max(has[:, one].sum(), has[:, other].sum())
    np.fill_diagonal(phi, float(linked_to_itself))
    return phi


def linked(has):
    try:
        reporters, products = comparable(has)
    except MissingData:
        assume(False)
    assume(len(products) > 1)
    return has[np.ix_(reporters, products)]


@LAWS
@given(MARKS, st.booleans())
def test_proximity_is_symmetric_and_between_0_and_1(has, itself):
    m = linked(has)
    phi = proximity(m, linked_to_itself=itself)
    assert phi == pytest.approx(by_definition(m, linked_to_itself=itself), rel=1e-15)
    assert (phi == phi.T).all()
    assert (phi >= 0).all()
    assert (phi <= 1).all()


def test_products_beyond_a_block_are_no_different():
    rng = np.random.default_rng(3)
    m = rng.random((12, BLOCK + 40)) < rng.beta(1, 2, (12, 1))
    m = m[:, m.any(axis=0)]
    counts = m.T.astype(int) @ m.astype(int)
    k = m.sum(axis=0)
    phi = proximity(m, linked_to_itself=True)
    assert (phi == counts / np.maximum(k[:, None], k)).all()
    weights = rng.normal(size=(3, len(k)))
    assert spread(weights, m) == pytest.approx(weights @ phi, abs=1e-10)


@LAWS
@given(MARKS, st.integers(0, 2**31))
def test_weights_are_spread_as_by_the_matrix(has, seed):
    m = linked(has)
    weights = np.random.default_rng(seed).normal(size=(3, m.shape[1]))
    phi = proximity(m, linked_to_itself=True)
    assert spread(weights, m) == pytest.approx(weights @ phi, abs=1e-12)


@LAWS
@given(MARKS, st.booleans())
def test_density_is_a_part_of_all_there_is(has, itself):
    m = linked(has)
    here = surroundings(m, m, linked_to_itself=itself)
    phi = proximity(m, linked_to_itself=itself)
    assert here.density == pytest.approx((m @ phi) / phi.sum(axis=0), abs=1e-12)
    assert (here.density >= -1e-12).all()
    assert (here.density <= 1 + 1e-12).all()
    everything = surroundings(np.ones_like(m[:1]), m, linked_to_itself=itself)
    assert everything.density == pytest.approx(1)


@LAWS
@given(MARKS, st.sampled_from(sorted(VARIANTS)))
def test_gains_and_outlook_are_as_defined(has, variant):
    try:
        world = ranked(has, variant)
    except (MissingData, NotConverged):
        assume(False)
    convention, m = VARIANTS[variant], world.has
    phi = proximity(m, linked_to_itself=convention.linked_to_itself)
    sums = phi.sum(axis=0)
    worth = world.pci if convention.centred_gains else world.q / world.q_sd
    density = (m @ phi) / sums
    shared = phi / sums[:, None] if convention.gain_shared_by == "opportunity" else phi / sums
    gain = (~m * worth) @ shared - (density * worth if convention.less_own_part else 0)
    found = opportunities(m, world)
    assert found.cog == pytest.approx(gain, abs=1e-9)
    outlook = (density * ~m) @ worth
    assert found.outlook == pytest.approx(outlook, abs=1e-9)
    assert np.isfinite(found.cog).all()
    if variant == "atlas" and outlook.std() > 1e-9:
        assert found.coi == pytest.approx((outlook - outlook.mean()) / outlook.std(), abs=1e-6)
    elif variant != "atlas":
        assert found.coi == pytest.approx(outlook, abs=1e-9)
