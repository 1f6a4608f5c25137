"""Uploading: recognised, checked, refused as one or taken in as one; and everything hostile that a file may be."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from entrepot.workbench import Workbench

HEAD = "area,counterpart,subject,measure,period,value,unit,study,locator\n"
GOOD = (
    HEAD
    + '辽宁,,,地区生产总值,2019,"24,909",亿元,an example,table 1\n山西,,,地区生产总值,2020,"17,652",亿元,an example,table 1\n'
)
BAD = (
    HEAD
    + '辽宁,,,地区生产总值,2019,"24,909",亿元,an example,table 7\n山西,,,地区生产总值,2020,1.7 万,亿元,an example,table 7\n'
)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Any]) -> Iterator[tuple[str, Path, Path]]:
    """A server over an empty lake that takes at most 2 MB: its address, its lake, its log."""
    folder = tmp_path_factory.mktemp("upload")
    log = folder / "log"
    with log.open("wb") as errors:
        # What the server writes to its log goes where this process's errors go.
        kept = os.dup(2)
        os.dup2(errors.fileno(), 2)
        try:
            with serve(folder / "lake", ENTREPOT_UPLOAD_MB="2") as (address, _):
                os.dup2(kept, 2)
                yield address, folder / "lake", log
        finally:
            os.dup2(kept, 2)
            os.close(kept)


@pytest.fixture
def visit(own: tuple[str, Path, Path], visitor: type[Any]) -> Any:
    return visitor(own[0])


def outcome(visit: Any, reply: Any, lang: str = "en", seconds: int = 60) -> str:
    """The text of the job's page once it is over."""
    assert reply.status == 303, reply.text
    address = re.sub("^/en/", f"/{lang}/", reply.headers["location"])
    for _ in range(seconds * 5):
        page = visit.get(address)
        assert page.status == 200
        if "hx-get" not in page.text:
            return str(page.text)
        time.sleep(0.2)
    raise TimeoutError(page.text)


def upload(visit: Any, name: str, content: str | bytes, **fields: str) -> Any:
    return visit.post(
        "/en/data/upload/", fields, file=(name, content.encode() if isinstance(content, str) else content)
    )


def rows_in(lake: Path) -> int:
    return int(Workbench(lake).lake.query("SELECT count(*) AS n FROM series")["n"][0].as_py())


def test_a_good_file_is_taken_in_and_undone(own: tuple[str, Path, Path], visit: Any) -> None:
    _, lake, _ = own
    before = rows_in(lake)
    text = outcome(visit, upload(visit, "yearbook.csv", GOOD, vintage="2024-05-31"))
    assert "Taken in." in text
    assert re.search(r"Rows read</dt><dd>2</dd>\s*<dt>Rows kept</dt><dd>2</dd>", text)
    assert rows_in(lake) == before + 2
    batch = re.search(r"/data/batches/([^/]+)/", text)
    assert batch is not None
    page = visit.get(f"/en/data/batches/{batch[1]}/").text
    assert "yearbook.csv" in page
    assert "<dt>Released on</dt><dd>2024-05-31</dd>" in page
    assert "rows_read" not in page, "in words, not in keys"
    rows = visit.get(f"/zh/data/rows/series/?batch={batch[1]}").text
    assert "共 2 行" in rows
    assert "2,490,900,000,000" in rows
    assert visit.get(f"/en/data/batches/{batch[1]}/undo/").text.count("Undo it") == 1
    assert rows_in(lake) == before + 2, "to ask is not to undo"
    assert "Taken back." in outcome(visit, visit.post(f"/en/data/batches/{batch[1]}/undo/"))
    assert rows_in(lake) == before
    assert "Undone by batch" in visit.get(f"/en/data/batches/{batch[1]}/").text
    again = visit.post(f"/en/data/batches/{batch[1]}/undo/")
    assert again.status == 400
    assert "has been undone already" in again.text


