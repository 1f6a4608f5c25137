"""Every table of a page as a file: the cells that are shown, nothing that a worksheet would run."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

PAGES = {
    "/zh/data/": ("rows-batches", "文件"),
    "/en/region/CN-LN/what-if/?scenario=lost-market": ("rows-totals-table", ""),
    "/en/risks/": ("rows-provinces", "Region"),
    "/zh/warnings/": ("rows-alarms", "灯号"),
}


@pytest.mark.parametrize("address", PAGES)
def test_what_is_shown_is_in_the_files(address: str, site: str, visitor: type[Any]) -> None:
    table, first = PAGES[address]
    visit = visitor(site)
    page = visit.get(address).text
    links = [one.replace("&amp;", "&") for one in re.findall(rf'href="([^"]*table={table}[^"]*)"', page)]
    assert [one.rpartition("form=")[2] for one in links] == ["csv", "xlsx"]
    reply = visit.get(links[0])
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    assert rows[0][0].startswith(first)
    assert len(rows) == page.partition(f'id="{table}"')[2].partition("</table>")[0].count("<tr")
    assert not [cell for row in rows for cell in row if re.match(r"[=@\t\r]", cell)]
    book = CalamineWorkbook.from_filelike(io.BytesIO(visit.get(links[1]).content))
    assert len(book.get_sheet_by_index(0).to_python()) >= len(rows) - 1


def test_numbers_are_numbers_and_words_stay_words(site: str, visitor: type[Any]) -> None:
    reply = visitor(site).get("/en/data/?table=rows-held&form=csv")
    rows = {row[1]: row for row in csv.reader(io.StringIO(reply.text))}
    assert rows["Published figures"][2] == "724"
    assert next(int(row[2]) for row in rows.values() if row[0] == "Trade flows") > 1000


@pytest.mark.parametrize("words", ["table=nothing&form=csv", "table=rows-held&form=exe", "table=%3Cscript%3E&form=csv"])
def test_no_other_table_and_no_other_form(words: str, site: str, visitor: type[Any]) -> None:
    reply = visitor(site).get(f"/en/data/?{words}")
    assert reply.status == 404
    assert "<script>" not in reply.text


def test_a_chart_s_rows_are_numbers_too(site: str, visitor: type[Any]) -> None:
    """The balance of Shanxi with ASEAN was below zero in 2019: −318 million dollars, imports 1,285."""
    reply = visitor(site).get("/en/studies/shanxi-asean/figures/trend.csv")
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(reply.text.removeprefix("\ufeff")))}
    assert [float(cell) for cell in rows["2019"][:-1]] == [967.0, 1285.0, -318.0]
    assert rows["2019"][-1].startswith(
        "Source: Published figures (original table 1); coverage 20 of 20 values; data of "
    )


def test_what_is_made_up_says_so_in_every_row(site: str, visitor: type[Any]) -> None:
    visit = visitor(site)
    rows = list(csv.reader(io.StringIO(visit.get("/en/warnings/?table=rows-alarms&form=csv").text)))
    assert len(rows) > 1
    assert {row[-1].rpartition("; ")[2] for row in rows[1:]} == {"synthetic data"}
    book = CalamineWorkbook.from_filelike(io.BytesIO(visit.get("/en/warnings/?table=rows-alarms&form=xlsx").content))
    assert str(book.get_sheet_by_index(0).to_python()[-1][0]).endswith("synthetic data")
