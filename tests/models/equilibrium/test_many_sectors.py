"""Many sectors with inputs and tariffs: what can be worked out by hand, the laws of the model, and what is refused."""

from __future__ import annotations

import sys
from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import root

from entrepot.models.equilibrium import many_sectors, one_sector
from entrepot.models.equilibrium.checks import Deficits
from entrepot.vocabulary.errors import InvalidScenario, NotConverged, UnknownName

RULES = get_args(Deficits)
N, J = 4, 3
Given = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def economy(seed: int, *, tariffs: float = 0.3, holes: bool = False) -> Given:
    """Trade, value added, inputs, elasticities and tariffs; with `holes` some flows, own ones too, are zero."""
    rng = np.random.default_rng(seed)
    trade = np.exp(rng.normal(scale=0.7, size=(J, N, N)))
    trade[:, np.arange(N), np.arange(N)] *= 12
    if holes:
        trade[0, 1, 1] = trade[1, 0, 2] = trade[2, 3, :] = 0
    labour = rng.uniform(0.4, 0.8, (N, J))
    inputs = rng.dirichlet(np.ones(J), (N, J)) * (1 - labour)[..., None]
    duties = rng.uniform(0, tariffs, (J, N, N)) * (1 - np.eye(N))
    return trade, labour, inputs, rng.uniform(2, 9, J), duties


