"""Comparing and trying measures in the browser: every choice is in the address, every number explains itself."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import Browser

PAGE = "/en/compare/?regions=CN-LN,CN-SD,CN-JS&measure=exports"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def answer(address: str) -> tuple[int, str, dict[str, str]]:
    try:
        response = urllib.request.build_opener(_Stay).open(address, timeout=120)
    except urllib.error.HTTPError as problem:
        response = problem
    with response:
        return response.status, response.read().decode("utf-8-sig"), {k.lower(): v for k, v in response.headers.items()}


def test_the_regions_are_ranked(site: str) -> None:
    status, text, _ = answer(site + PAGE)
    assert status == 200
    rows = re.findall(
        r'<tr><th scope="row"[^>]*>(Liaoning|Shandong|Jiangsu)</th>', text.partition('id="rows-ranking"')[2]
    )
    assert rows[:3] == ["Jiangsu", "Shandong", "Liaoning"]
    assert "Synthetic" in text


def test_names_become_the_address_that_is_shared(site: str) -> None:
    said = urllib.parse.urlencode([("measure", "exports"), ("regions", "辽宁"), ("regions", "Shandong, provinces")])
    status, _, headers = answer(f"{site}/zh/compare/?{said}")
    assert (status, headers["location"]) == (302, "/zh/compare/?regions=CN-LN,CN-SD,provinces&measure=exports")


def test_one_region_is_set_beside_others_of_its_kind(site: str) -> None:
    """So the pages of a region lead here."""
    for asked, others in (("CN-LN", "provinces"), ("CN-LN-SY", "CN-LN-DL"), ("CHN", "provinces"), ("provinces", "")):
        status, _, headers = answer(f"{site}/en/compare/?regions={asked}")
        begins = f"/en/compare/?regions={asked},{others}" if others else f"/en/compare/?regions={asked}&"
        assert status == 302 and headers["location"].startswith(begins), asked


def test_the_parts_of_a_comparison_come_as_files(site: str) -> None:
    base = f"{site}/en/compare/exports~CN-LN,CN-SD,CN-JS~/"
    status, text, headers = answer(f"{base}figures/ranking.csv")
    assert status == 200
    assert headers["content-type"] == "text/csv; charset=utf-8"
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["Jiangsu", "Shandong", "Liaoning"]
    assert answer(f"{base}figures/bars.svg")[1].startswith("<svg")
    status, text, _ = answer(f"{base}study.toml")
    assert 'peers = ["CN-SD", "CN-JS"]' in text or 'peers = ["CN-JS", "CN-SD"]' in text
    assert answer(base)[2]["location"] == "/en/compare/?regions=CN-LN,CN-SD,CN-JS&measure=exports"


def test_what_cannot_be_compared_keeps_the_form(site: str) -> None:
    status, text, _ = answer(f"{site}/en/compare/?regions=CN-LN,CN-SD&measure=trade_dependence")
    assert status == 404
    assert "is not known for one year from one source" in text
    assert '<option value="trade_dependence" selected>' in text


HOSTILE = ("\x00", "'; DROP TABLE held; --", "9" * 50, "../../etc/passwd", "<script>alert(1)</script>", "~~~", "..2020", "é" * 500, "CN-LN")  # fmt: skip


@pytest.mark.parametrize("field", ["regions", "measure", "period"])
def test_nonsense_gives_a_helpful_page(field: str, site: str) -> None:
    for value in HOSTILE:
        words = {"regions": "CN-LN,CN-SD", "measure": "exports"} | {field: value}
        status, text, _ = answer(f"{site}/zh/compare/?{urllib.parse.urlencode(words)}")
        assert status in (302, 400, 404), (field, value)
        assert "<script>alert" not in text
    for name in ("x", "~", "exports~", "exports~CN-LN~", "exports~CN-LN,CN-SD~x", "exports~CN-LN,CN-SD~2020..2019"):
        status, text, _ = answer(f"{site}/zh/compare/{urllib.parse.quote(name)}/figures/bars.csv")
        assert status in (400, 404), name
        assert "<h1>" in text


def test_a_comparison_is_chosen_with_the_form(site: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{site}/en/compare/")
    assert "regions=CN-LN,provinces" in page.url
    page.select_option("select[name=measure]", "balance")
    page.fill("input[name=regions]", "Shandong")
    page.fill("input[name=period]", "2021..2022")
    page.click("button:has-text('Compare')")
    assert page.url.endswith("/en/compare/?regions=CN-LN,CN-SD&measure=balance&period=2021..2022")
    assert page.inner_text("h1").startswith("Trade balance: Liaoning and its peers")
    page.click("#rows-ranking a.number >> nth=0")
    page.wait_for_selector("#why .explained")
    assert "Shandong" in page.inner_text("#why")
    page.close()


TRIED = "/en/method/trade_dependence/?region=CN-LN&period=2013..2015"


def test_a_measure_is_tried_on_its_page(site: str) -> None:
    status, text, _ = answer(site + TRIED)
    assert status == 200
    assert "20.82%" in text
    assert 'data-spec="spec-try"' in text
    status, text, _ = answer(f"{site}/en/method/hhi/?region=Atlantis")
    assert status == 404
    assert 'role="alert"' in text
    assert 'value="Atlantis"' in text


def test_a_tried_number_explains_itself(site: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(site + TRIED)
    page.click("#rows-try a.number >> nth=2")
    page.wait_for_selector("#why .explained")
    assert "960.9 / 4,615" in page.inner_text("#why")
    page.close()
    status, text, _ = answer(f"{site}/zh/method/trade_dependence/why/?region=CN-LN&period=2013..2015&row=period=2015")
    assert status == 200
    assert "960.9 / 4,615" in text


def test_a_tried_chart_comes_as_a_file(site: str) -> None:
    status, text, headers = answer(f"{site}/zh/method/trade_dependence/answer.svg?region=CN-LN&period=2013..2015")
    assert status == 200
    assert headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert "辽宁：外贸依存度" in text
    assert answer(f"{site}/zh/method/trade_dependence/answer.svg")[0] == 404


def test_home_shows_regions_at_a_glance(site: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{site}/en/")
    page.wait_for_selector(".glance .spark")
    first = page.inner_text(".glance >> nth=0")
    assert "Liaoning" in first
    assert "96.09" in first
    page.close()


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("东北三省", "compare/?regions=CN-NORTHEAST"),
        ("ASEAN", "region/ASEAN/"),
        ("shanxi's trade", "studies/shanxi-asean/"),
        ("china customs", "data/#source-china_customs"),
        ("Growth of exports", "compare/?measure=growth_of_exports"),
    ],
)
def test_search_finds_whatever_has_a_page(asked: str, wanted: str, site: str) -> None:
    _, text, _ = answer(f"{site}/en/search/?q={urllib.parse.quote(asked)}")
    assert f'href="/en/{wanted}"' in text


def test_an_empty_search_begins_at_the_keyboard(site: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{site}/en/search/")
    page.keyboard.type("rca")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=rca")
    assert "Revealed comparative advantage" in page.inner_text("main")
    page.close()
