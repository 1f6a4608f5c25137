"""From a bare Python to a working installation: one environment, one lock of hashes, one stamp written last."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from entrepot.checkout import trouble
from entrepot.checkout.alone import alone
from entrepot.checkout.installers import Installer, need_pip, pip_installer, uv_installer, uv_on_this_machine
from entrepot.checkout.steps import StepFailed, say, step
from entrepot.parameters.settings import system_language
from entrepot.vocabulary.errors import BadMachine, EntrepotError
from entrepot.vocabulary.text import T, use_language

UV_LOCK = "requirements-uv.lock"
STOPPED_BY_HAND = 130


@dataclass(frozen=True, slots=True)
class SetUp:
    """What is to stand where; `seals` go into the stamp, `own_wheel` is set where there is no network to be needed."""

    root: str
    venv: str
    python: str
    lock: str
    stamp: str
    seals: dict[str, str]
    own_wheel: str | None

    @property
    def place(self) -> Path:
        return Path(self.venv)

    @property
    def log(self) -> Path:
        return self.place / "entrepot-setup.log"

    @property
    def unfinished(self) -> Path:
        return self.place / "entrepot.unfinished"

    @property
    def alone(self) -> Path:
        return self.place / "entrepot.lock"

    @property
    def uv(self) -> str:
        return str(Path(self.python).with_name("uv.exe" if os.name == "nt" else "uv"))


def set_up_or_explain(wanted: SetUp, *, ready: Callable[[], bool]) -> int:
    """Set up; what goes wrong is one sentence on standard error and an exit code."""
    sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a console of another code page
    try:
        use_language(system_language())
        set_up(wanted, ready=ready)
    except EntrepotError as error:
        say(error.message)
        return error.exit_code
    except KeyboardInterrupt:
        say(T("stopped; the next start begins the installation anew", "已中止；下次启动将重新安装"))
        return STOPPED_BY_HAND
    return 0


def set_up(wanted: SetUp, *, ready: Callable[[], bool]) -> None:
    """Make `wanted` stand, unless another start has done so in the meantime."""
    try:
        _claim(wanted.place)
        with alone(wanted.alone, on_wait=_say_waiting):
            if not ready():
                _install(wanted)
    except StepFailed as failed:
        raise _failed(wanted, failed.output) from failed
    except OSError as error:
        raise _failed(wanted, str(error)) from error


def _claim(venv: Path) -> None:
    """Never empty or fill a folder that holds something else."""
    ours = ("pyvenv.cfg", "entrepot.lock")
    if venv.exists() and not (
        venv.is_dir() and (not any(venv.iterdir()) or any((venv / name).exists() for name in ours))
    ):
        raise BadMachine(
            T(
                f"{venv} is to hold the installation but holds something else; name an empty folder: ENTREPOT_VENV=DIR",
                f"{venv} 应存放安装内容，但其中已有其他内容；请用 ENTREPOT_VENV=文件夹 指定一个空文件夹",
            )
        )
    venv.mkdir(parents=True, exist_ok=True)


def _install(wanted: SetUp) -> None:
    kept = _stamp(wanted)
    if wanted.unfinished.exists() or not _same_place(wanted, kept):
        _empty(wanted)
        kept = {}
    wanted.log.write_text("", encoding="utf-8")
    count = len(set(re.findall(r"^([\w.-]+)==", Path(wanted.lock).read_text("utf-8"), re.MULTILINE)))
    say(
        T(
            f"setting up in {wanted.venv}: {count} packages, once; this takes a minute or so",
            f"正在 {wanted.venv} 中安装：{count} 个软件包，仅需一次，约一分钟",
        )
    )
    wanted.unfinished.touch()
    try:
        _install_by_first_that_can(wanted)
    except StepFailed as failed:
        if trouble.trouble_in(failed.output).untouched:
            wanted.unfinished.unlink(missing_ok=True)
        raise
    _write_stamp(wanted, kept)
    wanted.unfinished.unlink()
    say(T("set up", "安装完成"))


def _install_by_first_that_can(wanted: SetUp) -> None:
    """uv where it is, else a pinned uv brought in by pip; pip itself where uv does not get by."""
    venv, python = wanted.place, Path(wanted.python)
    uv = uv_on_this_machine(os.environ)
    if uv is not None:
        try:
            _install_with(uv_installer(uv, venv=venv, python=python), wanted)
        except StepFailed as failed:
            if not trouble.trouble_in(failed.output).elsewhere:
                raise
        else:
            return
    need_pip(log=wanted.log)
    pip = pip_installer(venv=venv, python=python)
    _make(pip, wanted)
    if wanted.own_wheel is None and uv is None and _bring_uv(pip, wanted):
        try:
            _install_with(uv_installer(wanted.uv, venv=venv, python=python), wanted)
        except StepFailed as failed:
            if not trouble.trouble_in(failed.output).elsewhere:
                raise
        else:
            return
    _install_with(pip, wanted)


def _bring_uv(pip: Installer, wanted: SetUp) -> bool:
    """The pinned uv into the environment; False where the user's index has none for this machine."""
    lock = Path(wanted.root, UV_LOCK)
    try:
        step((*pip.install, "--require-hashes", "-r", lock), environment=pip.environment, log=wanted.log)
    except StepFailed as failed:
        if not trouble.trouble_in(failed.output).elsewhere:
            raise
        return False
    return True


