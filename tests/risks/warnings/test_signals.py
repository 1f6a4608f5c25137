"""Thresholds of signals: a table counted by hand, training only, and weights."""

from __future__ import annotations

import numpy as np
import pytest

from entrepot.risks.warnings.signals import Threshold, composite, noise_to_signal, trained


def test_noise_to_signal_by_hand() -> None:
    # A = 3 right, C = 1 missed, B = 2 false, D = 4 quiet: (2/6) / (3/4).
    alarm = np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0], bool)
    event = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], bool)
    assert noise_to_signal(alarm, event) == pytest.approx((2 / 6) / (3 / 4))
    assert noise_to_signal(~event, event) == float("inf")


def test_the_threshold_is_where_noise_is_least() -> None:
    # Ten of a hundred months are events; they are the strongest signals but for two louder quiet months.
    signal = np.arange(100.0)
    event = np.zeros(100, bool)
    event[86:96] = True
    found = trained("demand", signal, event, (70, 95))
    assert found is not None
    ratios = {p: noise_to_signal(signal > np.percentile(signal, p), event) for p in range(70, 96)}
    assert found.noise_to_signal == min(ratios.values())
    assert found.percentile == min(ratios, key=lambda p: ratios[p])


def test_nothing_is_learned_without_events() -> None:
    assert trained("demand", np.arange(50.0), np.zeros(50, bool), (70, 95)) is None
    assert trained("demand", np.full(50, np.nan), np.ones(50, bool), (70, 95)) is None


def test_signals_weigh_by_the_inverse_of_their_noise() -> None:
    thresholds = (Threshold("a", 80, 1.0, 0.5), Threshold("b", 80, 1.0, 0.25))
    found = composite({"a": np.array([2.0, 2.0, 0.0, np.nan]), "b": np.array([2.0, 0.0, np.nan, np.nan])}, thresholds)
    assert found[:3] == pytest.approx([1, 2 / 6, 0])
    assert np.isnan(found[3])
    assert Threshold("c", 80, 1.0, 1.2).weight == 0
