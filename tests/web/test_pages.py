"""Every page in real Chromium: both languages, phone and desktop, nothing on the console, nothing from outside, axe clean."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

PAGES = {
    "home": ("", {"en": "Whose trade?", "zh": "看哪个地区？"}),
    "method": ("method/", {"en": "Revealed comparative advantage", "zh": "显示性比较优势指数"}),
    "own": (
        "studies/own/",
        {"en": "A first draft, from what is held of a region", "zh": "由一个地区的现有数据生成初稿"},
    ),
    "measure": ("method/rca/", {"en": "tea is 3/4 of A's exports", "zh": "茶"}),
    "region": ("region/CN-LN/", {"en": "Exports and imports", "zh": "进出口规模"}),
    "wall": ("region/CN-LN/wall/", {"en": "The whole page", "zh": "完整页面"}),
    "synthetic region": ("region/CN-GD/", {"en": "Synthetic", "zh": "合成数据"}),
    "opportunities": (
        "region/CN-LN/opportunities/?market_share=41&kept=80&spare=10",
        {"en": "Where more could be sold", "zh": "哪些市场还能多卖"},
    ),
    "reading": ("region/CN-LN/reading/high-technology/", {"en": "the six fields that it names", "zh": "六个领域"}),
    "no notices": ("region/CN-LN/notices/", {"en": "no notices of these kinds", "zh": "没有这些类别的贸易措施"}),
    "risks": ("region/CN-LN/risks/", {"en": "of seven risks", "zh": "七项风险"}),
    "all risks": ("risks/", {"en": "Every province by every risk", "zh": "各省份逐项风险"}),
    "what if": ("what-if/", {"en": "what becomes of a region's trade", "zh": "有何影响"}),
    "what if of region": (
        "region/CN-LN/what-if/?kind=closed&partner=USA&amount=30",
        {"en": "no other exporter reacts", "zh": "其他出口方与买方的反应未计入"},
    ),
    "compare": ("compare/?regions=CN-LN,provinces&measure=total", {"en": "Where it stands", "zh": "位次"}),
    "compare few": ("compare/?regions=CN-LN,CN-SD&measure=balance", {"en": "Over time", "zh": "走势"}),
    "nothing to compare": (
        "compare/?regions=CN-LN,CN-SD&measure=trade_dependence",
        {"en": "not known", "zh": "没有同一来源"},
    ),
    "product": ("product/85/?region=CN-LN", {"en": "Who else exports it", "zh": "其他出口地区"}),
    "product of regions": ("product/85/", {"en": "Seen from which region?", "zh": "从哪个地区来看？"}),
    "measure tried": ("method/trade_dependence/?region=CN-LN&period=2010..2015", {"en": "20.82%", "zh": "20.82%"}),
    "why tried": ("method/trade_dependence/why/?region=CN-LN&period=2015", {"en": "4,615", "zh": "4,615"}),
    "glances": ("glances/", {"en": "Liaoning", "zh": "辽宁省"}),
    "api": ("api/", {"en": "For programs", "zh": "程序接口"}),
    "empty search": ("search/", {"en": "For example", "zh": "例如"}),
    "studies": ("studies/", {"en": "Shanxi's trade with ASEAN", "zh": "山西与东盟贸易"}),
    "study": ("studies/shanxi-asean/", {"en": "grew by 3.27", "zh": "增长了3.27倍"}),
    "data": ("data/", {"en": "Holdings", "zh": "现有数据"}),
    "upload": ("data/upload/", {"en": "taken in whole or not at all", "zh": "要么全部写入"}),
    "check": ("data/check/", {"en": "What no single file can show", "zh": "单个文件无法发现的问题"}),
    "rows": ("data/rows/flows/?reporter=CN-LN&period=2021-01", {"en": "Liaoning", "zh": "辽宁省"}),
    "figures": ("data/rows/series/", {"en": "Where it is printed", "zh": "出处"}),
    "search": ("search/?q=liaoning", {"en": "Liaoning", "zh": "辽宁省"}),
    "back-test": ("region/CN-LN/backtest/", {"en": "Run the back-test", "zh": "运行回测"}),
    "warnings": ("region/CN-LN/warnings/", {"en": "How good such warnings were", "zh": "此类预警过去有多准"}),
    "all warnings": ("warnings/", {"en": "series of product and partner", "zh": "商品×伙伴序列"}),
    "lost": ("nothing-here/", {"en": "There is no page at this address.", "zh": "这个地址没有页面。"}),
}
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
# Phones are dark, so that axe looks through both themes.
THEMES: dict[str, Literal["dark", "light"]] = {"phone": "dark", "desktop": "light"}
ARTEFACTS = Path(__file__).parents[1] / "artefacts" / "pages"
"""Where a picture of every page is kept, for whoever wants to look."""
WHOLE = {("en", "phone"), ("zh", "desktop")}
"""Pictures of the whole page; the others show what is seen first."""
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations.map(one => [one.id, one.nodes.map(node => node.target)]))"
FITS = """() => [...document.querySelectorAll(".plot[data-state=drawn]")].every(
    plot => Math.abs(plot.querySelector(".canvas").clientWidth - plot.dataset.width) <= 8)"""
DOCUMENT_MISSING = "Failed to load resource: the server responded with a status of 404"


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """One that keeps scripts and fonts from page to page, as anybody's browser does."""
    made = chromium.new_context()
    yield made
    made.close()


