"""The measures and risks that read a region's own trade, before and after.

Measures are asked of all tables at once, as if they were regions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.measures import measure_named
from entrepot.models.scenario.outcome import INNER, ChangeOf, RiskChange
from entrepot.risks.finding import LEVEL_TITLES, Finding, ReadingFound
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import quoted
from entrepot.workbench.sitting import a_duckdb

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

BEFORE: Final = "before"
AFTER: Final = "after"
_AMOUNTS: Final = ("value_usd", "value_cny", "net_kg")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a measure; `named` is added to its title where the measure is asked in several ways."""

    measure: str
    options: tuple[tuple[str, Any], ...] = ()
    named: T | None = None
    flow: str = "export"


_PARTNERS, _GOODS, _REGIMES = T("markets", "市场"), T("goods", "商品"), T("customs regimes", "贸易方式")
QUESTIONS: Final = (
    Asked("balance", flow=""),
    Asked("trade_competitiveness", flow=""),
    Asked("growth"),
    Asked("volume_growth"),
    Asked("volatility"),
    Asked("downside_deviation"),
    Asked("drawdown"),
    *(
        Asked(measure, (("over", over),), named)
        for over, named in (("partner", _PARTNERS), ("product", _GOODS), ("regime", _REGIMES))
        for measure in ("hhi", "effective_number", "entropy")
    ),
    Asked("top_n_share", (("over", "partner"), ("n", 5)), T("the five largest markets", "前五大市场")),
    Asked("shock_weighted_concentration"),
    Asked("grubel_lloyd_weighted", flow=""),
    Asked("marginal_iit_weighted", flow=""),
)


def ends_of(draws: int) -> dict[str, int]:
    """Where, among so many draws in order, the ends of the interval stand; nothing where there is but one."""
    if draws < 2:
        return {}
    return {name: round(place / 100 * (draws - 1)) for name, place in zip(("low", "high"), INNER, strict=True)}


def measures_between(
    workbench: Workbench, tables: Mapping[str, pa.Table], period: str, currency: str
) -> tuple[ChangeOf, ...]:
    """`before`, `after` and the tables of other draws, asked every measure of a region's own trade that is one number.

    A measure that these rows cannot answer is left out.
    """
    rows = _as_regions(tables, period, currency)
    return tuple(
        found for asked in QUESTIONS if (found := _asked(workbench, asked, rows, period, currency)) is not None
    )


def _as_regions(tables: Mapping[str, pa.Table], period: str, currency: str) -> pa.Table:
    """The tables up to the period, each told of a region called by its name; years in place of their months.

    Rows without a weight or an amount are not added to those that have one: measures of weight leave them out.
    """
    year, money = f"left(period, {len(period)})", f"value_{currency.lower()}"
    columns, sums = "flow, partner, product, regime", ", ".join(f"sum({name}) AS {name}" for name in _AMOUNTS)
    with a_duckdb() as connection:
        for name, table in tables.items():
            connection.register(f"flows_{name}", table)
        every = " UNION ALL ".join(
            f"SELECT {year} AS period, '{name}' AS reporter, {columns}, {', '.join(_AMOUNTS)} FROM flows_{name}"
            for name in tables
        )
        return rows_of(
            connection,
            f"SELECT period, reporter, {columns}, {money} > 0 AS told, net_kg > 0 AS weighed, {sums} FROM ({every}) "
            f"WHERE period <= {quoted(period)} GROUP BY ALL",
        )


def _asked(workbench: Workbench, asked: Asked, rows: pa.Table, period: str, currency: str) -> ChangeOf | None:
    measure = measure_named(asked.measure)
    try:
        answer = workbench.measure(
            asked.measure, data=rows, currency=currency, flow=asked.flow or None, **dict(asked.options)
        )
    except MissingData:
        return None
    values = {str(row["reporter"]): _value(row) for row in answer.records() if row.get("period") == period}
    if values.get(BEFORE) is None and values.get(AFTER) is None:
        return None
    drawn = [value for name, value in values.items() if name != BEFORE and value is not None]
    low, high = (min(drawn), max(drawn)) if drawn else (None, None)
    title = measure.title
    if asked.named is not None:
        title = T(f"{title.en}: {asked.named.en}", f"{title.zh}：{asked.named.zh}")
    name = "_".join((asked.measure, *(str(value) for key, value in asked.options if key == "over")))
    unit = currency if measure.unit.value == "money" else measure.unit.value
    return ChangeOf(name, title, unit, values.get(BEFORE), values.get(AFTER), low, high)


def _value(row: Mapping[str, Any]) -> float | None:
    value = row.get("value")
    return None if value is None else float(value)


def risks_between(
    workbench: Workbench,
    tables: Mapping[str, pa.Table],
    region: str,
    period: str,
    currency: str,
    *,
    risks: tuple[str, ...] = (),
) -> tuple[RiskChange, ...]:
    """The score of each risk before and after, and of its readings; peers are left as they are, and so play no part."""
    found = {
        name: {one.risk.id: one for one in workbench.risks(region, period, flows=table, currency=currency, risks=risks)}
        for name, table in tables.items()
    }
    both = [name for name in found[BEFORE] if name in found[AFTER]]
    return tuple(
        risk_change(found[BEFORE][name], found[AFTER][name], [one[name] for one in found.values() if name in one])
        for name in both
    )


def risk_change(before: Finding, after: Finding, drawn: Sequence[Finding]) -> RiskChange:
    """Of one risk; `drawn` are all findings that the interval is told from, the one before first."""
    ends = [_ends(one) for one in (before, after)]
    known = any(one.value.known for one in before.readings) and any(one.value.known for one in after.readings)
    middles = [sum(_ends(one)) / 2 - sum(ends[0]) / 2 for one in drawn[1:]]
    readings = [_reading(one, before, drawn) for one in after.readings]
    return RiskChange(
        id=after.risk.id,
        title=after.risk.title,
        before=ends[0],
        after=ends[1],
        low=min(middles) if known else None,
        high=max(middles) if known else None,
        level_before=LEVEL_TITLES[before.level] if before.level else None,
        level_after=LEVEL_TITLES[after.level] if after.level else None,
        readings=tuple(one for one in readings if one is not None),
        said=after.says,
    )


def _ends(one: Finding) -> tuple[float, float]:
    return (0.0 if one.score.low is None else one.score.low, 100.0 if one.score.high is None else one.score.high)


def _reading(one: ReadingFound, before: Finding, drawn: Sequence[Finding]) -> ChangeOf | None:
    was = before.reading(one.reading.id).value.point
    points = [point for each in drawn[1:] if (point := each.reading(one.reading.id).value.point) is not None]
    if was is None or one.value.point is None or not points:
        return None
    return ChangeOf(
        one.reading.id, one.reading.title, one.reading.unit.value, was, one.value.point, min(points), max(points)
    )
