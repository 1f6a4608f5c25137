"""Files as offices and students keep them, through a whole ingest: read as meant, or turned away with what to do."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from entrepot.lake.ingest import Ingested, ingest
from entrepot.lake.lake import Lake
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import EntrepotError

Row = dict[str, object]
Take = Callable[..., tuple[list[Row], Ingested]]
Cells = list[list[str | None]]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Ingest a file of that name and content into a lake of its own, the source to be recognised; its rows and the rest."""

    def run(name: str, content: str | bytes | dict[str, Cells], *, flow: str | None = None, **options: str) -> tuple[list[Row], Ingested]:  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(content, dict):
            workbook(path, content)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        lake = Lake(tmp_path / "lake")
        done = ingest(lake, path, ALL_SOURCES, flow=flow, options=tuple(options.items()))
        return lake.query(f"SELECT * FROM {done.table}").to_pylist(), done

    return run


def workbook(path: Path, sheets: dict[str, Cells]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if cell is not None:
                        sheet.write_string(at, column, cell)


def picked(rows: list[Row], *names: str) -> set[tuple[object, ...]]:
    return {tuple(row[name] for name in names) for row in rows}


def rules(done: Ingested) -> set[str]:
    return {finding.rule for finding in done.findings}


QUERY: Cells = [
    ["数据年月", "贸易伙伴编码", "贸易伙伴名称", "美元"],
    ["202403", "133", "韩国", "12,345"],
]


def test_the_flow_from_the_name_of_the_sheet(take: Take) -> None:
    rows, done = take("海关2024.xlsx", {" 2024年 出口 ": QUERY, "进口": QUERY, "说明": [["说明"], ["来自海关"]]})
    assert picked(rows, "flow", "value_usd") == {("export", 12345.0), ("import", 12345.0)}
    unread = next(finding for finding in done.findings if finding.rule == "sheets_unread")
    assert unread.message.en.endswith("not read: 说明")


def test_a_flow_said_against_the_name_of_the_sheet_is_refused(take: Take) -> None:
    with pytest.raises(EntrepotError, match="holds imports, but exports are said"):
        take("a.xlsx", {"出口": QUERY, "进口": QUERY}, flow="export")


def test_a_title_above_and_notes_below(take: Take) -> None:
    rows, done = take("export.xlsx", {"Sheet1": [["2024年3月表"], *QUERY, ["注：数据来自海关总署"]]})
    assert picked(rows, "period", "partner", "value_usd") == {("2024-03", "KOR", 12345.0)}
    assert rules(done) == {"note_lines"}


GOODS = '"商品编码","商品名称","人民币",\n"85","电机","12,345",\n'


@pytest.mark.parametrize(
    ("name", "options", "reporter", "partner", "basis", "said"),
    [
        ("2024年1-12月出口商品.csv", {}, "CHN", "WLD", "national", set()),
        ("2024年1-12月辽宁省出口商品.csv", {}, "CN-LN", "WLD", "registration", {"place_from_name"}),
        ("shanxi_export_2024.csv", {}, "CN-SX", "WLD", "registration", {"place_from_name"}),
        ("陕西_出口_2024.csv", {}, "CN-SN", "WLD", "registration", {"place_from_name"}),
        ("辽宁对日本出口_2024.csv", {}, "CN-LN", "JPN", "registration", {"place_from_name", "partner_from_name"}),
        ("对外贸易出口_2024.csv", {}, "CHN", "WLD", "national", set()),
        ("出口_2024.csv", {"reporter": "大连市", "basis": "location"}, "CN-LN-DL", "WLD", "location", set()),
        ("辽宁出口_2024.csv", {"reporter": "CHN", "partner": "东盟"}, "CHN", "ASEAN", "national", set()),
    ],
)
def test_what_a_query_was_narrowed_to(
    take: Take, name: str, options: dict[str, str], reporter: str, partner: str, basis: str, said: set[str]
) -> None:
    rows, done = take(name, GOODS.encode("gb18030"), **options)
    assert picked(rows, "reporter", "partner", "basis", "value_cny") == {(reporter, partner, basis, 12345.0)}
    assert rules(done) == said


@pytest.mark.parametrize(
    ("name", "text", "options", "why"),
    [
        ("辽宁和山西_出口_2024.csv", GOODS, {}, "speaks of several"),
        ("对丝路国家出口_2024.csv", GOODS, {}, "--set partner=USA"),
        ("出口_2024.csv", GOODS, {"reporter": "CN-LN", "basis": "hearsay"}, "basis"),
        (
            "export_2024.csv",
            "注册地名称,商品编码,美元\n辽宁省,85,1\n",
            {"reporter": "CN-LN"},
            "leave out --set reporter",
        ),
    ],
)
def test_what_is_not_beyond_doubt_is_asked(take: Take, name: str, text: str, options: dict[str, str], why: str) -> None:
    with pytest.raises(EntrepotError, match=why):
        take(name, text, **options)


@pytest.mark.parametrize(
    ("head", "cell", "column", "value"),
    [
        ("金额（万元）", "1.5", "value_cny", 15_000.0),
        ("金额(元)", "1.5", "value_cny", 1.5),
        ("美元值（万元）", "1.5", "value_usd", 15_000.0),
        ("金额（亿美元）", "1.5", "value_usd", 150_000_000.0),
    ],
)
def test_money_of_users(take: Take, head: str, cell: str, column: str, value: float) -> None:
    rows, _ = take("export.csv", f"年份,商品编码,{head}\n2024,85,{cell}\n")
    assert [row[column] for row in rows] == [value]


def test_names_alone_are_recognised_and_short_ones_known(take: Take) -> None:
    rows, _ = take("出口_2024.csv", "贸易伙伴名称,收发货人所在地,美元\n日本,辽宁,1\n韩国,内蒙古,2\n")
    assert picked(rows, "partner", "reporter", "value_usd") == {("JPN", "CN-LN", 1.0), ("KOR", "CN-NM", 2.0)}


def printed(title: str, first: str, unit: str, *lines: list[str | None]) -> dict[str, Cells]:
    """A printed customs table with its head of two lines; values of a line are month and since January, by flow."""
    heads: Cells = [
        [title],
        [None, None, None, None, unit],
        [first, "进出口", None, "出口", None, "进口", None, "累计比去年同期±%", None, None],
        [None, *["12月", "1至12月累计"] * 3, "进出口", "出口", "进口"],
    ]
    return {"Sheet1": [*heads, *([*line, "1.0", "-", "3.0"] for line in lines), ["注:见说明"]]}


def test_the_printed_table_of_places(take: Take) -> None:
    lines = (
        ["总 值", "30", "300", "20", "200", "10", "100"],
        ["  辽宁省", "3", "30", "2", "20", "1", "10"],
        ["    大连市", "2", "20", "1.5", "15", "0.5", "5"],
        ["    大连经济技术开发区", "2", "20", "1", "10", "1", "10"],
    )
    rows, done = take("8.xlsx", printed("（8）2024年12月进出口商品收发货人所在地总值表", "收发货人所在地", "单位：万元人民币", *lines))  # fmt: skip
    december = [row for row in rows if row["period"] == "2024-12"]
    assert picked(december, "reporter", "basis", "flow", "value_cny") == {
        ("CHN", "national", "export", 200_000.0), ("CHN", "national", "import", 100_000.0),
        ("CN-LN", "registration", "export", 20_000.0), ("CN-LN", "registration", "import", 10_000.0),
        ("CN-LN-DL", "registration", "export", 15_000.0), ("CN-LN-DL", "registration", "import", 5_000.0),
    }  # fmt: skip
    assert len(rows) == 12
    assert {"zones_left_out", "note_lines"} <= rules(done)


@pytest.mark.parametrize(
    ("first", "line", "column", "expected"),
    [
        ("境内目的地/货源地", "辽宁省", "reporter", "CN-LN"),
        ("贸易方式", "海关特殊监管区域物流货物", "regime", "34"),
        ("关别", "大连海关", "customs_district", "大连海关"),
        ("进口原产国（地区）\n出口最终目的国（地区）", "其中：日本", "partner", "JPN"),
    ],
)
def test_other_printed_tables(take: Take, first: str, line: str, column: str, expected: str) -> None:
    lines = (["总值", "30", "300", "20", "200", "10", "100"], [line, "3", "30", "2", "20", "-", "10"])
    rows, _ = take("x.xlsx", printed("（9）2024年12月总值表（美元值）", first, "单位:千美元", *lines))
    part = [row for row in rows if row[column] == expected]
    assert picked(part, "period", "flow", "value_usd") == {
        ("2024-12", "export", 2_000.0), ("2024-01/2024-12", "export", 20_000.0), ("2024-01/2024-12", "import", 10_000.0),
    }  # fmt: skip
    whole = [row for row in rows if row["basis"] == "national" and row["value_usd"] == 200_000.0]
    assert picked(whole, "reporter", "partner", "regime", "customs_district") == {("CHN", "WLD", "ALL", None)}


def test_the_english_table_of_countries(take: Take) -> None:
    lines: Cells = [
        ["(2) Imports and Exports by Country (Region) of Origin/Destination,12.2024"],
        ["Unit:US$1,000"],
        ["Country (Region)", "Total", None, "Exports", None, "Imports", None, "Percentage Change"],
        [None, "12", "1to12", "12", "1to12", "12", "1to12", "Total"],
        ["Total", "30", "300", "20", "200", "10", "100", "1.0"],
        ["Korea, Rep.", "3", "30", "2", "20", "1", "10", "1.0"],
        ["ASEAN", "3", "30", "2", "20", "1", "10", "1.0"],
        ["Türkiye", "3", "30", "2", "20", "1", "10", "1.0"],
    ]
    rows, _ = take("en.xlsx", {"Sheet1": lines})
    exports = [row for row in rows if row["flow"] == "export" and row["period"] == "2024-01/2024-12"]
    assert picked(exports, "partner", "value_usd") == {
        ("WLD", 200_000.0),
        ("KOR", 20_000.0),
        ("ASEAN", 20_000.0),
        ("TUR", 20_000.0),
    }


def test_exports_and_imports_side_by_side(take: Take) -> None:
    rows, done = take("辽宁_2024.csv", "国别（地区）,出口额（万美元）,进口额（万美元）\n日本,1.5,2\n韩国,3,\n")
    assert picked(rows, "reporter", "partner", "flow", "period", "frequency", "value_usd") == {
        ("CN-LN", "JPN", "export", "2024", "year", 15_000.0), ("CN-LN", "JPN", "import", "2024", "year", 20_000.0),
        ("CN-LN", "KOR", "export", "2024", "year", 30_000.0),
    }  # fmt: skip
    assert rules(done) == {"place_from_name"}


RECORD = {
    "typeCode": "C", "freqCode": "A", "refYear": 2023, "period": "2023", "reporterCode": 156, "flowCode": "X",
    "partnerCode": 842, "partner2Code": 0, "classificationCode": "H6", "cmdCode": "TOTAL", "customsCode": "C00",
    "motCode": 0, "mosCode": "0", "qtyUnitCode": -1, "qty": None, "netWgt": None, "primaryValue": 1.5e11,
}  # fmt: skip


def test_comtrade_records_without_their_envelope(take: Take) -> None:
    rows, done = take("records.json", json.dumps([RECORD]))
    assert done.source == "comtrade"
    assert picked(rows, "reporter", "partner", "value_usd") == {("CHN", "USA", 1.5e11)}


def test_comtrade_services_keep_their_total(take: Take) -> None:
    services = [RECORD | {"typeCode": "S", "classificationCode": "EB10", "cmdCode": code} for code in ("S", "SC")]
    answer = {"elapsedTime": "1", "count": 2, "data": services, "error": ""}
    rows, done = take("services.json", json.dumps(answer))
    assert picked(rows, "product") == {("TOTAL",)}
    assert rules(done) == {"kind_of_service"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        (
            "details.json",
            json.dumps([RECORD | {"motCode": 1000}]),
            "not one of its 1 rows could be kept; the notes tell why",
        ),
        (
            "401.json",
            '{"statusCode": 401, "message": "Access denied."}',
            r"refused \(401\): Access denied. Its API asks for",
        ),
        ("429.json", '{"statusCode": 429, "message": "Rate limit."}', r"refused \(429\): Rate limit. Ask again later"),
        ("error.json", '{"error": "You have exceeded quota"}', 'it begins: {"error": "You have exceeded quota"}'),
        ("Gravity_V202211.dta", b"<stata_dta>", "a file of Stata.*CSV"),
        ("Gravity_V202211.rds", b"\x1f\x8b\x08\x00", "a file of R,.*CSV"),
    ],
)
def test_turned_away_with_what_to_do(take: Take, name: str, content: str | bytes, why: str) -> None:
    with pytest.raises(EntrepotError, match=why):
        take(name, content)


