"""From readings to scores: the map by hand, bounds, levels, and laws that hold for any map."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.parameters.risk_thresholds import ScoreMap
from entrepot.risks.finding import NOTHING, ReadingFound, Span
from entrepot.risks.register import RISKS, risk_named
from entrepot.risks.scoring import change_of, level_at, levels_of, score_at, score_of, weighted
from entrepot.vocabulary.errors import UnknownName
from entrepot.workbench.risks import thresholds_for

HHI = ScoreMap(((0.05, 0), (0.10, 25), (0.18, 50), (0.36, 75), (1.0, 100)), 1.0, "2023-12-18", "by hand")
SWING = ScoreMap(((-0.4, 100), (-0.1, 50), (0, 0), (0.1, 50), (0.4, 100)), 1.0, "2026-11-01", "by hand")


@pytest.mark.parametrize(
    ("value", "score"), [(0.0, 0), (0.05, 0), (0.075, 12.5), (0.18, 50), (0.27, 62.5), (0.68, 87.5), (2.0, 100)]
)
def test_the_map_by_hand(value: float, score: float) -> None:
    assert score_at(HHI, value) == pytest.approx(score)


def test_a_map_that_turns_has_its_turn_within_the_bounds() -> None:
    """Growth between -10 and +10 per cent may well be nothing: the least score is that of nothing, not of an end."""
    assert score_of(SWING, Span(-0.1, 0.1)) == Span(0, 50)
    assert score_of(SWING, Span(0.05, 0.1)) == Span(25, 50)


def test_what_is_not_known_may_have_any_score() -> None:
    assert score_of(HHI, NOTHING) == Span(0, 100)


@given(
    points=st.lists(st.tuples(st.floats(-10, 10), st.floats(0, 100)), min_size=2, max_size=6, unique_by=lambda p: p[0]),
    ends=st.tuples(st.floats(-12, 12), st.floats(-12, 12)),
    share=st.floats(0, 1),
)
def test_no_value_within_the_bounds_scores_outside_them(
    points: list[tuple[float, float]], ends: tuple[float, float], share: float
) -> None:
    scored = ScoreMap(tuple(sorted(points)), 1.0, "", "")
    low, high = min(ends), max(ends)
    within = min(max(low + share * (high - low), low), high)
    span = score_of(scored, Span(low, high))
    assert span.low is not None
    assert span.high is not None
    assert span.low - 1e-6 <= score_at(scored, within) <= span.high + 1e-6


def test_a_threshold_belongs_to_the_level_above() -> None:
    limits = thresholds_for()
    assert [level_at(score, limits) for score in (0, 24.99, 25, 50, 75, 100)] == [
        "low", "low", "watch", "high", "severe", "severe",
    ]  # fmt: skip
    assert levels_of(Span(49, 52), limits) == ("watch", "high")
    assert levels_of(NOTHING, limits) == ("low", "severe")


def _found(risk: str, reading: str, now: Span, before: Span, scored: ScoreMap, weight: float) -> ReadingFound:
    return ReadingFound(risk_named(risk).reading(reading), now, before, score_of(scored, now), weight)


def test_a_reading_that_is_missing_bounds_the_score_by_its_weight() -> None:
    known = _found("market_concentration", "hhi_partners", Span(0.18, 0.18), Span(0.10, 0.10), HHI, 0.6)
    missing = _found("market_concentration", "top_partner", NOTHING, NOTHING, HHI, 0.4)
    assert weighted((known, missing)) == Span(pytest.approx(30), pytest.approx(70))
    # Of the change only what is known in both years counts, with all the weight: from 25 to 50.
    assert change_of((known, missing), (HHI, HHI), thresholds_for()) == (pytest.approx(25), "rising")


def test_no_direction_without_a_year_before() -> None:
    alone = _found("market_concentration", "hhi_partners", Span(0.18, 0.18), NOTHING, HHI, 1.0)
    assert change_of((alone,), (HHI,), thresholds_for()) == (None, None)


def test_every_reading_has_a_map_and_weights_that_sum_to_one() -> None:
    limits = thresholds_for()
    assert [risk.id for risk in RISKS] == [
        "market_concentration", "scale_volatility", "product_return", "single_regime", "technical_barriers",
        "supply_dependence", "outward_dependence",
    ]  # fmt: skip
    for risk in RISKS:
        maps = [limits.readings[risk.id, reading.id] for reading in risk.readings]
        assert sum(one.weight for one in maps) == pytest.approx(1)
        assert all(one.reference and one.as_of for one in maps)
    # Each lever moves trade, and one that raises it raises what hangs on it.
    assert [risk.id for risk in RISKS if not risk.levers] == ["outward_dependence"]


def test_risks_are_found_by_either_name() -> None:
    assert risk_named("出口市场集中").id == risk_named("Market concentration").id == "market_concentration"
    with pytest.raises(UnknownName, match="market_concentration"):
        risk_named("market_concentratoin")
