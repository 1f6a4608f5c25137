"""Findings: known answers of the papers, exact numbers by hand, and hostile input that must be said, not guessed."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from entrepot.parameters.risk_thresholds import ScoreMap
from entrepot.risks.finding import Finding, Part, Span
from entrepot.risks.register import RISKS, risk_named
from entrepot.risks.scoring import score_at
from entrepot.vocabulary.errors import EntrepotError, MissingData, SchemaMismatch, UnknownName, WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench import Workbench
from entrepot.workbench.risk_doubts import doubts_about
from entrepot.workbench.risk_drivers import drivers_of_all
from entrepot.workbench.risk_readings import Asking
from entrepot.workbench.risk_trade import RiskTrade, trade_for_risks
from entrepot.workbench.risk_wholes import Wholes
from entrepot.workbench.risks import thresholds_for

Row = tuple[str, str, str, str, str, str, float | None, float | None]
COLUMNS = ("reporter", "period", "flow", "partner", "product", "regime", "value_usd", "net_kg")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """Published figures alone: no synthetic data."""
    made = Workbench(tmp_path_factory.mktemp("papers") / "lake")
    made.take_in_embedded()
    return made


def _flows(*rows: Row) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    types = [pa.string()] * 6 + [pa.float64()] * 2
    return pa.table({name: pa.array(cells, kind) for name, cells, kind in zip(COLUMNS, columns, types, strict=True)})


def _of(found: tuple[Finding, ...], risk: str, region: str = "CN-LN") -> Finding:
    return next(one for one in found if one.risk.id == risk and one.region == region and one.part.kind == "region")


def _points(risk: str, reading: str) -> ScoreMap:
    return thresholds_for().readings[risk, reading]


# Known answers of the papers


@pytest.mark.parametrize(
    ("year", "low", "high"), [("2018", 0.784, 0.826), ("2019", 0.862, 0.862), ("2020", 0.916, 0.916)]
)
def test_the_five_largest_partners_of_shanxi_in_asean(papers: Workbench, year: str, low: float, high: float) -> None:
    """In 2018 two partners are not printed: either may be the fifth, so the share has bounds; the named five are less."""
    (found,) = [
        one
        for one in papers.risks("CN-SX", year, source="figures", risks="market_concentration")
        if one.part.id == "ASEAN"
    ]
    share = found.reading("top5_partners").value
    assert (share.low, share.high) == (pytest.approx(low), pytest.approx(high))
    named = papers.measure("partner_share", region="CN-SX", period=year, share="share_of_asean_trade")
    five = sum(row["value"] for row in named.records() if row["partner"] in ("SGP", "VNM", "THA", "MYS", "IDN"))
    assert five == pytest.approx({"2018": 0.784, "2019": 0.859, "2020": 0.916}[year])


def test_bounds_of_the_index_become_bounds_of_score_and_level(papers: Workbench) -> None:
    (found,) = papers.risks("CN-SX", "2018", risks="market_concentration", source="figures")
    hhi = found.reading("hhi_partners")
    assert (hhi.value.low, hhi.value.high) == (pytest.approx(0.1634555), pytest.approx(0.1723))
    scored = _points("market_concentration", "hhi_partners")
    assert hhi.score == Span(pytest.approx(score_at(scored, 0.1634555)), pytest.approx(score_at(scored, 0.1723)))
    assert (found.level, found.levels) == (None, ("watch", "high"))
    assert found.score.point is None
    # Ten rows are printed, two of them as missing; they are what the finding rests on.
    assert [(one.table, one.rows) for one in found.evidence] == [("series", 10)]
    assert all(len(one.batches) == 1 for one in found.evidence)
    assert any("ASEAN" in text.en for text in found.says)


def test_the_fall_of_foreign_investment_of_liaoning(papers: Workbench) -> None:
    found = _of(papers.risks("CN-LN", "2015", risks="outward_dependence"), "outward_dependence")
    change = found.reading("fdi_change")
    assert change.value.point == pytest.approx(51.85 / 4615 - 274.23 / 4660.1, abs=3e-4)
    assert change.score.point is not None
    assert change.score.point > 95
    assert found.direction == "rising"
    # Trade dependence fell by what exports, imports and output did.
    assert found.drivers is not None
    assert [one.id for one in found.drivers.largest] == ["imports", "exports", "gdp"]
    now, before = found.reading("trade_dependence").value.point, found.reading("trade_dependence").before.point
    assert now is not None
    assert before is not None
    assert found.drivers.change == pytest.approx(now - before, abs=1e-12)


@pytest.mark.parametrize(("year", "growth"), [("2009", 334.4 / 420.5 - 1), ("2015", 508.4 / 587.6 - 1)])
def test_double_digit_swings_are_volatility_findings(papers: Workbench, year: str, growth: float) -> None:
    swing = _of(papers.risks("CN-LN", year, risks="scale_volatility"), "scale_volatility").reading("swing")
    assert swing.value.point == pytest.approx(growth)
    assert swing.score.point is not None
    # The rule of the papers: ten per cent or more is a swing, and scores 50 or more.
    assert swing.score.point >= 50
    quiet = _of(papers.risks("CN-LN", "2014", risks="scale_volatility"), "scale_volatility").reading("swing")
    assert quiet.score.point is not None
    assert quiet.score.point < 50


def test_a_typing_error_is_doubted_and_no_finding_rests_on_it(papers: Workbench) -> None:
    """Investment fell by 63.5 % to 6440 from 2443: the checks see a digit lost, and no alarm comes of it."""
    with trade_for_risks(papers, ("CN-LN",), source="figures", currency="USD", last="2016", as_of=None) as trade:
        doubts = doubts_about(trade)["CN-LN"]
    assert [(one.of, one.period) for one in doubts if one.of == "fixed_investment"] == [("fixed_investment", "2014")]
    found = papers.risks("CN-LN", "2014")
    behind = {value for one in found for each in one.evidence for _, value in each.where}
    assert "exports" in behind
    assert "fixed_investment" not in behind


# By hand, on rows handed in


def _by_hand(*, scale: float = 1.0) -> pa.Table:
    before = [("JPN", 50.0), ("KOR", 50.0)]
    now = [("JPN", 75.0 * scale), ("RUS", 25.0 * scale)]
    rows: list[Row] = [("CN-LN", "2022", "export", partner, "850110", "0110", value, None) for partner, value in before]
    rows += [("CN-LN", "2023", "export", partner, "850110", "0110", value, None) for partner, value in now]
    return _flows(*rows)


def test_a_finding_by_hand(papers: Workbench) -> None:
    found = _of(papers.risks("CN-LN", flows=_by_hand(), risks="market_concentration"), "market_concentration")
    assert found.period == "2023"
    assert found.reading("hhi_partners").value.point == pytest.approx(0.625)
    assert found.reading("hhi_partners").before.point == pytest.approx(0.5)
    assert found.reading("top_partner").value.point == pytest.approx(0.75)
    assert found.drivers is not None
    assert {one.id: one.contribution for one in found.drivers.largest} == pytest.approx(
        {"JPN": 0.3125, "KOR": -0.25, "RUS": 0.0625}
    )
    weights = {one.reading.id: (one.weight, one.score.point or 0.0) for one in found.readings}
    assert found.score.point == pytest.approx(sum(weight * score for weight, score in weights.values()))
    assert found.level == "severe"
    assert found.evidence[0].rows == 2
    assert found.evidence[0].added_up == pytest.approx(100)


def test_months_are_a_year_only_if_all_twelve_are_there(papers: Workbench) -> None:
    def month(number: int) -> Row:
        return ("CN-LN", f"2023-{number:02}", "export", "JPN", "850110", "0110", 10.0, None)

    year = _of(
        papers.risks("CN-LN", flows=_flows(*(month(n) for n in range(1, 13))), risks="scale_volatility"),
        "scale_volatility",
    )
    assert year.evidence[0].added_up == pytest.approx(120)
    with pytest.raises(MissingData, match="eleven months are no year"):
        papers.risks("CN-LN", flows=_flows(*(month(n) for n in range(1, 4))))


def test_parts_of_a_region_are_judged_by_themselves(papers: Workbench) -> None:
    rows = (
        ("CN-LN", "2023", "export", "JPN", "850110", "0110", 60.0, None),
        ("CN-LN", "2023", "export", "KOR", "870310", "0214", 20.0, None),
        ("CN-LN", "2023", "export", "USA", "870310", "0110", 20.0, None),
    )
    found = papers.risks("CN-LN", flows=_flows(*rows), parts="product,regime", risks="market_concentration")
    hhi = {(one.part.kind, one.part.id): one.reading("hhi_partners").value.point for one in found}
    assert hhi == {
        ("region", "CN-LN"): pytest.approx(0.44), ("product", "85"): 1, ("product", "87"): pytest.approx(0.5),
        ("regime", "general"): pytest.approx(0.625), ("regime", "processing"): 1,
    }  # fmt: skip
    shares = {one.part.id: one.part.share for one in found if one.part.kind == "product"}
    assert shares == {"85": pytest.approx(0.6), "87": pytest.approx(0.4)}


# What cannot be said is said


def test_one_year_has_no_direction_and_no_volatility(papers: Workbench) -> None:
    found = papers.risks(
        "CN-LN",
        flows=_flows(("CN-LN", "2023", "export", "JPN", "850110", "0110", 9.0, None)),
        risks="market_concentration,scale_volatility",
    )
    concentrated, volatile = _of(found, "market_concentration"), _of(found, "scale_volatility")
    assert concentrated.score == Span(100, 100)
    assert (concentrated.direction, concentrated.drivers) == (None, None)
    assert any("no direction" in text.en for text in concentrated.says)
    assert (volatile.level, volatile.reading("volatility").value.known) == (None, False)
    assert any("5 growth rates" in text.en for text in volatile.says)


def test_no_quantities_leave_prices_unsaid(papers: Workbench) -> None:
    """Nothing is weighed: neither relative unit values nor a price war can be told, the share of high technology can."""
    table = pa.concat_tables([_by_hand(), _flows(("CN-JL", "2023", "export", "JPN", "850110", "0110", 9.0, None))])
    found = _of(papers.risks("CN-LN,CN-JL", flows=table, risks="product_return"), "product_return")
    assert not found.reading("unit_value_gap").value.known
    assert not found.reading("price_war").value.known
    assert found.reading("high_technology").value.point == 1
    assert found.score == Span(pytest.approx(0), pytest.approx(70))
    assert found.level is None
    assert any("weighed" in text.en for text in found.says)


def test_a_price_war_is_more_for_less(papers: Workbench) -> None:
    rows = (
        ("CN-LN", "2022", "export", "JPN", "850110", "0110", 100.0, 10.0),
        ("CN-LN", "2022", "export", "JPN", "870310", "0110", 100.0, 10.0),
        ("CN-LN", "2023", "export", "JPN", "850110", "0110", 120.0, 20.0),  # twice as much at six a kilogram, not ten
        ("CN-LN", "2023", "export", "JPN", "870310", "0110", 60.0, 6.0),  # less at the same price
        ("CN-LN", "2023", "export", "JPN", "900110", "0110", 20.0, None),  # new: nothing to be sold more of
    )
    found = _of(papers.risks("CN-LN", flows=_flows(*rows), risks="product_return"), "product_return")
    assert found.reading("price_war").value == Span(pytest.approx(0.6), pytest.approx(0.6))
    half = (*rows, ("CN-LN", "2022", "export", "JPN", "900110", "0110", 20.0, None))
    bounded = _of(papers.risks("CN-LN", flows=_flows(*half), risks="product_return"), "product_return")
    assert bounded.reading("price_war").value == Span(pytest.approx(0.6), pytest.approx(0.7))


def test_a_gap_of_a_year_is_no_year_before(papers: Workbench) -> None:
    rows = (
        ("CN-LN", "2021", "export", "JPN", "850110", "0110", 5.0, None),
        ("CN-LN", "2023", "export", "JPN", "850110", "0110", 9.0, None),
    )
    found = _of(papers.risks("CN-LN", flows=_flows(*rows), risks="scale_volatility"), "scale_volatility")
    assert not found.reading("swing").value.known
    assert (found.direction, found.drivers, found.level) == (None, None, None)


def test_trade_below_nothing_is_doubted(papers: Workbench) -> None:
    """A revision that flipped a sign: nothing is read from it, in this year or as the year before."""
    table = pa.concat_tables([_by_hand(), _flows(("CN-LN", "2023", "export", "USA", "850110", "0110", -40.0, None))])
    flipped = papers.risks("CN-LN", flows=table, risks="market_concentration")
    assert flipped[0].level is None
    assert any("-40" in text.en for text in flipped[0].says)
    whole = pa.concat_tables([_by_hand(scale=-1.0)])
    doubted = _of(
        papers.risks("CN-LN", flows=whole, risks="market_concentration"),
        "market_concentration",
    )
    assert (doubted.score, doubted.level) == (Span(0, 100), None)
    assert any("never below nothing" in text.en for text in doubted.says)


def test_a_lost_digit_in_a_calm_series_is_no_alarm(papers: Workbench) -> None:
    calm = [100.0, 104.0, 101.0, 105.0, 103.0, 107.0, 10.5]
    rows = [("CN-LN", str(2017 + n), "export", "JPN", "850110", "0110", value, None) for n, value in enumerate(calm)]
    found = _of(papers.risks("CN-LN", flows=_flows(*rows), risks="scale_volatility"), "scale_volatility")
    assert found.level is None
    assert any("decimal point" in text.en for text in found.says)
    fallen = [*calm[:-1], 52.0]
    rows = [("CN-LN", str(2017 + n), "export", "JPN", "850110", "0110", value, None) for n, value in enumerate(fallen)]
    assert _of(papers.risks("CN-LN", flows=_flows(*rows), risks="scale_volatility"), "scale_volatility").level in (
        "high",
        "severe",
    )


def test_what_came_from_nobody_known_bounds_the_concentration_of_origins(papers: Workbench) -> None:
    """A quarter of 720810 has no origin: its HHI lies between 9/16 and 9/16 + 1/16, and is not nothing; nor does it drive a change."""
    columns = ("period", "reporter", "partner", "product", "value")
    rows = [
        (year, "CN-LN", partner, product, value)
        for year in ("2022", "2023")
        for partner, product, value in (("JPN", "850110", 30.0), ("KOR", "850110", 30.0), ("JPN", "720810", 30.0))
    ] + [("2023", "CN-LN", None, "720810", 10.0)]
    with duckdb.connect() as connection:
        connection.register("given", pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows]))
        connection.execute(
            "CREATE TABLE told AS SELECT *, NULL::VARCHAR AS regime, NULL::VARCHAR AS nomenclature, NULL::VARCHAR AS batch, "
            "false AS weighed, NULL::DOUBLE AS net_kg, 1 AS rows FROM given"
        )
        needs = frozenset({"partner", "product"})
        trade = RiskTrade(connection, ("CN-LN",), "given", "USD", _named={("import", needs): "told", ("import", frozenset()): "told"})  # fmt: skip
        asking = Asking(papers, Wholes(trade, "2023", (), 0.02), thresholds_for())
        risk = risk_named("supply_dependence")
        means, dominated = (asking.read(risk.reading(name)) for name in ("origin_concentration", "one_origin"))
        found, share = means.of("CN-LN", "2023"), dominated.of("CN-LN", "2023")
        drivers = drivers_of_all(asking, risk, means)
    assert (found.low, found.high) == pytest.approx((0.6 * 0.5 + 0.4 * 9 / 16, 0.6 * 0.5 + 0.4 * 10 / 16))
    assert means.of("CN-LN", "2022").point == pytest.approx((60 * 0.5 + 30 * 1.0) / 90)
    assert share == Span(1.0, 1.0)
    assert drivers == {}


def test_without_notices_barriers_are_not_said(papers: Workbench) -> None:
    found = _of(papers.risks("CN-LN", flows=_by_hand(), risks="technical_barriers"), "technical_barriers")
    assert (found.score, found.level) == (Span(0, 100), None)
    assert any("no notices are in the lake" in text.en for text in found.says)


def test_notices_in_force_drive_the_risk_of_barriers(tmp_path: Path) -> None:
    """Duties on 40 of 100 in 2022; in 2023 on 50 of 100, and a rule on 30 more that came into force in July."""
    lines = (
        "id,kind,imposed_by,affected,products,nomenclature,in_force_from,title_en,title_zh",
        "EX-1,anti_dumping,USA,CHN,7210,HS2022,2019-01-15,An invented duty,虚构的反倾销税",
        "EX-2,tbt,EU,all,8507,HS2022,2023-07-01,An invented rule,虚构的技术规则",
    )
    file = tmp_path / "notices.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    workbench = Workbench(tmp_path / "lake")
    workbench.ingest(file)
    rows = (
        ("CN-LN", "2022", "export", "USA", "721049", "0110", 40.0, None),
        ("CN-LN", "2022", "export", "DEU", "850760", "0110", 60.0, None),
        ("CN-LN", "2023", "export", "USA", "721049", "0110", 50.0, None),
        ("CN-LN", "2023", "export", "DEU", "850760", "0110", 30.0, None),
        ("CN-LN", "2023", "export", "JPN", "030617", "0110", 20.0, None),
    )
    table = _flows(*rows).append_column("nomenclature", pa.array(["HS2022"] * len(rows)))
    (found,) = workbench.risks("CN-LN", flows=table, risks="technical_barriers")
    exposed = found.reading("exposure")
    assert (exposed.before.point, exposed.value.point) == (pytest.approx(0.4), pytest.approx(0.8))
    assert (found.level, found.direction) == ("severe", "rising")
    assert found.drivers is not None
    assert {one.title.en: one.contribution for one in found.drivers.largest} == {
        "An invented duty": pytest.approx(0.1), "An invented rule": pytest.approx(0.3),
    }  # fmt: skip
    assert [(one.table, one.rows) for one in found.evidence] == [("flows", 3), ("notices", 2)]


def test_markets_that_move_together_are_told_where_their_imports_are_held(papers: Workbench) -> None:
    """Nobody's own imports are held here: the reading is said to be missing, and takes nothing from score or level."""
    found = _of(papers.risks("CN-LN", flows=_by_hand(), risks="market_concentration"), "market_concentration")
    shocks = found.reading("shock_weighted")
    assert (shocks.weight, shocks.value.known) == (0, False)
    assert shocks.said is not None
    assert shocks.said in found.says
    assert found.level == "severe"


