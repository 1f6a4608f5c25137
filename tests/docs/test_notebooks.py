"""Every notebook runs, cell after cell, on a lake of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "docs" / "notebooks").glob("*.ipynb"))
LIMIT_SECONDS = 300
CHECKED = {
    "what_if": """
lost, moved = outcome.parts
assert lost.amount < 0 < moved.amount < 0.3 * -lost.amount + 0.01
assert abs(exports.value - lost.amount - moved.amount) < 0.01 and exports.low < exports.value < exports.high < 0
assert tried.risks[0].id == "market_concentration" and tried.risks[0].change < 0
"""
}
"""What must be true when a notebook has been run to its end."""


def code_of(notebook: Path) -> str:
    """The code cells as one program, which is what a kernel makes of them."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == ["what_if.ipynb"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(notebook: Path, tmp_path: Path) -> None:
    environment = os.environ | {"ENTREPOT_LAKE": str(tmp_path / "lake"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", f"{code_of(notebook)}\n{CHECKED[notebook.stem]}"], cwd=tmp_path, env=environment, capture_output=True, text=True,
        encoding="utf-8", timeout=LIMIT_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs(notebook: Path) -> None:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code")