def test_a_bad_file_is_refused_as_one_and_its_rows_set_aside_on_request(
    own: tuple[str, Path, Path], visit: Any
) -> None:
    _, lake, _ = own
    before = rows_in(lake)
    reply = upload(visit, "bad.csv", BAD)
    text = outcome(visit, reply)
    assert "Refused as a whole: nothing of this file was kept." in text
    assert rows_in(lake) == before
    finding = re.search(r'class="level stop">stop</span></th><td class="n">3</td><td class="said">[^<]+</td><td>Value in the base unit</td><td class="printed">1.7 万</td>', text)  # fmt: skip
    assert finding is not None, text
    assert "整个文件被拒绝" in outcome(visit, reply, "zh")
    table = list(csv.reader(io.StringIO(visit.get(reply.headers["location"] + "findings.csv").text.removeprefix("\ufeff"))))  # fmt: skip
    assert [row[:4] for row in table] == [["level", "row", "column", "value"], ["stop", "3", "Value in the base unit", "1.7 万"]]  # fmt: skip
    kept = outcome(visit, visit.post(reply.headers["location"] + "set-aside/"))
    assert "Taken in." in kept
    assert "<dt>Rows set aside</dt><dd>1</dd>" in kept
    assert rows_in(lake) == before + 1


def test_a_file_nobody_knows_says_what_to_do(visit: Any) -> None:
    text = outcome(visit, upload(visit, "poem.csv", "roses,violets\nred,blue\n"))
    assert "Refused as a whole" in text
    assert "poem.csv" in text
    assert "set-aside" not in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"source": "nobody"}, "no source is called"),
        ({"source": "sample_world"}, "takes no files"),
        ({"flow": "sideways"}, "the flow cannot be"),
        ({"vintage": "yesterday"}, "is no day"),
        ({"options": "period"}, "write NAME=VALUE"),
    ],
)
def test_what_is_said_of_a_file_is_checked_at_once(fields: dict[str, str], said: str, visit: Any) -> None:
    reply = upload(visit, "yearbook.csv", GOOD, **fields)
    assert reply.status == 400
    assert said in reply.text
    assert 'type="file"' in reply.text, "the form stays, to be mended"


def test_no_file_and_an_empty_file(visit: Any) -> None:
    for file in (None, ("empty.csv", b"")):
        reply = visit.post("/zh/data/upload/", {}, file=file)
        assert reply.status == 400
        assert "请选择一个非空的文件" in reply.text


@pytest.mark.parametrize(
    "name",
    ["../../../../../etc/passwd.csv", "..\\..\\windows\\system32\\x.csv", "/etc/cron.d/x.csv", "C:\\autoexec.csv", "....//x.csv", "..", ".", "con.csv", "a" * 400 + ".csv", "%2e%2e%2fx.csv", "x\x00.csv", "辽宁" * 90 + ".csv", ".htaccess"],
    ids=str,
)  # fmt: skip
def test_path_traversal_through_the_name_of_a_file(name: str, own: tuple[str, Path, Path], visit: Any) -> None:
    _, lake, _ = own
    before = {file for file in lake.parent.rglob("*") if "web" not in file.parts and "spill" not in file.parts}
    reply = upload(visit, name, "roses,violets\nred,blue\n")
    if reply.status == 400:
        assert 'type="file"' in reply.text, "a name of dots only is no name to Django: there was no file"
        return
    outcome(visit, reply)
    uploads = lake / "web" / "uploads"
    assert all(re.fullmatch(r"[0-9a-f]{32}", folder.name) for folder in uploads.iterdir())
    for file in uploads.rglob("*"):
        assert file.is_dir() or (file.parent.name == "file" and re.fullmatch(r"[\w .()\-]+", file.name)), file
    after = {file for file in lake.parent.rglob("*") if "web" not in file.parts and "spill" not in file.parts}
    assert after == before | {file for file in after if file.name == "writing.lock"}


