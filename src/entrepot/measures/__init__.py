"""Measures: one registry of small declared functions, listed here by theme."""

from __future__ import annotations

from entrepot.measures import (
    advantage,
    concentration,
    dependence,
    direction,
    diversification,
    growth,
    level,
    peers,
    shares,
)
from entrepot.measures.measure import Measure, all_measures, measure_named

THEMES = (level, growth, dependence, shares, peers, direction, concentration, diversification, advantage)

__all__ = ["THEMES", "Measure", "all_measures", "measure_named"]
