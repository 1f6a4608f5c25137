"""The studies that come with the package."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from entrepot.studies.declaration import Study
from entrepot.studies.study_file import read_study
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

FOLDER: Final = Path(__file__).parent / "shipped"
ENDING: Final = ".toml"


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
    """The file of a shipped study; UnknownName with the near ones."""
    if name not in shipped():
        hint = T("A file of your own is named with its ending: my.toml", "自己的文件请写出后缀：my.toml")
        raise UnknownName(T("study", "研究"), name, shipped(), hint=hint)
    return FOLDER / f"{name}{ENDING}"


def study_named(name: str | Path) -> Study:
    """A shipped study by its id, or the study of a file by its path."""
    path = Path(name)
    if path.suffix == ENDING or path.exists() or len(path.parts) > 1:
        return read_study(path)
    return read_study(path_of(str(name)))
