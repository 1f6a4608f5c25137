"""One file that reads without a script: whole markup, own ids, headings in order, names for whatever can be used."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from entrepot.reports.documents import paper_bytes
from entrepot.reports.palette import THEMES, contrast, tokens
from entrepot.studies.paper import Paper

VOID = {"meta", "link", "br", "img", "input", "hr", "col"}


class Page(HTMLParser):
    """Refuses a tag that is not closed by its own, and remembers what a reader with ears depends on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def text(paper: Paper) -> str:
    return paper_bytes(paper, "html", language="zh").decode()


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_it_is_one_file_without_a_script(text: str, page: Page) -> None:
    assert not page.all("script") + page.all("link") + page.all("img") + page.all("iframe")
    assert not re.search(r"url\((?!#)|@import|\son[a-z]+=", text)
    assert page.all("html") == [{"lang": "zh-Hans"}]


def test_headings_come_in_order(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_ids_are_unique_and_links_arrive(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = [(attrs["href"] or "")[1:] for attrs in page.all("a")]
    assert targets
    assert set(targets) <= set(ids)
    opened = {attrs["popovertarget"] for attrs in page.all("button")}
    assert opened <= set(ids)


def test_pictures_have_a_label_and_are_silent_within(text: str, page: Page) -> None:
    drawn = page.all("svg")
    assert len(drawn) == 2
    assert all(attrs["role"] == "img" for attrs in drawn)
    assert "2013年最高，为645.4亿美元" in (drawn[0]["aria-label"] or "")
    inner = re.findall(r"<svg [^>]*>(.*?)</svg>", text, re.DOTALL)
    assert not any("aria-" in one or "role=" in one for one in inner)


def test_a_number_opens_its_explanation(text: str) -> None:
    number = re.search(r'popovertarget="([^"]+)">508\.4亿美元</button>', text)
    assert number
    shown = re.search(rf'<div popover id="{number[1]}".*?</div>', text, re.DOTALL)
    assert shown
    assert "exports[period=2015]" in shown[0]
    assert "adb#1" in shown[0]


def test_tables_name_their_rows_and_columns(page: Page) -> None:
    scopes = [attrs["scope"] for attrs in page.all("th")]
    assert set(scopes) == {"col", "row"}
    regions = [attrs for attrs in page.all("div") if attrs.get("role") == "region"]
    assert len(regions) == len(page.all("table")) == 3
    assert all(attrs["aria-label"] and attrs["tabindex"] == "0" for attrs in regions)


def test_light_dark_and_print_have_their_colours(text: str) -> None:
    assert f"--ink:{tokens('dark')['ink']}" in text.partition("prefers-color-scheme:dark")[2][:600]
    for theme in THEMES:
        colours = tokens(theme)
        for ink in ("ink", "ink2", "ink3", "link", "level1"):
            assert min(contrast(colours[ink], colours[ground]) for ground in ("page", "surface")) >= 4.5


def test_chinese_in_an_english_page_is_marked(paper: Paper) -> None:
    english = paper_bytes(paper, "html", language="en").decode()
    assert '<span lang="zh-Hans">国际贸易</span>, 2021, 3(2): 1-10.' in english
    assert Page(english).all("html") == [{"lang": "en"}]


def test_colours_come_from_the_palette_alone(text: str) -> None:
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    rules = re.sub(r"--\w+:#[0-9A-F]{6};", "", style[1])
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", re.sub(r"#\w+\{", "{", rules))
    drawn = "".join(re.findall(r"<svg .*?</svg>", text, re.DOTALL))
    assert 'fill="var(--exports)"' in drawn
    assert not re.search(r'(fill|stroke)="#', drawn)
