"""Every code block in the documents runs, in order, with the installed command; output that is shown is what comes out.

`<!-- not run: reason -->` before a block leaves it out; blocks of ```text are never run.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from entrepot.workbench import Workbench

CHECKOUT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for pattern in ("README.md", "README.zh.md", "CONTRIBUTING.md", "docs/**/*.md")
    for path in CHECKOUT.glob(pattern)
)
RUN = ("bash", "console", "python")
SHOWN = ("text", "json", "toml", "csv", "mermaid", "bat")
FENCE = re.compile(r"^```([a-z]*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"<!-- not run: \S[^>]* -->\s*\Z")
LIMIT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it begins, in what language, what is in it."""

    document: Path
    line: int
    language: str
    code: str
    excused: bool

    def __str__(self) -> str:
        return f"{self.document.relative_to(CHECKOUT)}:{self.line}"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to run and, where the document shows it, what comes out."""

    command: list[str]
    shown: str | None


def blocks(document: Path) -> Iterator[Block]:
    text = document.read_text("utf-8")
    for found in FENCE.finditer(text):
        before = text[: found.start()]
        yield Block(document, before.count("\n") + 1, found[1], found[2], NOT_RUN.search(before) is not None)


def steps(block: Block) -> Iterator[Step]:
    """A console block is its `$` lines, each with what it shows beneath; other blocks are one step."""
    if block.language == "python":
        yield Step([sys.executable, "-c", block.code], None)
    elif block.language == "bash":
        yield Step(["bash", "-euo", "pipefail", "-c", block.code], None)
    else:
        for part in re.split(r"^\$ ", block.code, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield Step(["bash", "-euo", "pipefail", "-c", command], shown if shown.strip() else None)


@pytest.fixture(scope="session")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake as `./entrepot up --no-sample` leaves it."""
    lake = tmp_path_factory.mktemp("figures") / "lake"
    Workbench(lake).take_in_embedded()
    return lake


@pytest.fixture
def desk(tmp_path: Path, document: Path, figures: Path) -> tuple[Path, dict[str, str]]:
    """A folder with `./entrepot` in it and a lake of its own, and the environment of someone who works there.

    The pages of docs/ go on where a README has begun: what makes the lake finds it made.
    """
    first = next((block.code for block in blocks(document) if block.language in RUN), "")
    if document.parent != CHECKOUT and first.startswith("./entrepot up --no-sample"):
        shutil.copytree(figures, tmp_path / "lake")
    installed = Path(sys.executable).with_name("entrepot")
    launcher = tmp_path / "entrepot"
    launcher.write_text(f'#!/bin/sh\nexec {shlex.quote(str(installed))} "$@"\n', encoding="utf-8")
    launcher.chmod(0o755)
    environment = dict(os.environ) | {
        "ENTREPOT_LAKE": str(tmp_path / "lake"),
        "PATH": os.pathsep.join([str(installed.parent), os.environ.get("PATH", os.defpath)]),
        "LANG": "C.UTF-8",
        "COLUMNS": "120",
        "NO_COLOR": "1",
    }
    for name in ("LC_ALL", "LC_MESSAGES"):
        environment.pop(name, None)
    return tmp_path, environment


def same(shown: str, came: str) -> bool:
    """Line by line, any space for any space, `...` for anything."""
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    return doctest.OutputChecker().check_output(shown.strip() + "\n", came.strip() + "\n", options)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_code_runs(document: Path, desk: tuple[Path, dict[str, str]]) -> None:
    folder, environment = desk
    for block in blocks(document):
        if block.excused or block.language not in RUN:
            continue
        for step in steps(block):
            ran = subprocess.run(
                step.command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                timeout=LIMIT_SECONDS,
                check=False,
            )
            assert ran.returncode == 0 or step.shown is not None, f"{block}: {step.command[-1]}\n{ran.stdout}"
            assert step.shown is None or same(step.shown, ran.stdout), f"{block}: {step.command[-1]}\n{ran.stdout}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_every_block_names_its_language(document: Path) -> None:
    assert [f"{block}: {block.language}" for block in blocks(document) if block.language not in RUN + SHOWN] == []


def test_a_block_is_read_as_written(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(
        "# Page\n\n```console\n$ echo one  two\none two\n$ true\n```\n<!-- not run: slow -->\n```bash\nsleep 9\n```\n",
        encoding="utf-8",
    )
    first, second = blocks(document)
    assert (first.line, first.excused, second.line, second.excused) == (3, False, 9, True)
    assert [(step.command[-1], step.shown) for step in steps(first)] == [("echo one  two", "one two\n"), ("true", None)]
    assert same("a ... c", "a\n b\n c")
    assert not same("12 of 13", "12 of 14")
