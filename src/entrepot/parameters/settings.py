"""What can be set from outside: environment variables only, each declared once."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import Language, T

WINDOWS_CHINESE = 0x04  # the primary language of every Chinese among Windows' language identifiers


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
CACHE = Setting(
    "ENTREPOT_CACHE",
    "",
    T(
        "The folder of what can be made anew; by default the user's cache folder.",
        "可重新生成内容的缓存文件夹，默认为用户缓存目录。",
    ),
)
LANGUAGE = Setting(
    "ENTREPOT_LANG",
    "",
    T("Language of messages; by default that of the system.", "界面语言，默认随系统。"),
    ("", "en", "zh"),
)

# The launcher reads this one itself, before anything is installed.
VENV = Setting(
    "ENTREPOT_VENV",
    "",
    T("The folder to install in; by default .venv beside the launcher.", "安装位置，默认为启动脚本旁的 .venv。"),
)

COMTRADE_KEY = Setting(
    "ENTREPOT_COMTRADE_KEY",
    "",
    T(
        "Your key for UN Comtrade; without one its preview of 500 rows is asked.",
        "UN Comtrade 密钥；不设则查询其500行预览接口。",
    ),
)
COMTRADE_KEY_FILE = Setting("ENTREPOT_COMTRADE_KEY_FILE", "", T("A file that holds that key.", "存放该密钥的文件。"))
COMTRADE_ADDRESS = Setting(
    "ENTREPOT_COMTRADE_ADDRESS", "", T("Another address for UN Comtrade's service.", "UN Comtrade 服务的其他地址。")
)
BACI_ADDRESS = Setting("ENTREPOT_BACI_ADDRESS", "", T("Another address for BACI's files.", "BACI 文件的其他地址。"))

WEB_DATABASE = Setting(
    "ENTREPOT_DATABASE",
    "",
    T(
        "Where the pages keep jobs and scenarios: postgresql://user:password@host/name; by default a file in the lake.",
        "网页保存任务与情景的数据库：postgresql://用户:密码@主机/库名；默认为数据湖中的文件。",
    ),
)

WEB_UPLOAD_MB = Setting(
    "ENTREPOT_UPLOAD_MB",
    "512",
    T("The largest file that the pages take, in megabytes.", "网页上传文件的大小上限（兆字节）。"),
)

ANSWER_SECONDS = Setting(
    "ENTREPOT_ANSWER_SECONDS",
    "30",
    T("The longest that the pages work at one answer, in seconds.", "网页计算一个结果的时间上限（秒）。"),
)

MEMORY_MB = Setting(
    "ENTREPOT_MEMORY_MB",
    "",
    T(
        "The most memory that one engine takes, in megabytes; by default an eighth of the machine's, from 512 to 1536. A server has up to three.",
        "每个计算引擎的内存上限（兆字节），默认为本机内存的八分之一（512 至 1536）；服务器最多有三个引擎。",
    ),
)

SPILL_MB = Setting(
    "ENTREPOT_SPILL_MB",
    "",
    T(
        "The most that one engine puts on disk when memory is full, in megabytes; by default what is free.",
        "内存不足时每个计算引擎可占用的磁盘空间上限（兆字节），默认为磁盘剩余空间。",
    ),
)

SETTINGS = (
    LAKE,
    CACHE,
    LANGUAGE,
    VENV,
    COMTRADE_KEY,
    COMTRADE_KEY_FILE,
    COMTRADE_ADDRESS,
    BACI_ADDRESS,
    WEB_DATABASE,
    WEB_UPLOAD_MB,
    ANSWER_SECONDS,
    MEMORY_MB,
    SPILL_MB,
)


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


def cache_folder() -> Path:
    """ENTREPOT_CACHE, or where the user's programs keep what they can make anew."""
    if chosen := CACHE.read():
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "entrepot" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "entrepot"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "entrepot"


def system_language() -> Language:
    """The language asked for, or that of the locale, or that of Windows."""
    chosen = LANGUAGE.read()
    if chosen:
        return "zh" if chosen == "zh" else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes

        shown: int = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return "zh" if shown & 0x3FF == WINDOWS_CHINESE else "en"
    return "en"
