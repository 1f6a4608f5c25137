"""Seasons, expected months and scales: by hand, and what they must not do."""

from __future__ import annotations

import numpy as np
import pytest

from entrepot.risks.warnings.baseline import NORMAL_MAD, baseline, before, median, season, smoothed


def test_a_pattern_without_noise_is_all_season() -> None:
    pattern = np.array([0.5, -0.9, 0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.4, -0.4, 0.4])
    pattern -= np.median(pattern)
    found = season((np.tile(pattern, 5) + 0.01 * np.arange(60))[None])
    assert found[0, 24:36] - found[0, 24] == pytest.approx(pattern - pattern[0], abs=0.01)


def test_noise_is_no_season() -> None:
    noise = np.random.default_rng(1).normal(0, 1, (400, 60))
    # Unshrunk medians of four normal numbers would have a standard deviation of 0.55.
    assert season(noise).std() < 0.25


def test_a_shock_is_no_season() -> None:
    calm = np.random.default_rng(2).normal(0, 0.1, (1, 60))
    shocked = calm.copy()
    shocked[0, 30] += 5
    assert np.abs(season(shocked) - season(calm)).max() < 0.15


def test_two_years_without_a_season_have_none() -> None:
    assert (season(np.random.default_rng(3).normal(0, 1, (3, 24))) == 0).all()


def test_medians_by_hand() -> None:
    some = np.array([[3.0, np.nan, 1.0, 2.0], [np.nan, np.nan, np.nan, np.nan], [4.0, 1.0, 3.0, 2.0]])
    assert median(some)[[0, 2]] == pytest.approx([2, 2.5])
    assert np.isnan(median(some)[1])
    assert median(np.arange(11.0)[None], 0.9)[0] == 9


def test_the_months_before_do_not_hold_the_month_itself() -> None:
    found = before(np.array([[1.0, 2.0, 3.0, 100.0]]), 3, 2)
    assert np.isnan(found[0, :2]).all()
    assert found[0, 2:] == pytest.approx([1.5, 2])


def test_the_median_of_three_ignores_one_strange_month() -> None:
    assert smoothed(np.array([[1.0, 1.0, 9.0, 1.0, np.nan]]), 3)[0, 2:] == pytest.approx([1, 1, 5])


def test_the_median_of_three_is_the_median() -> None:
    some = np.random.default_rng(8).normal(0, 1, (50, 40))
    some[np.random.default_rng(9).random(some.shape) < 0.3] = np.nan
    windows = np.stack([some[:, place : 38 + place] for place in range(3)], axis=2)
    wanted = np.where(np.isfinite(windows).sum(axis=2) >= 2, median(windows), np.nan)
    assert smoothed(some, 3)[:, 2:] == pytest.approx(wanted, nan_ok=True)


def test_a_step_stands_out_by_as_much_as_it_is() -> None:
    logs = np.random.default_rng(4).normal(0, 0.1, (1, 60))
    logs[0, -3:] += 1
    found = baseline(logs, least_scale=0.01)
    assert found.move[1, 0] == pytest.approx(1, abs=0.2)
    assert found.scale[0, 0] == pytest.approx(0.1, abs=0.05)
    assert found.move[1, 0] / found.scale[1, 0] > 8


def test_the_scale_is_that_of_a_normal_distribution() -> None:
    logs = np.random.default_rng(5).normal(0, 1, (300, 60))
    # A month against the median of twelve others: 1 + pi / 24 of the variance.
    assert np.median(baseline(logs, least_scale=0.01).scale[0]) == pytest.approx(np.sqrt(1 + np.pi / 24), rel=0.08)


def test_a_series_that_never_moves_has_the_least_scale() -> None:
    found = baseline(np.zeros((1, 60)), least_scale=0.01)
    assert found.scale[:, 0] == pytest.approx([0.01, 0.01])
    assert pytest.approx(0.67449) == NORMAL_MAD


def test_a_gap_of_a_year_says_nothing_of_the_month_after_it() -> None:
    logs = np.random.default_rng(6).normal(0, 1, (1, 60))
    logs[0, 47:59] = np.nan
    assert np.isnan(baseline(logs, least_scale=0.01).move[:, 0]).all()
