"""Breaks of level: found where they were put, with the means that anybody can take again, and not where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from entrepot.risks.level_change import long_enough, newest_change

MONTHS = np.arange(96)


def exports(seed: int, *, step: float = 0.0, at: int = 60, noise: float = 0.06) -> np.ndarray:
    """Eight years with a drift of six per cent a year and a season of a tenth."""
    drawn = np.random.default_rng(seed).normal(0, noise, len(MONTHS))
    return np.exp(10 + 0.005 * MONTHS + 0.1 * np.sin(MONTHS / 12 * 2 * np.pi) + drawn + step * (at <= MONTHS))


@pytest.mark.parametrize("step", [-0.35, 0.3])
def test_a_break_is_found_with_its_means(step: float) -> None:
    values = exports(3, step=step)
    found = newest_change(values, "month")
    assert found is not None and abs(found.begins - 60) <= 1
    since = found.begins
    assert found.over == 12
    assert found.after == pytest.approx(values[since : since + 12].mean())
    assert found.before == pytest.approx(values[since - 12 : since].mean())
    assert found.size == pytest.approx(found.after / found.before - 1)
    assert found.size == pytest.approx(np.exp(step + 0.06) - 1, abs=0.06)


def test_a_short_time_since_is_held_against_the_same_months() -> None:
    values = exports(5, step=0.5, at=88)
    found = newest_change(values, "month")
    assert found is not None and found.begins == 88 and found.over == 8
    assert found.before == pytest.approx(values[76:84].mean())


def test_drift_and_season_are_no_break() -> None:
    assert sum(newest_change(exports(seed), "month") is not None for seed in range(40)) <= 2
    assert newest_change(np.exp(0.1 * np.arange(12.0)), "year") is None


def test_years_tell_a_large_break() -> None:
    values = np.array([100.0, 104, 109, 112, 118, 60, 63, 66, 68, 71])
    found = newest_change(values, "year")
    assert found is not None and found.begins == 5
    assert (found.before, found.after) == (pytest.approx((109 + 112 + 118) / 3), pytest.approx((60 + 63 + 66) / 3))


@pytest.mark.parametrize(
    ("values", "step"), [(np.ones(35), "month"), (np.ones(7), "year"), (np.array([1.0] * 40 + [0.0]), "month")]
)
def test_too_short_or_broken_off(values: np.ndarray, step: str) -> None:
    assert not long_enough(values, step)  # type: ignore[arg-type]


def test_one_that_never_moves_has_no_break() -> None:
    assert newest_change(np.full(48, 7.0), "month") is None
