"""Numbers in charts, tables and text: one scale and a fixed count of decimals, chosen from all the values shown together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from entrepot.vocabulary.amounts import CURRENCY_NAMES, NO_NUMBER
from entrepot.vocabulary.amounts import format_number as grouped
from entrepot.vocabulary.text import Language, T
from entrepot.vocabulary.units import Unit

Value = Decimal | int | float | None

# English has no word for ten thousand in statistics, Chinese none for a thousand million: each its own steps.
_MONEY: Final[dict[Language, tuple[tuple[int, str], ...]]] = {
    "zh": ((12, "万亿"), (8, "亿"), (4, "万"), (0, "")),
    "en": ((12, "tn"), (9, "bn"), (6, "m"), (0, "")),
}
_MASS: Final[dict[Language, tuple[tuple[int, str], ...]]] = {
    "zh": ((11, "亿吨"), (7, "万吨"), (3, "吨"), (0, "千克")),
    "en": ((9, "Mt"), (6, "kt"), (3, "t"), (0, "kg")),
}
_WORDS: Final[dict[Unit, T]] = {Unit.YEARS: T("years", "年"), Unit.NATS: T("nats", "奈特")}
_WHOLE: Final = (Unit.COUNT, Unit.RANK)
_MOST_DECIMALS: Final = 6
_READABLE: Final = 100_000
_TRILLIONS: Final = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """A value is shown as value / 10^`power` with `decimals`, in `words`: 亿美元, USD bn, %, 个百分点; empty for an index."""

    power: int
    words: str
    decimals: int

    def scaled(self, value: Value) -> float | None:
        """What a chart draws; None for None and for what is no number."""
        if value is None or not math.isfinite(value):
            return None
        return float(Decimal(repr(value) if isinstance(value, float) else value).scaleb(-self.power))

    def shown(self, value: Value, *, sign: bool = False) -> str:
        """The number alone, as in a table's cell: 50.84, or a dash where there is none."""
        if value is None or not math.isfinite(value):
            return NO_NUMBER
        exact = Decimal(repr(value) if isinstance(value, float) else value)
        return grouped(exact.scaleb(-self.power), decimals=self.decimals, sign=sign)

    def said(self, value: Value, language: Language, *, sign: bool = False) -> str:
        """The number with its unit, as in a sentence: 508.4亿美元, USD 50.84 bn, 20.8%, 3.7 pp."""
        shown = self.shown(value, sign=sign)
        if shown == NO_NUMBER or not self.words:
            return shown
        if language == "zh" or self.words == "%":
            return shown + self.words
        first, space, rest = self.words.partition(" ")
        if first in CURRENCY_NAMES:
            return f"{first} {shown}{space}{rest}"
        return f"{shown} {self.words}"


def scale_for(
    values: Iterable[Value], unit: Unit, language: Language, *, currency: str | None = None, points: bool = False
) -> Scale:
    """One scale for values shown together; `points` where shares are differences, read as percentage points."""
    known = [abs(float(value)) for value in values if value is not None and math.isfinite(value)]
    largest = max(known, default=0.0)
    if unit.as_percent:
        words = T("pp", "个百分点").in_language(language) if points else "%"
        return Scale(-2, words, _share_decimals(largest))
    if unit is Unit.MONEY:
        power, word = _step_for_all(known, _MONEY[language])
        return Scale(power, _money_words(word, currency, language), _decimals(largest / 10**power) if power else 0)
    if unit is Unit.KG:
        power, word = _step(largest, _MASS[language])
        return Scale(power, word, _decimals(largest / 10**power))
    if unit is Unit.COUNT and largest >= (1e5 if language == "zh" else 1e6):
        power, word = _step(largest, _MONEY[language])
        return Scale(power, word, _decimals(largest / 10**power))
    if unit is Unit.UNIT_VALUE:
        per_kg = f"{_money_words('', currency, language)}{T('/kg', '/千克').in_language(language)}"
        return Scale(0, per_kg, _decimals(largest))
    words = _WORDS[unit].in_language(language) if unit in _WORDS else ""
    whole = unit in _WHOLE and all(value == int(value) for value in known)
    return Scale(0, words, 0 if whole else _decimals(largest))


def format_number(
    value: Value,
    unit: Unit,
    language: Language,
    *,
    currency: str | None = None,
    decimals: int | None = None,
    scale: Scale | None = None,
    points: bool = False,
    sign: bool = False,
) -> str:
    """A number with its unit as a sentence says it, on its own scale unless `scale` is given; `decimals` overrides."""
    chosen = scale or scale_for((value,), unit, language, currency=currency, points=points)
    if decimals is not None:
        chosen = Scale(chosen.power, chosen.words, decimals)
    return chosen.said(value, language, sign=sign)


def _money_words(word: str, currency: str | None, language: Language) -> str:
    name = "" if currency is None else CURRENCY_NAMES.get(currency, T(currency, currency)).in_language(language)
    return word + name if language == "zh" else f"{name} {word}".strip()


def _step(largest: float, steps: tuple[tuple[int, str], ...]) -> tuple[int, str]:
    """The largest step that the largest value reaches."""
    return next((step for step in steps if largest >= 10 ** step[0]), steps[-1])


def _step_for_all(known: Sequence[float], steps: tuple[tuple[int, str], ...]) -> tuple[int, str]:
    """The next smaller step where small values would vanish in the largest, or several are but a few trillions, as tables say them."""
    largest, smallest = max(known, default=0.0), min(filter(None, known), default=0.0)
    step = _step(largest, steps)
    vanishes = smallest / 10 ** step[0] < 0.5 / 10 ** _decimals(largest / 10 ** step[0])
    lower = steps[steps.index(step) + 1 :]
    few = len(known) > 1 and step[0] == _TRILLIONS and largest < 10 ** (_TRILLIONS + 1)
    return lower[0] if (vanishes or few) and lower and largest / 10 ** lower[0][0] < _READABLE else step


def _decimals(largest: float) -> int:
    """Four figures of the largest value, as statistical offices print: 1,142.8, 508.4, 50.84, 0.571."""
    if largest >= 10_000:
        return 0
    if largest >= 100:
        return 1
    if largest >= 1 or largest == 0:
        return 2
    return min(_MOST_DECIMALS, 2 - math.floor(math.log10(largest)))


def _share_decimals(largest: float) -> int:
    """One decimal of a per cent; more only where one decimal would show nothing but zeros."""
    return 1 if largest == 0 or largest >= 0.005 else min(_MOST_DECIMALS, -1 - math.floor(math.log10(largest)))
