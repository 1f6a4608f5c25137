"""UN Comtrade in every form its sites have given it; above all, nothing counted twice."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from entrepot.lake.engine import bind_lookups, compile_sql, connect
from entrepot.sources.comtrade import COMTRADE
from entrepot.sources.comtrade_columns import COLUMNS, folded, found
from entrepot.sources.comtrade_rows import RULES
from entrepot.sources.lookups import lookup_data
from entrepot.sources.source import About, Sheet
from entrepot.vocabulary.errors import SchemaMismatch, SourceUnavailable, UnknownName, WrongCall

ROW = {
    "typeCode": "C", "freqCode": "A", "refYear": "2022", "refMonth": "52", "period": "2022", "reporterCode": "156",
    "reporterISO": "CHN", "flowCode": "M", "partnerCode": "276", "partnerISO": "DEU", "partner2Code": "0",
    "classificationCode": "H6", "cmdCode": "870323", "customsCode": "C00", "mosCode": "0", "motCode": "0",
    "qtyUnitCode": "5", "qty": "10", "isQtyEstimated": "false", "netWgt": "15000", "isNetWgtEstimated": "false",
    "cifvalue": "900", "fobvalue": None, "primaryValue": "900", "legacyEstimationFlag": "0", "isReported": "true",
    "isAggregate": "false",
}  # fmt: skip


def raw(*changes: dict[str, str | None], without: tuple[str, ...] = ()) -> pa.Table:
    rows = [{**ROW, **change} for change in changes or ({},)]
    return pa.table({n: pa.array([row[n] for row in rows], pa.string()) for n in rows[0] if n not in without})


def remarks(table: pa.Table) -> dict[str, int]:
    head = tuple(tuple(row.values()) for row in table.slice(0, 5).to_pylist())
    about = About(Sheet("file.csv", tuple(table.column_names), head))
    unbound = ibis.table({**dict.fromkeys(table.column_names, "string"), "row": "int64"}, name="raw")
    with connect() as connection:
        connection.register("raw", table.append_column("row", pa.array(range(table.num_rows), pa.int64())))
        sql = compile_sql(COMTRADE.remarks(unbound, about))
        bind_lookups(connection, sql, lookup_data())
        counted = connection.sql(sql).fetchall()
    assert {level for _, level, _ in counted} <= {"note"}
    return {rule: rows for rule, _, rows in counted}


def one(table: pa.Table) -> dict[str, object]:
    assert table.num_rows == 1
    return {name: value for name, value in table.to_pylist()[0].items() if not name.endswith("_printed")}


def total(table: pa.Table, **where: object) -> float:
    for name, value in where.items():
        table = table.filter(pc.equal(table[name], value))
    return pc.sum(table["value_usd"]).as_py()


def opened(path: Path) -> pa.Table:
    """A file as the lake hands it over: text, under the names of its header, without the empty 48th field."""
    if path.suffix == ".parquet":
        table = parquet.read_table(path)
        return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if path.suffix == ".json":
        decoded = COMTRADE.decode(path.name, content)
        assert decoded is not None
        return decoded
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    assert all(len(row) - len(names) in (0, 1) for row in rows)
    return pa.table({name: pa.array([row[i] or None for row in rows], pa.string()) for i, name in enumerate(names)})


@pytest.fixture
def real(shared_data: Path, tidied) -> Callable[..., pa.Table]:
    """`real("name", **options)`: a real file through `tidy`."""

    def read(name: str, **options: str) -> pa.Table:
        table = opened(shared_data / "1_trade" / name)
        assert COMTRADE.recognises(Sheet(name, tuple(table.column_names)))
        assert remarks(table) == {}
        return tidied(COMTRADE, table, file=name, **options)

    return read


def test_a_row_of_today(tidied):
    assert one(tidied(COMTRADE, raw())) == {
        "row": 2, "period": "2022", "frequency": "year", "flow": "import", "reporter": "CHN", "partner": "DEU",
        "partner_level": "country", "product": "870323", "product_digits": 6, "regime": "ALL", "regime_level": "all",
        "basis": "national", "value_usd": 900.0, "quantity": 10.0, "quantity_unit": "u", "net_kg": 15000.0,
        "nomenclature": "HS2022", "valuation": "CIF", "flag": None,
    }  # fmt: skip


def test_what_is_broken_down_is_left_out_and_told(tidied):
    """Germany's 900 are printed five times over: as the total, by second partner, procedure, transport and supply."""
    table = raw(
        {},
        {"partner2Code": "528", "primaryValue": "600"}, {"partner2Code": "276", "primaryValue": "300"},
        {"customsCode": "C01", "primaryValue": "900"},
        {"motCode": "2100", "primaryValue": "500"}, {"motCode": "9900", "primaryValue": "400"},
        {"mosCode": "1", "primaryValue": "900"},
        {"partner2Code": "528", "motCode": "2100", "primaryValue": "600"},
    )  # fmt: skip
    kept = tidied(COMTRADE, table)
    assert total(kept) == 900.0
    assert kept["row"].to_pylist() == [2]
    counted = {"second_partner": 3, "customs_procedure": 1, "mode_of_transport": 2, "mode_of_supply": 1}
    assert remarks(table) == counted
    assert "3 rows left out" in COMTRADE.remark_message("second_partner", 3).en


