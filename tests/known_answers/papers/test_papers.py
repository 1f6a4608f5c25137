"""What the papers print, recomputed through the measures from the other figures they print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest

from entrepot.lake.engine import compile_sql
from entrepot.measures import measure_named
from entrepot.measures.inputs import unbound

LIAONING, SHANXI = ("adb-ta9036", "CN-LN"), ("shanxi-asean", "CN-SX")
TABLE_3, ASEAN = "table 3", "table 1"


@cache
def figures() -> pa.Table:
    path = files("entrepot") / "embedded" / "figures.csv"
    text = dict.fromkeys(["period", "value", "counterpart"], pa.string())
    options = pyarrow.csv.ConvertOptions(column_types=text)
    return pyarrow.csv.read_csv(str(path), convert_options=options)


def printed(study: str, area: str | None, locator: str, measure: str, **where: str) -> pa.Table:
    """The figures of one measure in one place of a paper, `value` as printed."""
    table = figures()
    wanted = {"study": study, "locator": locator, "measure": measure, **({"area": area} if area else {}), **where}
    for column, value in wanted.items():
        table = table.filter(pc.equal(table[column], value))
    assert table.num_rows, wanted
    return table


def as_input(table: pa.Table) -> pa.Table:
    """Figures as an input of measures: the counterpart is the partner, the subject the product."""
    number = pc.cast(pc.if_else(pc.equal(table["value"], ""), None, table["value"]), pa.float64())
    return pa.table(
        {
            "period": table["period"],
            "reporter": table["area"],
            "partner": table["counterpart"],
            "part": table["counterpart"],
            "product": table["subject"],
            "value": number,
            "share": pc.divide(number, 100.0),
        }
    )


def computed(name: str, *, by: tuple[str, ...] = (), options: dict[str, object] | None = None, **tables: pa.Table):
    """Rows of a measure, by period."""
    inputs = {role: as_input(table) for role, table in tables.items()}
    lazy = {role: unbound(role, table) for role, table in inputs.items()}
    sql = compile_sql(measure_named(name).expression(lazy, by=by, **(options or {})))
    with duckdb.connect() as connection:
        for role, table in inputs.items():
            connection.register(role, table)
        return connection.sql(sql).to_arrow_table().to_pylist()


def assert_prints(value: float, text: str, scale: float = 1.0, *, rounded_terms: int = 0) -> None:
    """`value * scale` rounds to `text` at its digits; a sum of rounded terms may be off by half a digit for each."""
    digits = len(text.partition(".")[2])
    assert abs(value * scale - float(text)) <= 0.5 * (1 + rounded_terms) * 10**-digits + 1e-9, (value * scale, text)


def trade(study: tuple[str, str], locator: str, **where: str) -> dict[str, pa.Table]:
    return {flow: printed(*study, locator, flow, **where) for flow in ("exports", "imports")}


def cells(result: pa.Table) -> Iterator[tuple[str, str]]:
    return zip(result["period"].to_pylist(), result["value"].to_pylist(), strict=True)


def year_by_year(study: tuple[str, str], locator: str, measure: str, **where: str) -> list[tuple[str, str]]:
    return [(period, text) for period, text in cells(printed(*study, locator, measure, **where)) if text]


@pytest.mark.parametrize(("year", "text"), year_by_year(LIAONING, TABLE_3, "trade_dependence"))
def test_trade_dependence_of_liaoning(year: str, text: str) -> None:
    rows = computed("trade_dependence", gdp=printed(*LIAONING, TABLE_3, "gdp"), **trade(LIAONING, TABLE_3))
    assert_prints(next(row["value"] for row in rows if row["period"] == year), text, 100)


@pytest.mark.parametrize(("year", "text"), year_by_year(LIAONING, "FDI table", "fdi_dependence"))
def test_dependence_of_liaoning_on_foreign_capital(year: str, text: str) -> None:
    rows = computed(
        "fdi_dependence",
        fdi=printed(*LIAONING, "FDI table", "fdi_inflow"),
        gdp=printed(*LIAONING, TABLE_3, "gdp"),
    )
    assert_prints(next(row["value"] for row in rows if row["period"] == year), text, 100)


@pytest.mark.parametrize(
    ("study", "locator", "name", "measure", "partner", "year", "text"),
    [
        pytest.param(study, locator, name, measure, partner, year, text, id=f"{study[1]}-{partner}-{name}-{year}")
        for study, locator, partner, measures in [
            (LIAONING, TABLE_3, "WLD", ("total", "balance")),
            (LIAONING, "para 41 table", "JPN", ("total",)),
            (LIAONING, "para 41 table", "KOR", ("total",)),
            (LIAONING, "para 41 table", "RUS", ("total",)),
            (SHANXI, ASEAN, "ASEAN", ("total", "balance")),
        ]
        for name, measure in (("total", "trade_total"), ("balance", "trade_balance"))
        if name in measures
        for year, text in year_by_year(study, locator, measure, counterpart=partner)
        if year != "2021"
    ],
)
def test_totals_and_balances(
    study: tuple[str, str], locator: str, name: str, measure: str, partner: str, year: str, text: str
) -> None:
    rows = computed(name, **trade(study, locator, counterpart=partner))
    assert_prints(next(row["value"] for row in rows if row["period"] == year), text, rounded_terms=2)


def test_total_of_a_year_whose_parts_are_printed_as_missing() -> None:
    rows = computed("total", **trade(SHANXI, ASEAN))
    assert next(row for row in rows if row["period"] == "2021")["value"] is None


@pytest.mark.parametrize(
    ("study", "locator", "measure", "year", "text"),
    [
        (LIAONING, TABLE_3, "imports", "2009", "-3.0"),
        (LIAONING, TABLE_3, "trade_total", "2009", "-13.1"),
        (LIAONING, TABLE_3, "imports", "2015", "-18.0"),
        (LIAONING, TABLE_3, "trade_total", "2015", "-15.7"),
        (LIAONING, "table 1", "gdp", "2016", "-23"),
        (LIAONING, "para 28", "fiscal_revenue", "2015", "-33.23"),  # the text says -33.4
        (LIAONING, "FDI table", "fdi_inflow", "2015", "-81.09"),  # the text says -34.4
        (("hightech-exports", "CHN"), "section 1.1", "exports", "2020", "13.52"),
    ],
)
def test_growth(study: tuple[str, str], locator: str, measure: str, year: str, text: str) -> None:
    rows = computed("growth", flows=printed(*study, locator, measure))
    assert_prints(next(row["value"] for row in rows if row["period"] == year), text, 100)


def test_growth_has_no_value_where_the_year_before_is_not_printed() -> None:
    rows = computed("growth", flows=printed(*LIAONING, TABLE_3, "imports"))
    assert next(row for row in rows if row["period"] == "2006")["value"] is None


@pytest.mark.parametrize(
    ("study", "locator", "measure", "since", "year", "text"),
    [
        (SHANXI, ASEAN, "trade_total", "2011", "2021", "3.27"),
        (LIAONING, "FDI table", "fdi_inflow", "2006", "2013", "3.85"),  # "nearly fivefold" is the ratio, 4.85
        (("shanxi-asean", "ASEAN"), "section 2.4", "sales", "2016", "2020", "4.71"),  # "nearly six times": 5.71
    ],
)
def test_compound_growth_leads_from_the_first_year_to_the_last(
    study: tuple[str, str], locator: str, measure: str, since: str, year: str, text: str
) -> None:
    rows = computed("cagr", options={"since": since}, flows=printed(*study, locator, measure))
    last = next(row for row in rows if row["period"] == year)
    assert_prints((1 + last["value"]) ** last["years"] - 1, text)


def test_imports_of_three_neighbours() -> None:
    three = printed(*LIAONING, "para 41 table", "imports")
    rows = computed("imports", imports=three)
    assert_prints(next(row["value"] for row in rows if row["period"] == "2016"), "749.77")  # "75 billion"


def test_primary_secondary_and_tertiary_make_up_foreign_capital() -> None:
    sectors = pc.field("subject").isin(["primary", "secondary", "tertiary"])
    rows = computed("exports", exports=printed(*LIAONING, "para 10-11", "fdi_inflow").filter(sectors))
    assert_prints(rows[0]["value"], "51.85", rounded_terms=10)


@pytest.mark.parametrize(("peer", "text"), [("CN-GD", "69.19"), ("CN-JS", "39.63")])
def test_multiples_of_shanxi(peer: str, text: str) -> None:
    totals = printed("shanxi-asean", None, "section 2.1", "trade_total")
    rows = computed("multiple", options={"of": "CN-SX"}, figures=totals)
    assert_prints(next(row["value"] for row in rows if row["reporter"] == peer), text)


def test_ranks_among_the_provinces_printed() -> None:
    totals = printed("shanxi-asean", None, "section 2.1", "trade_total")
    places = {row["reporter"]: row["value"] for row in computed("rank", figures=totals)}
    assert (places["CN-GD"], places["CN-JS"], places["CN-SX"]) == (1, 2, totals.num_rows)


def shares_of_partners(year: str) -> pa.Table:
    table_2 = printed(*SHANXI, "table 2", "share_of_asean_trade", period=year)
    assert table_2.num_rows == 10
    return table_2


@pytest.mark.parametrize(
    ("year", "low", "high"), [("2018", "0.784", "0.826"), ("2019", "0.862", "0.862"), ("2020", "0.916", "0.916")]
)
def test_share_of_the_five_largest_partners(year: str, low: str, high: str) -> None:
    (row,) = computed("top_n_share", composition=shares_of_partners(year))
    assert_prints(row["value_low"], low)
    assert_prints(row["value_high"], high)
    assert (row["value"] is not None) == (low == high)


@pytest.mark.parametrize(("year", "text"), [("2018", "78.4"), ("2019", "85.9"), ("2020", "91.6")])
def test_share_of_the_five_countries_named(year: str, text: str) -> None:
    rows = computed("partner_share", composition=shares_of_partners(year))
    five = [row["value"] for row in rows if row["partner"] in ("IDN", "VNM", "THA", "SGP", "MYS")]
    assert_prints(sum(five), text, 100)


def test_concentration_of_shanxis_partners_in_2018_lies_between_bounds() -> None:
    (row,) = computed("hhi", composition=shares_of_partners("2018"))
    assert row["value"] is None
    assert_prints(row["squares"], "0.1546")
    assert_prints(row["value_low"], "0.16346")
    assert_prints(row["value_high"], "0.1723")
    renormalised = row["squares"] / (1 - row["unlisted"]) ** 2
    assert_prints(renormalised, "0.2057")
    assert not row["value_low"] <= renormalised <= row["value_high"]


@pytest.mark.parametrize(
    ("area", "measure", "sections", "text"),
    [
        ("CN-SX", "export_share", ("16", "15", "6"), "94.16"),
        ("ASEAN", "import_share", ("16", "5"), "51.37"),
    ],
)
def test_share_of_the_leading_sections(area: str, measure: str, sections: tuple[str, ...], text: str) -> None:
    table = printed("shanxi-asean", area, "table 3", measure)
    named = table.set_column(table.schema.get_field_index("counterpart"), "counterpart", table["subject"])
    rows = computed("product_share", composition=named)
    leading = [row["value"] for row in rows if row["product"] in {f"HS section {number}" for number in sections}]
    assert_prints(sum(leading), text, 100)


@pytest.mark.parametrize(("area", "text"), [("CN-LN-FS", "847.1"), ("CN-LN-PJ", "1280.9"), ("CN-LN-YK", "1328.2")])
def test_sectors_add_up_to_the_product_of_a_city(area: str, text: str) -> None:
    sectors = printed("liaoning-cbec-zones", area, "section 1", "value_added")
    (row,) = computed("exports", exports=sectors)
    assert_prints(row["value"], text)
