"""A finding: what a check has to say about one place in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from entrepot.vocabulary.text import T

Level = Literal["stop", "warn", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` is the line in the file as the person sees it (the header is line 1); None speaks of the whole file."""

    level: Level
    rule: str
    message: T
    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
