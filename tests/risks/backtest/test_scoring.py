"""Scores by hand and against a textbook, and events in their months."""

from __future__ import annotations

import numpy as np
import pytest
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
    moves = moves_after(level, known=0, origin=1, within=3)
    assert moves[0] == pytest.approx([0.05, 0.2, 0.3])
    first = first_reached(moves, np.full(3, 0.1))
    assert first[:2] == pytest.approx([2, 0])
    assert np.isnan(first[2])


def test_what_is_known_is_what_is_published() -> None:
    settings = warning_settings()
    assert known_until(2019 * 12 + 4, settings) == 2019 * 12 + 3
    # January and February of 2021 come out in March: at the end of February December is the newest.
    assert known_until(2021 * 12 + 1, settings) == 2020 * 12 + 11
    assert known_until(2021 * 12 + 2, settings) == 2021 * 12 + 1
    assert known_until(2019 * 12 + 1, settings) == 2019 * 12
