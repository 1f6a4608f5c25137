"""Scenarios on a region of the sample world: methods, intervals, what feeds back into measures and risks, levers."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from entrepot.models.scenario.declaration import ExchangeRate, MarketClosed, Scenario, Scope, TariffChange
from entrepot.models.scenario.drawing import draw
from entrepot.models.scenario.outcome import Outcome
from entrepot.models.scenario.shelf import scenario_named
from entrepot.models.stress import Stress, reacting
from entrepot.parameters.assumption import Assumption
from entrepot.risks.levers import LEVERS
from entrepot.risks.register import RISKS, risk_named
from entrepot.vocabulary.errors import InvalidScenario, MissingData, UnknownName, WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench import Workbench
from entrepot.workbench.equilibrium_methods import shares_of_nation, yuan_in
from entrepot.workbench.own_flows import own_flows
from entrepot.workbench.scenarios import try_scenario
from entrepot.workbench.trade_panel import TradePanel, trade_panel

WORDS = T("s", "s")
USA = Scope(partners=("USA",))


def scenario(*changes: object, assumptions: tuple[Assumption, ...] = ()) -> Scenario:
    return Scenario("s", WORDS, WORDS, changes, assumptions)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def lost(workbench: Workbench) -> Outcome:
    return workbench.try_scenario("lost-market", "辽宁", draws=100)


def test_a_lost_market_is_exact_in_the_middle_and_has_an_interval(workbench: Workbench, lost: Outcome) -> None:
    own = own_flows(workbench.lake, "辽宁")
    american = own.now.filter(pc.and_(pc.equal(own.now["partner"], "USA"), pc.equal(own.now["flow"], "export")))
    sold = sum(american["value_usd"].to_pylist())
    closed, moved = lost.parts
    assert closed.amount == pytest.approx(-0.3 * sold, abs=american.num_rows * 0.005)
    assert 0 < moved.amount <= 0.3 * 0.3 * sold + 0.01
    assert lost.exports.value == pytest.approx(closed.amount + moved.amount, abs=0.01)
    assert lost.exports.low is not None
    assert lost.exports.low < lost.exports.value < lost.exports.high  # type: ignore[operator]
    assert (lost.imports.value, lost.method, lost.synthetic, lost.period) == (0.0, "stress", True, own.period)


def test_measures_are_those_of_the_changed_table(workbench: Workbench, lost: Outcome) -> None:
    told = {one.id: one for one in lost.measures}
    before = workbench.measure(
        "hhi", region="CN-LN", period=lost.period, source="sample_world", over="partner"
    ).records()
    assert told["hhi_partner"].before == pytest.approx(before[0]["value"], rel=1e-9)
    for name in ("drawdown", "growth", "volume_growth", "downside_deviation"):
        asked = workbench.measure(name, region="CN-LN", source="sample_world", currency="USD", frequency="year")
        assert told[name].before == pytest.approx(asked.records()[-1]["value"], rel=1e-9), name
    assert lost.flows is not None
    again = workbench.measure(
        "exports", data=lost.flows.filter(pc.starts_with(lost.flows["period"], lost.period)), currency="USD"
    )
    assert sum(row["value"] for row in again.records()) == pytest.approx(lost.exports.before + lost.exports.value)  # type: ignore[operator]
    assert told["balance"].change == pytest.approx(lost.exports.value)


def test_the_table_keeps_other_years(workbench: Workbench, lost: Outcome) -> None:
    own = own_flows(workbench.lake, "辽宁")
    assert lost.flows is not None
    assert lost.flows.schema == own.rows.schema
    other = pc.invert(pc.starts_with(own.rows["period"], own.period))
    kept = pc.invert(pc.starts_with(lost.flows["period"], own.period))
    assert lost.flows.filter(kept).num_rows == own.rows.filter(other).num_rows


def test_every_risk_is_told_before_and_after(lost: Outcome) -> None:
    told = {one.id: one for one in lost.risks}
    assert set(told) == {risk.id for risk in RISKS}
    markets = told["market_concentration"]
    assert markets.change is not None
    assert markets.low is not None
    assert markets.low <= markets.change <= markets.high  # type: ignore[operator]
    hhi = next(one for one in markets.readings if one.id == "hhi_partners")
    same = next(one for one in lost.measures if one.id == "hhi_partner")
    assert hhi.change == pytest.approx(same.change, rel=1e-6)
    assert told["technical_barriers"].change is None
    assert told["technical_barriers"].said


def test_the_same_seed_gives_the_same_interval(workbench: Workbench) -> None:
    declared = scenario_named("demand-slump")
    stress = Stress(own_flows(workbench.lake, "辽宁").now, declared)
    first, second, other = (
        stress.totals(draw(declared, reacting(declared), draws=50, seed=seed))["export"] for seed in (1, 1, 2)
    )
    assert first.tolist() == second.tolist()
    assert first[0] == other[0]
    assert (first[1:] != other[1:]).all()


def test_all_exports_lost_leaves_no_shares_to_tell(workbench: Workbench) -> None:
    outcome = workbench.try_scenario(scenario(MarketClosed(part=1.0)), "辽宁", draws=5, risks=False)
    assert outcome.exports.value == pytest.approx(-(outcome.exports.before or 0.0))
    untold = [one for one in outcome.measures if one.after is None]
    assert untold
    assert all(one.before is not None and (one.low, one.high) == (None, None) for one in untold)


def test_what_is_lacking_is_said_with_what_to_do(workbench: Workbench) -> None:
    with pytest.raises(MissingData, match="take in BACI"):
        workbench.try_scenario("lost-market", "辽宁", method="pass_through")
    with pytest.raises(MissingData, match="nothing is told of Liaoning in 1999; the lake has 2020, 2021, 2022"):
        workbench.try_scenario("lost-market", "辽宁", period="1999")
    with pytest.raises(UnknownName, match="no method is called"):
        workbench.try_scenario("lost-market", "辽宁", method="magic")
    with pytest.raises(WrongCall, match="a year lies between 1900 and 2199, not 9999"):
        workbench.try_scenario("lost-market", "辽宁", year=9999)
    with pytest.raises(WrongCall, match="a seed is a whole number from 0, not -5"):
        workbench.try_scenario("lost-market", "辽宁", seed=-5)
    with pytest.raises(InvalidScenario, match="smart takes one change of kind tariff"):
        workbench.try_scenario("lost-market", "辽宁", method="smart")
    tariff = TariffChange(scope=Scope(flow="import"), rule="cut", amount=0.5)
    with pytest.raises(MissingData, match="no tariff schedule of China"):
        workbench.try_scenario(scenario(tariff), "辽宁", method="smart")


def test_levers_answer_with_the_risks_they_are_meant_for(workbench: Workbench) -> None:
    tried = workbench.try_lever("open_new_markets", "辽宁", draws=0)
    assert [one.id for one in tried.risks[:2]] == ["market_concentration", "scale_volatility"]
    assert tried.risks[0].change is not None
    assert tried.risks[0].change < 0


def test_every_lever_of_a_risk_is_declared_and_its_scenario_ships(workbench: Workbench) -> None:
    declared = {lever.id for lever in LEVERS}
    for risk in RISKS:
        assert set(risk.levers) <= declared, risk.id
    for lever in LEVERS:
        for name in lever.risks:
            assert risk_named(name).id == name


@pytest.fixture(scope="module")
def world(workbench: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """The same lake with the trade of five countries and their GDP beside it."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(workbench.lake.folder, folder / "lake")
    codes = {"CHN": 156, "USA": 842, "DEU": 276, "JPN": 392, "VNM": 704}
    size = {"CHN": 18.0, "USA": 25.0, "DEU": 4.0, "JPN": 4.2, "VNM": 0.4}
    rows = [
        f"2022,{codes[one]},{codes[other]},850440,{1e7 * size[one] * size[other]:.3f},NA"
        for one in codes
        for other in codes
        if one != other
    ]
    baci = folder / "BACI_HS22_Y2022_V202401.csv"
    baci.write_text("\n".join(["t,i,j,k,v,q", *rows]) + "\n")
    gdp = folder / "figures_template.csv"
    head = "area,counterpart,subject,measure,period,value,unit,study,locator,note"
    lines = [f"{one},,,gdp,2022,{size[one] * 1000:.0f},bn USD,made,here," for one in codes]
    gdp.write_text("\n".join([head, *lines, "CN-LN,,,gdp,2022,28975,亿元,made,here,"]) + "\n", encoding="utf-8")
    bench = Workbench(folder / "lake")
    bench.ingest(baci)
    bench.ingest(gdp, source="figures")
    return bench


