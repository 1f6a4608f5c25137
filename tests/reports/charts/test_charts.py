"""Every chart: its labels and numbers in both languages and all themes, its sentence, its table, and what it refuses."""

from __future__ import annotations

import html
import math
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from entrepot.reports.charts import CHARTS, Drawing, Subject, chart_named
from entrepot.reports.palette import THEMES, Theme
from entrepot.vocabulary.errors import MissingData, SchemaMismatch, UnknownName, WrongCall
from entrepot.vocabulary.text import LANGUAGES, Language, T
from entrepot.vocabulary.units import Unit

Rows = list[dict[str, Any]]


def _cross(keys: tuple[str, str], table: dict[str, dict[str, float | None]]) -> Rows:
    return [{keys[0]: a, keys[1]: b, "value": value} for a, row in table.items() for b, value in row.items()]


# The printed figures of ADB TA-9036, table 3 (Liaoning), in USD; the rest is made up.
TRADE = _cross(
    ("flow", "period"),
    {
        "export": {"2013": 64.54e9, "2014": 58.76e9, "2015": 50.84e9},
        "import": {"2013": 49.74e9, "2014": 55.20e9, "2015": 45.25e9},
    },
)
ROWS: dict[str, Rows] = {
    "trend": TRADE,
    "lines": _cross(("reporter", "period"), {"CN-LN": {"2006": 0.415, "2015": 0.208}, "CHN": {"2006": 0.64, "2015": 0.357}}),
    "ranked_bars": [{"partner": "JPN", "value": 14.8e9}, {"partner": "USA", "value": 11.2e9}, {"partner": "DEU", "value": None}],
    "share_stack": _cross(("period", "partner"), {"2018": {"VNM": 0.3, "SGP": 0.138}, "2020": {"VNM": 0.428, "SGP": 0.165}}),
    "regime_stack": _cross(("period", "regime"), {"2018": {"general": 3e10, "processing": 2e10}, "2019": {"general": 4e10, "processing": 1e10}}),
    "heat_map": _cross(("flow", "period"), {"export": {"2014": -0.09, "2015": -0.135}, "import": {"2014": 0.11, "2015": None}}),
    "treemap": [{"product": "S16", "value": 31.5e9, "change": 0.062}, {"product": "S15", "value": 17.2e9, "change": -0.141}, {"product": "S17", "value": 1.3e9, "change": None}],
    "tile_map": [{"reporter": "CN-LN", "value": 1306e8}, {"reporter": "CN-BJ", "value": 6802e8}, {"reporter": "CN-XZ", "value": None}],
    "partner_map": [{"partner": "JPN", "value": 14.8e9, "balance": 5.2e9}, {"partner": "DEU", "value": 5.8e9, "balance": -2.1e9}],
    "radar": _cross(("name", "reporter"), {n: {"CN-LN": v, "CHN": 0.5} for n, v in (("Trade", 0.62), ("Money", 0.38), ("People", 0.41))}),
    "dumbbell": _cross(("name", "reporter"), {n: {"CN-LN": v, "CHN": 0.5} for n, v in (("Trade", 0.62), ("Money", 0.38))}),
    "slope": _cross(("period", "partner"), {"2010": {"JPN": 90, "USA": 80, "VNM": 5}, "2020": {"JPN": 95, "USA": 60, "VNM": 70}}),
    "waterfall": [{"product": "S16", "value": 0.021}, {"product": "S15", "value": -0.034}],
    "fan": [{"period": "2014", "value": 5.876e10}, {"period": "2015", "value": 5.084e10}, {"period": "2016", "value": 5.0e10, "low": 4.5e10, "high": 5.5e10}],
    "intervals": [{"partner": "USA", "value": -4.5e9, "low": -5e9, "high": -4e9}, {"partner": "JPN", "value": 3e8, "low": 1e8, "high": 5e8}, {"partner": "DEU", "value": None}],
    "changes": [{"partner": "USA", "value": -4.5e9}, {"partner": "JPN", "value": 3e8}, {"partner": "DEU", "value": None}],
    "scatter": [{"product": "84", "density": 0.31, "complexity": 1.2, "value": 9e9}, {"product": "72", "density": 0.12, "complexity": -0.4, "value": 1e9}],
}  # fmt: skip
UNITS = {
    "lines": Unit.SHARE,
    "share_stack": Unit.SHARE,
    "heat_map": Unit.GROWTH,
    "radar": Unit.INDEX,
    "dumbbell": Unit.INDEX,
    "waterfall": Unit.GROWTH,
}
# What must be read in the picture, in English and in Chinese.
SEEN: dict[str, tuple[set[str], set[str]]] = {
    "trend": ({"Exports", "Imports", "Balance", "2013"}, {"出口", "进口", "差额", "2013"}),
    "lines": ({"Liaoning 20.8%", "China 35.7%"}, {"辽宁 20.8%", "中国 35.7%"}),
    "ranked_bars": ({"Japan", "14.80", "no data"}, {"日本", "148.0", "无数据"}),
    "share_stack": ({"Viet Nam", "42.8", "16.5"}, {"越南", "42.8", "16.5"}),
    "regime_stack": ({"General trade", "40.00"}, {"一般贸易", "400.0"}),
    "heat_map": ({"−13.5", "+11.0", "—", "Exports"}, {"−13.5", "+11.0", "—", "出口"}),
    "treemap": ({"63.0%", "no data"}, {"63.0%", "无数据"}),
    "tile_map": ({"LN", "130.6", "680.2", "—"}, {"辽宁", "1,306", "6,802", "—", "西藏", "台湾"}),
    "partner_map": ({"Japan", "Germany", "Surplus", "USD 10 bn"}, {"日本", "德国", "顺差", "100亿美元"}),
    "radar": ({"Liaoning", "China", "Trade"}, {"辽宁", "中国", "Trade"}),
    "dumbbell": ({"Liaoning", "China", "Money"}, {"辽宁", "中国", "Money"}),
    "slope": ({"Viet Nam 3", "2 Viet Nam", "1 Japan"}, {"越南 3", "2 越南", "1 日本"}),
    "waterfall": ({"+2.1", "−3.4", "−1.3", "Total"}, {"+2.1", "−3.4", "−1.3", "合计"}),
    "fan": ({"50.00", "Observed", "Forecast", "Interval"}, {"500.0", "实际", "预测", "区间"}),
    "intervals": (
        {"United States", "−4.50", "+0.30", "Change, with its interval"},
        {"美国", "−45.00", "+3.00", "变化及区间"},
    ),
    "changes": ({"United States", "−4.50", "+0.30"}, {"美国", "−45.00", "+3.00"}),
    "scatter": ({"density →", "↑ complexity"}, {"密度 →", "↑ 复杂度"}),
}
SAID: dict[str, tuple[str, str]] = {
    "trend": ("highest USD 55.20 bn in 2014, USD 45.25 bn in 2015", "2014年最高，为552.0亿美元，2015年452.5亿美元"),
    "lines": ("Liaoning: 41.5% in 2006, 20.8% in 2015", "辽宁：2006年41.5%，2015年20.8%"),
    "ranked_bars": ("Japan USD 14.80 bn, United States USD 11.20 bn", "日本 148.0亿美元、美国 112.0亿美元"),
    "share_stack": ("2020: Viet Nam 42.8%, Singapore 16.5%", "2020：越南 42.8%、新加坡 16.5%"),
    "heat_map": ("Exports: −9.0% in 2014, −13.5% in 2015", "出口：2014年−9.0%，2015年−13.5%"),
    "waterfall": ("Total −1.3%", "合计 −1.3%"),
    "fan": ("USD 50.00 bn in 2016 (45.00 … 55.00)", "2016年500.0亿美元 (450.0 … 550.0)"),
    "intervals": (
        "United States USD −4.50 bn (−5.00 … −4.00), Japan USD 0.30 bn (0.10 … 0.50)",
        "美国 −45.00亿美元 (−50.00 … −40.00)、日本 3.00亿美元 (1.00 … 5.00)",
    ),
    "changes": ("United States USD −4.50 bn, Japan USD 0.30 bn", "美国 −45.00亿美元、日本 3.00亿美元"),
    "slope": ("Viet Nam 3 → 2", "越南 3 → 2"),
    "scatter": ("dots: 2, density 0.120 to 0.310", "共2点，密度0.120至0.310"),
}