WITS = "NomenCode,Reporter_ISO_N,Year,ProductCode,Min_Rate,Max_Rate,SimpleAverage,Nbr_NA_Lines,TotalNoOfLines\nH5,156,2021,010121,0,0,10,0,1\n"


def test_tariffs_in_an_archive_of_several_kinds(take: Take, tmp_path: Path) -> None:
    path = tmp_path / "made.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("AVEMFN_H5_156_2021_U2/JobID-1.CSV", WITS)
        archive.writestr("AVEPref_H5_156_2021_U2/JobID-2.CSV", WITS.replace("21,Min", "21,Partner,Min"))
    rows, _ = take("AVEMFN_AVEPref.zip", path.read_bytes())
    assert picked(rows, "kind") == {("mfn",), ("preferential",)}


@pytest.mark.parametrize("name", ["AVEMFN_H5_156_2021_U2/JobID-1.CSV", "AVEMFN_H5.csv"])
def test_the_kind_of_tariff_from_the_folder(take: Take, name: str) -> None:
    rows, _ = take(name, WITS)
    assert picked(rows, "importer", "product", "kind", "tariff_percent") == {("CHN", "010121", "mfn", 10.0)}


def bank(area: str, code: str, value: float | None) -> Row:
    title = {"id": "NY.GDP.MKTP.CD", "value": "GDP (current US$)"}
    return {"indicator": title, "country": {"id": code, "value": "x"}, "countryiso3code": area, "date": "2022", "value": value}  # fmt: skip