def test_script_in_a_name_and_in_a_cell_stays_text(visit: Any) -> None:
    content = BAD.replace("1.7 万", SCRIPT).replace("table 7", "table 8")
    reply = upload(visit, f"{SCRIPT}.csv", content)
    text = outcome(visit, reply)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    for page in (text, visit.get("/en/data/").text, outcome(visit, reply, "zh")):
        assert SCRIPT not in page
    kept = outcome(visit, visit.post(reply.headers["location"] + "set-aside/"))
    batch = re.search(r"/data/batches/([^/]+)/", kept)
    assert batch is not None
    assert SCRIPT not in visit.get(f"/en/data/batches/{batch[1]}/").text


def test_script_in_a_value_that_is_kept_stays_text(visit: Any) -> None:
    content = HEAD + f'辽宁,,"{SCRIPT}",地区生产总值,2021,5,亿元,an example,"<img src=x onerror=alert(1)>"\n'
    text = outcome(visit, upload(visit, "cells.csv", content))
    batch = re.search(r"/data/batches/([^/]+)/", text)
    assert batch is not None, text
    rows = visit.get(f"/en/data/rows/series/?batch={batch[1]}").text
    assert "&lt;img src=x onerror=alert(1)&gt;" in rows
    assert "<img" not in rows
    assert SCRIPT not in rows


def test_formulas_in_findings_are_harmless(visit: Any) -> None:
    content = BAD.replace("1.7 万", "=cmd|' /C calc'!A0").replace("table 7", "table 9")
    reply = upload(visit, "formula.csv", content)
    outcome(visit, reply)
    table = list(csv.reader(io.StringIO(visit.get(reply.headers["location"] + "findings.csv").text.removeprefix("\ufeff"))))  # fmt: skip
    assert table[1][3] == "'=cmd|' /C calc'!A0"


def test_formulas_in_rows_are_harmless_in_every_file(visit: Any) -> None:
    formula = '=HYPERLINK("http://x","y")'
    quoted = formula.replace('"', '""')
    content = (
        HEAD
        + f'辽宁,,"{quoted}",地区生产总值,2022,5,亿元,an example,"@SUM(A1)"\n辽宁,,plain,地区生产总值,2022,-5.5,亿元,an example,＝1+1\n'
    )
    text = outcome(visit, upload(visit, "formulas.csv", content))
    batch = re.search(r"/data/batches/([^/]+)/", text)
    assert batch is not None, text
    reply = visit.get(f"/en/data/rows/series.csv?batch={batch[1]}")
    rows = list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    assert {row["subject"] for row in rows} == {f"'{formula}", "plain"}
    assert {row["value_printed"] for row in rows} == {"5", "-5.5"}, "a number stays a number"
    assert not any(cell.startswith(("=", "@", "＝")) for row in rows for cell in row.values())
    workbook = visit.get(f"/en/data/rows/series.xlsx?batch={batch[1]}").content
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet


def test_what_a_file_does_not_say_is_said_beside_it(visit: Any) -> None:
    """And its job is asked anew without the file being sent again."""
    rows = '"数据年月","贸易伙伴编码","贸易伙伴名称","商品编码","商品名称","人民币"\n"202401","402","阿根廷","12019019","转基因黄大豆","639,240,426"\n'
    reply = upload(visit, "q.csv", rows)
    page = outcome(visit, reply)
    assert "choose exports or imports below" in page
    again = visit.post(f"{reply.headers['location']}say/", {"flow": "import", "reporter": ""})
    said = outcome(visit, again)
    assert "Taken in." in said
    assert "/en/region/CHN/risks/" in said
    assert visit.post(f"{again.headers['location']}say/", {"flow": "export"}).status == 400


def test_templates_are_given_and_no_other_file(visit: Any) -> None:
    assert "measure/" in visit.get("/en/data/templates/figures.csv").text
    assert visit.get("/en/data/templates/notices.xlsx").content[:2] == b"PK"
    assert visit.get("/en/data/templates/secret.csv").status == 404
    assert 'href="/zh/data/templates/notices.xlsx"' in visit.get("/zh/data/").text