def test_the_demand_of_markets_that_swing_against_each_other_cancels_out(tmp_path: Path) -> None:
    """JPN doubles and halves while RUS halves and doubles: of one half each nothing is left; of 3/4 and 1/4 half a swing is."""
    imports = {"JPN": (10, 20, 10), "KOR": (5, 10, 5), "RUS": (20, 10, 20)}
    lines = [f"yearbook,table 2,{area},WLD,goods,imports,{2020 + n},{value},1e8 USD," for area, values in imports.items() for n, value in enumerate(values)]  # fmt: skip
    file = tmp_path / "figures.csv"
    file.write_text(
        "\n".join(["study,locator,area,counterpart,subject,measure,period,value,unit,note", *lines]) + "\n",
        encoding="utf-8",
    )
    workbench = Workbench(tmp_path / "lake")
    workbench.ingest(file, source="figures")
    found = _of(workbench.risks("CN-LN", flows=_by_hand(), risks="market_concentration"), "market_concentration")
    # Demand for the mix moves by +-(3/4 - 1/4) ln 2: the sample variance of two such moves is twice their square.
    assert found.reading("shock_weighted").value.point == pytest.approx(2 * (0.5 * math.log(2)) ** 2)


def test_cities_are_parts_of_their_province(papers: Workbench) -> None:
    table = pa.concat_tables([_by_hand(), _flows(("CN-LN-DL", "2023", "export", "JPN", "850110", "0110", 60.0, None))])
    found = papers.risks("CN-LN", flows=table, parts="city", risks="market_concentration")
    assert [(one.part.kind, one.part.id, one.region) for one in found] == [
        ("region", "CN-LN", "CN-LN"),
        ("city", "CN-LN-DL", "CN-LN"),
    ]
    assert found[1].reading("hhi_partners").value.point == 1


