"""Pages of regions under load, over loopback: `python bench/pages.py LAKE [REGION ...]`.

Starts the real server, looks at each region for the first time in a real Chromium whose cache is empty (until its figures can be
read, until the first chart is drawn, until the whole is there), then at the same pages again, at the region's other pages (risks,
warnings, what if, opportunities), at what they load when clicked, and lets many people click on all of it at once; at last while one more region is looked at for the first time. CPU seconds are the server's: on a busy
machine only they can be compared. Memory is what the server and its workers hold in all, at its highest so far.
"""

from __future__ import annotations

import contextlib
import html
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from entrepot.workbench import Workbench
from entrepot.workbench.regions import regions

PEOPLE = 20
SECONDS = 20
AGAIN = 30
FRAGMENTS = 12
MOST = 6
DESK = {"width": 1440, "height": 900}
READABLE, PLOT, DRAWN = ".cards .num", ".plot[data-spec]", ".plot[data-state=drawn]"
MILLISECONDS = 60_000
ROOMS = ("risks/", "warnings/", "what-if/?scenario=lost-market", "opportunities/", "notices/")
OVER_ALL = ("/zh/", "/zh/risks/", "/zh/warnings/", "/zh/glances/")


@dataclass
class Times:
    milliseconds: list[float] = field(default_factory=list)
    errors: int = 0
    cpu: float = 0.0

    def ask(self, server: Server, path: str, *, fragment: bool) -> None:
        """What is not held is told with a 404, which is an answer too."""
        begun = time.perf_counter()
        try:
            server.get(path, fragment=fragment)
        except urllib.error.HTTPError as problem:
            problem.close()
            if problem.code != 404:
                self.errors += 1
                print(problem.code, path, file=sys.stderr)
        except OSError:
            self.errors += 1
        self.milliseconds.append((time.perf_counter() - begun) * 1000)

    def row(self, title: str) -> str:
        shown = sorted(self.milliseconds)
        p95 = statistics.quantiles(shown, n=20)[-1] if len(shown) > 1 else shown[0]
        return f"| {title} | {len(shown)} | {statistics.median(shown):,.0f} | {p95:,.0f} | {shown[-1]:,.0f} | {self.errors} | {self.cpu:.2f} |"


@dataclass
class Server:
    base: str
    process: int

    def get(self, path: str, *, fragment: bool = False) -> tuple[float, str]:
        asked = urllib.request.Request(self.base + path, headers={"HX-Request": "true"} if fragment else {})
        begun = time.perf_counter()
        with urllib.request.urlopen(asked, timeout=300) as answer:
            text = answer.read().decode("utf-8", "replace")
        return (time.perf_counter() - begun) * 1000, text

    def cpu(self) -> float:
        """Of the server and its workers, in seconds."""
        return sum(_cpu_of(one) for one in _with_children(self.process))

    def at_rest(self) -> float:
        """What it took until it had nothing more to do, in CPU seconds."""
        before, now = -1.0, self.cpu()
        while now - before > 0.02:
            time.sleep(1)
            before, now = now, self.cpu()
        return now

    def peak_megabytes(self) -> int:
        return sum(_kilobytes_of(one, "VmHWM") for one in _with_children(self.process)) >> 10

    def megabytes(self) -> int:
        return sum(_kilobytes_of(one, "VmRSS") for one in _with_children(self.process)) >> 10

    @contextlib.contextmanager
    def measured(self) -> Iterator[Times]:
        times, begun = Times(), self.cpu()
        yield times
        times.cpu = self.cpu() - begun