def test_a_file_of_parts_only_gives_nothing_and_says_so(tidied):
    table = raw({"motCode": "2100"}, {"motCode": "9900"})
    assert tidied(COMTRADE, table).num_rows == 0
    assert remarks(table) == {"mode_of_transport": 2}


@pytest.mark.parametrize(
    "printed",
    [{"mosCode": "0 "}, {"mosCode": None}, {"motCode": "0.0"}, {"partner2Code": "W00"}, {"customsCode": None}],
)
def test_totals_in_all_their_spellings_are_kept(tidied, printed):
    assert total(tidied(COMTRADE, raw(printed))) == 900.0


@pytest.mark.parametrize(
    ("code", "flow", "valuation"),
    [("M", "import", "CIF"), ("X", "export", "FOB"), ("RX", "re-export", "FOB"), ("RM", "re-import", "CIF")],
)
def test_flows(tidied, code, flow, valuation):
    row = one(tidied(COMTRADE, raw({"flowCode": code, "cifvalue": None})))
    assert (row["flow"], row["valuation"]) == (flow, valuation)


@pytest.mark.parametrize("code", ["DX", "FM", "XIP", "MOP"])
def test_parts_of_flows_are_left_out(tidied, code):
    table = raw({}, {"flowCode": code, "primaryValue": "700"})
    assert total(tidied(COMTRADE, table)) == 900.0
    assert remarks(table) == {"part_of_a_flow": 1}


def test_imports_that_a_country_values_fob_are_not_called_cif(tidied):
    rows = [
        {"cifvalue": None, "fobvalue": "900"},
        {"cifvalue": "0", "fobvalue": "900.0"},
        {"cifvalue": "900", "fobvalue": "850"},
        {"flowCode": "X", "cifvalue": "900", "fobvalue": None},
    ]
    assert tidied(COMTRADE, raw(*rows))["valuation"].to_pylist() == ["FOB", "FOB", "CIF", "CIF"]


def test_months_and_years(tidied):
    rows = [{"period": p} for p in ("2022", "202203", "202213", "20220", None, "1899", "0022")]
    table = tidied(COMTRADE, raw(*rows))
    assert table["period"].to_pylist() == ["2022", "2022-03", None, None, "2022", "1899", None]
    assert table["frequency"].to_pylist()[:2] == ["year", "month"]
    assert table["period_printed"].to_pylist()[2:4] == ["202213", "20220"]


def test_areas_by_letters_else_by_number(tidied):
    rows = [
        {"partnerISO": "W00", "partnerCode": "0"}, {"partnerISO": "WLD", "partnerCode": "0"},
        {"partnerISO": "S19", "partnerCode": "490"}, {"partnerISO": None, "partnerCode": "490"},
        {"partnerISO": "_X ", "partnerCode": "899"}, {"partnerISO": "N/A", "partnerCode": "842"},
        {"partnerISO": None, "partnerCode": "004"}, {"partnerISO": "EUR", "partnerCode": "97"},
        {"partnerISO": "QQQ", "partnerCode": "9999"},
    ]  # fmt: skip
    table = tidied(COMTRADE, raw(*rows))
    assert table["partner"].to_pylist() == ["WLD", "WLD", "TWN", "TWN", "AREAS-NES", "USA", "AFG", "EU", None]
    levels = ["world", "world", "country", "country", "group", "country", "country", "bloc", None]
    assert table["partner_level"].to_pylist() == levels
    assert table["partner_printed"].to_pylist()[-1] == "QQQ"