def test_cities_are_no_peers_of_provinces(papers: Workbench) -> None:
    """Shares of e-commerce of 0, 1/10 and 1/5: the median is 1/10, however many cities of Liaoning have none."""
    sold = {"CN-LN": 0.0, "CN-JL": 10.0, "CN-HL": 20.0, "CN-LN-DL": 0.0, "CN-LN-SY": 0.0, "CN-LN-AS": 0.0}
    rows = [
        (place, "2023", "export", "JPN", "850110", regime, value, None)
        for place, online in sold.items()
        for regime, value in (("0110", 100.0 - online), ("9610", online))
        if value
    ]
    found = papers.risks("CN-LN,CN-JL,CN-HL", flows=_flows(*rows), parts="city", risks="single_regime")
    gaps = {one.part.id: one.reading("ecommerce_gap").value.point for one in found}
    assert gaps == pytest.approx({name: max(0.1 - online / 100, 0.0) for name, online in sold.items()})


def test_growth_is_split_into_world_products_markets_and_own(papers: Workbench) -> None:
    """The world, five regions, grows by half in each tie; Liaoning doubles: half of it is its own."""
    rows: list[Row] = []
    for region in ("CN-JL", "CN-HL", "CN-SD", "CN-HE"):
        rows += [
            (region, "2022", "export", "JPN", "850110", "0110", 100.0, None),
            (region, "2023", "export", "JPN", "850110", "0110", 137.5, None),
        ]
    rows += [
        ("CN-LN", "2022", "export", "JPN", "850110", "0110", 100.0, None),
        ("CN-LN", "2023", "export", "JPN", "850110", "0110", 200.0, None),
    ]
    found = _of(papers.risks("CN-LN", flows=_flows(*rows), risks="scale_volatility"), "scale_volatility")
    assert found.split is not None
    assert {one.id: one.contribution for one in found.split.largest} == {
        "world": pytest.approx(0.5), "product": pytest.approx(0), "market": pytest.approx(0), "competitiveness": pytest.approx(0.5),
    }  # fmt: skip
    assert found.split.change == pytest.approx(1.0)


