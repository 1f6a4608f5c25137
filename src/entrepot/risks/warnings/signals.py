"""Many signals as one: each gives an alarm above its own threshold, and weighs by how little noise that threshold lets in.

Kaminsky, Lizondo and Reinhart (1998), IMF Staff Papers 45(1), 1-48; the weights are those of Kaminsky (1999), IMF Working
Paper 99/178. Thresholds are percentiles of each signal in the training months, and of no later ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Threshold:
    """Above `value` a signal is an alarm; `noise_to_signal` is the share of quiet months alarmed over that of events."""

    name: str
    percentile: int
    value: float
    noise_to_signal: float

    @property
    def weight(self) -> float:
        """The inverse of the ratio; nothing for a signal that is as loud in quiet months as before events."""
        return 1.0 / max(self.noise_to_signal, LEAST_RATIO) if self.noise_to_signal < 1 else 0.0


# A signal that never failed in a short past is no more than this much better than chance.
LEAST_RATIO = 0.1


def noise_to_signal(alarm: Truths, event: Truths) -> float:
    """[B / (B + D)] / [A / (A + C)]: A right and C missing alarms of events, B false and D rightly absent ones; infinite without any right one."""
    right, missed = int((alarm & event).sum()), int((~alarm & event).sum())
    false, quiet = int((alarm & ~event).sum()), int((~alarm & ~event).sum())
    if not right or not false + quiet:
        return float("inf")
    return (false / (false + quiet)) / (right / (right + missed))


def trained(name: str, signal: Numbers, event: Truths, percentiles: tuple[int, int]) -> Threshold | None:
    """The percentile of the training months that minimises noise to signal (the lowest of equals); None where nothing is known."""
    import numpy as np

    known = np.isfinite(signal)
    values, happened = signal[known], event[known]
    if not len(values) or not happened.any() or happened.all():
        return None
    low, high = percentiles
    cuts = np.percentile(values, range(low, high + 1))
    ratios = [noise_to_signal(values > cut, happened) for cut in cuts]
    best = int(np.argmin(ratios))
    return Threshold(name, low + best, float(cuts[best]), ratios[best])


def composite(signals: dict[str, Numbers], thresholds: tuple[Threshold, ...]) -> Numbers:
    """The weights of the signals that are above their thresholds, as a part of the weights of those that are known; NaN where none is."""
    import numpy as np

    sums: Numbers = np.zeros(next(iter(signals.values())).shape) if signals else np.zeros(0)
    possible = sums.copy()
    for threshold in thresholds:
        signal = signals[threshold.name]
        known = np.isfinite(signal)
        sums = sums + np.where(known & (np.nan_to_num(signal) > threshold.value), threshold.weight, 0.0)
        possible = possible + np.where(known, threshold.weight, 0.0)
    found: Numbers = np.divide(sums, possible, out=np.full(sums.shape, np.nan), where=possible > 0)
    return found
