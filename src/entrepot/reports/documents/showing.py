"""A paper's numbers as the reader sees them: one scale for numbers shown together, its unit in the reader's words.

`reports.numbers` formats; here only the declared unit of showing is read. A scale declared in the words of one language is
moved to the next step of the other, its decimals with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from entrepot.reports.numbers import Scale, scale_for
from entrepot.studies.amounts_said import BASES, POINTS, SQUARE_KM, STEPS, TIMES, unit_said
from entrepot.studies.paper import Number
from entrepot.vocabulary.amounts import CURRENCY_NAMES
from entrepot.vocabulary.money import PrintedUnit
from entrepot.vocabulary.money import unit as unit_printed
from entrepot.vocabulary.text import Language
from entrepot.vocabulary.units import Unit

_PLAIN: Final = {"rank": Unit.RANK, "count": Unit.COUNT, "items": Unit.COUNT, "kg": Unit.KG, "years": Unit.YEARS}


def scale(numbers: Sequence[Number], language: Language) -> Scale:
    """The one scale of numbers of one unit; the largest count of decimals that any of them declares."""
    first = numbers[0]
    declared = [one.decimals for one in numbers if one.decimals is not None]
    values = [one.value for one in numbers]
    if first.shown_in:
        printed = unit_printed(first.shown_in)
        return _declared(printed, numbers, max(declared, default=None), language)
    chosen = values_scale(numbers, language)
    moved = scale_for(values, Unit.COUNT, language) if first.unit in BASES else chosen
    if first.unit in BASES:
        chosen = Scale(moved.power, unit_said(first.unit, moved.power, language), moved.decimals)
    return replace(chosen, decimals=max(declared)) if declared else chosen


def values_scale(numbers: Sequence[Number], language: Language) -> Scale:
    """What language and size choose, where nothing is declared."""
    unit, values = numbers[0].unit, [one.value for one in numbers]
    if unit in CURRENCY_NAMES:
        return scale_for(values, Unit.MONEY, language, currency=unit)
    if unit in ("points", "%"):
        return scale_for(values, Unit.SHARE, language, points=unit == "points")
    return scale_for(values, _PLAIN.get(unit, Unit.RATIO), language)


def _declared(printed: PrintedUnit, numbers: Sequence[Number], decimals: int | None, language: Language) -> Scale:
    power, chosen = printed.factor.adjusted(), values_scale(numbers, language)
    match printed.kind:
        case "share":
            chosen = scale_for([one.value for one in numbers], Unit.SHARE, language)
            words = "%" if power == -2 else "‰"
        case "points":
            chosen = scale_for([one.value for one in numbers], Unit.SHARE, language, points=True)
            words = POINTS.in_language(language)
        case "ratio":
            words = TIMES.in_language(language) if printed.text.strip() in ("times", "倍") else ""
        case "index" | "rank" | "flag":
            words = ""
        case "area" if power == 6:
            words = SQUARE_KM.in_language(language)
        case "mass":
            step = scale_for((10**power,), Unit.KG, language)
            return _moved(step.power, step.words, power, chosen, decimals)
        case _:
            step_power = STEPS[language].get(power, power)
            return _moved(step_power, unit_said(printed.base, step_power, language), power, chosen, decimals)
    return _moved(power, words, power, chosen, decimals)


def _moved(power: int, words: str, declared_power: int, chosen: Scale, decimals: int | None) -> Scale:
    """Decimals move with the scale, so that as many figures are shown as were declared."""
    if decimals is not None:
        return Scale(power, words, max(0, decimals + power - declared_power))
    return Scale(power, words, max(0, chosen.decimals + power - chosen.power))


def said(number: Number, language: Language) -> str:
    """The number with its unit, as a sentence says it; only bounds where the value itself is not known."""
    one = scale((number,), language)
    if number.value is None and number.low is not None and number.high is not None:
        return bounds(number, language)
    return one.said(number.value, language)


def bounds(number: Number, language: Language) -> str:
    """`283.1–283.3亿美元`; empty where there are none."""
    if number.low is None or number.high is None:
        return ""
    one = scale((number,), language)
    high = one.shown(number.high)
    return one.said(number.high, language).replace(high, f"{one.shown(number.low)}–{high}", 1)
