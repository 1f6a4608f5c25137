"""SDMX: recorded messages of five publishers, and messages that want to do harm."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.sources.sdmx_source import SDMX
from entrepot.sources.source import Sheet
from entrepot.vocabulary.errors import SchemaMismatch

GENERIC = """<message:GenericData xmlns:message="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
 xmlns:generic="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic">"""


@pytest.fixture(scope="module")
def recorded(shared_data: Path) -> Path:
    return shared_data / "9_sdmx"


def csv_table(text: str) -> pa.Table:
    names, *rows = csv.reader(io.StringIO(text))
    columns = zip(*rows, strict=True)
    return pa.table({name: [cell or None for cell in cells] for name, cells in zip(names, columns, strict=True)})


def rows_of(tidied, path: Path, **options: str) -> list[dict[str, object]]:
    raw = SDMX.decode(path.name, path.read_bytes())
    assert raw is not None
    assert SDMX.recognises(Sheet(path.name, tuple(raw.column_names)))
    return tidied(SDMX, raw, file=path.name, **options).to_pylist()


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("ECB_EXR_1_M.USD.EUR.SP00.A.xml", ("ECB:ECB_EXR1", None, "1999-01", 1.16078, "USD", "A")),
        ("ECB_EXR_ng-flat.xml", ("ECB:ECB_EXR_NG", None, "2010-08", 1.3413, "CHF", "A")),
        ("ECB_EXR_ng-ts.xml", ("ECB:ECB_EXR_NG", None, "2010-08", 1.3413, "CHF", "A")),
        ("ECB_EXR_rg-ts.xml", ("ECB:ECB_EXR_RG", None, "2010-08", 1.3413, "CHF", "A")),
        ("ECB_EXR_sg-ts.xml", ("ECB:ECB_EXR_SG", None, "2010-08", 1.3413, "CHF", "A")),
        ("ECB_EXR_ts.json", ("ECB:EXR", None, "2013-01-18", 1.5931, "not stated", "A")),
        ("ECB_EXR_flat.json", ("ECB:EXR", None, "2013-01-18", 1.5931, "not stated", "A")),
        ("v3_json_data_exr-time-series.json", ("ECB:EXR", None, "2013-01-18", 1.5931, "not stated", "A")),
        ("v3_json_data_exr-flat.json", ("ECB:EXR", None, "2013-01-18", 1.5931, "not stated", "A")),
        ("ESTAT_NAMA_10_GDP-ss.xml", ("ESTAT:NAMA_10_GDP", "LUX", "2012", 46526.2, "CP_MEUR", None)),
        ("IMF_PCPS.xml", ("IMF:PCPS", "WLD", "2021-01", 2705.345, "USD", None)),
        ("IMF_RES_WEO-data.xml", ("IMF.RES:WEO", "SVK", "2018", 94669000000.0, "XDC", None)),
    ],
)
def test_recorded_messages(recorded: Path, tidied, file: str, expected: tuple[object, ...]) -> None:
    row = rows_of(tidied, recorded / file)[0]
    assert tuple(row[name] for name in ("locator", "area", "period", "value", "unit", "flag")) == expected


@pytest.mark.parametrize(
    "file", ["ECB_EXR_ng-ts.xml", "ECB_EXR_rg-ts.xml", "ECB_EXR_ts.json", "v3_json_data_exr-flat.json"]
)
def test_no_two_series_become_one(recorded: Path, tidied, file: str) -> None:
    rows = rows_of(tidied, recorded / file)
    keys = {
        tuple(row[name] for name in ("area", "counterpart", "subject", "measure", "unit", "period")) for row in rows
    }
    assert len(keys) == len(rows) > 1


def test_subject_is_the_key_in_its_order(recorded: Path, tidied) -> None:
    for file in ("ECB_EXR_ts.json", "v3_json_data_exr-flat.json"):
        row = rows_of(tidied, recorded / file)[0]
        assert row["subject"] == "FREQ=D; CURRENCY=NZD; CURRENCY_DENOM=EUR; EXR_TYPE=SP00; EXR_SUFFIX=A"
    weo = rows_of(tidied, recorded / "IMF_RES_WEO-data.xml")[0]
    # SCALE, OVERLAP ... describe the series; without the structure they look like dimensions.
    assert (weo["measure"], weo["subject"], weo["frequency"]) == ("NGDP_R", None, "year")
    assert weo["note"] == "Gross domestic product (GDP), Constant prices, Domestic currency"


def test_oecd_message_without_time_asks_for_it(recorded: Path, tidied) -> None:
    path = recorded / "OECD_data-PART2-all-all.json"
    with pytest.raises(SchemaMismatch, match="--set period"):
        rows_of(tidied, path)
    rows = rows_of(tidied, path, period="2014")
    assert [row["value"] for row in rows[:2]] == [11.963615756565, -2.13889095389401]
    assert [(row["area"], row["flag"]) for row in rows[:2]] == [("AUS", None), ("HUN", "x")]
    assert rows[0]["subject"] == "IND=5CLAT; PER=INI; GRD=FOG; FLD=MAT; MSR=MN"
    # The mean of the OECD's members is no area that we know.
    assert {row["area_printed"] for row in rows if row["area"] is None} <= {"OME", "BAS", "BEL-FL", "BEL-FR"}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("ESTAT_footer2.xml", "will be located under URL"),
        ("ECB_EXR_sg-structure.xml", "Structure message"),
        ("IMF_01R.xml", "Structure message"),
        ("UNSD_codelist_partial.xml", "Structure message"),
    ],
)
def test_messages_without_data_say_so(recorded: Path, file: str, said: str) -> None:
    with pytest.raises(SchemaMismatch, match=said):
        SDMX.decode(file, (recorded / file).read_bytes())


def test_tariffs_are_left_to_their_own_source(recorded: Path) -> None:
    assert SDMX.decode("WB_gh-78.xml", (recorded / "WB_gh-78.xml").read_bytes()) is None


def test_plain_csv_with_scale_status_and_missing_values(tidied) -> None:
    table = csv_table(
        "DATAFLOW,REF_AREA,COUNTERPART_AREA,INDICATOR,FREQ,SECTOR,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS\n"
        "IMF:DOT(1.0),CN,USA,TXG,Q,S1,2020-Q1,0.1,USD,6,A\n"
        "IMF:DOT(1.0),CN,USA,TXG,Q,S2,2020-Q1,1171.897,USD,3,A\n"
        "IMF:DOT(1.0),CN,USA,TXG,A,S1,2020,NaN,USD,6,O\n"
        "IMF:DOT(1.0),CN,USA,TXG,M,S1,2020-M03,,USD,6,\n"
        "IMF:DOT(1.0),EL,XYZ,TXG,B,S1,2020-03-05,1.5E-5,USD,0,E\n"
        "IMF:DOT(1.0),EL,USA,TXG,A,S1,20,about 7,USD,0,E\n"
    )
    assert SDMX.recognises(Sheet("x.csv", tuple(table.column_names)))
    rows = tidied(SDMX, table).to_pylist()
    assert [row["value"] for row in rows] == [100000.0, 1171897.0, None, None, 1.5e-5, None]
    assert [row["value_printed"] for row in rows] == ["0.1", "1171.897", None, None, "1.5E-5", "about 7"]
    assert [row["flag"] for row in rows] == ["A", "A", "O", "M", "E", "E"]
    assert [row["period"] for row in rows] == ["2020-Q1", "2020-Q1", "2020", "2020-03", "2020-03-05", None]
    assert [row["frequency"] for row in rows] == ["quarter", "quarter", "year", "month", "day", None]
    assert [row["subject"] for row in rows[:2]] == ["SECTOR=S1", "SECTOR=S2"]
    assert (rows[0]["locator"], rows[0]["measure"], rows[0]["unit_printed"]) == ("IMF:DOT", "TXG", "USD ×10^6")
    assert (rows[4]["area"], rows[4]["counterpart"], rows[4]["counterpart_printed"]) == ("GRC", None, "XYZ")
    assert rows[4]["subject"] == "FREQ=B; SECTOR=S1"


def test_csv_with_labels(tidied) -> None:
    oecd = csv_table(
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,MEASURE,Measure,TIME_PERIOD,Time period,"
        "OBS_VALUE,Observation value,UNIT_MULT,Unit multiplier\n"
        "DATAFLOW,OECD.SDD:DF_X(1.0),Exports,I,CHN,China,B1GQ,Gross domestic product,2020-S1,,2,,9,Billions\n"
    )
    row = tidied(SDMX, oecd).to_pylist()[0]
    assert (row["locator"], row["area"], row["measure"], row["subject"]) == ("OECD.SDD:DF_X", "CHN", "B1GQ", None)
    assert (row["value"], row["period"], row["frequency"]) == (2e9, "2020-01/2020-06", "to_date")
    standard = csv_table(
        "STRUCTURE[;],STRUCTURE_ID,ACTION,REF_AREA: Reference area,DIM_2: Sector,TIME_PERIOD: Time,OBS_VALUE: Value\n"
        "dataflow,ESTAT:NA_MAIN(1.6.0): National Accounts,I,FR: France,B: Banks,2014-02,12.4\n"
    )
    row = tidied(SDMX, standard).to_pylist()[0]
    assert (row["locator"], row["area"], row["subject"], row["value"]) == ("ESTAT:NA_MAIN", "FRA", "DIM_2=B", 12.4)


def test_the_banks_own_csv(tidied) -> None:
    ecb = csv_table(
        "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE,UNIT\n"
        "EXR.M.USD.EUR.SP00.A,M,USD,EUR,SP00,A,1999-01,1.16078,A,US dollar/Euro,USD\n"
    )
    row = tidied(SDMX, ecb).to_pylist()[0]
    assert (row["locator"], row["unit"], row["value"]) == ("EXR", "USD", 1.16078)
    assert row["subject"] == "CURRENCY=USD; CURRENCY_DENOM=EUR; EXR_TYPE=SP00; EXR_SUFFIX=A"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_a_document_type_is_refused(prolog: str) -> None:
    with pytest.raises(SchemaMismatch, match="DOCTYPE"):
        SDMX.decode("bomb.xml", f'<?xml version="1.0"?>{prolog}{GENERIC}</message:GenericData>'.encode())


def test_broken_messages_say_where(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (recorded / "ECB_EXR_ng-ts.xml").read_bytes()
    with pytest.raises(SchemaMismatch, match=r"line [0-9]+"):
        SDMX.decode("cut.xml", whole[: len(whole) // 2])
    with pytest.raises(SchemaMismatch, match="not a readable SDMX message"):
        SDMX.decode("odd.xml", f"{GENERIC}<message:Surprise/></message:GenericData>".encode())
    assert capsys.readouterr().out == ""


def test_what_is_no_sdmx_is_left_to_others() -> None:
    assert SDMX.decode("x.xml", b"<?xml version='1.0'?><html><body>412</body></html>") is None
    assert SDMX.decode("x.xml", b"<not closed") is None
    assert SDMX.decode("x.json", b'{"elapsedTime": "1", "count": 0, "data": [], "error": ""}') is None
    assert SDMX.decode("x.csv", b"a,b\n1,2\n") is None
    assert not SDMX.recognises(Sheet("x.csv", ("TIME_PERIOD", "OBS_VALUE1", "OBS_VALUE2", "STRUCTURE")))


def json_message(**changed: object) -> bytes:
    dimension = [{"id": "REF_AREA", "values": [{"id": "CHN"}, {"id": "JPN"}]}]
    time = [{"id": "TIME_PERIOD", "values": [{"id": "2020"}]}]
    message = {
        "header": {"id": "X"},
        "structure": {"dimensions": {"series": dimension, "observation": time}, "attributes": {}},
        "dataSets": [{"series": {"0": {"observations": {"0": [1.5]}}, "1": {"observations": {"0": [None]}}}}],
    }
    return json.dumps(message | changed).encode()


def test_json_values_and_missing_values(tidied) -> None:
    raw = SDMX.decode("x.json", json_message())
    rows = tidied(SDMX, raw).to_pylist()
    assert [(row["area"], row["value"], row["flag"]) for row in rows] == [("CHN", 1.5, None), ("JPN", None, "M")]


@pytest.mark.parametrize(
    "data_sets",
    [
        [{"series": {"7": {"observations": {"0": [1]}}}}],
        [{"series": {"-1": {"observations": {"0": [1]}}}}],
        [{"series": {"0:0": {"observations": {"0": [1]}}}}],
        [{"series": {"0": {"observations": {"0": []}}}}],
        [{"series": {"0": {"observations": {"0": 3}}}}],
        [{"series": [1, 2]}],
        "none",
        [],
    ],
)
def test_json_that_contradicts_itself(data_sets: object) -> None:
    with pytest.raises(SchemaMismatch):
        SDMX.decode("x.json", json_message(dataSets=data_sets))


def test_json_deep_or_cut() -> None:
    with pytest.raises(SchemaMismatch, match="not a readable SDMX message"):
        SDMX.decode("x.json", b'{"dataSets":' + b"[" * 100_000)
    with pytest.raises(SchemaMismatch, match="not a readable SDMX message"):
        SDMX.decode("x.json", json_message()[:-5])
