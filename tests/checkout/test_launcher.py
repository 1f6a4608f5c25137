"""The launcher, run for real in a small checkout whose only package comes from a folder: no network, a few seconds."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from entrepot.checkout import bundle
from entrepot.checkout.installers import base_python, uv_on_this_machine

CHECKOUT = Path(__file__).parents[2]
# On the machine, or where the launcher has put it; it is much quicker than pip.
UV = uv_on_this_machine({"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])})
# Nobody: a user who may write nothing of ours.
NOBODY = 65534

BACKEND = """
import pathlib, zipfile

def _wheel(folder, contents):
    contents |= {
        "entrepot-1.dist-info/METADATA": "Metadata-Version: 2.1\\nName: entrepot\\nVersion: 1\\n",
        "entrepot-1.dist-info/WHEEL": "Wheel-Version: 1.0\\nGenerator: toy\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        "entrepot-1.dist-info/entry_points.txt": "[console_scripts]\\nentrepot = entrepot.cli:main\\n",
    }
    record = "".join(f"{name},,\\n" for name in [*contents, "entrepot-1.dist-info/RECORD"])
    name = "entrepot-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        for path, text in (contents | {"entrepot-1.dist-info/RECORD": record}).items():
            wheel.writestr(path, text)
    return name

def build_editable(folder, settings=None, metadata=None):
    return _wheel(folder, {"entrepot.pth": str(pathlib.Path("src").resolve())})

def build_wheel(folder, settings=None, metadata=None):
    files = sorted(pathlib.Path("src").rglob("*.py"))
    return _wheel(folder, {path.relative_to("src").as_posix(): path.read_text("utf-8") for path in files})
"""
COMMAND = """
import json, sys
import toy

def main():
    print(json.dumps({"arguments": sys.argv[1:], "toy": toy.VERSION}))
    sys.exit(4 if "missing" in sys.argv else 0)
"""


def make_wheel(folder: Path, *, version: str) -> str:
    """A package of one line; its line in a lock."""
    path = folder / f"toy-{version}-py3-none-any.whl"
    contents = {
        "toy.py": f"VERSION = '{version}'\n",
        f"toy-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: toy\nVersion: {version}\n",
        f"toy-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: toy\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"toy-{version}.dist-info/RECORD"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in (contents | {record: "".join(f"{name},,\n" for name in [*contents, record])}).items():
            wheel.writestr(name, text)
    return f"toy=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Toy:
    """A checkout that needs one package, and the folder that has it."""

    def __init__(self, home: Path) -> None:
        self.home, self.root, self.packages = home, home / "check out 检出", home / "packages"
        self.packages.mkdir()
        (home / "bin").mkdir()
        if UV is not None:
            (home / "bin/uv").symlink_to(UV)
        package = self.root / "src/entrepot"
        for name in ("checkout", "parameters", "vocabulary"):
            shutil.copytree(
                CHECKOUT / "src/entrepot" / name, package / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        (package / "__init__.py").touch()
        (package / "cli").mkdir()
        (package / "cli/__init__.py").write_text(COMMAND, encoding="utf-8")
        for name in ("entrepot", "entrepot.cmd", "LICENSE"):
            shutil.copy2(CHECKOUT / name, self.root / name)
        (self.root / "backend.py").write_text(BACKEND, encoding="utf-8")
        (self.root / "pyproject.toml").write_text(
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
            '[project]\nname = "entrepot"\nversion = "1"\n',
            encoding="utf-8",
        )
        self.lock(make_wheel(self.packages, version="1.0"))
        self.pip_settings = home / "pip.conf"
        self.pip_settings.write_text(
            f"[global]\nno-index = true\nfind-links = {self.packages}\nextra-index-url = file:///not/there\n",
            encoding="utf-8",
        )

    def lock(self, text: str) -> None:
        for name in ("", "-dev", "-spark"):
            (self.root / f"requirements{name}.lock").write_text(text, encoding="utf-8")
        (self.root / "requirements-uv.lock").write_text(f"uv==99.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.home / 'bin'}{os.pathsep}{os.defpath}",
            "HOME": str(self.home),
            "PIP_CONFIG_FILE": str(self.pip_settings),
            "LANG": "C.UTF-8",
        }

    def command(self, *arguments: str, folder: Path | None = None) -> list[str]:
        return [base_python(), str((folder or self.root) / "entrepot"), *arguments]

    def start(
        self, *arguments: str, folder: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments, folder=folder),
            env=self.environment | dict(settings or {}),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy(tmp_path)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """A toy that is set up, for tests that leave it so."""
    made = Toy(tmp_path_factory.mktemp("standing"))
    first = made.start("first")
    assert first.returncode == 0, first.stderr
    return made


@pytest.fixture
def launcher() -> ModuleType:
    loader = SourceFileLoader("launcher", str(CHECKOUT / "entrepot"))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = writes
    return module


def said(result: subprocess.CompletedProcess[str]) -> list[str]:
    """The launcher's own sentences."""
    return [line.removeprefix("entrepot: ") for line in result.stderr.splitlines() if line.startswith("entrepot: ")]


