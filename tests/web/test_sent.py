"""What a browser is sent: scripts and styles by the weight they were promised to have, and from nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest

CHARTS, ALL_SCRIPTS, ANYTHING_ELSE = 285_000, 300_000, 30_000
PAGES = (
    "/zh/",
    "/zh/region/CN-LN/",
    "/en/compare/?regions=CN-LN,CN-SD&measure=total",
    "/zh/data/upload/",
    "/zh/method/hhi/?region=CN-LN",
)


@pytest.fixture(scope="module")
def weights(site: str, visitor: type[Any]) -> dict[str, int]:
    """Every file that these pages name, compressed as a browser asks for it."""
    visit = visitor(site)
    named = {name for page in PAGES for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', visit.get(page).text)}
    return {name: len(visit.get(name, headers={"Accept-Encoding": "br"}).content) for name in named}


def test_scripts_are_vega_with_our_loader_htmx_and_copying(weights: dict[str, int]) -> None:
    scripts = {name: weight for name, weight in weights.items() if name.endswith(".js")}
    assert len(scripts) == 3
    charts = next(weight for name, weight in scripts.items() if "charts" in name)
    assert 200_000 < charts <= CHARTS
    assert sum(scripts.values()) <= ALL_SCRIPTS


def test_nothing_else_is_heavy(weights: dict[str, int]) -> None:
    others = {name: weight for name, weight in weights.items() if "charts" not in name}
    assert len(others) >= 4
    assert max(others.values()) <= ANYTHING_ELSE


def test_pages_themselves_are_light(site: str, visitor: type[Any]) -> None:
    for page in PAGES:
        assert len(visitor(site).get(page, headers={"Accept-Encoding": "gzip"}).content) <= ANYTHING_ELSE, page


def test_files_are_kept_for_good_and_pages_are_not(site: str, weights: dict[str, int], visitor: type[Any]) -> None:
    for name in weights:
        assert "immutable" in visitor(site).get(name).headers["cache-control"]
    assert "immutable" not in visitor(site).get("/zh/").headers.get("cache-control", "")
