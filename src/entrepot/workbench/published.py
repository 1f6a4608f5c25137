"""Published figures as inputs of measures: a value such as GDP, or shares as a publisher prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from ibis import Table

    from entrepot.measures.inputs import Input
    from entrepot.workbench.contents import Contents
    from entrepot.workbench.selection import Selection

# Which printed measures are shares of what: the words of the series table.
SHARES_OVER = {
    "partner": ("share_of_asean_trade", "share_of_hightech_exports", "trade_share", "export_share", "import_share"),
    "product": ("export_share", "import_share", "trade_share"),
    "regime": ("mode_share",),
}


def published_value(
    series: Table, wanted: Input, contents: Contents, selection: Selection, currency: str | None, notes: list[T]
) -> Table | None:
    """`period, reporter, value` of a published figure, in the currency of the flows where it is published in both.

    Where one publisher prints a figure twice and the two differ, the first by its place stands, and it is said.
    """
    name = dict(wanted.where)["measure"]
    units = contents.column(
        f"SELECT DISTINCT unit FROM series WHERE measure = ? {_regions_sql(selection)}", (name, *selection.regions)
    )
    if not units:
        return None
    unit = currency if currency in units else units[0]
    if name == "gdp":
        contents.gdp_currency = unit
    rows = series.filter(series.measure == name, series.unit == unit, series.value.notnull())
    if selection.regions:
        rows = rows.filter(rows.area.isin(selection.regions))
    # A part (a sector, a partner) is not the whole figure.
    rows = rows.filter(
        rows.subject.isnull() | rows.subject.isin(("", "goods")),
        rows.counterpart.isnull() | (rows.counterpart == "WLD"),
    )
    place = rows.locator.min().over(group_by=["area", "period"])
    twice = contents.column(
        "SELECT area || ' ' || period FROM series WHERE measure = ? AND unit = ? AND value IS NOT NULL AND coalesce(subject, '') IN ('', 'goods') "
        f"AND coalesce(counterpart, 'WLD') = 'WLD' {_regions_sql(selection)} GROUP BY area, period HAVING count(DISTINCT value) > 1",
        (name, unit, *selection.regions),
    )
    if twice:
        notes.append(
            T(
                f"{name} is printed with two values for {', '.join(twice)}; the first place is read",
                f"{name} 在 {'、'.join(twice)} 有两个不同数值，取首个出处",
            )
        )
    rows = rows.mutate(place=place).filter(lambda t: t.locator == t.place)
    return rows.select(
        period=rows.period,
        reporter=rows.area,
        value=rows.value,
        locator=rows.locator,
        batch=rows.batch,
        source=rows.source,
    )


def published_composition(series: Table, contents: Contents, selection: Selection, over: str) -> Table | None:
    """`period, reporter, part, share, complete` as printed; a part printed as missing stays missing."""
    candidates = SHARES_OVER.get(over, ())
    if selection.share is not None:
        candidates = (selection.share,)
    part = "counterpart" if over == "partner" else "subject"
    marks = ", ".join("?" * len(candidates))
    found = contents.column(
        f"SELECT measure FROM series WHERE measure IN ({marks}) AND {part} IS NOT NULL {_regions_sql(selection)} "
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
    if selection.first:
        rows = rows.filter(rows.period >= selection.first)
    if selection.last:
        rows = rows.filter(rows.period.substr(0, len(selection.last)) <= selection.last)
    return rows.select(
        period=rows.period,
        reporter=rows.area,
        part=rows[part],
        share=rows.value,
        locator=rows.locator,
        batch=rows.batch,
        source=rows.source,
    )


def _regions_sql(selection: Selection) -> str:
    return f"AND area IN ({', '.join('?' * len(selection.regions))})" if selection.regions else ""
