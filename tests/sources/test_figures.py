"""Published figures: the embedded ones, exactly; and tables that a person typed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from entrepot.embedded import embedded_path, embedded_rows
from entrepot.lake.ingest import ingest
from entrepot.lake.lake import Lake
from entrepot.sources.figures import EMBEDDED, FIGURES
from entrepot.sources.figures_template import FIGURES_TEMPLATE
from entrepot.sources.source import Sheet
from entrepot.vocabulary.errors import RefusedByChecks
from entrepot.vocabulary.money import to_base
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.tables import SERIES

Tidied = Callable[..., pa.Table]
Row = dict[str, object]


def raw_of(name: str) -> pa.Table:
    rows = embedded_rows(name)
    return pa.table({column: pa.array([row[column] or None for row in rows], pa.string()) for column in rows[0]})


def typed(**columns: list[str | None]) -> pa.Table:
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


def one_line(**changed: str | None) -> pa.Table:
    said: dict[str, str | None] = {
        "area": "CN-LN",
        "measure": "exports",
        "period": "2015",
        "value": "1",
        "unit": "亿元",
    }
    return typed(**{name: [cell] for name, cell in {**said, **changed}.items()})


def test_the_embedded_figures_are_those_of_the_project(shared_data: Path) -> None:
    ours = embedded_path("figures.csv").read_text(encoding="utf-8")
    assert ours == (shared_data.parent / "facts" / "observations.csv").read_text(encoding="utf-8")
    assert len(embedded_rows("press_figures.csv")) == 171


def test_every_paper_of_a_figure_is_named() -> None:
    papers = [row["id"] for row in embedded_rows("papers.csv")]
    assert len(papers) == 5 and {row["study"] for row in embedded_rows("figures.csv")} == set(papers)


@pytest.mark.parametrize("name", EMBEDDED)
def test_no_embedded_figure_is_misunderstood(tidied: Tidied, name: str) -> None:
    rows = tidied(FIGURES, raw_of(name)).to_pylist()
    for column in ("area", "counterpart", "period", "value", "unit"):
        lost = [row for row in rows if row[f"{column}_printed"] is not None and row[column] is None]
        assert lost == []
    for column in ("locator", "area", "measure", "unit", "period", "frequency"):
        assert [row for row in rows if row[column] is None] == []


@pytest.mark.parametrize("name", EMBEDDED)
def test_values_are_the_printed_decimals_times_the_unit_exactly(tidied: Tidied, name: str) -> None:
    rows = [row for row in tidied(FIGURES, raw_of(name)).to_pylist() if row["value_printed"] is not None]
    assert [row["value"] for row in rows] == [float(to_base(row["value_printed"], row["unit_printed"])) for row in rows]
    assert len(rows) in (405, 8, 301)


@pytest.mark.parametrize("name", EMBEDDED)
def test_no_two_embedded_figures_share_a_key(tidied: Tidied, name: str) -> None:
    rows = tidied(FIGURES, raw_of(name)).to_pylist()
    counted = Counter(tuple(row[column] for column in SERIES.key) for row in rows)
    assert [key for key, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("name", EMBEDDED)
def test_dated_embedded_periods_are_periods_of_the_vocabulary(tidied: Tidied, name: str) -> None:
    rows = tidied(FIGURES, raw_of(name)).to_pylist()
    dated = [row for row in rows if row["period"] != "undated"]
    assert len(rows) - len(dated) == (2 if name == "figures.csv" else 0)
    for row in dated:
        period = parse_period(row["period"])
        assert (period.text, period.frequency) == (row["period"], row["frequency"])


def test_liaonings_exports_of_2015_as_the_paper_prints_them(tidied: Tidied) -> None:
    (row,) = [
        row
        for row in tidied(FIGURES, raw_of("figures.csv")).to_pylist()
        if (row["locator"], row["measure"], row["period"]) == ("adb-ta9036 table 3", "exports", "2015")
    ]
    assert (row["area"], row["counterpart"], row["subject"]) == ("CN-LN", "WLD", "goods")
    assert (row["value"], row["unit"], row["value_printed"], row["unit_printed"]) == (
        50840000000.0,
        "USD",
        "508.4",
        "1e8 USD",
    )


def test_two_places_that_disagree_are_two_rows(tidied: Tidied) -> None:
    found = {
        row["locator"]: row["value"]
        for row in tidied(FIGURES, raw_of("figures.csv")).to_pylist()
        if (row["area"], row["measure"], row["period"]) == ("CN-LN", "fdi_inflow", "2013") and row["unit"] == "USD"
    }
    assert found == {"adb-ta9036 FDI table": 29040000000.0, "adb-ta9036 para 42": 29400000000.0}


def test_what_is_printed_as_missing_is_null_and_flagged(tidied: Tidied) -> None:
    rows = [row for row in tidied(FIGURES, raw_of("figures.csv")).to_pylist() if row["note"] == "printed as missing"]
    assert len(rows) == 10
    assert {(row["value"], row["value_printed"], row["flag"]) for row in rows} == {(None, None, "missing")}


def test_a_line_of_the_press_gives_the_figure_and_its_growth(tidied: Tidied) -> None:
    rows = tidied(FIGURES, raw_of("press_figures.csv")).to_pylist()
    of_russia = [
        (row["measure"], row["value"], row["unit"])
        for row in rows
        if (row["area"], row["counterpart"], row["period"]) == ("CN-LN", "RUS", "2023")
    ]
    assert sorted(of_russia) == [("trade_growth", 0.53, "1"), ("trade_total", 54900000000.0, "CNY")]


def test_growth_without_a_figure_is_growth_alone(tidied: Tidied) -> None:
    coal = [row for row in tidied(FIGURES, raw_of("press_figures.csv")).to_pylist() if row["subject"] == "coal"]
    assert [(row["measure"], row["value"]) for row in coal] == [("exports_growth", 1.774)]


def test_regimes_firms_cities_and_cumulative_periods_of_the_press(tidied: Tidied) -> None:
    rows = tidied(FIGURES, raw_of("press_figures.csv")).to_pylist()
    found = {
        (row["area"], row["subject"], row["period"], row["frequency"], row["measure"]): (row["value"], row["flag"])
        for row in rows
    }
    assert found["CN-LN-DL", "private firms", "2025-01/2025-07", "to_date", "trade_total"] == (150990000000.0, None)
    assert found["CN-SX", "processing trade", "2024-01/2024-04", "to_date", "trade_total"] == (30450000000.0, None)
    assert found["CN-SX", "goods", "2021-01/2021-06", "to_date", "exports"] == (68790000000.0, None)
    assert found["CN-LN", "primary", "2023", "year", "value_added"] == (265100000000.0, None)
    assert found["CN-LN", None, "2023", "year", "trading_firms"] == (15000.0, "at_least")


@pytest.mark.parametrize(
    ("printed", "unit", "value", "base"),
    [
        ("508.4", "亿美元", 50840000000.0, "USD"), ("0.1", "%", 0.001, "1"), ("1,234.5", "万元", 12345000.0, "CNY"),
        ("-3.0", "个百分点", -0.03, "1"), ("3.15E+08", "人", 315000000.0, "persons"), ("2222.7", "1e9 CNY", 2222.7e9, "CNY"),
        ("12", "thousand USD", 12000.0, "USD"), ("5", "USD (million)", 5e6, "USD"), ("871.4", "倍", 871.4, "1"),
    ],
)  # fmt: skip
def test_units_as_people_type_them(tidied: Tidied, printed: str, unit: str, value: float, base: str) -> None:
    (row,) = tidied(FIGURES, one_line(value=printed, unit=unit)).to_pylist()
    assert (row["value"], row["unit"]) == (value, base)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("area", "辽宁岛"),
        ("unit", "贝壳"),
        ("period", "去年"),
        ("value", "约12"),
        ("value", "1,23"),
        ("area", "JPN+XXX"),
    ],
)
def test_what_is_not_understood_is_null_beside_its_text(tidied: Tidied, column: str, text: str) -> None:
    (row,) = tidied(FIGURES, one_line(**{column: text})).to_pylist()
    assert (row[column], row[f"{column}_printed"]) == (None, text)


@pytest.mark.parametrize(
    ("text", "area"),
    [("辽宁", "CN-LN"), ("辽宁省", "CN-LN"), ("Liaoning", "CN-LN"), ("cn-ln", "CN-LN"), ("大连", "CN-LN-DL"), ("JPN+KOR+RUS", "JPN+KOR+RUS"), ("RU-CEE", "RU-CEE"), ("内蒙古", "CN-NM")],
)  # fmt: skip
def test_areas_by_id_and_name(tidied: Tidied, text: str, area: str) -> None:
    (row,) = tidied(FIGURES, one_line(area=text)).to_pylist()
    assert row["area"] == area


@pytest.mark.parametrize("mark", ["-", "…", "", None, "NA"])
def test_marks_for_missing_are_missing(tidied: Tidied, mark: str | None) -> None:
    (row,) = tidied(FIGURES, one_line(value=mark)).to_pylist()
    assert (row["value"], row["value_printed"], row["flag"]) == (None, None, "missing")


def test_a_table_with_chinese_headings_and_examples(tidied: Tidied) -> None:
    raw = typed(
        **{
            "地区": ["# 示例", "山西"], "measure/指标": ["x", "进出口总额"], "时期": ["x", "2024年1-9月"], "数值": ["1", "1,012.0"],
            "单位": ["x", "亿元"], "资料": [None, "山西统计年鉴"], "出处": [None, "表1"], "对象": [None, "货物"],
        }
    )  # fmt: skip
    (row,) = tidied(FIGURES, raw).to_pylist()
    assert (row["area"], row["measure"], row["period"], row["value"]) == (
        "CN-SX",
        "trade_total",
        "2024-01/2024-09",
        101200000000.0,
    )
    assert (row["locator"], row["subject"], row["counterpart"], row["row"]) == ("山西统计年鉴 表1", "goods", None, 3)


def test_a_figure_without_a_reference_has_no_locator(tidied: Tidied) -> None:
    (row,) = tidied(FIGURES, one_line(study=None, locator="-")).to_pylist()
    assert row["locator"] is None


def test_other_tables_are_not_taken_for_figures() -> None:
    assert not FIGURES.recognises(Sheet("a.csv", ("t", "i", "j", "k", "v", "q")))
    assert not FIGURES.recognises(Sheet("a.csv", ("area", "measure", "period", "value")))
    assert FIGURES.recognises(Sheet("a.csv", ("地区", "指标", "时期", "数值", "单位")))


def test_the_csv_template_opens_in_excel_and_holds_only_examples(tidied: Tidied) -> None:
    text = FIGURES_TEMPLATE.csv()
    assert text.startswith(b"\xef\xbb\xbf")
    header, *lines = csv.reader(text.decode("utf-8-sig").splitlines())
    raw = pa.table({name: [line[place] for line in lines] for place, name in enumerate(header)})
    assert FIGURES.recognises(Sheet("t.csv", tuple(header)))
    assert len(lines) == 3 and tidied(FIGURES, raw).num_rows == 0


def test_the_workbook_template_is_the_csv_with_lists_and_is_always_the_same(tmp_path: Path) -> None:
    import zipfile

    from python_calamine import CalamineWorkbook

    assert FIGURES_TEMPLATE.xlsx() == FIGURES_TEMPLATE.xlsx()
    file = tmp_path / "template.xlsx"
    file.write_bytes(FIGURES_TEMPLATE.xlsx())
    (header, *lines) = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("figures").to_python()
    assert [header, *lines] == list(csv.reader(FIGURES_TEMPLATE.csv().decode("utf-8-sig").splitlines()))
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "亿元" in sheet and 'state="frozen"' in sheet and sheet.count("<dataValidation ") == 2


def test_the_embedded_files_land_whole(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    kept = [ingest(lake, embedded_path(name), [FIGURES]) for name in EMBEDDED]
    assert [(one.rows_read, one.rows_kept) for one in kept] == [(415, 415), (8, 8), (171, 301)]
    assert {finding.level for one in kept for finding in one.findings} <= {"warn", "note"}
    (liaoning,) = lake.query(
        "SELECT value FROM series WHERE area = 'CN-LN' AND measure = 'exports' AND period = '2015' AND unit = 'USD'"
    ).to_pylist()
    assert liaoning == {"value": 50840000000.0}
    again = [ingest(lake, embedded_path(name), [FIGURES]) for name in EMBEDDED]
    assert [one.already_there for one in again] == [True, True, True], "no file takes a row of another's place"


def test_each_bad_line_of_a_typed_table_is_named(tmp_path: Path) -> None:
    lines = (
        "辽宁,,,gdp,2020,12,亿元,年鉴,表1,", ",,,gdp,2020,12,亿元,年鉴,表2,", "辽宁,,,gdp,2020,12x,亿元,年鉴,表3,",
        "辽宁,,,gdp,2020,12,贝壳,年鉴,表4,", "辽宁,,,,2020,12,亿元,年鉴,表5,", "辽宁,,,gdp,2020,12,亿元,,,",
        "辽宁岛,,,gdp,2020,12,亿元,年鉴,表7,", "辽宁,,,gdp,去年,12,亿元,年鉴,表8,",
    )  # fmt: skip
    file = tmp_path / "typed.csv"
    file.write_bytes(FIGURES_TEMPLATE.csv() + "\n".join(lines).encode())
    with pytest.raises(RefusedByChecks) as refused:
        ingest(Lake(tmp_path / "lake"), file, [FIGURES])
    stops = {(found.row, found.column) for found in refused.value.findings if found.level == "stop"}
    assert stops == {
        (6, "area"),
        (7, "value"),
        (8, "unit"),
        (9, "measure"),
        (10, "locator"),
        (11, "area"),
        (12, "period"),
    }


def test_undated_figures_are_remarked_on() -> None:
    message = FIGURES.remark_message("undated", 2)
    assert message.en.startswith("2 figures") and "2" in message.zh


def test_to_base_is_what_the_test_of_exactness_leans_on() -> None:
    assert to_base("508.4", "1e8 USD") == Decimal("50840000000")