def drawn(chart: str, language: Language = "en", rows: Rows | None = None, **more: Any) -> Drawing:
    unit = UNITS.get(chart, Unit.MONEY)
    currency = "USD" if unit is Unit.MONEY and chart != "tile_map" else "CNY"
    subject = Subject(T("A title", "标题"), unit, language, currency=currency, **more)
    return chart_named(chart).draw(ROWS[chart] if rows is None else rows, subject)


def texts(svg: str) -> set[str]:
    """What can be read in a picture; lines of one text are joined."""
    found = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)
    return {html.unescape(re.sub(r"<[^>]+>", "", text)) for text in found} - {""}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("chart", CHARTS)
def test_labels_and_numbers_are_in_the_picture(chart: str, theme: Theme, language: Language) -> None:
    seen = texts(drawn(chart, language, focus="CN-LN").svg(theme=theme))
    missing = SEEN[chart][language == "zh"] - seen
    assert not missing, seen
    assert not {"NaN", "null", "undefined", "None"} & seen


@pytest.mark.parametrize("chart", CHARTS)
def test_it_draws_on_a_phone_and_on_a_wall(chart: str) -> None:
    narrow, wide = drawn(chart, "zh").svg(width=320), drawn(chart, "zh").svg(width=1200)
    assert 'width="320"' in narrow or chart == "tile_map"
    assert texts(narrow)
    assert texts(wide)
    assert "NaN" not in narrow + wide


