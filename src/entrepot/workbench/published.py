"""Published figures as inputs of measures: a value such as GDP, or shares as a publisher prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import Lake
from entrepot.measures.measure import all_measures, measure_named
from entrepot.vocabulary.errors import MissingData, UnknownName, WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer, Coverage
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.reading import open_lake
from entrepot.workbench.selection import Currency, Selection

if TYPE_CHECKING:
    from ibis import Table

    from entrepot.measures.inputs import Input
    from entrepot.workbench.contents import Contents
    from entrepot.workbench.explanation import Explanation

# Which printed measures are shares of what: the words of the series table.
SHARES_OVER = {
    "partner": ("share_of_asean_trade", "share_of_hightech_exports", "trade_share", "export_share", "import_share"),
    "product": ("export_share", "import_share", "trade_share"),
    "regime": ("mode_share",),
}


@dataclass(frozen=True, slots=True)
class Published:
    """`period, reporter, value, locator, batch, source` of a figure, all in one unit."""

    rows: Table
    unit: str

    @property
    def currency(self) -> Currency | None:
        """The Bank's international dollars are nobody's currency."""
        if self.unit in ("USD", "CNY"):
            return "CNY" if self.unit == "CNY" else "USD"
        return "USD" if "US$" in self.unit else None


def published_value(
    series: Table, wanted: Input, contents: Contents, selection: Selection, currency: str | None, notes: list[T]
) -> Published | None:
    """A published figure, in the currency of the flows where it is published in both.

    Where there are no flows, the figure read first says the currency of those after it: no dollars over yuan.

    Of several names that an input goes by, the first that is held says the unit. Where one publisher prints a figure
    twice and the two differ, the first by its place stands, and it is said.
    """
    names = _words(wanted, "measure")
    condition = (
        f"{among('measure', names)} AND value IS NOT NULL AND {_whole_sql(wanted)} {_regions_sql(selection.regions)}"
    )
    held = contents.connection.execute(
        f"SELECT DISTINCT measure, unit FROM series WHERE {condition}", list(selection.regions)
    ).fetchall()
    if not held:
        return None
    units = [unit for _, unit in sorted(held, key=lambda pair: (names.index(pair[0]), pair[1]))]
    unit: str = currency if currency is not None and currency in units else units[0]
    if currency is None and unit in ("USD", "CNY"):
        contents.figure_currency = unit
    if names[0] == "gdp":
        contents.gdp_currency = unit
    rows = series.filter(series.measure.isin(names), series.unit == unit, series.value.notnull())
    if selection.regions:
        rows = rows.filter(rows.area.isin(selection.regions))
    rows = _when(rows, selection)
    # A part (a sector, a partner) is not the whole figure, unless it is what the input asks for.
    rows = rows.filter(
        rows.subject.fill_null("").isin(_subjects(wanted)), rows.counterpart.isnull() | (rows.counterpart == "WLD")
    )
    order = ibis.cases(*((rows.measure == name, f"{place} ") for place, name in enumerate(names)), else_="")
    rows = rows.mutate(place=order + rows.locator)
    twice = contents.column(
        f"SELECT area || ' ' || period FROM series WHERE {condition} AND unit = ? "
        "GROUP BY area, period, measure HAVING count(DISTINCT value) > 1",
        (*selection.regions, unit),
    )
    if twice:
        notes.append(
            T(
                f"{names[0]} is printed with two values for {', '.join(twice)}; the first place is read",
                f"{names[0]} 在 {'、'.join(twice)} 有两个不同数值，取首个出处",
            )
        )
    # Two steps: Spark does not find a column of the inner one in a condition over a window.
    rows = rows.mutate(first_place=rows.place.min().over(group_by=["area", "period"]))
    rows = rows.filter(rows.place == rows.first_place)
    return Published(
        rows.select("period", "value", "locator", "batch", "source", reporter=rows.area), unit,
    )  # fmt: skip


def published_targets(series: Table, of: str, selection: Selection, currency: str | None) -> Table:
    """What was declared for the figure `of`, as `<of>_target` in the published figures: its period is when it falls due."""
    # A target in yuan says nothing of a figure in dollars.
    comparable = ~series.unit.isin(("USD", "CNY")) | (series.unit == (currency or ""))
    rows = series.filter(series.measure == f"{of}_target", series.value.notnull(), comparable)
    if selection.regions:
        rows = rows.filter(rows.area.isin(selection.regions))
    return rows.select("period", "value", reporter=rows.area)


def _words(wanted: Input, name: str) -> tuple[str, ...]:
    return tuple(word for key, word in wanted.where if key == name)


def _subjects(wanted: Input) -> tuple[str, ...]:
    return _words(wanted, "subject") or ("", "goods")


def _whole_sql(wanted: Input) -> str:
    of_whole = among("coalesce(subject, '')", _subjects(wanted))
    return f"{of_whole} AND coalesce(counterpart, 'WLD') = 'WLD'"


def _when(rows: Table, selection: Selection) -> Table:
    """The rows of the periods asked for; the day of an undated figure is never among them."""
    if selection.first:
        rows = rows.filter(rows.period >= selection.first, rows.frequency != "undated")
    if selection.last:
        rows = rows.filter(rows.period.substr(0, len(selection.last)) <= selection.last)
    return rows


def published_composition(series: Table, contents: Contents, selection: Selection, over: str) -> Table | None:
    """`period, reporter, part, share, complete` as printed; a part printed as missing stays missing."""
    candidates = SHARES_OVER.get(over, ())
    if selection.share is not None:
        candidates = (selection.share,)
    part = "counterpart" if over == "partner" else "subject"
    marks = ", ".join("?" * len(candidates))
    found = contents.column(
        f"SELECT measure FROM series WHERE measure IN ({marks}) AND {part} IS NOT NULL {_regions_sql(selection.regions)} "
        f"GROUP BY measure HAVING count(DISTINCT {part}) > 1 ORDER BY measure",
        (*candidates, *selection.regions),
    ) if candidates else []  # fmt: skip
    if len(found) > 1:
        found = [name for name in found if name.startswith(selection.flow or "export")] or found
    if not found:
        return None
    if len(found) > 1:
        raise WrongCall(
            T(
                f"several shares are published for this region: {', '.join(found)}; say which with share=...",
                f"该地区公布了多种份额：{'、'.join(found)}；请用 share=... 指明",
            )
        )
    rows = series.filter(series.measure == found[0], series[part].notnull())
    if selection.regions:
        rows = rows.filter(rows.area.isin(selection.regions))
    rows = _when(rows, selection)
    return rows.select(
        period=rows.period,
        reporter=rows.area,
        part=rows[part],
        share=rows.value,
        locator=rows.locator,
        batch=rows.batch,
        source=rows.source,
    )


def published_answer(lake: Lake, name: str, selection: Selection) -> Answer:
    """A published figure as an answer: its value for each region and period, read from the place that most share."""
    with open_lake(lake, as_of=selection.as_of) as connection:
        found = rows_of(connection, _FIGURES_SQL, (name,))
        if not found.num_rows:
            known = [row[0] for row in connection.execute("SELECT DISTINCT measure FROM series ORDER BY 1").fetchall()]
            raise UnknownName(
                T("measure or published figure", "指标或公布的数据"), name, [*known, *(m.id for m in all_measures())]
            )
        connection.register("figure", found)
        sql = f"SELECT * FROM figure WHERE {_figure_where(selection)}"
        units = connection.execute(f"SELECT unit, count(*) FROM ({sql}) GROUP BY ALL ORDER BY 2 DESC, 1").fetchall()
        if not units:
            held = connection.execute(
                "SELECT DISTINCT concat_ws(' ', area, counterpart, period) FROM figure ORDER BY 1 LIMIT 20"
            ).fetchall()
            raise MissingData(
                T(
                    f"no {name} is published for this question; there is {'; '.join(row[0] for row in held)}",
                    f"未公布该条件下的 {name}；现有：{'；'.join(row[0] for row in held)}",
                )
            )
        unit = selection.currency if selection.currency in {unit for unit, _ in units} else units[0][0]
        # Of a figure printed at several places, the place that prints it for most regions: only there they compare.
        rows = rows_of(
            connection,
            f"WITH one AS (SELECT *, count(DISTINCT area) OVER (PARTITION BY locator, period) AS together FROM ({sql}) WHERE unit = ?) "
            "SELECT period, area AS reporter, value, locator, batch, count(*) OVER (PARTITION BY period, area) AS places, "
            "string_agg(value_printed || ' (' || locator || ')', '; ') OVER (PARTITION BY period, area) AS everywhere "
            "FROM one QUALIFY row_number() OVER (PARTITION BY period, area ORDER BY together DESC, locator) = 1 ORDER BY period, area",
            (unit,),
        ).to_pylist()
    notes = tuple(
        T(
            f"{name} of {row['reporter']} in {row['period']} is printed at several places: {row['everywhere']}; read: {row['locator']}",
            f"{row['reporter']} {row['period']}的 {name} 有多处：{row['everywhere']}；取自：{row['locator']}",
        )
        for row in rows
        if row["places"] > 1
    )
    table = pa.table({key: [row[key] for row in rows] for key in ("period", "reporter", "value")})
    batches = tuple(sorted({row["batch"] for row in rows}))
    levels = {"figures": {"source": "figures", "measure": name, "unit": unit}}
    return Answer(
        measure=measure_named("rank"), by=(), rows=table, currency=unit if unit in ("USD", "CNY") else None, levels=levels,
        notes=notes, options={}, compiled=lambda _: sql, find_batches=lambda: batches,
        find_coverage=lambda: Coverage(None, T("single figures", "单项数据")), find_explanation=_no_explanation,
        keys=("period", "reporter"),
    )  # fmt: skip


_FIGURES_SQL = "SELECT * FROM series WHERE measure = ? AND value IS NOT NULL AND coalesce(subject, '') IN ('', 'goods')"


def _no_explanation(answer: Answer, row: object) -> Explanation:
    raise WrongCall(T("a published figure is explained by its place", "公布的数据以其出处为解释"))


def _figure_where(selection: Selection) -> str:
    """A figure that names no counterpart is of all the world."""
    parts = [among("coalesce(counterpart, 'WLD')", selection.partners or ("WLD",))]
    if selection.regions:
        parts.append(among("area", selection.regions))
    if selection.first:
        parts.append(f"period >= {quoted(selection.first)}")
    if selection.last:
        parts.append(f"left(period, {len(selection.last)}) <= {quoted(selection.last)}")
    return " AND ".join(parts)


def _regions_sql(regions: tuple[str, ...]) -> str:
    return f"AND area IN ({', '.join('?' * len(regions))})" if regions else ""