def test_a_revision_that_turns_the_sign_is_said(tmp_path: Path) -> None:
    """Exports were told to grow from 100 to 110, and after the revision to fall to 90."""
    workbench = Workbench(tmp_path / "lake")
    head = "study,locator,area,counterpart,subject,measure,period,value,unit,note\n"
    for value in ("110", "90"):
        file = tmp_path / "figures.csv"
        lines = [
            f"yearbook,table 1,CN-LN,WLD,goods,exports,{year},{one},1e8 USD,"
            for year, one in (("2022", "100"), ("2023", value))
        ]
        file.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        workbench.ingest(file, source="figures")
    found = _of(workbench.risks("CN-LN", risks="scale_volatility"), "scale_volatility")
    assert found.reading("swing").value.point == pytest.approx(-0.1)
    assert any("turned the sign" in text.en for text in found.says)


def test_a_finding_without_rows_cannot_be_made() -> None:
    with pytest.raises(MissingData, match="no row stands behind it"):
        Finding(
            risk=RISKS[0], region="CN-LN", part=Part("region", "CN-LN", T("Liaoning", "辽宁")), period="2023", score=Span(0, 0),
            levels=("low", "low"), direction=None, change=None, readings=(), drivers=None, peers=(), rank=None, coverage=None,
            evidence=(), says=(), synthetic=False,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"region": "CN-LN", "period": "2023-05"}, WrongCall),
        ({"region": "CN-LN", "risks": "concentration of power"}, UnknownName),
        ({"region": "CN-LN", "parts": "village"}, UnknownName),
        ({"region": "Atlantis"}, UnknownName),
        ({"region": "CN-XZ", "source": "figures"}, MissingData),
        ({"region": "CN-LN", "flows": pa.table({"reporter": ["CN-LN"], "value_usd": [1.0]})}, SchemaMismatch),
    ],
)
def test_wrong_questions_are_refused(papers: Workbench, asked: dict[str, Any], error: type[EntrepotError]) -> None:
    with pytest.raises(error):
        papers.risks(**asked)


