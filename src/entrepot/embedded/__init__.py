"""Data files that come with the package: facts with their references, and the weights of the sample world."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def embedded_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of an embedded CSV in file order; every value is text, an empty cell is ''."""
    return tuple(csv.DictReader(embedded_bytes(name).decode("utf-8-sig").splitlines()))


def embedded_bytes(name: str) -> bytes:
    return files("entrepot.embedded").joinpath(name).read_bytes()
