"""The scenarios that come with the package."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

from entrepot.models.scenario.declaration import Scenario
from entrepot.models.scenario.scenario_file import read_scenario
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import T

FOLDER: Final = Path(__file__).parent / "shipped"
ENDING: Final = ".toml"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


def shipped() -> tuple[str, ...]:
    """Their ids, which are their files' names."""
    return tuple(sorted(path.stem for path in FOLDER.glob(f"*{ENDING}")))


def shipped_titles() -> tuple[tuple[str, T], ...]:
    """Id and title of each, without reading the rest."""
    found = []
    for name in shipped():
        title = tomllib.loads(path_of(name).read_text(encoding="utf-8"))["title"]
        found.append((name, T(title["en"], title["zh"])))
    return tuple(found)


def path_of(name: str) -> Path:
    """The file of a shipped scenario; UnknownName with the near ones."""
    if name not in shipped():
        hint = T(
            "`entrepot scenario list` shows all; a file of your own is named with its ending: my.toml",
            "可用 `entrepot scenario list` 查看全部；自己的文件请写出后缀：my.toml",
        )
        raise UnknownName(T("scenario", "情景"), name, shipped(), hint=hint)
    return FOLDER / f"{name}{ENDING}"


def scenario_named(name: str | Path) -> Scenario:
    """A shipped scenario by its id, or the scenario of a file by its path."""
    path = Path(name)
    if path.suffix == ENDING or path.exists() or len(path.parts) > 1:
        return read_scenario(path)
    return read_scenario(path_of(str(name)))


def copy_as(name: str, model: str, folder: Path) -> Path:
    """A file of one's own to change, under its own id; WrongCall where there is one already."""
    path = folder / f"{name}{ENDING}"
    if not _NAME.fullmatch(name):
        raise WrongCall(T(f"{name!r} is no id: small letters, digits and hyphens", f"“{name}”不能作编号：请用小写字母、数字与连字符"))  # fmt: skip
    if path.exists():
        raise WrongCall(T(f"{path} is there already; choose another name", f"{path} 已存在，请另取名"))
    text = path_of(model).read_text(encoding="utf-8").replace(f'id = "{model}"', f'id = "{name}"', 1)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
