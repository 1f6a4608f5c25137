"""Draw the pictures of the pages: a region of the sample world, served and photographed in both languages.

python docs/make_page_pictures.py   (needs Chromium)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from entrepot.vocabulary.text import LANGUAGES
from entrepot.workbench import Workbench

FOLDER = Path(__file__).parent / "pictures"
REGION = "CN-LN"
SERVE = [sys.executable, "-c", "from entrepot.cli import main; main()", "serve", "--port", "0"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder) / "lake")
        bench.take_in_embedded()
        settings = {**os.environ, "ENTREPOT_LAKE": str(bench.lake.folder), "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(SERVE, stdout=subprocess.PIPE, env=settings, text=True) as server:  # noqa: S603
            try:
                _photograph(_address(server))
            finally:
                server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    found = re.search(r"http://[^/\s]+", server.stdout.readline() if server.stdout else "")
    if found is None:
        raise RuntimeError("the server did not say where it is")
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{found[0]}/health", timeout=5):  # noqa: S310
                return found[0]
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(found[0])


def _photograph(site: str) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        for language in LANGUAGES:
            page = browser.new_page(viewport={"width": 1200, "height": 1250})
            page.goto(f"{site}/{language}/region/{REGION}/")
            page.wait_for_function("document.querySelector('.plot').dataset.state === 'drawn'")
            page.screenshot(path=FOLDER / f"region_{language}.png")
        browser.close()


if __name__ == "__main__":
    main()
