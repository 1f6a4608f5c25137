"""Export potential: by hand, its laws, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.models.potential import Potential, potential
from entrepot.vocabulary.errors import InvalidScenario

# One region that sells two products in two markets: tea 30 and 10, tin 0 and 20.
EXPORTS = [[[30.0, 0.0], [10.0, 20.0]]]
MARKETS = [[300.0, 100.0], [200.0, 400.0]]
WORLD = [1000.0, 500.0]


def test_without_frictions_by_hand() -> None:
    """Supply 40/1000 and 20/500; ease of the first market 30 / (40 x 300/1000 + 20 x 100/500) = 30/16."""
    found = potential(EXPORTS, MARKETS, WORLD)
    assert found.supply[0] == pytest.approx([0.04, 0.04])
    assert found.ease[0] == pytest.approx([30 / 16, 30 / (8 + 16)])
    assert found.potential[0, 0] == pytest.approx([0.04 * 300 * 30 / 16, 0.04 * 100 * 30 / 16])
    assert found.unrealised[0] == pytest.approx(np.array([[0, 7.5], [0, 0]]))
    assert found.by_market[0] == pytest.approx([7.5, 0])
    assert found.by_product[0] == pytest.approx([0, 7.5])


def test_each_factor_by_hand() -> None:
    """Every correction of the formula at once, for tea in the first market."""
    found = potential(
        EXPORTS,
        MARKETS,
        WORLD,
        expected_world_exports=[1100.0, 550.0],
        imports=[[80.0, 10.0]],
        growth=[1.2],
        market_growth=[1.1, 1.0],
        population_growth=[1.05, 1.0],
        income_elasticity=2.0,
        tariffs=[[[0.0, 0.1], [0.2, 0.0]]],
        market_tariffs=[[0.08, 0.1], [0.2, 0.05]],
        log_distance=[[math.log(2000), math.log(1000)]],
        mean_log_distance=[[math.log(4000), math.log(1000)], [math.log(1000), math.log(1000)]],
    )
    own_tariff, world_tariff = 10 * 0.2 / 40, (300 * 0.08 + 200 * 0.2) / 500
    supply = 40 * 1.2 / 1100 * 0.5 * (1 + own_tariff) / (1 + world_tariff)
    demand = 300 * 1.1**2 * 1.05
    assert found.supply[0, 0] == pytest.approx(supply)
    assert found.demand[0, 0] == pytest.approx(demand)
    assert found.potential[0, 0, 0] == pytest.approx(supply * demand * 1.08 * (30 / 16) * 0.5)


def test_a_tariff_that_nobody_knows_is_no_free_entry() -> None:
    """The first market's tariffs are not known: means are of the second alone, where the region meets what others meet."""
    asked = {"tariffs": [[[0.0, 0.0], [0.2, 0.1]]], "market_tariffs": [[0.0, 0.0], [0.2, 0.1]]}
    known = [[False, False], [True, True]]
    found = potential(EXPORTS, MARKETS, WORLD, **asked, tariffs_known=known)
    assert found.potential == pytest.approx(potential(EXPORTS, MARKETS, WORLD).potential)
    taken_for_free = potential(EXPORTS, MARKETS, WORLD, **asked)
    assert taken_for_free.supply[0, 0] == pytest.approx(0.04 * (1 + 10 * 0.2 / 40) / (1 + 200 * 0.2 / 500))


