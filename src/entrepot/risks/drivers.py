"""What moved a reading: the change taken apart along one dimension, so that the parts add up to it exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from entrepot.risks.finding import Driver, Drivers
from entrepot.risks.risk import Taken
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SHOWN: Final = 3


def moved(taken: Taken, before: Numbers, now: Numbers, whole_before: Numbers) -> Numbers:
    """What each part did to the reading: of a sum of squared shares, of a growth rate, or of a plain sum."""
    if taken == "squares":
        return now * now - before * before
    if taken == "growth":
        return (now - before) / whole_before
    return now - before


def drivers_by_whole(
    parts: pa.Table, *, taken: Taken, reading: str, over: str, since: str, title: Callable[[str], T]
) -> Iterator[tuple[str, Drivers]]:
    """For each `whole` of `parts` (whole, name, before, now) its largest drivers, and what all others did together.

    A part that is not there in a year is nothing in that year: hand over only wholes that are complete in both.
    """
    import numpy as np

    if not parts.num_rows:
        return
    names = np.asarray(parts["name"].to_pylist(), dtype=object)
    before, now = (parts[column].to_numpy(zero_copy_only=False).astype(float) for column in ("before", "now"))
    before, now = np.nan_to_num(before), np.nan_to_num(now)
    wholes, place = np.unique(np.asarray(parts["whole"].to_pylist(), dtype=object), return_inverse=True)
    whole_before = np.bincount(place, weights=before)[place]
    usable = (whole_before != 0) | (taken != "growth")
    contribution = np.where(usable, moved(taken, before, now, np.where(usable, whole_before, 1.0)), 0.0)
    order = np.lexsort((names.astype(str), -np.abs(contribution), place))
    starts = np.searchsorted(place[order], np.arange(len(wholes)))
    ends = np.append(starts[1:], len(order))
    told = {"reading": reading, "over": over, "since": since}
    for whole, start, end in zip(wholes, starts, ends, strict=True):
        if not usable[order[start]]:
            continue
        first, rest = order[start : start + SHOWN][: end - start], order[min(start + SHOWN, end) : end]
        largest = tuple(
            Driver(names[i], title(names[i]), float(before[i]), float(now[i]), float(contribution[i])) for i in first
        )
        yield str(whole), _together(largest, math.fsum(contribution[rest]), len(rest), told)


def _together(largest: tuple[Driver, ...], others: float, number: int, told: Mapping[str, Any]) -> Drivers:
    """`change` is the sum of what is shown, so that a reader who adds it up finds it."""
    change = sum(one.contribution for one in largest) + others
    return Drivers(change=change, largest=largest, others=others, others_number=number, **told)


def drivers_of_fraction(
    before: Mapping[str, float], now: Mapping[str, float], base: tuple[str, float, float],
    *, reading: str, since: str, title: Callable[[str], T],
) -> Drivers | None:  # fmt: skip
    """Of a sum over a base (trade over output): each part at the mean of the two bases, and the base at the mean sum.

    a1/b1 - a0/b0 = (a1 - a0) (1/b0 + 1/b1) / 2 + (a0 + a1) / 2 (1/b1 - 1/b0), whichever year comes first.
    """
    name, base_before, base_now = base
    if not base_before or not base_now:
        return None
    over = (1 / base_before + 1 / base_now) / 2
    moves = {one: (before[one], now[one], (now[one] - before[one]) * over) for one in now}
    mean = (math.fsum(before.values()) + math.fsum(now.values())) / 2
    moves[name] = (base_before, base_now, mean * (1 / base_now - 1 / base_before))
    ordered = sorted(moves.items(), key=lambda one: (-abs(one[1][2]), one[0]))
    largest = tuple(Driver(one, title(one), *numbers) for one, numbers in ordered[:SHOWN])
    rest = [numbers[2] for _, numbers in ordered[SHOWN:]]
    return _together(largest, math.fsum(rest), len(rest), {"reading": reading, "over": "part", "since": since})