def test_the_panel_of_world_trade(world: Workbench) -> None:
    panel = trade_panel(world.lake, 2022, output_per_gdp=2.0, needed=("CHN",))
    assert panel.countries == ("CHN", "DEU", "JPN", "USA", "VNM")
    china, america = panel.countries.index("CHN"), panel.countries.index("USA")
    assert panel.trade[china, america] == pytest.approx(1e10 * 18 * 25)
    abroad = panel.trade[china].sum() - panel.trade[china, china]
    assert panel.trade[china, china] == pytest.approx(2 * 18e12 - abroad)
    assert panel.coverage == 1.0
    with pytest.raises(MissingData, match="tells nothing that France sold"):
        trade_panel(world.lake, 2022, output_per_gdp=2.0, needed=("FRA",))


def test_passed_through_and_split(world: Workbench) -> None:
    """Both lose in the American market, less than without any adjustment; only the table of the region moves."""
    found = {
        method: try_scenario(world, "lost-market", "辽宁", method=method, draws=20, risks=False)
        for method in ("pass_through", "split", "stress")
    }
    for method in ("pass_through", "split"):
        one = found[method]
        assert one.exports.value is not None
        assert one.welfare.value is not None
        assert found["stress"].parts[0].amount < one.exports.value < 0
        assert abs(one.welfare.value) < 0.05
        assert one.welfare.low <= one.welfare.value <= one.welfare.high  # type: ignore[operator]
        assert any("found by the equilibrium" in said.en for said in one.not_modelled)
    nation, region = found["pass_through"].welfare, found["split"].welfare
    assert nation.value is not None
    assert nation.value < 0
    assert region.value != nation.value
    assert "home_share" in [one.id for one in found["split"].assumptions]
    assert any("of exports go to markets that the panel does not know" in note.en for note in found["split"].notes)