def test_products(tidied):
    rows = [
        {"cmdCode": "TOTAL"}, {"cmdCode": "01"}, {"cmdCode": "1"}, {"cmdCode": "10121"}, {"cmdCode": "010121"},
        {"cmdCode": "9999AA"}, {"cmdCode": "1", "classificationCode": "S3"}, {"cmdCode": "001", "classificationCode": "S4"},
    ]  # fmt: skip
    table = tidied(COMTRADE, raw(*rows))
    assert table["product"].to_pylist() == ["TOTAL", "01", "01", "010121", "010121", "999999", "1", "001"]
    assert table["product_digits"].to_pylist() == [0, 2, 2, 6, 6, 6, 1, 3]
    assert table["nomenclature"].to_pylist()[-2:] == ["SITC3", "SITC4"]
    assert remarks(raw(*rows)) == {"lost_zero": 2, "unspecified_goods": 1}
    assert "mended" in COMTRADE.remark_message("lost_zero", 2).en


def test_nothing_that_was_given_weighs_nothing(tidied):
    rows = [
        {"netWgt": "0"}, {"netWgt": "0.0", "qty": "0"}, {"netWgt": None, "qty": None}, {"qtyUnitCode": "-1", "qty": "0"},
        {"qtyUnitCode": "1", "qty": "7"}, {"qtyUnitCode": "9", "qty": "2.5"}, {"qtyUnitCode": "77", "qty": "2"},
    ]  # fmt: skip
    table = tidied(COMTRADE, raw(*rows))
    assert table["net_kg"].to_pylist()[:3] == [None, None, None]
    assert table["quantity"].to_pylist() == [10.0, None, None, None, None, 2500.0, None]
    assert table["quantity_unit"].to_pylist() == ["u", None, None, None, None, "u", None]
    assert table["quantity_unit_printed"].to_pylist() == [None] * 6 + ["77"]
    assert table["net_kg_printed"].null_count == len(rows)


def test_estimates_are_flagged_where_there_is_something_estimated(tidied):
    rows = [
        {"legacyEstimationFlag": "2"}, {"legacyEstimationFlag": "4"}, {"legacyEstimationFlag": "6"},
        {"legacyEstimationFlag": "4", "netWgt": "0"}, {"isQtyEstimated": "True"}, {"isNetWgtEstimated": "1"},
        {"isReported": "false", "isAggregate": "true"}, {"isReported": "0", "isAggregate": "0"},
    ]  # fmt: skip
    assert tidied(COMTRADE, raw(*rows))["flag"].to_pylist() == [
        "quantity estimated", "weight estimated", "quantity and weight estimated", None, "quantity estimated",
        "weight estimated", None, "estimated",
    ]  # fmt: skip


def test_a_value_that_cannot_be_read_is_shown(tidied):
    table = tidied(COMTRADE, raw({"primaryValue": "1,5 mn"}, {"primaryValue": None}, {"primaryValue": "1.5e9"}))
    assert table["value_usd"].to_pylist() == [None, None, 1_500_000_000.0]
    assert table["value_usd_printed"].to_pylist() == ["1,5 mn", None, "1.5e9"]


def test_goods_and_services_do_not_mix(tidied):
    service = {"typeCode": "S", "cmdCode": "200", "classificationCode": "EB10", "primaryValue": "70"}
    goods_first = raw({}, service)
    assert total(tidied(COMTRADE, goods_first)) == 900.0
    assert remarks(goods_first) == {"goods_and_services": 1}
    services_first = tidied(COMTRADE, raw(service, {}))
    row = one(services_first)
    assert (row["value_usd"], row["nomenclature"], row["product"], row["valuation"]) == (70.0, "EB10", "TOTAL", None)


def test_a_file_that_does_not_tell_its_nomenclature_is_asked_about(tidied):
    table = raw(without=("classificationCode",))
    with pytest.raises(WrongCall, match="--set nomenclature"):
        tidied(COMTRADE, table)
    assert one(tidied(COMTRADE, table, nomenclature="H5"))["nomenclature"] == "HS2017"
    with pytest.raises(UnknownName):
        tidied(COMTRADE, table, nomenclature="HS")


def test_every_spelling_of_a_column_is_one_word():
    assert folded("partner2_code") == folded("partner2Code") == folded("Partner2 Code")
    names = [name for spellings in COLUMNS.values() for name in spellings]
    assert len(names) == len(set(names))
    assert found(["Trade Value (US$)", "Netweight (kg)", "Commodity"]) == {
        "value": "Trade Value (US$)",
        "net_kg": "Netweight (kg)",
    }


