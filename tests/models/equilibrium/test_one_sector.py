"""One sector's equilibrium: what can be worked out by hand, the laws of the model, and what is refused."""

from __future__ import annotations

import sys
from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import root

from entrepot.models.equilibrium import OneSector, one_sector, one_sector_conditional
from entrepot.models.equilibrium.checks import Deficits
from entrepot.vocabulary.errors import InvalidScenario, NotConverged, WrongCall

RULES = get_args(Deficits)


def economy(seed: int, n: int = 6, home: float = 4.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    trade = np.exp(rng.normal(size=(n, n)))
    trade[np.arange(n), np.arange(n)] *= home
    return trade


def shock(seed: int, n: int = 6, size: float = 0.3) -> np.ndarray:
    change = np.exp(np.random.default_rng(seed + 99).normal(scale=size, size=(n, n)))
    change[np.arange(n), np.arange(n)] = 1
    return change


def possible(trade: np.ndarray, theta: float, change: np.ndarray, rule: Deficits) -> OneSector:
    """The result, unless a deficit held fixed is beyond that country's means (two of a thousand of these worlds)."""
    try:
        return one_sector(trade, theta, change, deficits=rule)
    except NotConverged:
        assume(rule != "fixed")
        raise


seeds = st.integers(0, 10_000)
thetas = st.floats(1.5, 12)


@given(seeds, thetas, st.sampled_from(RULES))
def test_no_shock_changes_nothing(seed: int, theta: float, rule: Deficits) -> None:
    trade = economy(seed)
    result = one_sector(trade, theta, np.ones_like(trade), deficits=rule)
    for values in (result.welfare, result.wages, result.prices):
        assert values == pytest.approx(np.ones(6), abs=1e-10)
    assert result.trade == pytest.approx(result.baseline, rel=1e-10)


@given(seeds, thetas, st.sampled_from(RULES))
@settings(deadline=None)
def test_markets_clear_and_world_income_is_unchanged(seed: int, theta: float, rule: Deficits) -> None:
    trade = economy(seed)
    result = possible(trade, theta, shock(seed), rule)
    income = result.baseline.sum(axis=1)
    assert result.trade.sum(axis=1) == pytest.approx(result.wages * income, rel=1e-10)
    assert result.trade.sum(axis=0) == pytest.approx(result.spending, rel=1e-10)
    assert (result.wages * income).sum() == pytest.approx(income.sum(), rel=1e-12)


@given(seeds, thetas, st.floats(0.01, 1000), st.sampled_from(RULES))
def test_the_unit_of_money_does_not_matter(seed: int, theta: float, unit: float, rule: Deficits) -> None:
    trade, change = economy(seed), shock(seed)
    one, other = possible(trade, theta, change, rule), possible(unit * trade, theta, change, rule)
    assert other.welfare == pytest.approx(one.welfare, rel=1e-9)
    assert other.trade == pytest.approx(unit * one.trade, rel=1e-9)


@given(seeds, thetas)
def test_welfare_is_the_own_share_to_the_minus_inverse_elasticity(seed: int, theta: float) -> None:
    """Arkolakis, Costinot and Rodriguez-Clare (2012), equation 1; trade is balanced."""
    result = one_sector(economy(seed), theta, shock(seed), deficits="zero")
    own = [np.diagonal(flows) / flows.sum(axis=0) for flows in (result.baseline, result.trade)]
    assert result.welfare == pytest.approx((own[1] / own[0]) ** (-1 / theta), rel=1e-9)


@given(seeds, st.floats(2, 8))
@settings(deadline=None)
def test_prohibitive_costs_are_autarky(seed: int, theta: float) -> None:
    trade = economy(seed)
    away = np.where(np.eye(6) == 1, 1.0, 1e6)
    result = one_sector(trade, theta, away, deficits="zero")
    own = np.diagonal(result.baseline) / result.baseline.sum(axis=0)
    assert result.welfare == pytest.approx(own ** (1 / theta), rel=1e-5)


@given(seeds, thetas, st.sampled_from(RULES))
@settings(max_examples=30, deadline=None)
def test_two_halves_of_a_country_are_that_country(seed: int, theta: float, rule: Deficits) -> None:
    """Each half trades with the other as with itself: no total changes, and both fare as the whole did."""
    trade, change = economy(seed), shock(seed)
    to_halves = np.vstack([[0.5, *np.zeros(5)], [0.5, *np.zeros(5)], np.eye(6)[1:]])
    halves = to_halves @ trade @ to_halves.T
    of = np.array([0, 0, 1, 2, 3, 4, 5])
    whole = possible(trade, theta, change, rule)
    split = one_sector(halves, theta, change[np.ix_(of, of)], deficits=rule)
    assert split.welfare == pytest.approx(whole.welfare[of], rel=1e-9)
    assert split.trade.sum() == pytest.approx(whole.trade.sum(), rel=1e-9)
    assert split.trade[:2].sum(axis=0)[2:] == pytest.approx(whole.trade[0, 1:], rel=1e-9)


@given(seeds, thetas)
@settings(max_examples=20, deadline=None)
def test_another_solver_finds_the_same(seed: int, theta: float) -> None:
    """SciPy's root finder on the model's own two equations, written out anew."""
    trade, change = economy(seed), shock(seed)
    income, spending = trade.sum(axis=1), trade.sum(axis=0)
    shares = trade / spending

    def excess(logs: np.ndarray) -> np.ndarray:
        wages = np.exp(np.append(logs, 0))
        wages *= income.sum() / (wages * income).sum()
        pulled = shares * (wages[:, None] * change) ** -theta
        pulled /= pulled.sum(axis=0)
        sold = pulled @ (wages * income + spending - income)
        return np.asarray((sold / (wages * income) - 1)[:-1])

    found = root(excess, np.zeros(5), tol=1e-13)
    wages = np.exp(np.append(found.x, 0))
    wages *= income.sum() / (wages * income).sum()
    assume(np.abs(excess(found.x)).max() < 1e-9)
    assume((wages * income + spending - income).min() > 0)
    assert possible(trade, theta, change, "fixed").wages == pytest.approx(wages, rel=1e-7)


@pytest.mark.parametrize("rule", RULES)
def test_a_batch_is_its_scenarios(rule: Deficits) -> None:
    trades = np.stack([economy(seed, home=40) for seed in range(7)])
    changes = np.stack([shock(seed) for seed in range(7)])
    theta = np.linspace(2, 9, 7)
    together = one_sector(trades, theta, changes, deficits=rule, batch=7)
    for i in range(7):
        alone = one_sector(trades[i], theta[i], changes[i], deficits=rule)
        assert together.welfare[i] == pytest.approx(alone.welfare, rel=1e-10)
        assert together.trade[i] == pytest.approx(alone.trade, rel=1e-9)
    draws = one_sector(trades[0], theta, changes[0], deficits=rule, batch=7)
    assert draws.welfare.shape == (7, 6)
    for i in range(7):
        alone = one_sector(trades[0], theta[i], changes[0], deficits=rule)
        assert draws.welfare[i] == pytest.approx(alone.welfare, rel=1e-10)
        assert draws.trade[i] == pytest.approx(alone.trade, rel=1e-9)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("low", "high"), [(3, 7), (1.2, 20)])
