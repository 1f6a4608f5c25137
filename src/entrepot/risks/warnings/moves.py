"""How far a series comes after what was known of it: from its level, and beyond what its last month showed already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


def begun_or_ahead(later: Numbers, level: Numbers) -> Numbers:
    """How far the later levels are from the one that was known last, whether or not the last month showed it already."""
    import numpy as np

    size: Numbers = np.abs(later - level)
    return size


def ahead(later: Numbers, level: Numbers, month: Numbers) -> Numbers:
    """How far the later levels lie outside of what lies between the level and the last month that were known.

    A step that the month shows reaches the level, a median, only afterwards, and is not foretold by who has seen it; nor is
    it a move ahead when a strange month is followed by an ordinary one.
    """
    import numpy as np

    from_level, from_month = later - level, later - month
    size: Numbers = np.where(
        from_level * from_month > 0, np.minimum(np.abs(from_level), np.abs(from_month)), 0.0 * (from_level + from_month)
    )
    return size
