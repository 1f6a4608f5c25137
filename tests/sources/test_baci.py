"""BACI: thousands to dollars, tonnes to kilograms, six digits, one year."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from local_server import serving, whole
from pyarrow import csv

from entrepot.lake.engine import bind_lookups, compile_sql, connect
from entrepot.sources.baci import BACI, edition_of
from entrepot.sources.lookups import lookup_data
from entrepot.sources.source import About, Sheet
from entrepot.vocabulary.errors import SourceUnavailable, UnknownName, WrongCall

NAME = "BACI_HS22_Y2021_V202301.csv"


def raw(*rows: str) -> pa.Table:
    cells = [[cell if cell != "" else None for cell in row.split("|")] for row in rows]
    return pa.table({n: pa.array([r[i] for r in cells], pa.string()) for i, n in enumerate("tijkvq")})


def remarks(table: pa.Table, file: str = NAME) -> dict[str, tuple[str, int]]:
    import ibis

    about = About(Sheet(file, tuple("tijkvq")))
    unbound = ibis.table({**dict.fromkeys("tijkvq", "string"), "row": "int64"}, name="raw")
    with connect() as connection:
        connection.register("raw", table.append_column("row", pa.array(range(table.num_rows), pa.int64())))
        sql = compile_sql(BACI.remarks(unbound, about))
        bind_lookups(connection, sql, lookup_data())
        return {rule: (level, rows) for rule, level, rows in connection.sql(sql).fetchall() if rows}


def test_a_row_says_what_cepii_prints(tidied):
    row = tidied(BACI, raw("2021|4|24|382390|52.051|       13.235"), file=NAME).to_pylist()[0]
    assert {name: value for name, value in row.items() if value is not None} == {
        "row": 2, "period": "2021", "frequency": "year", "flow": "export", "reporter": "AFG", "partner": "AGO",
        "partner_level": "country", "product": "382390", "product_digits": 6, "regime": "ALL", "regime_level": "all",
        "basis": "national", "nomenclature": "HS2022", "valuation": "FOB", "value_usd": 52051.0, "net_kg": 13235.0,
    }  # fmt: skip


@pytest.mark.parametrize("mark", ["", "NA", "           NA"])
def test_a_missing_quantity_is_null_not_zero(tidied, mark):
    row = tidied(BACI, raw(f"2021|4|24|382390|1|{mark}"), file=NAME).to_pylist()[0]
    assert row["net_kg"] is None
    assert row["net_kg_printed"] is None
    assert row["value_usd"] == 1000.0


def test_a_power_of_ten_of_its_own_is_read(tidied):
    table = tidied(BACI, raw("2021|4|24|382390|1e-03|1.5E+2"), file=NAME)
    assert (table["value_usd"].to_pylist(), table["net_kg"].to_pylist()) == ([1.0], [150_000.0])


def test_lost_zeros_come_back_and_are_told(tidied):
    table = raw("2021|156|842|10121|1|1", "2021|156|842|010121|1|1", "2021|156|842|847130|1|1")
    assert tidied(BACI, table, file=NAME)["product"].to_pylist() == ["010121", "010121", "847130"]
    assert remarks(table) == {"lost_zero": ("note", 1)}
    assert "1 rows" in BACI.remark_message("lost_zero", 1).en
    assert "前导零" in BACI.remark_message("lost_zero", 1).zh


@pytest.mark.parametrize("code", ["1012", "0101210", "TOTAL", "01012", "1012.1", "10121.6", "-10121", "x0121", "1e5"])
def test_a_code_that_is_not_six_digits_is_not_guessed(tidied, code):
    row = tidied(BACI, raw(f"2021|156|842|{code}|1|1"), file=NAME).to_pylist()[0]
    assert (row["product"], row["product_printed"]) == (None, code)


@pytest.mark.parametrize(
    ("column", "line", "text"),
    [
        ("reporter", "2021|9999|24|382390|1|1", "9999"),
        ("partner", "2021|4|XYZ|382390|1|1", "XYZ"),
        ("period", "21|4|24|382390|1|1", "21"),
        ("value_usd", "2021|4|24|382390|1,5|1", "1,5"),
        ("net_kg", "2021|4|24|382390|1|many", "many"),
    ],
)
def test_what_cannot_be_read_is_shown_as_printed(tidied, column, line, text):
    row = tidied(BACI, raw(line), file=NAME).to_pylist()[0]
    assert (row[column], row[column + "_printed"]) == (None, text)


def test_ceps_own_country_codes(tidied):
    table = raw(*(f"2021|{code}|156|382390|1|1" for code in (490, 251, 699, 757, 842, 579, 58, 697)))
    reporters = tidied(BACI, table, file=NAME)["reporter"].to_pylist()
    assert reporters[:6] == ["TWN", "FRA", "IND", "CHE", "USA", "NOR"]
    assert None not in reporters


def test_a_heading_that_is_no_country_has_its_own_level(tidied):
    row = tidied(BACI, raw("2021|156|697|382390|1|1"), file=NAME).to_pylist()[0]
    assert (row["partner"], row["partner_level"]) == ("EFTA-NES", "group")


@pytest.mark.parametrize(
    ("name", "edition", "year", "vintage"),
    [
        ("BACI_HS92_Y1995_V202401b.csv", "HS1992", "1995", "202401b"),
        ("BACI_HS22_V202501.zip", "HS2022", None, "202501"),
        ("my copy of BACI_HS17_Y2019_V202301 (2).csv", "HS2017", "2019", "202301"),
    ],
)
def test_the_name_tells_the_edition(name, edition, year, vintage):
    found = edition_of(Sheet(name, ()))
    assert found is not None
    assert (found.nomenclature, found.year, found.vintage) == (edition, year, vintage)


def test_the_member_of_the_zip_tells_before_the_zip():
    found = edition_of(Sheet("BACI_HS92_V202301.zip", (), name=NAME))
    assert found is not None
    assert found.nomenclature == "HS2022"


def test_an_edition_that_is_not_told_is_asked_for(tidied):
    with pytest.raises(WrongCall, match="nomenclature"):
        tidied(BACI, raw("2021|4|24|382390|1|1"), file="export.csv")
    said = tidied(BACI, raw("2021|4|24|382390|1|1"), file="export.csv", nomenclature="HS17")
    assert said["nomenclature"].to_pylist() == ["HS2017"]
    with pytest.raises(UnknownName):
        tidied(BACI, raw("2021|4|24|382390|1|1"), file="export.csv", nomenclature="HS18")


def test_a_year_other_than_the_files_is_told():
    assert remarks(raw("2021|4|24|382390|1|1", "2020|4|24|382390|1|1")) == {"another_year": ("warn", 1)}
    assert remarks(raw("2020|4|24|382390|1|1"), file="export.csv") == {}


def test_companions_are_not_flows():
    assert BACI.recognises(Sheet(NAME, ("t", "i", "j", "k", "v", "q")))
    for columns in (
        ("country_code", "country_name_abbreviation", "country_name_full", "iso_2digit_alpha", "iso_3digit_alpha"),
        ("country_code", "country_name", "country_iso2", "country_iso3"),
        ("code", "description"),
    ):
        assert not BACI.recognises(Sheet("country_codes_V202501.csv", columns))
    assert all(
        any(Path(name).match(pattern) for pattern in BACI.companions)
        for name in ("country_codes_V202301.csv", "product_codes_HS22_V202301.csv", "Readme.txt")
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=20))
def test_thousands_with_three_decimals_are_whole_dollars(tidied, dollars):
    lines = [f"2021|4|24|382390|{d // 1000}.{d % 1000:03d}|{d // 1000}.{d % 1000:03d}" for d in dollars]
    table = tidied(BACI, raw(*lines), file=NAME)
    assert table["value_usd"].to_pylist() == [float(d) for d in dollars]
    assert table["net_kg"].to_pylist() == [float(d) for d in dollars]


def test_the_sample_of_afghanistan_and_south_africa(tidied, shared_data):
    path = shared_data / "1_trade" / "baci_format_sample_exporters_AFG_ZAF_2021.csv.gz"
    text = csv.ConvertOptions(column_types=dict.fromkeys("tijkvq", pa.string()), strings_can_be_null=False)
    with gzip.open(path) as file:
        sample = csv.read_csv(file, convert_options=text)
    assert sample.num_rows == 71_192
    table = tidied(BACI, sample, file=path.name, nomenclature="HS17")
    for name in ("reporter", "partner", "product", "period", "value_usd"):
        assert table[name].null_count == 0, name
        assert table[name + "_printed"].null_count == table.num_rows, name
    assert table["net_kg_printed"].null_count == table.num_rows
    by_reporter = table.group_by("reporter").aggregate([("value_usd", "sum"), ("value_usd", "count")]).to_pylist()
    sums = {row["reporter"]: row["value_usd_sum"] for row in by_reporter}
    # Added up with awk from the file itself; about 55 % of South Africa's official exports, so format only.
    assert sums == pytest.approx({"AFG": 678_189_124, "ZAF": 68_691_799_014}, rel=1e-12)
    assert {row["reporter"]: row["value_usd_count"] for row in by_reporter} == {"AFG": 3_070, "ZAF": 68_122}
    assert set(table["product"].to_pylist()) == {code.zfill(6) for code in sample["k"].to_pylist()}
    assert remarks(sample, file=path.name) == {"lost_zero": ("note", 4_442)}


def test_the_zip_is_fetched_by_edition_and_vintage(tmp_path, monkeypatch):
    body = b"PK\x03\x04" + bytes(3000)
    with serving(whole(body)) as server:
        monkeypatch.setenv("ENTREPOT_BACI_ADDRESS", server.address + "/baci/")
        (file,) = BACI.fetch(nomenclature="HS22", vintage="202501", into=str(tmp_path))
        assert b"".join(file.content) == body
        assert server.asked[0]["path"] == "/baci/BACI_HS22_V202501.zip"
    assert (file.name, file.size) == ("BACI_HS22_V202501.zip", len(body))


def test_a_fetch_that_does_not_say_what_is_refused(tmp_path, monkeypatch):
    with pytest.raises(WrongCall, match="vintage"):
        list(BACI.fetch(nomenclature="HS22"))
    with pytest.raises(UnknownName, match="edition"):
        list(BACI.fetch(edition="HS22"))
    with serving(lambda h: h.answer(404)) as server:
        monkeypatch.setenv("ENTREPOT_BACI_ADDRESS", server.address)
        with pytest.raises(SourceUnavailable, match="no such file"):
            list(BACI.fetch(nomenclature="HS22", vintage="200001", into=str(tmp_path)))
