"""The reference pages are what the program declares."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def generate(docs: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(docs / "generate.py"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8")


def test_reference_is_what_is_declared() -> None:
    ran = generate(DOCS, "--check")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_changed_a_lost_and_a_forgotten_page_are_named_and_mended(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(DOCS, docs)
    assert generate(docs).returncode == 0
    written = (docs / "reference" / "tables.md").read_text("utf-8")
    (docs / "reference" / "tables.md").write_text(written.replace("FOB", "CIF"), encoding="utf-8")
    (docs / "reference" / "errors.md").unlink()
    (docs / "reference" / "old.md").write_text("# Old\n", encoding="utf-8")
    checked = generate(docs, "--check")
    assert checked.returncode == 1
    assert [line.split()[0] for line in checked.stderr.splitlines()] == [
        f"docs/reference/{name}" for name in ("errors.md", "old.md", "tables.md")
    ]
    assert generate(docs).returncode == 0
    assert (docs / "reference" / "tables.md").read_text("utf-8") == written
    assert generate(docs, "--check").returncode == 0


def test_anything_else_is_called_wrongly() -> None:
    assert generate(DOCS, "--chekc").returncode == 2
