"""Percentiles among peers, and how far a rank moves under other weights."""

from __future__ import annotations

import numpy as np

from entrepot.risks.standing import percentile, rank_intervals, ranks


def test_percentile_by_hand() -> None:
    """Three of four others are below 50; with three others there are too few to say."""
    assert percentile(50, np.array([10.0, 20, 30, 90])) == 0.75
    assert percentile(50, np.array([50.0, 50, 50, 50])) == 0
    assert percentile(50, np.array([10.0, 20, 30])) is None


def test_equals_share_the_better_rank() -> None:
    assert ranks(np.array([5.0, 9, 5, 1])).tolist() == [2, 1, 2, 4]


def test_who_leads_in_every_reading_leads_under_all_weights() -> None:
    scores = np.array([[90.0, 80], [50, 10], [10, 60]])
    first, second, third = rank_intervals(scores, np.array([0.9, 0.1]), draws=500, seed=1, interval=0.9)
    assert (first.declared, first.equal, first.low, first.high) == (1, 1, 1, 1)
    assert (second.declared, second.equal) == (2, 3)
    # Which of the two comes second hangs on the weights, and the interval says so.
    assert (second.low, second.high) == (third.low, third.high) == (2, 3)


def test_the_same_seed_draws_the_same() -> None:
    scores = np.random.default_rng(3).uniform(0, 100, (12, 4))
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    once = rank_intervals(scores, weights, draws=50, seed=7, interval=0.9)
    assert once == rank_intervals(scores, weights, draws=50, seed=7, interval=0.9)
    assert any(one.low < one.high for one in once)
