"""The reallocation: by hand, against another solver's view of the same limits, its laws, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from entrepot.models.diversification import Diversification, Limit, diversify, said_of
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T


def limit(found: Diversification, kind: str, *at: int) -> Limit:
    return next(one for one in found.limits if one.kind == kind and one.at == at)


def test_one_product_two_markets_by_hand() -> None:
    """80 and 20 sold; capacity 100; no market above 60 per cent; the second could take 50: 60 and 40.

    Another unit of capacity is worth a unit; the share costs nothing, since nothing is lost by moving.
    """
    found = diversify([[80.0], [20.0]], [[80.0], [50.0]], capacity=[100.0], market_share=0.6)
    assert found.exports.sum() == pytest.approx(100)
    assert found.exports[0, 0] <= 60 + 1e-6
    assert limit(found, "product_capacity", 0).price == pytest.approx(1)
    assert limit(found, "market_share", 0).price == 0
    assert found.hhi[0] < found.hhi_before[0] == pytest.approx(0.68)


def test_a_share_that_costs_by_hand() -> None:
    """The second market takes 30 at most, so the first may have 45 of 75: one point more would bring 30 / 0.4^2 / 100."""
    found = diversify([[80.0], [20.0]], [[80.0], [30.0]], market_share=0.6)
    assert found.exports[:, 0] == pytest.approx([45, 30])
    share = limit(found, "market_share", 0)
    assert (share.used, share.binds) == (pytest.approx(0.6), True)
    assert share.price == pytest.approx(30 / 0.4**2 / 100)
    assert limit(found, "potential", 1, 0).price == pytest.approx(1 / 0.4)
    raised = diversify([[80.0], [20.0]], [[80.0], [30.0]], market_share=0.6001)
    assert (raised.exports.sum() - found.exports.sum()) / 0.01 == pytest.approx(share.price, rel=1e-3)


def test_a_limit_on_the_hhi_by_hand() -> None:
    """Two markets at HHI 0.52: shares 0.6 and 0.4; again 45 and 30."""
    found = diversify([[80.0], [20.0]], [[80.0], [30.0]], market_hhi=0.52)
    assert found.exports[:, 0] == pytest.approx([45, 30], rel=1e-5)
    assert found.hhi[0] == pytest.approx(0.52, rel=1e-6)
    more = diversify([[80.0], [20.0]], [[80.0], [30.0]], market_hhi=0.5201)
    gain = (more.exports.sum() - found.exports.sum()) / 0.01
    assert limit(found, "market_hhi").price == pytest.approx(gain, rel=1e-2)


def test_what_is_at_risk_is_worth_less() -> None:
    """With 100 to sell, the market where a fifth is at risk gets what the other cannot take."""
    found = diversify([[80.0], [20.0]], [[100.0], [70.0]], worth=[[0.8], [1.0]], total=100.0)
    assert found.exports[:, 0] == pytest.approx([30, 70])
    assert (found.worth_before, found.worth) == (pytest.approx(84), pytest.approx(94))
    assert limit(found, "total").price == pytest.approx(0.8)
    assert limit(found, "potential", 1, 0).price == pytest.approx(0.2)


def test_what_has_to_stay_has_its_price() -> None:
    found = diversify([[80.0], [20.0]], [[100.0], [70.0]], worth=[[0.8], [1.0]], total=100.0, kept=0.5)
    assert found.exports[:, 0] == pytest.approx([40, 60])
    assert limit(found, "kept", 0, 0).price == pytest.approx(0.2)


def test_nothing_moves_without_a_reason() -> None:
    """100 may be sold of one product, and are sold: nothing better is to be had, so nothing moves."""
    found = diversify([[80.0], [20.0]], [[90.0], [70.0]], total=100.0)
    assert found.change[:, 0] == pytest.approx([0, 0], abs=1e-6)


def trade(seed: int, markets: int = 8, products: int = 5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    actual = rng.lognormal(0, 1.5, (markets, products)) * (rng.random((markets, products)) < 0.7)
    actual[0, 0] += 1
    return actual, actual * rng.lognormal(0, 0.7, actual.shape)


seeds = st.integers(0, 10_000)


@settings(deadline=None, max_examples=20)
@given(seeds, st.floats(0.25, 0.9), st.floats(0.2, 0.9))
def test_every_limit_holds(seed: int, share: float, hhi: float) -> None:
    actual, reach = trade(seed)
    capacity = actual.sum(axis=0) * 1.1
    found = diversify(actual, reach, capacity=capacity, market_share=share, market_hhi=hhi, total=actual.sum() * 1.05)
    x, everything = found.exports, found.exports.sum()
    assert (x <= np.maximum(actual, reach) + 1e-9).all()
    assert (x.sum(axis=0) <= capacity * (1 + 1e-6) + 1e-9).all()
    assert everything <= actual.sum() * 1.05 * (1 + 1e-6)
    assert (x.sum(axis=1) <= share * everything * (1 + 1e-5) + 1e-6).all()
    assert found.hhi[0] <= hhi * (1 + 1e-5)
    assert all(one.price == 0 or one.used == pytest.approx(one.limit, rel=1e-4) for one in found.limits)


@settings(deadline=None, max_examples=20)
@given(seeds)
def test_without_limits_everything_is_at_its_ceiling(seed: int) -> None:
    actual, reach = trade(seed)
    assert diversify(actual, reach).exports == pytest.approx(np.maximum(actual, reach), rel=1e-6, abs=1e-9)


@settings(deadline=None, max_examples=15)
@given(seeds, st.floats(0.01, 1000))
def test_the_unit_of_money_is_no_matter(seed: int, unit: float) -> None:
    actual, reach = trade(seed)
    one, other = (diversify(actual * scale, reach * scale, market_share=0.4) for scale in (1.0, unit))
    assert other.worth == pytest.approx(one.worth * unit, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_hhi_against_a_solver_of_curved_limits(seed: int) -> None:
    """scipy's SLSQP takes the quadratic limit as it is; ours meets it by cuts."""
    rng = np.random.default_rng(seed)
    actual, hhi = rng.lognormal(0, 1, 5), 0.24
    ceiling = actual * rng.uniform(1, 2, 5)
    ours = diversify(actual[:, None], ceiling[:, None], market_hhi=hhi)
    theirs = minimize(
        lambda x: -x.sum(), np.full(5, ceiling.min() / 2), bounds=list(zip(np.zeros(5), ceiling, strict=True)), method="SLSQP",
        constraints={"type": "ineq", "fun": lambda x: hhi * x.sum() ** 2 - (x**2).sum()}, options={"ftol": 1e-12, "maxiter": 500},
    )  # fmt: skip
    assert ours.worth == pytest.approx(-theirs.fun, rel=1e-4)