CHINA_GDP = ("CHN", "NY.GDP.MKTP.CD", "current US$", "2022", 17963170521079.8, "WB:2")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "answer.json",
            json.dumps(
                [
                    {"page": 1, "sourceid": "2"},
                    [bank("CHN", "CN", 17963170521079.8), bank("ARB", "1A", 2.5), bank("", "XD", 3), bank("FRA", "FR", None)],
                ]
            ),
        ),
        (
            "API_NY.GDP.MKTP.CD_DS2_en_csv_v2_1.csv",
            '\ufeff"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
            '"Country Name","Country Code","Indicator Name","Indicator Code","2022","2023",\n'
            '"China","CHN","GDP (current US$)","NY.GDP.MKTP.CD","17963170521079.8","",\n'
            '"Arab World","ARB","GDP (current US$)","NY.GDP.MKTP.CD","1","2",\n',
        ),
        (
            "databank.csv",
            "Country Name,Country Code,Series Name,Series Code,2021 [YR2021],2022 [YR2022]\n"
            "China,CHN,GDP (current US$),NY.GDP.MKTP.CD,..,17963170521079.8\nArab World,ARB,GDP (current US$),NY.GDP.MKTP.CD,..,2\n"
            "\n\nData from database: World Development Indicators,,,,,\n",
        ),
    ],
)  # fmt: skip
def test_indicators_of_the_world_bank(take: Take, name: str, content: str) -> None:
    rows, done = take(name, content)
    assert done.source == "sdmx"
    assert picked(rows, "area", "measure", "unit", "period", "value", "locator") == {CHINA_GDP}
    assert rules(done) == {"groups_of_the_bank"}


