"""A lake whose later batches revise earlier months: the back-test sees of each month what had been landed by then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from entrepot.risks.backtest.keeping import kept_origin
from entrepot.risks.backtest.origins import Said
from entrepot.risks.backtest.result import Backtest
from entrepot.risks.warnings.warning import KindOfWarning
from entrepot.workbench import Workbench
from entrepot.workbench.backtests import backtest_named, is_of_today
from entrepot.workbench.warnings import read_series

PARTNERS = {"116": "JPN", "133": "KOR", "132": "SGP", "502": "USA", "141": "VNM"}
HEADER = "年月,贸易伙伴编码,贸易伙伴名称,商品编码,商品名称,注册地编码,注册地名称,第一数量,第一计量单位,美元"
FIRST, LAST = 2019 * 12, 2022 * 12 + 5
REVISED = 2021 * 12 + 9
Printed = dict[tuple[str, int], float | None]


def ordinary() -> Printed:
    """A million dollars a month with each of five partners, within three per cent; Korea loses two thirds in October 2021."""
    generator = np.random.default_rng(5)
    values: Printed = {
        (code, month): float(np.round(1e6 * np.exp(generator.normal(0, 0.03))))
        for code in PARTNERS
        for month in range(FIRST, LAST + 1)
    }
    for month in range(REVISED, LAST + 1):
        values["133", month] = values["133", month] / 3  # type: ignore[operator]
    return values


def land(bench: Workbench, folder: Path, values: Printed, first: int, last: int) -> None:
    lines = [
        f'{month // 12}{month % 12 + 1:02d},{code},,72081000,热轧卷材,21,辽宁省,"200,000",千克,"{values[code, month]:.0f}"'
        for code in PARTNERS
        for month in range(first, last + 1)
        if values[code, month] is not None
    ]
    file = folder / f"steel_{last}.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="gb18030")
    bench.ingest(file, flow="export", quarantine_rows=True)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """Landed on 18 November 2021, 18 January and 18 July 2022. What the first said of October was wrong five times."""
    folder = tmp_path_factory.mktemp("vintages")
    bench = Workbench(folder / "lake")
    truth = ordinary()
    then = truth | {
        ("116", REVISED): truth["116", REVISED] / 3,  # type: ignore[operator]
        ("133", REVISED): truth["133", REVISED] * 3,  # type: ignore[operator]
        ("132", REVISED): truth["132", REVISED] * 10,  # type: ignore[operator]
        ("502", REVISED): -truth["502", REVISED],  # type: ignore[operator]
        ("141", REVISED): None,
    }
    with pytest.MonkeyPatch.context() as clock:
        for day, values, first, last in (
            ("2021-11-18", then, FIRST, REVISED),
            ("2022-01-18", truth, REVISED, REVISED + 1),
            ("2022-07-18", truth, REVISED + 2, LAST),
        ):
            clock.setattr("entrepot.lake.ingest._now", lambda day=day: f"{day}T08:00:00.000000+00:00")
            land(bench, folder, values, first, last)
    return bench


@pytest.fixture(scope="module")
def found(bench: Workbench) -> Backtest:
    return bench.backtest(region="CN-LN", period="2021-11..2022-03")


def said(bench: Workbench, found: Backtest, origin: str) -> tuple[int, dict[KindOfWarning, Said], list[str]]:
    kept = kept_origin(bench.lake.folder / "backtests" / found.id, origin)
    assert kept is not None
    _, series = read_series(bench, region="CN-LN")
    return *kept, series.names["partner"].to_pylist()


def alarmed(bench: Workbench, found: Backtest, origin: str) -> tuple[int, set[str], set[str]]:
    """The last known month, whose value was an alarm, and about whose nothing was said."""
    known, kinds, partners = said(bench, found, origin)
    value = kinds["value"]
    named = np.array(partners)
    return known, set(named[value.lines[value.alarm]]), set(partners) - set(named[value.lines])


def test_each_month_is_given_the_lake_as_it_stood_then(bench: Workbench, found: Backtest) -> None:
    """Japan's fall was printed, and later revised away; Korea's was there only in the revision."""
    for origin in ("2021-11", "2021-12"):
        assert alarmed(bench, found, origin) == (REVISED, {"JPN"}, {"USA", "VNM"})
    for origin in ("2022-01", "2022-03"):
        assert alarmed(bench, found, origin) == (REVISED + 1, {"KOR"}, set())


def test_with_todays_lake_alone_it_would_say_something_else(bench: Workbench) -> None:
    with bench.lake.reader() as connection:
        today = connection.sql("SELECT * FROM flows").to_arrow_table()
    found = bench.backtest(region="CN-LN", flows=today, period="2021-11..2022-03")
    assert alarmed(bench, found, "2021-11") == (REVISED, {"KOR"}, set())
    # With one vintage the details of December are taken to be out in January.
    assert alarmed(bench, found, "2022-01")[0] == REVISED + 2
    assert found.vintages == 1
    assert "the lake holds one vintage only" in found.says[-1].en


def test_what_was_ten_times_too_much_is_held_back_as_it_would_have_been(bench: Workbench, found: Backtest) -> None:
    _, kinds, partners = said(bench, found, "2021-11")
    place = int(np.flatnonzero(kinds["value"].lines == partners.index("SGP"))[0])
    assert not kinds["value"].alarm[place]
    assert np.isnan(kinds["value"].move[place])
    watch = bench.watch(region="CN-LN", period="2021-10", as_of="2021-11-30")
    assert {one.partner for one in watch.held_back} == {"SGP"}
    assert all(one.light is None and "otherwise calm" in one.says[0].en for one in watch.held_back)
    assert {one.partner for one in watch.alarms if one.kind == "value"} == {"JPN"}


def test_the_result_tells_how_many_vintages_there_were(bench: Workbench, found: Backtest) -> None:
    assert found.vintages == found.as_json()["vintages"] == 2
    assert "5 of the 5 months were given the lake as it stood then, in 2 vintages" in [one.en for one in found.says]
    assert backtest_named(bench, found.id).vintages == 2


def test_the_same_question_in_other_words_is_the_same(bench: Workbench, found: Backtest) -> None:
    assert bench.backtest(region="辽宁", flow="export", by=None, period="2021-11..2022-03") == found
    assert is_of_today(bench, found)
    assert found.version is not None
    assert not is_of_today(bench, replace(found, version=found.version - 1))
    assert not is_of_today(bench, replace(found, settings=replace(found.settings, trim=found.settings.trim * 2)))


def test_events_are_what_happened_and_not_what_was_printed_first(found: Backtest) -> None:
    """Of the months since October nothing moved any more: Japan's alarms were false, and Korea's fall had been seen."""
    value = found.score("value", "ahead")
    assert (value.events, value.hits) == (0, 0)
    # In November and December the newest month, October, has the level from before Korea's fall.
    recognised = found.score("value", "begun_or_ahead")
    assert (recognised.events, recognised.hits) == (2, 0)


def test_months_before_the_first_batch_are_told_apart(bench: Workbench) -> None:
    found = bench.backtest(region="CN-LN", period="2021-09..2021-11")
    assert found.vintages == 2
    assert [one.en[:60] for one in found.says[-2:]] == [
        "1 of the 3 months were given the lake as it stood then, in 1",
        "before the lake held anything (2 of 3 months): each month is",
    ]


def test_the_rows_behind_an_old_alarm_are_those_of_its_vintage(bench: Workbench) -> None:
    asked = "SELECT value_usd FROM flows WHERE partner = 'JPN' AND period = '2021-10'"
    with bench.lake.reader(as_of="2021-11-30") as then, bench.lake.reader() as now:
        assert then.execute(asked).fetchall()[0][0] == pytest.approx(now.execute(asked).fetchall()[0][0] / 3, abs=1)