LEGACY_35 = (
    "Classification", "Year", "Period", "Period Desc.", "Aggregate Level", "Is Leaf Code", "Trade Flow Code",
    "Trade Flow", "Reporter Code", "Reporter", "Reporter ISO", "Partner Code", "Partner", "Partner ISO",
    "2nd Partner Code", "2nd Partner", "2nd Partner ISO", "Customs Proc. Code", "Customs", "Mode of Transport Code",
    "Mode of Transport", "Commodity Code", "Commodity", "Qty Unit Code", "Qty Unit", "Qty", "Alt Qty Unit Code",
    "Alt Qty Unit", "Alt Qty", "Netweight (kg)", "Gross weight (kg)", "Trade Value (US$)", "CIF Trade Value (US$)",
    "FOB Trade Value (US$)", "Flag",
)  # fmt: skip


@pytest.mark.parametrize(
    "spelling", [str, lambda n: n.replace("Trade Flow", "TradeFlow").replace("Trade Value (US$)", "TradeValueUS")]
)
def test_the_35_columns_of_the_old_site(tidied, spelling):
    cells = {
        "Classification": "H5", "Year": "2018", "Period": "201804", "Trade Flow Code": "3", "Trade Flow": "Re-Export",
        "Reporter Code": "344", "Reporter ISO": "HKG", "Partner Code": "156", "Partner ISO": "CHN",
        "Commodity Code": "8542", "Qty Unit Code": "8", "Qty": "12", "Netweight (kg)": "12", "Trade Value (US$)": "345",
        "Flag": "6",
    }  # fmt: skip
    table = pa.table({spelling(name): pa.array([cells.get(name)], pa.string()) for name in LEGACY_35})
    assert COMTRADE.recognises(Sheet("old.csv", tuple(table.column_names)))
    row = one(tidied(COMTRADE, table))
    assert (row["period"], row["flow"], row["value_usd"]) == ("2018-04", "re-export", 345.0)
    assert (row["reporter"], row["partner"], row["nomenclature"]) == ("HKG", "CHN", "HS2017")
    assert (row["quantity"], row["quantity_unit"], row["flag"]) == (12.0, "kg", "quantity and weight estimated")


@pytest.mark.parametrize(
    "columns",
    [
        ("t", "i", "j", "k", "v", "q"),
        ("id", "text", "PartnerCode", "PartnerDesc"),
        ("数据年月", "商品编码", "贸易伙伴编码", "美元"),
        ("ReporterISO3", "PartnerISO3", "Year", "TradeFlow", "ProductCode", "TradeValue in 1000 USD"),
    ],
)
def test_other_tables_are_not_taken_for_comtrade(columns):
    assert not COMTRADE.recognises(Sheet("file.csv", columns))


def test_every_rule_has_a_sentence():
    for rule in RULES:
        assert "7" in COMTRADE.remark_message(rule, 7).en
        assert "7" in COMTRADE.remark_message(rule, 7).zh


# What the API answers


def answer(*records: dict[str, object], **more: object) -> bytes:
    return json.dumps(
        {"elapsedTime": "0.2 secs", "count": len(records), "data": list(records), "error": "", **more}
    ).encode()


def test_numbers_come_out_of_json_as_printed():
    body = b'\xef\xbb\xbf{"elapsedTime":"1","count":2,"data":[{"a":6804128143.10,"b":true},{"b":false,"c":"01"}],"error":""}'
    table = COMTRADE.decode("x.json", body)
    assert table is not None
    assert table.to_pylist() == [
        {"a": "6804128143.10", "b": "true", "c": None},
        {"a": None, "b": "false", "c": "01"},
    ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 1 seconds." }', "429.*Rate limit"),
        (b'{"statusCode": 401, "message": "Access denied due to invalid subscription key."}', "401"),
        (answer(error="Calculated record count exceeds the limit"), "exceeds the limit"),
        (
            b'{"elapsedTime":"0","count":0,"data":null,"error":{"statusCode":404,"message":"Not found"}}',
            "404.*Not found",
        ),
    ],
)
def test_refusals_are_told_in_comtrades_words(body, says):
    with pytest.raises(SourceUnavailable, match=says):
        COMTRADE.decode("answer.json", body)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (answer({"a": 1})[:-9], "breaks off"),
        (answer(), "no record"),
        (answer({"a": {"b": 1}}), "not alike"),
        (answer({"a": "x"}, {"a": True}), "not alike"),
        (answer("text"), "not alike"),  # type: ignore[arg-type]
        (b'{"elapsedTime": ' + b"[" * 100_000, "damaged"),
    ],
)
def test_broken_answers_are_refused(body, says):
    with pytest.raises(SchemaMismatch, match=says):
        COMTRADE.decode("answer.json", body)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>Just a moment</title></html>", b"", b"[]", b"{}", b'{"data": [1]}', b"\xff\xfe\x00",
        b'\xef\xbb\xbf{"more":false,"classCode":"H6","results":[{"id":"01"}]}',
    ],
)  # fmt: skip
def test_documents_of_others_are_left_to_others(body):
    assert COMTRADE.decode("x.json", body) is None


