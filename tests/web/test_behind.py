"""From a number on a page to the rows behind it: the rows are there, and they make up the number."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest


@pytest.fixture
def visit(site: str, visitor: type[Any]) -> Any:
    return visitor(site)


def places(visit: Any, address: str) -> list[tuple[str, str]]:
    """The links of an explanation to rows: what they say, and where they lead."""
    reply = visit.get(address, headers={"HX-Request": "true"})
    assert reply.status == 200, reply.text
    found = re.findall(r'<a href="(/\w\w/data/rows/[^"]+)">([^<]+)</a>', reply.text)
    return [(html.unescape(said), html.unescape(where)) for where, said in found]


def taken(visit: Any, where: str) -> list[dict[str, str]]:
    text = visit.get(where.replace("/?", ".csv?")).text.removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def numbers_of(visit: Any, region: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'href="(/en/region/{region}/why/[^"]+)"', visit.get(f"/en/region/{region}/").text)))  # fmt: skip


def test_a_printed_figure_leads_to_its_row(visit: Any) -> None:
    """Liaoning's exports of 2015, 508.4 of 100 million dollars (ADB TA-9036, table 3)."""
    found = [place for number in numbers_of(visit, "CN-LN") for place in places(visit, number)]
    exports = dict(found)["Published figures: Liaoning, exports, 2015, adb-ta9036 table 3"]
    rows = taken(visit, exports)
    assert [(row["area"], row["period"], row["value"], row["value_printed"]) for row in rows] == [("CN-LN", "2015", "50840000000", "508.4")]  # fmt: skip
    assert "50,840,000,000" in visit.get(exports).text


def test_a_sum_is_that_of_its_rows(visit: Any) -> None:
    numbers = numbers_of(visit, "CN-GD")
    assert numbers
    leading = [place for number in numbers for place in places(visit, number)]
    assert leading
    said, where = next(place for place in leading if re.fullmatch(r"Trade flows: Guangdong, exports, \d{4}", place[0]))
    year = said[-4:]
    rows = taken(visit, where)
    assert {(row["reporter"], row["flow"], row["period"][:4], row["source"]) for row in rows} == {("CN-GD", "export", year, "sample_world")}  # fmt: skip
    total = sum(float(row["value_usd"]) for row in rows)
    shown = {
        float(text)
        for text in re.findall(r"USD (\d+(?:\.\d+)?) bn|\b(\d+\.\d+)\b", visit.get("/en/region/CN-GD/").text)
        for text in text
        if text
    }
    assert any(abs(total / 1e9 - one) <= 0.05 or abs(total / 1e12 - one) <= 0.005 for one in shown), total


def test_every_number_of_a_region_leads_to_rows_that_are_there(visit: Any) -> None:
    led = {place for number in numbers_of(visit, "CN-LN")[:25] for place in places(visit, number)}
    assert len(led) > 5
    for said, where in led:
        assert "No rows are like this" not in visit.get(where).text, said


def test_explanations_say_it_in_chinese_too(visit: Any) -> None:
    number = numbers_of(visit, "CN-LN")[0].replace("/en/", "/zh/")
    assert all(
        said.startswith("公布的数据：辽宁省") and where.startswith("/zh/") for said, where in places(visit, number)
    )
