"""The data pages: rows behind a number, narrowed, paged and taken out; sources, batches, and nonsense in an address."""

from __future__ import annotations

import csv
import io
import re
import urllib.parse
import zipfile
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from entrepot.sources import ALL_SOURCES
from entrepot.workbench import Workbench


@pytest.fixture
def visit(site: str, visitor: type[Any]) -> Any:
    return visitor(site)


def cells(text: str) -> list[list[str]]:
    body = re.search(r'<table class="rows"[^>]*>.*?<tbody>(.*?)</tbody>', text, re.DOTALL)
    assert body is not None, text
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)] for row in rows
    ]


def test_the_rows_behind_a_number_are_those_of_the_lake(visit: Any, lake: Path) -> None:
    where = "reporter=CN-LN&flow=export&period=2021-01..2021-06&product=72*"
    wanted = Workbench(lake).rows(
        "flows", where=[("reporter", "CN-LN"), ("flow", "export"), ("period", "2021-01..2021-06"), ("product", "72*")]
    )
    text = visit.get(f"/en/data/rows/flows/?{where}").text
    shown = cells(text)
    assert len(shown) == min(100, wanted.count()) > 5
    assert f"{wanted.count():,} rows; 1 to {len(shown)} are shown." in text
    total = sum(wanted.to_arrow()["value_usd"].to_pylist())
    taken = list(csv.DictReader(io.StringIO(visit.get(f"/en/data/rows/flows.csv?{where}").text.removeprefix("\ufeff"))))
    assert sum(float(row["value_usd"]) for row in taken) == pytest.approx(total, rel=1e-12)
    assert {row["reporter"] for row in taken} == {"CN-LN"}
    assert "Liaoning <small>CN-LN</small>" in text
    assert "is synthetic: made by a program" in text


def test_page_follows_page_and_none_is_shown_twice(visit: Any) -> None:
    whole = visit.get("/en/data/rows/flows.csv?reporter=CN-LN&year=2021").text.splitlines()[1:]
    seen: list[tuple[str, ...]] = []
    address: str | None = "?reporter=CN-LN&year=2021"
    while address is not None:
        text = visit.get(f"/en/data/rows/flows/{address}").text
        page = [tuple(row) for row in cells(text)]
        assert 0 < len(page) <= 100
        seen += page
        following = re.search(r'href="(\?[^"]+)" rel="next"', text)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(whole)
    assert len(set(seen)) == len(seen)


def test_names_in_either_language_find_the_same_rows(visit: Any) -> None:
    counts = set()
    for name in ("CN-LN", "Liaoning", "辽宁", "辽宁省"):
        text = visit.get(f"/en/data/rows/flows/?reporter={urllib.parse.quote(name)}").text
        counts.add(re.search(r"([\d,]+) rows;", text)[1])  # type: ignore[index]  # it is there, or the test fails
    assert len(counts) == 1


def test_empty_fields_of_the_form_narrow_nothing(visit: Any) -> None:
    plain = visit.get("/en/data/rows/flows/").text
    filled = visit.get("/en/data/rows/flows/?reporter=&partner=&product=+&flow=").text
    count = r"([\d,]+) rows;"
    assert re.search(count, plain)[1] == re.search(count, filled)[1]  # type: ignore[index]


def test_several_values_of_one_column(visit: Any) -> None:
    def count(words: str) -> int:
        return int(re.search(r"([\d,]+) rows;", visit.get(f"/en/data/rows/flows/?{words}").text)[1].replace(",", ""))  # type: ignore[index]

    assert count("reporter=CN-LN&reporter=CN-SX") == count("reporter=CN-LN") + count("reporter=CN-SX")


def test_as_it_stood_before_anything_came_in(visit: Any) -> None:
    assert "No rows are like this" in visit.get("/en/data/rows/flows/?as_of=2001-01-01").text


