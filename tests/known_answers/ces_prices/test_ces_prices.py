"""Chained indices and GEKS of a data set that index number packages are tried on."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest


@pytest.mark.parametrize("index", ["laspeyres", "paasche", "fisher", "tornqvist", "geks_fisher", "geks_tornqvist"])
def test_the_levels(index: str, printed: Callable[[str], pa.Table], answers: Callable[..., list[dict]]) -> None:
    measure = "unit_value_index_geks" if index.startswith("geks") else "unit_value_index"
    options = {"index": index.removeprefix("geks_"), "trim": 100.0}
    rows = answers(measure, options=options, flows=printed("prices.csv"))
    levels = {row["period"]: row["value"] for row in rows}
    wanted = {row["period"]: row["level"] for row in printed("answers.csv").to_pylist() if row["index"] == index}
    assert len(wanted) == 12
    # The tests of the package compare to 1.5e-8: its levels were worked out before the quantities were last rounded.
    assert {period: level / levels["2001-01"] for period, level in levels.items()} == pytest.approx(wanted, rel=1e-8)
