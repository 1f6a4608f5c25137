"""Months: those missing between others, and their sum against the cumulative figure and the year."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.powers import power_of, with_slip
from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.text import T

_FLOWS_KEY = "source, flow, reporter, partner, product, regime, basis, firm_type, customs_district, valuation, money"
_SERIES_KEY = "source, area, counterpart, subject, measure, unit"
# Only what adds up over a year: a population does not.
_ADDS_UP = "measure IN ('exports', 'imports', 'trade_total', 'trade_balance', 'fdi_inflow', 'sales', 'container_throughput', 'port_throughput')"
# Later months carry corrections to earlier ones, so that a sum may stray; small cells stray far.
_CORRECTED: Final = 0.02
_SMALL_CELL: Final = 100_000


def _sums(key: str, amount: str, shown: str, only: str) -> str:
    names = key.split(", ")
    joined = " AND ".join(f"wholes.{name} IS NOT DISTINCT FROM months.{name}" for name in names)
    far = f"{_CORRECTED} * abs(amount) + {_SMALL_CELL}"
    return (
        f"WITH months AS (SELECT {key}, left(period, 4) AS of_year, try_cast(right(period, 2) AS INT) AS month, {amount} AS amount, row FROM whole WHERE frequency = 'month' AND {only}), "
        f"wholes AS (SELECT {key}, left(period, 4) AS of_year, CASE WHEN frequency = 'year' THEN 12 ELSE try_cast(right(period, 2) AS INT) END AS upto, "
        f"{amount} AS amount, {shown} AS shown, period, place, row FROM whole WHERE frequency IN ('year', 'to_date') AND {only}), "
        "added AS (SELECT wholes.*, sum(months.amount) AS made, count(*) AS given, max(months.row) AS month_row FROM wholes JOIN months "
        f"ON {joined} AND wholes.of_year = months.of_year AND month <= upto WHERE wholes.amount IS NOT NULL AND months.amount IS NOT NULL GROUP BY ALL) "
        "SELECT coalesce(row, month_row) AS row, place, shown AS value, shown AS told, period, given, made, "
        f"{power_of('(made / nullif(amount, 0))', within=0.03)} AS power FROM added "
        f"WHERE (given = upto AND upto > 1 AND abs(made - amount) > {far}) OR (amount > 0 AND made - amount > {far})"
    )


def _not_the_sum(told: str, period: str, given: int, made: float, power: int | None) -> T:
    return with_slip(
        f"{told} for {period}, but its {given} months make {made:,.0f}; ask for both again, one of them is of another kind or wrong",
        f"{period} 为 {told}，而其中 {given} 个月之和为 {made:,.0f}；请重新查询二者，其一口径不同或有误",
        power,
    )


def _gaps(key: str, only: str) -> str:
    """Where a month is followed by one that is not the next, in a run that is otherwise whole."""
    names = key.split(", ")
    number = "(CAST(left({0}, 4) AS INT) * 12 + CAST({1}({0}, 2) AS INT) - 1)"
    told = f"concat_ws(' ', {', '.join('gaps.' + name for name in names)})"
    # The month's own cumulative figure holds it, or that of the month after.
    held = " UNION ALL ".join(
        f"SELECT {key}, {number.format('period', 'right')} - {back} AS n FROM whole WHERE frequency = 'to_date' AND right(period, 2) > '{least}'"
        for back, least in ((0, "00"), (1, "01"))
    )
    joined = " AND ".join(f"held.{name} IS NOT DISTINCT FROM gaps.{name}" for name in (*names, "n"))
    return (
        f"WITH given AS (SELECT {key}, {number.format('period', 'right')} AS n, min(row) AS row FROM whole "
        f"WHERE frequency = 'month' AND {only} AND regexp_full_match(period, '[0-9]{{4}}-[0-9]{{2}}') GROUP BY ALL), "
        f"steps AS (SELECT *, lag(n) OVER w AS before, count(*) OVER w AS given, last_value(n) OVER w - first_value(n) OVER w + 1 AS run, "
        f"max(row) OVER w AS any_row FROM given WINDOW w AS (PARTITION BY {key} ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)), "
        # Single months here and there are not a series with gaps.
        "gaps AS (SELECT * EXCLUDE (n), unnest(range(before + 1, n)) AS n FROM steps WHERE n - before > 1 AND given >= 2 * (run - given) AND given >= 3), "
        f"held AS (SELECT DISTINCT * FROM ({held})) "
        f"SELECT coalesce(gaps.row, any_row) AS row, {told} AS place, month AS value, {told} AS told, month, held.n IS NOT NULL AS cumulated "
        f"FROM (SELECT *, (n // 12) || '-' || lpad(CAST(n % 12 + 1 AS VARCHAR), 2, '0') AS month FROM gaps) AS gaps LEFT JOIN held ON {joined}"
    )


def _missing(told: str, month: str, cumulated: bool) -> T:
    if cumulated:
        return T(
            f"{told}: {month} is missing; it can be derived from the cumulative figures on both sides of it",
            f"{told}：缺 {month}；可由其前后的累计数推算",
        )
    return T(
        f"{told}: {month} is missing between other months; ask the publisher for it, it is not taken as zero",
        f"{told}：前后各月俱在而缺 {month}；请向发布机构补充查询，缺月不按零处理",
    )


_FLOWS_GAPS = _gaps("source, flow, reporter, basis, product_digits", "product_digits = 0")
# A province may well sell none of a good for a month; that nobody does in the whole query tells of a month not asked for.
_GOODS_GAPS = _gaps("source, flow, basis, product_digits", "product_digits > 0")
_SERIES_GAPS = _gaps(_SERIES_KEY, "true")

MONTHS: Final = (
    TogetherRule(
        "months_are_not_the_sum", "flows", "warn", None,
        _sums(_FLOWS_KEY, "amount", "format('{:.0f} {}', amount, money)", "true"), _not_the_sum,
    ),
    TogetherRule("months_are_not_the_sum", "series", "warn", "value", _sums(_SERIES_KEY, "value", "said", _ADDS_UP), _not_the_sum),
    TogetherRule("month_missing", "flows", "warn", "period", _FLOWS_GAPS, _missing, most_rows=20_000_000),
    TogetherRule("month_missing", "flows", "warn", "period", _GOODS_GAPS, _missing, most_rows=20_000_000),
    TogetherRule("month_missing", "series", "warn", "period", _SERIES_GAPS, _missing),
)  # fmt: skip
