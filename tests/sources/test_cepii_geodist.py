"""CEPII GeoDist: values read off the published table by eye."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from entrepot.sources.cepii_geodist import CEPII_GEODIST
from entrepot.sources.source import Sheet


@pytest.fixture(scope="module")
def published(shared_data: Path) -> pa.Table:
    table = pq.read_table(shared_data / "3_gravity" / "dist_cepii.parquet")
    return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))


def test_every_pair_as_printed(published: pa.Table, tidied) -> None:
    pairs = tidied(CEPII_GEODIST, published)
    assert pairs.num_rows == 224 * 224
    assert "year" not in pairs.column_names
    assert (pairs["origin"].null_count, pairs["destination"].null_count) == (0, 0)
    aruba = pairs.filter((pc.field("origin") == "ABW") & (pc.field("destination") == "AFG")).to_pylist()[0]
    assert aruba["distance_km"] == pytest.approx(13257.81, abs=0.005)
    assert aruba["distance_weighted_km"] == pytest.approx(13168.224, abs=0.0005)
    assert aruba["contiguous"] is False
    assert pairs["distance_weighted_km"].null_count == pairs["distance_weighted_km_printed"].null_count == 2215


def test_codes_that_iso_has_given_up_find_their_country(published: pa.Table, tidied) -> None:
    pairs = tidied(CEPII_GEODIST, published)
    now = {row["origin_printed"]: row["origin"] for row in pairs.select(["origin", "origin_printed"]).to_pylist()}
    assert {code: now[code] for code in ("ROM", "ZAR", "TMP", "PAL", "YUG", "ANT")} == {
        "ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "PAL": "PSE", "YUG": "SCG", "ANT": "ANT",
    }  # fmt: skip
    assert len(set(now.values())) == 224


def test_padding_and_dots(tidied) -> None:
    cells = {"iso_o": " CHN", "iso_d": "JPN ", "contig": "0", "colony": "1", "dist": " 2103.7", "distcap": " . "}
    row = tidied(CEPII_GEODIST, pa.table({name: [cell] for name, cell in cells.items()})).to_pylist()[0]
    assert (row["origin"], row["destination"], row["distance_km"], row["colony"]) == ("CHN", "JPN", 2103.7, True)
    assert (row["distance_capitals_km"], row["distance_capitals_km_printed"]) == (None, None)


def test_recognises_its_own_and_not_its_neighbours() -> None:
    assert CEPII_GEODIST.recognises(Sheet("x", ("iso_o", "iso_d", "contig", "dist", "distcap", "distw")))
    assert CEPII_GEODIST.recognises(Sheet("x", ("exporter", "importer", "contig", "dist", "distcap", "distw")))
    assert not CEPII_GEODIST.recognises(
        Sheet("x", ("iso_o", "iso_d", "distw", "gdp_o", "gdp_d", "rta", "flow", "contig"))
    )
    assert not CEPII_GEODIST.recognises(Sheet("x", ("exporter", "importer", "year", "contig", "dist", "distcap")))
