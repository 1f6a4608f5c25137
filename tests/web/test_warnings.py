"""The pages of early warning, and the same for programs, without a browser."""

from __future__ import annotations

import json
import urllib.parse
from pathlib import Path
from typing import Any

import pytest

from entrepot.risks.backtest.result import Backtest
from entrepot.workbench import Workbench

HERE = "region/CN-LN/warnings/"


@pytest.fixture
def guest(site: str, visitor: Any) -> Any:
    return visitor(site)


@pytest.fixture(scope="module")
def tested(lake: Path) -> Backtest:
    return Workbench(lake).backtest(region="CN-LN", origins=2)


def test_a_region_says_what_it_cannot_say(guest: Any) -> None:
    said = guest.get(f"/en/{HERE}").text
    assert "Early warning: Liaoning" in said
    assert "fewer than 30 usable records in the window" in said
    # Series that fell silent are named, and what the lights mean is a click away.
    assert "CN-LN AUS" not in said and "amber from" in said
    assert "Synthetic data in it" in said


def test_imports_are_another_question(guest: Any) -> None:
    told = json.loads(guest.get("/api/regions/CN-LN/warnings?flow=import").text)
    assert told["flow"] == "import"
    assert told["series"] == sum(told[key]["value"] for key in ("judged", "too_few", "silent"))


def test_pages_and_programs_are_told_the_same(guest: Any) -> None:
    told = json.loads(guest.get("/api/regions/CN-LN/warnings").text)
    said = guest.get(f"/zh/{HERE}").text
    assert told["period"] == "2022-12"
    assert f"{len(told['alarms'])} 个预警" in said
    assert said.count('class="badge l4"') + said.count('class="badge l2"') >= len(told["alarms"][:60])


def test_the_backtest_stands_beside_the_alarms(guest: Any, tested: Backtest) -> None:
    said = guest.get(f"/en/{HERE}").text
    assert "last month repeats" in said
    assert "three standard deviations" in said
    assert tested.verdict("price").en.split("(")[0] in said
    assert tested.id in {one["id"] for one in json.loads(guest.get("/api/backtests").text)}


def test_a_month_that_is_none_is_refused(guest: Any) -> None:
    assert guest.get(f"/en/{HERE}?period=2022").status == 400
    assert "warnings are of a month" in guest.get(f"/en/{HERE}?period=2022").text
    assert guest.get("/api/warnings?period=%3Cb%3E").status == 400


def test_what_is_missing_is_told(guest: Any) -> None:
    assert (
        "the lake holds no monthly trade by partner and product for JPN" in guest.get("/en/region/JPN/warnings/").text
    )


def test_the_region_and_the_first_page_lead_here(guest: Any) -> None:
    assert f"/en/{HERE}" in guest.get("/en/region/CN-LN/").text
    assert 'hx-get="/en/warnings/' in guest.get("/en/").text
    fragment = guest.get("/en/warnings/", headers={"HX-Request": "true"}).text
    assert "Today's warnings" in fragment
    assert "<html" not in fragment
    moved = guest.get(f"/zh/region/{urllib.parse.quote('辽宁')}/warnings/?flow=import")
    assert (moved.status, moved.headers["location"]) == (302, f"/zh/{HERE}?flow=import")
