"""The ways to make a virtual environment and to install into it: uv, or pip as far as this Python has it."""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from entrepot.checkout import indexes
from entrepot.checkout.steps import StepFailed, say, step
from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import T

# The first uv that reads UV_DEFAULT_INDEX and UV_INDEX.
OLDEST_UV = (0, 5, 0)


@dataclass(frozen=True, slots=True)
class Installer:
    """How to make the environment, how to install into it, and with which surroundings."""

    make: tuple[str, ...]
    install: tuple[str, ...]
    environment: Mapping[str, str]
    needs_pip: bool = False


@functools.cache
def base_python() -> str:
    """The Python outside any virtual environment: the one to build on.

    Asked once: apt-get may put a newer one in the place of the one that is running.
    """
    base: str = getattr(sys, "_base_executable", "") or sys.executable
    if base:
        return base
    # Without PATH a Python does not know where it is itself.
    running = Path("/proc/self/exe")
    named = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return str(running.resolve()) if running.exists() else shutil.which(named, path=os.defpath) or "python3"


def uv_on_this_machine(environment: Mapping[str, str]) -> str | None:
    """The path of a uv that is new enough, or None."""
    home = Path(environment.get("HOME") or "~").expanduser()
    places = os.pathsep.join(
        [environment.get("PATH") or os.defpath, str(home / ".local/bin"), str(home / ".cargo/bin")]
    )
    found = shutil.which("uv", path=places)
    if found is None:
        return None
    try:
        said = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"(\d+)\.(\d+)\.(\d+)", said)
    return found if version and tuple(int(part) for part in version.groups()) >= OLDEST_UV else None


def uv_installer(uv: str, *, venv: Path, python: Path) -> Installer:
    surroundings = indexes.for_uv(os.environ) | {"UV_PYTHON_DOWNLOADS": "never"}
    surroundings.pop("UV_SYSTEM_PYTHON", None)
    return Installer(
        make=(uv, "venv", "--allow-existing", "--python", base_python(), str(venv)),
        install=(uv, "pip", "install", "--python", str(python)),
        environment=surroundings,
    )


def pip_installer(*, venv: Path, python: Path) -> Installer:
    """pip inside the environment where this Python can put it there, otherwise this Python's own, from outside."""
    base, surroundings = base_python(), indexes.for_pip(os.environ)
    if _has("ensurepip"):
        return Installer(
            (base, "-m", "venv", str(venv)), (str(python), "-m", "pip", "install"), surroundings, needs_pip=True
        )
    outside = (base, "-m", "pip", "--python", str(python), "install")
    return Installer((base, "-m", "venv", "--without-pip", str(venv)), outside, surroundings)


def need_pip(*, log: Path) -> None:
    """Stop, or as root on Debian install what lacks, where this Python has no way at all to install a package."""
    if _has("ensurepip") or _has("pip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not (Path("/usr/bin/apt-get").exists() and base_python().startswith("/usr/bin/")):
        raise BadMachine(
            T(
                f"this Python ({base_python()}) has neither venv nor pip; install uv, or a Python that has them",
                f"当前 Python（{base_python()}）缺少 venv 和 pip；请安装 uv，或换用带有它们的 Python",
            )
        )
    if os.geteuid() != 0:
        raise BadMachine(
            T(
                f"this Python has neither venv nor pip; install them and start again: sudo apt-get install {package}",
                f"当前 Python 缺少 venv 和 pip；请安装后重新启动：sudo apt-get install {package}",
            )
        )
    say(T(f"installing Debian's package {package}", f"正在安装 Debian 软件包 {package}"))
    _apt_install(package, log=log)


def _apt_install(package: str, *, log: Path) -> None:
    quiet = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet.setdefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    try:
        step(("/usr/bin/apt-get", "update", "-q"), environment=quiet, log=log)
        step(("/usr/bin/apt-get", "install", "-qy", "--no-install-recommends", package), environment=quiet, log=log)
    except StepFailed as failed:
        raise BadMachine(
            T(
                f"apt-get could not install {package}, which this Python needs; see {log}, install it and start again",
                f"apt-get 未能安装此 Python 所需的 {package}；请查看 {log}，安装后重新启动",
            )
        ) from failed
    importlib.invalidate_caches()


def _has(module: str) -> bool:
    found = importlib.util.find_spec(module)
    return found is not None and found.origin is not None
