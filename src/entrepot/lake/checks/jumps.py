"""Jumps by a power of ten or by the exchange rate: against a series' own past, and against the growth printed beside it."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.powers import RATES, as_text, power_of, times
from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.text import T

# A change below a factor of 1.6 is how trade moves; only a series that otherwise keeps to that can be seen to jump.
_SMALL: Final = 0.2
_NEAR: Final = 0.12
_NEAR_RATE: Final = 0.06

_SERIES_KEY = "source, area, counterpart, subject, measure, unit, frequency"
_FLOWS_KEY = (
    "source, flow, reporter, partner, product, regime, basis, firm_type, customs_district, valuation, frequency, money"
)


def _jumps(points: str, key: str, power: str, *, fewest: int, base: str = "10", beside: str | None = None) -> str:
    """Lines whose step from the line before is base^n, where every other step of their series is small or such a jump too.

    A step that the next one takes back is one wrong line; a first line from which all others differ is the wrong one
    itself; any other step is told where it happens. With `beside` a jump counts only where the next step takes it back or
    another series that is alike in these columns jumps with it.
    """
    borne_out = "power_after = -power OR together > 1" if beside else "true"
    steps = (
        f"SELECT * EXCLUDE (year), log10(value) - lag(log10(value)) OVER w AS step, lag(row) OVER w AS row_before, lag(said) OVER w AS said_before, "
        f"lag(shown) OVER w AS shown_before, lag(period) OVER w AS period_before, lag(place) OVER w AS place_before, "
        f"row_number() OVER w AS n, count(*) OVER (PARTITION BY {key}) AS points "
        f"FROM ({points}) LEFT JOIN {RATES} ON rates.year = try_cast(left(period, 4) AS INT) WINDOW w AS (PARTITION BY {key} ORDER BY period)"
    )
    judged = (
        f"SELECT *, {power} AS power, count(*) FILTER (WHERE abs(step) <= {_SMALL}) OVER (PARTITION BY {key}) AS calm, "
        f"count(*) FILTER (WHERE abs(step) > {_SMALL} AND {power} IS NULL) OVER (PARTITION BY {key}) AS wild, "
        f"count(*) FILTER (WHERE {power} IS NOT NULL) OVER (PARTITION BY {key}) AS jumped, "
        f"max(abs({power})) OVER (PARTITION BY {key}) - min(abs({power})) OVER (PARTITION BY {key}) AS powers_apart FROM ({steps}) WHERE points >= {fewest}"
    )
    led = (
        f"SELECT *, lag(power) OVER w AS power_before, lead(power) OVER w AS power_after, "
        f"count(power) OVER (PARTITION BY {beside or key}, period, power) AS together FROM ({judged}) "
        f"WHERE wild = 0 AND powers_apart = 0 AND calm >= 1 AND calm + 1 >= jumped WINDOW w AS (PARTITION BY {key} ORDER BY period)"
    )
    # The second line jumps and nothing takes it back: the first one stands alone against all the others.
    first = "(n = 2 AND power_after IS NULL)"
    return (
        f"SELECT CASE WHEN {first} THEN coalesce(row_before, row) ELSE coalesce(row, row_before) END AS row, "
        f"CASE WHEN {first} THEN place_before ELSE place END AS place, CASE WHEN {first} THEN said_before ELSE said END AS value, "
        f"CASE WHEN {first} THEN said_before ELSE said END AS told, CASE WHEN {first} THEN period_before ELSE period END AS at, "
        f"CASE WHEN {first} THEN said ELSE said_before END AS other, CASE WHEN {first} THEN period ELSE period_before END AS other_at, "
        f"CASE WHEN {first} THEN power ELSE -power END AS mend, {base} AS base, "
        f"{as_text(f'CASE WHEN {first} THEN shown_before * pow({base}, power) ELSE shown / pow({base}, power) END')} AS mended "
        f"FROM ({led}) WHERE power IS NOT NULL AND (power_before IS NULL OR power_before <> -power) AND ({borne_out})"
    )


_BY_TEN: Final = (
    f"CASE WHEN abs(round(step)) >= 1 AND abs(step - round(step)) <= {_NEAR} THEN CAST(round(step) AS INT) END"
)
# Fewer than four yuan to the dollar (before 1990) is a change like any other.
_BY_RATE: Final = f"CASE WHEN rate > 4 AND abs(abs(step) - log10(rate)) <= {_NEAR_RATE} AND abs(abs(step) - 1) > {_NEAR} THEN CAST(sign(step) AS INT) END"


# What is left between two numbers may grow to many times itself while both of them stay calm.
_IS_DIFFERENCE: Final = "measure LIKE '%balance%'"


def _series_points(only: str = "unit <> '1'") -> str:
    return (
        "SELECT *, try_cast(left(period, 4) AS INT) AS year, coalesce(number, value) AS shown FROM whole "
        f"WHERE value > 0 AND {only} AND NOT ({_IS_DIFFERENCE}) AND half IS NOT NULL AND frequency IN ('year', 'quarter', 'month') QUALIFY row_number() OVER (PARTITION BY {_SERIES_KEY}, period ORDER BY row NULLS LAST, locator) = 1"
    )


def _flows_points() -> str:
    return (
        "SELECT *, amount AS value, amount AS shown, format('{:.0f} {}', amount, money) AS said "
        "FROM whole WHERE amount > 0 AND frequency IN ('year', 'quarter', 'month')"
    )


_GROWTH_OF = "CASE measure WHEN 'trade_growth' THEN 'trade_total' ELSE left(measure, length(measure) - 7) END"

# With the growth of every year between two figures, the later one follows from the earlier.
_AGAINST_GROWTH = (
    "WITH levels AS (SELECT *, try_cast(period AS INT) AS year, lead(value) OVER w AS later, lead(try_cast(period AS INT)) OVER w AS later_year, "
    "lead(said) OVER w AS later_said, lead(row) OVER w AS later_row, lead(number) OVER w AS later_number FROM whole WHERE frequency = 'year' AND value > 0 AND unit <> '1' AND half IS NOT NULL "
    "WINDOW w AS (PARTITION BY source, area, counterpart, subject, measure, unit ORDER BY period, locator)), "
    f"growths AS (SELECT source, area, counterpart, subject, {_GROWTH_OF} AS of, try_cast(period AS INT) AS year, min(value) AS growth, max(row) AS row "
    "FROM whole WHERE frequency = 'year' AND measure LIKE '%\\_growth' ESCAPE '\\' AND unit = '1' AND value > -1 GROUP BY ALL), "
    "chained AS (SELECT l.*, sum(log10(1 + g.growth)) AS grown, max(g.row) AS growth_row, "
    f"string_agg({as_text('100 * g.growth')} || ' % (' || g.year || ')', ', ' ORDER BY g.year) AS growths "
    "FROM levels l JOIN growths g ON g.source = l.source AND g.of = l.measure AND g.area IS NOT DISTINCT FROM l.area "
    "AND g.counterpart IS NOT DISTINCT FROM l.counterpart AND g.subject IS NOT DISTINCT FROM l.subject AND g.year > l.year AND g.year <= l.later_year "
    "GROUP BY ALL HAVING count(*) = l.later_year - l.year), "
    f"judged AS (SELECT *, {power_of('(later / value / pow(10, grown))', within=0.1)} AS power FROM chained) "
    "SELECT coalesce(row, later_row, growth_row) AS row, place, said AS value, said AS told, year, later_said, later_year, growths, power, "
    f"{as_text('number * pow(10, power)')} AS mended, {as_text('later_number / pow(10, power)')} AS later_mended "
    "FROM judged WHERE power IS NOT NULL"
)


def _jumped(told: str, at: str, other: str, other_at: str, mend: int, base: float, mended: str) -> T:
    return T(
        f"{told} in {at} against {other} in {other_at}, while the series is otherwise calm; {times(mend)} it would be {mended}: look at the unit and the decimal point",
        f"{at} 为 {told}，而 {other_at} 为 {other}，序列其余各期平稳；{times(mend)} 则为 {mended}：请检查单位和小数点",
    )


def _in_the_other_currency(told: str, at: str, other: str, other_at: str, mend: int, base: float, mended: str) -> T:
    sign = "×" if mend > 0 else "÷"
    return T(
        f"{told} in {at} against {other} in {other_at}, while the series is otherwise calm; {sign}{base}, yuan to the dollar, it would be {mended}: is it in the other currency?",
        f"{at} 为 {told}，而 {other_at} 为 {other}，序列其余各期平稳；按汇率 {sign}{base} 则为 {mended}：是否用了另一种货币？",
    )


def _against_growth(told: str, year: int, later: str, later_year: int, growths: str, power: int, mended: str, later_mended: str) -> T:  # fmt: skip
    return T(
        f"{told} in {year} and {later} in {later_year} do not fit the growth printed, {growths}: {year} would fit as {mended} "
        f"({times(power)}), or {later_year} as {later_mended}; look at the original",
        f"{year} 年的 {told} 与 {later_year} 年的 {later} 不符合所公布的增速 {growths}：{year} 年若为 {mended}（{times(power)}）"
        f"则相符，或 {later_year} 年应为 {later_mended}；请核对原文",
    )


_MONEY = "unit IN ('CNY', 'USD')"

JUMPS: Final = (
    TogetherRule("magnitude_jump", "series", "warn", "value", _AGAINST_GROWTH, _against_growth),
    TogetherRule("magnitude_jump", "series", "warn", "value", _jumps(_series_points(), _SERIES_KEY, _BY_TEN, fewest=4), _jumped),
    TogetherRule("currency_jump", "series", "note", "value", _jumps(_series_points(_MONEY), _SERIES_KEY, _BY_RATE, fewest=4, base="rate", beside="source, area"), _in_the_other_currency),
    TogetherRule("magnitude_jump", "flows", "warn", None, _jumps(_flows_points(), _FLOWS_KEY, _BY_TEN, fewest=6), _jumped, most_rows=500_000),
    TogetherRule("currency_jump", "flows", "note", None, _jumps(_flows_points(), _FLOWS_KEY, _BY_RATE, fewest=6, base="rate", beside="source, reporter"), _in_the_other_currency, most_rows=500_000),
)  # fmt: skip
