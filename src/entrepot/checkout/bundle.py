"""A folder that installs on a machine without a network: wheels, their lock, and the same launcher.

Runs in the finished installation, which has `packaging` and pip.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from packaging.markers import Marker, default_environment

from entrepot.checkout import indexes, trouble
from entrepot.checkout.steps import StepFailed, say, step
from entrepot.vocabulary.errors import BadMachine, WrongCall
from entrepot.vocabulary.text import T

LOCK = "requirements.lock"
LAUNCHERS = ("entrepot", "entrepot.cmd", LOCK, "LICENSE")
# The tags that wheels for a machine may carry, and what markers say there.
PLATFORMS: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "linux_x86_64": (
        tuple(f"manylinux{tag}_x86_64" for tag in ("_2_28", "_2_27", "_2_24", "_2_17", "2014", "2010", "1")),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    ),
    "linux_aarch64": (
        tuple(f"manylinux{tag}_aarch64" for tag in ("_2_28", "_2_27", "_2_24", "_2_17", "2014")),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    ),
    "win_amd64": (
        ("win_amd64",),
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    ),
    "macosx_arm64": (
        tuple(f"macosx_{major}_0_{kind}" for major in range(14, 10, -1) for kind in ("arm64", "universal2")),
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    ),
}


def make_bundle(folder: Path, *, root: Path, platform: str | None, python_version: str | None) -> int:
    """Fill `folder` with everything or leave nothing there; the number of wheels in it."""
    if folder.exists() and any(folder.iterdir()):
        raise WrongCall(
            T(
                f"{folder} is not empty; name a new folder for the bundle",
                f"{folder} 不是空文件夹；请为离线包指定一个新文件夹",
            )
        )
    log = folder.with_name(f"{folder.name}.log")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as temporary:
            filled = Path(temporary, "bundle")
            _fill(filled, root=root, platform=platform, python_version=python_version, log=log)
            if folder.exists():
                folder.rmdir()
            filled.rename(folder)
    except (StepFailed, OSError) as error:
        output = error.output if isinstance(error, StepFailed) else str(error)
        found = trouble.trouble_in(output)
        raise trouble.SetUpFailed(found, venv=folder, lock=root / LOCK, log=log, output=output) from error
    log.unlink()
    return sum(1 for _ in (folder / "wheels").iterdir())


def _fill(folder: Path, *, root: Path, platform: str | None, python_version: str | None, log: Path) -> None:
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    for name in LAUNCHERS:
        shutil.copy2(root / name, folder / name)
    asked = folder.with_name(LOCK)
    lock = (root / LOCK).read_text("utf-8")
    asked.write_text(lock_for(lock, marker_environment(platform, python_version)), encoding="utf-8")
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, root, log=log)
    _pip(*_download(wheels, asked, platform=platform, python_version=python_version), log=log)


def marker_environment(platform: str | None, python_version: str | None) -> dict[str, str]:
    """What the lock's markers are to be judged by: this machine, but for what was asked."""
    environment = {name: str(value) for name, value in default_environment().items()}
    if platform is not None:
        environment |= PLATFORMS[platform][1]
    if python_version is not None:
        environment["python_version"] = python_version
        environment["python_full_version"] = f"{python_version}.0"
    return environment


def lock_for(lock: str, environment: Mapping[str, str]) -> str:
    """Those entries of a universal lock that hold in `environment`.

    Without their markers, which pip would judge by the machine that it runs on.
    """
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    kept = []
    for entry in filter(str.strip, entries):
        first, _, hashes = entry.partition("\\\n")
        requirement, _, marker = first.partition(";")
        if not marker.strip() or Marker(marker.strip()).evaluate(environment):
            kept.append(f"{requirement.strip()} \\\n{hashes}")
    return "".join(kept)


def _download(wheels: Path, lock: Path, *, platform: str | None, python_version: str | None) -> tuple[str | Path, ...]:
    tags = PLATFORMS[platform][0] if platform else ()
    chosen = [part for tag in tags for part in ("--platform", tag)]
    version = ["--python-version", python_version] if python_version else []
    return (
        *("download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", wheels, "-r", lock),
        *(*chosen, *version),
    )


def _pip(*arguments: str | Path, log: Path) -> None:
    step((sys.executable, "-m", "pip", *arguments), environment=indexes.for_pip(os.environ), log=log)


def checkout_root() -> Path:
    """The checkout that this installation runs from."""
    root = Path(__file__).parents[3]
    if not (root / "pyproject.toml").is_file() or not (root / "entrepot").is_file():
        raise BadMachine(
            T(
                "this command belongs to a checkout of the source; here only the finished package is installed",
                "此命令只能在源代码检出目录中使用；这里只安装了成品软件包",
            )
        )
    return root


def say_bundled(folder: Path, count: int) -> None:
    say(
        T(
            f"{folder} holds {count} wheels; copy the whole folder and start ./entrepot there (Windows: entrepot.cmd)",
            f"{folder} 中有 {count} 个软件包；请复制整个文件夹，在其中启动 ./entrepot（Windows：entrepot.cmd）",
        )
    )