def opened(window: BrowserContext, site: str, address: str, problems: list[str]) -> Page:
    page = window.new_page()
    width, height = SIZES["phone"]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=THEMES["phone"])
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.on("request", lambda asked: None if asked.url.startswith((site, "data:")) else problems.append(asked.url))
    page.goto(f"{site}/{address}")
    return page


def drawn(page: Page) -> None:
    """Scroll past every chart, and wait until the browser has drawn it."""
    for plot in page.query_selector_all(".plot[data-spec]"):
        plot.scroll_into_view_if_needed()
        page.wait_for_function("plot => plot.dataset.state === 'drawn'", arg=plot)
        assert plot.query_selector("svg path, svg rect, svg circle") is not None


def resized(page: Page, size: str) -> None:
    """The page in a window of another size and theme, its charts drawn anew."""
    width, height = SIZES[size]
    page.emulate_media(color_scheme=THEMES[size])
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(FITS)
    drawn(page)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, lang: str, site: str, window: BrowserContext) -> None:
    """Loaded once in each language, and looked through in each size: it follows a window that is made larger."""
    address, expected = PAGES[name]
    problems: list[str] = []
    page = opened(window, site, f"{lang}/{address}", problems)
    try:
        assert expected[lang] in page.inner_text("main")
        assert page.get_attribute("html", "lang") == {"en": "en", "zh": "zh-Hans-CN"}[lang]
        page.evaluate(AXE)
        for size in SIZES:
            resized(page, size)
            picture = ARTEFACTS / f"{name}-{lang}-{size}.jpeg"
            page.screenshot(path=picture, full_page=(lang, size) in WHOLE, quality=60, type="jpeg")
            assert picture.stat().st_size > 5_000
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{overflow} px too wide for a {size}"
            assert page.evaluate(VIOLATIONS) == [], f"on a {size}"
        if name in ("lost", "nothing to compare"):
            problems = [one for one in problems if DOCUMENT_MISSING not in one]
        assert problems == []
    finally:
        page.close()


def answer(
    address: str, *, data: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, str, dict[str, str]]:
    asked = urllib.request.Request(address, data=data, headers=headers or {})
    try:
        response = urllib.request.urlopen(asked, timeout=120)
    except urllib.error.HTTPError as problem:
        response = problem
    with response:
        return response.status, response.read().decode(), {k.lower(): v for k, v in response.headers.items()}


@pytest.mark.parametrize("address", ["/zh/", "/zh/nothing/", "/en/method/rcaa/", "/health"])
def test_policy_stands_on_every_page(address: str, site: str) -> None:
    _, _, headers = answer(site + address)
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_no_page_has_inline_script_or_style(site: str) -> None:
    for name, (address, _) in PAGES.items():
        _, text, _ = answer(f"{site}/en/{address}")
        assert not re.search(r"\sstyle=|\son\w+=|<style", text), name
        assert not re.search(r"<script(?![^>]*(\ssrc=|type=\"application/json\"))", text), name


