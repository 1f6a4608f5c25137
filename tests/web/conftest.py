"""A server of our own over a lake with the embedded figures and a small sample world, and a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from entrepot.workbench import Workbench

PATIENCE_MILLISECONDS = 120_000
# A server without these asks for hosts of the browser's maker.
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web") / "lake"
    bench = Workbench(folder)
    bench.take_in_embedded()
    bench.make_sample_world(size="small")
    return folder


SERVE = [sys.executable, "-c", "from entrepot.cli import main; main()", "--lang", "en", "serve", "--port", "0"]


@pytest.fixture(scope="session")
def start() -> Callable[..., subprocess.CompletedProcess[str]]:
    """`entrepot serve` where it is expected not to start."""

    def started(lake: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        surroundings = {**os.environ, "ENTREPOT_LAKE": str(lake), **environment}
        return subprocess.run(SERVE, capture_output=True, text=True, env=surroundings, timeout=120, check=False)

    return started


@contextmanager
def served(lake: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`entrepot serve` over a lake, as anybody would have it: the address, and the process (which a test may kill)."""
    surroundings = {**os.environ, "ENTREPOT_LAKE": str(lake), "PYTHONUNBUFFERED": "1", **environment}
    with subprocess.Popen(SERVE, stdout=subprocess.PIPE, env=surroundings, text=True) as server:
        assert server.stdout is not None
        try:
            address = re.search(r"http://[^/\s]+", server.stdout.readline())
            assert address is not None
            _wait_until_up(address[0])
            yield address[0], server
        except BaseException:
            # Or a test that fails would wait for its server for ever.
            server.kill()
            raise
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=60) == 0


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[tuple[str, subprocess.Popen[str]]]]:
    return served


@pytest.fixture(scope="session")
def site(lake: Path) -> Iterator[str]:
    """The address of the pages."""
    with served(lake) as (address, _):
        yield address


@dataclass
class Reply:
    status: int
    text: str
    headers: dict[str, str]
    content: bytes


class Visitor:
    """A browser without a screen: it keeps cookies, follows nothing by itself, and fills in forms as they were given."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Stay())

    def get(self, address: str, *, method: str = "GET", headers: dict[str, str] | None = None) -> Reply:
        return self._ask(urllib.request.Request(self.site + address, headers=headers or {}, method=method))

    def post(
        self,
        address: str,
        fields: dict[str, str] | None = None,
        *,
        file: tuple[str, bytes] | None = None,
        token: str | None = None,
        origin: str | None = None,
    ) -> Reply:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/en/data/upload/").text)
        assert found is not None
        whole = {"csrfmiddlewaretoken": found[1] if token is None else token, **(fields or {})}
        body, kind = _multipart(whole, file)
        headers = {"Content-Type": kind, "Origin": origin or self.site}
        return self._ask(urllib.request.Request(self.site + address, data=body, headers=headers))

    def _ask(self, request: urllib.request.Request) -> Reply:
        try:
            response = self._opener.open(request, timeout=60)
        except urllib.error.HTTPError as problem:
            response = problem
        with response:
            content = response.read()
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status, content.decode("utf-8", "replace"), headers, content)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _multipart(fields: dict[str, str], file: tuple[str, bytes] | None) -> tuple[bytes, str]:
    border = "------------------------entrepot"
    parts = [f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]  # fmt: skip
    if file is not None:
        name = file[0].replace('"', "%22").replace("\n", "%0A").replace("\r", "%0D")
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        parts.append(head.encode() + file[1] + b"\r\n")
    return b"".join([*parts, f"--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"


@pytest.fixture(scope="session")
def visitor() -> type[Visitor]:
    return Visitor


def _wait_until_up(address: str, seconds: int = 60) -> None:
    for _ in range(seconds * 5):
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


@dataclass(frozen=True)
class Patient:
    """A browser whose pages wait for a busy machine longer than Playwright's half minute."""

    browser: Browser

    def new_context(self, **asked: Any) -> BrowserContext:
        context = self.browser.new_context(**asked)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        return context

    def new_page(self, **asked: Any) -> Page:
        page = self.browser.new_page(**asked)
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        return page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Patient]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET])
        yield Patient(browser)
        browser.close()
