"""Survival, correlation and weighted least squares, as lifelines, SciPy and statsmodels work them out."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest

Read = Callable[[str], pa.Table]
Ask = Callable[..., list[dict]]


def test_parts_of_the_variance_as_by_weighted_least_squares(printed: Read, answers: Ask) -> None:
    found = {row["part"]: row["value"] for row in answers("variance_decomposition", flows=printed("panel.csv"))}
    wanted = {row["part"]: row["share"] for row in printed("variance.csv").to_pylist()}
    assert found == pytest.approx(wanted, rel=1e-9)


def test_orientation_as_by_correlation(printed: Read, answers: Ask) -> None:
    panel = printed("panel.csv")
    two_years = panel.filter(pc.is_in(panel["period"], pa.array(["2015", "2016"])))
    found = {row["period"]: row for row in answers("growth_orientation", exports=two_years, world=printed("world.csv"))}
    (wanted,) = printed("orientation.csv").to_pylist()
    assert found["2016"]["value"] == pytest.approx(wanted["correlation"], rel=1e-9)
    assert found["2016"]["ties"] == 12


def test_survival_as_by_kaplan_meier(printed: Read, answers: Ask) -> None:
    found = {row["age"]: row for row in answers("survival", flows=printed("ties.csv"))}
    wanted = {row["age"]: row for row in printed("survival.csv").to_pylist()}
    assert {age: row["value"] for age, row in found.items()} == pytest.approx(
        {age: row["survival"] for age, row in wanted.items()}, rel=1e-9
    )
    assert {age: row["at_risk"] for age, row in found.items()} == {age: row["at_risk"] for age, row in wanted.items()}
