"""A page that takes long: its beginning comes first, the rest after it, and both together are the page itself."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REGION = "/en/region/CN-NX/"
RISKS = "/en/region/CN-NX/risks/?parts=all"


@pytest.fixture(scope="module")
def first_view(site: str) -> tuple[str, str]:
    return looked_at(site, REGION)


def looked_at(site: str, page: str) -> tuple[str, str]:
    """What came first, and what after it, of a page that nobody has looked at before."""
    with contextlib.closing(http.client.HTTPConnection(site.removeprefix("http://"), timeout=120)) as connection:
        connection.request("GET", page, headers={"Accept": "text/html,*/*"})
        with connection.getresponse() as response:
            assert (response.status, response.headers["transfer-encoding"]) == (200, "chunked")
            first, rest = (
                response.fp.read(int(response.fp.readline() or b"0", 16) + 2)[:-2].decode() for _ in range(2)
            )
            return first, rest


def without_token(page: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", page)


def test_headline_figures_and_the_first_chart_come_first(first_view: tuple[str, str]) -> None:
    first, rest = first_view
    assert re.search(r'class="num"[^>]*>(<a[^>]*>)?\s*[\d,.]+', first)
    assert first.count('id="spec-course"') == 1
    assert 'id="fig-markets"' not in first
    assert 'id="fig-markets"' in rest
    for heading in re.findall(r'href="#(section-\d+)"', first):
        assert f'id="{heading}"' in first + rest


def test_both_parts_are_the_page_as_it_is_seen_again(first_view: tuple[str, str], site: str, visitor: Any) -> None:
    again = visitor(site).get(REGION)
    assert "content-length" in again.headers
    assert without_token("".join(first_view)) == without_token(again.text)


def test_a_page_that_is_kept_has_each_readers_own_token_and_theme(site: str, visitor: Any) -> None:
    one, other = visitor(site), visitor(site)
    pages = [one.get(REGION), one.get(REGION), other.get(REGION), other.get(REGION, headers={"Cookie": "theme=dark"})]
    tokens = [re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text) for page in pages]
    assert len({found[1] for found in tokens if found}) == len(pages)
    assert [re.search(r'data-theme="(\w+)"', page.text)[1] for page in pages] == ["auto", "auto", "auto", "dark"]  # type: ignore[index]
    assert "csrftoken" in pages[2].headers["set-cookie"]


def test_a_table_can_be_taken_from_a_page_that_nobody_has_seen(site: str, visitor: Any) -> None:
    reply = visitor(site).get("/en/region/CN-QH/?table=rows-course&form=csv", headers={"Accept-Encoding": "gzip"})
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert "2021" in reply.text


def test_what_takes_long_is_said_at_once_and_then_there(site: str, visitor: Any) -> None:
    first, rest = looked_at(site, RISKS)
    assert "<b>Ningxia: Risks</b>" in first
    assert "being worked out from the lake" in first
    assert "</main>" not in first
    assert (first + rest).count("</html>") == 1
    again = visitor(site).get(RISKS)
    assert without_token(again.text).endswith(without_token(rest))
    assert again.text.count("/risks/") > 14


@pytest.mark.parametrize(("page", "status"), [("CN-NX/risks/?period=nonsense", 400), ("Nowhere/risks/", 404)])
def test_nonsense_is_told_by_the_status_to_browsers_too(page: str, status: int, site: str, visitor: Any) -> None:
    reply = visitor(site).get(f"/en/region/{page}", headers={"Accept": "text/html"})
    assert reply.status == status
    assert "being worked out" not in reply.text


PROGRAM = """
import django
django.setup(set_prefix=False)
from django.http import HttpResponse
from django.test import RequestFactory
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.web.front.two_parts import MARK, in_two_parts
def lacking(): raise MissingData(T("nothing is known", "没有数据"))
def failing(): raise RuntimeError("a secret of ours")
for finish in (lacking, failing):
    for asked in ({}, {"HTTP_ACCEPT_ENCODING": "br, gzip"}):
        request = RequestFactory().get("/zh/", **asked)
        parts = list(in_two_parts(request, HttpResponse(f"<p>begun</p>{MARK}</body>"), finish).streaming_content)
        print(b"".join(parts).hex(), parts[0].hex())
"""


def test_what_goes_wrong_after_the_beginning_is_said_in_its_place(tmp_path: Path) -> None:
    surroundings = {**os.environ, "ENTREPOT_LAKE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "entrepot.web.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=surroundings, capture_output=True, text=True, timeout=120, check=True
    )
    lacking, lacking_packed, failing, _ = (
        [bytes.fromhex(word) for word in line.split()] for line in done.stdout.splitlines()
    )
    whole = '<p>begun</p><p class="lack" role="alert">没有数据</p>\n</body>'
    assert lacking == [whole.encode(), b"<p>begun</p>"]
    assert gzip.decompress(lacking_packed[0]).decode() == whole
    assert "已记入日志" in failing[0].decode()
    assert "secret" not in failing[0].decode()
    assert "a secret of ours" in done.stderr
