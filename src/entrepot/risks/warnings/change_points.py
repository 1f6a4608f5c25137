"""Since when a series stands at another level, by ruptures: for the few series that are candidates of an alarm."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

# A level is not told from a strange month by less.
SHORTEST: Final = 2
# A change must lower the squared deviations, counted in usual deviations, by more than so many times ln(n): the penalty of
# Bai and Perron's LWZ criterion lies between this and Yao's (1988) 2 ln(n), doi:10.1016/0167-7152(88)90118-6.
PENALTY: Final = 3.0


def last_change(adjusted: Numbers, scale: float) -> int | None:
    """The column at which the newest level begins; None where the series stands at one level. Months without a number are left out."""
    import numpy as np
    import ruptures

    known = np.flatnonzero(np.isfinite(adjusted))
    if len(known) < 2 * SHORTEST or not scale > 0:
        return None
    signal = (adjusted[known] / scale).reshape(-1, 1)
    ends = (
        ruptures.KernelCPD(kernel="linear", min_size=SHORTEST).fit(signal).predict(pen=PENALTY * math.log(len(known)))
    )
    return int(known[ends[-2]]) if len(ends) > 1 else None
