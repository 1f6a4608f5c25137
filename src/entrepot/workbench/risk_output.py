"""Trade and foreign capital against output: of regions alone, since no part of them has an output of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.risks.drivers import drivers_of_fraction
from entrepot.risks.finding import Drivers, Evidence, Span
from entrepot.risks.risk import Reading
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.published import published_answer
from entrepot.workbench.risk_parts import part_title
from entrepot.workbench.selection import select
from entrepot.workbench.sitting import asked_once

if TYPE_CHECKING:
    from entrepot.workbench.answer import Answer
    from entrepot.workbench.risk_readings import Asking, ReadingsOfAll
    from entrepot.workbench.risk_trade import RiskTrade

_NOTHING = {
    False: T(
        "no output (GDP) is held of any of these regions in these years: take it in (entrepot source template figures, or World Bank indicators)",
        "数据湖中没有这些地区这些年份的地区生产总值：请录入（entrepot source template figures，或世界银行指标）",
    ),
    True: T(
        "foreign investment and output are not both held of any of these regions in these years: take them in (entrepot source template figures)",
        "数据湖中没有这些地区这些年份的外资与地区生产总值：请录入（entrepot source template figures）",
    ),
}
Terms = Mapping[tuple[str, str], Mapping[str, Any]]


def of_output(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The measure of each region; what lacks is named, for output is what most lakes lack."""
    from entrepot.workbench.risk_readings import ReadingsOfAll, spans

    try:
        answer = _answer(asking, reading)
    except MissingData:
        return ReadingsOfAll(said=_NOTHING[reading.measure == "fdi_dependence"])
    found = ReadingsOfAll(dict(spans(answer.table, asking.years)))
    found.terms = {(row["reporter"], row["period"]): row for row in answer.records()}
    now = asking.wholes.period
    found.evidence = _printed(asking, reading)
    for region in asking.wholes.trade.regions:
        if not found.of(region, now).known:
            found.said_of[region] = _lacking(reading, region, now, found.terms.get((region, now), {}))
    return found


