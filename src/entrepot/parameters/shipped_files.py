"""Declarations that come with the package: a folder of TOML files, each called by its name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

ENDING: Final = ".toml"
_OWN: Final = T("a file of your own is named with its ending: my.toml", "自己的文件请写出后缀：my.toml")


@dataclass(frozen=True, slots=True)
class ShippedFiles:
    """`kind` is what each of them is, `listed_by` the command that shows them all."""

    folder: Path
    kind: T
    listed_by: str

    def names(self) -> tuple[str, ...]:
        """Their ids, which are their files' names."""
        return tuple(sorted(path.stem for path in self.folder.glob(f"*{ENDING}")))

    def titles(self) -> tuple[tuple[str, T], ...]:
        """Id and title of each, without reading the rest."""
        found = []
        for name in self.names():
            title = tomllib.loads(self.path_of(name).read_text(encoding="utf-8"))["title"]
            found.append((name, T(title["en"], title["zh"])))
        return tuple(found)

    def path_of(self, name: str) -> Path:
        """The file of a shipped one; UnknownName with the near ones."""
        if name not in self.names():
            hint = T(f"`{self.listed_by}` shows all; {_OWN.en}", f"可用 `{self.listed_by}` 查看全部；{_OWN.zh}")
            raise UnknownName(self.kind, name, self.names(), hint=hint)
        return self.folder / f"{name}{ENDING}"

    def file_of(self, name: str | Path) -> Path:
        """The file that is named by its path, or a shipped one by its id."""
        path = Path(name)
        named = path.suffix == ENDING or path.exists() or len(path.parts) > 1
        return path if named else self.path_of(str(name))