NONSENSE = [
    "nonsense=1", "reporter=Atlantis", "year=x", "year=99999999999999999999999999999999999999", "value_usd=1e999..x",
    "synthetic=maybe", "page=0", "page=-1", "page=x", "page=1e9", "page=101", "page=%D9%A1", "as_of=yesterday", "as_of=2021-99-99",
    "reporter=" + "A" * 3000, "reporter=%27%3B+DROP+TABLE+flows%3B--", "year=1..y", "product=,", "period=,,",
]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("words", NONSENSE)
@pytest.mark.parametrize("form", ["flows/", "flows.csv", "flows.xlsx"])
def test_nonsense_gets_a_page_that_helps(words: str, lang: str, form: str, visit: Any) -> None:
    reply = visit.get(f"/{lang}/data/rows/{form}?{words}")
    assert 400 <= reply.status < 500
    assert "<h1>" in reply.text
    assert ("无法" in reply.text or "没有" in reply.text) == (lang == "zh")


@pytest.mark.parametrize(
    "words",
    ["product=%00", "subject=%ff%fe", "product=" + urllib.parse.quote("'\"\\;--"), "period=..", "product=*", "period=2021-01..", "flag=%F0%9F%98%80", "value_usd=5*", "product=%3Cscript%3Ealert(1)%3C/script%3E"],
)  # fmt: skip
def test_odd_values_are_only_values(words: str, visit: Any) -> None:
    table = "series" if words.startswith("subject") else "flows"
    reply = visit.get(f"/en/data/rows/{table}/?{words}")
    assert reply.status == 200
    assert "<script>alert" not in reply.text


@pytest.mark.parametrize("address", ["rows/nothing/", "rows/..%2Fsecret/", "rows/flows.exe/", "rows/nothing.csv", "batches/nothing/", "batches/nothing/undo/", "batches/nothing/findings.csv"])  # fmt: skip
def test_nothing_else_is_there(address: str, visit: Any) -> None:
    reply = visit.get(f"/zh/data/{address}")
    assert reply.status == 404
    assert "<h1>没有找到</h1>" in reply.text


def test_a_workbook_holds_the_same_rows(visit: Any) -> None:
    where = "reporter=CN-LN&year=2021&product=7210*"
    lines = visit.get(f"/en/data/rows/flows.csv?{where}").text.splitlines()
    reply = visit.get(f"/en/data/rows/flows.xlsx?{where}")
    assert reply.headers["content-disposition"] == 'attachment; filename="flows.xlsx"'
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        assert archive.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(lines) > 1


def test_every_source_says_how_to_get_it_and_under_which_licence(visit: Any) -> None:
    text = visit.get("/en/data/").text
    for source in ALL_SOURCES:
        card = re.search(rf'id="source-{source.id}">(.*?)</article>', text, re.DOTALL)
        assert card is not None, source.id
        assert ("not to be passed on" in card[1]) is (not source.licence.may_republish)
    assert len(re.findall(r'<article[^>]* id="source-', text)) == len(ALL_SOURCES)


def test_batches_tell_their_findings_in_both_languages(visit: Any, lake: Path) -> None:
    batch = next(one for one in Workbench(lake).history() if one.record["file"] == "figures.csv")
    for lang, level, heading in (("en", "warn", "Findings"), ("zh", "警告", "检查结果")):
        text = visit.get(f"/{lang}/data/batches/{batch.id}/").text
        assert f'<span class="level warn">{level}</span>' in text
        assert f"<h2>{heading}</h2>" in text
    lines = visit.get(f"/en/data/batches/{batch.id}/findings.csv").text.splitlines()
    assert len(lines) - 1 == len(batch.record["findings"])  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desktop"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_of_batches_and_jobs_are_open_to_all(
    lang: str, size: tuple[int, int], visit: Any, site: str, lake: Path, chromium: Browser
) -> None:
    batch = next(one for one in Workbench(lake).history() if one.record["file"] == "figures.csv").id
    job = visit.post("/en/data/check/").headers["location"].removeprefix("/en/")
    refused = (
        visit.post("/en/data/upload/", {}, file=("poem.csv", b"roses\nred\n")).headers["location"].removeprefix("/en/")
    )
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    for address in (job, f"data/batches/{batch}/", f"data/batches/{batch}/undo/", refused, job):
        page.goto(f"{site}/{lang}/{address}")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address}: {wide} px too wide"
        if address == refused:
            page.wait_for_selector(".outcome", timeout=60_000)
    assert problems == []
    page.close()
