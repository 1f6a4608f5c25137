"""Every table of a page as a file: the cells that are shown, nothing that a worksheet would run."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from playwright.sync_api import Browser
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


GIVEN = ("10–12%", "1.2亿", "—", "−5", "3,400万", "980")
MADE = """rows => {
    const heads = ['Which', 'When', 'Level', 'Told', ['Amount', 'n']].map(one => Array.isArray(one) ? `<th class="n">${one[0]}</th>` : `<th>${one}</th>`);
    const lines = rows.map((amount, i) => `<tr><th>row ${i}</th><td>${['2023-12', '2023-2', '2022-11', '—', '2024-01', '2020'][i]}</td>
        <td>${i ? `<span class="badge l${i % 4 + 1}">word</span>` : '—'}</td><td>a</td><td class="n">${amount}</td></tr>`);
    const box = document.createElement('div');
    box.innerHTML = `<div class="sheet"><table id="made"><thead><tr>${heads.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`;
    document.querySelector('main').append(box);
    document.dispatchEvent(new CustomEvent('htmx:load', {detail: {elt: box}}));
}"""


def test_rows_are_ordered_by_what_their_numbers_are_worth(site: str, chromium: Browser) -> None:
    """By keyboard; what is missing stays last; on a phone the rows are cards and yet a table."""
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    try:
        page.goto(f"{site}/en/search/")
        page.evaluate(MADE, list(GIVEN))
        table = page.locator("#made")

        def turned(head: str) -> tuple[list[str], str | None]:
            button = table.get_by_role("button", name=head)
            button.press("Enter")
            column = ["Which", "When", "Level", "Told", "Amount"].index(head) + 1
            turn = button.locator("xpath=..").get_attribute("aria-sort")
            return table.locator(f"tbody tr > :nth-child({column})").all_inner_texts(), turn

        down = ["1.2亿", "3,400万", "980", "10–12%", "−5", "—"]
        assert turned("Amount") == (down, "descending")
        assert page.get_by_role("status").filter(has_text="Sorted by Amount, largest first").count() == 1
        assert turned("Amount") == ([*down[-2::-1], "—"], "ascending")
        assert turned("Amount") == (list(GIVEN), None)
        assert turned("When")[0] == ["2020", "2022-11", "2023-2", "2023-12", "2024-01", "—"]
        turned("Level")
        levels = table.locator("tbody tr > :nth-child(3) > span").evaluate_all(
            "all => all.map(one => one.className.slice(-1))"
        )
        assert levels == ["4", "3", "2", "2", "1"]
        assert table.get_by_role("rowheader").count() == table.get_by_role("row").count() - 1 == len(GIVEN)
        assert table.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "grid"
    finally:
        page.close()


def test_from_a_chart_its_table_is_one_key_away(site: str, chromium: Browser) -> None:
    """Marks are not reached by keyboard: the cells of the chart's table lead to the same places."""
    page = chromium.new_page()
    try:
        page.goto(f"{site}/en/region/CN-LN/")
        card = page.locator("figure.card:has(.plot)").first
        first = card.locator("a[href], button, summary, [tabindex]").first
        assert first.evaluate("one => one.matches('.menu:first-child > summary')")
        first.press("Enter")
        assert card.locator("details[open] table").is_visible()
    finally:
        page.close()
