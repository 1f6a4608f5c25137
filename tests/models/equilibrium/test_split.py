"""A region out of its nation: totals are kept, and what is assumed is what comes out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.models.equilibrium import many_sectors, one_sector, pass_through, split
from entrepot.vocabulary.errors import InvalidScenario

seeds = st.integers(0, 10_000)


def flows(seed: int, sectors: int = 0, n: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    trade = np.exp(rng.normal(scale=0.7, size=(sectors, n, n) if sectors else (n, n)))
    trade[..., np.arange(n), np.arange(n)] *= 20
    return trade


@given(seeds, st.floats(0.05, 0.9), st.floats(0, 1), st.sampled_from((0, 3)))
@settings(deadline=None)
def test_every_national_total_is_kept(seed: int, share: float, place: float, sectors: int) -> None:
    trade = flows(seed, sectors)
    plain = split(trade, 1, output_share=share)
    own = trade[..., 1, 1]
    low = np.maximum(2 * share - 1, 0) / share
    apart = split(trade, 1, output_share=share, home_share=low + place * (1 - low))
    for found in (plain, apart):
        assert (found.trade >= 0).all()
        assert found.merged(found.trade) == pytest.approx(trade, rel=1e-9)
        assert found.trade[..., 4, :].sum(axis=-1) == pytest.approx(share * trade[..., 1, :].sum(axis=-1), rel=1e-9)
        assert found.trade[..., :, 4].sum(axis=-1) == pytest.approx(share * trade[..., :, 1].sum(axis=-1), rel=1e-9)
    assert plain.trade[..., 4, 4] == pytest.approx(share**2 * own)


def test_a_split_by_hand() -> None:
    """Of 100 sold at home the region sells 20 and buys 25; of these it makes 12 itself: 8 go to the rest, 13 come from there."""
    found = split(
        [[100, 20], [15, 80]], 0, output_share=0.25, export_share=0.5, spending_share=28 / 115, import_share=0.2, home_share=0.48
    )  # fmt: skip
    assert found.trade == pytest.approx(np.array([[67.0, 10, 13], [12, 80, 3], [8, 10, 12]]))
    assert found.proportional_home_share == pytest.approx(0.2)
    assert list(found.of) == [0, 1, 0]


@given(seeds, st.floats(0.05, 0.95))
@settings(max_examples=25, deadline=None)
def test_a_proportional_split_changes_nobodys_fate(seed: int, share: float) -> None:
    trade = flows(seed)
    change = np.where(np.eye(4) == 1, 1, np.exp(np.random.default_rng(seed).normal(scale=0.2, size=(4, 4))))
    found = split(trade, 2, output_share=share)
    whole = one_sector(trade, 5, change, deficits="share")
    parts = one_sector(found.trade, 5, found.pairs(change), deficits="share")
    assert parts.welfare == pytest.approx(whole.welfare[found.of], rel=1e-8)
    assert found.merged(parts.trade) == pytest.approx(whole.trade, rel=1e-8)


def test_home_bias_shields_the_region_from_what_its_nation_meets() -> None:
    """Only the region's exports fall: the more it sells to itself, the less it loses."""
    trade = flows(3, sectors=2)
    labour, inputs, free = np.full((4, 2), 0.6), np.full((4, 2, 2), 0.2), np.zeros((2, 4, 4))
    welfare = []
    for home in (0.4, 0.6, 0.8):
        found = split(
            trade, 0, output_share=0.3, export_share=0.5, import_share=0.5, spending_share=0.3, home_share=home
        )
        after = found.pairs(free)
        after[:, found.region, 1:4] = 0.25
        result = many_sectors(
            found.trade, labour[found.of], inputs[found.of], [5, 5], found.pairs(free), after, deficits="zero"
        )
        welfare.append(result.welfare[found.region])
    assert welfare[0] < welfare[1] < welfare[2] < 1


def test_pass_through_grows_with_the_nation() -> None:
    before, after = (
        np.array([[50.0, 20, 10], [5, 60, 5], [5, 5, 60]]),
        np.array([[50.0, 10, 12], [5, 60, 5], [5, 5, 60]]),
    )
    assert pass_through(before, after, 0, [8, 4, 5]) == pytest.approx([8, 2, 6])
    with pytest.raises(InvalidScenario, match=r"sells nothing at \[1\]"):
        pass_through(before * [1, 0, 1], after, 0, [8, 4, 5])


BAD = [
    ({"output_share": 1.2}, "output_share is not between 0 and 1"),
    ({"output_share": [0.1, 0.2]}, "output_share is (2,); give one number"),
    ({"output_share": 0.05, "export_share": 0.9}, "sells more abroad than it makes"),
    ({"spending_share": 0.05, "import_share": 0.9}, "imports more than it buys"),
    ({"home_share": 1.0, "spending_share": 0.6}, "home_share must lie between"),
    ({"nation": 7}, "nation 7"),
]


@pytest.mark.parametrize(("changed", "message"), BAD)
def test_contradictions_are_refused(changed: dict[str, object], message: str) -> None:
    call = {"nation": 0, "output_share": 0.3, **changed}
    with pytest.raises(InvalidScenario) as refused:
        split([[100, 50], [50, 80]], **call)  # type: ignore[arg-type]
    assert message in refused.value.message.en
    assert refused.value.message.zh
