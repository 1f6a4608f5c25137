"""A server that may not take any time at all: every page that asks the lake says so kindly, the others are there."""

from __future__ import annotations

import json
import time
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
    reply = in_the_end(hurried, f"/en/{address}", "ask for one region, a shorter period or a single product")
    assert "refresh" not in reply.headers
    assert "请缩小到一个地区" in in_the_end(hurried, f"/zh/{address}", "请缩小到一个地区").text


def in_the_end(visitor: Any, address: str, words: str, **headers: str) -> Any:
    """Until the work is broken off it may be worth looking again: a browser does so by itself, a program is told when."""
    for _ in range(100):
        reply = visitor.get(address, headers=headers)
        assert reply.status == 503
        if words in reply.text:
            return reply
        assert reply.headers["retry-after"] == "10"
        assert "仍在计算中" in reply.text or "still being worked out" in reply.text
        assert headers or reply.headers["refresh"] == "10"
        time.sleep(0.1)
    raise AssertionError(reply.text)


def test_programs_are_told_in_their_own_form(hurried: Any) -> None:
    address = "/api/measures/hhi/answer?period=2021"
    reply = in_the_end(hurried, address, "takes longer", **{"Accept-Language": "en"})
    assert (reply.status, reply.headers["content-type"]) == (503, "application/problem+json")
    assert "takes longer" in json.loads(reply.text)["detail"]


@pytest.mark.parametrize("address", ["/health", "/en/method/", "/zh/search/?q=85", "/en/api/"])
def test_what_needs_no_time_is_there(address: str, hurried: Any) -> None:
    assert hurried.get(address).status == 200
