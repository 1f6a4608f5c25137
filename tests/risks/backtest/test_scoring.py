"""Scores by hand and against a textbook, and events in their months."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import mannwhitneyu

from entrepot.parameters.warning_settings import warning_settings
from entrepot.risks.backtest.events import first_reached, moves_after
from entrepot.risks.backtest.origins import known_until
from entrepot.risks.backtest.scoring import area_under_curve, scored


def test_a_table_counted_by_hand() -> None:
    # Two of three alarms are right, two of four events are foreseen, one of six quiet months is alarmed.
    alarm = np.array([1, 1, 0, 0, 1, 0, 0, 0, 0, 0], bool)
    first = np.array([1, 3, 2, 1, 0, 0, 0, 0, 0, 0], float)
    found = scored(alarm, alarm.astype(float), first)
    assert (found.alarms, found.hits, found.events, found.cases) == (3, 2, 4, 10)
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(1 / 2)
    assert found.skill == pytest.approx(1 / 2 - 1 / 6)
    assert found.lead == 2


def test_the_area_of_the_example_in_scikit_learn() -> None:
    # The documentation of roc_auc_score: y = 0 0 1 1, scores 0.1 0.4 0.35 0.8, area 0.75.
    assert area_under_curve(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1], bool)) == 0.75


def test_the_area_with_ties_is_that_of_mann_and_whitney() -> None:
    generator = np.random.default_rng(7)
    strength, event = generator.integers(0, 5, 200).astype(float), generator.random(200) < 0.3
    u = mannwhitneyu(strength[event], strength[~event]).statistic
    assert area_under_curve(strength, event) == pytest.approx(u / (event.sum() * (~event).sum()))


def test_nothing_is_divided_by_nothing() -> None:
    found = scored(np.zeros(3, bool), np.zeros(3), np.zeros(3))
    assert (found.precision, found.recall, found.skill, found.lead, found.auroc) == (None, None, None, None, None)


def test_the_month_in_which_an_event_is_reached() -> None:
    level = np.array([[0.0, 0.0, 0.05, 0.2, 0.3], [0.0, 0.0, 0.05, 0.0, 0.0], [0.0, 0.0, 0.05, np.nan, 0.0]])
    moves = moves_after(level, smoothed_months=1, known=0, origin=1, within=3).begun_or_ahead
    assert moves[0] == pytest.approx([0.05, 0.2, 0.3])
    first = first_reached(moves, np.full(3, 0.1))
    assert first[:2] == pytest.approx([2, 0])
    assert np.isnan(first[2])


KNOWN, ORIGIN = 6, 7
Senses = tuple[bool, bool]


def events(months: list[float], least: float = 0.2) -> Senses:
    """Whether there is an event at all, and one that is still ahead."""
    moves = moves_after(np.array([months]), smoothed_months=3, known=KNOWN, origin=ORIGIN, within=3)
    begun_or_ahead, ahead = (
        first_reached(one, np.array([least]))[0] > 0 for one in (moves.begun_or_ahead, moves.ahead)
    )
    return bool(begun_or_ahead), bool(ahead)


@pytest.mark.parametrize("step", [-0.4, 0.4])
@pytest.mark.parametrize(
    ("begins", "wanted"),
    [
        (KNOWN - 1, (False, False)),  # it is the level by now
        (KNOWN, (True, False)),  # whole in the last month that was known
        (KNOWN + 1, (True, True)),  # that month is not published at the origin
        (ORIGIN + 2, (True, True)),
        (ORIGIN + 3, (False, False)),  # too late for the median to follow
    ],
)
def test_a_step_is_ahead_until_the_last_known_month_shows_it(begins: int, wanted: Senses, step: float) -> None:
    assert events([step if month >= begins else 0.0 for month in range(12)]) == wanted


@given(st.integers(0, 11), st.floats(-3, 3))
def test_one_strange_month_makes_no_event(place: int, size: float) -> None:
    assert events([size if month == place else 0.0 for month in range(12)]) == (False, False)


def test_of_a_break_by_steps_the_later_steps_are_ahead() -> None:
    """Four steps of -0.1: the last known month shows the first, the second, all but the last, all."""
    by_steps = [[-0.1 * min(max(month - begins, 0), 4) for month in range(12)] for begins in (5, 4, 3, 2)]
    assert [events(months) for months in by_steps] == [(True, True), (True, True), (True, False), (False, False)]


def test_a_month_that_overshot_is_no_move_ahead() -> None:
    """The level comes to lie between what it was and what the last known month showed."""
    assert events([0.0] * KNOWN + [-0.6] + [-0.3] * 5) == (True, False)
    assert events([0.0] * KNOWN + [0.6] + [-0.3] * 5) == (True, True)


@given(arrays(np.float64, (5, 12), elements=st.floats(-2, 2)), st.integers(0, 59))
def test_what_is_ahead_is_never_more_than_what_has_begun_or_is_ahead(months: np.ndarray, missing: int) -> None:
    months.ravel()[missing] = np.nan
    moves = moves_after(months, smoothed_months=3, known=KNOWN, origin=ORIGIN, within=3)
    both = np.isfinite(moves.ahead)
    assert (moves.ahead[both] <= moves.begun_or_ahead[both]).all()
    assert not np.isfinite(moves.ahead[~np.isfinite(moves.begun_or_ahead)]).any()
    assert not np.isfinite(moves.ahead[np.isnan(months[:, KNOWN])]).any()


def test_who_has_seen_a_step_foresees_nothing_but_recognises_it() -> None:
    """Steps that nobody can foresee: an alarm at each of them is no better than chance at what is ahead."""
    generator = np.random.default_rng(1)
    steps = np.where(generator.random((4000, 12)) < 0.03, generator.choice([-0.4, 0.4], (4000, 12)), 0.0)
    months = steps.cumsum(axis=1) + generator.normal(0, 0.03, steps.shape)
    moves = moves_after(months, smoothed_months=3, known=KNOWN, origin=ORIGIN, within=3)
    last = np.abs(months[:, KNOWN] - months[:, KNOWN - 1])
    foreseen = scored(last >= 0.2, last, first_reached(moves.ahead, np.full(4000, 0.2)))
    recognised = scored(last >= 0.2, last, first_reached(moves.begun_or_ahead, np.full(4000, 0.2)))
    assert foreseen.alarms > 50
    assert foreseen.skill == pytest.approx(0, abs=0.05)
    assert foreseen.auroc == pytest.approx(0.5, abs=0.05)
    assert recognised.skill is not None
    assert recognised.skill > 0.2


def test_what_is_known_is_what_is_published() -> None:
    settings = warning_settings()
    assert known_until(2019 * 12 + 4, settings) == 2019 * 12 + 3
    # January and February of 2021 come out in March: at the end of February December is the newest.
    assert known_until(2021 * 12 + 1, settings) == 2020 * 12 + 11
    assert known_until(2021 * 12 + 2, settings) == 2021 * 12 + 1
    assert known_until(2019 * 12 + 1, settings) == 2019 * 12
