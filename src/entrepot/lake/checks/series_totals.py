"""Published totals against their parts, and balances against exports and imports, to the last printed digit."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.powers import as_text, power_of, with_slip
from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.text import T

# Groups of subjects that make up a whole between them; a part named otherwise may lie within another.
WHOLE_ECONOMY: Final = (
    ("primary", "secondary", "tertiary"),
    # Three parts as well: the first two are names for one.
    ("agriculture and forestry", "agriculture", "industry", "services"),
)

_TRADE = ("exports", "imports", "trade_total", "trade_balance")
_SAME_PLACE = "source, locator, area, counterpart, subject, unit, period"


def _wide() -> str:
    cells = ", ".join(
        f"max({cell}) FILTER (WHERE measure = '{measure}') AS {measure}_{cell}"
        for measure in _TRADE
        for cell in ("value", "half", "said", "row", "place", "factor")
    )
    named = ", ".join(f"'{measure}'" for measure in _TRADE)
    return f"SELECT {_SAME_PLACE}, {cells} FROM whole WHERE measure IN ({named}) AND half IS NOT NULL GROUP BY ALL"


def _identity(result: str, sign: str) -> str:
    """Lines where `result` is not exports `sign` imports, whatever the digits that were rounded away."""
    made = f"(exports_value {sign} imports_value)"
    open_by = f"({result}_half + exports_half + imports_half + 1e-9 * (exports_value + imports_value))"
    power = power_of(f"({result}_value / nullif({made}, 0))", within=0.01)
    return (
        f"SELECT coalesce({result}_row, exports_row, imports_row) AS row, {result}_place AS place, {result}_said AS value, "
        f"{result}_said AS told, exports_said, imports_said, {as_text(f'{made} / {result}_factor')} AS made, {power} AS power "
        f"FROM ({_wide()}) WHERE abs({result}_value - {made}) > {open_by} AND {result}_factor IS NOT NULL"
    )


def _total(told: str, exports: str, imports: str, made: str, power: int | None) -> T:
    return with_slip(
        f"the total {told} is not exports {exports} and imports {imports}, which make {made}",
        f"总额 {told} 不等于出口 {exports} 加进口 {imports}（应为 {made}）",
        power,
    )


def _balance(told: str, exports: str, imports: str, made: str, power: int | None) -> T:
    return with_slip(
        f"the balance {told} is not exports {exports} less imports {imports}, which make {made}",
        f"差额 {told} 不等于出口 {exports} 减进口 {imports}（应为 {made}）",
        power,
    )


def _sectors() -> str:
    families = " UNION ALL ".join(
        f"SELECT {number} AS family, subject FROM (VALUES {', '.join(f'({name!r})' for name in names)}) AS named(subject)"
        for number, names in enumerate(WHOLE_ECONOMY)
    )
    keys = "source, locator, area, unit, period"
    parts = (
        f"SELECT {keys}, family, sum(value) AS made, sum(half) AS half, count(DISTINCT subject) AS n, max(row) AS row, "
        f"string_agg(said, ' + ' ORDER BY subject) AS parts FROM whole JOIN ({families}) AS families USING (subject) "
        "WHERE measure IN ('value_added', 'gdp') AND half IS NOT NULL GROUP BY ALL"
    )
    return (
        f"SELECT coalesce(total.row, parts.row) AS row, place, said AS value, said AS told, parts, {as_text('made / factor')} AS made "
        f"FROM whole AS total JOIN ({parts}) AS parts ON total.source = parts.source AND total.locator = parts.locator "
        "AND total.area = parts.area AND total.unit = parts.unit AND total.period = parts.period "
        "WHERE measure = 'gdp' AND subject IS NULL AND factor IS NOT NULL AND total.half IS NOT NULL "
        # Two sectors out of three may well be less than the whole, never more.
        "AND (made - value > total.half + parts.half + 1e-9 * made OR (n = 3 AND value - made > total.half + parts.half + 1e-9 * made))"
    )


SERIES_TOTALS: Final = (
    TogetherRule("total_is_not_parts", "series", "warn", "value", _identity("trade_total", "+"), _total),
    TogetherRule("balance_is_not_difference", "series", "warn", "value", _identity("trade_balance", "-"), _balance),
    TogetherRule(
        "total_is_not_parts", "series", "warn", "value", _sectors(),
        lambda told, parts, made: T(
            f"the whole economy is printed as {told}, its sectors {parts} make {made}; one of them is wrong",
            f"地区生产总值为 {told}，而各产业 {parts} 之和为 {made}；其中必有一项有误",
        ),
    ),
)  # fmt: skip
