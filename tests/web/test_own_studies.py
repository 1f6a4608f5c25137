"""Somebody's own claims and own study in the browser: judged, run, kept at an address; what is hostile is refused in words."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

HEAD = 'id = "own"\ntitle = {zh = "辽宁", en = "Liaoning <b>&"}\nregions = ["辽宁"]\nperiod = "2014..2015"\n'
SECTION = '[[sections]]\npart = "status"\ntitle = {zh = "现状", en = "State"}\n'
TABLE = '[[sections.blocks]]\ntable = "trade"\ntitle = {zh = "进出口", en = "=cmd()"}\nrows = "period"\ncolumns = [{figure = "exports", unit = "亿美元"}]\n'
CHART = '[[sections.blocks]]\nchart = "trend"\nid = "c"\ntitle = {zh = "图", en = "C"}\nrows = "period"\ncolumns = [{figure = "exports"}]\n'
CLAIMS = "id,study,locator,claim,formula,printed,unit\n"


@pytest.fixture
def guest(site: str, visitor: Any) -> Any:
    return visitor(site)


def hand_over(guest: Any, what: str, text: str) -> Any:
    return guest.post("/en/studies/own/", {"what": what, "text": text})


def test_own_claims_are_judged_and_keep_their_address(guest: Any) -> None:
    content = guest.get("/zh/studies/own/claims.csv").content
    reply = guest.post("/zh/studies/own/", {"what": "claims"}, file=("论断.csv", content))
    workbook = guest.get("/zh/studies/own/claims.xlsx").content
    again = guest.post("/zh/studies/own/", {"what": "claims"}, file=("claims.xlsx", workbook))
    assert reply.status == 303
    assert re.fullmatch(r"/zh/studies/own-[0-9a-f]{32}/", reply.headers["location"])
    assert again.headers["location"] == reply.headers["location"]
    page = guest.get(reply.headers["location"]).text
    for said in ("可复算", "复算为−2.96%（介于−2.99与−2.93%之间）", "在舍入范围内", "复算为4.85倍"):
        assert said in page
    files = reply.headers["location"].replace("/zh/", "/en/")
    assert "ours is −2.96%" in guest.get(f"{files}paper.md").text
    assert guest.get(f"{files}claims.csv").text.replace("\r\n", "\n") == content.decode().replace("\r\n", "\n")
    assert f'href="{files}"' in guest.get("/en/studies/").text


def test_what_cannot_be_judged_is_said_with_its_reason(guest: Any) -> None:
    claims = f'{CLAIMS}a,adb-ta9036,p,x,"growth(imports[area=CN-LN, period=2009])",7.0,%\nb,none,p,y,exports[area=CN-GS],1,%\n'
    page = guest.get(hand_over(guest, "claims", claims).headers["location"]).text
    assert "does not reproduce" in page
    assert "not checkable" in page


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,s,p,x,growth(,1,%\n", "row 2, column formula"),
        ("a,s,p,x,gdp[area=CN-LN],many,%\n", "row 2, column printed"),
        ("a,s,p,x,gdp[area=Nowhereland],1,%\n", "row 2, column formula"),
        ("a,s,p\n", "row 2, column claim"),
        ("", "no claim below the header"),
        ("".join(f"{n},s,p,x,gdp[area=CN-LN],1,%\n" for n in range(301)), "at most 300"),
    ],
)
def test_a_wrong_claim_is_told_with_its_row(rows: str, said: str, guest: Any) -> None:
    reply = hand_over(guest, "claims", CLAIMS + rows)
    assert (reply.status, said in reply.text) == (400, True)


def test_an_own_study_is_run_as_a_job_and_read(guest: Any) -> None:
    text = HEAD + SECTION + TABLE
    job = hand_over(guest, "study", text)
    assert job.status == 303
    for _ in range(150):
        page = guest.get(job.headers["location"]).text
        if "hx-get" not in page:
            break
        time.sleep(0.2)
    address = re.search(r"/en/studies/own-[0-9a-f]{32}/", page)
    assert address is not None
    paper = guest.get(address[0]).text
    assert ">50.84<" in paper
    assert "Liaoning &lt;b&gt;&amp;" in paper
    assert guest.get(f"{address[0]}study.toml").text == text
    assert guest.get(f"{address[0]}figures/trade.csv").status == 200
    assert guest.get(f"{address[0]}paper.docx").content[:2] == b"PK"
    assert "&quot;trade&quot;" in guest.get(f"/en/studies/own/?from={address[0].split('/')[3]}").text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "[" * 5000 + "]" * 5000, "this is not TOML"),
        ("\n".join(f"k{n} = 1" for n in range(20_000)), "and 19984 more"),
        ("id = [[1]]\ntitle = 3\nregions = {a = 1}\nperiod = true\nsections = 5\n", "line 5"),
        (HEAD + SECTION + '[[sections.blocks]]\nclaims = "/etc/passwd"\ntitle = {zh = "论断", en = "C"}\n', "no file of claims is read here"),
        (HEAD + SECTION + TABLE.replace('"trade"', '"../../x"'), "line 9"),
        (HEAD + SECTION + CHART + 'options = {data = {url = "file:///etc/passwd"}}\n', "there is no key &#x27;data&#x27;"),
        (HEAD + SECTION + CHART + "options = {columns = 99999999}\n", "options.columns"),
        (HEAD.replace("2014..2015", "0001..9999") + SECTION + TABLE, "between 1700 and 2199"),
        (HEAD + SECTION + "".join(TABLE.replace('"trade"', f'"t{n}"') for n in range(151)), "at most 150"),
        (HEAD + SECTION + "#" + "x" * 400_000, "at most 400 kB"),
    ],
)  # fmt: skip
def test_a_hostile_study_is_refused_with_words(text: str, said: str, guest: Any) -> None:
    reply = hand_over(guest, "study", text)
    assert (reply.status, said in reply.text) == (400, True), reply.text[-3000:]
    assert "root:" not in reply.text


def test_nothing_is_taken_without_the_form_and_no_other_name_is_given(guest: Any) -> None:
    assert guest.post("/en/studies/own/", {"what": "study", "text": HEAD}, token="x" * 64).status == 403
    for name in ("own-" + "0" * 32, "own-..%2F..%2Fsecret", "own-" + "A" * 32):
        for ending in ("", "study.toml", "claims.csv", "run/"):
            assert guest.get(f"/en/studies/{name}/{ending}").status in (404, 405)
    assert guest.get("/en/studies/own/?from=..%2F..%2Fetc%2Fpasswd").status == 404
