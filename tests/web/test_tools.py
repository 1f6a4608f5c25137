"""Every chart and table of every page: title, unit, source, vintage, coverage, explanation, copy, files, and marks that lead to rows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest

PAGES = (
    "", "glances/", "region/CN-LN/", "region/CN-GD/", "region/CN-GD~USA/", "region/CN-LN/wall/",
    "region/CN-LN/opportunities/?market_share=41&kept=80&spare=10", "region/CN-LN/reading/high-technology/", "region/CN-LN/notices/",
    "region/CN-LN/risks/", "region/CN-LN/risks/?source=sample_world", "region/CN-SX/risks/market_concentration/why/?source=figures&period=2018",
    "risks/", "what-if/", "region/CN-LN/what-if/?kind=closed&partner=USA&amount=30",
    "region/CN-LN/what-if/?kind=closed&partner=USA&amount=30&part=risks", "compare/?regions=CN-LN,provinces&measure=total",
    "compare/?regions=CN-LN,CN-SD&measure=balance", "product/85/?region=CN-LN", "product/85/", "method/", "method/rca/",
    "method/trade_dependence/?region=CN-LN&period=2010..2015", "method/trade_dependence/why/?region=CN-LN&period=2015", "api/", "search/?q=liaoning",
    "studies/", "studies/shanxi-asean/", "data/", "data/upload/", "data/check/", "data/rows/flows/?reporter=CN-LN&period=2021-01",
    "data/rows/series/", "region/CN-LN/warnings/", "warnings/",
)  # fmt: skip


def of_class(name: str, tag: str = "*") -> str:
    """A piece of XPath."""
    return f"{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


EXCEPTIONS = {
    "a wall has nothing to click: its one link leads to the page with all of it": f"//{of_class('wallpage')}//{of_class('plot')}",
    "terms, options and worked examples of a method are no data of the lake": f"//{of_class('method', 'table')}",
    "the terms in an explanation are themselves the answer to how": f"//{of_class('explanation')}//table",
}
"""Why a chart or table may lack its tools, and where."""
LINKS = f".//{of_class('tools')}//{of_class('links')}//a"
SOURCE = {
    "en": re.compile(r"Source: .+; coverage .+; data of \d{4}-\d\d-\d\d(; synthetic data)?"),
    "zh": re.compile(r"来源：.+；覆盖.+；数据截至 \d{4}-\d\d-\d\d(；合成数据)?"),
}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "svg": "image/svg+xml",
}
# Numbers without a unit: counts and what the head names, ranks, scores and indices, and rows of the lake, where a column has the unit.
BARE = re.compile(r"[\d,.\s+\u2212\u2013\u2026-]+")
WITHOUT_UNIT = re.compile(
    r"Rows?$|Alarms|AUROC|Months ahead|Areas|Usual deviations|Rank|Score|Quantity|in the base unit|Density|Complexity|intensity|Concentration|index|%"
    r"|预警数|提前月数|行数?$|地区数|偏离倍数|位次|评分|得分|数量|原单位|基本单位|密度|复杂度|强度|集中度|指数|结合度|^数值$"
)
FORMS = tuple(TYPES)
DRAWN = {
    "region/CN-GD/",
    "region/CN-LN/what-if/?kind=closed&partner=USA&amount=30",
    "method/trade_dependence/?region=CN-LN&period=2010..2015",
}
"""One page for each way in which charts are drawn as files: to draw takes longer than all else here."""


def text_of(found: Any) -> str:
    return " ".join(found.text_content().split())


def shown(page: Any) -> Iterator[tuple[Any, Any]]:
    """Each chart and each table of a page with the figure around it, the exceptions left out."""
    left_out = {one for where in EXCEPTIONS.values() for one in page.xpath(where)}
    for one in page.xpath(f"//main//{of_class('plot')} | //main//table"):
        if one not in left_out:
            yield one, next((each for each in one.iterancestors() if each.tag == "figure"), None)


def lacking(page: Any, lang: str) -> Iterator[str]:
    """What charts and tables of a page lack."""
    for one, figure in shown(page):
        name = one.get("id") or one.get("data-spec") or one.get("class") or "a table"
        if figure is None:
            yield f"{name}: nothing around it"
            continue
        captions = figure.xpath("figcaption/*[self::h2 or self::h3 or self::h4]")
        sources = [
            each
            for each in figure.xpath(f".//{of_class('source', 'p')}")
            if next(each.iterancestors("figure")) is figure
        ]
        if not captions or not text_of(captions[0]):
            yield f"{name}: no title"
        if not sources or not SOURCE[lang].fullmatch(text_of(sources[0])):
            yield f"{name}: source, coverage and vintage are not told: {[text_of(each) for each in sources]}"
        elif SOURCE[lang].fullmatch(text_of(sources[0]))[1] and not figure.xpath(f"figcaption//{of_class('tag')}"):  # type: ignore[index]
            yield f"{name}: not marked as synthetic"
        if not any(text_of(each) for each in figure.xpath(f".//{of_class('tools')}//{of_class('why')}")):
            yield f"{name}: no explanation"
        copied = [
            id_
            for each in figure.xpath(f".//{of_class('tools')}//*[@data-copy]")
            for id_ in each.get("data-copy").split()
        ]
        if not copied or any(not page.xpath(f"//*[@id='{id_}']") for id_ in copied):
            yield f"{name}: cannot be copied"
        yield from (f"{name}: {said}" for said in lacking_files(one, figure, copied))
        yield from (
            f"{name}: {said}" for said in (lacking_marks(page, one) if one.tag == "div" else without_unit(one, figure))
        )
        if one.tag == "div" and not figure.xpath("figcaption/p"):
            yield f"{name}: no unit"


def lacking_files(one: Any, figure: Any, copied: list[str]) -> Iterator[str]:
    names = [text_of(each) for each in figure.xpath(LINKS)]
    for form in ("CSV", "XLSX", *(("PNG", "SVG") if one.tag == "div" else ())):
        if not any(each.endswith(form) for each in names):
            yield f"no {form}"
    if one.tag == "table" and one.get("id") not in copied:
        yield "is not what is copied"


def marks_of(page: Any, plot: Any) -> list[dict[str, Any]]:
    spec = json.loads(text_of(page.get_element_by_id(plot.get("data-spec"))))
    return [mark for rows in spec["datasets"].values() for mark in rows if mark.get("tip")]


def lacking_marks(page: Any, plot: Any) -> Iterator[str]:
    marks = marks_of(page, plot)
    if not marks:
        yield "no marks"
    lost = [mark["tip"] for mark in marks if not mark.get("why") and not re.search("no data|无数据", mark["tip"])]
    if lost or not plot.get("data-why"):
        yield f"marks lead nowhere: {lost[:3]}"


def without_unit(table: Any, figure: Any) -> Iterator[str]:
    """Columns of numbers whose unit is said neither in the head nor in the cells; a chart says it for its own table."""
    if figure.xpath(f".//{of_class('plot')}") and figure.xpath("figcaption/p"):
        return
    for place, head in enumerate(table.xpath("thead//th")):
        cells = [text_of(row[place]) for row in table.xpath("tbody/tr") if len(row) > place]
        numbers = [cell for cell in cells if re.search(r"\d", cell)]
        bare = (
            bool(numbers) and all(BARE.fullmatch(cell) for cell in numbers) and "n" in (head.get("class") or "").split()
        )
        if bare and not head.xpath("small") and not WITHOUT_UNIT.search(text_of(head)):
            yield f"no unit of {text_of(head)!r}: {numbers[:2]}"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_shown_has_its_tools(lang: str, site: str, visitor: type[Any]) -> None:
    visit, found, seen = visitor(site), [], 0
    for address in PAGES:
        reply = visit.get(f"/{lang}/{address}")
        assert reply.status == 200, address
        page = lxml.html.fromstring(reply.content)
        found += [f"{address}: {said}" for said in lacking(page, lang)]
        ids = Counter(page.xpath("//@id"))
        found += [f"{address}: {id_} is the id of {count}" for id_, count in ids.items() if count > 1]
        seen += len(list(shown(page)))
    assert found == []
    assert seen > 80


def test_the_tools_answer(site: str, visitor: type[Any]) -> None:
    """Of each page the first chart and the last table: every file of it, and how it was computed."""
    visit = visitor(site)
    for address in PAGES:
        page = lxml.html.fromstring(visit.get(f"/en/{address}").content)
        left = FORMS if address in DRAWN else FORMS[:2]
        every = [(one, figure) for one, figure in shown(page) if figure is not None]
        charts, tables = ([pair for pair in every if pair[0].tag == tag] for tag in ("div", "table"))
        for _, figure in (*charts[:1], *tables[-1:]):
            for link in figure.xpath(LINKS):
                form = text_of(link).lower().rpartition(" ")[2]
                if form not in left:
                    continue
                reply = visit.get(link.get("href"))
                assert reply.status == 200, link.get("href")
                assert len(reply.content) > 40
                assert reply.headers["content-type"] == TYPES[form]
            for why in figure.xpath(f".//{of_class('tools')}//{of_class('why')}//a")[:1]:
                reply = visit.get(why.get("href"))
                assert reply.status == 200, why.get("href")
                assert "<main" in reply.text


def test_a_mark_leads_to_its_rows(site: str, visitor: type[Any]) -> None:
    """Of each page with charts: from a mark of the last one to how its number came about, and on to rows that are there."""
    visit, followed = visitor(site), 0
    for address in PAGES:
        page = lxml.html.fromstring(visit.get(f"/en/{address}").content)
        charts = [one for one, _ in shown(page) if one.tag == "div"]
        for plot in charts[-1:]:
            mark = next(row for row in marks_of(page, plot) if row.get("why") and not row["why"].startswith(".."))
            said = lxml.html.fromstring(visit.get(plot.get("data-why") + mark["why"]).content)
            rows = said.xpath(f"//{of_class('behind')}//a/@href")
            assert rows, (address, mark["tip"])
            assert "No rows are like this" not in visit.get(rows[0]).text, (address, rows[0])
            followed += 1
    assert followed > 8