@pytest.mark.parametrize("chart", CHARTS)
def test_no_chart_without_rows(chart: str) -> None:
    with pytest.raises(MissingData) as raised:
        drawn(chart, rows=[])
    assert chart in raised.value.in_language("en")
    assert "没有数据行" in raised.value.in_language("zh")


@pytest.mark.parametrize("chart", CHARTS)
def test_rows_without_any_value_are_no_chart(chart: str) -> None:
    numbers = {role.name for role in CHARTS[chart].reads if role.number} | {"density", "complexity"}
    empty = [{key: (math.nan if key in numbers else value) for key, value in row.items()} for row in ROWS[chart]]
    with pytest.raises(MissingData):
        drawn(chart, rows=empty)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_missing_column_is_named(chart: str) -> None:
    role = next(role for role in CHARTS[chart].reads if role.number and not role.optional)
    without = [{k: v for k, v in row.items() if k not in (role.name, *role.takes)} for row in ROWS[chart]]
    with pytest.raises(SchemaMismatch) as raised:
        drawn(chart, rows=without)
    assert f"needs a column {role.name}" in raised.value.in_language("en")
    assert role.title.zh in raised.value.in_language("zh")


@pytest.mark.parametrize("chart", SAID)
def test_the_sentence_has_the_true_numbers(chart: str) -> None:
    for language, said in zip(("en", "zh"), SAID[chart], strict=True):
        found = drawn(chart, language).alt  # type: ignore[arg-type]
        assert said in found
        assert found.startswith("A title. " if language == "en" else "标题。")


@pytest.mark.parametrize("chart", CHARTS)
def test_the_table_is_whole(chart: str) -> None:
    found = drawn(chart)
    assert len({len(row) for row in found.cells} | {len(found.heads)}) == 1
    assert found.cells
    assert all(isinstance(cell, str) and cell for row in found.cells for cell in row)


