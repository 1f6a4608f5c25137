"""How much memory and disk the engine may take: as is set, else a share of what the machine has."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from entrepot.parameters.settings import MEMORY_MB, SPILL_MB, Setting
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

LEAST_MB: Final = 64
SHARE: Final = 8
"""An eighth of the machine for each engine: a server has three, and the rest is Python's and everybody else's."""
_FEWEST_MB, _MOST_MB = 512, 1536
_UNKNOWN_MB: Final = 8 << 10


def memory_megabytes() -> int:
    """Of one engine."""
    asked = _whole(MEMORY_MB)
    return asked or max(_FEWEST_MB, min(_MOST_MB, machine_megabytes() // SHARE))


def spill_megabytes() -> int | None:
    """Of one engine on disk; None where nothing is set, which leaves the engine to see what is free."""
    return _whole(SPILL_MB) or None


def _whole(setting: Setting) -> int:
    text = setting.read()
    if not text:
        return 0
    if not re.fullmatch("0*[1-9][0-9]{0,7}", text, re.ASCII) or int(text) < LEAST_MB:
        raise WrongCall(
            T(
                f"{setting.name} is {text!r}; it may be a whole number of megabytes from {LEAST_MB} on, such as 1024",
                f"{setting.name} 的值为“{text}”，应为不小于 {LEAST_MB} 的兆字节整数，如 1024",
            )
        )
    return int(text)


def machine_megabytes() -> int:
    """What the machine has, or what this process is allowed of it."""
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    except (AttributeError, ValueError, OSError):
        whole = _UNKNOWN_MB
    try:
        allowed = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return whole
    return min(whole, int(allowed) >> 20) if allowed.isdigit() else whole
