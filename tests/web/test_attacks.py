"""Attacks by name, on every kind of address; those that come in a file are in test_upload.py."""

from __future__ import annotations

import csv
import io
import re
import socket
import urllib.parse
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from entrepot.web.papers.downloads import harmless, plain

KINDS = (
    "/zh/", "/en/region/CN-LN/", "/en/region/CN-LN/wall/", "/en/compare/?regions=CN-LN,CN-SD&measure=total", "/en/product/85/", "/en/studies/",
    "/en/data/", "/en/data/upload/", "/en/data/rows/series/", "/en/method/hhi/", "/en/search/?q=x", "/en/nothing/", "/api/measures", "/api/nothing",
    "/en/region/CN-LN/figures/course.svg", "/en/region/CN-LN/figures/scale.csv", "/en/region/CN-LN/why/1.1%2F1-1/", "/health", "/theme",
)  # fmt: skip
SCRIPT = '"><script>alert(1)</script>'


@pytest.fixture
def visit(site: str, visitor: type[Any]) -> Any:
    return visitor(site)


@pytest.mark.parametrize("address", KINDS)
def test_clickjacking(address: str, visit: Any) -> None:
    """No page of anybody's may lay ours in a frame."""
    headers = visit.get(address).headers
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy or policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.parametrize("elsewhere", ["//example.org", "/\\example.org", "https:example.org", "\\\\example.org", "%2F%2Fexample.org"])  # fmt: skip
def test_open_redirect(elsewhere: str, visit: Any) -> None:
    """Whatever leads on leads to a page of ours."""
    said = urllib.parse.quote(elsewhere, safe="%")
    for address in (
        f"/{said}", f"/{said}/..", f"/zh/{said}/", f"/zh/region/{said}/", f"/zh/region/CN-LN/?partner={said}", f"/zh/compare/?regions={said},CN-LN",
        f"/zh/compare/{said}~CN-LN/", f"/zh/compare/total~{said}/", f"/zh/product/85~{said}/", f"/zh/product/85/?region={said}", f"/api?{said}",
    ):  # fmt: skip
        reply = visit.get(address)
        where = urllib.parse.urljoin(f"{visit.site}{address}", reply.headers.get("location", ""))
        assert where.startswith(f"{visit.site}/"), (address, where)


@pytest.mark.parametrize("out", ["..%2F..%2Fsecret", "....%2F%2Fsecret", "..%5C..%5Csecret", "%2Fetc%2Fpasswd", "..", "%00", "secret%00.svg"])  # fmt: skip
def test_path_traversal(out: str, visit: Any, lake: Path) -> None:
    """No name in an address becomes a path: not to the key of forms beside the lake, nor to the system's files."""
    secret = (lake / "web" / "secret").read_text("ascii")
    for address in (
        f"/static/{out}", f"/en/studies/{out}/", f"/en/studies/{out}/paper.pdf", f"/en/region/{out}/", f"/en/region/CN-LN/figures/{out}.svg",
        f"/en/region/CN-LN/figures/course.{out}", f"/en/region/CN-LN/paper.{out}", f"/en/method/{out}/", f"/en/data/rows/{out}/",
        f"/en/data/batches/{out}/", f"/api/studies/{out}", f"/api/sources/{out}",
    ):  # fmt: skip
        reply = visit.get(address)
        assert reply.status in (301, 302, 400, 404, 405), address
        assert secret not in reply.text
        assert "root:" not in reply.text


@pytest.mark.parametrize("address", [
    "/en/region/{}/", "/en/region/CN-LN~{}/", "/en/region/CN-LN/?partner={}", "/en/region/CN-LN/figures/{}.svg", "/en/region/CN-LN/why/{}/",
    "/en/compare/?regions={},CN-LN", "/en/compare/?regions=CN-LN,CN-SD&measure={}", "/en/compare/?regions=CN-LN,CN-SD&period={}",
    "/en/product/{}/", "/en/product/85/?region={}", "/en/studies/{}/", "/en/method/{}/", "/en/method/hhi/?region={}", "/en/method/hhi/?region=CN-LN&by={}",
    "/en/method/hhi/why/?region=CN-LN&row={}", "/en/data/rows/flows/?reporter={}", "/en/data/rows/flows/?{}=1", "/en/data/rows/flows/?as_of={}",
    "/en/data/rows/flows/?page={}", "/en/data/batches/{}/", "/en/search/?q={}", "/en/{}/", "/en/region/{}/risks/",
    "/en/region/CN-LN/risks/?period={}", "/en/region/CN-LN/risks/{}/why/", "/en/region/CN-LN/warnings/?month={}", "/en/region/{}/notices/",
    "/en/region/CN-LN/reading/{}/", "/en/region/CN-LN/what-if/?scenario={}", "/en/region/CN-LN/what-if/?kind=closed&partner={}",
    "/en/what-if/?region={}", "/en/region/{}/wall/", "/en/region/CN-LN/opportunities/?market={}",
    "/en/what-if/{}/figures/trade.svg", "/en/what-if/CN-LN~kind=closed&amount={}/figures/trade.csv", "/en/studies/{}/study.toml",
])  # fmt: skip
def test_cross_site_scripting_through_an_address(address: str, visit: Any) -> None:
    """A name that is asked for is said again, as text."""
    reply = visit.get(address.format(urllib.parse.quote(SCRIPT, safe="")))
    assert reply.headers.get("content-type", "text/html").startswith("text/html")
    assert "<script>alert" not in reply.text
    assert reply.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")']
)
def test_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(("text", "found"), [("1,285.0", "1285.0"), ("−279.0", "-279.0"), ("−5", "-5"), ("+3", "+3"), ("2015", "2015"), ("−1+1", "−1+1"), ("-1-1", "'-1-1"), ("1,2", "1,2"), ("—", "—"), ("−0.5", "-0.5"), ("0101", "0101")])  # fmt: skip
def test_a_number_stays_a_number_beside_formulas(text: str, found: str) -> None:
    assert plain(text) == found


