"""Where to begin when only the elasticity differs: its equilibria lie on a smooth curve, so a few of them tell the rest.

The logarithms of wages as a polynomial in the logarithm of the elasticity, through Chebyshev's points (Berrut and Trefethen
2004, doi:10.1137/S0036144502417715); the solver has nothing left to do but to check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
POINTS: Final = 14
# Fewer draws are solved sooner one by one.
WORTH_IT: Final = 4 * POINTS


def points_between(theta: Array) -> Array:
    """The elasticities to solve for first."""
    low, high = np.log(theta.min()), np.log(theta.max())
    return np.asarray(np.exp((low + high) / 2 + (high - low) / 2 * np.cos(_angles())))


@dataclass(frozen=True, slots=True)
class Curve:
    """Equilibria (elasticity x country, logarithms of wages at the gate) at `points_between`."""

    theta: Array
    logs: Array

    def at(self, theta: Array) -> Array:
        known = np.log(self.theta)
        weights = np.sin(_angles()) * (-1.0) ** np.arange(POINTS)
        away = np.log(theta)[:, None] - known
        # At a point itself that point counts alone.
        away = np.where(np.abs(away) < np.finfo(float).eps, np.finfo(float).eps, away)
        shares = weights / away
        return np.asarray(shares / shares.sum(axis=1, keepdims=True) @ self.logs)


def _angles() -> Array:
    return np.asarray(np.pi * (np.arange(POINTS) + 0.5) / POINTS)
