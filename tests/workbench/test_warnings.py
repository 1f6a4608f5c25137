"""Warnings end to end: known breaks are seen, errors of the data are not alarms, and what cannot be said is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from entrepot.parameters.warning_settings import read_warning_settings, warning_settings
from entrepot.risks.backtest.keeping import kept_origin
from entrepot.vocabulary.errors import MissingData, SchemaMismatch, WrongCall
from entrepot.workbench import Workbench
from entrepot.workbench.backtests import backtest_named, backtests

MONTHS = 72
PARTNERS = ("JPN", "KOR", "USA", "VNM", "DEU", "RUS", "AUS", "THA")
PRODUCTS = ("720810", "850440", "610910")
PRICE = 5.0


def world(seed: int = 11) -> dict[str, np.ndarray]:
    """24 calm series of 2018 to 2023: value and weight by partner and product, with a season."""
    generator = np.random.default_rng(seed)
    shape = (len(PARTNERS) * len(PRODUCTS), MONTHS)
    season = 0.2 * np.sin(np.arange(MONTHS) * 2 * np.pi / 12)
    weight = 1e5 * np.exp(season + generator.normal(0, 0.1, shape))
    return {"net_kg": weight, "price": PRICE * np.exp(generator.normal(0, 0.03, shape))}


def flows(made: dict[str, np.ndarray], **more: Any) -> pa.Table:
    series, months = made["price"].shape
    names = [(partner, product) for partner in PARTNERS for product in PRODUCTS][:series]
    columns: dict[str, Any] = {
        "reporter": ["CN-LN"] * (series * months),
        "partner": np.repeat([partner for partner, _ in names], months),
        "product": np.repeat([product for _, product in names], months),
        "period": np.tile([f"{2018 + month // 12}-{month % 12 + 1:02d}" for month in range(months)], series),
        "value_usd": made.get("value", made["price"] * made["net_kg"]).ravel(),
        "net_kg": made["net_kg"].ravel(),
        "flow": ["export"] * (series * months),
    }
    table = pa.table({**columns, **more})
    return table.filter(pa.compute.is_valid(table["value_usd"])) if table["value_usd"].null_count else table


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(tmp_path_factory.mktemp("warnings") / "lake")


def test_a_price_that_falls_by_a_third_is_red_and_nothing_else_is(bench: Workbench) -> None:
    made = world()
    made["price"][4, -1] *= 2 / 3  # KOR, 850440
    alarms = bench.warnings("CN-LN", flows=flows(made))
    prices = [one for one in alarms if one.kind == "price"]
    assert [(one.partner, one.product, one.light) for one in prices] == [("KOR", "850440", "red")]
    assert prices[0].change == pytest.approx(-1 / 3, abs=0.06)
    assert prices[0].period == "2023-12"
    assert prices[0].records == 60


def test_a_price_that_falls_by_steps_is_seen_with_the_month_in_which_it_began(bench: Workbench) -> None:
    made = world()
    made["price"][4, -4:] *= np.array([0.93, 0.87, 0.81, 0.78])
    found = bench.watch(region="CN-LN", flows=flows(made))
    (alarm,) = [one for one in found.alarms if one.kind == "price"]
    assert (alarm.partner, alarm.product) == ("KOR", "850440")
    assert alarm.since in ("2023-09", "2023-10")


def test_a_market_that_is_lost_is_a_warning_of_value_and_volume(bench: Workbench) -> None:
    made = world()
    made["net_kg"][6, -1] = np.nan
    made["value"] = np.where(np.isnan(made["net_kg"]), np.nan, made["price"] * made["net_kg"])
    table = flows(made)
    table = table.filter(pa.compute.invert(pa.compute.is_nan(table["value_usd"])))
    found = {(one.kind, one.partner, one.product) for one in bench.warnings("CN-LN", flows=table)}
    assert {("value", "USA", "720810"), ("volume", "USA", "720810")} <= found


def test_the_season_is_no_alarm(bench: Workbench) -> None:
    found = bench.watch(region="CN-LN", flows=flows(world(3)))
    assert found.judged == {"price": 24, "volume": 24, "value": 24}
    # Of 72 months by chance alone one or two stand out by 2.5 deviations; the season moves all of them by a fifth.
    assert len([one for one in found.alarms if one.kind != "composite"]) <= 2


def test_a_move_that_weighs_nothing_is_green(bench: Workbench) -> None:
    made = world()
    made["price"][4, -1] *= 2 / 3
    made["net_kg"][4] *= 1e-6
    alarms = bench.warnings("CN-LN", flows=flows(made))
    assert ("KOR", "850440") not in {(one.partner, one.product) for one in alarms}


def test_three_months_say_that_they_are_too_few(bench: Workbench) -> None:
    made = {name: numbers[:, -3:] for name, numbers in world().items()}
    found = bench.watch(region="CN-LN", flows=flows(made))
    assert found.light is None
    assert found.alarms == ()
    assert found.too_few == {"price": 24, "volume": 24, "value": 24}
    assert "24 of 24 series have fewer than 30 usable records" in found.says()[0].en


def test_one_series_alone_can_be_judged(bench: Workbench) -> None:
    made = {name: numbers[:1] for name, numbers in world().items()}
    made["price"][0, -1] *= 0.5
    assert [one.light for one in bench.warnings("CN-LN", flows=flows(made)) if one.kind == "price"] == ["red"]


def test_without_quantities_only_values_are_judged(bench: Workbench) -> None:
    made = world()
    made["value"] = made["price"] * made["net_kg"]
    made["value"][4, -1] *= 0.2
    made["net_kg"] = np.full_like(made["net_kg"], np.nan)
    found = bench.watch(region="CN-LN", flows=flows(made))
    assert found.judged == {"price": 0, "volume": 0, "value": 24}
    assert {one.kind for one in found.alarms} == {"value"}
    assert ("KOR", "850440") in {(one.partner, one.product) for one in found.alarms}


def test_after_a_gap_of_a_year_the_month_says_nothing(bench: Workbench) -> None:
    made = world()
    table = flows(made)
    gap = pa.compute.and_(pa.compute.greater(table["period"], "2022-12"), pa.compute.less(table["period"], "2023-12"))
    found = bench.watch(region="CN-LN", flows=table.filter(pa.compute.invert(gap)))
    assert found.light is None
    assert found.silent["price"] == 24


def test_a_revision_that_flips_a_sign_is_no_record_and_no_alarm(bench: Workbench) -> None:
    made = world()
    made["value"] = made["price"] * made["net_kg"]
    made["value"][4, -1] *= -1
    found = bench.watch(region="CN-LN", flows=flows(made))
    assert ("KOR", "850440") not in {(one.partner, one.product) for one in found.alarms}
    assert found.silent == {"price": 1, "volume": 1, "value": 1}
    assert any("negative" in said.en for said in found.says())


def test_a_month_of_which_nothing_is_told_is_no_collapse(bench: Workbench) -> None:
    """A product of which nobody tells anything in a month has not been looked at yet."""
    table = flows(world())
    late = pa.compute.and_(pa.compute.equal(table["period"], "2023-12"), pa.compute.equal(table["product"], "850440"))
    found = bench.watch(region="CN-LN", flows=table.filter(pa.compute.invert(late)))
    assert "850440" not in {one.product for one in found.alarms}
    assert found.silent["value"] == 8


def test_series_may_be_put_together(bench: Workbench) -> None:
    found = bench.watch(region="CN-LN", flows=flows(world()), by="product", digits=2)
    assert found.series == 3
    with pytest.raises(WrongCall, match="not regime"):
        bench.watch(region="CN-LN", flows=flows(world()), by="regime")


def test_an_earlier_month_knows_nothing_of_later_ones(bench: Workbench) -> None:
    made = world()
    made["price"][4, -1] *= 2 / 3
    now = bench.watch(region="CN-LN", flows=flows(world()), period="2023-11")
    assert bench.watch(region="CN-LN", flows=flows(made), period="2023-11").alarms == now.alarms
    with pytest.raises(WrongCall, match="of a month"):
        bench.watch(region="CN-LN", flows=flows(made), period="2023")


def test_an_empty_lake_says_what_is_missing(bench: Workbench) -> None:
    with pytest.raises(MissingData, match="no monthly trade"):
        bench.watch(region="CN-LN")


@pytest.fixture(scope="module")
def broken() -> pa.Table:
    """Each series falls or rises for good by a third, one every month of 2022."""
    made = world(21)
    for line in range(12):
        made["price"][line, 48 + line :] *= 2 / 3 if line % 2 else 3 / 2
    return flows(made)


def test_breaks_that_come_by_steps_are_foreseen(bench: Workbench) -> None:
    """Twelve prices that fall by a third in four steps each; who is better at it is told, whoever it is."""
    made = world(22)
    for line in range(12):
        steps = np.minimum(np.arange(1, MONTHS - 47 - line) / 4, 1)
        made["price"][line, 48 + line :] *= np.exp(-0.4 * steps)
    found = bench.backtest(region="CN-LN", flows=flows(made), period="2022-01..2023-06")
    foreseen, recognised = found.score("price", "ahead"), found.score("price", "begun_or_ahead")
    last = found.score("price", "ahead", "last_month")
    # By chance one alarm in seven would be right.
    assert foreseen.events / foreseen.cases < 0.15
    assert foreseen.precision == pytest.approx(0.3, abs=0.05)
    assert foreseen.recall == pytest.approx(0.4, abs=0.05)
    assert recognised.precision == pytest.approx(0.5, abs=0.05)
    assert recognised.recall == pytest.approx(0.5, abs=0.05)
    assert foreseen.skill is not None
    assert last.skill is not None
    assert foreseen.skill > last.skill
    assert foreseen.auroc is not None
    assert last.auroc is not None
    assert foreseen.auroc < last.auroc
    assert "price, foreseeing: does NOT beat “last month repeats”" in found.verdict("price").en


def test_breaks_that_come_at_once_are_recognised_and_foreseen_by_nobody(bench: Workbench, broken: pa.Table) -> None:
    found = bench.backtest(region="CN-LN", flows=broken, period="2022-01..2022-12")
    assert found.score("price", "ahead").events > 25
    assert found.score("price", "ahead").hits <= 1
    assert found.score("price", "begun_or_ahead").hits >= 8
    assert "does NOT beat" in found.verdict("price").en
    assert found.as_json()["declared"] == "ahead"


def test_a_backtest_of_noise_says_that_nothing_is_foreseen(bench: Workbench) -> None:
    found = bench.backtest(region="CN-LN", flows=flows(world(31)), origins=6)
    assert found.score("price", "bare_ahead").events <= 12
    assert "price, foreseeing: nothing can be said" in found.verdict("price").en
    assert "one vintage only" in found.says[-1].en


def test_a_stopped_backtest_goes_on_where_it_was(bench: Workbench, broken: pa.Table) -> None:
    asked: dict[str, Any] = {"region": "CN-LN", "flows": broken, "origins": 4}
    seen: list[str] = []

    def stop(step: Any) -> None:
        seen.append(step.en)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.backtest(**asked, progress=stop)
    kept = sorted(path.name for path in (bench.lake.folder / "backtests").glob("*/2023-0[67].npz"))
    assert kept == ["2023-06.npz", "2023-07.npz"] or len(kept) >= 2
    whole = bench.backtest(**asked)
    assert (whole.origins, whole.first, whole.last) == (4, "2023-06", "2023-09")
    again = backtest_named(bench, whole.id)
    assert again == whole
    assert whole in backtests(bench)
    assert kept_origin(bench.lake.folder / "backtests" / whole.id, "2023-09") is not None


def test_each_region_has_its_own_backtest(bench: Workbench, broken: pa.Table) -> None:
    jilin = broken.set_column(0, "reporter", pa.array(["CN-JL"] * broken.num_rows))
    calm = pa.compute.greater(jilin["period"], "2020-09")
    asked: dict[str, Any] = {"region": "CN-LN,CN-JL,CN-HL", "flows": pa.concat_tables([broken, jilin.filter(calm)])}
    seen: list[str] = []
    found = bench.backtest_each(**asked, period="2023-06..2023-07", progress=lambda step: seen.append(step.en))
    assert [one.regions for one in found.results] == [("CN-LN",), ("CN-JL",)]
    assert [(region, why.en) for region, why in found.untested] == [("CN-HL", "there is no monthly trade to look at")]
    assert seen[0] == "Liaoning (1 of 3), 1 of 2: as known in 2023-06"
    assert [one.says().en for one in bench.backtest_each(**asked, period="2023-06..2023-07").summaries()] == [
        one.says().en for one in found.summaries()
    ]
    summary, rates = found.summary("value"), [one.score("value", "ahead").auroc for one in found.results]
    able = [rate for rate in rates if rate is not None]
    assert summary.regions == len(able) > 0
    assert summary.won == sum(one.beaten_by("value") == () for one in found.results)
    assert summary.spreads["warning"]["auroc"].median == pytest.approx(np.median(able))
    assert summary.spreads["warning"]["auroc"].high == max(able)
    assert found.as_json()["untested"][0]["region"] == "CN-HL"


def test_what_was_finished_is_not_asked_again(bench: Workbench, broken: pa.Table) -> None:
    asked: dict[str, Any] = {"region": "CN-LN", "flows": broken, "by": "product", "period": "2023-06..2023-07"}
    first = bench.backtest(**asked)
    seen: list[Any] = []
    assert bench.backtest(**asked, progress=seen.append) == first
    assert seen == []
    assert bench.backtest(**{**asked, "period": "2023-06..2023-08"}).origins == 3


def test_a_backtest_knows_only_what_was_published(bench: Workbench, broken: pa.Table) -> None:
    found = bench.backtest(region="CN-LN", flows=broken, period="2022-06..2022-06")
    kept = kept_origin(bench.lake.folder / "backtests" / found.id, "2022-06")
    assert kept is not None
    assert kept[0] == 2022 * 12 + 4


def test_too_few_months_cannot_be_tested(bench: Workbench) -> None:
    made = {name: numbers[:, -20:] for name, numbers in world().items()}
    with pytest.raises(MissingData, match="no month can be tested"):
        bench.backtest(region="CN-LN", flows=flows(made))


def test_thresholds_out_of_order_are_refused_with_their_line(tmp_path: Path) -> None:
    import entrepot.parameters

    given = (Path(entrepot.parameters.__file__).parent / "warnings.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(given.replace("amber = 2.5\nred = 3.5", "amber = 3.5\nred = 2.5"), encoding="utf-8")
    with pytest.raises(SchemaMismatch, match=r"mine\.toml, line \d+, unusual\.red: amber comes before red"):
        read_warning_settings(file)
    file.write_text(given.replace("[unusual]", "[unusal]"), encoding="utf-8")
    with pytest.raises(SchemaMismatch, match="did you mean unusual"):
        read_warning_settings(file)


def test_other_thresholds_make_other_alarms(bench: Workbench) -> None:
    made = world()
    made["price"][4, -1] *= 2 / 3
    deaf = replace(warning_settings(), unusual=(50.0, 60.0))
    assert [one for one in bench.warnings("CN-LN", flows=flows(made), settings=deaf) if one.kind == "price"] == []


def test_a_lake_of_that_day_is_read_where_there_is_one() -> None:
    from entrepot.workbench.backtests import _lines_in, _vintage_of

    days = ("2022-03-18", "2022-04-20")
    assert _vintage_of(2022 * 12 + 1, days) is None
    assert _vintage_of(2022 * 12 + 2, days) == "2022-03-18"
    assert _vintage_of(2022 * 12 + 11, days) == "2022-04-20"
    then = pa.table({"reporter": ["A", "A"], "partner": ["X", "Y"], "product": ["1", "1"]})
    today = pa.table({"reporter": ["A", "A"], "partner": ["W", "X"], "product": ["1", "1"]})
    assert _lines_in(then, today).tolist() == [1, -1]
