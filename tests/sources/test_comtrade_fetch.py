"""Comtrade's API: pages, keys, limits, and going on after a break."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from local_server import serving

from entrepot.sources.asking import Patience
from entrepot.sources.comtrade import COMTRADE
from entrepot.sources.comtrade_fetch import fetch
from entrepot.sources.comtrade_pages import pages_for
from entrepot.vocabulary.errors import (
    EntrepotError,
    MissingData,
    SchemaMismatch,
    SourceUnavailable,
    UnknownName,
    WrongCall,
)

KEY = "0123456789abcdef0123456789abcdef"
QUICK = Patience(tries=3, connect_s=2, stall_s=2, first_wait_s=0.01, longest_wait_s=0.02)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in ("KEY", "KEY_FILE", "ADDRESS"):
        monkeypatch.delenv(f"ENTREPOT_COMTRADE_{name}", raising=False)


def query(asked: dict[str, str]) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(asked["path"]).query).items()}


def envelope(rows: int) -> bytes:
    data = [{"reporterCode": 156, "partnerCode": n, "primaryValue": n + 0.5} for n in range(rows)]
    return json.dumps({"elapsedTime": "0.1 secs", "count": rows, "data": data, "error": ""}).encode()


def gives(rows_of):
    """A server that answers each question with as many records as `rows_of(query)` says."""

    def act(handler):
        rows = rows_of(query({"path": handler.path}))
        handler.answer(200, envelope(rows), Content_Type="application/json; charset=utf-8")

    return act


def get(server, monkeypatch, **wanted):
    monkeypatch.setenv("ENTREPOT_COMTRADE_ADDRESS", server.address)
    return list(fetch(wanted, how=COMTRADE.how, patience=QUICK))


def test_without_a_key_the_preview_is_asked(monkeypatch):
    with serving(gives(lambda _: 3)) as server:
        (file,) = get(server, monkeypatch, reporter="中国", period="2022")
        (asked,) = server.asked
    assert urlsplit(asked["path"]).path == "/public/v1/preview/C/A/HS"
    assert query(asked) == {
        "reporterCode": "156", "period": "2022", "flowCode": "X,M", "cmdCode": "TOTAL", "partner2Code": "0",
        "customsCode": "C00", "motCode": "0", "maxRecords": "500",
    }  # fmt: skip
    content = b"".join(file.content)
    assert (file.size, content) == (len(content), envelope(3))
    assert COMTRADE.decode(file.name, content).num_rows == 3


def test_the_key_travels_in_a_header_only(monkeypatch, tmp_path):
    monkeypatch.setenv("ENTREPOT_COMTRADE_KEY", KEY)
    with serving(gives(lambda _: 3)) as server:
        (file,) = get(server, monkeypatch, reporter="CHN", period="2022-03", into=str(tmp_path))
        (asked,) = server.asked
    assert asked["ocp-apim-subscription-key"] == KEY
    assert urlsplit(asked["path"]).path == "/data/v1/get/C/M/HS"
    assert KEY not in asked["path"] + file.address + file.name
    assert KEY not in "".join(path.name + path.read_text() for path in tmp_path.iterdir())


def test_the_key_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    monkeypatch.setenv("ENTREPOT_COMTRADE_KEY_FILE", str(tmp_path / "key"))
    with serving(gives(lambda _: 1)) as server:
        get(server, monkeypatch, reporter="CHN", period="2022")
        assert server.asked[0]["ocp-apim-subscription-key"] == KEY
    monkeypatch.setenv("ENTREPOT_COMTRADE_KEY_FILE", str(tmp_path / "nothing"))
    with pytest.raises(WrongCall, match="cannot be read"):
        list(fetch({"reporter": "CHN", "period": "2022"}, how=COMTRADE.how))


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_refusal_shows_no_key(monkeypatch, status):
    monkeypatch.setenv("ENTREPOT_COMTRADE_KEY", KEY)
    refusing = serving(lambda h: h.answer(status, f"bad key {KEY}".encode()))
    with refusing as server, pytest.raises(SourceUnavailable) as caught:
        get(server, monkeypatch, reporter="CHN", period="2022")
    shown = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert not any(KEY in str(problem) for problem in shown)
    assert KEY not in caught.value.message.zh


@pytest.mark.parametrize("key", ["two\nlines of it", "Schlüssel-Schlüssel", "short", "white space in it"])
def test_a_broken_key_is_refused_unshown(monkeypatch, key):
    monkeypatch.setenv("ENTREPOT_COMTRADE_KEY", key)
    with pytest.raises(WrongCall, match="no Comtrade key") as caught:
        list(COMTRADE.fetch(reporter="CHN", period="2022"))
    assert key not in str(caught.value)


def test_a_key_is_not_sent_in_the_clear(monkeypatch):
    monkeypatch.setenv("ENTREPOT_COMTRADE_KEY", KEY)
    monkeypatch.setenv("ENTREPOT_COMTRADE_ADDRESS", "http://example.invalid")
    with pytest.raises(WrongCall, match="not https"):
        list(COMTRADE.fetch(reporter="CHN", period="2022"))


def test_one_page_for_each_reporter_and_period(monkeypatch):
    with serving(gives(lambda _: 2)) as server:
        files = get(server, monkeypatch, reporter="CHN, DEU", period="2018-2020")
        asked = [(query(a)["reporterCode"], query(a)["period"]) for a in server.asked]
    assert asked == [(r, p) for r in ("156", "276") for p in ("2018", "2019", "2020")]
    assert len({file.name for file in files}) == 6


def test_an_answer_that_is_cut_off_is_asked_for_in_pieces(monkeypatch, tmp_path):
    """300 rows for each flow: both together fill the preview's 500."""
    with serving(gives(lambda q: min(500, 300 * len(q["flowCode"].split(","))))) as server:
        files = get(server, monkeypatch, reporter="CHN", period="2022", into=str(tmp_path))
        assert [query(a)["flowCode"] for a in server.asked] == ["X,M", "X", "M"]
    assert [COMTRADE.decode(f.name, b"".join(f.content)).num_rows for f in files] == [300, 300]
    assert len(list(tmp_path.iterdir())) == 2