def test_a_zip_bomb_is_refused(own: tuple[str, Path, Path], visit: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("flows.csv", "w") as member:
        block = b"0" * (1 << 20)
        for _ in range(600):
            member.write(block)
    text = outcome(visit, upload(visit, "bomb.zip", packed.getvalue()))
    assert "unfolds to more than" in text
    twice = gzip.compress(b"0" * (400 << 20))
    assert "unfolds to more than" in outcome(visit, upload(visit, "bomb.csv.gz", twice))
    assert sum(file.stat().st_size for file in own[1].rglob("*") if file.is_file()) < 64 << 20, "and leaves nothing"


def test_a_file_too_large_is_refused_before_it_is_kept(own: tuple[str, Path, Path], visit: Any) -> None:
    before = set((own[1] / "web" / "uploads").iterdir())
    reply = upload(visit, "large.csv", b"a,b\n" + b"1,2\n" * (1 << 20))
    assert reply.status == 413
    assert "At most 2 MB are taken here." in reply.text
    assert set((own[1] / "web" / "uploads").iterdir()) <= before
    elsewhere = visit.post("/en/data/check/", {"x": "y" * (3 << 20)})
    assert elsewhere.status == 413


def test_a_full_disk_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    """In a process of its own, that may write no file of more than a megabyte: a disk that is full in the midst of a file."""
    program = """
import os, resource, signal
os.environ["DJANGO_SETTINGS_MODULE"] = "entrepot.web.settings"
import django
django.setup(set_prefix=False)
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from entrepot.web.data.uploads import keep
from entrepot.web.front.in_time import Unreceived
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
content = b"1,2\\n" * (1 << 20)
asked = RequestFactory().post("/en/data/upload/", {"file": SimpleUploadedFile("x.csv", content)})
for way in (lambda: asked.FILES, lambda: keep("x.csv", [content])):
    try:
        way()
    except Unreceived as problem:
        print(problem.status, problem.what)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env={**os.environ, "ENTREPOT_LAKE": str(tmp_path), "ENTREPOT_LANG": "en"})  # fmt: skip
    assert ran.stdout.count("503 The disk of this machine is full") == 2, ran.stderr
    assert list((tmp_path / "web" / "uploads").iterdir()) == []


def test_a_body_of_unknown_length_is_not_read(own: tuple[str, Path, Path], visit: Any) -> None:
    import http.client

    host = own[0].removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("POST", "/en/data/upload/", body=iter([b"x" * 1000] * 100), encode_chunked=True, headers={"Transfer-Encoding": "chunked", "Content-Type": "multipart/form-data; boundary=b", "Origin": own[0]})  # fmt: skip
    assert connection.getresponse().status in (400, 403, 411)
    connection.close()


def test_a_forged_form_is_refused(own: tuple[str, Path, Path], visit: Any) -> None:
    before = rows_in(own[1])
    file = ("yearbook.csv", GOOD.replace("table 1", "forged").encode())
    for reply in (
        visit.post("/en/data/upload/", {}, file=file, token=""),
        visit.post("/en/data/upload/", {}, file=file, token="x" * 64),
        visit.post("/en/data/upload/", {}, file=file, origin="https://example.org"),
        visit.post("/en/data/check/", {}, origin="null"),
    ):
        assert reply.status == 403
        assert "did not come from a page of this server" in reply.text
    batch = Workbench(own[1]).history()[0].id
    assert visit.post(f"/en/data/batches/{batch}/undo/", origin="https://example.org").status == 403
    assert rows_in(own[1]) == before


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("PUT", "/en/data/upload/"),
        ("DELETE", "/zh/data/"),
        ("GET", "/en/data/jobs/00000000-0000-0000-0000-000000000000/set-aside/"),
        ("PUT", "/en/data/rows/series/"),
        ("PATCH", "/en/data/rows/series.csv"),
    ],
)
def test_wrong_methods(method: str, address: str, visit: Any) -> None:
    reply = visit.get(address, method=method)
    # Without a token whatever writes is a forgery first.
    assert reply.status in (403, 405)
    assert "<h1>" in reply.text
    if method == "GET":
        assert reply.status == 405
        assert reply.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "address", ["nothing/", "00000000-0000-0000-0000-000000000000/", "..%2F..%2Fsecret/", "00000000-0000-0000-0000-000000000000/findings.csv"]
)  # fmt: skip
def test_no_such_job(address: str, visit: Any) -> None:
    assert visit.get(f"/en/data/jobs/{address}").status == 404


def test_a_job_of_another_kind_cannot_be_set_aside(visit: Any) -> None:
    reply = visit.post("/en/data/check/")
    outcome(visit, reply)
    again = visit.post(reply.headers["location"] + "set-aside/")
    assert again.status == 400
    assert "nothing of this job can be set aside" in again.text


def test_checking_everything(visit: Any) -> None:
    text = outcome(visit, visit.post("/en/data/check/"))
    assert len(re.findall('Nothing was found|id="findings"', text)) == 1
    page = visit.get("/en/data/check/").text
    assert "Last checked" in page
    assert "the data have changed since" not in page
    outcome(visit, upload(visit, "since.csv", GOOD.replace("table 1", "since")))
    assert "the data have changed since" in visit.get("/en/data/check/").text


def test_the_log_tells_no_query_no_name_and_no_cookie(own: tuple[str, Path, Path], visit: Any) -> None:
    visit.get("/en/data/rows/series/?subject=my-secret-question&page=x")
    upload(visit, "secret-name.csv", "roses,violets\nred,blue\n")
    time.sleep(0.5)
    told = own[2].read_text("utf-8")
    assert '"logger": "entrepot.jobs"' in told, "the log is written, and looked at here"
    secret = (own[1] / "web" / "secret").read_text()
    for word in ("my-secret-question", "secret-name", "csrftoken", "csrfmiddlewaretoken", secret):
        assert word not in told


def test_django_finds_nothing_to_mend_for_a_deployment(tmp_path: Path) -> None:
    program = "import django; django.setup(); from django.core.management import call_command; call_command('check', deploy=True, fail_level='DEBUG')"  # fmt: skip
    surroundings = {**os.environ, "ENTREPOT_LAKE": str(tmp_path / "lake"), "DJANGO_SETTINGS_MODULE": "entrepot.web.settings"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, env=surroundings, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_what_a_file_says_does_not_fill_the_page(visit: Any) -> None:
    text = outcome(visit, upload(visit, "wide.csv", "a" * 1_000_000 + ",b\n1,2\n"))
    assert "Refused as a whole" in text
    assert len(text) < 20_000


def test_a_browser_shows_why_a_file_is_too_large(
    own: tuple[str, Path, Path], chromium: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "large.csv"
    file.write_bytes(b"1,2\n" * (2 << 20))
    page = chromium.new_page()
    page.goto(f"{own[0]}/zh/data/upload/")
    page.set_input_files("#file", file)
    page.click("main button.primary")
    page.wait_for_selector("h1:has-text('文件过大')")
    assert "此处最多接收 2 MB" in page.inner_text("main")
    page.close()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_person_uploads_a_file(script: bool, own: tuple[str, Path, Path], chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / f"by-hand-{script}.csv"
    file.write_text(GOOD.replace("table 1", f"table {script}"), encoding="utf-8")
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(f"{own[0]}/en/data/upload/")
    page.set_input_files("#file", file)
    page.click("main button.primary")
    page.wait_for_selector(".outcome", timeout=60_000)
    assert "Taken in." in page.inner_text("main")
    page.click("text=Look at the rows")
    assert "2 rows; 1 to 2 are shown." in page.inner_text("main")
    assert problems == []
    context.close()
