"""Slips of a power of ten, and of one currency for another: how SQL sees them and how they are told."""

from __future__ import annotations

from typing import Final

from entrepot.vocabulary.text import T

# Yuan per US dollar, annual averages: Federal Reserve, release G.5A (from the daily rates of H.10).
YUAN_PER_DOLLAR: Final[dict[int, float]] = {
    1981: 1.7100, 1982: 1.8979, 1983: 1.9810, 1984: 2.3303, 1985: 2.9434, 1986: 3.4616, 1987: 3.7314, 1988: 3.7314,
    1989: 3.7673, 1990: 4.7921, 1991: 5.3337, 1992: 5.5206, 1993: 5.7795, 1994: 8.6397, 1995: 8.3700, 1996: 8.3389,
    1997: 8.3193, 1998: 8.3008, 1999: 8.2783, 2000: 8.2784, 2001: 8.2770, 2002: 8.2771, 2003: 8.2772, 2004: 8.2768,
    2005: 8.1936, 2006: 7.9723, 2007: 7.6058, 2008: 6.9477, 2009: 6.8307, 2010: 6.7696, 2011: 6.4630, 2012: 6.3093,
    2013: 6.1478, 2014: 6.1620, 2015: 6.2827, 2016: 6.6400, 2017: 6.7569, 2018: 6.6090, 2019: 6.9081, 2020: 6.9042,
    2021: 6.4508, 2022: 6.7290, 2023: 7.0809, 2024: 7.1957, 2025: 7.1875,
}  # fmt: skip
RATES: Final = (
    "(VALUES " + ", ".join(f"({y}, {rate})" for y, rate in YUAN_PER_DOLLAR.items()) + ") AS rates(year, rate)"
)


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
