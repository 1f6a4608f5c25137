"""Since when a series stands at another level, by ruptures: for the few series that are candidates of an alarm."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

FEWEST: Final = 4
# A change must lower the squared deviations, counted in usual deviations, by more than so many times ln(n): the penalty of
# Bai and Perron's LWZ criterion lies between this and Yao's (1988) 2 ln(n), doi:10.1016/0167-7152(88)90118-6.
PENALTY: Final = 3.0


def last_change(adjusted: Numbers, scale: float) -> int | None:
    """The column at which the newest level begins; None where the series stands at one level. Months without a number are left out."""
    import numpy as np
    import ruptures

    known = np.flatnonzero(np.isfinite(adjusted))
    if len(known) < FEWEST or not scale > 0:
        return None
    signal = _without_spikes(adjusted[known] / scale).reshape(-1, 1)
    ends = ruptures.KernelCPD(kernel="linear", min_size=1).fit(signal).predict(pen=PENALTY * math.log(len(known)))
    return int(known[ends[-2]]) if len(ends) > 1 else None


def _without_spikes(months: Numbers) -> Numbers:
    """Each month as the median of itself and its neighbours: a step stays where it is, one strange month is no level.

    The last month has no neighbour that could tell: what began in it begins in it.
    """
    import numpy as np

    between = np.median(np.stack((months[:-2], months[1:-1], months[2:])), axis=0)
    return np.concatenate((months[:1], between, months[-1:]))