def test_unknown_measure_names_the_near_ones(site: str) -> None:
    status, text, _ = answer(f"{site}/en/method/rcaa/")
    assert status == 404
    assert "rca" in text
    assert "near" in text or "rsca" in text


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("liaoning", "CN-LN"),
        ("辽宁", "CN-LN"),
        ("shanxi", "CN-SX"),
        ("sx", "CN-SX"),
        ("riben", "JPN"),
        ("herfindahl", "hhi"),
        ("S16", "S16"),
        ("长三角", "CN-YANGTZE"),
        ("changsanjiao", "CN-YANGTZE"),
        ("东北地区", "CN-NORTHEAST"),
        ("meiguo", "USA"),
        ("technical barriers", "technical_barriers"),
        ("失去", "lost-market"),
        ("chukouqianli", "potential.potential"),
    ],
)
def test_search_finds_by_name_pinyin_and_code(asked: str, wanted: str, site: str) -> None:
    _, text, _ = answer(f"{site}/en/search/?q={urllib.parse.quote(asked)}")
    assert f"<code>{wanted}</code>" in text


@pytest.mark.parametrize(
    "asked",
    [
        "<script>alert(1)</script>",
        "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        "%00",
        "\U0001f600" * 3,
        "%ff%fe",
        "A" * 5000,
    ],
)
def test_nonsense_in_search_is_text(asked: str, site: str) -> None:
    status, text, _ = answer(f"{site}/zh/search/?q={urllib.parse.quote(asked, safe='%')}")
    assert status == 200
    assert "<script>alert" not in text
    assert "<img" not in text


def test_theme_is_kept_without_a_script(site: str, chromium: Browser) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/en/method/")
    page.click("button[value=dark]")
    assert page.url == f"{site}/en/method/"
    assert page.get_attribute("html", "data-theme") == "dark"
    page.context.close()


def test_theme_does_not_lead_away(site: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}/en/")
    token = page.get_attribute("input[name=csrfmiddlewaretoken]", "value") or ""
    for back in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"):
        form = {"theme": "dark", "back": back, "csrfmiddlewaretoken": token}
        response = context.request.post(f"{site}/theme", form=form, headers={"Referer": f"{site}/en/"}, max_redirects=0)
        assert response.status == 302
        assert response.headers["location"] == "/"
    context.close()


def test_a_form_from_elsewhere_is_refused(site: str) -> None:
    status, text, _ = answer(f"{site}/theme", data=b"theme=dark&back=/", headers={"Accept-Language": "zh"})
    assert status == 403
    assert "请重新打开页面" in text


def test_another_host_name_is_refused(site: str) -> None:
    status, _, _ = answer(f"{site}/en/", headers={"Host": "example.org"})
    assert status == 400


STUDY = "/en/studies/shanxi-asean/"


def test_a_number_explains_itself_on_a_click(site: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(site + STUDY)
    page.click("a.number:has-text('91.6%')")
    page.wait_for_selector("#why .explained")
    assert "share_of_asean_trade" in page.inner_text("#why")
    page.close()


def test_a_number_explains_itself_without_a_script(site: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + STUDY)
    page.click("a.number:has-text('91.6%')")
    assert page.inner_text("h1") == "How computed"
    assert "share_of_asean_trade" in page.inner_text("main")
    context.close()


def test_the_rows_of_a_chart_come_as_files(site: str) -> None:
    status, text, headers = answer(f"{site}{STUDY}figures/countries.csv")
    assert status == 200
    assert headers["content-type"] == "text/csv; charset=utf-8"
    assert text.startswith("\ufeff")
    assert "42.8" in text
    status, text, headers = answer(f"{site}{STUDY}figures/trend.svg")
    assert status == 200
    assert headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert text.startswith("<svg")


def test_nothing_else_is_under_a_study(site: str) -> None:
    for address in (
        "figures/nothing.csv",
        "figures/trend.exe",
        "figures/..%2F..%2Fsecret.csv",
        "why/none/",
        "paper.exe",
    ):
        status, text, _ = answer(f"{site}{STUDY}{address}")
        assert status == 404, address
        assert "<h1>" in text
    for name in ("..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "nothing", "shanxi-asean.toml"):
        assert answer(f"{site}/en/studies/{name}/")[0] == 404, name
