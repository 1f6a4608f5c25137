"""From every mark of a chart to how its number came about, and from there to the rows."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def region(site: str, visitor: Any) -> str:
    text: str = visitor(site).get("/en/region/CN-GD/").text
    return text


def specs(text: str) -> dict[str, Any]:
    found = re.findall(r'<script id="(spec-[^"]+)" type="application/json">(.*?)</script>', text, re.DOTALL)
    return {name: json.loads(spec) for name, spec in found}


def test_every_mark_that_tells_a_number_leads_to_it(region: str) -> None:
    told = {name: [row for row in spec["datasets"]["rows"] if row.get("tip")] for name, spec in specs(region).items()}
    assert set(told) >= {"spec-course", "spec-market-shares", "spec-market-map", "spec-goods-map", "spec-peers-chart"}
    for name, rows in told.items():
        assert rows
        assert [row["tip"] for row in rows if not row.get("why")] == [], name


def test_a_mark_leads_to_its_own_number(region: str, site: str, visitor: Any) -> None:
    rows = specs(region)["spec-market-shares"]["datasets"]["rows"]
    first, second = (row for row in rows[:2])
    assert first["why"] != second["why"]
    for row in (first, second):
        period, partner, _ = row["tip"].split(" · ")
        said = visitor(site).get(f"/en/region/CN-GD/why/{row['why']}").text
        what = html.unescape(re.findall(r'<article class="explained"[^>]*><h2>([^<]+)', said)[0])
        assert partner in what
        assert period in what
        assert "The rows in the lake" in said


def test_a_sum_of_two_leads_to_both(region: str, site: str, visitor: Any) -> None:
    balance = next(row for row in specs(region)["spec-course"]["datasets"]["rows"] if "Balance" in row["tip"])
    said = visitor(site).get(f"/en/region/CN-GD/why/{balance['why']}").text
    assert len(re.findall(r'<article class="explained"', said)) == 2
    assert {"exports", "imports"} <= set(re.findall(r"Guangdong(?:'|&#x27;)s (\w+), 2020", said))


def test_cells_of_a_chart_s_table_lead_there_too(region: str) -> None:
    table = re.search(r'<table id="rows-market-shares">.*?</table>', region, re.DOTALL)
    assert table is not None
    assert len(re.findall(r'<a class="number" href="/en/region/CN-GD/why/', table[0])) >= 6


def test_a_click_on_a_mark_explains_it(site: str, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{site}/en/region/CN-GD/")
    plot = page.locator(".plot[data-spec=spec-peers-chart]")
    plot.scroll_into_view_if_needed()
    page.wait_for_selector(".plot[data-spec=spec-peers-chart][data-state=drawn]")
    plot.locator(".mark-rect path").first.click()
    page.wait_for_selector("#why .explained")
    assert "Guangdong's total trade" in page.inner_text("#why").lower().replace("guangdong", "Guangdong")
    page.close()


def test_a_table_is_copied_as_cells(site: str, chromium: Browser) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/en/region/CN-LN/")
    page.click("button[data-copy=rows-scale]")
    page.wait_for_selector("button[data-copy=rows-scale]:has-text('Copied')")
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert lines[0].split("\t")[0] == "Period"
    assert lines[-1].split("\t")[:3] == ["2015", "50.84", "45.25"]
    context.close()
