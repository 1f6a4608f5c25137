"""The what-if page: the form makes the address, the address makes the outcome, and all of it can be taken away."""

from __future__ import annotations

import html
import json
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Browser

from entrepot.models.scenario.declaration import MarketClosed, Shift
from entrepot.models.scenario.scenario_file import scenario_of_toml
from entrepot.risks.levers import LEVERS

PATIENCE_MILLISECONDS = 120_000
OWN = "kind=closed&partner=%E7%BE%8E%E5%9B%BD&amount=30&redirect=40&room=10"


def read(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=300) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read().decode()


def test_the_form_makes_the_address_and_the_address_the_outcome(site: str, chromium: Browser) -> None:
    """Without scripts: filled in, sent, and the same numbers by the link that the page gives of itself."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    page.goto(f"{site}/en/region/CN-LN/what-if/")
    page.fill("#f-partner", "USA")
    page.fill("#f-amount", "30")
    page.click("main form button.primary")
    assert "amount=30" in page.url
    exports = page.inner_text("table.whatif >> nth=0")
    share = re.search(r"Exports\s+USD [\d.]+ bn\s+USD −[\d.]+ bn \(−([\d.]+)%\)", exports)
    assert share is not None
    assert 0 < float(share[1]) < 30
    page.click("text=Link to this")
    assert page.inner_text("table.whatif >> nth=0") == exports
    assert page.input_value("#f-amount") == "30"
    context.close()


def test_the_scenario_is_changed_where_it_is_read(site: str) -> None:
    """The form stands before the outcome; what changes most comes first and the rest is folded; no words of the command line."""
    text = read(f"{site}/zh/region/CN-LN/what-if/?{OWN}")[1]
    assert text.index('id="f-amount"') < text.index('id="outcome"') < text.index('id="rows-measures-table-rest"')
    assert "请改用“国家间均衡，按暴露程度传导”" in text
    # Nothing was given a range: there is no interval to speak of. Nor is there a share of imports that do not change.
    assert "十次抽样中九次" not in text
    assert "不变" in text and "0美元" not in text


def test_the_scenario_can_be_taken_away(site: str) -> None:
    status, text = read(f"{site}/zh/region/CN-LN/what-if/my-scenario.toml?{OWN}")
    assert status == 200
    found = scenario_of_toml(text, file="my-scenario.toml")
    closed, shift = found.changes
    assert isinstance(closed, MarketClosed)
    assert (closed.part, closed.scope.partners) == (0.3, ("USA",))
    assert isinstance(shift, Shift)
    assert (shift.part, shift.most_growth) == (0.4, 0.1)
    assert read(f"{site}/zh/region/CN-LN/what-if/yuan-up-5.toml")[1].startswith('id = "yuan-up-5"')


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=closed&partner=Atlantis&amount=30", "no area is called &#x27;Atlantis&#x27;"),
        ("kind=closed&amount=300", "a market can be lost from 0 to 100 per cent"),
        ("kind=closed&amount=many", "is no number"),
        ("kind=melting&amount=3", "no kind of change is called"),
        ("scenario=lost-market&scenario=yuan-up-5&scenario=demand-slump&scenario=use-rcep", "3 scenarios side by side"),
        ("scenario=../../secret", "no scenario is called"),
        ("lever=prayer", "no lever is called"),
        ("scenario=lost-market&method=magic", "no method is called"),
        ("scenario=lost-market&method=split", "take in BACI"),
    ],
)
def test_what_makes_no_sense_is_said_on_the_page(site: str, query: str, said: str) -> None:
    status, text = read(f"{site}/en/region/CN-LN/what-if/?{query}")
    assert status in (400, 404)
    assert said in text
    assert "<form" in text


def test_one_that_cannot_be_told_leaves_the_others(site: str) -> None:
    status, text = read(f"{site}/en/region/CN-LN/what-if/?scenario=yuan-up-5&kind=closed&partner=Chad&amount=30")
    assert status == 200
    assert "Market lost, Chad: 30%: the scenario touches no trade of this region" in text
    assert "five per cent against the dollar" in text


def test_names_lead_to_the_region(site: str) -> None:
    with urllib.request.urlopen(f"{site}/zh/what-if/?region=CN-LN", timeout=300) as answer:
        assert answer.url == f"{site}/zh/region/CN-LN/what-if/"
        assert answer.read().decode().count("/zh/region/CN-LN/what-if/?lever=") == len(LEVERS)


def test_a_lever_made_of_the_region_s_table_is_tried(site: str) -> None:
    """The fund moves no trade: its payment, its risk and what is not modelled are told, and it stands in the form."""
    status, text = read(f"{site}/en/region/CN-LN/what-if/?lever=relief_fund", Accept="application/json")
    fund = json.loads(read(f"{site}/api/regions/CN-LN/levers/relief_fund")[1])["outcome"]
    (paid,) = fund["parts"]
    assert status == 200
    assert paid["title"]["en"] in text
    assert fund["assumptions"][0]["what"]["en"] in html.unescape(text)
    assert 'name="lever" value="relief_fund" checked' in text
    risks = read(f"{site}/en/region/CN-LN/what-if/?lever=relief_fund&part=risks")[1]
    assert re.search(r"Volatility|volatility", risks)


def test_programs_get_the_same(site: str) -> None:
    status, text = read(f"{site}/api/regions/CN-LN/what-if/lost-market?risks=false", Accept="application/json")
    found = json.loads(text)
    assert (status, found["method"], found["region"]) == (200, "stress", "CN-LN")
    assert found["exports"]["low"] < found["exports"]["value"] < found["exports"]["high"] < 0
    assert found["exports"]["value"] == pytest.approx(sum(one["amount"] for one in found["parts"]), abs=0.01)
    assert {one["id"] for one in json.loads(read(f"{site}/api/scenarios")[1])["scenarios"]} >= {"lost-market"}
    fund = json.loads(read(f"{site}/api/regions/CN-LN/levers/relief_fund")[1])
    assert [one["id"] for one in fund["risks"]] == ["scale_volatility"]
    assert fund["lever"]["made"] == "relief" and fund["outcome"]["exports"]["value"] is None
    assert read(f"{site}/api/regions/CN-LN/what-if/nothing")[0] == 404


def test_risks_come_as_a_fragment_and_as_a_page(site: str) -> None:
    address = f"{site}/en/region/CN-LN/what-if/?kind=closed&partner=USA&amount=30&part=risks"
    page, fragment = read(address)[1], read(address, **{"HX-Request": "true"})[1]
    assert "<html" in page
    assert "<html" not in fragment
    assert "Market concentration" in fragment
