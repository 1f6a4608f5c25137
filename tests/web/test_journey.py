"""The whole way of somebody who has never been here: a customs file, what it says, what is at risk, what if, and a report."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

PATIENCE_MILLISECONDS = 120_000
PARTNERS = {"502": ("美国", 5), "116": ("日本", 4), "133": ("韩国", 3), "304": ("德国", 2)}
PRODUCTS = {"84821020": ("深沟球轴承", 6), "72083910": ("热轧卷材", 2)}
HEAD = "数据年月,贸易伙伴编码,贸易伙伴名称,贸易方式编码,贸易方式名称,注册地编码,注册地名称,商品编码,商品名称,第一数量,第一计量单位,美元"


def customs_file(path: Path, share: float) -> Path:
    """A query of the customs as it is downloaded: GB18030, a line for each month, thousands apart."""
    lines = [HEAD]
    for year in (2022, 2023, 2024):
        for month in range(1, 13):
            for partner, (called, size) in PARTNERS.items():
                for product, (named, weight) in PRODUCTS.items():
                    usd = round(share * size * weight * 1e6 * (1 + 0.1 * (year - 2022)))
                    lines.append(f'{year}{month:02},{partner},{called},10,一般贸易,21,辽宁省,{product},{named},"{usd // 10:,}",千克,"{usd:,}"')  # fmt: skip
    path.write_bytes(("\n".join(lines) + "\n").encode("gb18030"))
    return path


@pytest.fixture(scope="module")
def address(lake: Path, tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Any]) -> Iterator[str]:
    """A server of its own: what is taken in on the way would be in the way of others."""
    own = tmp_path_factory.mktemp("journey") / "lake"
    shutil.copytree(lake, own, ignore=shutil.ignore_patterns("web"))
    with serve(own, ENTREPOT_ANSWER_SECONDS="120") as (address, _):
        yield address


@pytest.fixture
def page(address: str, chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True) as window:
        window.set_default_timeout(PATIENCE_MILLISECONDS)
        yield window.new_page()


def test_from_an_upload_to_a_report(page: Page, address: str, tmp_path: Path) -> None:
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else problems.append(asked.url))

    # Upload: two files as the customs' site gives them; one says in its name which way, of the other one has to say it.
    page.goto(f"{address}/en/")
    for name, flow, share in (("exports.csv", "", 1.0), ("query.csv", "import", 0.5)):
        page.click("nav >> text=Data")
        page.click("text=Upload a file")
        page.set_input_files("#file", customs_file(tmp_path / name, share))
        if flow:
            page.click("summary:has-text('If the file does not say it')")
            page.select_option("select[name=flow]", flow)
        page.click("main button.primary")
        page.wait_for_selector(".outcome")
        assert "Taken in." in page.inner_text("main")
    assert "288" in page.inner_text("main")

    # Status: by its name, from wherever one is. 2024: 14 markets' worth x 8 x 12 months x 1.2 million dollars.
    page.fill("header input[type=search]", "辽宁")
    page.press("header input[type=search]", "Enter")
    page.click("main >> text=Liaoning >> nth=0")
    # What is printed of all trade goes first; a query of two goods says that it is of these alone.
    page.click("main >> a:has-text('China Customs statistics')")
    page.wait_for_load_state()
    assert "These data hold 2 products" in page.inner_text(".lead")
    exports = 14 * 8 * 12 * 1.2e6
    assert f"{exports / 1e9:.2f}" in page.inner_text("main").split("Headline")[0]
    assert "In 2024 the trade of Liaoning" in page.inner_text("main")

    # A mark of a chart leads to the very rows that were uploaded.
    plot = page.locator(".plot[data-spec=spec-course]")
    plot.scroll_into_view_if_needed()
    page.wait_for_selector(".plot[data-spec=spec-course][data-state=drawn]")
    plot.locator(".mark-rect path").first.click()
    page.wait_for_selector("#why .behind a")
    page.click("#why .behind a >> nth=0")
    assert "China Customs" in page.inner_text("main")
    assert "96 rows" in page.inner_text("main")
    page.go_back()

    # Risk: everything goes to four markets.
    page.click("main >> a:has-text('Risks')")
    page.wait_for_selector(".risk")
    risks = page.inner_text("main")
    assert "100.0%" in risks, "the five largest markets take all of it"

    # What if: a third of the American market is lost.
    page.goto(f"{address}/en/region/CN-LN/")
    page.click("main >> a:has-text('What if')")
    page.check("input[name=scenario][value=lost-market]")
    page.click("main button:has-text('Work it out')")
    page.wait_for_url("**scenario=lost-market**")
    page.wait_for_selector("table.whatif")
    said = page.inner_text("main")
    assert "Exports" in said
    # 5 of 14 go to America; of the three tenths lost there, three tenths are sold elsewhere.
    assert "−7.5%" in said
    shared = page.url

    # Report: a document for the office, and the same address for a colleague.
    page.goto(f"{address}/en/region/CN-LN@china_customs/")
    with page.expect_download() as waited:
        page.click("text=Write the report")
    report = tmp_path / "report.docx"
    waited.value.save_as(report)
    with zipfile.ZipFile(io.BytesIO(report.read_bytes())) as document:
        text = document.read("word/document.xml").decode()
    assert "Liaoning" in text
    assert f"{exports / 1e9:.2f}" in text
    page.goto(shared)
    assert page.is_checked("input[name=scenario][value=lost-market]")
    assert problems == []
