"""The small tables of words that come with the package: read once, as rows of text."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def word_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/<name>` in file order; every value is text, an empty cell is ''."""
    text = files("entrepot.vocabulary").joinpath("data", name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
