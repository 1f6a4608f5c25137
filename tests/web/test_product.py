"""A product seen from a region."""

from __future__ import annotations

import csv
import io
import re
import urllib.error
import urllib.parse
import urllib.request

import pytest


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def answer(address: str) -> tuple[int, str, dict[str, str]]:
    try:
        response = urllib.request.build_opener(_Stay).open(address, timeout=120)
    except urllib.error.HTTPError as problem:
        response = problem
    with response:
        return response.status, response.read().decode("utf-8-sig"), {k.lower(): v for k, v in response.headers.items()}


def test_without_a_region_the_regions_are_offered(site: str) -> None:
    status, text, _ = answer(f"{site}/zh/product/85/")
    assert status == 200
    assert 'href="/zh/product/85/?region=CN-LN"' in text
    assert len(re.findall(r"\?region=CN-", text)) > 20


def test_seen_from_a_region(site: str) -> None:
    status, text, _ = answer(f"{site}/en/product/85/?region=CN-LN")
    assert status == 200
    for part in ("Scale", "Markets", "Who else exports it", "Advantage and price"):
        assert part in text
    assert "missing" not in text.partition("<main")[2]


def test_its_rows_come_as_files(site: str) -> None:
    status, text, _ = answer(f"{site}/en/product/85~CN-LN/figures/exporters-table.csv")
    assert status == 200
    rows = list(csv.reader(io.StringIO(text)))
    values = [float(row[1]) for row in rows[1:] if row[1] != "—"]
    assert values == sorted(values, reverse=True)
    assert "Liaoning" in [row[0] for row in rows]


def test_names_become_the_address_that_is_shared(site: str) -> None:
    asked = f"{site}/zh/product/85/?region={urllib.parse.quote('辽宁')}"
    assert answer(asked)[2]["location"] == "/zh/product/85/?region=CN-LN"
    assert answer(f"{site}/zh/product/85~CN-LN/")[2]["location"] == "/zh/product/85/?region=CN-LN"
    assert answer(f"{site}/zh/product/{urllib.parse.quote('第十六类')}/")[0] in (200, 302, 404)


@pytest.mark.parametrize("name", ["zzz", "999999999", "%00", "..%2F..%2Fetc", "~", "85~", "~CN-LN", "85~Atlantis", "%3Cscript%3E", "A" * 300])  # fmt: skip
def test_nonsense_gives_a_helpful_page(name: str, site: str) -> None:
    for address in (f"/zh/product/{name}/", f"/zh/product/{name}/figures/scale.csv", f"/zh/product/{name}/study.toml"):
        status, text, _ = answer(site + address)
        assert status in (400, 404), address
        assert "<script>" not in text


def test_an_unknown_region_names_the_near_ones(site: str) -> None:
    status, text, _ = answer(f"{site}/en/product/85/?region=Liaonin")
    assert status == 404
    assert "Liaoning" in text
