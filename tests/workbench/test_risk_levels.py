"""A change of level of a region's exports: read off the months that the lake holds, and said where there are too few."""

from __future__ import annotations

import pytest

from entrepot.risks.finding import Finding
from entrepot.workbench import Workbench


def volatility(workbench: Workbench, region: str, **asked: object) -> Finding:
    (found,) = workbench.risks(region, risks="scale_volatility", **asked)
    return found


def test_its_evidence_is_every_month(workbench: Workbench) -> None:
    found = volatility(workbench, "CN-LN", source="sample_world")
    reading = found.reading("level_change")
    assert reading.weight == 0 and reading.value.known
    assert reading.remark is not None and reading.remark in found.says and "2020-01 – 2022-12" in reading.remark.en
    behind = next(one for one in found.evidence if ("frequency", "month") in one.where)
    rows = workbench.rows("flows", where=behind.where).to_arrow()
    assert rows.num_rows == behind.rows
    assert sum(rows["value_usd"].to_pylist()) == pytest.approx(behind.added_up)


def test_a_weight_of_nothing_leaves_the_score_alone(workbench: Workbench) -> None:
    found = volatility(workbench, "CN-LN", source="sample_world")
    low = sum(one.weight * (one.score.low or 0) for one in found.readings if one.reading.id != "level_change")
    assert found.score.low == pytest.approx(low)


def test_years_are_read_where_no_months_are_held(workbench: Workbench) -> None:
    """Liaoning 2006 to 2015: swings of a fifth, and no other level."""
    found = volatility(workbench, "CN-LN", period="2015", source="figures")
    reading = found.reading("level_change")
    assert reading.value.point == 0 and reading.remark is not None and "2006 – 2015" in reading.remark.en
    early = volatility(workbench, "CN-LN", period="2010", source="figures").reading("level_change")
    assert not early.value.known and early.said is not None and "held: 5 years" in early.said.en
