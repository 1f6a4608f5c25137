"""Alarms that may be errors of the data: what is so far off that units come first, and what the checks of the data doubt."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from entrepot.parameters.warning_settings import WarningSettings
from entrepot.risks.warnings.judging import Judged
from entrepot.risks.warnings.series import NAMES, MonthlySeries
from entrepot.risks.warnings.warning import KIND_TITLES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Place = tuple[str, str, str]
"""A series' reporter, partner and product."""
Suspicions = Callable[[Sequence[Place]], Mapping[int, tuple[T, ...]]]
"""About which of these series the checks of the data doubt the month (by place in the list), and why."""


def places(window: MonthlySeries, lines: NDArray[np.int64]) -> list[Place]:
    named = window.names.select(NAMES).take(lines).to_pylist()
    return [(one["reporter"], one["partner"], one["product"]) for one in named]


def like_a_slip(move: Numbers, value: Numbers, settings: WarningSettings) -> NDArray[np.bool_]:
    """Whether a month of this value is as far off as a slip of a power of ten or of the currency: only then are its rows worth a look."""
    import numpy as np

    found: NDArray[np.bool_] = (np.abs(np.nan_to_num(move)) >= math.log(settings.trim)) & (np.nan_to_num(value) > 0)
    return found


def doubted(
    window: MonthlySeries,
    judged: Collection[Judged],
    alarmed: NDArray[np.bool_],
    settings: WarningSettings,
    suspicions: Suspicions,
) -> dict[Place, tuple[T, ...]]:
    """The series of these alarms that are held back, each with its reasons."""
    import numpy as np

    far = np.logical_or.reduce([like_a_slip(one.move, window.value[:, -1], settings) for one in judged])
    asked = places(window, np.flatnonzero(alarmed & far))
    found = {asked[number]: why for number, why in suspicions(asked).items()}
    for one in judged:
        lines = np.flatnonzero(one.error)
        for line, place in zip(lines, places(window, lines), strict=True):
            found[place] = (*found.get(place, ()), _far_too_much(one, int(line)))
    return found


def _far_too_much(judged: Judged, line: int) -> T:
    times, title = f"{math.exp(judged.move[line]):,.0f}", KIND_TITLES[judged.kind]
    return T(
        f"{title.en} of {times} times what was expected, in a series that was never nearly as far off: look at the unit and the decimal point",
        f"{title.zh}为预期的{times}倍，而该序列此前从未有近似偏离：请核对单位和小数点",
    )
