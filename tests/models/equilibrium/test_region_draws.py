"""A region's fate with an interval: each draw is what `split` and `one_sector` give by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from entrepot.models.equilibrium import CostChange, Split, one_sector, region_draws, split
from entrepot.models.equilibrium.region_draws import cost_matrix
from entrepot.vocabulary.errors import InvalidScenario

THETA = np.array([3.0, 5.0, 7.0])


def parts(home_share: float = 0.5) -> Split:
    trade = np.exp(np.random.default_rng(5).normal(scale=0.5, size=(4, 4))) + 15 * np.eye(4)
    return split(trade, 0, output_share=0.2, export_share=0.3, import_share=0.25, home_share=home_share)


def test_each_draw_is_an_equilibrium_by_itself() -> None:
    given, changes = parts(), [CostChange((0,), (1,), 1.25), CostChange((2,), None, 0.9)]
    found = region_draws(given, changes, THETA)
    costs = np.ones((5, 5))
    costs[[0, 4], 1] = 1.25
    costs[2, [0, 1, 3, 4]] = 0.9
    for i, theta in enumerate(THETA):
        alone = one_sector(given.trade, theta, costs, deficits="share")
        assert found.exports[i, 1:4] == pytest.approx(alone.trade[4, 1:4], rel=1e-9)
        assert found.imports[i, 1:4] == pytest.approx(alone.trade[1:4, 4], rel=1e-9)
        assert found.home[i] == pytest.approx(alone.trade[4, 0] + alone.trade[4, 4], rel=1e-9)
        assert found.welfare[i] == pytest.approx(alone.welfare[4], rel=1e-9)
        assert found.nation_welfare[i] == pytest.approx(alone.welfare[0], rel=1e-9)
        assert found.output[i] == pytest.approx(alone.wages[4], rel=1e-9)
    assert found.exports_before[2] == pytest.approx([0, *given.trade[4, 1:4], 0])
    assert found.imports_before[2] == pytest.approx([0, *given.trade[1:4, 4], 0])
    # A duty on what it sells: the more elastic, the less is sold there.
    assert found.exports[0, 1] > found.exports[1, 1] > found.exports[2, 1]


def test_the_region_alone_and_draws_of_the_cost() -> None:
    ratio = np.array([1.1, 1.2, 1.3])
    costs = cost_matrix(parts(), [CostChange((4,), (1, 2), ratio), CostChange((4,), (1,), 2.0)], 3)
    assert costs[:, 4, 1] == pytest.approx(2 * ratio)
    assert costs[:, 4, 2] == pytest.approx(ratio)
    assert (costs[:, :4] == 1).all()
    assert (costs[:, 4, [0, 3, 4]] == 1).all()


def test_several_splits_one_after_the_other() -> None:
    several = [parts(home) for home in (0.4, 0.8)]
    changes = [CostChange((4,), None, 1.3)]
    both = region_draws(several, changes, THETA)
    for i, one in enumerate(several):
        alone = region_draws(one, changes, THETA)
        assert both.welfare[3 * i : 3 * i + 3] == pytest.approx(alone.welfare)
    # The more it sells to itself, the less it loses.
    assert (both.welfare[:3] < both.welfare[3:]).all()


def test_an_interval_holds_its_share_of_the_draws() -> None:
    found = region_draws(parts(), [CostChange((0,), (1,), 1.2)], 5.0)
    assert found.interval(np.arange(101.0), 0.8) == pytest.approx((50, 10, 90))


BAD = [
    (CostChange((7,), None, 1.1), "a country that is not there at [0]: countries are 0 to 3, the region 4"),
    (CostChange((0,), (1,), np.ones(2)), "give a number, or 3"),
    (CostChange((0,), (1,), -1.0), "not above zero"),
]


@pytest.mark.parametrize(("change", "message"), BAD)
def test_changes_that_mean_nothing_are_refused(change: CostChange, message: str) -> None:
    with pytest.raises(InvalidScenario) as refused:
        region_draws(parts(), [change], THETA)
    assert message in refused.value.message.en


def test_sectors_are_sent_elsewhere() -> None:
    trade = np.ones((2, 3, 3)) + 9 * np.eye(3)
    with pytest.raises(InvalidScenario, match="many_sectors"):
        region_draws(split(trade, 0, output_share=0.2), [], 5.0)