def change_in_a_year(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """What was gained or lost since the year before, in points of output."""
    from entrepot.workbench.risk_readings import ReadingsOfAll

    before, now = asking.years
    years = {now: before, before: str(int(before) - 1)}
    try:
        answer = _answer(asking, reading)
    except MissingData:
        return ReadingsOfAll(said=_NOTHING[True])
    rows = {(row["reporter"], row["period"]): row["value"] for row in answer.records()}
    found = ReadingsOfAll()
    for (region, year), value in rows.items():
        earlier = rows.get((region, years.get(year, "")))
        if value is not None and earlier is not None:
            found.values[region, year] = Span(value - earlier, value - earlier)
    for region in asking.wholes.trade.regions:
        if not found.of(region, now).known:
            found.said_of[region] = T(f"foreign investment and output of {region} are not both held for {before} and {now}", f"数据湖中没有 {region} {before}、{now} 两年完整的外资与地区生产总值")  # fmt: skip
    return found


def output_drivers(asking: Asking, name: str, terms: Terms) -> dict[str, Drivers]:
    """Exports, imports and output: what each did to the dependence on trade."""
    before, now = asking.years
    found = {}
    for region in asking.wholes.trade.regions:
        ends = [terms.get((region, year)) for year in (before, now)]
        rows = [row for row in ends if row is not None and None not in (row["x"], row["m"], row["gdp"], row["rate"])]
        if len(rows) < 2:
            continue
        sums = [{"exports": row["x"], "imports": row["m"]} for row in rows]
        base = ("gdp", rows[0]["gdp"] * rows[0]["rate"], rows[1]["gdp"] * rows[1]["rate"])
        drivers = drivers_of_fraction(
            sums[0], sums[1], base, reading=name, since=before, title=lambda one: part_title("part", one)
        )
        if drivers is not None:
            found[region] = drivers
    return found


def _answer(asking: Asking, reading: Reading) -> Answer:
    """Asked once for all readings of the same measure."""
    if reading.measure not in asking.answers:
        asking.answers[reading.measure] = _asked(asking, reading)
    return asking.answers[reading.measure]


def _asked(asking: Asking, reading: Reading) -> Answer:
    trade = asking.wholes.trade
    span = f"{int(asking.wholes.period) - 2}..{asking.wholes.period}"
    asked: dict[str, Any] = {
        "region": tuple(dict.fromkeys(map(trade.home, trade.regions))),
        "period": span,
        "frequency": "year",
        "currency": trade.currency or None,
    }
    if trade.contents is not None or reading.measure == "fdi_dependence":
        as_of = trade.contents.as_of if trade.contents is not None else None
        asked |= {"source": _source(asking, reading), "as_of": as_of}
        answer = once(asking, reading.measure, asked, lambda: asking.workbench.measure(reading.measure, **asked))
        return replace(answer, rows=_of_each_name(trade, answer.table)) if trade.variants_of else answer
    printed = once(asking, "gdp", asked, lambda: published_answer(asking.workbench.lake, "gdp", select(**asked)))
    tables: dict[str, Any] = {"gdp": _of_each_name(trade, printed.table)}
    for flow in ("export", "import"):
        rows = asking.wholes.rows(flow, frozenset(), years=3)
        if rows is not None:
            tables[f"{flow}s"] = rows
    return asking.workbench.measure(reading.measure, tables=_read_by(reading.measure, tables))


def _of_each_name(trade: RiskTrade, rows: pa.Table) -> pa.Table:
    """What is held of a region holds of everything that it is judged as."""
    if not trade.variants_of:
        return rows
    place = rows.column_names.index("reporter")
    return pa.concat_tables(
        rows.set_column(place, "reporter", pa.array([name] * rows.num_rows, pa.string())) for name in trade.regions
    )


def once(asking: Asking, name: str, asked: Mapping[str, Any], ask: Callable[[], Answer]) -> Answer:
    """What is asked of the lake alone does not change with flows that are handed in."""
    return asked_once((asking.workbench.lake.folder, name, *asked.items()), ask)


def _printed(asking: Asking, reading: Reading) -> dict[str, tuple[Evidence, ...]]:
    """The figures of output and of foreign investment behind the reading, by region."""
    contents = asking.wholes.trade.contents
    if contents is None:
        return {}
    name, now = "fdi_inflow" if reading.measure == "fdi_dependence" else "gdp", asking.wholes.period
    sql = (
        "SELECT area, any_value(source) AS source, count(*) AS rows, list(DISTINCT batch ORDER BY batch) AS batches FROM series "
        f"WHERE measure = '{name}' AND period = {quoted(now)} AND {among('area', asking.wholes.trade.regions)} AND value IS NOT NULL AND subject IS NULL AND coalesce(counterpart, 'WLD') = 'WLD' GROUP BY area"
    )
    return {
        row["area"]: (
            Evidence(
                "series",
                row["source"],
                (("area", row["area"]), ("measure", name), ("period", now), ("subject", "")),
                row["rows"],
                None,
                tuple(row["batches"]),
            ),
        )
        for row in rows_of(contents.connection, sql).to_pylist()
    }


def _source(asking: Asking, reading: Reading) -> str | None:
    return None if reading.measure == "fdi_dependence" else asking.wholes.trade.source


def _read_by(measure: str, tables: Mapping[str, Any]) -> dict[str, Any]:
    from entrepot.measures import measure_named

    names = {wanted.name for wanted in measure_named(measure).reads}
    return {name: table for name, table in tables.items() if name in names}


def _lacking(reading: Reading, region: str, year: str, row: Mapping[str, Any]) -> T:
    if row.get("gdp") is not None:
        return T(
            f"{region} {year}: what is held does not give {reading.title.en}",
            f"{region} {year}：现有数据不能得出{reading.title.zh}",
        )
    return T(
        f"no output (GDP) of {region} in {year} is held: take it in (entrepot source template figures, or World Bank indicators)",
        f"数据湖中没有 {region} {year} 年的地区生产总值：请录入（entrepot source template figures，或世界银行指标）",
    )
