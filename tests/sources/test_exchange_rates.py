"""Exchange rates: values read off the published files by eye, and the currencies that came and went."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from entrepot.sources.exchange_rates import EXCHANGE_RATES, frequency_of
from entrepot.sources.source import About, Sheet
from entrepot.vocabulary.errors import SchemaMismatch

NAMES = ("Date", "Country", "Exchange rate")


def read(path: Path) -> pa.Table:
    as_text = pa_csv.ConvertOptions(column_types=dict.fromkeys(NAMES, pa.string()))
    return pa_csv.read_csv(path, convert_options=as_text)


def raw(*rows: tuple[str, str, str | None]) -> pa.Table:
    return pa.table(
        {name: pa.array(cells, pa.string()) for name, cells in zip(NAMES, zip(*rows, strict=True), strict=True)}
    )


@pytest.fixture(scope="module")
def months(shared_data: Path) -> pa.Table:
    return read(shared_data / "8_prices" / "fx_monthly_fed_h10.csv.gz")


def by_key(rates: pa.Table) -> dict[tuple[str, str], dict[str, object]]:
    rows = {(row["currency"], row["period"]): row for row in rates.to_pylist()}
    assert len(rows) == rates.num_rows
    return rows


def test_months_as_printed(months: pa.Table, tidied) -> None:
    rates = tidied(EXCHANGE_RATES, months, file="fx.csv")
    assert rates.num_rows == 17237
    rows = by_key(rates)
    assert rows["CNY", "2026-06"]["per_usd"] == 6.7758
    assert rows["EUR", "2026-06"]["per_usd"] == 0.8684
    assert rows["GBP", "2026-06"]["per_usd"] == 0.7497
    assert rows["AUD", "1971-01"]["per_usd"] == 0.8944
    assert rows["CNY", "1981-01"]["per_usd"] == 1.5518
    assert {row["frequency"] for row in rows.values()} == {"month"}
    assert ("DEM", "2001-12") in rows
    assert ("DEM", "2002-01") not in rows


def test_every_country_of_the_file_has_a_currency(months: pa.Table, tidied) -> None:
    currencies = tidied(EXCHANGE_RATES, months)["currency"]
    assert currencies.null_count == 0
    assert len(set(currencies.to_pylist())) == 34 + 2


def test_venezuela_changes_its_currency_where_zeros_were_struck_off(months: pa.Table, tidied) -> None:
    rows = by_key(tidied(EXCHANGE_RATES, months))
    assert rows["VEF", "2018-08"]["per_usd"] == 2495016.1501
    assert rows["VES", "2018-09"]["per_usd"] == 61.4953
    assert rows["VES", "2021-10"]["per_usd"] == 4191337.2125
    assert rows["VED", "2021-11"]["per_usd"] == 4.4848


def test_years_as_printed(shared_data: Path, tidied) -> None:
    printed = read(shared_data / "8_prices" / "fx_annual_fed_h10.csv")
    rates = tidied(EXCHANGE_RATES, printed, file="fx.csv")
    # 2018 and 2021 of Venezuela average two currencies.
    assert rates.num_rows == 993 - 2
    rows = by_key(rates)
    assert rows["AUD", "1971"]["per_usd"] == 0.8803
    assert rows["AUD", "1971"]["frequency"] == "year"
    assert rows["VES", "2019"]["per_usd"] == 13269.1708
    assert ("VEF", "2018") not in rows


def test_unknown_and_unreadable_stay_beside_their_print(tidied) -> None:
    rows = tidied(
        EXCHANGE_RATES,
        raw(
            ("2020-01-01", "Ruritania", "1.5"),
            ("2020-02-01", "China", "six"),
            ("2020-03-01", "China", None),
            ("2020-04-15", "China", "7"),
            ("2020-05-01", "China", "0"),
            ("2020-06-01", "China", "inf"),
        ),
        frequency="month",
    ).to_pylist()
    assert [row["currency"] for row in rows] == [None, *["CNY"] * 5]
    assert rows[0]["currency_printed"] == "Ruritania"
    assert [row["per_usd"] for row in rows] == [1.5, None, None, 7.0, None, None]
    assert [row["per_usd_printed"] for row in rows] == ["1.5", "six", None, "7", "0", "inf"]
    assert (rows[3]["period"], rows[3]["period_printed"]) == (None, "2020-04-15")


@pytest.mark.parametrize(
    ("file", "dates", "options", "expected"),
    [
        ("x.csv", ("1971-01-01", "1971-02-01"), (), "month"),
        ("x.csv", ("1971-01-01", "1972-01-01"), (), "year"),
        ("x.csv", ("1971-01-01",), (("frequency", "month"),), "month"),
        ("fx_annual.csv", ("1971-01-01",), (), "year"),
        ("fx_monthly.csv", ("1971-01-01", "1972-01-01"), (), "month"),
    ],
)
def test_frequency(file: str, dates: tuple[str, ...], options: tuple[tuple[str, str], ...], expected: str) -> None:
    about = About(Sheet(file, NAMES, tuple((date, "China", "7") for date in dates)), options=options)
    assert frequency_of(about) == expected


@pytest.mark.parametrize("dates", [("2020-01-01",), ("2020-01-01", "2020-01-02"), ()])
def test_a_frequency_that_does_not_show_is_asked_for(dates: tuple[str, ...]) -> None:
    with pytest.raises(SchemaMismatch, match="--set frequency"):
        frequency_of(About(Sheet("x.csv", NAMES, tuple((date, "China", "7") for date in dates))))


def test_recognises_its_three_columns_only() -> None:
    assert EXCHANGE_RATES.recognises(Sheet("x.csv", NAMES))
    assert not EXCHANGE_RATES.recognises(Sheet("x.csv", (*NAMES, "Flag")))
