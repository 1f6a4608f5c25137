"""Data files that come with the package: facts with their references, and the weights of the sample world."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def embedded_path(name: str) -> Path:
    return FOLDER / name


@cache
def embedded_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of an embedded CSV in file order; every value is text, an empty cell is ''."""
    with embedded_path(name).open(encoding="utf-8-sig", newline="") as lines:
        return tuple(csv.DictReader(lines))
