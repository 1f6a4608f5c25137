"""Fixed points of many problems at once, accelerated (Anderson 1965, doi:10.1145/321296.321305; Walker and Ni 2011)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MEMORY: Final = 6
OVERSHOT: Final = 3.0
# Differences that are nearly parallel tell nothing new; without this the least squares would follow their noise.
_RIDGE: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Attempt:
    """`points` and `residuals` (largest of each problem) where the loop stopped; `iterations` of each problem."""

    points: Array
    residuals: Array
    iterations: NDArray[np.int64]


Step = Callable[[Array, NDArray[np.int64]], tuple[Array, Array]]
"""From points (problems x unknowns) of the problems still open to their next points and residuals (one for each)."""


def settle(step: Step, start: Array, *, tolerance: float, most: int, memory: int = MEMORY) -> Attempt:
    """Iterate until every problem's residual is within `tolerance`, or `most` times; settled ones are left alone."""
    points = start.copy()
    residuals = np.full(len(start), np.inf)
    iterations = np.zeros(len(start), dtype=np.int64)
    best = np.full(len(start), np.inf)
    open_ = np.arange(len(start))
    # Images and steps of the last iterations, the oldest overwritten by the newest.
    images, steps = np.empty((2, len(start), memory + 1, start.shape[1]))
    x = start
    for count in range(1, most + 1):
        image, residual = step(x, open_)
        residuals[open_], iterations[open_] = residual, count
        settled = residual <= tolerance
        # The last image is a better point than the one whose residual was taken.
        points[open_] = np.where(settled[:, None], x, image)
        if settled.all():
            break
        if settled.any():
            stay = ~settled
            open_, x, image, residual = open_[stay], x[stay], image[stay], residual[stay]
            images, steps = images[stay], steps[stay]
        place = (count - 1) % (memory + 1)
        images[:, place], steps[:, place] = image, image - x
        # Extrapolation may overshoot: who is worse off than before goes on from its plain step.
        worse = ~(residual < best[open_] * OVERSHOT)
        best[open_] = np.minimum(best[open_], residual)
        x = np.where(worse[:, None], image, _mixed(images[:, :count], steps[:, :count], place))
        points[open_] = x
    return Attempt(points, residuals, iterations)


def _mixed(images: Array, steps: Array, newest: int) -> Array:
    """The point whose step, extrapolated from the last ones, is smallest."""
    image, step = images[:, newest], steps[:, newest]
    if images.shape[1] < 2:
        return image
    changes = steps - step[:, None]
    gram = changes @ changes.transpose(0, 2, 1)
    diagonal = np.arange(gram.shape[1])
    # The newest differs from itself by nothing, and the ridge gives it no weight.
    gram[:, diagonal, diagonal] += _RIDGE * np.trace(gram, axis1=1, axis2=2)[:, None] + np.finfo(float).tiny
    weights = np.linalg.solve(gram, changes @ -step[:, :, None])
    return np.asarray(image + (weights.transpose(0, 2, 1) @ (images - image[:, None]))[:, 0])
