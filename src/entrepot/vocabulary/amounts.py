"""Numbers shown to people: 亿 and 万 in Chinese, bn and m in English, `%` without a space, a true minus."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from entrepot.vocabulary.text import Language, T, current_language

MINUS: Final = "\u2212"
NO_NUMBER: Final = "—"
_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
_SCALES: Final[dict[Language, tuple[tuple[int, str], ...]]] = {
    "zh": ((12, "万亿"), (8, "亿"), (4, "万"), (0, "")),
    "en": ((12, "tn"), (9, "bn"), (6, "m"), (0, "")),
}
CURRENCY_NAMES: Final[dict[str, T]] = {
    "USD": T("USD", "美元"),
    "CNY": T("CNY", "元"),
    "EUR": T("EUR", "欧元"),
    "JPY": T("JPY", "日元"),
    "KRW": T("KRW", "韩元"),
    "GBP": T("GBP", "英镑"),
    "HKD": T("HKD", "港元"),
    "RUB": T("RUB", "卢布"),
    "AUD": T("AUD", "澳元"),
    "CAD": T("CAD", "加元"),
    "SGD": T("SGD", "新加坡元"),
    "CHF": T("CHF", "瑞士法郎"),
}

Shown = Decimal | int | float | None


def format_number(value: Shown, *, decimals: int = 0, sign: bool = False) -> str:
    """Thousands separated, rounded half up as statistical offices do; `sign` prints the plus too."""
    if value is None:
        return NO_NUMBER
    rounded = _rounded(_decimal(value), decimals)
    mark = MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
    return f"{mark}{abs(rounded):,.{decimals}f}"


def format_money(
    value: Shown, currency: str, language: Language | None = None, *, decimals: int = 1, sign: bool = False
) -> str:
    """`USD 1.2 bn` in English, `12.0亿美元` in Chinese, from the value in the base unit."""
    language = language or current_language()
    if value is None:
        return NO_NUMBER
    exact = _decimal(value)
    power, word = _scale(exact, decimals, _SCALES[language])
    shown = format_number(_EXACT.scaleb(exact, -power), decimals=decimals if power else 0, sign=sign)
    name = CURRENCY_NAMES.get(currency, T(currency, currency)).in_language(language)
    if language == "zh":
        return f"{shown}{word}{name}"
    return f"{name} {shown} {word}".rstrip()


def format_share(value: Shown, *, decimals: int = 1, sign: bool = False) -> str:
    """A fraction as per cent: 0.123 is `12.3%` in both languages."""
    if value is None:
        return NO_NUMBER
    return format_number(_EXACT.scaleb(_decimal(value), 2), decimals=decimals, sign=sign) + "%"


def format_points(value: Shown, language: Language | None = None, *, decimals: int = 1, sign: bool = False) -> str:
    """A difference of fractions as percentage points: `3.7个百分点`, `3.7 pp`."""
    if value is None:
        return NO_NUMBER
    shown = format_number(_EXACT.scaleb(_decimal(value), 2), decimals=decimals, sign=sign)
    return f"{shown}个百分点" if (language or current_language()) == "zh" else f"{shown} pp"


def _decimal(value: Decimal | int | float) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def _scale(value: Decimal, decimals: int, scales: tuple[tuple[int, str], ...]) -> tuple[int, str]:
    """The largest scale that the number reaches, also by rounding: 99 999 999.6 is 1.0亿, not 10000.0万."""
    larger = None
    for power, word in scales:
        rounded = _rounded(_EXACT.scaleb(value, -power), decimals if power else 0)
        reached = _EXACT.scaleb(abs(rounded), power)
        if larger is not None and reached >= Decimal(10) ** larger[0]:
            return larger
        if abs(value) >= Decimal(10) ** power:
            return power, word
        larger = (power, word)
    return 0, ""