def test_many_markets_that_are_much_alike() -> None:
    """Hundreds of answers are worth the same, and next to none of the corners of a linear programme lies below the HHI."""
    rng = np.random.default_rng(3)
    actual = rng.uniform(0.8, 1.2, (120, 2))
    ceiling = actual * rng.uniform(1, 3, actual.shape)
    now = float(((actual.sum(axis=1) / actual.sum()) ** 2).sum())
    found = diversify(actual, ceiling, kept=0.8, capacity=1.1 * actual.sum(axis=0), market_hhi=now)
    assert found.worth == pytest.approx(1.1 * actual.sum(), rel=1e-8)
    assert found.hhi[0] <= now * (1 + 1e-6)
    assert np.maximum(-found.change, 0).sum() <= 2e-6 * actual.sum()
    actual, ceiling, hhi = actual[:40], ceiling[:40], 1 / 39.8
    lower = diversify(actual, ceiling, kept=0.5, market_hhi=hhi)
    assert lower.hhi[0] == pytest.approx(hhi, rel=1e-5)
    assert limit(lower, "market_hhi").price > 0


def conflict(**given: object) -> str:
    asked: dict[str, object] = {
        "actual": [[80.0], [20.0]], "potential": [[80.0], [30.0]],
        "market_names": ["USA", "JPN"], "product_names": ["8482"],
    }  # fmt: skip
    with pytest.raises(InvalidScenario) as refused:
        diversify(**(asked | given))  # type: ignore[arg-type]
    return refused.value.in_language("en")


def test_a_conflict_is_named() -> None:
    said = conflict(market_share=0.4)
    assert "the highest share of the market USA (40.0%) is short by" in said
    assert said.endswith("It is enough to relax one of these: the highest share of the market")
    said = conflict(kept=1.0, market_share=0.6)
    assert "the highest share of the market USA (60.0%) is short by" in said
    assert "the part of the present flow that stays, the highest share of the market" in said
    said = conflict(kept=1.0, capacity=[90.0])
    assert "the capacity for 8482 (90) is short by 10 of exports" in said
    assert "the highest concentration of markets (HHI)" in conflict(market_hhi=0.3)
    assert "More than one kind of limit has to give" in conflict(market_share=0.4, market_hhi=0.3)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"actual": [[0.0], [0.0]]}, "there is nothing to move"),
        ({"actual": [[-1.0], [2.0]]}, r"actual is negative or missing at \[0, 0\]"),
        ({"potential": [[1.0]]}, r"potential is of shape \(1, 1\)"),
        ({"market_share": 25}, r"market_share is not between 0 and 1 at \[0\]: give a fraction"),
        ({"market_hhi": 1800}, "0.18 and not 1800"),
        ({"kept": 50}, r"kept is not between 0 and 1 at \[0, 0\]"),
        ({"capacity": [-3.0]}, r"capacity is negative or missing at \[0\]"),
        ({"worth": -0.2}, "the worth of a unit sold is negative"),
        ({"total": 0.0}, "money above zero"),
    ],
)
def test_what_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidScenario, match=said):
        diversify(**({"actual": [[80.0], [20.0]], "potential": [[80.0], [30.0]]} | given))  # type: ignore[arg-type]


def test_shadow_prices_in_words() -> None:
    def money(amount: float) -> T:
        return T(f"USD {amount:.0f}", f"{amount:.0f}美元")

    found = diversify([[80.0], [20.0]], [[80.0], [30.0]], market_share=0.6)
    usa, japan = (said_of(limit(found, "market_share", at), name=name, money=money) for at, name in ((0, T("United States", "美国")), (1, T("Japan", "日本"))))  # fmt: skip
    assert usa.en == "United States stands at its limit of 60.0% of exports: one percentage point more would add USD 2."
    assert usa.zh == "美国已达出口份额上限60.0%：上限每放宽1个百分点，可增加2美元。"
    assert japan.en == "Japan takes 40.0% of exports and may take 60.0%: the limit costs nothing."
    reach = said_of(limit(found, "potential", 1, 0), name=T("Bearings, Japan", "轴承，日本"), money=money)
    assert reach.en == "Bearings, Japan: all of its potential, USD 30, is used; USD 10 more of it would add USD 25."