def test_many_draws_are_each_an_equilibrium(rule: Deficits, low: float, high: float) -> None:
    """They begin on a curve through a few of them; those at its ends, and all alike, too."""
    theta = np.concatenate([[low, high], np.random.default_rng(3).uniform(low, high, 98)])
    trade, change = economy(2), shock(2)
    drawn = one_sector(trade, theta, change, deficits=rule, batch=100)
    assert drawn.residual.max() <= 1e-10
    for i in (0, 1, 50):
        alone = one_sector(trade, theta[i], change, deficits=rule)
        for name in ("welfare", "wages", "prices", "spending"):
            assert getattr(drawn, name)[i] == pytest.approx(getattr(alone, name), rel=1e-9)
        assert drawn.trade[i] == pytest.approx(alone.trade, rel=1e-8)
    alike = one_sector(trade, np.full(100, low), change, deficits=rule, batch=100)
    assert alike.welfare[99] == pytest.approx(drawn.welfare[0], rel=1e-9)


def test_draws_of_which_one_has_no_equilibrium_have_none() -> None:
    trade = np.array([[1.0, 9, 0.5], [1, 50, 1], [1, 1, 50]])
    away = np.ones((3, 3))
    away[0, 1:] = 1e8
    with pytest.raises(NotConverged, match="market of country 0"):
        one_sector(trade, np.linspace(0.01, 6, 100), away, batch=100)


def test_a_batch_larger_than_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    theta = np.linspace(2, 9, 40)
    whole = one_sector(economy(1), theta, shock(1), batch=40)
    monkeypatch.setattr(sys.modules["entrepot.models.equilibrium.one_sector"], "_CHUNK", 100)
    parts = one_sector(economy(1), theta, shock(1), batch=40)
    assert parts.welfare == pytest.approx(whole.welfare, rel=1e-10)
    assert parts.trade == pytest.approx(whole.trade, rel=1e-9)


def test_two_countries_by_hand() -> None:
    """Two alike countries, a quarter bought abroad; theta 4; the cost of both directions up by a tenth.

    By symmetry wages stay 1: P^-4 = 0.75 + 0.25 x 1.1^-4 = 0.9207534, so P = 1.0208556 and welfare 0.9795705.
    """
    result = one_sector([[75, 25], [25, 75]], 4, [[1, 1.1], [1.1, 1]])
    assert result.wages == pytest.approx([1, 1])
    assert result.prices == pytest.approx([(0.75 + 0.25 * 1.1**-4) ** -0.25] * 2)
    assert result.welfare[0] == pytest.approx(0.97957, abs=1e-5)
    assert result.trade[0, 1] == pytest.approx(100 * 0.25 * 1.1**-4 / (0.75 + 0.25 * 1.1**-4))


