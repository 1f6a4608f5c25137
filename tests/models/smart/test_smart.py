"""SMART: what a pencil can check, the laws of the formula, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.models.smart import Smart, line_flows, smart
from entrepot.vocabulary.errors import InvalidScenario, UnknownName


def test_a_duty_of_ten_per_cent_taken_away() -> None:
    """The known answer: 100 x 1.5 x 0.1 / 1.1."""
    result = smart([[100.0]], [[0.1]], [[0.0]], demand=-1.5, substitution=-1.5)
    assert round(result.creation[0], 2) == 13.64
    assert result.revenue.tolist() == [-10.0]
    assert result.welfare[0] == pytest.approx(0.5 * 0.1 * 13.6363636)


def test_one_beneficiary_is_as_laird_and_yeats_write_it() -> None:
    """By hand: 60 and 40 at 20 per cent, the first freed, S = -1.5.

    Laird-Yeats: TD = M N (r - 1) S / (M + N + M S (r - 1)), r = 1/1.2 the relative price after over before.
    """
    result = line_flows([[60.0, 40.0]], [[0.2, 0.2]], [[0.0, 0.2]], demand=0.0, substitution=-1.5)
    rise = (1 / 1.2 - 1) * -1.5
    by_them = 60 * 40 * rise / (60 + 40 + 60 * rise)
    assert result.diversion[0].tolist() == pytest.approx([by_them, -by_them])
    assert by_them == pytest.approx(600 / 115)


def test_finite_supply_by_hand() -> None:
    """E = -1.5, X = 3: creation 13.6364 / 1.5 = 9.0909, the world price up by 3.0303 per cent."""
    result = smart([[100.0]], [[0.1]], [[0.0]], demand=-1.5, substitution=-1.5, supply=3.0)
    flows = line_flows([[100.0]], [[0.1]], [[0.0]], demand=-1.5, substitution=-1.5, supply=3.0)
    assert result.creation[0] == pytest.approx(100 / 11)
    assert flows.price[0, 0] == pytest.approx(1 + 1 / 33)
    assert result.price_effect[0] == pytest.approx((100 + 100 / 11) / 33)
    # 0.5 (1.1 - 1.0303) (100 + 109.0909) - 10
    assert result.welfare[0] == pytest.approx(0.5 * (1.1 - 34 / 33) * (200 + 100 / 11) - 10)


def schedule(seed: int, lines: int = 7, partners: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    imports = rng.lognormal(0, 2, (lines, partners)) * (rng.random((lines, partners)) < 0.7)
    imports[:, 0] += 1
    before = rng.uniform(0, 0.5, (lines, partners))
    return imports, before, before * rng.uniform(0, 2, (lines, partners))


seeds = st.integers(0, 10_000)
demands, substitutions = st.floats(-4, -0.1), st.floats(-6, -0.1)


@settings(deadline=None)
@given(seeds, demands, substitutions)
def test_diversion_sums_to_nothing_for_any_number_of_beneficiaries(seed: int, e: float, s: float) -> None:
    imports, before, after = schedule(seed)
    flows = line_flows(imports, before, after, demand=e, substitution=s)
    assert np.abs(flows.diversion.sum(axis=1)).max() < 1e-10 * imports.sum()
    assert (imports + flows.change >= -1e-12).all()


@settings(deadline=None)
@given(seeds, demands, substitutions)
def test_no_change_changes_nothing(seed: int, e: float, s: float) -> None:
    imports, before, _ = schedule(seed)
    result = smart(imports, before, before, demand=e, substitution=s, supply=2.0)
    for values in (result.creation, result.moved, result.price_effect, result.revenue, result.welfare, result.cut):
        assert values == pytest.approx(np.zeros(7), abs=1e-12 * imports.sum())


@settings(deadline=None)
@given(seeds, demands, substitutions)
def test_one_rate_for_all_diverts_nothing(seed: int, e: float, s: float) -> None:
    imports, before, _ = schedule(seed)
    result = smart(imports, before[:, :1], before[:, :1] / 2, demand=e, substitution=s)
    assert result.moved == pytest.approx(np.zeros(7), abs=1e-12 * imports.sum())


@settings(deadline=None)
@given(seeds, demands, substitutions, st.sampled_from([np.inf, 2.0]))
def test_a_batch_is_its_scenarios_one_by_one(seed: int, e: float, s: float, x: float) -> None:
    imports, before, after = schedule(seed)
    batch = smart(imports, before, np.stack([before, after, after / 2]), demand=e, substitution=s, supply=x, batch=3)
    for position, one in enumerate((before, after, after / 2)):
        alone = smart(imports, before, one, demand=e, substitution=s, supply=x)
        for name in ("creation", "moved", "welfare", "revenue_after", "exports_after", "created", "diverted", "cut"):
            assert getattr(batch, name)[position] == pytest.approx(getattr(alone, name), rel=1e-12, abs=1e-12)


@settings(deadline=None)
@given(seeds, demands, substitutions)
def test_welfare_of_finite_supply_ends_at_that_of_infinite(seed: int, e: float, s: float) -> None:
    imports, before, after = schedule(seed)
    far = smart(imports, before, after, demand=e, substitution=s, supply=1e12)
    ever = smart(imports, before, after, demand=e, substitution=s)
    assert far.welfare == pytest.approx(ever.welfare, abs=1e-8 * imports.sum())


@settings(deadline=None)
@given(seeds, demands, substitutions, st.floats(0.001, 1000))
def test_the_unit_of_money_is_no_matter(seed: int, e: float, s: float, unit: float) -> None:
    imports, before, after = schedule(seed)
    one, other = (smart(imports * scale, before, after, demand=e, substitution=s) for scale in (1.0, unit))
    assert other.welfare == pytest.approx(one.welfare * unit, rel=1e-9, abs=1e-12 * unit * imports.sum())


@settings(deadline=None)
@given(seeds, demands, substitutions, st.sampled_from([np.inf, 2.0]))
def test_sums_are_those_of_the_flows_in_full(seed: int, e: float, s: float, x: float) -> None:
    imports, before, after = schedule(seed)
    result = smart(imports, before, after, demand=e, substitution=s, supply=x)
    flows = line_flows(imports, before, after, demand=e, substitution=s, supply=x)
    new = imports + flows.change
    old_price, new_price = 1 + before, flows.price * (1 + after)
    revenue = (after * flows.price * new).sum(axis=1)
    welfare = (0.5 * (old_price - new_price) * (imports + new)).sum(axis=1) + revenue - (before * imports).sum(axis=1)
    close = {"rel": 1e-9, "abs": 1e-10 * imports.sum()}
    assert result.creation == pytest.approx(flows.creation.sum(axis=1), **close)
    assert result.diverted == pytest.approx(flows.diversion.sum(axis=0), **close)
    assert result.exports_after == pytest.approx(new.sum(axis=0), **close)
    assert result.revenue_after == pytest.approx(revenue, **close)
    assert result.welfare == pytest.approx(welfare, **close)


def test_draws_of_elasticities_are_a_batch() -> None:
    imports, before, after = schedule(1)
    draws = np.random.default_rng(2).uniform(-3, -0.5, (4, 7))
    batch = smart(imports, before, after, demand=draws, substitution=-1.5, batch=4)
    assert batch.creation[2] == pytest.approx(
        smart(imports, before, after, demand=draws[2], substitution=-1.5).creation
    )


def test_imports_end_at_nothing_and_it_is_said_how_far_the_line_went_on() -> None:
    """A rise from 0 to 100 per cent at E = -1.5 would take 150 of 100."""
    result = smart([[100.0]], [[0.0]], [[1.0]], demand=-1.5, substitution=-0.5)
    assert (result.imports_after.tolist(), result.creation.tolist(), result.cut.tolist()) == ([0], [-100], [50])


def test_where_nobody_is_favoured_nothing_is_diverted() -> None:
    result = smart([[60.0, 40.0]], [[0.0]], [[0.9]], demand=-0.5, substitution=-1.5)
    assert (result.moved.tolist(), result.exports_after.tolist()) == ([0.0], pytest.approx([33.0, 22.0]))


def ask(**changed: object) -> Smart:
    asked: dict[str, object] = {
        "imports": [[60.0, 40.0], [1.0, 0.0]], "tariff_before": [[0.1], [0.2]], "tariff_after": [[0.0], [0.2]],
        "demand": -1.5, "substitution": -1.5,
    }  # fmt: skip
    return smart(**(asked | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"imports": [[60, -40], [1, 0]]}, r"imports .* negative or missing at \[0, 1\]"),
        ({"imports": [[60, 40], [np.nan, 0]]}, r"negative or missing at \[1, 0\]"),
        ({"imports": [[60, 40], [0, 0]]}, r"nothing is imported in the line at \[1\]: .* without_imports='leave'"),
        ({"imports": [1.0, 2.0]}, r"lines x partners; they are of shape \(2,\)"),
        ({"tariff_before": [[10.0], [20.0]]}, r"per cent at \[0, 0\]: give fractions"),
        ({"tariff_before": [[1.0], [2.0]]}, r"tariff_before seems to be in per cent"),
        ({"tariff_after": [[0.0], [12.0]]}, r"tariff_after \(line, partner\) seems to be in per cent at \[1, 0\]"),
        ({"tariff_after": [[-0.1], [0.2]]}, r"negative or missing at \[0, 0\]: give the whole rate"),
        ({"tariff_after": [[0.0, 0.0, 0.0], [0.2, 0.2, 0.2]]}, r"tariff_after is of shape \(2, 3\)"),
        ({"tariff_after": [[[0.0], [0.2]]] * 2}, r"tariff_after is of shape \(2, 2, 1\)"),
        ({"demand": 1.5}, r"demand is of the wrong sign or missing at \[0\]: it is negative here"),
        ({"demand": [-1.5, np.nan]}, r"demand .* at \[1\]"),
        ({"demand": [-1.5, -1.5, -1.5]}, r"demand has 3 lines and imports 2"),
        ({"substitution": 1.5}, r"substitution is of the wrong sign"),
        ({"supply": -3.0}, r"supply is of the wrong sign or missing at \[0\]: it is above zero"),
        ({"tariff_after": [[3.9], [0.2]], "supply": 0.5}, r"the world price would fall to nothing at \[0, 0\]"),
    ],
)  # fmt: skip
def test_what_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidScenario, match=said):
        ask(**changed)


def test_an_empty_line_may_be_left() -> None:
    result = ask(imports=[[60.0, 40.0], [0.0, 0.0]], without_imports="leave")
    assert (result.imports_before.tolist(), result.creation[1]) == ([100, 0], 0)
    with pytest.raises(UnknownName, match="did you mean leave"):
        ask(without_imports="leaf")


def test_the_place_of_a_slip_far_down_is_told() -> None:
    after = np.zeros((9000, 3))
    after[8765, 2] = 15
    with pytest.raises(InvalidScenario, match=r"per cent at \[8765, 2\]"):
        smart(np.ones((9000, 3)), np.zeros((9000, 1)), after, demand=-1.0, substitution=-1.0)