def test_a_table_in_yuan_is_no_larger_part_of_its_nation() -> None:
    """7.1957 yuan a dollar in 2024; a tenth of what the nation sells and a fifth of what it buys."""
    rows = {"flow": ["export", "import"], "partner": ["USA", "USA"], "product": ["85", "85"], "regime": ["ALL", "ALL"]}
    panel = TradePanel(
        ("CHN", "USA"), np.array([[900.0, 100.0], [50.0, 900.0]]), np.ones(2), 2024, "baci", 1.0, (), (), ()
    )
    for column, rate in (("value_usd", 1.0), ("value_cny", 7.1957)):
        table = pa.table({**rows, column: pa.array([10.0 * rate, 10.0 * rate])})
        stress = Stress(table, scenario(MarketClosed(scope=USA, part=0.3)))
        exports, imports = shares_of_nation(stress, panel, 0, yuan=yuan_in("2024"))
        assert exports.tolist() == pytest.approx([0.0, 0.1], abs=1e-4)
        assert imports.tolist() == pytest.approx([0.0, 0.2], abs=1e-4)


def test_what_an_equilibrium_is_not_told(world: Workbench) -> None:
    with pytest.raises(InvalidScenario, match="a nominal exchange rate moves nothing real here"):
        try_scenario(world, scenario(ExchangeRate(amount=0.05)), "辽宁", method="split", risks=False)
    with pytest.raises(InvalidScenario, match="no partner of its changes is in the panel"):
        partners = own_flows(world.lake, "辽宁").now["partner"].unique().to_pylist()
        outside = next(one for one in partners if one not in ("CHN", "DEU", "JPN", "USA", "VNM"))
        closed = MarketClosed(scope=Scope(partners=(outside,)), part=0.5)
        try_scenario(world, scenario(closed), "辽宁", method="pass_through", risks=False)


def test_the_file_may_lie_anywhere(workbench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'id = "mine"\ntitle = {zh = "我", en = "Mine"}\nabout = {zh = "我", en = "Mine"}\n'
        '[[changes]]\nkind = "demand"\npartners = ["美国"]\namount = -0.1\n',
        encoding="utf-8",
    )
    found = try_scenario(workbench, path, "辽宁", risks=False)
    own = own_flows(workbench.lake, "辽宁").now
    sold = own.filter(pc.and_(pc.equal(own["partner"], "USA"), pc.equal(own["flow"], "export")))
    assert found.exports.value == pytest.approx(-0.1 * sum(sold["value_usd"].to_pylist()), abs=1.0)
    assert found.exports.low == found.exports.value == found.exports.high  # nothing in it is uncertain


def test_what_is_not_told_is_not_nothing(world: Workbench) -> None:
    """BACI tells exports alone."""
    found = try_scenario(world, scenario(MarketClosed(scope=USA, part=0.5)), "CHN", risks=False)
    assert found.exports.value == pytest.approx(-0.5e10 * 18 * 25, rel=1e-9)
    assert (found.imports.value, found.imports.low) == (None, None)
    assert found.imports.why is not None
    assert "no imports of this region are told" in found.imports.why.en
