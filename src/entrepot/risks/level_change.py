"""Since when exports stand at another level than their own season and drift explain: the newest break, by ruptures."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from entrepot.risks.warnings.baseline import IN_A_YEAR, NORMAL_MAD, season

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Step = Literal["month", "year"]
FEWEST: Final[dict[Step, int]] = {"month": 36, "year": 8}
"""With less, a break cannot be told from the season or from a strange year."""
_SHORTEST: Final[dict[Step, int]] = {"month": 6, "year": 2}
"""How long a level lasts at least to be one."""
_AROUND: Final[dict[Step, int]] = {"month": IN_A_YEAR, "year": 3}
"""Over how many steps on either side the level is told."""
LEAST: Final = 0.1
"""As of growth, where a tenth is a swing: smaller breaks are of no weight."""
_LEAST_NOISE: Final = 0.01
_MOST_FOLLOWED: Final = 0.8
_MOST_ROUNDS: Final = 5
# A break must lower the squared deviations, counted in the noise, by more than so many times ln(n): more than Bai and Perron's LWZ
# criterion asks, since drift and noise are guessed. Of series without a break, one in twenty at most then shows one, where one
# month's noise carries two fifths into the next; where it carries more, more do.
PENALTY: Final = 4.0


@dataclass(frozen=True, slots=True)
class LevelChange:
    """`begins` is the place of the first step at the newest level; the means of what was told before it and since.

    Of months, the mean since is of up to twelve, and the mean before of the same months of the calendar a year earlier.
    """

    begins: int
    before: float
    after: float
    over: int
    number: int = 1
    """How many such breaks there are in all."""

    @property
    def size(self) -> float:
        return self.after / self.before - 1


def long_enough(values: Numbers, step: Step) -> bool:
    """Whether a break could be told at all: a gap ends what can be compared."""
    import numpy as np

    return len(values) >= FEWEST[step] and bool((np.isfinite(values) & (values > 0)).all())


def newest_change(values: Numbers, step: Step) -> LevelChange | None:
    """The newest break of a series that is long enough; None where it has kept to its season and drift."""
    import numpy as np

    logs = np.log(values)
    adjusted = logs - season(logs[None])[0] if step == "month" else logs
    lag = IN_A_YEAR if step == "month" else 1
    found = [_told(values, place, step) for place in _breaks(adjusted, _SHORTEST[step]) if place >= lag]
    large = [one for one in found if abs(one.size) >= LEAST]
    return replace(large[-1], number=len(large)) if large else None


def _breaks(adjusted: Numbers, shortest: int) -> list[int]:
    """Steps beside a drift: a first one that is worth its penalty, then all that there are once the drift is told between them."""
    import numpy as np
    import ruptures

    steps, penalty = np.arange(len(adjusted)), PENALTY * math.log(len(adjusted))
    best, gain, left = _best_step(adjusted, shortest)
    if gain < penalty * _noise(left) ** 2:
        return []
    starts = [best]
    for _ in range(_MOST_ROUNDS):
        level = adjusted - _drift(adjusted, np.searchsorted(starts, steps, side="right")) * steps
        signal = (level / _noise(level)).reshape(-1, 1)
        found = ruptures.KernelCPD(kernel="linear", min_size=shortest).fit(signal).predict(pen=penalty)[:-1]
        if found == starts:
            break
        starts = [int(one) for one in found]
    return starts


def _best_step(adjusted: Numbers, shortest: int) -> tuple[int, float, Numbers]:
    """Where one step beside a straight line fits best, by how much it lowers the squared deviations, and what it leaves."""
    import numpy as np

    number = len(adjusted)
    line, _ = np.linalg.qr(np.column_stack([np.ones(number), np.arange(number)]))
    places = np.arange(shortest, number - shortest + 1)
    steps = (np.arange(number)[None] >= places[:, None]).astype(float)
    steps -= steps @ line @ line.T
    left = adjusted - line @ (line.T @ adjusted)
    by = steps @ left
    gain = by**2 / (steps**2).sum(axis=1)
    best = int(gain.argmax())
    return int(places[best]), float(gain[best]), left - steps[best] * by[best] / (steps[best] ** 2).sum()


def _drift(adjusted: Numbers, segment: NDArray[np.int64]) -> float:
    """The median slope between points of the same level, wider pairs counting more (Theil and Sen)."""
    import numpy as np

    one, other = np.triu_indices(len(adjusted), 1)
    alike = segment[one] == segment[other]
    apart = (other - one)[alike]
    slopes = (adjusted[other] - adjusted[one])[alike] / apart
    order = np.argsort(slopes)
    weights = np.cumsum(apart[order])
    return float(slopes[order][np.searchsorted(weights, weights[-1] / 2)])


def _noise(level: Numbers) -> float:
    """How far steps of a level usually stray, more where a stray one is followed by others: a break moves no median of differences."""
    import numpy as np

    by_one, by_two = (float(np.median(np.abs(level[lag:] - level[:-lag]))) / NORMAL_MAD for lag in (1, 2))
    if not by_one:
        return _LEAST_NOISE
    # Of an autoregression with the factor f these two are as root 2 (1 - f) and root 2 (1 - f f).
    factor = min(max((by_two / by_one) ** 2 - 1, 0.0), _MOST_FOLLOWED)
    single = by_one / math.sqrt(2 * (1 - factor))
    return max(single * math.sqrt((1 + factor) / (1 - factor)), _LEAST_NOISE)


def _told(values: Numbers, begins: int, step: Step) -> LevelChange:
    over = min(_AROUND[step], len(values) - begins)
    after = values[begins : begins + over]
    earlier = values[begins - IN_A_YEAR :][:over] if step == "month" else values[max(0, begins - over) : begins]
    return LevelChange(begins, float(earlier.mean()), float(after.mean()), over)
