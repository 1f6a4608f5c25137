"""Fetching one file, from a server that this test starts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from entrepot.sources.exchange_rates import EXCHANGE_RATES
from entrepot.sources.sdmx_source import SDMX
from entrepot.sources.world_bank_prices import WORLD_BANK_PRICES
from entrepot.vocabulary.errors import UnknownName, WrongCall


class _Publisher(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = f"served {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def publisher() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Publisher) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("source", "choices", "name"),
    [
        (WORLD_BANK_PRICES, {}, "CMO-Historical-Data-Monthly.xlsx"),
        (EXCHANGE_RATES, {}, "exchange_rates_monthly.csv"),
        (EXCHANGE_RATES, {"frequency": "year"}, "exchange_rates_annual.csv"),
        (SDMX, {"name": "exr.xml"}, "exr.xml"),
    ],
)
def test_the_file_as_served(publisher: str, tmp_path: Path, source, choices: dict[str, str], name: str) -> None:
    (file,) = source.fetch(address=f"{publisher}/data", into=str(tmp_path), **choices)
    assert (file.name, file.address, file.size) == (name, f"{publisher}/data", 12)
    assert b"".join(file.content) == b"served /data" == (tmp_path / name).read_bytes()


def test_an_sdmx_query_names_its_file(publisher: str, tmp_path: Path) -> None:
    (file,) = SDMX.fetch(address=f"{publisher}/rest/data/EXR/M.USD?start=2020", into=str(tmp_path))
    assert file.name.endswith("rest_data_EXR_M_USD_start_2020")


def test_wrong_choices_are_named() -> None:
    with pytest.raises(UnknownName, match="frequency"):
        next(EXCHANGE_RATES.fetch(frequncy="year"))
    with pytest.raises(UnknownName, match="daily"):
        next(EXCHANGE_RATES.fetch(frequency="daily"))
    with pytest.raises(WrongCall, match="address="):
        next(SDMX.fetch())
