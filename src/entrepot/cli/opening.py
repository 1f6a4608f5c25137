"""A browser, as soon as the pages answer. A process of its own: the server forks, and nobody forks safely beside a thread."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
import webbrowser
from contextlib import suppress
from typing import Final

_PATIENCE: Final = 120


def open_once_up(home: str, path: str) -> None:
    """Begin to wait for the pages at `home`; their `path` is opened when they answer."""
    subprocess.Popen([sys.executable, "-m", __name__, home, path])  # noqa: S603 - our own words


def _open(home: str, path: str) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(_PATIENCE):
        with suppress(OSError), direct.open(f"{home}health", timeout=1):
            webbrowser.open(home + path)
            return
        time.sleep(0.5)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        _open(*sys.argv[1:])
