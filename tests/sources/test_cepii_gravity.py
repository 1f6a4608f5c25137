"""CEPII Gravity: the excerpt that Excel-FR saved, and both official layouts by their names."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pytest

from entrepot.sources.cepii_gravity import CEPII_GRAVITY
from entrepot.sources.source import Sheet

IDS = ("year", "country_id_o", "country_id_d", "iso3_o", "iso3_d", "country_exists_o", "country_exists_d")


@pytest.fixture(scope="module")
def excerpt(shared_data: Path) -> pa.Table:
    path = shared_data / "3_gravity" / "cepii_gravity_V202211_excerpt_semicolon_decimalcomma.csv.gz"
    parse = pa_csv.ParseOptions(delimiter=";")
    names = pa_csv.read_csv(path, parse_options=parse).column_names
    text = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    table = pa_csv.read_csv(path, parse_options=parse, convert_options=text)
    return table.rename_columns([name.lstrip("\ufeff") for name in names])


def raw(**columns: list[str | None]) -> pa.Table:
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


def pair(pairs: pa.Table, origin: str, destination: str, year: int) -> dict[str, object]:
    wanted = (pc.field("origin") == origin) & (pc.field("destination") == destination) & (pc.field("year") == year)
    found = pairs.filter(wanted).to_pylist()
    assert len(found) == 1
    return found[0]


def test_excerpt_with_decimal_commas(excerpt: pa.Table, tidied) -> None:
    pairs = tidied(CEPII_GRAVITY, excerpt)
    angola = pair(pairs, "TGO", "AGO", 1950)
    # 1950;TGO;AGO;2250;2270;2126;2126;0;0;0;0,213368997;1171,897;4117,617;;;
    assert (angola["distance_km"], angola["distance_capitals_km"], angola["distance_weighted_km"]) == (2126, 2126, 2270)
    assert (angola["origin_population"], angola["destination_population"]) == (1171897.0, 4117617.0)
    assert (angola["contiguous"], angola["common_language"], angola["common_coloniser"]) == (False, False, False)
    assert angola["origin_gdp_usd"] is None
    # 2006;TGO;AGO;2223;2247;2126;2126;0;0;0;0,213368997;5685,845;17122,41;2202809,088;41789493,25;5837,791992
    later = pair(pairs, "TGO", "AGO", 2006)
    assert (later["origin_gdp_usd"], later["destination_gdp_usd"]) == (2202809088.0, 41789493250.0)
    assert (later["origin_gdp_usd_printed"], later["distance_weighted_km"]) == ("2202809.088", 2247)


def test_a_country_of_several_lives_is_one_area_and_lives_one_at_a_time(excerpt: pa.Table, tidied) -> None:
    pairs = tidied(CEPII_GRAVITY, excerpt)
    assert pair(pairs, "TGO", "DEU", 1989)["destination_population"] == 78751282.0
    assert pair(pairs, "TGO", "DEU", 1990)["destination_population"] == 79433029.0
    assert pairs["destination"].null_count == 0
    keys = pairs.group_by(["origin", "destination", "year"]).aggregate([])
    assert keys.num_rows == pairs.num_rows < excerpt.num_rows


def test_rows_of_countries_that_were_none_are_left_out(tidied) -> None:
    cells = [
        ("1989", "DEU.1", "FRA", "DEU", "FRA", "1", "1", "400"),
        ("1989", "DEU.2", "FRA", "DEU", "FRA", "0", "1", None),
        ("2000", "FRA", "YUG", "FRA", "YUG", "1", "0", "1000"),
        ("1990", "FRA", "SUN", "FRA", "SUN", "1", "1", "2500"),
    ]
    table = raw(**{name: list(column) for name, column in zip((*IDS, "dist"), zip(*cells, strict=True), strict=True)})
    rows = tidied(CEPII_GRAVITY, table).to_pylist()
    assert [(row["row"], row["origin"], row["destination"]) for row in rows] == [(2, "DEU", "FRA"), (5, "FRA", "SUN")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["0,213", "1171,897"], [0.213, 1171.897]),
        (["13.257", "1171.897"], [13.257, 1171.897]),
        (["13,257", "1,171"], [None, None]),
        (["0,213", "1171.897"], [None, 1171.897]),
        (["1_000", "0x10"], [None, None]),
        (["inf", "1e3"], [None, 1000.0]),
        (["  12.5 ", "NA"], [12.5, None]),
    ],
)
def test_decimal_commas_show_in_the_file_as_a_whole(tidied, cells: list[str], expected: list[float | None]) -> None:
    table = raw(year=["2000", "2001"], iso3_o=["FRA"] * 2, iso3_d=["DEU"] * 2, dist=cells)
    assert tidied(CEPII_GRAVITY, table)["distance_km"].to_pylist() == expected


def test_names_of_2021_and_of_2022(tidied) -> None:
    ids = {"year": ["2019"], "iso3_o": ["CHN"], "iso3_d": ["JPN"]}
    older = raw(**ids, distw=["1900"], rta=["0"], col_dep_ever=["1"], wto_o=["1"], wto_d=["0"])
    newer = raw(**ids, distw_harmonic=["1800"], distw_arithmetic=["1900"], fta_wto=["1"], gdp_o=["1.4e+10"])
    first, second = tidied(CEPII_GRAVITY, older).to_pylist()[0], tidied(CEPII_GRAVITY, newer).to_pylist()[0]
    assert first["distance_weighted_km"] == second["distance_weighted_km"] == 1900
    assert (first["rta"], second["rta"], first["colony"]) == (False, True, True)
    assert (first["origin_wto"], first["destination_wto"]) == (True, False)
    assert second["origin_gdp_usd"] == 1.4e13


def test_unknown_and_impossible_stay_beside_their_print(tidied) -> None:
    table = raw(year=["MMXIX"], iso3_o=["XYZ"], iso3_d=["JPN"], contig=["2"], dist=["far"])
    row = tidied(CEPII_GRAVITY, table).to_pylist()[0]
    assert (row["year"], row["year_printed"]) == (None, "MMXIX")
    assert (row["origin"], row["origin_printed"]) == (None, "XYZ")
    assert (row["contiguous"], row["contiguous_printed"]) == (None, "2")
    assert (row["distance_km"], row["distance_km_printed"]) == (None, "far")


def test_recognises_its_own_and_not_its_neighbours() -> None:
    assert CEPII_GRAVITY.recognises(Sheet("x", ("year", "country_id_o", "country_id_d", "dist")))
    assert CEPII_GRAVITY.recognises(Sheet("x", ("year", "iso3_o", "iso3_d", "gdp_o")))
    # The Advanced Guide's panel, and CEPII's BACI.
    assert not CEPII_GRAVITY.recognises(Sheet("x", ("exporter", "importer", "pair_id", "year", "trade", "dist")))
    assert not CEPII_GRAVITY.recognises(Sheet("x", ("t", "i", "j", "k", "v", "q")))
    assert not CEPII_GRAVITY.recognises(Sheet("x", ("year", "iso3_o", "iso3_d", "log_distance")))
