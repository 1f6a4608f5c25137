"""What happened after each origin: by how much the adjusted series moved, and in which month first far enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entrepot.parameters.warning_settings import Kind, WarningSettings
from entrepot.risks.warnings.baseline import season, smoothed
from entrepot.risks.warnings.judging import logarithms
from entrepot.risks.warnings.moves import ahead, begun_or_ahead
from entrepot.risks.warnings.series import MonthlySeries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moves:
    """By series and month after an origin: how far it moved in all, and how far beyond what was seen; NaN where not known."""

    begun_or_ahead: Numbers
    ahead: Numbers

    def of(self, lines: NDArray[np.int64]) -> Moves:
        return Moves(self.begun_or_ahead[lines], self.ahead[lines])


def adjusted(series: MonthlySeries, kind: Kind, settings: WarningSettings, price: Numbers | None = None) -> Numbers:
    """The series as it is told today, in logarithms and without its season: what events are events of."""
    logs, _ = logarithms(series, kind, settings, price)
    without: Numbers = logs - season(logs)
    return without


def moves_after(months: Numbers, *, smoothed_months: int, known: int, origin: int, within: int) -> Moves:
    """Of the smoothed series, from its level in the last month that was known, and beyond that month itself."""
    import numpy as np

    level = smoothed(months, smoothed_months)
    later = np.full((len(level), within), np.nan)
    there = level[:, origin + 1 : origin + 1 + within]
    later[:, : there.shape[1]] = there
    last = level[:, [known]]
    return Moves(begun_or_ahead(later, last), ahead(later, last, months[:, [known]]))


def first_reached(moves: Numbers, threshold: Numbers) -> Numbers:
    """The month (1 is the one after the origin) in which the move is first as far as the threshold; 0 never, NaN unknown."""
    import numpy as np

    with np.errstate(invalid="ignore"):
        reached = moves >= threshold[:, None]
    first = np.where(reached.any(axis=1), reached.argmax(axis=1) + 1.0, 0.0)
    # What has not been reached may yet have been, in a month that is not told.
    unknown = ~np.isfinite(moves).all(axis=1) & (first == 0) | ~np.isfinite(threshold)
    return np.where(unknown, np.nan, first)
