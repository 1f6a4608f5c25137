"""Shares that papers print where no flows are held: wholes of their own, for concentration alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.risks.finding import Evidence
from entrepot.risks.risk import PartKind
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.regimes import regime
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.reading import open_lake

if TYPE_CHECKING:
    import duckdb

    from entrepot.lake.lake import AsOf, Lake


@dataclass(frozen=True, slots=True)
class Printed:
    """A share that papers print: over which parts, of what, and what is to be said of it."""

    measure: str
    over: str
    kind: PartKind
    part: str
    says: T


PRINTED: Final = (
    Printed(
        "share_of_asean_trade", "partner", "partner", "ASEAN",
        T("the shares printed are of trade with ASEAN, exports and imports together", "公布的比重为与东盟贸易（进出口合计）的比重"),
    ),
    Printed(
        "mode_share", "regime", "region", "",
        T("the shares printed are of trade, exports and imports together, and not of exports alone", "公布的比重为进出口合计的比重，并非仅指出口"),
    ),
)  # fmt: skip
_LISTED: Final = {
    # A bloc that is listed beside countries overlaps with them.
    "partner": "regexp_full_match(counterpart, '[A-Z]{3}') AND counterpart <> 'WLD' AND coalesce(subject, 'goods') = 'goods'",
    "regime": "coalesce(counterpart, 'WLD') = 'WLD'",
}
_PART: Final = {"partner": "counterpart", "regime": "subject"}


def has_printed_shares(lake: Lake, regions: tuple[str, ...], *, as_of: AsOf = None) -> bool:
    """Whether shares over partners or regimes are printed of any of these regions."""
    with open_lake(lake, as_of=as_of) as connection:
        return any(_shares(connection, one, regions, "").num_rows for one in PRINTED)


def newest_shares(connection: duckdb.DuckDBPyConnection, regions: tuple[str, ...]) -> str:
    """The newest year of which they are printed, or nothing."""
    years = [str(year) for one in PRINTED for year in _shares(connection, one, regions, "")["period"].to_pylist()]
    return max(years, default="")


def printed_shares(connection: duckdb.DuckDBPyConnection, over: str, regions: tuple[str, ...], year: str) -> pa.Table:
    """Compositions over partners or regimes of two years: period, reporter (a whole), part, share, area, measure, batch."""
    tables = [_shares(connection, one, regions, year) for one in PRINTED if one.over == over]
    table = pa.concat_tables(tables)
    return _named_by_group(table) if over == "regime" else table


def evidence_of_print(shares: pa.Table, whole: str, year: str) -> Evidence | None:
    """The printed shares of a whole in the year."""
    rows = [row for row in shares.to_pylist() if row["reporter"] == whole and row["period"] == year]
    if not rows:
        return None
    where = (("area", rows[0]["area"]), ("measure", rows[0]["measure"]), ("period", year))
    return Evidence("series", "figures", where, len(rows), None, tuple(sorted({row["batch"] for row in rows})))


def says_of_print(measure: str) -> T:
    return next(one.says for one in PRINTED if one.measure == measure)


def _shares(connection: duckdb.DuckDBPyConnection, printed: Printed, regions: tuple[str, ...], year: str) -> pa.Table:
    whole = f"area || {quoted(f'|{printed.kind}|{printed.part}')}" if printed.part else "area"
    between = f"AND period IN ('{year}', '{int(year) - 1}')" if year else ""
    return rows_of(
        connection,
        f"SELECT period, {whole} AS reporter, area AS home, {_PART[printed.over]} AS part, value AS share, area, measure, batch, "
        f"'{printed.kind}' AS kind, {quoted(printed.part)} AS of_part FROM series "
        f"WHERE measure = '{printed.measure}' AND {among('area', regions)} AND frequency = 'year' AND {_LISTED[printed.over]} "
        f"AND NOT coalesce(synthetic, false) {between} "
        # One part alone is no list.
        "QUALIFY count(value) OVER (PARTITION BY area, measure, period) > 1 ORDER BY ALL",
    )


def _named_by_group(shares: pa.Table) -> pa.Table:
    return shares.set_column(
        shares.column_names.index("part"),
        "part",
        pa.array([_group(str(name)) for name in shares["part"].to_pylist()], pa.string()),
    )


def _group(name: str) -> str:
    try:
        return regime(name).group
    except EntrepotError:
        return name