def test_tables_have_numbers_as_printed() -> None:
    assert drawn("trend").cells[-1] == ("2015", "50.84", "45.25", "5.59")
    assert drawn("trend").unit == "USD bn"
    assert drawn("share_stack", "zh").cells == (("2018", "30.0", "13.8"), ("2020", "42.8", "16.5"))
    assert drawn("treemap").cells[0] == ("Machinery and electrical equipment", "31.50", "63.0", "+6.2")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('<b onclick="x">&amp; "quoted"</b>', '<b onclick="x">&amp; "quoted"</b>'),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("two\nlines\ttab", "two lines tab"),
        ("\u202eevil\u202c \u200bjoined\x00", "evil joined"),
        ("datum.value + '", "datum.value + '"),
        ("🚢 船", "🚢 船"),
    ],
)
def test_names_are_only_text(name: str, shown: str) -> None:
    rows = [{"name": name, "value": 2.0}, {"name": "plain", "value": 1.0}]
    found = drawn("ranked_bars", rows=rows)
    assert found.cells[0][0] == shown
    assert shown.replace(" ", "") in {text.replace(" ", "") for text in texts(found.svg())}


@pytest.mark.parametrize("chart", ["lines", "share_stack", "heat_map", "radar", "slope", "treemap", "waterfall"])
def test_nonsense_names_do_not_break_a_chart(chart: str) -> None:
    column = {
        "lines": "reporter",
        "share_stack": "partner",
        "heat_map": "flow",
        "radar": "name",
        "slope": "partner",
    }.get(chart, "product")
    odd = {value: f"'\\</text>\n\u202e{i}" for i, value in enumerate(dict.fromkeys(r[column] for r in ROWS[chart]))}
    svg = drawn(chart, rows=[{**row, column: odd[row[column]]} for row in ROWS[chart]]).svg()
    assert "\u202e" not in svg
    assert ElementTree.fromstring(svg).tag.endswith("svg")


def test_missing_is_never_drawn_as_zero() -> None:
    rows = [{"period": str(2010 + i), "value": value} for i, value in enumerate((1.0, None, math.nan, 3.0))]
    found = drawn("lines", rows=rows)
    assert [row["value"] for row in found.spec["datasets"]["rows"]] == [100.0, None, None, 300.0]
    assert [row[1] for row in found.cells] == ["100.0", "—", "—", "300.0"]


def test_shares_are_not_filled_up_to_the_whole() -> None:
    ends = [row["end"] for row in drawn("share_stack").spec["datasets"]["rows"] if row["at"] == 0]
    assert max(ends) == pytest.approx(43.8)


def test_more_than_six_parts_end_in_other() -> None:
    rows = [{"period": "2020", "partner": f"p{i}", "value": 0.2 - i * 0.02} for i in range(9)]
    found = drawn("share_stack", rows=rows)
    assert found.heads[-1] == "Other"
    assert found.cells[0][-1] == "18.0"  # 0.08 + 0.06 + 0.04


def test_other_is_the_whole_rest_where_the_parts_are_of_a_whole() -> None:
    """The named are 0.45 of it; with one of them unknown nobody knows the rest, and only what was given is added up."""
    rows = [{"period": "2020", "partner": f"p{i}", "value": 0.1 - i * 0.01} for i in range(9)]
    assert drawn("share_stack", rows=rows, whole=True).cells[0][-1] == "55.0"
    rows.append({"period": "2021", "partner": "p1", "value": 0.5})
    assert drawn("share_stack", rows=rows, whole=True).cells[1][-1] == "—"


def test_a_trend_of_one_direction_has_a_scale_of_its_own() -> None:
    rows = [row | ({"value": None} if row["flow"] == "import" else {}) for row in TRADE]
    parameters = {one["name"]: one["value"] for one in drawn("trend", rows=rows).spec["params"] if "value" in one}
    sold = [row["value"] for row in drawn("trend", rows=rows).spec["datasets"]["rows"] if row["series"] == 0]
    assert (parameters["low"], parameters["high"]) == (0, max(sold))


def test_a_trend_needs_both_flows() -> None:
    with pytest.raises(WrongCall, match="have export: give both"):
        drawn("trend", rows=[row for row in TRADE if row["flow"] == "export"])


