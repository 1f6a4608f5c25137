"""What a killed process spilled is cleared by the next one; nothing of a living one ever is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from entrepot.lake.spill import HELD, spilling

HOLDS = """
import sys
from pathlib import Path
from entrepot.lake.spill import spilling
own, held = spilling(Path(sys.argv[1]))
(own / "duckdb_temp_storage.tmp").write_text("spilled")
print(own, flush=True)
sys.stdin.read()
"""


def test_only_the_dead_are_cleared(tmp_path: Path) -> None:
    root = tmp_path / "spill"
    words = [sys.executable, "-c", HOLDS, str(root)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as living:
        assert living.stdout is not None
        folder = Path(living.stdout.readline().strip())
        first, held = spilling(root)
        assert (folder / "duckdb_temp_storage.tmp").read_text() == "spilled" and (first / HELD).exists()
        living.kill()
    held.release()
    second, again = spilling(root)
    assert [one for one in root.iterdir() if one.is_dir()] == [second]
    again.release()


def test_a_file_that_is_no_folder_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    own, held = spilling(tmp_path)
    held.release()
    assert own.parent == tmp_path and (tmp_path / "note.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["somebody's", "a"])
def test_a_folder_that_nobody_holds_is_of_the_dead(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "left.tmp").write_text("x")
    _, held = spilling(tmp_path)
    held.release()
    assert not (tmp_path / name).exists()