def test_first_start_installs_and_hands_over(toy: Toy) -> None:
    first = toy.start("data", "show", "--where", "a b=辽宁", settings={"PATH": os.defpath})
    assert json.loads(first.stdout) == {"arguments": ["data", "show", "--where", "a b=辽宁"], "toy": "1.0"}
    assert first.returncode == 0
    assert said(first)[-1] == "set up"
    if uv_on_this_machine({"PATH": os.defpath, "HOME": str(toy.home)}) is None:
        assert "-m pip install" in (toy.root / ".venv/entrepot-setup.log").read_text("utf-8")


@pytest.mark.skipif(UV is None, reason="no uv on this machine")
def test_uv_is_told_what_pip_was_told(toy: Toy) -> None:
    first = toy.start("up")
    assert json.loads(first.stdout)["toy"] == "1.0", first.stderr
    assert "/uv pip install" in (toy.root / ".venv/entrepot-setup.log").read_text("utf-8")


def test_second_start_hands_over_without_a_word(standing: Toy) -> None:
    second = standing.start("again", settings={"PIP_CONFIG_FILE": os.devnull})
    assert (second.stderr, json.loads(second.stdout)["arguments"]) == ("", ["again"])


def test_exit_code_of_the_command_is_kept(standing: Toy) -> None:
    assert standing.start("missing").returncode == 4


def test_empty_environment(standing: Toy) -> None:
    started = subprocess.run(standing.command("up"), env={}, capture_output=True, encoding="utf-8", check=False)
    assert json.loads(started.stdout)["arguments"] == ["up"], started.stderr


def test_start_through_a_link_from_elsewhere(standing: Toy, tmp_path: Path) -> None:
    (tmp_path / "entrepot").symlink_to(standing.root / "entrepot")
    assert json.loads(standing.start("up", folder=tmp_path).stdout)["arguments"] == ["up"]


def test_changed_lock_is_installed(toy: Toy) -> None:
    toy.start()
    toy.lock(make_wheel(toy.packages, version="1.10"))
    assert json.loads(toy.start().stdout)["toy"] == "1.10"
    assert toy.start().stderr == ""


def test_killed_set_up_begins_anew(toy: Toy) -> None:
    toy.start()
    venv = toy.root / ".venv"
    (venv / "entrepot.unfinished").touch()
    (venv / "entrepot.stamp").unlink()
    broken = next(venv.rglob("toy.py"))
    broken.unlink()  # uv's own copy is the same file
    broken.write_text("half a fi", encoding="utf-8")
    assert json.loads(toy.start().stdout)["toy"] == "1.0"


def test_moved_checkout_is_set_up_again(toy: Toy) -> None:
    toy.start()
    toy.root = toy.root.rename(toy.home / "moved")
    moved = toy.start("up")
    assert json.loads(moved.stdout)["arguments"] == ["up"]
    assert said(moved)[-1] == "set up"


def test_two_first_starts_at_once(toy: Toy) -> None:
    starts = [
        subprocess.Popen(
            toy.command(name), env=toy.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        for name in ("one", "two")
    ]
    outputs = [start.communicate() for start in starts]
    assert [json.loads(out)["arguments"] for out, _ in outputs] == [["one"], ["two"]]
    assert sum("set up" in error.splitlines()[-1] and "waiting" not in error for _, error in outputs) == 1


def test_package_of_another_hash_is_refused(toy: Toy) -> None:
    with zipfile.ZipFile(toy.packages / "toy-1.0-py3-none-any.whl", "a") as wheel:
        wheel.writestr("more.py", "")
    refused = toy.start()
    assert refused.returncode == 8
    assert "not the one that requirements.lock names by its hash" in said(refused)[-1]
    assert refused.stdout == ""


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en_GB.UTF-8", "the package index cannot be reached; check the network"),
        ("zh_CN.UTF-8", "无法连接软件包索引；请检查网络"),
    ],
)
def test_broken_network_is_one_sentence(toy: Toy, language: str, sentence: str) -> None:
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
        "UV_HTTP_RETRIES": "0",
    }
    failed = toy.start(settings=nowhere | {"LANG": language, "PYTHONUTF8": "1"})
    assert failed.returncode == 8
    assert len(said(failed)) == 2  # what it set out to do, and why it could not
    assert said(failed)[-1].startswith(sentence)
    assert json.loads(toy.start().stdout)["toy"] == "1.0"  # and the network is back


