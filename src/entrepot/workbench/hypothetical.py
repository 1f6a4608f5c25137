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
from entrepot.workbench.risk_given import Variants
from entrepot.workbench.risks import risks_of_variants
from entrepot.workbench.sitting import a_duckdb

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from entrepot.workbench.bench import Workbench
    from entrepot.workbench.own_flows import OwnFlows

BEFORE: Final = "before"
AFTER: Final = "after"
_AMOUNTS: Final = ("value_usd", "value_cny", "net_kg")
_DETAILS: Final = ("partner", "product", "regime")
_EARLIER: Final = "earlier"
_TOLD: Final = "hypothetical_flows"


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
    workbench: Workbench, own: OwnFlows, now: Mapping[str, pa.Table], currency: str
) -> tuple[ChangeOf, ...]:
    """`before`, `after` and the tables of other draws, asked every measure of a region's own trade that is one number.

    A measure that these rows cannot answer is left out.
    """
    with a_duckdb() as connection:
        connection.execute(f"CREATE TEMP TABLE {_TOLD} AS {_as_regions(connection, own, now, currency)}")
        rows: dict[tuple[str, ...], pa.Table] = {}
        found = []
        for asked in QUESTIONS:
            columns = _told_apart(asked)
            if columns not in rows:
                rows[columns] = rows_of(connection, _cells(columns, own.period, tuple(now)))
            found.append(_asked(workbench, asked, rows[columns], own.period, currency))
    return tuple(one for one in found if one is not None)


def _as_regions(connection: DuckDBPyConnection, own: OwnFlows, now: Mapping[str, pa.Table], currency: str) -> str:
    """What is told up to the period, of a region called by the table's name; of periods before it once for all tables.

    Rows without a weight or an amount are not added to those that have one: measures of weight leave them out.
    """
    year, money = f"left(period, {len(own.period)})", f"value_{currency.lower()}"
    for name, table in {_EARLIER: own.earlier, **now}.items():
        connection.register(f"flows_{name}", table)
    sums = ", ".join(f"sum({name}) AS {name}" for name in _AMOUNTS)
    every = " UNION ALL ".join(
        f"SELECT {year} AS period, '{name}' AS reporter, flow, partner, product, regime, {money} > 0 AS told, net_kg > 0 AS weighed, "
        f"{sums} FROM flows_{name} GROUP BY ALL"
        for name in (_EARLIER, *now)
    )
    return f"SELECT * FROM ({every}) WHERE period <= {quoted(own.period)}"


def _told_apart(asked: Asked) -> tuple[str, ...]:
    """What a measure tells apart, of partner, product and regime; goods where it reads weights."""
    measure, options = measure_named(asked.measure), dict(asked.options)
    read = {name for wanted in measure.reads for name in (*wanted.columns, *wanted.values, wanted.over)}
    read |= {str(options.get("over", ""))}
    return tuple(name for name in (*_DETAILS, "net_kg") if name in read)


def _cells(columns: tuple[str, ...], period: str, names: tuple[str, ...]) -> str:
    """Sums of what is told apart by no more than these; goods and regimes of the period and the year before alone.

    All that looks further back adds up whole years, or partners.
    """
    since = (
        f"AND left(period, 4) >= {quoted(str(int(period[:4]) - 1))}"
        if {"product", "regime", "net_kg"} & set(columns)
        else ""
    )
    apart = ["period", "reporter", "flow", *(name for name in columns if name in _DETAILS), "told", "weighed"]
    sums = ", ".join(f"sum({name}) AS {name}" for name in _AMOUNTS)
    each = ", ".join(f"('{name}')" for name in names)
    cells = f"SELECT {', '.join(apart)}, {sums} FROM {_TOLD} WHERE reporter {{}} '{_EARLIER}' {since} GROUP BY ALL"
    return (
        f"{cells.format('<>')} UNION ALL SELECT e.* REPLACE (v.name AS reporter) "
        f"FROM ({cells.format('=')}) e CROSS JOIN (VALUES {each}) v(name)"
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
    workbench: Workbench, own: OwnFlows, now: Mapping[str, pa.Table], currency: str, *, risks: tuple[str, ...] = ()
) -> tuple[RiskChange, ...]:
    """The score of each risk before and after, and of its readings; peers are left as they are, and so play no part.

    All are judged in one go, as if they were regions; what is said is that of the region as it would be, so it has its name.
    """
    names = {name: own.region if name == AFTER else f"{own.region}~{place}" for place, name in enumerate(now)}
    variants = Variants(own.region, own.earlier, {names[name]: table for name, table in now.items()})
    found = risks_of_variants(workbench, variants, own.period, currency=currency, risks=risks)
    by_risk = {name: {one.risk.id: one for one in found[names[name]]} for name in now}
    return tuple(
        risk_change(before, after, [one[risk] for one in by_risk.values() if risk in one])
        for risk, before in by_risk[BEFORE].items()
        if (after := by_risk[AFTER].get(risk)) is not None
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
