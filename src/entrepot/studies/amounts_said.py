"""Numbers with their units as people of each language say them: 23.49亿美元, USD 2.349 bn, 69.19倍, 第22位."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from entrepot.vocabulary.amounts import CURRENCY_NAMES, format_number
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.money import unit
from entrepot.vocabulary.printed_numbers import number
from entrepot.vocabulary.text import LANGUAGES, Language, T

# English has no word for 亿, nor Chinese one for a billion: a power of ten is moved to the next word of the language.
STEPS: Final[dict[Language, dict[int, int]]] = {
    "zh": {3: 4, 5: 4, 6: 4, 7: 4, 9: 8, 10: 8, 11: 8},
    "en": {3: 6, 4: 6, 5: 6, 7: 6, 8: 9, 10: 9, 11: 9},
}
POWERS: Final[dict[Language, dict[int, str]]] = {
    "zh": {12: "万亿", 8: "亿", 4: "万", 0: ""},
    "en": {12: "tn", 9: "bn", 6: "m", 0: ""},
}
BASES: Final[dict[str, T]] = {
    "persons": T("persons", "人"),
    "firms": T("firms", "家"),
    "parks": T("parks", "个"),
    "markets": T("markets", "个"),
    "policies": T("policies", "项"),
    "items": T("items", "个"),
    "days": T("days", "天"),
    "years": T("years", "年"),
    "TEU": T("TEU", "标箱"),
}
POINTS: Final = T("pp", "个百分点")
TIMES: Final = T("times", "倍")
SQUARE_KM: Final = T("km²", "平方公里")
_MASS: Final[dict[Language, dict[int, str]]] = {
    "zh": {11: "亿吨", 7: "万吨", 3: "吨", 0: "千克"},
    "en": {9: "Mt", 6: "kt", 3: "t", 0: "kg"},
}


def unit_said(base: str, power: int, language: Language) -> str:
    """亿美元, USD bn, m persons."""
    word = POWERS[language].get(power, f"10^{power}")
    named = CURRENCY_NAMES.get(base) or BASES.get(base) or T(base, base)
    if language == "zh":
        return word + named.zh
    return f"{named.en} {word}".strip() if base in CURRENCY_NAMES else f"{word} {named.en}".strip()


def amount_said(text: str, printed_unit: str) -> T:
    """A printed number with all its digits, in words; as it stands where it is no number."""
    try:
        value = number(text)
    except EntrepotError:
        value = None
    if value is None:
        return T(f"{text} {printed_unit}".strip() or "—", f"{text}{printed_unit}".strip() or "—")
    return T(*(_said(value, printed_unit, language) for language in LANGUAGES))


def _said(value: Decimal, printed_unit: str, language: Language) -> str:
    found = unit(printed_unit or "1")
    zh, power = language == "zh", found.factor.adjusted()
    between = "" if zh else " "
    plain = _digits(value)
    match found.kind:
        case "share":
            return plain + ("%" if power == -2 else "‰")
        case "points":
            return plain + between + POINTS.in_language(language)
        case "ratio" if printed_unit.strip() in ("times", "倍"):
            return plain + between + TIMES.in_language(language)
        case "rank":
            return f"第{plain}位" if zh else f"place {plain}"
        case "ratio" | "index" | "flag":
            return plain
        case "area" if power == 6:
            return plain + between + SQUARE_KM.in_language(language)
        case "mass":
            step = max(one for one in _MASS[language] if one <= power)
            return _digits(value.scaleb(power - step)) + between + _MASS[language][step]
    step = STEPS[language].get(power, power)
    moved, words = _digits(value.scaleb(power - step)), unit_said(found.base, step, language)
    first, space, rest = words.partition(" ")
    if zh:
        return moved + words
    return f"{first} {moved}{space}{rest}" if first in CURRENCY_NAMES else f"{moved} {words}".strip()


def _digits(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    return format_number(value, decimals=max(0, -exponent) if isinstance(exponent, int) else 0)
