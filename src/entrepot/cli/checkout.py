"""`./entrepot test`, `check` and `bundle`: what one does with the checkout itself."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from entrepot.checkout.bundle import PLATFORMS, checkout_root, make_bundle, say_bundled
from entrepot.cli.words import command, option
from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import T

FAILED = 1
# Two cores are what the smallest laptop has; pytest-xdist's own processes need memory. Each begins at one end of the
# tests, so that what the tests of a folder share is made once.
TWO_PROCESSES = ("-n", "2", "--dist", "worksteal")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of check: its name, and a program of this installation with its arguments."""

    title: T
    command: tuple[str, ...]


CHECKS = (
    Kind(T("format", "格式"), ("ruff", "format", "--check", ".", "entrepot")),
    Kind(T("lint", "静态检查"), ("ruff", "check", ".")),
    Kind(T("types", "类型"), ("mypy",)),
    Kind(T("layers", "层次"), ("lint-imports",)),
)
DOCS = Kind(T("docs", "文档"), ("pytest", "-q", *TWO_PROCESSES, "tests/docs"))
TESTS = Kind(T("docs and tests", "文档与测试"), ("pytest", "-m", "not spark", *TWO_PROCESSES))


@command(
    T(
        "Check format, lint, types, layers and docs, and run all tests; given arguments for pytest, only the tests.",
        "检查格式、静态规则、类型、层次和文档，并运行全部测试；若给出 pytest 参数，则只运行测试。",
    ),
    context_settings={"ignore_unknown_options": True},
)
@option("--spark", is_flag=True, text=T("The tests that need Spark, and only those.", "仅运行需要 Spark 的测试。"))
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(*, spark: bool, pytest_arguments: tuple[str, ...]) -> None:
    if spark:
        # A Java machine per process is more than a laptop's memory bears.
        run_kinds([Kind(T("Spark", "Spark"), ("pytest", "-m", "spark", *pytest_arguments))])
    elif pytest_arguments:
        run_kinds([Kind(T("tests", "测试"), ("pytest", "-m", "not spark", *pytest_arguments))])
    else:
        run_kinds([*CHECKS, TESTS])


@command(
    T(
        "Check format, lint, types, layers and docs: everything that `test` does but the tests.",
        "检查格式、静态规则、类型、层次和文档：即 test 除测试以外的全部内容。",
    )
)
def check() -> None:
    run_kinds([*CHECKS, DOCS])


@command(
    T(
        "Make FOLDER, which installs on a machine without a network (by default one like this).",
        "制作可在无网络机器上安装的文件夹（默认适用于与本机相同的机器）。",
    )
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@option("--platform", type=click.Choice(list(PLATFORMS)), text=T("The system there.", "目标机器的系统。"))
@option("--python-version", metavar="3.12", text=T("The Python there.", "目标机器上的 Python 版本。"))
def bundle(folder: Path, *, platform: str | None, python_version: str | None) -> None:
    count = make_bundle(folder, root=checkout_root(), platform=platform, python_version=python_version)
    say_bundled(folder, count)


def run_kinds(kinds: Sequence[Kind]) -> None:
    """Run every kind, even after one has failed; then one line for each, and exit 1 if any failed."""
    root = _checkout_with_tools()
    outcomes = []
    for kind in kinds:
        click.secho(f"== {kind.title}", bold=True, err=True)
        began = time.monotonic()
        program, *arguments = kind.command
        started = [str(Path(sys.executable).parent / program), *arguments]
        passed = subprocess.run(started, cwd=root, check=False).returncode == 0  # noqa: S603
        outcomes.append((kind, passed, time.monotonic() - began))
    click.echo(err=True)
    for kind, passed, seconds in outcomes:
        said = T("passed", "通过") if passed else T("FAILED", "未通过")
        click.secho(f"{said!s:7} {seconds:6.1f} s  {kind.title}", fg="green" if passed else "red", err=True)
    if not all(passed for _, passed, _ in outcomes):
        sys.exit(FAILED)


def _checkout_with_tools() -> Path:
    if importlib.util.find_spec("pytest") is None:
        raise BadMachine(
            T(
                "the development tools are not installed; ./entrepot test installs them",
                "尚未安装开发工具；./entrepot test 会安装它们",
            )
        )
    return checkout_root()
