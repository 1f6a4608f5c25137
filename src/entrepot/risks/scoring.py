"""From readings to scores and levels: a declared map, weights, and the bounds of what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from entrepot.parameters.risk_thresholds import RiskThresholds, ScoreMap
from entrepot.risks.finding import LEVELS, Direction, Level, ReadingFound, Span

LEAST, MOST = 0.0, 100.0
ANYTHING = Span(LEAST, MOST)
"""The score of a reading that is not known."""


def score_at(scored: ScoreMap, value: float) -> float:
    """The score of one value: straight lines between the points, level beyond the first and the last."""
    points = scored.points
    if value <= points[0][0]:
        return points[0][1]
    for (low, at_low), (high, at_high) in pairwise(points):
        if value <= high:
            return at_low + (at_high - at_low) * (value - low) / (high - low)
    return points[-1][1]


def score_of(scored: ScoreMap, value: Span) -> Span:
    """The least and the most that the map makes of a value between two ends; anything where the value is not known."""
    if value.low is None or value.high is None:
        return ANYTHING
    within = [score for at, score in scored.points if value.low < at < value.high]
    ends = [score_at(scored, value.low), score_at(scored, value.high), *within]
    return Span(min(ends), max(ends))


def weighted(readings: Sequence[ReadingFound]) -> Span:
    """The weighted mean of the scores, between the least and the most it can be."""
    return Span(
        sum(one.weight * (one.score.low if one.score.low is not None else LEAST) for one in readings),
        sum(one.weight * (one.score.high if one.score.high is not None else MOST) for one in readings),
    )


def level_at(score: float, thresholds: RiskThresholds) -> Level:
    """The level that a score is in; a threshold itself belongs to the level above."""
    # What sums to 50 but for the last bit is 50.
    return LEVELS[sum(score >= limit - 1e-9 for limit in thresholds.levels)]


def levels_of(score: Span, thresholds: RiskThresholds) -> tuple[Level, Level]:
    """The lowest and the highest level that the score can be in."""
    low = LEAST if score.low is None else score.low
    high = MOST if score.high is None else score.high
    return level_at(low, thresholds), level_at(high, thresholds)


def change_of(
    readings: Sequence[ReadingFound], maps: Sequence[ScoreMap], thresholds: RiskThresholds
) -> tuple[float | None, Direction | None]:
    """How far the score moved in a year, and whether that is a move; nothing where no scored reading is known in both years.

    Only readings known in both years count, with their weights brought to one: what has come to be known is no change.
    """
    known = [
        (one.weight, score_at(scored, one.value.point) - score_at(scored, one.before.point))
        for one, scored in zip(readings, maps, strict=True)
        if one.weight and one.value.point is not None and one.before.point is not None
    ]
    total = sum(weight for weight, _ in known)
    if not total:
        return None, None
    change = sum(weight * moved for weight, moved in known) / total
    if abs(change) <= thresholds.steady_within:
        return change, "steady"
    return change, "rising" if change > 0 else "falling"
