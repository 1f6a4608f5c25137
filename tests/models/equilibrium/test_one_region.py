"""One region alone: by hand, against the whole world where the region is small, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.models.equilibrium import one_region, one_sector_conditional, split
from entrepot.vocabulary.errors import InvalidScenario


def test_two_markets_by_hand() -> None:
    """Half sold in each of two markets of 100, theta 1; the first becomes twice as dear.

    With r = 1 / q: 50 r/2 / (0.5 + 0.5 r/2) + 50 r / (0.5 + 0.5 r) = 100 gives r^2 = 2, so 2/(1 + 2/r) and 2/(1 + 1/r) of 50.
    """
    found = one_region([50, 50], [100, 100], 1, [2, 1])
    r = np.sqrt(2)
    assert found.gate == pytest.approx([1 / r])
    assert found.exports[0] == pytest.approx([100 / (1 + 2 / r), 100 / (1 + 1 / r)])
    assert found.partial[0] == pytest.approx([25, 50])
    assert found.prices[0] == pytest.approx([1 / (0.5 + 0.25 * r), 1 / (0.5 + 0.5 * r)])


@given(st.integers(0, 10_000), st.floats(0.5, 2))
def test_what_is_dearer_everywhere_is_cheaper_at_the_gate(seed: int, ratio: float) -> None:
    rng = np.random.default_rng(seed)
    bought = rng.lognormal(0, 1, 5)
    sold = bought * rng.uniform(0, 0.9, 5)
    found = one_region(sold, bought, [3.0, 6.0], np.full(5, ratio))
    assert found.gate == pytest.approx([1 / ratio, 1 / ratio])
    assert found.exports == pytest.approx(np.stack([sold, sold]))


@given(st.integers(0, 10_000))
def test_everything_made_is_sold(seed: int) -> None:
    rng = np.random.default_rng(seed)
    bought, theta = rng.lognormal(0, 1, 6), rng.uniform(2, 9, 4)
    sold = bought * rng.uniform(0, 0.9, 6)
    found = one_region(sold, bought, theta, np.exp(rng.normal(0, 0.5, (4, 6))))
    assert found.exports.sum(axis=1) == pytest.approx(np.full(4, sold.sum()), rel=1e-10)


def test_a_small_region_moves_nobody_else() -> None:
    """As the region shrinks, the whole world's conditional equilibrium says the same of it."""
    trade = np.exp(np.random.default_rng(3).normal(size=(5, 5))) + 20 * np.eye(5)
    apart = []
    for size in (1e-2, 1e-4):
        parts = split(trade, 0, output_share=size, export_share=2 * size, import_share=size, home_share=0.3)
        costs = np.ones((6, 6))
        costs[5, 1:3] = 1.3
        whole = one_sector_conditional(parts.trade, 4, costs)
        found = one_region(parts.trade[5], parts.trade.sum(axis=0), 4, costs[5])
        apart.append(np.abs(found.exports[0] / whole.trade[5] - 1).max())
    assert apart[1] < 1e-3
    assert apart[1] < apart[0] / 20


BAD = [
    (([1, -1], [10, 10], 4, [1, 1]), "negative or missing at [1]"),
    (([1, 10], [10, 10], 4, [1, 1]), "sells all that the market buys, or more at [1]"),
    (([1, 1], [10, 10], -4, [1, 1]), "elasticity is not above zero"),
    (([1, 1], [10, 10], 4, [1, 0]), "not above zero at [1]"),
    (([1, 1], [10, 10, 10], 4, [1, 1]), "are by market"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_input_is_refused_with_its_place(call: tuple[object, ...], message: str) -> None:
    with pytest.raises(InvalidScenario) as refused:
        one_region(*call)  # type: ignore[arg-type]
    assert message in refused.value.message.en
    assert refused.value.message.zh
