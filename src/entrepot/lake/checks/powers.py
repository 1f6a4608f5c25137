"""Slips of a power of ten, and of one currency for another: how SQL sees them and how they are told."""

from __future__ import annotations

from typing import Final

from entrepot.parameters.yuan_rates import CNY_PER_USD
from entrepot.vocabulary.text import T

RATES: Final = "(VALUES " + ", ".join(f"({y}, {rate})" for y, rate in CNY_PER_USD.items()) + ") AS rates(year, rate)"


def power_of(ratio: str, *, within: float) -> str:
    """SQL: the whole n <> 0 for which `ratio` is 10^n, give or take `within` in the exponent; null where there is none."""
    n = f"round(log10({ratio}))"
    return f"CASE WHEN {ratio} > 0 THEN CASE WHEN {n} <> 0 AND abs(log10({ratio}) - {n}) <= {within} THEN CAST({n} AS INT) END END"


def as_text(number: str) -> str:
    """SQL: a number as a person writes it, without the zero behind the point."""
    return f"regexp_replace(CAST(round({number}, 6) AS VARCHAR), '\\.0$', '')"


def times(power: int) -> str:
    """×10, ×1000, ÷10000."""
    return f"{'×' if power > 0 else '÷'}{10 ** abs(power)}"


def with_slip(en: str, zh: str, power: int | None) -> T:
    """The sentence, and what to suspect where two numbers differ by a power of ten."""
    if power is None:
        return T(en, zh)
    if abs(power) == 3:
        return T(
            f"{en}; the one is the other {times(power)}: was a separator of thousands read as a decimal point, or 千 left out?",
            f"{zh}；两者相差 {times(power)}：是否把千位分隔符读成了小数点，或漏了“千”？",
        )
    return T(
        f"{en}; the one is the other {times(power)}: look at the unit (万, 亿, thousand) and the decimal point",
        f"{zh}；两者相差 {times(power)}：请检查单位（万、亿、千）和小数点",
    )
