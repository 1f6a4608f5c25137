"""A server of our own over a lake with the embedded figures and a small sample world, and a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from entrepot.workbench import Workbench

# A server without these asks for hosts of the browser's maker.
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web") / "lake"
    bench = Workbench(folder)
    bench.take_in_embedded()
    bench.make_sample_world(size="small")
    return folder


@pytest.fixture(scope="session")
def site(lake: Path) -> Iterator[str]:
    """The address of the pages, served by `entrepot serve` as anybody would serve them."""
    command = [sys.executable, "-c", "from entrepot.cli import main; main()", "--lang", "en", "serve", "--port", "0"]
    environment = {**os.environ, "ENTREPOT_LAKE": str(lake), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as server:
        assert server.stdout is not None
        address = re.search(r"http://[^/\s]+", server.stdout.readline())
        assert address is not None
        _wait_until_up(address[0])
        yield address[0]
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0


def _wait_until_up(address: str, seconds: int = 60) -> None:
    for _ in range(seconds * 5):
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET])
        yield browser
        browser.close()
