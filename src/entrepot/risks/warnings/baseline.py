"""What a month is expected to bring, out of the months before it, and how far off series of its kind usually are.

All series at once: a line each. Medians throughout, so that single strange months move neither the season nor the scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

IN_A_YEAR: Final = 12
# Half of the year before: with less, the median of what is there says little about the year.
FEWEST_IN_YEAR: Final = 6
# Two years give each month of the calendar something to be compared with.
FEWEST_FOR_SEASON: Final = 24
# The median of absolute deviations of a normal distribution is this part of its standard deviation.
NORMAL_MAD: Final = 0.6744897501960817
# And nine in ten of them lie within this many.
NORMAL_NINE_IN_TEN: Final = 1.6448536269514722


SPANS: Final = (1, 3)
"""The last month by itself, and the last three: a sudden move and one that came by steps."""


OF_THREE: Final = 0.716
"""Of independent months: how far the median of three lies from that of twelve, over how far one does, root of (0.449 + 0.131) / 1.131."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """In logarithms; `adjusted` is the series without its season, by series and month.

    `move` is by span and series: how far the median of the last months lies above that of the twelve before them; `scale`
    how far it usually does, as a standard deviation: by the median of all months, or by nine months in ten where this is
    more, as of trade that comes and goes. NaN where too little is known. `off` has the moves of all months.
    """

    adjusted: Numbers
    move: Numbers
    scale: Numbers
    off: Numbers


def baseline(logs: Numbers, *, least_scale: float) -> Baseline:
    """The season and the scale of each series are those of the whole window that is given."""
    import numpy as np

    adjusted = logs - season(logs)
    year = before(adjusted, IN_A_YEAR, FEWEST_IN_YEAR)
    off, scale = np.full((len(SPANS), *logs.shape), np.nan), np.full((len(SPANS), len(logs)), np.nan)
    for place, span in enumerate(SPANS):
        recent = smoothed(adjusted, span)[:, span - 1 :]
        off[place, :, span - 1 :] = recent - year[:, : recent.shape[1]]
        # What is not known of the month itself is not told by those before it.
        off[place][~np.isfinite(adjusted)] = np.nan
        scale[place] = usual(off[place], least_scale)
    # Few independent quarters fit into a window, and chance alone makes some series look calmer than their months allow.
    scale[1] = np.maximum(scale[1], OF_THREE * scale[0])
    return Baseline(adjusted, off[:, :, -1], scale, off)


def usual(off: Numbers, least: float) -> Numbers:
    """How far from nothing these usually are, as a standard deviation; NaN where less than a year of them is known."""
    import numpy as np

    size = np.abs(off)
    scale = np.maximum(median(size) / NORMAL_MAD, median(size, 0.9) / NORMAL_NINE_IN_TEN)
    return np.where(np.isfinite(size).sum(axis=1) >= IN_A_YEAR, np.maximum(scale, least), np.nan)


def smoothed(numbers: Numbers, span: int) -> Numbers:
    """The median of each month and those just before it, `span` in all; NaN where less than half of them are known."""
    import numpy as np

    if span == 1:
        return numbers.copy()
    if span == 3:
        return _of_three(*(_padded(numbers, 2)[:, place : place + numbers.shape[1]] for place in range(3)))
    windows = np.lib.stride_tricks.sliding_window_view(_padded(numbers, span - 1), span, axis=1)
    return np.where(np.isfinite(windows).sum(axis=2) * 2 > span, median(windows), np.nan)


def _of_three(a: Numbers, b: Numbers, c: Numbers) -> Numbers:
    """The median of three, the mean of two where one is missing: without sorting, which takes ten times as long."""
    import numpy as np

    whole = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    two: Numbers = 0.5 * (np.fmin(np.fmin(a, b), c) + np.fmax(np.fmax(a, b), c))
    known = np.isfinite(a).astype(np.int8) + np.isfinite(b) + np.isfinite(c)
    found: Numbers = np.where(known == 3, whole, np.where(known == 2, two, np.nan))
    return found


def _padded(numbers: Numbers, length: int) -> Numbers:
    import numpy as np

    return np.concatenate((np.full((len(numbers), length), np.nan), numbers), axis=1)


def season(logs: Numbers) -> Numbers:
    """What each month of the calendar usually adds to the year around it; nothing where two years are not known.

    Drawn towards nothing by as much of the differences between months as chance alone would make (James and Stein; Miller
    and Williams 2003, International Journal of Forecasting 19(4), 669-684): noise is no season.
    """
    import numpy as np

    series, months = logs.shape
    years = -(-months // IN_A_YEAR)
    off = np.full((series, years * IN_A_YEAR), np.nan)
    off[:, :months] = logs - around(logs)
    by_month = off.reshape(series, years, IN_A_YEAR).transpose(0, 2, 1)
    of_month = median(by_month)
    known = np.isfinite(off).sum(axis=1)
    left = median(np.abs(by_month - of_month[:, :, None]).reshape(series, years * IN_A_YEAR)) / NORMAL_MAD
    # A month of the calendar that was never traded has no season of its own; together they add nothing.
    of_month = np.nan_to_num(of_month - np.nan_to_num(median(of_month))[:, None])
    a_month = np.maximum(known / IN_A_YEAR, 1.0)
    # The median of n normal numbers varies by pi / 2n of their variance; what is left around it has one degree less.
    by_chance = np.nan_to_num(left) ** 2 * (a_month / np.maximum(a_month - 1, 1.0)) * (np.pi / 2) / a_month
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.clip(1 - by_chance / (of_month**2).mean(axis=1), 0.0, 1.0)
    kept = np.where(known >= FEWEST_FOR_SEASON, np.nan_to_num(kept), 0.0)
    return np.tile(kept[:, None] * of_month, years)[:, :months]


def around(logs: Numbers) -> Numbers:
    """The mean of the twelve months around each, those at both ends by half; NaN where the year is not whole in the window."""
    import numpy as np

    half = IN_A_YEAR // 2
    series, months = logs.shape
    found = np.full((series, months), np.nan)
    if months <= IN_A_YEAR:
        return found
    there = np.isfinite(logs)
    filled = np.where(there, logs, 0.0)
    weights = np.array([0.5, *[1.0] * (IN_A_YEAR - 1), 0.5])
    sums, counts = np.zeros((series, months - IN_A_YEAR)), np.zeros((series, months - IN_A_YEAR))
    for place, weight in enumerate(weights):
        columns = slice(place, place + months - IN_A_YEAR)
        sums += weight * filled[:, columns]
        counts += weight * there[:, columns]
    with np.errstate(divide="ignore", invalid="ignore"):
        found[:, half:-half] = np.where(counts >= FEWEST_IN_YEAR, sums / counts, np.nan)
    return found


def before(numbers: Numbers, length: int, fewest: int) -> Numbers:
    """The median of the `length` months before each month; NaN where fewer than `fewest` of them are known."""
    import numpy as np

    series, months = numbers.shape
    found = np.full((series, months), np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(_padded(numbers, length - 1), length, axis=1)[:, : months - 1]
    found[:, 1:] = np.where(np.isfinite(windows).sum(axis=2) >= fewest, median(windows), np.nan)
    return found


def median(numbers: Numbers, part: float = 0.5) -> Numbers:
    """Along the last axis, of what is known (or the quantile below which `part` lies); NaN where nothing is.

    NumPy's own goes line by line.
    """
    import numpy as np

    ordered = np.sort(numbers, axis=-1)  # what is missing comes last
    known = np.isfinite(numbers).sum(axis=-1)
    place = np.maximum(known - 1, 0) * part
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, numbers.shape[-1] - 1)
    low = np.take_along_axis(ordered, below[..., None], axis=-1)[..., 0]
    high = np.take_along_axis(ordered, above[..., None], axis=-1)[..., 0]
    # What is not needed may be missing, and would spread.
    high = np.where(place > below, high, low)
    found: Numbers = np.where(known > 0, low + (place - below) * (high - low), np.nan)
    return found
