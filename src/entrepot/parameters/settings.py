"""What can be set from outside: environment variables only, each declared once."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import Language, T


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    sentence: T
    allowed: tuple[str, ...] = ()

    def read(self) -> str:
        value = os.environ.get(self.name, "").strip() or self.default
        if self.allowed and value not in self.allowed:
            raise WrongCall(
                T(
                    f"{self.name} is {value!r}; it may be {', '.join(a or '(empty)' for a in self.allowed)}",
                    f"{self.name} 的值为“{value}”，只能是 {'、'.join(a or '（空）' for a in self.allowed)}",
                )
            )
        return value


LAKE = Setting("ENTREPOT_LAKE", "", T("The folder of the lake.", "数据湖所在的文件夹。"))
LANGUAGE = Setting(
    "ENTREPOT_LANG",
    "",
    T("Language of messages; by default that of the system.", "界面语言，默认随系统。"),
    ("", "en", "zh"),
)

SETTINGS = (LAKE, LANGUAGE)


def lake_folder() -> Path:
    """ENTREPOT_LAKE, or the user's own data folder."""
    if chosen := LAKE.read():
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "entrepot" / "lake"


def system_language() -> Language:
    chosen = LANGUAGE.read()
    if chosen:
        return "zh" if chosen == "zh" else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