def test_products_are_divided_before_flows(monkeypatch):
    with serving(gives(lambda q: 200 * len(q["cmdCode"].split(",")))) as server:
        files = get(server, monkeypatch, reporter="CHN", period="2022", product="01,02,03,04")
        assert [query(a)["cmdCode"] for a in server.asked] == ["01,02,03,04", "01,02", "03,04"]
    assert len(files) == 2


def test_what_cannot_be_divided_is_refused_not_cut(monkeypatch, tmp_path):
    with serving(gives(lambda _: 500)) as server, pytest.raises(SourceUnavailable, match="500 rows at a time"):
        get(server, monkeypatch, reporter="CHN", period="2022", flow="import", into=str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_rate_limits_are_waited_out(monkeypatch):
    limit = b'{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 1 seconds." }'
    with serving(lambda h: h.answer(429, limit, Retry_After="0"), gives(lambda _: 2)) as server:
        assert len(get(server, monkeypatch, reporter="CHN", period="2022")) == 1
        assert len(server.asked) == 2


def test_a_limit_told_with_status_200_is_no_data(monkeypatch, tmp_path):
    limit = b'{ "statusCode": 429, "message": "Rate limit is exceeded." }'
    with serving(lambda h: h.answer(200, limit)) as server, pytest.raises(SourceUnavailable, match="Rate limit"):
        get(server, monkeypatch, reporter="CHN", period="2022", into=str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_broken_fetch_goes_on_with_what_it_lacks(monkeypatch, tmp_path):
    wanted = {"reporter": "CHN", "period": "2019-2021", "into": str(tmp_path)}
    breaking = serving(gives(lambda _: 2), lambda h: h.answer(503))
    with breaking as server, pytest.raises(SourceUnavailable, match="503"):
        get(server, monkeypatch, **wanted)
    with serving(gives(lambda _: 2)) as server:
        files = get(server, monkeypatch, **wanted)
        assert [query(a)["period"] for a in server.asked] == ["2020", "2021"]
    assert len(files) == 3


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"<html>Just a moment...</html>", SourceUnavailable),
        (b"{}", SchemaMismatch),
        (envelope(2)[:-20], SchemaMismatch),
    ],
)
def test_what_is_no_answer_is_not_kept(monkeypatch, tmp_path, body, error):
    with serving(lambda h: h.answer(200, body)) as server, pytest.raises(error):
        get(server, monkeypatch, reporter="CHN", period="2022", into=str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_nothing_there_is_told(monkeypatch):
    with serving(gives(lambda _: 0)) as server, pytest.raises(MissingData, match="nothing"):
        get(server, monkeypatch, reporter="CHN", period="2022")
    with serving(gives(lambda q: 2 if q["period"] == "2021" else 0)) as server:
        assert len(get(server, monkeypatch, reporter="CHN", period="2021,2022")) == 1


def test_a_question_in_words_becomes_codes():
    (page,) = pages_for({
        "reporter": "United States", "period": "202203", "partner": "CHN,490", "flow": "re-export", "product": "8703",
        "nomenclature": "h5",
    })  # fmt: skip
    assert (page.reporter, page.partners, page.flows) == ("842", ("156", "490"), ("RX",))
    assert (page.period, page.products, page.nomenclature) == ("202203", ("8703",), "H5")
    assert page.address("http://x", "get").startswith("http://x/data/v1/get/C/M/H5?")


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"period": "2022"}, WrongCall),
        ({"reporter": "CHN"}, WrongCall),
        ({"reporter": "CHN", "period": "22"}, WrongCall),
        ({"reporter": "CHN", "period": "2022-13"}, WrongCall),
        ({"reporter": "CHN", "period": "2022-2020"}, WrongCall),
        ({"reporter": "Atlantis", "period": "2022"}, UnknownName),
        ({"reporter": "辽宁", "period": "2022"}, WrongCall),
        ({"reporter": "CHN", "period": "2022", "flow": "DX"}, UnknownName),
        ({"reporter": "CHN", "period": "2022", "product": "cars"}, WrongCall),
        ({"reporter": "CHN", "period": "2022", "nomenclature": "HS22&x=1"}, WrongCall),
        ({"reporter": "CHN", "period": "2022", "reporters": "DEU"}, UnknownName),
    ],
)
def test_questions_that_make_no_sense_are_refused_before_asking(wanted, error):
    with pytest.raises(error):
        pages_for(wanted)
    assert issubclass(error, EntrepotError)