@given(st.binary(max_size=200))
def test_no_bytes_break_the_decoder(content):
    assert COMTRADE.decode("x.json", content) is None


def test_an_index_of_bulk_files_is_not_data(shared_data):
    table = COMTRADE.decode("i.json", (shared_data / "1_trade" / "comtrade_v1_bulk_index_sample.json").read_bytes())
    assert table is not None
    assert not COMTRADE.recognises(Sheet("i.json", tuple(table.column_names)))


# Known answers, from files as the sites gave them


def test_the_web_download_of_2022(real):
    table = real("comtrade_v1_web_CHN_DEU_USA_2022_total_by_partner.csv")
    world = {"reporter": "CHN", "partner_level": "world"}
    # China's official figures for 2022 as UN Comtrade holds them.
    assert total(table, flow="import", **world) == 2_715_997_517_261
    assert round(total(table, flow="export", **world) / 1e12, 3) == 3.594
    for reporter in ("CHN", "USA", "DEU"):
        for flow in ("import", "export"):
            here = table.filter(pc.and_(pc.equal(table["reporter"], reporter), pc.equal(table["flow"], flow)))
            parts = total(here) - total(here, partner_level="world")
            assert parts == pytest.approx(total(here, partner_level="world"), rel=1e-9)
    assert set(table["nomenclature"].to_pylist()) == {"HS2022"}
    assert table["net_kg"].null_count == table.num_rows == 1_352


def test_the_services_of_2022(real):
    table = real("comtrade_v1_web_services_CHN_DEU_USA.csv")
    china = total(table, reporter="CHN", flow="import", partner="WLD")
    assert (china, table.num_rows) == (461_255_524_753, 120)
    assert set(table["nomenclature"].to_pylist()) == {"EB10", "EB10S"}


def test_the_api_of_2010(real):
    table = real("comtrade_v1_api_CHN_imports_total_2010.json")
    rows = {(row["partner"], row["flow"]): row["value_usd"] for row in table.to_pylist()}
    assert rows[("ARG", "import")] == 6_804_128_143
    assert set(rows) == {("ARG", "import"), ("ARG", "export"), ("DEU", "import"), ("DEU", "export")}
    assert set(table["nomenclature"].to_pylist()) == {"HS2007"}


def test_the_bulk_file(real):
    table = real("comtrade_bulk_file_sample_ARG_2000_H0.csv")
    assert total(table, partner="WLD", flow="export", reporter="ARG") == 26_341_029_193
    assert total(table, partner="DZA") == 69_888_036
    assert set(table["nomenclature"].to_pylist()) == {"HS1992"}


def test_the_old_sites_crude_and_fuels_of_2017(real):
    table = real("comtrade_legacy_csv_hs27_2017.csv.gz")
    albania = {"reporter": "ALB", "product": "27", "nomenclature": "HS2017"}
    assert total(table, flow="import", partner="WLD", **albania) == 521_726_891
    assert total(table, flow="export", partner="WLD", **albania) == 201_986_811
    assert total(table, flow="import", partner="DZA", **albania) == 12_225_645
    assert table["partner"].null_count == table["reporter"].null_count == 0
    assert table.num_rows == 17_409
    assert set(table["flow"].to_pylist()) == {"import", "export", "re-export", "re-import"}


def test_europes_wood_and_furniture_from_the_world_and_from_its_partners(real):
    """Two downloads of one thing: 970 bn dollars over five years, once as totals and once by partner."""
    world = real("comtrade_eu27_imports_world_full47cols_2018_2022.parquet")
    partners = real("comtrade_eu27_imports_wood_paper_furniture_2018_2022.parquet", nomenclature="HS_COMBINED")
    assert round(total(world) / 1e9) == 970
    assert total(partners) == pytest.approx(total(world), rel=1e-9)
    assert set(world["partner_level"].to_pylist()) == {"world"}
    assert set(partners["partner_level"].to_pylist()) == {"country", "group"}
    assert world["quantity_unit_printed"].null_count == world.num_rows


def test_thailands_shrimps(real):
    table = real("comtradr_example3_snake_case.csv.gz")
    assert total(table, flow="export") == 14_558_274_809
    assert total(table, flow="re-import") == 34_273_363
    exports = table.filter(pc.equal(table["flow"], "export"))
    assert round(total(exports) / pc.sum(exports["net_kg"]).as_py(), 2) == 7.49
