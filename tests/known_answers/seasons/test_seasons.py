"""Seasonal adjustment against the authors' own program, on the example of their paper."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

PRINTED_TO = 1e-9
OTHER_SETTINGS = {"no": 0.02, "yes": 0.04}  # parts per million; see SOURCE.md


@pytest.fixture
def co2(printed: Callable[[str], pa.Table]) -> dict[str, list]:
    return printed("co2.csv").to_pydict()


@pytest.mark.parametrize("robust", ["no", "yes"])
@pytest.mark.parametrize("program", ["stlez", "statsmodels"])
def test_co2(program: str, robust: str, co2: dict[str, list], answers: Callable[..., list[dict]]) -> None:
    flows = pa.table({"period": co2["period"], "reporter": ["Mauna Loa"] * len(co2["co2"]), "value": co2["co2"]})
    options = {"program": program, "robust": robust, "window": 35}
    rows = sorted(answers("seasonally_adjusted", flows=flows, options=options), key=lambda row: row["period"])
    near = PRINTED_TO if program == "stlez" else OTHER_SETTINGS[robust]
    suffix = "_robust" if robust == "yes" else ""
    assert [row["seasonal"] for row in rows] == pytest.approx(co2[f"season{suffix}"], abs=near)
    assert [row["trend"] for row in rows] == pytest.approx(co2[f"trend{suffix}"], abs=near)
    adjusted = [x - season for x, season in zip(co2["co2"], co2[f"season{suffix}"], strict=True)]
    assert [row["value"] for row in rows] == pytest.approx(adjusted, abs=near)
