"""Which row names the columns, and what the names are once cleaned."""

from __future__ import annotations

import re
from collections.abc import Sequence

Row = Sequence[str | None]

_BOM = "\ufeff"
_SPACE = re.compile(r"\s+|_x000D_")


def guess_header(rows: Sequence[Row]) -> int:
    """The first of the leading rows that is at least half as full as the fullest: banners above a table are short."""
    filled = [sum(1 for cell in row if cell is not None and cell.strip()) for row in rows[:30]]
    fullest = max(filled, default=0)
    return next((i for i, n in enumerate(filled) if n * 2 >= fullest and n), 0)


def column_names(row: Row) -> tuple[str, ...]:
    """Names without marks and outer spaces; nameless columns become `column N`, a repeated name gets ` (2)`."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for position, cell in enumerate(row, start=1):
        name = _SPACE.sub(" ", (cell or "").replace(_BOM, "")).strip().strip('"') or f"column {position}"
        # SQL tells names apart without regard to case, so a repeat is one in any case.
        folded = name.casefold()
        seen[folded] = seen.get(folded, 0) + 1
        names.append(name if seen[folded] == 1 else f"{name} ({seen[folded]})")
    return tuple(names)