def world(
    seed: int, regions: int = 4, markets: int = 6, products: int = 5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    exports = rng.lognormal(0, 1.5, (regions, markets, products)) * (rng.random((regions, markets, products)) < 0.7)
    others = rng.lognormal(2, 1.0, (markets, products))
    imports = exports.sum(axis=0) + others
    return exports, imports, imports.sum(axis=0)


def test_the_formula_written_out() -> None:
    """Every cell by itself, as the paper writes it, in plain Python."""
    exports, bought, total = world(3)
    rng = np.random.default_rng(4)
    regions, markets, products = exports.shape
    own, growth = rng.lognormal(1, 1, (regions, products)), rng.uniform(1, 1.3, regions)
    head, people, e = (
        rng.uniform(1, 1.2, markets),
        rng.uniform(1, 1.1, markets),
        rng.uniform(0.5, 1.5, (markets, products)),
    )
    faced, general = rng.uniform(0, 0.3, exports.shape), rng.uniform(0, 0.3, bought.shape)
    far, usual = rng.uniform(6, 9, (regions, markets)), rng.uniform(6, 9, (markets, products))
    found = potential(
        exports, bought, total, expected_world_exports=total * 1.1, imports=own, growth=growth, market_growth=head,
        population_growth=people, income_elasticity=e, tariffs=faced, market_tariffs=general, log_distance=far,
        mean_log_distance=usual,
    )  # fmt: skip
    for i in range(regions):
        for j in range(markets):
            usual_trade = sum(exports[i, :, k].sum() * bought[j, k] / total[k] for k in range(products))
            ease = exports[i, j].sum() / usual_trade
            for k in range(products):
                sold = exports[i, :, k].sum()
                own_mean = sum(exports[i, :, k] * faced[i, :, k]) / sold if sold else 0.0
                world_mean = sum(bought[:, k] * general[:, k]) / bought[:, k].sum()
                supply = (
                    sold * growth[i] / (total[k] * 1.1) * min(1, sold / own[i, k]) * (1 + own_mean) / (1 + world_mean)
                )
                demand = bought[j, k] * head[j] ** e[j, k] * people[j] * (1 + general[j, k]) / (1 + faced[i, j, k])
                near = math.exp(-abs(far[i, j] - usual[j, k]))
                assert found.potential[i, j, k] == pytest.approx(supply * demand * ease * near, rel=1e-12)


seeds = st.integers(0, 10_000)


@settings(deadline=None)
@given(seeds)
def test_who_sells_everywhere_in_proportion_has_no_unrealised_potential(seed: int) -> None:
    _, imports, total = world(seed)
    share = np.random.default_rng(seed).uniform(0, 0.3, (2, len(total)))
    exports = share[:, None, :] * imports
    found = potential(exports, imports, total)
    assert found.potential == pytest.approx(exports, rel=1e-9)
    assert found.ease == pytest.approx(np.ones_like(found.ease))


@settings(deadline=None)
@given(seeds, st.floats(0.001, 1000))
def test_the_unit_of_money_is_no_matter(seed: int, unit: float) -> None:
    exports, imports, total = world(seed)
    one, other = potential(exports, imports, total), potential(exports * unit, imports * unit, total * unit)
    assert other.potential == pytest.approx(one.potential * unit, rel=1e-9)


@settings(deadline=None)
@given(seeds)
def test_the_supply_of_parts_is_that_of_the_whole(seed: int) -> None:
    exports, imports, total = world(seed)
    parts, whole = potential(exports, imports, total), potential(exports.sum(axis=0)[None], imports, total)
    assert parts.supply.sum(axis=0) == pytest.approx(whole.supply[0], rel=1e-9)


@settings(deadline=None)
@given(seeds)
def test_a_region_is_judged_alone(seed: int) -> None:
    exports, imports, total = world(seed)
    together, alone = potential(exports, imports, total), potential(exports[2:3], imports, total)
    assert alone.potential[0] == pytest.approx(together.potential[2], rel=1e-12)


@settings(deadline=None)
@given(seeds, st.floats(0, 0.9))
def test_a_lower_tariff_raises_the_potential_there(seed: int, cut: float) -> None:
    exports, imports, total = world(seed)
    faced = np.full(exports.shape, 0.2)
    lower = faced.copy()
    lower[0, 1] *= 1 - cut
    high, low = (
        potential(exports, imports, total, tariffs=t, market_tariffs=np.full(imports.shape, 0.2))
        for t in (faced, lower)
    )
    # What the region faces on the whole falls with its share sold there, which never outweighs the cut itself.
    assert (low.potential[0, 1] >= high.potential[0, 1] * (1 - 1e-12)).all()


def test_its_own_nation_is_no_market() -> None:
    found = potential(EXPORTS, MARKETS, WORLD, home=[1])
    assert found.potential[0, 1].tolist() == [0, 0]
    assert found.at_home.tolist() == [30]
    assert found.supply[0].tolist() == [0.03, 0]


def test_a_market_never_sold_to_has_no_potential() -> None:
    found = potential([[[0.0, 0.0], [10.0, 20.0]]], MARKETS, WORLD)
    assert found.by_market[0, 0] == 0


def ask(**changed: object) -> Potential:
    asked: dict[str, object] = {"exports": EXPORTS, "market_imports": MARKETS, "world_exports": WORLD}
    return potential(**(asked | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"exports": [[[30.0, -1.0], [10.0, 20.0]]]}, r"exports is negative or missing at \[0, 0, 1\]"),
        ({"exports": [[30.0, 1.0]]}, "exports is of shape .* regions x markets x products"),
        (
            {"market_imports": [[300.0, 100.0]]},
            r"market_imports is of shape \(1, 2\); give markets x products = \(2, 2\)",
        ),
        ({"market_imports": [[300.0, np.nan], [1.0, 1.0]]}, r"market_imports is negative or missing at \[0, 1\]"),
        ({"growth": 0.05}, r"growth is not a ratio .* at \[0\]: growth of 5 per cent is 1.05"),
        ({"market_growth": [1.0, 5.5]}, r"market_growth is not a ratio .* at \[1\]"),
        ({"tariffs": np.full((1, 2, 2), 10.0), "market_tariffs": np.zeros((2, 2))}, "tariffs seems to be in per cent"),
        ({"tariffs": np.zeros((1, 2, 2))}, "market_tariffs is missing"),
        ({"log_distance": np.zeros((1, 2))}, "mean_log_distance is missing"),
        (
            {"log_distance": np.zeros((1, 3)), "mean_log_distance": np.zeros((2, 2))},
            r"log_distance is of shape \(1, 3\)",
        ),
        ({"income_elasticity": np.nan}, "income_elasticity is missing"),
    ],
)
def test_what_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidScenario, match=said):
        ask(**changed)
