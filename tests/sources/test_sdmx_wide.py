"""Eurostat's TSV and the IMF portal's CSV: layouts as the publishers document and serve them, the figures made up.

The samples are written from knowledge of the layouts (Eurostat's page "TSV data format", downloads of data.imf.org); none
is a recorded file. Italy's and Kosovo's lines are as the portal prints them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.sources.sdmx_wide import is_wide
from entrepot.sources.source import Sheet
from entrepot.vocabulary.errors import RefusedByChecks, SchemaMismatch
from entrepot.workbench import Workbench

EUROSTAT = (
    "freq,unit,na_item,geo\\TIME_PERIOD\t2021 \t2022 \t2023 \n"
    "A,CP_MEUR,B1GQ,AT\t406232.3 \t449382.5 b\t477249.0 p\n"
    "A,CP_MEUR,B1GQ,DE\t: \t3.9e6 \t4121160.0 bp\n"
    "A,CP_MEUR,B1GQ,EL\t: \t: c\t-3.5 \n"
)
OLD_EUROSTAT = "unit,na_item,geo\\time\t2019M02 \t2019M01 \nCP_MEUR,B1GQ,UK\t2 \t1 e\n"
IMF_WIDE = (
    '"DATASET","SERIES_CODE","OBS_MEASURE","COUNTRY","INDICATOR","FREQUENCY","SCALE","UNIT","2023","2024"\n'
    '"IMF.RES:WEO(9.0.0)","ITA.NGDPD.A","OBS_VALUE","Italy","GDP","Annual","Billions","US dollar","2380.129","2372.5"\n'
    '"IMF.RES:WEO(9.0.0)","KOS.NGDP_RPCH.A","OBS_VALUE","Kosovo","GDP","Annual","Units","Percent","4.1",""\n'
    '"IMF.RES:WEO(9.0.0)","G001.NGDPD.A","OBS_VALUE","World","GDP","Annual","Billions","US dollar","100","101"\n'
    '"IMF.RES:WEO(9.0.0)","G110.NGDPD.A","OBS_VALUE","Advanced","GDP","Annual","Billions","US dollar","60","61"\n'
)
IMF_LONG = (
    '"DATASET","SERIES_CODE","OBS_MEASURE","COUNTRY.ID","COUNTRY","INDICATOR.ID","INDICATOR","TIME_PERIOD","OBS_VALUE"\n'
    '"IMF.STA:CPI(5.0.0)","CHN.CPI._T.IX.M","OBS_VALUE","CHN","China","CPI","Prices","2024-M03","103.5"\n'
)


def kept(tmp_path: Path, name: str, text: str) -> dict[tuple[str, str], dict[str, object]]:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    bench = Workbench(tmp_path / "lake")
    bench.ingest(file)
    rows = bench.lake.query("SELECT * FROM series").to_pylist()
    return {(row["area"], row["period"]): row for row in rows}


def test_eurostats_figures_and_flags(tmp_path: Path) -> None:
    rows = kept(tmp_path, "estat_nama_10_gdp.tsv", EUROSTAT)
    assert {place: (row["value"], row["flag"]) for place, row in rows.items()} == {
        ("AUT", "2021"): (406232.3, None),
        ("AUT", "2022"): (449382.5, "b"),
        ("AUT", "2023"): (477249.0, "p"),
        ("DEU", "2022"): (3.9e6, None),
        ("DEU", "2023"): (4121160.0, "bp"),
        ("GRC", "2022"): (None, "c"),
        ("GRC", "2023"): (-3.5, None),
    }
    austria = rows["AUT", "2021"]
    assert (austria["locator"], austria["measure"], austria["unit"]) == ("ESTAT:NAMA_10_GDP", "B1GQ", "CP_MEUR")


def test_eurostats_older_files(tmp_path: Path) -> None:
    rows = kept(tmp_path, "nama_10_gdp.tsv", OLD_EUROSTAT)
    assert {place: (row["value"], row["flag"]) for place, row in rows.items()} == {
        ("GBR", "2019-01"): (1.0, "e"),
        ("GBR", "2019-02"): (2.0, None),
    }


@pytest.mark.parametrize(
    ("spoilt", "column", "value"),
    [
        (EUROSTAT.replace("406232.3 ", "406,232.3 "), "value", "406,232.3"),
        (EUROSTAT.replace("406232.3 ", "406232.3① "), "value", "406232.3①"),
        (EUROSTAT.replace("B1GQ,DE", "B1GQ"), "area", "A,CP_MEUR,B1GQ"),
        (EUROSTAT.replace("B1GQ,AT", "B1GQ,QX"), "area", "QX"),
    ],
)
def test_a_cell_or_key_of_another_kind_is_refused_by_name(tmp_path: Path, spoilt: str, column: str, value: str) -> None:
    with pytest.raises(RefusedByChecks) as refused:
        kept(tmp_path, "nama_10_gdp.tsv", spoilt)
    assert (column, value) in {(finding.column, finding.value) for finding in refused.value.findings}


def test_the_portals_wide_csv_in_the_scale_it_names(tmp_path: Path) -> None:
    rows = kept(tmp_path, "dataset.csv", IMF_WIDE)
    assert {place: row["value"] for place, row in rows.items()} == {
        ("ITA", "2023"): 2_380_129_000_000,
        ("ITA", "2024"): 2_372_500_000_000,
        ("XKX", "2023"): 4.1,
        ("WLD", "2023"): 100e9,
        ("WLD", "2024"): 101e9,
    }
    assert {row["locator"] for row in rows.values()} == {"IMF.RES:WEO"}
    assert rows["ITA", "2023"]["measure"] == "NGDPD"


def test_the_portals_long_csv(tmp_path: Path) -> None:
    rows = kept(tmp_path, "dataset.csv", IMF_LONG)
    assert {place: (row["value"], row["measure"]) for place, row in rows.items()} == {
        ("CHN", "2024-03"): (103.5, "CPI._T.IX")
    }


def test_a_scale_that_nobody_knows_is_never_taken_for_units(tmp_path: Path) -> None:
    with pytest.raises(RefusedByChecks) as refused:
        kept(tmp_path, "dataset.csv", IMF_WIDE.replace("Billions", "Lakhs"))
    assert refused.value.findings[0].column == "value"


def test_groups_of_the_fund_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "dataset.csv"
    file.write_text(IMF_WIDE, encoding="utf-8")
    done = Workbench(tmp_path / "lake").ingest(file)
    assert [(f.level, f.rule, f.message.en[:2]) for f in done.findings] == [("note", "groups_of_the_fund", "2 ")]


@pytest.mark.parametrize(
    "columns",
    [
        ("geo\\TIME_PERIOD", "name"),
        ("freq;unit\\TIME_PERIOD", "2020"),
        ("DATASET", "SERIES_CODE", "2020"),
        ("DATASET", "SERIES_CODE", "OBS_MEASURE", "COUNTRY"),
    ],
)
def test_what_only_resembles_them_is_left_to_others(columns: tuple[str, ...]) -> None:
    assert not is_wide(Sheet("x.csv", columns))


def test_a_wide_file_without_figures_says_so(tmp_path: Path) -> None:
    with pytest.raises((SchemaMismatch, RefusedByChecks)):
        kept(tmp_path, "nama_10_gdp.tsv", "freq,geo\\TIME_PERIOD\tname\nA,AT\tx\n")
