"""The Pink Sheet: values read off the published workbook by eye, and what it uses for missing."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from python_calamine import CalamineWorkbook

from entrepot.sources.source import Sheet
from entrepot.sources.world_bank_prices import WORLD_BANK_PRICES


@pytest.fixture(scope="module")
def workbook(shared_data: Path) -> list[tuple[str | None, ...]]:
    path = shared_data / "8_prices" / "worldbank_pinksheet_CMO-Historical-Data-Monthly.xlsx"
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Monthly Prices").to_python()
    return [tuple(str(cell) if cell != "" else None for cell in row) for row in rows]


def as_raw(rows: list[tuple[str | None, ...]]) -> pa.Table:
    header = WORLD_BANK_PRICES.header_row(tuple(rows[:30]))
    assert header is not None
    names = [(name or "").strip() or "column 1" for name in rows[header]]
    columns = zip(*rows[header + 1 :], strict=True)
    table = {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    lines = pa.array(range(header + 2, len(rows) + 1), pa.int64())
    return pa.table(table).append_column("row", lines)


def price(prices: pa.Table, item: str, period: str) -> dict[str, object]:
    found = prices.filter((pc.field("item") == item) & (pc.field("period") == period)).to_pylist()
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def _raw(workbook: list[tuple[str | None, ...]]) -> pa.Table:
    return as_raw(workbook)


def test_header_is_the_fifth_line_below_the_banner(workbook: list[tuple[str | None, ...]]) -> None:
    assert WORLD_BANK_PRICES.header_row(tuple(workbook[:30])) == 4
    assert WORLD_BANK_PRICES.header_row((("Date", "Country"), ("1", "2"))) is None
    assert WORLD_BANK_PRICES.recognises(Sheet("x.xlsx", tuple(name or "" for name in workbook[4])))
    assert not WORLD_BANK_PRICES.recognises(Sheet("x.xlsx", ("", "Total Index", "Energy")))


def test_prices_as_printed(_raw: pa.Table, tidied) -> None:
    prices = tidied(WORLD_BANK_PRICES, _raw)
    assert prices.num_rows == 71 * (803 - 6)
    crude = price(prices, "crude_oil_average", "2026-05")
    assert (crude["value"], crude["unit"], crude["item_title"]) == (100.43, "USD/bbl", "Crude oil, average")
    assert price(prices, "crude_oil_average", "1960-01")["value"] == 1.63
    assert price(prices, "natural_gas_us", "1960-02")["value"] == 0.14
    assert price(prices, "copper", "2026-05")["value"] == 13543.19
    assert price(prices, "rice_thai_5", "2026-05")["value"] == 440.0
    assert price(prices, "plywood", "2026-05")["unit"] == "US cents/sheet"
    # The line of the sheet: the title of the month 1960M01 stands in line 7.
    assert price(prices, "crude_oil_average", "1960-01")["row"] == 7


def test_footnote_marks_leave_the_name(_raw: pa.Table, tidied) -> None:
    prices = tidied(WORLD_BANK_PRICES, _raw)
    coal = price(prices, "coal_south_african", "2026-05")
    assert (coal["item_title"], coal["value"], coal["unit"]) == ("Coal, South African", 95.56, "USD/t")
    assert len(set(prices["item"].to_pylist())) == 71
    assert set(prices["unit"].to_pylist()) == {
        "USD/bbl", "USD/t", "USD/kg", "USD/mmbtu", "USD/m3", "USD/dmtu", "USD/troy oz", "US cents/sheet",
        "index (2010=100)",
    }  # fmt: skip


@pytest.mark.parametrize(("item", "period"), [("crude_oil_wti", "1960-01"), ("barley", "2026-05")])
def test_both_marks_for_missing_are_null(_raw: pa.Table, tidied, item: str, period: str) -> None:
    missing = price(tidied(WORLD_BANK_PRICES, _raw), item, period)
    assert missing["value"] is None
    assert missing["value_printed"] is None


def test_unreadable_cells_stay_beside_their_print(tidied) -> None:
    raw = pa.table(
        {
            "column 1": [None, "1960M01", "1960M13"],
            "Crude oil, average": ["($/bbl)", "1,63", "2"],
            "Tea": ["($/chest)", "1", "2"],
        }
    )
    rows = {(r["item"], r["period_printed"]): r for r in tidied(WORLD_BANK_PRICES, raw).to_pylist()}
    assert rows["crude_oil_average", "1960M01"]["value"] is None
    assert rows["crude_oil_average", "1960M01"]["value_printed"] == "1,63"
    assert rows["crude_oil_average", "1960M13"]["period"] is None
    assert rows["tea", "1960M01"]["unit"] is None
    assert rows["tea", "1960M01"]["unit_printed"] == "($/chest)"