# Beside peers, on the sample world


def test_fewer_than_five_peers_have_no_percentile(workbench: Workbench) -> None:
    found = workbench.risks("CN-LN", source="sample_world", peers="CN-SX,CN-GD", risks="market_concentration")
    (place,) = found[0].peers
    assert (place.peers, place.number, place.percentile) == ("own", 2, None)
    assert found[0].rank is not None
    assert found[0].rank.among == 3


def test_a_scan_is_of_one_source_and_its_findings_can_be_looked_up(workbench: Workbench, tmp_path: Path) -> None:
    found = workbench.risks("provinces", parts="all", source="sample_world")
    assert {one.synthetic for one in found} == {True}
    assert {one.part.kind for one in found} == {"region", "product", "partner", "regime"}
    for one in found:
        assert one.evidence
        for drivers in filter(None, (one.drivers,)):
            reading = one.reading(drivers.reading)
            if drivers.reading != "swing" and reading.before.point is not None and reading.value.point is not None:
                assert drivers.change == pytest.approx(reading.value.point - reading.before.point, abs=1e-9)
            elif drivers.reading == "swing":
                assert drivers.change == pytest.approx(reading.value.point, abs=1e-9)
    some = next(one for one in found if one.part.kind == "product" and one.risk.id == "market_concentration")
    behind = some.evidence[0]
    rows = workbench.rows(behind.table, where=behind.where)
    assert rows.count() == behind.rows
    assert sum(rows.to_arrow()["value_usd"].to_pylist()) == pytest.approx(behind.added_up)


