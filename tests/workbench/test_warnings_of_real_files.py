"""Warnings and back-tests of real monthly files: export controls on critical minerals, sanitary ware by province."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from entrepot.workbench import Workbench
from entrepot.workbench.warnings import read_series

MINERALS = "1_trade/china_critical_minerals_hs6_partner_monthly.csv"
WARE = "2_gacc/gacc_exports_sanitaryware_partner_x_province_2015_2026H1.parquet"
GRAPHITE = "250410"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(tmp_path_factory.mktemp("real") / "lake")


@pytest.fixture(scope="module")
def minerals(shared_data: Path) -> pa.Table:
    return duckdb.sql(
        "SELECT 'CHN' AS reporter, partner_name AS partner, hs6 AS product, left(period_dt, 7) AS period, val AS value_usd, "
        f"qty AS net_kg FROM read_csv('{shared_data / MINERALS}', types = {{'hs6': 'VARCHAR', 'period_dt': 'VARCHAR'}})"
    ).to_arrow_table()


@pytest.fixture(scope="module")
def ware(shared_data: Path) -> pa.Table:
    """Ceramics and plastic tubs of Guangdong, months and years beside each other as the file has them."""
    period = "left(period, 4) || CASE freq WHEN 'M' THEN '-' || right(period, 2) ELSE '' END"
    return duckdb.sql(
        f"SELECT 'CN-GD' AS reporter, partner_code AS partner, hs_code AS product, {period} AS period, "
        "CASE freq WHEN 'M' THEN 'month' ELSE 'year' END AS frequency, CAST(usd AS DOUBLE) AS value_usd, nullif(qty1, 0) AS net_kg "
        f"FROM read_parquet('{shared_data / WARE}') WHERE reg_code = '44' AND hs_code IN ('6910', '39221000')"
    ).to_arrow_table()


def test_the_controls_on_graphite_are_red_in_their_month(bench: Workbench, minerals: pa.Table) -> None:
    """In force on 1 December 2023; buyers had laid in stocks in November."""
    alarms = bench.warnings("CHN", "2023-12", flows=minerals, by="product")
    value = next(one for one in alarms if (one.product, one.kind) == (GRAPHITE, "value"))
    assert value.light == "red"
    assert value.change is not None
    assert value.change < -0.8
    hoarded = bench.warnings("CHN", "2023-11", flows=minerals, by="product")
    volume = next(one for one in hoarded if (one.product, one.kind) == (GRAPHITE, "volume"))
    assert volume.change is not None
    assert volume.change > 1.5


def test_the_controls_on_gallium_and_germanium_show_with_single_buyers(bench: Workbench, minerals: pa.Table) -> None:
    """In force on 1 August 2023; their six-digit code holds other metals too, whose total does not fall."""
    assert not [
        one for one in bench.warnings("CHN", "2023-07", flows=minerals, by="product") if one.kind != "composite"
    ]
    found = bench.warnings("CHN", "2023-09", flows=minerals)
    assert "811292" in {one.product for one in found if one.kind == "price"}


def test_years_are_never_added_to_months(bench: Workbench, ware: pa.Table) -> None:
    counted = duckdb.sql(
        "SELECT count(DISTINCT (partner, product, period)), sum(value_usd) FROM ware WHERE frequency = 'month'"
    ).fetchall()[0]
    monthly, series = read_series(bench, region="CN-GD", flows=ware)
    assert monthly.table.num_rows == counted[0]
    assert float(series.value[series.value > 0].sum()) == pytest.approx(counted[1], rel=1e-12)
    assert (series.months, series.period(0)) == (138, "2015-01")


def test_the_backtest_of_sanitary_ware_recognises_better_than_the_naive_rules(bench: Workbench, ware: pa.Table) -> None:
    """Of two goods in half a year; over all goods and three years it foresees better too (docs/warnings.md)."""
    found = bench.backtest(region="CN-GD", flows=ware, period="2024-06..2024-11")
    own, recognised = found.score("value", "ahead"), found.score("value", "begun_or_ahead")
    assert own.events > 30
    assert found.beaten_by("value", "begun_or_ahead") == ()
    assert found.beaten_by("value", "ahead") == ("three_deviations",)
    assert "value, foreseeing: does NOT beat “three standard deviations”" in found.verdict("value").en
    assert own.precision is not None
    assert own.precision > 2 * own.events / own.cases
    # What has begun is recognised oftener than what is ahead is foreseen.
    assert recognised.events > own.events
    assert recognised.auroc is not None
    assert own.auroc is not None
    assert recognised.auroc > own.auroc
