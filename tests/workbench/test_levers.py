"""Levers that are worked out of the region's own table: each change again by hand."""

from __future__ import annotations

import pyarrow as pa
import pytest

from entrepot.models.scenario.declaration import Capacity, MarketClosed
from entrepot.risks.levers import LEVERS, lever_named
from entrepot.risks.notices.lifting import Lifted
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.tables import FLOWS
from entrepot.workbench import Workbench
from entrepot.workbench.lever_relief import relief
from entrepot.workbench.lever_scenarios import dead_goods, near_goods, small_exports
from entrepot.workbench.own_flows import OwnFlows, own_flows
from entrepot.workbench.risks import risks_of

NOTICES = """id,kind,imposed_by,affected,products,in_force_from,effect,title_en,reference
T-1,tbt,EU,all,85,2020-06-01,restricts,electrical goods,made up
T-2,tbt,USA,all,85,2020-06-01,restricts,electrical goods,made up
T-3,anti_dumping,EU,CHN,8507,2020-06-01,restricts,batteries,made up
"""


@pytest.fixture(scope="module")
def barred(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A lake with three notices and no trade."""
    folder = tmp_path_factory.mktemp("barred")
    (folder / "notices.csv").write_text(NOTICES, encoding="utf-8")
    made = Workbench(folder / "lake")
    made.ingest(folder / "notices.csv")
    return made


def own(*rows: tuple[str, str, float, float | None]) -> OwnFlows:
    """period, product, value, weight: exports to Japan, of whole years."""
    period, product, value, weight = zip(*rows, strict=True)
    told = {
        "period": period, "product": product, "value_usd": pa.array(value, pa.float64()), "net_kg": pa.array(weight, pa.float64()),
        "reporter": ["CN-LN"] * len(rows), "partner": ["JPN"] * len(rows), "regime": ["ALL"] * len(rows),
        "flow": ["export"] * len(rows), "frequency": ["year"] * len(rows),
    }  # fmt: skip
    table = pa.table({column.name: told.get(column.name, pa.nulls(len(rows), pa.string())) for column in FLOWS.columns})
    table = table.set_column(table.column_names.index("value_cny"), "value_cny", pa.nulls(len(rows), pa.float64()))
    last = max(period)
    now = pa.compute.equal(table["period"], last)
    earlier = table.filter(pa.compute.invert(now))
    return OwnFlows("CN-LN", last, table.filter(now), earlier, "USD", "given", False, (), lambda: table)


@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_recognition_lifts_what_meets_nothing_else(barred: Workbench, part: float) -> None:
    """To Germany 40 of radios under T-1 alone and 20 of batteries under T-3 too; to America 30 under T-2; 10 under nothing."""
    rows = [("DEU", "8517", 40.0), ("DEU", "8507", 20.0), ("USA", "8517", 30.0), ("JPN", "8517", 10.0)]
    table = pa.table(
        {
            "reporter": ["CN-LN"] * 4, "period": ["2022"] * 4, "flow": ["export"] * 4, "partner": [row[0] for row in rows],
            "product": [row[1] for row in rows], "value_usd": [row[2] for row in rows],
        }
    )  # fmt: skip
    lifted = Lifted(("tbt", "sps"), ("EU",), ("85",), part)
    (found,) = risks_of(barred, "CN-LN", "2022", flows=table, risks="technical_barriers", lifted=lifted)
    assert found.reading("exposure").value.point == pytest.approx(0.9 - part * 0.4)


def test_a_relief_fund_pays_cover_times_the_fall(barred: Workbench) -> None:
    """Exports of 100, 120, 90 and 119: one fall of 30 in three years, of which the fund pays half."""
    sold = [100.0, 120.0, 90.0, 119.0]
    table = own(*((str(2019 + place), "7208", amount, None) for place, amount in enumerate(sold)))
    outcome = relief(barred, lever_named("relief_fund"), table)
    (moved,) = outcome.risks
    fall = next(one for one in moved.readings if one.id == "drawdown")
    assert fall.before == pytest.approx(0.25)
    assert fall.after == pytest.approx(1 - (90 + 0.5 * 30) / 120)
    assert (fall.low, fall.high) == (pytest.approx(1 - (90 + 0.7 * 30) / 120), pytest.approx(1 - (90 + 0.3 * 30) / 120))
    assert "USD 5 a year (USD 3 to USD 7)" in outcome.notes[-1].en and outcome.exports.value is None
    with pytest.raises(MissingData, match="two whole years"):
        relief(barred, lever_named("relief_fund"), own(("2022", "7208", 5.0, None)))


def test_dead_goods_fell_three_years_at_falling_prices(barred: Workbench) -> None:
    years = ("2019", "2020", "2021", "2022")
    rows = [(year, "7208", 100.0 - 10 * place, 10.0) for place, year in enumerate(years)]
    rows += [(year, "8482", 100.0 - 10 * place, 10.0 - 2 * place) for place, year in enumerate(years)]
    rows += [(year, "8517", amount, 1.0) for year, amount in zip(years, (50.0, 40.0, 60.0, 30.0), strict=True)]
    scenario = dead_goods(barred, lever_named("prune_dead_products"), own(*rows))
    (change,) = scenario.changes
    assert isinstance(change, MarketClosed) and change.scope.products == ("7208",)
    with pytest.raises(MissingData, match="told from 2019 on"):
        dead_goods(barred, lever_named("prune_dead_products"), own(*rows[4:]))


def test_small_exports_are_less_than_a_thousandth(barred: Workbench) -> None:
    table = own(("2022", "7208", 9980.0, None), ("2022", "0301", 9.0, None), ("2022", "0302", 11.0, None))
    (change,) = small_exports(barred, lever_named("support_small_exporters"), table).changes
    assert isinstance(change, Capacity) and change.scope.products == ("0301",)


def test_near_goods_are_sold_without_an_advantage_and_lie_nearest(workbench: Workbench) -> None:
    flows = own_flows(workbench.lake, "CN-LN", source="sample_world")
    scenario = near_goods(workbench, lever_named("build_clusters"), flows)
    (change,) = scenario.changes
    assert isinstance(change, Capacity) and scenario.assumptions[0].range == (0.1, 0.3)
    asked = {"region": "CN-LN", "period": flows.period, "frequency": "year", "source": "sample_world"}
    density, advantage = (
        {row["product"]: row["value"] for row in workbench.measure(name, **asked).records()}
        for name in ("density", "rca")
    )
    without = sorted((density[code] for code, value in advantage.items() if value and 0 < value < 1), reverse=True)
    assert 0 < len(change.scope.products) <= -(-len(without) // 4) + 1
    assert all(0 < advantage[code] < 1 for code in change.scope.products)
    assert min(density[code] for code in change.scope.products) >= without[len(change.scope.products) - 1]


def test_each_lever_has_a_scenario_that_ships_or_one_that_is_made() -> None:
    assert len(LEVERS) == 11 and all((one.scenario is None) != (one.made is None) for one in LEVERS)