def _make(installer: Installer, wanted: SetUp) -> None:
    stands = Path(wanted.python).exists() and wanted.place.joinpath("pyvenv.cfg").exists()
    # uv makes environments without pip; making them again with Python's own venv adds it.
    if not stands or (installer.needs_pip and not any(wanted.place.glob("[Ll]ib/**/site-packages/pip"))):
        step(installer.make, environment=installer.environment, log=wanted.log)


def _install_with(installer: Installer, wanted: SetUp) -> None:
    _make(installer, wanted)
    offline: tuple[str | Path, ...] = ()
    own: tuple[str | Path, ...] = ("--no-build-isolation", "-e", wanted.root)
    if wanted.own_wheel is not None:
        offline = ("--no-index", "--find-links", Path(wanted.own_wheel).parent)
        # The same version may hold other code.
        own = ("--force-reinstall" if "uv" not in Path(installer.install[0]).name else "--reinstall", wanted.own_wheel)
    surroundings, log = installer.environment, wanted.log
    step((*installer.install, *offline, "--require-hashes", "-r", wanted.lock), environment=surroundings, log=log)
    step((*installer.install, *offline, "--no-deps", *own), environment=surroundings, log=log)


def _stamp(wanted: SetUp) -> dict[str, str]:
    path = Path(wanted.stamp)
    if not path.exists():
        return {}
    return dict(line.split(" ", 1) for line in path.read_text("utf-8").splitlines() if " " in line)


def _write_stamp(wanted: SetUp, kept: dict[str, str]) -> None:
    """In one piece, so that a start at the same moment reads the old stamp or the new one."""
    lines = kept | wanted.seals | {"root": wanted.root, "python": os.path.realpath(wanted.python)}
    fresh = Path(wanted.stamp).with_suffix(".new")
    fresh.write_text("".join(f"{name} {value}\n" for name, value in lines.items()), encoding="utf-8")
    fresh.replace(wanted.stamp)


def _same_place(wanted: SetUp, stamp: dict[str, str]) -> bool:
    """Whether the environment can be added to: its scripts name the folder and the Python that it was made with."""
    if not stamp:
        return True
    return stamp.get("root") == wanted.root and stamp.get("python") == os.path.realpath(wanted.python)


def _empty(wanted: SetUp) -> None:
    Path(wanted.stamp).unlink(missing_ok=True)
    for path in wanted.place.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != wanted.alone:
            path.unlink()


def _say_waiting() -> None:
    say(T("another start is setting up; waiting for it", "另一个进程正在安装，等待其完成"))


def _failed(wanted: SetUp, output: str) -> trouble.SetUpFailed:
    found = trouble.trouble_in(output)
    if wanted.own_wheel is not None and found is trouble.LACKING:
        found = trouble.OTHER_MACHINE
    return trouble.SetUpFailed(found, venv=wanted.place, lock=Path(wanted.lock), log=wanted.log, output=output)