def _with_children(process: int) -> list[int]:
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def _cpu_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _kilobytes_of(process: int, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


@contextlib.contextmanager
def served(lake: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-c", "from entrepot.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(words, env=os.environ | {"ENTREPOT_LAKE": str(lake)}, stdout=subprocess.DEVNULL)
    server = Server(f"http://127.0.0.1:{port}", process.pid)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                server.get("/health")
                break
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(60)


def fragments_of(page: str) -> list[str]:
    """What the page loads when it is clicked."""
    found = dict.fromkeys(html.unescape(one) for one in re.findall(r'hx-get="([^"]+)"', page))
    return [one for one in found if one.startswith("/")][:FRAGMENTS]


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def view(browser: Browser, address: str) -> tuple[float, float, float]:
    """Milliseconds until the figures can be read, a chart is drawn, and the whole is there, to somebody who never was here."""
    with browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        begun = time.perf_counter()
        page.goto(address, wait_until="commit", timeout=MILLISECONDS)
        page.wait_for_selector(READABLE, timeout=MILLISECONDS)
        readable = time.perf_counter()
        page.locator(PLOT).first.scroll_into_view_if_needed()
        page.wait_for_selector(DRAWN, timeout=MILLISECONDS)
        drawn = time.perf_counter()
        page.wait_for_load_state("load", timeout=MILLISECONDS)
        return (readable - begun) * 1000, (drawn - begun) * 1000, (time.perf_counter() - begun) * 1000


def click(server: Server, addresses: Sequence[tuple[str, bool]], until: float, seed: int) -> Times:
    chosen, times = random.Random(seed), Times()
    while time.perf_counter() < until:
        path, fragment = chosen.choice(addresses)
        times.ask(server, path, fragment=fragment)
    return times


def views(server: Server, pages: dict[str, str], title: str) -> None:
    """A row for each region: the three moments, and what it took of the server."""
    with chromium() as browser:
        for one, path in pages.items():
            with server.measured() as times:
                readable, drawn, whole = view(browser, server.base + path)
            print(
                f"| {title} of {one}: readable, a chart drawn, the whole | 1 | {readable:,.0f} | {drawn:,.0f} | {whole:,.0f} | 0 | {times.cpu:.2f} | {server.peak_megabytes():,} |"
            )


def first(server: Server, title: str, wanted: Sequence[tuple[str, bool]]) -> None:
    """As programs see it: until the last byte."""
    with server.measured() as times:
        for path, fragment in wanted:
            times.ask(server, path, fragment=fragment)
    print(f"{times.row(title)} {server.peak_megabytes():,} |")


def again(server: Server, title: str, wanted: Sequence[tuple[str, bool]]) -> None:
    for path, fragment in wanted:
        Times().ask(server, path, fragment=fragment)
    with server.measured() as times:
        for turn in range(max(AGAIN, len(wanted))):
            path, fragment = wanted[turn % len(wanted)]
            times.ask(server, path, fragment=fragment)
    print(f"{times.row(title)} {server.peak_megabytes():,} |")


def crowd(server: Server, addresses: Sequence[tuple[str, bool]], when: str = "") -> None:
    with server.measured() as times, ThreadPoolExecutor(PEOPLE) as pool:
        until = time.perf_counter() + SECONDS
        for found in pool.map(lambda seed: click(server, addresses, until, seed), range(PEOPLE)):
            times.milliseconds += found.milliseconds
            times.errors += found.errors
    print(f"{times.row(f'{PEOPLE} people clicking for {SECONDS} s{when}')} {server.peak_megabytes():,} |")


def look(server: Server, wanted: Sequence[str]) -> None:
    """As a browser does: what is still worked out is looked at again."""
    for path in wanted:
        for _ in range(30):
            try:
                server.get(path)
                break
            except urllib.error.HTTPError as problem:
                problem.close()
                if problem.code != 503:
                    break
                time.sleep(2)


def main(lake: Path, named: Sequence[str]) -> None:
    every = [one.area.id for kind in regions(Workbench(lake)) for one in kind.areas]
    ids = list(named) or every[:MOST]
    new = next((one for one in every if one not in ids), "")
    pages = {one: f"/zh/region/{urllib.parse.quote(one)}/" for one in ids}
    print(
        "| | requests | p50 ms | p95 ms | slowest ms | errors | server CPU s | peak MB |\n|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    with served(lake) as server:
        print(
            f"| the server's start, until it rests | | | | | | {server.at_rest():.2f} | {server.peak_megabytes():,} |"
        )
        views(server, pages, "first view")
        views(server, pages, "view by somebody else")
        whole = [(path, False) for path in pages.values()]
        parts = [(one, True) for path in pages.values() for one in fragments_of(server.get(path)[1])]
        rooms = [(f"{path}{room}", False) for path in pages.values() for room in ROOMS]
        rooms += [(path, False) for path in OVER_ALL]
        again(server, "the same pages again", whole)
        again(server, "what they load when clicked", parts)
        first(server, "their other pages, for the first time", rooms)
        again(server, "their other pages again", rooms)
        crowd(server, whole + parts + rooms)
        if new:
            fresh = threading.Thread(target=look, args=(server, [f"/zh/region/{new}/{room}" for room in ("", *ROOMS)]))
            fresh.start()
            crowd(server, whole + parts + rooms, f", while {new} is looked at for the first time")
            fresh.join()
        server.at_rest()
        print(f"| in memory, at rest | | | | | | | {server.megabytes():,} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
