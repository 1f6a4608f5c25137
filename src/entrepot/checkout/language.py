"""The language of the person at this machine."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping

from entrepot.vocabulary.text import Language

WINDOWS_CHINESE = 0x04  # the primary language identifier of every Chinese in Windows


def users_language(environment: Mapping[str, str]) -> Language:
    """Chinese where the locale (or, without one, Windows itself) is Chinese, otherwise English."""
    named = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG")
    if named:
        return "zh" if named.lower().startswith("zh") else "en"
    if sys.platform == "win32":
        chosen: int = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return "zh" if chosen & 0x3FF == WINDOWS_CHINESE else "en"
    return "en"
