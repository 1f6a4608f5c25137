"""A server that may not take any time at all: every page that asks the lake says so kindly, the others are there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def hurried(lake: Path, serve: Callable[..., Any], visitor: Any) -> Iterator[Any]:
    with serve(lake, ENTREPOT_ANSWER_SECONDS="0.000001") as (address, _):
        yield visitor(address)


@pytest.mark.parametrize("address", ["compare/?regions=CN-SD,CN-JS&measure=exports", "data/rows/flows/", "method/hhi/?period=2021", "region/CN-SD/paper.pdf"])  # fmt: skip
def test_what_takes_too_long_says_what_to_ask_instead(address: str, hurried: Any) -> None:
    reply = hurried.get(f"/en/{address}")
    assert reply.status == 503
    assert "ask for one region, a shorter period or a single product" in reply.text
    assert "请缩小到一个地区" in hurried.get(f"/zh/{address}").text


def test_programs_are_told_in_their_own_form(hurried: Any) -> None:
    reply = hurried.get("/api/measures/hhi/answer?period=2021", headers={"Accept-Language": "en"})
    assert (reply.status, reply.headers["content-type"]) == (503, "application/problem+json")
    assert "takes longer" in json.loads(reply.text)["detail"]


@pytest.mark.parametrize("address", ["/health", "/en/method/", "/zh/search/?q=85", "/en/studies/"])
def test_what_needs_no_time_is_there(address: str, hurried: Any) -> None:
    assert hurried.get(address).status == 200
