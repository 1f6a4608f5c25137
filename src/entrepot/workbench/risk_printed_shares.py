"""Shares over partners or regimes that papers print: as shares, or as amounts beside the whole that they are of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.risks.risk import PartKind
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.regimes import regime
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import among, quoted

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Printed:
    """A composition that papers print: over which parts, of what, and what is to be said of it."""

    measure: str
    over: str
    risk: str
    kind: PartKind
    part: str
    says: T
    amounts: bool = False


_OF_TRADE: Final = T(
    "the shares are of trade as it is printed, exports and imports together, and not of exports alone",
    "所依据的比重为公布的进出口合计的比重，并非仅指出口",
)
PRINTED: Final = (
    Printed(
        "share_of_asean_trade", "partner", "market_concentration", "partner", "ASEAN",
        T("the shares printed are of trade with ASEAN, exports and imports together", "公布的比重为与东盟贸易（进出口合计）的比重"),
    ),
    Printed("mode_share", "regime", "single_regime", "region", "", _OF_TRADE),
    Printed("trade_total", "partner", "market_concentration", "region", "", _OF_TRADE, amounts=True),
    Printed("trade_total", "regime", "single_regime", "region", "", _OF_TRADE, amounts=True),
)  # fmt: skip
BLOCS_SAID: Final = T(
    "some partners are printed as blocs: at least as concentrated as the countries printed by themselves, at most as if each bloc were one market",
    "部分伙伴以区域集团列出：集中度下限按单列的国家计算，上限按每个集团为单一市场计算",
)
_LISTED: Final = {
    # A bloc that is listed beside countries overlaps with them.
    "partner": "regexp_full_match(counterpart, '[A-Z]{3}') AND counterpart <> 'WLD' AND coalesce(subject, 'goods') = 'goods'",
    "regime": "coalesce(counterpart, 'WLD') = 'WLD'",
}
_PART: Final = {"partner": "counterpart", "regime": "subject"}
_WHOLE: Final = "coalesce(counterpart, 'WLD') = 'WLD' AND coalesce(subject, 'goods') = 'goods'"


def shares_printed(connection: duckdb.DuckDBPyConnection, regions: tuple[str, ...], years: tuple[str, ...]) -> pa.Table:
    """Of these years, or of all where none are named: over, period, reporter (a whole), home, kind, of_part, part, named (as printed), share, bloc, measure, batch.

    Where a paper prints shares of a whole, amounts that another prints of it are left.
    """
    between = f"AND {among('period', years)}" if years else ""
    tables = [_stated(connection, one, regions, between) for one in PRINTED if not one.amounts]
    tables += [_of_amounts(connection, one.over, regions, between) for one in PRINTED if one.amounts]
    found = pa.concat_tables(tables)
    connection.register("printed_shares", found)
    try:
        return rows_of(
            connection,
            "SELECT * FROM printed_shares QUALIFY measure = min(measure) OVER (PARTITION BY over, period, reporter) "
            "AND count(share) OVER (PARTITION BY over, period, reporter, measure) > 1 ORDER BY ALL",
        )
    finally:
        connection.unregister("printed_shares")


def printed_as(measure: str, over: str) -> Printed:
    return next(one for one in PRINTED if (one.measure, one.over) == (measure, over))


def _stated(
    connection: duckdb.DuckDBPyConnection, printed: Printed, regions: tuple[str, ...], between: str
) -> pa.Table:
    whole = f"area || {quoted(f'|{printed.kind}|{printed.part}')}" if printed.part else "area"
    shares = rows_of(
        connection,
        f"SELECT '{printed.over}' AS over, period, {whole} AS reporter, area AS home, '{printed.kind}' AS kind, {quoted(printed.part)} AS of_part, "
        f"{_PART[printed.over]} AS part, {_PART[printed.over]} AS named, value AS share, false AS bloc, measure, batch FROM series "
        f"WHERE measure = '{printed.measure}' AND {among('area', regions)} AND frequency = 'year' AND {_LISTED[printed.over]} "
        f"AND NOT coalesce(synthetic, false) {between}",
    )
    return _renamed(shares, [_group(str(name)) or str(name) for name in shares["part"].to_pylist()]) if printed.over == "regime" else shares  # fmt: skip


def _of_amounts(connection: duckdb.DuckDBPyConnection, over: str, regions: tuple[str, ...], between: str) -> pa.Table:
    """Shares of the whole that is printed in the same money; of other subjects, firms for one, nothing is taken."""
    column = _PART[over]
    rows = f"SELECT * FROM series WHERE measure = 'trade_total' AND {among('area', regions)} AND frequency = 'year' AND value > 0 AND NOT coalesce(synthetic, false) {between}"
    other = "coalesce(subject, 'goods') = 'goods'" if over == "partner" else "coalesce(counterpart, 'WLD') = 'WLD'"
    shares = rows_of(
        connection,
        f"WITH told AS ({rows}), totals AS (SELECT area, period, unit, min(value) AS total FROM told WHERE {_WHOLE} GROUP BY ALL HAVING min(value) = max(value)) "
        f"SELECT '{over}' AS over, period, area AS reporter, area AS home, 'region' AS kind, '' AS of_part, {column} AS part, {column} AS named, "
        f"min(value) / any_value(total) AS share, false AS bloc, 'trade_total' AS measure, min(batch) AS batch FROM told JOIN totals USING (area, period, unit) "
        f"WHERE {other} AND NOT ({_WHOLE}) GROUP BY ALL HAVING min(value) = max(value)",
    )
    if over == "regime":
        groups = [_group(str(name)) for name in shares["part"].to_pylist()]
        return _renamed(shares, groups).filter(pa.array([bool(one) for one in groups], pa.bool_()))
    return _told_apart(shares)


def _told_apart(shares: pa.Table) -> pa.Table:
    """Countries, and blocs that overlap neither with these nor with a larger bloc."""
    kept, blocs, taken = [], [], dict[tuple[str, str], set[str]]()
    rows = shares.to_pylist()
    order = sorted(range(len(rows)), key=lambda place: (_is_bloc(rows[place]["part"]), -rows[place]["share"]))
    for place in order:
        row = rows[place]
        inside = _members(row["part"], row["period"])
        others = taken.setdefault((row["reporter"], row["period"]), set())
        if inside and not others.intersection(inside):
            others.update(inside)
            kept.append(place)
            blocs.append(_is_bloc(row["part"]))
    found = shares.take(pa.array(kept, pa.int64()))
    return found.set_column(found.column_names.index("bloc"), "bloc", pa.array(blocs, pa.bool_()))


def _is_bloc(name: str) -> bool:
    known = all_by_id().get(name)
    return known is None or known.kind != "country"


def _members(name: str, year: str) -> tuple[str, ...]:
    """Nobody where it is not known who belongs to it."""
    if not _is_bloc(name):
        return (name,)
    try:
        return members(name, on=date(int(year), 12, 31))
    except EntrepotError:
        return ()


def _renamed(shares: pa.Table, parts: list[str]) -> pa.Table:
    return shares.set_column(shares.column_names.index("part"), "part", pa.array(parts, pa.string()))


def _group(name: str) -> str:
    """The group of a customs regime; nothing where it is none."""
    try:
        return regime(name).group
    except EntrepotError:
        return ""