def test_conditional_equilibrium_keeps_incomes_and_spending() -> None:
    trade, change = economy(3), shock(3)
    result = one_sector_conditional(trade, 5, change)
    assert result.trade.sum(axis=1) == pytest.approx(trade.sum(axis=1), rel=1e-10)
    assert result.trade.sum(axis=0) == pytest.approx(trade.sum(axis=0), rel=1e-10)
    assert result.wages == pytest.approx(np.ones(6))


def test_share_rule_gives_the_scalar_that_closes_the_world() -> None:
    trade = economy(4)
    result = one_sector(trade, 4, shock(4), deficits="share")
    kept = trade.sum(axis=0) / trade.sum(axis=1) * result.wages * trade.sum(axis=1)
    assert result.spending == pytest.approx(result.scale * kept, rel=1e-10)
    assert result.spending.sum() == pytest.approx(trade.sum(), rel=1e-10)
    assert result.welfare == pytest.approx(result.wages / result.prices)


BAD = [
    ({"trade": [[0, 1], [1, 1]]}, "own trade"),
    ({"trade": [[1, -1], [1, 1]]}, "negative at [0, 1]"),
    ({"trade": [[1, np.nan], [1, 1]]}, "missing or not finite at [0, 1]"),
    ({"trade": [[1, 1], [0, 1]]}, "exports nothing at [1]"),
    ({"trade": [[1, 1, 1], [1, 1, 1]]}, "2 x 3"),
    ({"theta": -4}, "elasticity is not above zero"),
    ({"theta": 0}, "elasticity is not above zero"),
    ({"theta": np.nan}, "elasticity is not above zero"),
    ({"theta": [4, 5]}, "theta has 1 axes"),
    ({"cost_change": [[1, 0], [1, 1]]}, "not above zero at [0, 1]"),
    ({"cost_change": [[1, np.inf], [1, 1]]}, "not above zero at [0, 1]"),
    ({"cost_change": np.ones((3, 3))}, "cost_change is 3 x 3"),
]


@pytest.mark.parametrize(("changed", "message"), BAD)
def test_bad_input_is_refused_with_its_place(changed: dict[str, object], message: str) -> None:
    call = {"trade": [[3, 1], [1, 3]], "theta": 4, "cost_change": np.ones((2, 2)), **changed}
    with pytest.raises(InvalidScenario) as refused:
        one_sector(**call)  # type: ignore[arg-type]
    assert message in refused.value.message.en
    assert refused.value.message.zh


def test_a_deficit_beyond_all_means_has_no_numbers() -> None:
    """Country 0 must pay 9 abroad whatever happens, and loses nearly all of its sales."""
    trade = np.array([[1.0, 10, 1], [1, 50, 1], [1, 1, 50]])
    trade[0, 1:] = [9, 0.5]
    away = np.ones((3, 3))
    away[0, 1:] = 1e8
    with pytest.raises(NotConverged) as refused:
        one_sector(trade, 6, away)
    assert "market of country 0" in refused.value.message.en


@pytest.mark.parametrize("dearer", [6.0, 25.0, 1e3])
def test_a_shut_in_world_whose_deficits_are_shares_has_an_equilibrium(dearer: float) -> None:
    """Steps that are extrapolated run out of all bounds here; wages are checked against the market's own equation."""
    trade = np.random.default_rng(0).uniform(1, 10, (5, 5))
    trade[np.arange(5), np.arange(5)] = 50
    cost = np.full((5, 5), dearer)
    np.fill_diagonal(cost, 1)
    found = one_sector(trade, 5.0, cost, deficits="share")
    income, spending = trade.sum(axis=1), trade.sum(axis=0)
    pulled = trade / spending * (found.wages[:, None] * cost) ** -5.0
    spent = spending / income * found.wages * income
    sold = pulled / pulled.sum(axis=0) @ (spent * (found.wages * income).sum() / spent.sum())
    assert sold == pytest.approx(found.wages * income, rel=1e-10)


@pytest.mark.parametrize(
    ("rule", "said"), [("fixed", "country 1; a deficit held fixed"), ("share", "an extreme elasticity")]
)
def test_what_no_steps_can_solve_raises_with_the_market_and_the_remedy_of_its_rule(rule: Deficits, said: str) -> None:
    trade = np.random.default_rng(0).uniform(1, 10, (5, 5))
    trade[np.arange(5), np.arange(5)] = 50
    cost = np.full((5, 5), 1e300 if rule == "fixed" else 1e-300)
    np.fill_diagonal(cost, 1)
    with pytest.raises(NotConverged, match=said):
        one_sector(trade, 5.0, cost, deficits=rule)


def test_nothing_at_all_and_a_rule_that_is_no_word() -> None:
    with pytest.raises(InvalidScenario, match="trade is empty"):
        one_sector(np.ones((0, 0)), 5.0, np.ones((0, 0)))
    with pytest.raises(WrongCall, match="no rule of deficits is called 'None'"):
        one_sector(np.ones((2, 2)), 5.0, np.ones((2, 2)), deficits=None)  # type: ignore[arg-type]
