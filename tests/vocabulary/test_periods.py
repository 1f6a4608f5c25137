from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.periods import Period, month, parse_period, period_range, quarter, span, to_date, year

YEARS = st.integers(1701, 2198)
PERIODS = st.one_of(
    YEARS.map(year),
    st.builds(quarter, YEARS, st.integers(1, 4)),
    st.builds(month, YEARS, st.integers(1, 12)),
    st.builds(to_date, YEARS, st.integers(1, 12)),
    st.builds(
        lambda y, m, n: span(y * 12 + m, y * 12 + m + n),
        st.integers(1710, 2150),
        st.integers(1, 11),
        st.integers(1, 90),
    ),
    st.builds(lambda y, n: span(y * 12, (y + n) * 12 + 11), st.integers(1800, 2100), st.integers(1, 40)),
)


@given(PERIODS)
def test_the_written_form_reads_back(period: Period) -> None:
    assert parse_period(period.text) == period
    assert parse_period(period.text, frequency=period.frequency) == period


@given(PERIODS)
def test_a_year_earlier_has_as_many_months(period: Period) -> None:
    earlier = period.same_month_last_year()
    assert (earlier.frequency, earlier.months, earlier.begin) == (period.frequency, period.months, period.begin - 12)


@given(PERIODS)
def test_the_day_before_a_period_ends_the_one_before(period: Period) -> None:
    if period.frequency == "to_date":
        assert period.previous().end == period.end - 1
    else:
        assert (period.first_day - period.previous().last_day).days == 1
        assert period.previous().months == period.months


@pytest.mark.parametrize(
    ("printed", "text", "frequency"),
    [
        ("2015", "2015", "year"),
        ("2024年", "2024", "year"),
        ("2015-Q1", "2015-Q1", "quarter"),
        ("2024Q1", "2024-Q1", "quarter"),
        ("2024年一季度", "2024-Q1", "quarter"),
        ("2024年第2季度", "2024-Q2", "quarter"),
        ("202401", "2024-01", "month"),
        ("2024年1月", "2024-01", "month"),
        ("2024年12月份", "2024-12", "month"),
        ("2024M01", "2024-01", "month"),
        ("2024-1", "2024-01", "month"),
        ("2023.01", "2023-01", "month"),
        ("2016-01/2016-11", "2016-01/2016-11", "to_date"),
        ("2024年1-9月", "2024-01/2024-09", "to_date"),
        ("2024年1—9月", "2024-01/2024-09", "to_date"),
        ("2024年1至9月", "2024-01/2024-09", "to_date"),
        ("2023M01-05", "2023-01/2023-05", "to_date"),
        ("2020Q1-3", "2020-01/2020-09", "to_date"),
        ("2024年前三季度", "2024-01/2024-09", "to_date"),
        ("2021H1", "2021-01/2021-06", "to_date"),
        ("2024年上半年", "2024-01/2024-06", "to_date"),
        ("2024年下半年", "2024-07/2024-12", "interval"),
        ("2024年3-5月", "2024-03/2024-05", "interval"),
        ("2018/2020", "2018/2020", "interval"),
        ("2018-2020", "2018/2020", "interval"),
        ("2018—2020年", "2018/2020", "interval"),
        ("2018-01/2020-12", "2018/2020", "interval"),
        ("2018-03/2020-05", "2018-03/2020-05", "interval"),
    ],
)
def test_what_publishers_print(printed: str, text: str, frequency: str) -> None:
    found = parse_period(printed)
    assert (found.text, found.frequency, str(found)) == (text, frequency, text)


def test_an_int_is_a_year_or_a_month() -> None:
    assert parse_period(2010) == year(2010)
    assert parse_period(201003) == month(2010, 3)
    assert parse_period(" 2024\n") == year(2024)


def test_a_full_date_needs_its_frequency() -> None:
    with pytest.raises(WrongCall, match="say whether"):
        parse_period("20240101")
    assert parse_period("20240101", frequency="year") == year(2024)
    assert parse_period("2024-04-01", frequency="quarter") == quarter(2024, 2)
    assert parse_period(20240501, frequency="month") == month(2024, 5)
    with pytest.raises(WrongCall, match="first day of a year"):
        parse_period("20240201", frequency="year")
    with pytest.raises(WrongCall, match="no day"):
        parse_period("20240231", frequency="month")


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "202413",
        "202400",
        "0",
        "0000",
        "3000",
        "2023.1",
        "2024-13",
        "2024Q5",
        "20241",
        "2018/2018",
        "2020/2018",
        "2020-12/2020-01",
        "2018-03/2018-03",
        "2024年9-1月",
        "Jan",
        "２０２４",
        "1/2/2024",
        "2024年13月",
        "-2024",
        "2024-00",
    ],
)
def test_nonsense_is_refused(printed: str) -> None:
    with pytest.raises(WrongCall):
        parse_period(printed)


def test_a_month_is_not_taken_for_a_year() -> None:
    with pytest.raises(WrongCall, match="is a month, not a year"):
        parse_period("2024-01", frequency="year")


def test_days_and_neighbours_by_hand() -> None:
    assert (month(2024, 2).first_day, month(2024, 2).last_day) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (quarter(2023, 4).last_day, quarter(2023, 4).next().text) == (date(2023, 12, 31), "2024-Q1")
    assert month(2024, 1).previous().text == "2023-12"
    assert to_date(2024, 1).previous().text == "2023-01/2023-12"
    assert to_date(2024, 9).same_month_last_year().text == "2023-01/2023-09"
    assert parse_period("2018/2020").previous().text == "2015/2017"


def test_ranges() -> None:
    assert [p.text for p in period_range(month(2023, 11), month(2024, 2))] == [
        "2023-11",
        "2023-12",
        "2024-01",
        "2024-02",
    ]
    assert [p.text for p in period_range(year(2015), year(2016))] == ["2015", "2016"]
    assert period_range(year(2016), year(2015)) == ()
    with pytest.raises(WrongCall, match="no range"):
        period_range(year(2015), month(2016, 1))


def test_every_period_of_the_papers_is_read() -> None:
    shared = Path(__file__).resolve().parents[3] / "shared"
    tables = [shared / "facts" / "observations.csv", shared / "data" / "0_seed" / "liaoning_shanxi_trade_figures.csv"]
    if not all(t.is_file() for t in tables):
        pytest.skip("the papers' figures (../shared) are not beside this checkout")
    seen = set()
    for table in tables:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            seen |= {row["period"] for row in csv.DictReader(lines) if row["period"]}
    read = {text: parse_period(text) for text in seen}
    assert read["2020Q1-3"].text == "2020-01/2020-09"
    assert {p.frequency for p in read.values()} == {"year", "quarter", "month", "to_date", "interval"}
