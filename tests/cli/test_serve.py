"""`entrepot serve` and the end of `entrepot up`: addresses, ports, stopping."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from entrepot.cli import main; main()", "--lang", "en"]


def run(*words: str, lake: Path) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "ENTREPOT_LAKE": str(lake)}
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=settings, timeout=120, check=False)


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.20", "::", "example.org"])
def test_others_are_not_served(address: str, tmp_path: Path) -> None:
    refused = run("serve", "--address", address, lake=tmp_path)
    assert refused.returncode == 2
    assert "no accounts yet" in refused.stderr


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run("serve", "--port", str(port), lake=tmp_path)
    assert refused.returncode == 8
    assert f"port {port}" in refused.stderr
    assert "--port" in refused.stderr


def test_up_in_a_script_ends(tmp_path: Path) -> None:
    done = run("up", "--no-sample", lake=tmp_path / "lake")
    assert done.returncode == 0
    assert "The pages are at" not in done.stdout


def test_up_on_a_terminal_opens_the_region(tmp_path: Path) -> None:
    """A browser of the test's own writes down what it is asked to open, and fetches it."""
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n', encoding="utf-8")
    browser.chmod(0o755)
    settings = {**os.environ, "ENTREPOT_LAKE": str(tmp_path / "lake"), "BROWSER": f"{browser} %s"}
    ours, theirs = pty.openpty()
    command = [*COMMAND, "up", "--no-sample", "--region", "山西", "--port", "0"]
    running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=settings)
    try:
        os.close(theirs)
        said = ""
        while not re.search(r"http://127\.0\.0\.1:\d+/", said):
            said += os.read(ours, 4096).decode(errors="replace")
        for _ in range(1200):
            if opened.exists() or running.poll() is not None:
                break
            time.sleep(0.1)
        address = opened.read_text(encoding="utf-8").strip()
        assert address.endswith("/en/region/CN-SX/")
        with urllib.request.urlopen(address, timeout=120) as page:
            assert "Shanxi" in page.read().decode()
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 0
    finally:
        running.terminate()
        running.wait(timeout=60)
        os.close(ours)
