"""The pages of risks, and the same for programs, without a browser."""

from __future__ import annotations

import json
import urllib.parse
from pathlib import Path
from typing import Any

import pytest

from entrepot.workbench import Workbench

HERE = "region/CN-LN/risks/"


@pytest.fixture
def guest(site: str, visitor: Any) -> Any:
    return visitor(site)


def test_levels_are_said_by_shape_and_word_with_what_moved_them(guest: Any) -> None:
    """Liaoning 2015 in print: a swing of -13.5 %, and foreign investment that left."""
    said = guest.get(f"/en/{HERE}?source=figures&period=2015").text
    assert '<span aria-hidden="true">◆</span> high' in said
    assert "−13.5%" in said
    assert "−4.8%" in said
    assert "no notices are in the lake" in said
    assert "cannot be said" in said


def test_what_cannot_be_judged_is_one_table_of_what_lacks(guest: Any) -> None:
    """Five of seven in Liaoning's print: no card of dashes, but what lacks and where to get it."""
    said = guest.get(f"/en/{HERE}?source=figures&period=2015").text
    assert "of seven risks 2 can be judged" in said
    table = said.partition('id="rows-unsaid"')[2].partition("</table>")[0]
    assert table.count("<tr>") == 1 + 5
    assert '<a href="/en/data/#source-notices">' in table
    assert "docs/notices.md" not in said and "entrepot source" not in said
    assert "0–100" not in said


def test_real_print_goes_before_the_sample_world(guest: Any) -> None:
    assert "Synthetic data in it" not in guest.get(f"/en/{HERE}").text
    assert "Synthetic data in it" in guest.get(f"/en/{HERE}?source=sample_world").text


def test_bounds_stay_bounds(guest: Any) -> None:
    said = guest.get("/zh/region/CN-SX/risks/?source=figures&period=2018").text
    assert "78.4% – 82.6%" in said
    assert "关注至高" in said


def test_one_click_shows_the_map_who_says_so_and_the_rows(guest: Any) -> None:
    said = guest.get("/en/region/CN-SX/risks/market_concentration/why/?source=figures&period=2018").text
    assert "Merger Guidelines of 2023" in said
    assert "0.1 → 25, 0.18 → 50" in said
    assert "10 rows in the lake" in said
    assert "data/rows/series/?area=CN-SX&amp;measure=share_of_asean_trade&amp;period=2018" in said


def test_what_is_not_held_is_said_on_the_page(guest: Any) -> None:
    said = guest.get("/en/region/CN-XZ/risks/?source=figures").text
    assert "no whole year of trade is held for CN-XZ" in said


def test_the_region_and_the_method_lead_here_and_names_are_made_proper(guest: Any) -> None:
    assert f"/en/{HERE}" in guest.get("/en/region/CN-LN/").text
    assert "Outward dependence" in guest.get("/en/method/").text
    moved = guest.get(f"/zh/region/{urllib.parse.quote('辽宁')}/risks/?period=2015")
    assert (moved.status, moved.headers["location"]) == (302, f"/zh/{HERE}?period=2015")


def test_parts_are_shown_where_they_are_asked_for(guest: Any) -> None:
    said = guest.get(f"/en/{HERE}?source=sample_world&parts=all").text
    assert "Where in the region&#x27;s trade" in said or "Where in the region's trade" in said


def test_all_provinces_side_by_side(guest: Any) -> None:
    said = guest.get("/en/risks/").text
    assert "Sample world (synthetic), 2" in said
    assert f"/en/{HERE}?source=sample_world&amp;period=" in said


def test_programs_are_told_the_same(guest: Any) -> None:
    register = json.loads(guest.get("/api/risks").text)
    assert [len(one["readings"]) for one in register] == [4, 5, 5, 3, 1, 3, 4]
    found = json.loads(guest.get("/api/regions/CN-LN/risks?source=figures&period=2015").text)
    swing = next(one for one in found if one["risk"] == "scale_volatility")
    assert swing["level"] == "high"
    assert swing["readings"][0]["value"] == pytest.approx(508.4 / 587.6 - 1)
    assert swing["evidence"][0]["rows"] == 1
    table = guest.get("/api/regions/CN-LN/risks?source=figures&period=2015&format=csv").text.splitlines()
    assert len(table) == len(found) + 1
    assert guest.get("/api/regions/CN-LN/risks?period=2023-05").status == 400


def test_a_province_is_told_the_same_alone_as_among_all(guest: Any, lake: Path) -> None:
    """Pages judge all provinces in one go."""
    alone = Workbench(lake).risks("CN-SD")
    found = json.loads(guest.get("/api/regions/CN-SD/risks").text)
    assert [(one["risk"], one["level"], one["period"]) for one in found] == [
        (one.risk.id, one.level, one.period) for one in alone
    ]
    assert [one["score"] for one in found] == pytest.approx([one.as_json()["score"] for one in alone])
    assert [len(one["peers"]) for one in found] == [len(one.peers) for one in alone]
