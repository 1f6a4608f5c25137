"""Values cut into a few classes with round bounds: a legend of named squares, and inks that are known to read."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from entrepot.vocabulary.amounts import format_number
from entrepot.vocabulary.text import Language, T

ALL: Final = T("all the same", "均相同")
_RAMP: Final = 6
_SIGNED: Final = 7
_ROUND: Final = (1, 2, 5, 10)
_LEAST: Final = 1e-300


@dataclass(frozen=True, slots=True)
class Classes:
    """`bounds` between the classes, `names` of the classes, and the palette's tokens for their colours and inks."""

    bounds: tuple[float, ...]
    names: tuple[str, ...]
    colours: str
    inks: str

    def of(self, value: float | None) -> int | None:
        return None if value is None else bisect_right(self.bounds, value)


def classes(values: Sequence[float], language: Language, *, signed: bool, words: str = "") -> Classes:
    """Seven classes around zero where `signed` (growth), else up to six with about as many values in each; `words` is the unit."""
    bounds = _around_zero(values) if signed else _even(values)
    count = len(bounds) + 1
    places = range(count) if signed else [round(i * (_RAMP - 1) / max(1, count - 1)) for i in range(count)]
    name, most = ("div", _SIGNED) if signed else ("ramp", _RAMP)
    padded = [*places, *[most - 1] * (_SIGNED - count)]
    return Classes(
        tuple(bounds),
        tuple(_names(bounds, language, "%" if words == "%" else "")),
        "[" + ", ".join(f"{name}{i}" for i in padded) + "]",
        "[" + ", ".join(f"on_{name}{i}" for i in padded) + "]",
    )


def _around_zero(values: Sequence[float]) -> list[float]:
    """Three equal steps on either side; a few extremes do not make all else pale."""
    sizes = sorted(abs(value) for value in values)
    large = sizes[min(len(sizes) - 1, int(0.9 * len(sizes)))] or 1.0
    step = _round(large / 3) or 1.0
    return [step * k for k in (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5)]


def _even(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    if ordered[0] == ordered[-1]:
        return []
    cuts = [_round(ordered[round(k * (len(ordered) - 1) / _RAMP)]) for k in range(1, _RAMP)]
    return sorted({cut for cut in cuts if ordered[0] < cut <= ordered[-1]})


def _round(value: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten; zero for what is too small to be divided by its own power."""
    if abs(value) < _LEAST:
        return 0.0
    power = math.floor(math.log10(abs(value)))
    first = min(_ROUND, key=lambda digit: abs(digit - abs(value) / 10.0**power))
    return math.copysign(first * 10.0**power, value)


def _names(bounds: Sequence[float], language: Language, mark: str) -> list[str]:
    if not bounds:
        return [ALL.in_language(language)]
    decimals = max(_decimals(bound) for bound in bounds)
    said = [format_number(bound, decimals=decimals) for bound in bounds]
    # A dash between numbers with a minus could not be read.
    between = T(" to ", "至").in_language(language) if bounds[0] < 0 else "–"
    middle = [f"{a}{between}{b}{mark}" for a, b in pairwise(said)]
    return [f"< {said[0]}{mark}", *middle, f"≥ {said[-1]}{mark}"]


def _decimals(value: float) -> int:
    return next((d for d in range(7) if math.isclose(round(value, d), value, rel_tol=1e-9, abs_tol=1e-12)), 6)
