"""The one date that a document carries: that of its data, so that the same data give the same bytes."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

# A paper without any data has the earliest date that a zip archive can hold.
EARLIEST: Final = date(1980, 1, 1)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def date_of(vintage: str) -> date:
    """2026-11-20, 2026-11 or 2026; otherwise the earliest."""
    found = _DATE.match(vintage)
    try:
        return max(EARLIEST, date(int(found[1]), int(found[2] or 1), int(found[3] or 1))) if found else EARLIEST
    except ValueError:
        return EARLIEST
