"""Names of files that every system can write, Windows too."""

from __future__ import annotations

import re
from typing import Final

# Devices of DOS, with any ending; signs that mean something in a path; a dot or blank at the end, which Windows drops.
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\..*)?", re.IGNORECASE)
_SIGN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\ud800-\udfff]|[. ]$')
_LONGEST: Final = 255


def writable_anywhere(name: str) -> bool:
    """Whether a file may be called `name` on Windows as on other systems."""
    fits = bool(name) and len(name.encode("utf-8", "replace")) <= _LONGEST
    return fits and _DEVICE.fullmatch(name) is None and _SIGN.search(name) is None
