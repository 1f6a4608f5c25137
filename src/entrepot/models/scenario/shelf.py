"""The scenarios that come with the package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from entrepot.models.scenario.declaration import Scenario
from entrepot.models.scenario.scenario_file import read_scenario
from entrepot.parameters.shipped_files import ENDING, ShippedFiles
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

_SHIPPED: Final = ShippedFiles(Path(__file__).parent / "shipped", T("scenario", "情景"), "entrepot scenario list")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
shipped = _SHIPPED.names
shipped_titles = _SHIPPED.titles
path_of = _SHIPPED.path_of


def scenario_named(name: str | Path) -> Scenario:
    """A shipped scenario by its id, or the scenario of a file by its path."""
    return read_scenario(_SHIPPED.file_of(name))


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
