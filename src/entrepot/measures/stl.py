"""Seasonal-trend decomposition by loess (STL), with the settings of statsmodels or of the authors' own program, stlez."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

MOST_WEIGHINGS = 15
SETTLED = 0.01


def trend_and_season(y: Numbers, *, in_a_year: int, window: int, robust: bool, program: str) -> tuple[Numbers, Numbers]:
    """Trend and seasonal component of a series without a gap, in its own unit."""
    from statsmodels.tsa.seasonal import STL

    if program == "statsmodels":
        parts = STL(y, period=in_a_year, seasonal=window, robust=robust).fit()
        return parts.trend, parts.seasonal
    lengths = {"seasonal": window, "trend": _odd(int(1.5 * in_a_year / (1 - 1.5 / window) + 0.5)), "low_pass": _odd(in_a_year)}  # fmt: skip
    jumps = {f"{name}_jump": -(-length // 10) for name, length in lengths.items()}
    return _as_stlez(STL(y, period=in_a_year, **lengths, **jumps, robust=robust), robust)


def _as_stlez(stl: Any, robust: bool) -> tuple[Numbers, Numbers]:
    """Two rounds; if robust, one round for each weighing, until nothing changes by more than a hundredth of its span."""
    now = _fitted(stl, rounds=1 if robust else 2, weighings=0)
    for weighings in range(1, MOST_WEIGHINGS + 1 if robust else 0):
        before, now = now, _fitted(stl, rounds=1, weighings=weighings)
        if all(_settled(*pair) for pair in zip(before, now, strict=True)):
            break
    return now


def _fitted(stl: Any, *, rounds: int, weighings: int) -> tuple[Numbers, Numbers]:
    """Copies: every fit writes into the same memory."""
    parts = stl.fit(inner_iter=rounds, outer_iter=weighings)
    return parts.trend.copy(), parts.seasonal.copy()


def _settled(before: Numbers, now: Numbers) -> bool:
    return bool(abs(now - before).max() <= SETTLED * (before.max() - before.min()))


def _odd(length: int) -> int:
    return length + 1 - length % 2
