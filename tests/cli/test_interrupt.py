"""Ctrl-C: one sentence, exit code 130, and nothing half-done in the lake."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from entrepot.cli.entry import INTERRUPTED, run
from entrepot.workbench import Workbench

# What is started in the background of a shell ignores Ctrl-C, and so do its children; a person's terminal does not.
AT_A_TERMINAL = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = [sys.executable, "-c", f"{AT_A_TERMINAL}; from entrepot.cli import main; main()"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize("wanted", ["spill", "tables"])
def test_an_interrupted_command_leaves_nothing_half_done(tmp_path: Path, wanted: str) -> None:
    """Once while the sample world is drawn, once when the figures are landing."""
    lake = tmp_path / "lake"
    environment = {**os.environ, "ENTREPOT_LAKE": str(lake), "LANG": "C.UTF-8"}
    running = subprocess.Popen([*COMMAND, "up"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    while running.poll() is None and not list((lake / wanted).glob("*")):
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert running.returncode == INTERRUPTED
    assert said.decode().strip() == "Stopped; nothing half-done was kept."
    kept = Workbench(lake)
    assert {batch.record["source"] for batch in kept.history()} <= {"figures"}
    assert kept.lake.query("SELECT count(*) AS n FROM flows")["n"][0].as_py() == 0


@pytest.mark.parametrize(
    ("stop", "said"),
    [
        (KeyboardInterrupt(), "Stopped; nothing half-done was kept."),
        # What DuckDB raises when Ctrl-C comes while it is at work.
        (RuntimeError("Query interrupted"), "Stopped; nothing half-done was kept."),
    ],
)
def test_every_way_of_stopping_is_said_alike(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stop: BaseException, said: str
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise stop

    monkeypatch.setattr(Workbench, "history", stopped)
    assert run(["data", "history"]) == INTERRUPTED
    assert capsys.readouterr().err.strip() == said
