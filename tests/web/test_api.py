"""The API: what it says is what the command line says, in every form; nothing that is asked breaks it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.core.result import Ok

CSV = "text/csv"
ARROW = "application/vnd.apache.arrow.stream"


def asked(address: str, *, accept: str = "application/json", language: str = "en") -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(address, headers={"Accept": accept, "Accept-Language": language})
    try:
        response = urllib.request.urlopen(request, timeout=120)
    except urllib.error.HTTPError as problem:
        response = problem
    with response:
        return response.status, response.read(), {k.lower(): v for k, v in response.headers.items()}


def of_json(site: str, address: str) -> Any:
    status, content, headers = asked(site + address)
    assert status == 200, content
    assert headers["content-type"] == "application/json"
    return json.loads(content)


def of_command(lake: Path, *words: str) -> Any:
    command = [sys.executable, "-c", "from entrepot.cli import main; main()", *words, "--lake", str(lake), "--json"]
    ran = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    return json.loads(ran.stdout)


def test_an_answer_is_that_of_the_command_line(site: str, lake: Path) -> None:
    said = of_json(site, "/api/measures/trade_dependence/answer?region=CN-LN&period=2013..2015")
    assert said == of_command(lake, "measure", "run", "trade_dependence", "--region", "CN-LN", "--period", "2013..2015")
    assert round(said["rows"][-1]["value"], 4) == 0.2082


def test_an_option_goes_by_its_name(site: str, lake: Path) -> None:
    said = of_json(site, "/api/measures/hhi/answer?region=CN-GD&period=2022-01&over=product")
    words = ("measure", "run", "hhi", "--region", "CN-GD", "--period", "2022-01", "--set", "over=product")
    assert said == of_command(lake, *words)
    assert said["options"]["over"] == "product"
    assert said["synthetic"] is True


def test_an_explanation_is_that_of_the_command_line(site: str, lake: Path) -> None:
    said = of_json(site, "/api/measures/export_dependence/explanation?region=CN-LN&period=2013..2015&row=period=2015")
    words = ("measure", "explain", "export_dependence", "--region", "CN-LN", "--period", "2013..2015")
    assert said == of_command(lake, *words, "--row", "period=2015")
    assert said["filled_in"] == "508.4 / (4,615 * 1)"


def test_the_same_rows_in_three_forms(site: str) -> None:
    address = f"{site}/api/measures/exports/answer?region=CN-LN&period=2013..2015"
    told = json.loads(asked(address)[1])
    _, text, headers = asked(address, accept=CSV)
    assert headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(text.decode())))
    assert [float(row["value"]) for row in rows] == [row["value"] for row in told["rows"]]
    _, stream, headers = asked(address, accept=ARROW)
    assert headers["content-type"] == ARROW
    table = pa.ipc.open_stream(stream).read_all()
    assert table["value"].to_pylist() == [row["value"] for row in told["rows"]]
    assert json.loads(table.schema.metadata[b"entrepot"])["coverage"] == told["coverage"]
    assert asked(f"{address}&format=csv")[1] == text


def test_what_cannot_be_accepted_is_said(site: str) -> None:
    status, content, _ = asked(f"{site}/api/regions", accept="image/png")
    assert status == 406
    assert ARROW in json.loads(content)["detail"]


def test_a_problem_is_said_in_the_language_asked_for(site: str) -> None:
    status, content, headers = asked(f"{site}/api/measures/rcaa", language="zh-CN,zh;q=0.9")
    assert status == 404
    assert headers["content-type"] == "application/problem+json"
    told = json.loads(content)
    assert told["title"] == "没有找到"
    assert "rca" in told["near"]
    assert "did you mean" in json.loads(asked(f"{site}/api/measures/rcaa")[1])["detail"]


def test_published_figures_are_as_printed(site: str) -> None:
    told = of_json(site, "/api/series?area=CN-LN&measure=gdp&period=2015&unit=USD")
    assert [row["value_printed"] for row in told["rows"]] == ["4615"]
    assert told["rows"][0]["locator"] == "adb-ta9036 table 3"


def test_pages_of_rows_follow_each_other(site: str) -> None:
    whole = of_json(site, "/api/flows?reporter=CN-GD&product=85*&limit=40")["rows"]
    first = of_json(site, "/api/flows?reporter=CN-GD&product=85*&limit=20")
    second = of_json(site, f"/api/flows?reporter=CN-GD&product=85*&limit=20&offset={first['next']}")
    assert [*first["rows"], *second["rows"]] == whole
    assert len(whole) == 40
    assert {row["product"][:2] for row in whole} == {"85"}
    assert "synthetic" in first["licences"][0]["en"]


def test_an_unknown_column_names_the_near_ones(site: str) -> None:
    status, content, _ = asked(f"{site}/api/flows?reportr=CN-GD")
    assert status == 404
    assert json.loads(content)["near"][0] == "reporter"


def test_bounds_are_said(site: str) -> None:
    status, content, _ = asked(f"{site}/api/flows?limit=1000000")
    assert status == 400
    assert json.loads(content)["detail"] == "limit: at most 10000"


def test_nobody_names_files_of_this_machine(site: str) -> None:
    for name in ("data", "reference_data", "tables", "engine", "of_options", "id"):
        status, content, _ = asked(f"{site}/api/measures/exports/answer?region=CN-LN&{name}=/etc/passwd")
        assert status == 404, name
        assert b"root" not in content


def test_sources_and_measures_are_their_cards(site: str, lake: Path) -> None:
    assert of_json(site, "/api/measures/hhi") == of_command_without_lake("measure", "show", "hhi")
    assert of_json(site, "/api/sources") == of_command_without_lake("source", "list")


def of_command_without_lake(*words: str) -> Any:
    command = [sys.executable, "-c", "from entrepot.cli import main; main()", *words, "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def test_claims_have_verdicts(site: str) -> None:
    verdicts = {one["id"]: one["verdict"] for one in of_json(site, "/api/studies/shanxi-asean/claims")}
    assert len(verdicts) > 10
    assert "reproduces" in verdicts.values()
    status, text, _ = asked(f"{site}/api/studies/shanxi-asean/claims", accept=CSV)
    assert status == 200
    assert len(list(csv.DictReader(io.StringIO(text.decode())))) == len(verdicts)


def test_a_paper_is_its_saved_run(site: str) -> None:
    told = of_json(site, "/api/studies/shanxi-asean")
    assert told["entrepot_paper"] == 1
    assert told["paper"]["id"] == "shanxi-asean"


def test_every_address_is_documented(site: str) -> None:
    document = of_json(site, "/api/openapi.json")
    assert document["openapi"].startswith("3.1")
    assert {"/api/flows", "/api/series", "/api/measures/{measure}/answer"} <= set(document["paths"])
    answer = document["paths"]["/api/measures/{measure}/answer"]["get"]["responses"]["200"]["content"]
    assert {CSV, ARROW, "application/json"} == set(answer)


HOSTILE = ("", "\x00", "'; DROP TABLE flows; --", "9" * 60, "-1", "1e999", "NaN", "\ufeff", "é" * 3000, "..", "2020..2010", "*", ",", "+", "CN-LN+", "=1+1", "\u202e", "%s%n", "../../etc/passwd", "<script>", "0000", "2015-13", "2015..x", "辽宁,,山西", "WLD", "TOTAL")  # fmt: skip
FIELDS = ("region", "partner", "product", "regime", "flow", "period", "frequency", "by", "reference", "currency", "source", "digits", "basis", "nomenclature", "convert", "split", "share", "as_of", "of_measure", "rolling", "rolled", "over", "row", "format")  # fmt: skip
COLUMNS = ("source", "period", "flow", "reporter", "partner", "product", "regime", "value_usd", "year", "synthetic", "product_digits", "limit", "offset", "as_of", "batch")  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_no_word_breaks_a_measure(field: str, site: str) -> None:
    for number, value in enumerate(HOSTILE, start=FIELDS.index(field)):
        words = {"region": "CN-LN", "period": "2015"} | {field: value}
        query = urllib.parse.urlencode(words)
        # The words are read alike for both: an explanation of every third, another third for each field.
        for measure, kind in (("exports", "answer"), ("hhi", "explanation"))[: 1 + (number % 3 == 0)]:
            status, content, headers = asked(f"{site}/api/measures/{measure}/{kind}?{query}")
            assert status < 500, (value, content)
            assert status == 200 or headers["content-type"] == "application/problem+json", (value, content)


@pytest.mark.parametrize("field", COLUMNS)
def test_no_word_breaks_rows(field: str, site: str) -> None:
    for value in HOSTILE:
        status, content, _ = asked(f"{site}/api/flows?{urllib.parse.urlencode({'limit': 3, field: value})}")
        assert status < 500, (value, content)


def test_nothing_generated_breaks_it(site: str) -> None:
    """Every operation of the document, asked what it says it can be asked, and what it says it cannot."""
    document = schemathesis.openapi.from_url(f"{site}/api/openapi.json")
    tried = 0
    for found in document.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck])
        @given(case=operation.as_strategy())
        def unbroken(case: Case[Any]) -> None:
            response = case.call(timeout=120)
            assert response.status_code < 500, response.text

        unbroken()
        tried += 1
    assert tried >= 12
