"""A finding defended from its evidence alone: every number again, by DuckDB over the rows that it names."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from entrepot.risks.finding import Evidence, Finding
from entrepot.workbench import Workbench
from entrepot.workbench.risks import thresholds_for

ASKED = ("CN-LN", "CN-SX", "CN-GD", "CN-YN", "CN-XZ")
Scan = Mapping[str, Mapping[str, Finding]]


@pytest.fixture(scope="module")
def scan(workbench: Workbench) -> Scan:
    """By risk and region."""
    found: dict[str, dict[str, Finding]] = {}
    for one in workbench.risks("provinces", source="sample_world"):
        found.setdefault(one.risk.id, {})[one.region] = one
    return found


def rows(workbench: Workbench, behind: Evidence) -> pa.Table:
    told = workbench.rows(behind.table, where=behind.where).to_arrow()
    assert told.num_rows == behind.rows
    return told


def answers(told: pa.Table, sql: str) -> list[tuple[float, ...]]:
    with duckdb.connect() as connection:
        connection.register("told", told)
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("region", ASKED)
def test_concentration_score_and_drivers(workbench: Workbench, scan: Scan, region: str) -> None:
    found = scan["market_concentration"][region]
    told = rows(workbench, found.evidence[0])
    shares = np.array([share for (share,) in answers(told, "SELECT sum(value_usd) / sum(sum(value_usd)) OVER () FROM told GROUP BY partner ORDER BY 1 DESC")])  # fmt: skip
    by_hand = {"hhi_partners": (shares**2).sum(), "top5_partners": shares[:5].sum(), "top_partner": shares[0]}
    maps, score = thresholds_for().readings, 0.0
    for name, value in by_hand.items():
        assert found.reading(name).value.point == pytest.approx(value)
        scored = maps[found.risk.id, name]
        score += scored.weight * np.interp(value, *zip(*scored.points, strict=True))
    assert found.score.point == pytest.approx(score)
    drivers, hhi = found.drivers, found.reading("hhi_partners")
    assert drivers is not None and hhi.before.point is not None
    assert drivers.change == pytest.approx(by_hand["hhi_partners"] - hhi.before.point, abs=1e-12)
    assert drivers.change == pytest.approx(sum(one.contribution for one in drivers.largest) + drivers.others)


@pytest.mark.parametrize("region", ASKED)
def test_swings_take_the_rows_of_earlier_years(workbench: Workbench, scan: Scan, region: str) -> None:
    found = scan["scale_volatility"][region]
    by_year: dict[int, float] = {}
    for behind in found.evidence:
        if "year" in dict(behind.where):
            by_year |= dict(answers(rows(workbench, behind), "SELECT year, sum(value_usd) FROM told GROUP BY 1"))
    years = sorted(by_year)
    sold = np.array([by_year[year] for year in years])
    assert [str(years[-1]), len(years)] == [found.period, 3]
    assert found.reading("swing").value.point == pytest.approx(sold[-1] / sold[-2] - 1)
    assert found.reading("drawdown").value.point == pytest.approx((1 - sold / np.maximum.accumulate(sold)).max())


def test_places_among_peers(scan: Scan) -> None:
    """Percentile and rank out of the readings that all have, whatever the risk."""
    maps, told = thresholds_for().readings, 0
    for risk, each in scan.items():
        for region in ASKED:
            found = each[region]
            if not found.peers:
                continue
            place = found.peers[0]
            weights = np.array([maps[risk, name].weight for name in place.compared_by])
            scores = {
                name: float(weights @ [one.reading(reading).score.point for reading in place.compared_by]) / weights.sum()
                for name, one in each.items()
                if all(one.reading(reading).value.known and one.reading(reading).score.point is not None for reading in place.compared_by)
            }  # fmt: skip
            own = scores.pop(region)
            assert (place.number, found.rank is not None) == (len(scores), True)
            assert place.percentile == pytest.approx(sum(one < own - 1e-9 for one in scores.values()) / len(scores))
            assert found.rank is not None
            assert found.rank.declared == 1 + sum(one > own + 1e-9 for one in scores.values())
            told += 1
    assert told >= 20
