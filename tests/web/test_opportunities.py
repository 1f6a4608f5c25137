"""The page of a region's opportunities, and the same for programs, without a browser."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

import pytest

HERE = "region/CN-LN/opportunities/"


@pytest.fixture
def guest(site: str, visitor: Any) -> Any:
    return visitor(site)


def test_limits_are_read_from_the_address_and_their_cost_is_said(guest: Any) -> None:
    said = guest.get(f"/en/{HERE}?market_share=41&kept=80&spare=10").text
    assert 'id="f-market_share" name="market_share" value="41"' in said
    assert "What each limit costs" in said
    assert "Viet Nam takes 41.0% of exports and may take 41.0%" in said
    assert "Not sold yet, by market" in said


def test_limits_that_contradict_each_other_are_named(guest: Any) -> None:
    said = guest.get(f"/zh/{HERE}?market_share=10&kept=80&spare=10").text
    assert "各项限制互相矛盾：单一市场份额上限 越南（10.0%）" in said
    assert "哪些市场还能多卖" in said


def test_a_word_that_is_no_limit_is_answered_in_the_form(guest: Any) -> None:
    said = guest.get(f"/en/{HERE}?market_share=%3Cb%3Ex&kept=80").text
    assert "is no number from 0 to 100" in said
    assert "<b>x" not in said


def test_the_region_leads_here_and_names_are_made_proper(guest: Any) -> None:
    assert "/en/region/CN-LN/opportunities/" in guest.get("/en/region/CN-LN/").text
    moved = guest.get(f"/zh/region/{urllib.parse.quote('辽宁')}/opportunities/?kept=50")
    assert (moved.status, moved.headers["location"]) == (302, f"/zh/{HERE}?kept=50")


def test_what_is_missing_is_told_once(guest: Any) -> None:
    said = guest.get("/en/region/JPN/opportunities/").text
    assert said.count("no rows for exports of the region: the region JPN has none") == 1
    assert said.count("not known, for the reason given above") == 2


def test_why_a_potential_is_what_it_is(guest: Any) -> None:
    said = guest.get("/en/opportunities/CN-LN~41~~~80~10/why/potential-VNM-721030/").text
    assert "of supply x" in said
    assert "= USD 18.7 bn" in said


def test_without_scripts_there_are_pictures_and_files(guest: Any) -> None:
    said = guest.get(f"/en/{HERE}?market_share=41&kept=80&spare=10").text
    picture = "/en/opportunities/CN-LN~41~~~80~10/figures/markets.svg"
    assert f'<noscript><img src="{picture}"' in said
    assert guest.get(picture).text.startswith("<svg")
    table = guest.get(picture.replace("markets.svg", "shares.csv")).text
    assert "Viet Nam" in table
    moved = guest.get("/en/opportunities/CN-LN~41~~~80~10/")
    assert moved.headers["location"] == f"/en/{HERE}?market_share=41&kept=80&spare=10"


def test_programs_are_told_the_same(guest: Any) -> None:
    found = json.loads(guest.get("/api/regions/CN-LN/potential").text)
    assert found["demand"]["whose"] == "provinces"
    assert found["unrealised"] == pytest.approx(sum(row["unrealised"] for row in found["cells"]))
    spread = json.loads(guest.get("/api/regions/CN-LN/diversification?market_share=0.41").text)
    assert max(row["share_after"] for row in spread["markets"]) == pytest.approx(0.41, abs=1e-5)
    ranked = json.loads(guest.get("/api/regions/CN-LN/new-products").text)["products"]
    assert [row["rank"] for row in ranked] == sorted(row["rank"] for row in ranked)
    assert guest.get("/api/regions/CN-LN/diversification?market_share=25").status == 400