# On a real file: exports of one kind of taps in 2024 by province and partner


def test_a_real_file_without_totals_is_judged_by_what_it_holds(shared_data: Path, tmp_path: Path) -> None:
    workbench = Workbench(tmp_path / "lake")
    workbench.ingest(shared_data / "2_gacc" / "variant_xlsx_annual_84818090_2024.xlsx")
    found = _of(workbench.risks("CN-ZJ", risks="market_concentration"), "market_concentration", "CN-ZJ")
    hhi = workbench.measure("hhi", region="CN-ZJ", period="2024", source="china_customs").records()[0]["value"]
    assert found.reading("hhi_partners").value.point == pytest.approx(hhi)
    assert (found.coverage, found.synthetic) == (1, False)
    assert found.evidence[0].rows == workbench.rows("flows", where=found.evidence[0].where).count()
    assert any("no total over all goods" in text.en for text in found.says)


def test_a_year_of_which_months_are_still_coming_in_is_not_judged(tmp_path: Path) -> None:
    """Half of 2024 is stated as 2024: read as a year it would be a fall by half."""

    def row(period: str, frequency: str, usd: float) -> dict[str, object]:
        return {
            "period": period, "freq": frequency, "hs_code": "39221000", "partner_code": "116", "partner_name": "日本", "reg_code": "33",
            "reg_name": "浙江省", "qty1": 1.0, "unit1": "千克", "qty2": 0.0, "unit2": None, "usd": int(usd), "source_file": "39221000.xlsx",
        }  # fmt: skip

    rows = [
        row(f"{year}{month:02}", "M", 100)
        for year, last in ((2022, 12), (2023, 12), (2024, 6))
        for month in range(1, last + 1)
    ]
    rows += [row("2022", "A", 1200), row("2023", "A", 1200), row("2024", "A", 600)]
    file = tmp_path / "gacc_exports_partner_x_province.parquet"
    pq.write_table(pa.Table.from_pylist(rows), file)
    workbench = Workbench(tmp_path / "lake")
    workbench.ingest(file, flow="export")
    newest = _of(workbench.risks("CN-ZJ", risks="scale_volatility"), "scale_volatility", "CN-ZJ")
    assert (newest.period, newest.reading("swing").value.point) == ("2023", pytest.approx(0))
    asked = _of(workbench.risks("CN-ZJ", "2024", risks="scale_volatility"), "scale_volatility", "CN-ZJ")
    assert (asked.level, asked.score) == (None, Span(0, 100))
    assert any("2024 is not over" in text.en for text in asked.says)
