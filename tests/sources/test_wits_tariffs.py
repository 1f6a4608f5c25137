"""WITS tariffs: the complete schedule of the United States of 2017, and the bulk layout."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pytest

from entrepot.sources.sdmx_source import SDMX
from entrepot.sources.source import Sheet
from entrepot.sources.wits_tariffs import WITS_TARIFFS
from entrepot.vocabulary.errors import SchemaMismatch

BULK = [
    "NomenCode", "Reporter_ISO_N", "Year", "ProductCode", "Sum_Of_Rates", "Min_Rate", "Max_Rate", "SimpleAverage",
    "Nbr_NA_Lines", "Nbr_Free_Lines", "Nbr_AVE_Lines", "Nbr_Dutiable_Lines", "TotalNoOfValidLines", "TotalNoOfLines",
    "EstCode",
]  # fmt: skip
LINE = ("H1", "840", "2000", "010101", "10", "5", "15", "10", "0", "0", "1", "1", "1", "1", "E")


def bulk(*lines: tuple[str | None, ...], names: list[str] = BULK) -> pa.Table:
    cells = zip(*lines, strict=True)
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, cells, strict=True)})


def rate(tariffs: pa.Table, product: str) -> dict[str, object]:
    found = tariffs.filter(pc.field("product") == product).to_pylist()
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def schedule(shared_data: Path) -> pa.Table:
    content = gzip.decompress((shared_data / "6_tariff" / "wits_trains_sdmx_tariff_sample.json.gz").read_bytes())
    assert SDMX.decode("tariffs.json", content) is None
    raw = WITS_TARIFFS.decode("tariffs.json", content)
    assert raw is not None
    return raw


def test_us_schedule_as_printed(schedule: pa.Table, tidied) -> None:
    assert WITS_TARIFFS.recognises(Sheet("x.json", tuple(schedule.column_names)))
    assert not SDMX.recognises(Sheet("x.json", tuple(schedule.column_names)))
    tariffs = tidied(WITS_TARIFFS, schedule, file="tariffs.json")
    assert tariffs.num_rows == 5388 == len(set(tariffs["product"].to_pylist()))
    donkeys = rate(tariffs, "010130")
    assert (donkeys["importer"], donkeys["exporter"], donkeys["agreement"]) == ("USA", None, None)
    assert (donkeys["year"], donkeys["kind"], donkeys["nomenclature"]) == (2017, "mfn", "HS2017")
    assert (donkeys["tariff_percent"], donkeys["tariff_lines"]) == (6.0, 1)
    assert rate(tariffs, "010121")["tariff_percent"] == 0.0
    beef = rate(tariffs, "020120")
    assert beef["tariff_percent"] == pytest.approx(10.8, abs=1e-6)
    assert (beef["tariff_min_percent"], beef["tariff_max_percent"], beef["tariff_lines"]) == (4.0, 26.0, 7)


def test_duties_that_are_not_in_per_cent_are_no_free_entry(schedule: pa.Table, tidied) -> None:
    tariffs = tidied(WITS_TARIFFS, schedule, file="tariffs.json")
    cattle = rate(tariffs, "010239")
    assert (cattle["tariff_percent"], cattle["tariff_percent_printed"], cattle["tariff_printed"]) == (None, None, "0")
    assert (cattle["tariff_min_percent"], cattle["tariff_lines"]) == (None, 1)
    # 376 products whose every line has a specific duty, and 271000, of which the message counts no line at all.
    assert tariffs["tariff_percent"].null_count == 377


def test_flattened_schedule_agrees_with_the_message(schedule: pa.Table, shared_data: Path, tidied) -> None:
    path = shared_data / "6_tariff" / "us_mfn_2017_hs6_flat_from_wits.csv.gz"
    names = pa_csv.read_csv(path).column_names
    flat = pa_csv.read_csv(path, convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())))
    assert WITS_TARIFFS.recognises(Sheet(path.name, tuple(names)))
    with pytest.raises(SchemaMismatch, match="--set importer"):
        tidied(WITS_TARIFFS, flat, file=path.name)
    columns = ["product", "importer", "year", "kind", "nomenclature", "tariff_percent", "tariff_lines"]
    ours = tidied(WITS_TARIFFS, flat, file=path.name, importer="USA", year="2017").select(columns)
    assert ours.sort_by("product").equals(tidied(WITS_TARIFFS, schedule).select(columns).sort_by("product"))


def test_sdmx_ml_variant(shared_data: Path, tidied) -> None:
    content = (shared_data / "9_sdmx" / "WB_gh-78.xml").read_bytes()
    raw = WITS_TARIFFS.decode("WB_gh-78.xml", content)
    row = tidied(WITS_TARIFFS, raw).to_pylist()[0]
    assert (row["importer"], row["product"], row["year"], row["nomenclature"]) == ("USA", "020110", 1989, "HS1992")
    assert (row["tariff_percent"], row["tariff_printed"]) == (None, "0")


def test_bulk_mfn(tidied) -> None:
    row = tidied(WITS_TARIFFS, bulk(LINE), file="AVEMFN_H1_840_2000_U2/JobID-12.CSV").to_pylist()[0]
    assert (row["importer"], row["year"], row["product"], row["kind"]) == ("USA", 2000, "010101", "mfn")
    assert (row["nomenclature"], row["tariff_lines"]) == ("HS1996", 1)
    rates = (row["tariff_percent"], row["tariff_min_percent"], row["tariff_max_percent"], row["tariff_printed"])
    assert rates == (10.0, 5.0, 15.0, "10")


def test_bulk_preferences_keep_their_group_as_the_agreement(tidied) -> None:
    names = [*BULK[:4], "Partner", *BULK[4:]]
    lines = [(*LINE[:4], code, *LINE[4:]) for code in ("A05", "392")]
    rows = tidied(WITS_TARIFFS, bulk(*lines, names=names), file="AVEPref_H1_840_2000_U2/JobID-12.CSV").to_pylist()
    assert [(row["kind"], row["agreement"], row["exporter"]) for row in rows] == [
        ("preferential", "A05", None),
        ("preferential", "392", None),
    ]


def test_padding_lost_zeros_and_what_is_unknown(tidied) -> None:
    padded = tuple(f"  {cell} " for cell in LINE)
    lost = ("H6", "36", "2021", "10121", *LINE[4:])
    odd = ("H9", "777", "MM", "01.01", "1", "x", "1_0", "5%", *LINE[8:])
    rows = tidied(WITS_TARIFFS, bulk(padded, lost, odd), file="MFN.csv").to_pylist()
    assert (rows[0]["importer"], rows[0]["product"], rows[0]["tariff_percent"]) == ("USA", "010101", 10.0)
    assert (rows[1]["importer"], rows[1]["product"], rows[1]["nomenclature"]) == ("AUS", "010121", "HS2022")
    unknown = (
        "importer",
        "product",
        "year",
        "nomenclature",
        "tariff_percent",
        "tariff_min_percent",
        "tariff_max_percent",
    )
    assert {rows[2][name] for name in unknown} == {None}
    assert [rows[2][f"{name}_printed"] for name in unknown] == ["777", "01.01", "MM", "H9", "5%", "x", "1_0"]


@pytest.mark.parametrize(
    ("file", "options", "kind"),
    [
        ("AVEMFN_H5_156_2021_U2/JobID-01.CSV", {}, "mfn"),
        ("JobID-01.CSV", {"kind": "bound"}, "bound"),
        ("us_mfn_2017.csv", {}, "mfn"),
        ("AHS_H5.csv", {}, "applied"),
    ],
)
def test_kind_is_in_the_name_or_said(tidied, file: str, options: dict[str, str], kind: str) -> None:
    assert tidied(WITS_TARIFFS, bulk(LINE), file=file, **options)["kind"].to_pylist() == [kind]


@pytest.mark.parametrize("file", ["JobID-01.CSV", "MFN_and_Pref.csv"])
def test_a_kind_that_does_not_show_is_asked_for(tidied, file: str) -> None:
    with pytest.raises(SchemaMismatch, match="--set kind"):
        tidied(WITS_TARIFFS, bulk(LINE), file=file)


def test_recognises_no_neighbours() -> None:
    assert WITS_TARIFFS.recognises(Sheet("x", tuple(BULK)))
    assert not WITS_TARIFFS.recognises(Sheet("x", ("hs8", "mfn", "mfn_footnote", "provisional", "general")))
    assert not WITS_TARIFFS.recognises(Sheet("x", ("Importer", "Exporter", "Sector", "tariff", "mfn")))