def test_formulas_in_the_files_of_a_paper_and_of_an_answer(visit: Any) -> None:
    """No cell of any file begins as a formula, and no workbook holds one."""
    for address in (
        "/en/region/CN-LN/figures/scale",
        "/zh/compare/total~CN-LN,CN-SD~/figures/ranking",
        "/en/method/hhi/answer",
    ):
        asked = "?region=CN-LN" if "method" in address else ""
        book = visit.get(f"{address}.xlsx{asked}").content
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            sheets = [
                archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")
            ]
        assert sheets
        typed = [one for sheet in sheets for one in re.findall(r"<f>([^<]*)</f>", sheet)]
        # What a workbook of ours works out reads cells of its own, and calls nobody.
        assert not [one for one in typed if re.search(r"HYPERLINK|WEBSERVICE|DDE|cmd|\||!\[", one)]
        if not asked:
            cells = [cell for row in csv.reader(io.StringIO(visit.get(f"{address}.csv").text)) for cell in row]
            assert not [cell for cell in cells if re.match(r"[=@+\t\r]|-(?![0-9.])", cell)]


def test_a_forged_request_writes_nothing(visit: Any) -> None:
    """Cross-site request forgery: without our token, and with it from elsewhere."""
    for address in ("/theme", "/en/data/upload/", "/en/data/check/"):
        assert visit.post(address, {}, token="").status == 403
        assert visit.post(address, {}, origin="https://example.org").status == 403
    cookies = [visit.get("/en/data/upload/").headers.get("set-cookie", "")]
    assert all("SameSite=Strict" in one and "HttpOnly" in one for one in cookies if "csrftoken" in one)


def test_a_line_break_in_an_address_stays_in_the_address(visit: Any) -> None:
    """Header injection: neither a header nor a link of the answer breaks off where it says so."""
    for address in ("/en/region/%0D%0AX-Evil:1/", "/en/what-if/CN-LN~%0D%0AX-Evil:1/", "/en/data/batches/%0D%0AX-Evil:1/"):  # fmt: skip
        reply = visit.get(address)
        assert reply.status in (302, 404)
        assert "x-evil" not in reply.headers
        assert "\nX-Evil" not in re.sub(r"<h1>.*?</main>", "", reply.text, flags=re.DOTALL)


def test_a_request_for_no_address_is_refused(visit: Any) -> None:
    host, _, port = visit.site.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(f"OPTIONS * HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert line.recv(1 << 16).startswith(b"HTTP/1.1 404")


def test_nothing_is_written_by_reading(visit: Any) -> None:
    """No GET changes anything, whatever a picture in somebody's mail may point at."""
    for address in ("/theme", "/en/data/jobs/00000000-0000-0000-0000-000000000000/set-aside/"):
        assert visit.get(address).status == 405


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("ENTREPOT_DATABASE", "postgresql://u:hunter2@127.0.0.1:1/x", "cannot be reached"),
        ("ENTREPOT_DATABASE", "mysql://u:hunter2@127.0.0.1/x", "postgresql://user:password@host:5432/name"),
        ("ENTREPOT_ANSWER_SECONDS", "soon", "a number of seconds"),
        ("ENTREPOT_UPLOAD_MB", "0", "a whole number of megabytes"),
    ],
)
def test_a_wrong_setting_stops_the_start_in_a_sentence_and_tells_no_secret(
    setting: str, value: str, said: str, tmp_path: Path, start: Callable[..., Any]
) -> None:
    done = start(tmp_path / "lake", **{setting: value})
    assert done.returncode in (2, 8)
    assert said in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