def test_the_world_banks_refusal(take: Take) -> None:
    refusal = [
        {"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}
    ]
    with pytest.raises(EntrepotError, match=r"answered no data.*parameter value is not valid"):
        take("refusal.json", json.dumps(refusal))


def downloaded(frequency: str, *lines: str) -> str:
    names = f'"Time Period","RXI_N.{frequency}.CH","RXI$US_N.{frequency}.EU"\n'
    return (
        '"Series Description","CHINA -- SPOT EXCHANGE RATE, YUAN/US$ P.R. ","EURO AREA"\n"Unit:","Currency:_Per_USD","Currency:_Per_EUR"\n'
        '"Multiplier:","1","1"\n"Currency:","CNY","USD"\n"Unique Identifier: ","H10/H10/RXI_N.CH","H10/H10/RXI$US_N.EU"\n'
        + names
        + "\n".join(lines)
    )


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("FRB_H10.csv", downloaded("M", "2024-01,7.1707,1.25", "2024-02,ND,1.6"), {("CNY", "2024-01", "month", 7.1707), ("EUR", "2024-01", "month", 0.8), ("EUR", "2024-02", "month", 0.625)}),
        ("FRB_H10.csv", downloaded("A", "2023,7.0809,1.25"), {("CNY", "2023", "year", 7.0809), ("EUR", "2023", "year", 0.8)}),
        ("EXCHUS.csv", "observation_date,EXCHUS\n2024-01-01,7.1707\n2024-02-01,.\n", {("CNY", "2024-01", "month", 7.1707)}),
        ("fred.csv", "DATE,AEXUSUK,AEXKOUS\n2023-01-01,1.25,1306.69\n", {("GBP", "2023", "year", 0.8), ("KRW", "2023", "year", 1306.69)}),
    ],
)  # fmt: skip
def test_rates_from_the_federal_reserve_itself(
    take: Take, name: str, content: str, expected: set[tuple[object, ...]]
) -> None:
    rows, done = take(name, content)
    assert done.source == "exchange_rates"
    assert picked(rows, "currency", "period", "frequency", "per_usd") == expected


def test_daily_rates_are_turned_away(take: Take) -> None:
    with pytest.raises(EntrepotError, match="EXCHUS, not DEXCHUS"):
        take("DEXCHUS.csv", "DATE,DEXCHUS\n2024-01-02,7.1430\n")