def test_two_rows_for_one_place_are_refused() -> None:
    with pytest.raises(WrongCall, match="partner=JPN"):
        drawn("ranked_bars", rows=[{"partner": "JPN", "value": 1}, {"partner": "JPN", "value": 2}])


def test_the_column_must_be_said_where_several_would_do() -> None:
    rows = [{"partner": a, "product": b, "value": 1.0} for a, b in (("JPN", "84"), ("USA", "85"))]
    with pytest.raises(WrongCall, match="partner, product all differ"):
        drawn("ranked_bars", rows=rows)
    subject = Subject(T("t", "题"), Unit.INDEX, "en")
    found = chart_named("ranked_bars").draw(rows, subject, columns={"name": "partner"})
    assert {row[0] for row in found.cells} == {"Japan", "United States"}
    with pytest.raises(SchemaMismatch, match="name=weight"):
        chart_named("ranked_bars").draw(rows, subject, columns={"name": "weight"})


@pytest.mark.parametrize("chart", ["share_stack", "treemap", "partner_map", "radar"])
def test_negative_areas_are_refused(chart: str) -> None:
    rows = [{**ROWS[chart][0], "value": -1.0}, *ROWS[chart][1:]]
    with pytest.raises(WrongCall, match=r"negative"):
        drawn(chart, rows=rows)


def test_text_is_no_number() -> None:
    with pytest.raises(SchemaMismatch, match="which is no number"):
        drawn("ranked_bars", rows=[{"name": "a", "value": "12"}])


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(WrongCall, match="at most 5,000"):
        drawn("ranked_bars", rows=[{"name": str(i), "value": 1.0} for i in range(5_001)])


def test_many_codes_are_added_up_to_sections() -> None:
    rows = [{"product": f"{i:02d}", "value": 1e9, "change": 0.25} for i in range(1, 31)]
    found = drawn("treemap", rows=rows)
    by_name = {row[0]: row[1:] for row in found.cells}
    assert by_name["Vegetable products"] == ("9.00", "30.0", "+25.0")  # chapters 06 to 14
    assert sum(float(row[1]) for row in found.cells) == pytest.approx(30)


def test_a_map_says_who_has_no_place_on_it() -> None:
    rows = [*ROWS["partner_map"], {"partner": "ASIA-NES", "value": 1e8, "balance": None}]
    found = drawn("partner_map", rows=rows)
    assert "Asia, nes" in found.notes[0]
    assert len(found.cells) == 3
    with pytest.raises(MissingData, match="no partner"):
        drawn("partner_map", rows=[rows[-1]])


def test_cities_stand_on_the_grid_they_are_given() -> None:
    rows = [
        {"area": "CN-LN-SY", "value": 1.0, "column": 1, "row": 0},
        {"area": "CN-LN-DL", "value": 2.0, "column": 0, "row": 2},
    ]
    assert {"Shenyang", "Dalian"} <= texts(drawn("tile_map", rows=rows).svg())
    with pytest.raises(WrongCall, match="CN-LN-SY"):
        drawn("tile_map", rows=[{"area": "CN-LN-SY", "value": 1.0}])


def test_an_unknown_chart_is_answered_with_near_ones() -> None:
    with pytest.raises(UnknownName, match="treemap"):
        chart_named("tremap")


@pytest.mark.parametrize("chart", CHARTS)
def test_the_same_rows_give_the_same_bytes(chart: str) -> None:
    assert drawn(chart).svg() == drawn(chart).svg()
    assert drawn(chart, "zh").spec == drawn(chart, "zh").spec


def test_a_picture_is_saved_as_its_ending_says(tmp_path: Any) -> None:
    found = drawn("trend")
    assert found.save(tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    assert found.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert '"Exports"' in found.save(tmp_path / "a.json").read_text(encoding="utf-8")
    with pytest.raises(WrongCall, match=r"not a\.pdf"):
        found.save(tmp_path / "a.pdf")


def test_a_notebook_shows_it() -> None:
    bundle = drawn("trend")._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["application/vnd.vegalite.v6+json"]["config"]["params"]
    assert "USD 50.84 bn in 2015" in bundle["text/plain"]
