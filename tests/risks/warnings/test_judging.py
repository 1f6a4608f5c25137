"""What a series weighs in its region's trade: by hand, and with months that nobody tells."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from entrepot.parameters.warning_settings import warning_settings
from entrepot.risks.warnings.judging import part_of_month
from entrepot.risks.warnings.series import MonthlySeries


def _series(value: np.ndarray) -> MonthlySeries:
    names = pa.table({"reporter": ["CN-LN", "CN-LN", "CN-JL"], "partner": ["JPN", "USA", "USA"], "product": ["85"] * 3})
    nothing = np.full(value.shape, np.nan)
    return MonthlySeries(names, 24_000, value, nothing > 0, nothing, nothing, np.arange(3))


@pytest.mark.parametrize("untold", [(), (3, 4, 5)])
def test_a_month_that_is_not_told_is_no_month_of_nothing(untold: tuple[int, ...]) -> None:
    """30 and 70 a month are 100 of the region's; whether nine months of the year are told of it or all twelve."""
    value = np.repeat([[30.0], [70.0], [8.0]], 14, axis=1)
    value[:2, list(untold)] = np.nan
    value[0, -1] = 45.0
    assert part_of_month(_series(value), warning_settings()) == pytest.approx([0.45, 0.7, 1.0])
