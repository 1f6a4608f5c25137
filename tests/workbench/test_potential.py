"""What a region could sell, by the world's demand and without it; what it could take up; how it could spread."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.parameters.expected_growth import expected_growth
from entrepot.vocabulary.errors import InvalidScenario, MissingData, SchemaMismatch
from entrepot.workbench import Workbench

# China, Germany and the Republic of Korea sell bearings (848210) and rails (730210) to Japan, Germany and the United States;
# thousand dollars.
BACI = """t,i,j,k,v,q
2022,156,392,848210,200,1
2022,276,392,848210,300,1
2022,410,392,848210,100,1
2022,156,842,848210,300,1
2022,276,842,848210,100,1
2022,156,392,730210,100,1
2022,410,392,730210,400,1
2022,276,842,730210,500,1
2022,410,276,730210,50,1
"""
DISTANCES = """iso_o,iso_d,contig,dist,distcap,distw
CHN,JPN,0,2000,2000,2000
DEU,JPN,0,9000,9000,9000
KOR,JPN,0,1000,1000,1000
CHN,USA,0,11000,11000,11000
DEU,USA,0,7000,7000,7000
"""
OWN = {
    "period": ["2022"] * 4,
    "reporter": ["CN-LN"] * 4,
    "partner": ["JPN", "USA", "JPN", "CHN"],
    "product": ["848210", "848210", "730210", "730210"],
    "flow": ["export"] * 4,
    "value_usd": [40_000.0, 20_000.0, 10_000.0, 7_000.0],
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    folder = tmp_path_factory.mktemp("potential")
    bench = Workbench(folder / "lake")
    for name, text in (("BACI_HS22_Y2022_V202501.csv", BACI), ("dist_cepii.csv", DISTANCES)):
        (folder / name).write_text(text, encoding="utf-8")
        bench.ingest(folder / name)
    return bench


def test_by_the_worlds_demand_by_hand(world: Workbench) -> None:
    """Bearings to Japan: supply 60 of 1000, demand 600; ease 50 / (60 x 600/1000 + 10 x 500/1050); distance beside."""
    import math

    found = world.potential("辽宁", flows=pa.table(OWN))
    assert (found.demand.whose, found.demand.year, found.demand.exporters) == ("world", "2022", 3)
    assert found.partners == ("JPN", "USA")
    ease = 50 / (60 * 600 / 1000 + 10 * 500 / 1050)
    usual = (200 * math.log(2000) + 300 * math.log(9000) + 100 * math.log(1000)) / 600
    near = math.exp(-abs(math.log(2000) - usual))
    cell = next(row for row in found.cells.to_pylist() if (row["partner"], row["product"]) == ("JPN", "848210"))
    assert cell["potential"] == pytest.approx(0.06 * 600_000 * ease * near)
    assert found.unrealised == pytest.approx(sum(row["unrealised"] for row in found.markets.to_pylist()))
    said = [one.en for one in found.notes]
    assert "demand is what 3 countries sold in 2022 by baci" in said
    assert "distances are those of China (CEPII), not of the region's own place" in said
    assert any(one.startswith("no market's tariff is in the lake") for one in said)
    assert any(one.startswith("no forecasts were given") for one in said)


def test_forecasts_move_supply_and_demand(world: Workbench, tmp_path: Path) -> None:
    growth = tmp_path / "growth.csv"
    growth.write_text("area,gdp,population,reference\nJPN,1.1,1.0,WEO\nCHN,1.2,1.0,WEO\n", encoding="utf-8")
    now, then = (world.potential("CN-LN", flows=pa.table(OWN), growth=one) for one in (None, growth))
    bearings = now.codes.index("848210")
    # China's 500 of 1000 grow by a fifth, and so does the region.
    ratio = 1.2 * 1000 / 1100 * 1.1
    assert then.result.potential[0, 0, bearings] == pytest.approx(now.result.potential[0, 0, bearings] * ratio)
    growth.write_text("area,gdp,population,reference\nJPN,5,1,WEO\nNowhere,1.1,0.05,\n", encoding="utf-8")
    with pytest.raises(SchemaMismatch) as refused:
        expected_growth(growth)
    assert "growth.csv: line 3, population: '0.05' is no ratio; growth of 5 per cent is 1.05" in str(refused.value)


def test_what_passes_through_is_no_supply(world: Workbench) -> None:
    both = {name: [*values, values[0]] for name, values in OWN.items()}
    both |= {"flow": [*OWN["flow"], "import"], "value_usd": [*OWN["value_usd"], 120_000.0]}
    found, without = (world.potential("CN-LN", flows=pa.table(one)) for one in (both, OWN))
    bearings = found.codes.index("848210")
    assert found.result.supply[0, bearings] == pytest.approx(without.result.supply[0, bearings] / 2)


def test_without_the_world_demand_is_that_of_all_provinces(workbench: Workbench) -> None:
    found = workbench.potential("CN-LN")
    assert (found.demand.whose, found.demand.exporters, found.synthetic) == ("provinces", 31, True)
    assert "what 31 provinces sell there together" in found.demand.notes[0].en
    # Where nothing is taken off, a region's potentials add up in each market to what it sells there.
    assert found.result.potential[0].sum(axis=1).max() <= found.result.actual[0].sum(axis=1).max() * (1 + 1e-9)


def test_new_products_are_those_without_an_advantage(workbench: Workbench) -> None:
    found = workbench.new_products("CN-LN").table.to_pylist()
    lacking = workbench.measure("cog", region="CN-LN", period="2022", frequency="year").records()
    assert {row["product"] for row in found} <= {row["product"] for row in lacking if row["value"] is not None}
    assert [row["rank"] for row in found][:3] == [1, 2, 3]


def test_spreading_exports(workbench: Workbench) -> None:
    found = workbench.diversify("CN-LN", market_share=0.41)
    assert found.markets["share_after"][0].as_py() == pytest.approx(0.41, abs=1e-5)
    assert "Viet Nam takes 41.0% of exports and may take 41.0%: the limit costs nothing." in [
        one.en for one in found.said
    ]
    assert found.as_json()["hhi_markets"]["after"] < found.as_json()["hhi_markets"]["before"]
    as_now = workbench.diversify("CN-LN")
    assert as_now.result.hhi[0] <= as_now.result.hhi_before[0] * (1 + 1e-5)
    with pytest.raises(InvalidScenario, match="the highest share of the market Viet Nam"):
        workbench.diversify("CN-LN", market_share=0.1)


def test_without_exports_it_is_said(world: Workbench) -> None:
    with pytest.raises(MissingData):
        world.potential("CN-SX")
    at_home = {name: values[-1:] for name, values in OWN.items()}
    with pytest.raises(MissingData, match="there is no market abroad"):
        world.potential("CN-LN", flows=pa.table(at_home))


def test_the_largest_are_the_first_of_all(world: Workbench) -> None:
    found = world.potential("CN-LN", flows=pa.table(OWN))
    for most in (1, 2, 50):
        assert found.largest(most).equals(found.cells.slice(0, most))
