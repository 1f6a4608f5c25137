"""What happened after each origin: by how much the adjusted series moved, and in which month first far enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.parameters.warning_settings import Kind, WarningSettings
from entrepot.risks.warnings.baseline import season, smoothed
from entrepot.risks.warnings.judging import logarithms
from entrepot.risks.warnings.series import MonthlySeries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


def levels(series: MonthlySeries, kind: Kind, settings: WarningSettings, price: Numbers | None = None) -> Numbers:
    """The series as it is told today, in logarithms, without its season and smoothed: what events are events of."""
    logs, _ = logarithms(series, kind, settings, price)
    return smoothed(logs - season(logs), settings.smoothed_months)


def moves_after(level: Numbers, *, known: int, origin: int, within: int) -> Numbers:
    """By series and month after the origin: how far from the level that was known last; NaN where either is missing."""
    import numpy as np

    after = np.full((len(level), within), np.nan)
    there = level[:, origin + 1 : origin + 1 + within]
    after[:, : there.shape[1]] = there
    size: Numbers = np.abs(after - level[:, [known]])
    return size


def first_reached(moves: Numbers, threshold: Numbers) -> Numbers:
    """The month (1 is the one after the origin) in which the move is first as far as the threshold; 0 never, NaN unknown."""
    import numpy as np

    with np.errstate(invalid="ignore"):
        reached = moves >= threshold[:, None]
    first = np.where(reached.any(axis=1), reached.argmax(axis=1) + 1.0, 0.0)
    # What has not been reached may yet have been, in a month that is not told.
    unknown = ~np.isfinite(moves).all(axis=1) & (first == 0) | ~np.isfinite(threshold)
    return np.where(unknown, np.nan, first)