def shock(seed: int, size: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    """Tariffs after, and costs."""
    rng = np.random.default_rng(seed + 77)
    costs = np.exp(rng.normal(scale=size, size=(J, N, N)))
    costs[:, np.arange(N), np.arange(N)] = 1
    return rng.uniform(0, 0.4, (J, N, N)) * (1 - np.eye(N)), costs


seeds = st.integers(0, 10_000)
rules = st.sampled_from(RULES)


@given(seeds, rules, st.booleans())
@settings(max_examples=40, deadline=None)
def test_no_shock_changes_nothing(seed: int, rule: Deficits, holes: bool) -> None:
    given_ = economy(seed, holes=holes)
    result = many_sectors(*given_, given_[4], deficits=rule)
    for values in (result.welfare, result.wages, result.prices, result.unit_costs, result.real_wages):
        assert values == pytest.approx(np.ones_like(values), abs=1e-9)
    assert result.terms_of_trade == pytest.approx(np.zeros(N), abs=1e-9)
    assert result.volume_of_trade == pytest.approx(np.zeros(N), abs=1e-9)
    assert result.trade == pytest.approx(result.baseline, rel=1e-9)


@given(seeds, st.sampled_from(("fixed", "share")))
@settings(max_examples=30, deadline=None)
def test_data_in_equilibrium_are_the_baseline(seed: int, rule: Deficits) -> None:
    trade, *rest = economy(seed)
    result = many_sectors(trade, *rest, rest[3], deficits=rule)
    assume(not result.cut.any())
    assert result.baseline == pytest.approx(trade, rel=1e-9)


@given(seeds, rules, st.booleans())
@settings(max_examples=60, deadline=None)
def test_markets_clear_and_everything_adds_up(seed: int, rule: Deficits, holes: bool) -> None:
    trade, labour, inputs, theta, before = economy(seed, holes=holes)
    after, costs = shock(seed)
    result = many_sectors(trade, labour, inputs, theta, before, after, cost_change=costs, deficits=rule)
    flows, base = result.trade, result.baseline
    assert result.residual <= 1e-10
    output = flows.sum(axis=2).T
    assert output == pytest.approx(result.output, rel=1e-9)
    paid = (flows * (1 + after)).sum(axis=1).T
    assert paid == pytest.approx(result.spending, rel=1e-9)
    assert (flows * after).sum(axis=(0, 1)) == pytest.approx(result.revenue, rel=1e-8, abs=1e-9)
    assert (base * before).sum(axis=(0, 1)) == pytest.approx(result.revenue_before, rel=1e-8, abs=1e-9)
    used = np.einsum("njk,nj->nk", inputs, output)
    assert paid == pytest.approx(used + result.final_share * result.income[:, None], rel=1e-9)
    factors = result.wages * (labour * base.sum(axis=2).T).sum(axis=1)
    assert factors == pytest.approx((labour * output).sum(axis=1), rel=1e-9)
    assert factors.sum() == pytest.approx((labour * base.sum(axis=2).T).sum(), rel=1e-9)
    gap = flows.sum(axis=(0, 1)) - flows.sum(axis=(0, 2))
    assert result.income == pytest.approx(factors + result.revenue + gap, rel=1e-8)
    if rule == "zero":
        assert gap == pytest.approx(np.zeros(N), abs=1e-8)
    if rule == "fixed":
        assert gap == pytest.approx(trade.sum(axis=(0, 1)) - trade.sum(axis=(0, 2)), abs=1e-7)
    if rule == "share":
        earned = result.income_before - (base.sum(axis=(0, 1)) - base.sum(axis=(0, 2)))
        kept = result.income_before / earned * (factors + result.revenue)
        assert result.income == pytest.approx(result.scale * kept, rel=1e-8)


@given(seeds, rules, st.floats(0.001, 1e9))
@settings(max_examples=30, deadline=None)
def test_the_unit_of_money_does_not_matter(seed: int, rule: Deficits, unit: float) -> None:
    trade, *rest = economy(seed)
    after, costs = shock(seed)
    one = many_sectors(trade, *rest, after, cost_change=costs, deficits=rule)
    other = many_sectors(trade * unit, *rest, after, cost_change=costs, deficits=rule)
    for name in ("welfare", "real_wages", "terms_of_trade", "volume_of_trade"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-8, abs=1e-9)
    assert other.trade == pytest.approx(unit * one.trade, rel=1e-8)


@given(seeds, rules)
@settings(max_examples=30, deadline=None)
def test_one_sector_without_inputs_and_tariffs_is_one_sector(seed: int, rule: Deficits) -> None:
    trade, _, _, theta, _ = economy(seed)
    _, costs = shock(seed)
    none = np.zeros((1, N, N))
    own = many_sectors(
        trade[:1], np.ones((N, 1)), np.zeros((N, 1, 1)), theta[:1], none, none, cost_change=costs[:1], deficits=rule
    )
    alone = one_sector(trade[0], theta[0], costs[0], deficits=rule)
    for name in ("welfare", "wages", "scale"):
        assert getattr(own, name) == pytest.approx(getattr(alone, name), rel=1e-8)
    assert own.prices[:, 0] == pytest.approx(alone.prices, rel=1e-8)
    assert own.trade[0] == pytest.approx(alone.trade, rel=1e-8)


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_prohibitive_costs_are_autarky(seed: int) -> None:
    """log(P/w) = -(I - G)^-1 log(own share) / theta, and final spending falls by the mean of it."""
    trade, labour, inputs, theta, before = economy(seed, tariffs=0)
    away = np.broadcast_to(np.where(np.eye(N) == 1, 1.0, 1e8), trade.shape)
    result = many_sectors(trade, labour, inputs, theta, before, before, cost_change=away, deficits="zero")
    own = np.einsum("jnn->nj", result.baseline) / result.baseline.sum(axis=1).T
    dearer = np.linalg.solve(np.eye(J) - inputs, (-np.log(own) / theta)[..., None])[..., 0]
    assert np.log(result.welfare) == pytest.approx((result.final_share * dearer).sum(axis=1) * -1, abs=1e-6)


@given(seeds, rules)
@settings(max_examples=30, deadline=None)
def test_two_halves_of_a_country_are_that_country(seed: int, rule: Deficits) -> None:
    trade, labour, inputs, theta, before = economy(seed)
    after, costs = shock(seed)
    to_halves = np.vstack([[0.5, 0, 0, 0], [0.5, 0, 0, 0], np.eye(N)[1:]])
    of = np.array([0, 0, 1, 2, 3])
    both = np.ix_(range(J), of, of)
    whole = many_sectors(trade, labour, inputs, theta, before, after, cost_change=costs, deficits=rule)
    halves = many_sectors(
        to_halves @ trade @ to_halves.T, labour[of], inputs[of], theta, before[both], after[both],
        cost_change=costs[both], deficits=rule,
    )  # fmt: skip
    for name in ("welfare", "wages", "real_wages", "terms_of_trade", "volume_of_trade"):
        assert getattr(halves, name) == pytest.approx(getattr(whole, name)[of], rel=1e-8, abs=1e-8)
    assert halves.trade[:, :2].sum(axis=1)[:, 2:] == pytest.approx(whole.trade[:, 0, 1:], rel=1e-8)
    assert halves.revenue[:2].sum() == pytest.approx(whole.revenue[0], rel=1e-8)


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_another_solver_finds_the_same(seed: int) -> None:
    """SciPy's root finder on the model's own equations, written out anew."""
    trade, labour, inputs, theta, before = economy(seed)
    after, costs = shock(seed)
    found = many_sectors(trade, labour, inputs, theta, before, after, cost_change=costs)
    assume(not found.cut.any())
    paid = trade * (1 + before)
    spent = paid.sum(axis=1)
    shares = paid / spent[:, None]
    earned = (labour * trade.sum(axis=2).T).sum(axis=1)
    gap = trade.sum(axis=(0, 1)) - trade.sum(axis=(0, 2))
    kappa = (1 + after) / (1 + before) * costs

    def equations(logs: np.ndarray) -> np.ndarray:
        wages = np.exp(np.append(logs[: N - 1], 0))
        wages *= earned.sum() / (wages @ earned)
        prices, buys = np.exp(logs[N - 1 :]).reshape(2, J, N)
        unit = np.exp(np.log(wages) * labour.T + np.einsum("njk,kn->jn", inputs, np.log(prices)))
        pulled = shares * (kappa * unit[:, :, None]) ** -theta[:, None, None]
        index = pulled.sum(axis=1) ** (-1 / theta[:, None])
        flows = pulled / pulled.sum(axis=1)[:, None] * (buys * spent)[:, None] / (1 + after)
        output = flows.sum(axis=2)
        income = wages * earned + (flows * after).sum(axis=(0, 1)) + gap
        wanted = np.einsum("njk,jn->kn", inputs, output) + found.final_share.T * income
        excess = (labour.T * output).sum(axis=0) / (wages * earned) - 1
        return np.concatenate([excess[:-1], (index / prices - 1).ravel(), (wanted / (buys * spent) - 1).ravel()])

    answer = root(equations, np.zeros(N - 1 + 2 * J * N), tol=1e-13)
    assume(np.abs(equations(answer.x)).max() < 1e-10)
    wages = np.exp(np.append(answer.x[: N - 1], 0))
    assert found.wages == pytest.approx(wages * earned.sum() / (wages @ earned), rel=1e-7)
    assert found.prices.T.ravel() == pytest.approx(np.exp(answer.x[N - 1 : N - 1 + J * N]), rel=1e-7)


@pytest.mark.parametrize("rule", RULES)
def test_a_batch_is_its_scenarios(rule: Deficits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["entrepot.models.equilibrium.many_sectors"], "_CHUNK", 2 * J * N * N)
    given_ = [np.stack(one) for one in zip(*(economy(seed) for seed in range(6)), strict=True)]
    after, costs = (np.stack(one) for one in zip(*(shock(seed) for seed in range(6)), strict=True))
    together = many_sectors(*given_, after, cost_change=costs, deficits=rule, batch=6)
    draws = many_sectors(
        *(one[0] for one in given_[:3]), given_[3], given_[4][0], after[0], cost_change=costs[0], deficits=rule, batch=6
    )
    for i in range(6):
        alone = many_sectors(*(one[i] for one in given_), after[i], cost_change=costs[i], deficits=rule)
        drawn = many_sectors(
            *(one[0] for one in given_[:3]), given_[3][i], given_[4][0], after[0], cost_change=costs[0], deficits=rule
        )
        for whole, one in ((together, alone), (draws, drawn)):
            for name in ("welfare", "prices", "trade", "revenue", "terms_of_trade", "scale"):
                assert getattr(whole, name)[i] == pytest.approx(getattr(one, name), rel=1e-8, abs=1e-9)


def test_a_tariff_of_two_alike_countries_by_hand() -> None:
    """A quarter bought abroad, half of cost is value added, theta 4, and both levy 10 per cent on imports of 25.

    Wages stay 1 and output 100. P = P^(1/2) d^(-1/4), where d = 3/4 + 1/4 x 1.1^-4 = 0.92075, so P = d^(-1/2) = 1.04215.
    Of duty-paid spending X the imports are m = 1/4 x 1.1^-4 / d = 0.18545: X (1 - m/11) = 100, X = 101.7149, revenue 1.7149.
    Income was 50 and is 51.7149: welfare 51.7149 / 50 / 1.04215 = 0.99247.
    """
    flows = [[[75.0, 25.0], [25.0, 75.0]]]
    tariff = [[[0, 0.1], [0.1, 0]]]
    result = many_sectors(flows, [[0.5]] * 2, [[[0.5]]] * 2, [4], np.zeros((1, 2, 2)), tariff)
    assert result.wages == pytest.approx([1, 1])
    assert result.prices[:, 0] == pytest.approx([1.04215] * 2, abs=1e-5)
    assert result.revenue == pytest.approx([1.7149] * 2, abs=1e-4)
    assert result.income == pytest.approx([51.7149] * 2, abs=1e-4)
    assert result.welfare == pytest.approx([0.99247] * 2, abs=1e-5)
    assert result.terms_of_trade == pytest.approx([0, 0], abs=1e-10)


def test_what_is_cut_from_final_use_is_told() -> None:
    """Sector 1 is used for 0.6 x 100 = 60, and only 40 are to be had."""
    trade = np.array([[[90.0, 10], [10, 90]], [[30, 10], [10, 30]]])
    labour, inputs = np.array([[0.4, 1.0]] * 2), np.array([[[0, 0.6], [0, 0]]] * 2)
    free = np.zeros((2, 2, 2))
    result = many_sectors(trade, labour, inputs, [4, 4], free, free)
    assert result.cut == pytest.approx(np.array([[0, 20.0]] * 2))
    assert result.final_share == pytest.approx(np.array([[1.0, 0]] * 2))
    told = many_sectors(trade, labour, inputs, [4, 4], free, free, final_share=[[1, 0]] * 2)
    assert told.baseline == pytest.approx(result.baseline)
    assert not told.cut.any()


def _with(values: np.ndarray, place: tuple[int, ...], value: float) -> np.ndarray:
    changed = values.copy()
    changed[place] = value
    return changed


TRADE, LABOUR, INPUTS, THETA, TARIFF = economy(1)
BAD = [
    ({"trade": _with(TRADE, (1, 0, 2), -1)}, "negative at [1, 0, 2]"),
    ({"trade": _with(TRADE, (1, 0, 2), np.nan)}, "missing or not finite at [1, 0, 2]"),
    ({"trade": TRADE * (np.arange(N) != 2)[:, None] + TRADE * np.eye(N)}, "exports nothing at [2]"),
    ({"trade": TRADE[:, :3]}, "the same countries both ways"),
    ({"value_added_share": LABOUR.T}, "value_added_share is 3 x 4; with this trade it should be 4 x 3"),
    ({"value_added_share": _with(LABOUR, (2, 1), 0.01)}, "do not add up to one (country, sector) at [2, 1]"),
    ({"value_added_share": _with(LABOUR, (2, 1), np.nan)}, "negative or missing at [2, 1]"),
    ({"input_share": INPUTS / INPUTS.sum(axis=2, keepdims=True)}, "do not add up to one (country, sector) at [0, 0]"),
    ({"input_share": _with(INPUTS, (3, 0, 1), -0.2)}, "input_share (country, using, supplying sector) is negative"),
    ({"theta": -THETA}, "elasticity of the sector is not above zero at [0]"),
    ({"theta": THETA[:2]}, "theta is 2"),
    ({"tariff_before": 100 * TARIFF}, "tariff_before (sector, exporter, importer) seems to be in per cent"),
    ({"tariff_before": np.full_like(TARIFF, 2.5)}, "seems to be in per cent"),
    ({"tariff_after": _with(TARIFF, (0, 1, 3), 25)}, "tariff_after (sector, exporter, importer) seems to be in per cent at [0, 1, 3]"),
    ({"tariff_after": _with(TARIFF, (0, 1, 3), -0.1)}, "negative or missing at [0, 1, 3]"),
    ({"cost_change": _with(np.ones_like(TRADE), (0, 1, 3), 0)}, "not above zero at [0, 1, 3]"),
    ({"final_share": np.full((N, J), 0.3)}, "does not add up to one at [0]"),
    ({"final_share": np.full((N, J), -1.0)}, "negative or missing at [0, 0]"),
    ({"batch": 2, "theta": np.ones((3, J))}, "or 2 of them"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "message"), BAD)
def test_bad_input_is_refused_with_its_place(changed: dict[str, object], message: str) -> None:
    call = {
        "trade": TRADE, "value_added_share": LABOUR, "input_share": INPUTS, "theta": THETA, "tariff_before": TARIFF,
        "tariff_after": TARIFF, **changed,
    }  # fmt: skip
    with pytest.raises(InvalidScenario) as refused:
        many_sectors(**call)  # type: ignore[arg-type]
    assert message in refused.value.message.en
    assert refused.value.message.zh


def test_a_scenario_that_touches_no_trade_is_refused() -> None:
    trade, labour, inputs, theta, before = economy(1, holes=True)
    after = _with(before, (1, 0, 2), 0.39)
    with pytest.raises(InvalidScenario, match="touches no trade"):
        many_sectors(trade, labour, inputs, theta, before, after)
    with pytest.raises(InvalidScenario, match="touches no trade"):
        one_sector([[3, 0, 1], [1, 3, 1], [1, 1, 3]], 4, [[1, 1.2, 1], [1, 1, 1], [1, 1, 1]])


def test_a_sector_that_is_used_but_never_bought_is_refused() -> None:
    with pytest.raises(InvalidScenario, match=r"none is bought at \[2, 0\]"):
        many_sectors(
            TRADE * (np.arange(N) != 2) ** np.array([1, 0, 0])[:, None, None], LABOUR, INPUTS, THETA, TARIFF, TARIFF
        )


def test_a_sector_that_one_country_neither_makes_nor_buys() -> None:
    trade, labour, inputs, theta, before = economy(5)
    trade[2, 1], trade[2, :, 1] = 0, 0
    inputs[1, :, 2], labour[1] = 0, 1 - inputs[1, :, :2].sum(axis=1)
    after, costs = shock(5)
    result = many_sectors(trade, labour, inputs, theta, before, after, cost_change=costs, deficits="zero")
    assert not result.trade[2, 1].any()
    assert not result.trade[2, :, 1].any()
    assert result.trade.sum(axis=(0, 1)) == pytest.approx(result.trade.sum(axis=(0, 2)), rel=1e-9)


def test_a_deficit_beyond_all_means_has_no_numbers() -> None:
    """Country 0 must pay abroad whatever happens, and loses all of its sales."""
    trade = np.array([[[1.0, 9, 0.5], [1, 50, 1], [1, 1, 50]]])
    away = np.ones((1, 3, 3))
    away[0, 0, 1:] = 1e8
    free = np.zeros((1, 3, 3))
    with pytest.raises(NotConverged) as refused:
        many_sectors(trade, np.ones((3, 1)), np.zeros((3, 1, 1)), [6], free, free, cost_change=away)
    assert "country 0" in refused.value.message.en
    assert "iterations" in refused.value.message.en


def test_a_shock_too_large_for_one_leap_is_taken_in_parts() -> None:
    """One country's trade with itself becomes a sixth cheaper at an elasticity of 45, another's dearer: shares move a thousandfold."""
    trade = np.array([[[1.8, 3.6e-4, 0.77], [2.3e-4, 0.11, 0.075], [0.56, 0.105, 463]]])
    costs = np.array([[[0.95, 1.014, 1.085], [1.048, 0.863, 1.16], [1.126, 0.972, 0.84]]])
    free = np.zeros((1, 3, 3))
    result = many_sectors(
        trade, np.full((3, 1), 0.45), np.full((3, 1, 1), 0.55), [45], free, free, cost_change=costs, deficits="zero"
    )
    flows = result.trade[0]
    assert flows.sum(axis=0) == pytest.approx(flows.sum(axis=1), rel=1e-9)
    shares = result.baseline[0] * (costs[0] * result.unit_costs) ** -45.0
    shares /= shares.sum(axis=0)
    assert flows / flows.sum(axis=0) == pytest.approx(shares, rel=1e-7)


def test_a_country_that_lends_more_than_it_earns_is_refused() -> None:
    """Country 0 sells 30 abroad and buys 1, and its value added is a fifth of 40."""
    trade = np.array([[[10.0, 30], [1, 90]]])
    labour, free = np.array([[0.2], [0.5]]), np.zeros((1, 2, 2))
    with pytest.raises(InvalidScenario, match=r"lends more than it earns.*at \[0\]"):
        many_sectors(trade, labour, 1 - labour[..., None], [5], free, free, final_share=[[1], [1]])


def test_an_unknown_rule_of_deficits_is_refused() -> None:
    for call in (
        lambda: many_sectors(*economy(1), TARIFF, deficits="Fixed"),
        lambda: one_sector(TRADE[0], 4, np.ones((N, N)), deficits="non"),
    ):  # type: ignore[arg-type]
        with pytest.raises(UnknownName):
            call()


def test_a_batch_of_one_and_the_same() -> None:
    after, costs = shock(1)
    alone = many_sectors(*economy(1), after, cost_change=costs)
    thrice = many_sectors(*economy(1), after, cost_change=costs, batch=3)
    assert thrice.welfare == pytest.approx(np.stack([alone.welfare] * 3), rel=1e-9)
    assert thrice.revenue_before.shape == (3, N)
    assert thrice.trade[2] == pytest.approx(alone.trade, rel=1e-9)