def test_index_without_the_package_is_one_sentence(toy: Toy) -> None:
    next(toy.packages.iterdir()).unlink()
    failed = toy.start()
    assert failed.returncode == 8
    assert "lacks a package of requirements.lock" in said(failed)[-1]


def test_folder_of_something_else_is_left_alone(toy: Toy) -> None:
    (toy.home / "thesis").mkdir()
    (toy.home / "thesis/chapter1.docx").touch()
    refused = toy.start(settings={"ENTREPOT_VENV": str(toy.home / "thesis")})
    assert refused.returncode == 8
    assert "holds something else" in said(refused)[-1]
    assert [path.name for path in (toy.home / "thesis").iterdir()] == ["chapter1.docx"]


@pytest.fixture
def public_toy() -> Iterator[Toy]:
    """A toy in a folder that every user may read."""
    home = Path(tempfile.mkdtemp())
    home.chmod(0o755)
    yield Toy(home)
    shutil.rmtree(home)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can start as another user")
def test_read_only_checkout_names_the_way_out(public_toy: Toy) -> None:
    python = shutil.which("python3", path="/usr/bin:/bin")
    if (
        python is None
        or b"new enough"
        not in subprocess.run(
            [python, "-c", "import sys; print('new enough' * (sys.version_info >= (3, 11)))"],
            capture_output=True,
            check=True,
        ).stdout
    ):
        pytest.skip("no system Python 3.11 that another user may start")
    refused = subprocess.run(
        [python, public_toy.root / "entrepot"], env=public_toy.environment, capture_output=True, encoding="utf-8",
        user=NOBODY, group=NOBODY, check=False,
    )  # fmt: skip
    assert refused.returncode == 8
    assert said(refused) == [
        f"{public_toy.root}/.venv cannot be written; name a folder of your own to install in and start again: ENTREPOT_VENV=DIR"
    ]


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can mount a small disk")
def test_full_disk_is_one_sentence(toy: Toy) -> None:
    small = toy.home / "small"
    small.mkdir()
    mount = f"mount -t tmpfs -o size=16k entrepot '{small}'"
    if subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount")
    started = subprocess.run(
        ["unshare", "-m", "sh", "-c", f'{mount} && exec "$@"', "sh", *toy.command()],
        env=toy.environment | {"ENTREPOT_VENV": str(small / "venv")}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert started.returncode == 8
    assert said(started)[-1].startswith(f"the disk is full: {small}/venv")


@pytest.mark.skipif(importlib.util.find_spec("pip") is None, reason="bundles are made by an installation of ./entrepot")
def test_bundle_installs_without_a_network(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(toy.pip_settings))
    folder = toy.home / "on a stick"
    assert bundle.make_bundle(folder, root=toy.root, platform=None, python_version=None) == 2
    shutil.rmtree(toy.root)
    started = toy.start(
        "up", folder=folder, settings={"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/"}
    )
    assert json.loads(started.stdout) == {"arguments": ["up"], "toy": "1.0"}, started.stderr
    (folder / "wheels/toy-1.0-py3-none-any.whl").rename(folder / "wheels/toy-1.0-cp27-none-any.whl")
    shutil.rmtree(folder / ".venv")
    other = toy.start("up", folder=folder, settings={"PIP_CONFIG_FILE": os.devnull})
    assert other.returncode == 8
    assert "made for another Python or another system" in said(other)[-1]


@pytest.mark.parametrize(
    ("arguments", "setup"),
    [
        ([], "run"),
        (["up"], "run"),
        (["--help", "test"], "run"),
        (["test", "-k", "hs"], "dev"),
        (["check"], "dev"),
        (["test", "--spark"], "spark"),
        (["up", "--spark"], "run"),
    ],
)
def test_what_a_command_needs(launcher: ModuleType, arguments: list[str], setup: str) -> None:
    assert launcher.wanted(arguments) == setup


def test_old_python_is_told_so(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert launcher.too_old((3, 11)) is None
    assert launcher.too_old((3, 10)).startswith("Entrepôt needs Python 3.11 or later and this is 3.10 (")
    monkeypatch.setenv("LANG", "zh_CN.GB18030")
    assert launcher.too_old((3, 8)).startswith("贸枢需要 Python 3.11 或更新版本，当前为 3.8（")


def test_old_python_can_read_the_launcher() -> None:
    tree = ast.parse((CHECKOUT / "entrepot").read_text("utf-8"), feature_version=(3, 4))
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Match)
    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []


def test_set_up_runs_on_a_bare_python() -> None:
    bare = [base_python(), "-I", "-S", "-c", "import sys; sys.path.insert(0, 'src'); import entrepot.checkout.setup"]
    subprocess.run(bare, cwd=CHECKOUT, check=True)
