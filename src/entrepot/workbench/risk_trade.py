"""The trade that risks read: years of a region and its peers, each need at the level that the lake tells, on one connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa

from entrepot.lake.engine import compile_sql
from entrepot.lake.lake import AsOf
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.regimes import GROUP_TITLES, regimes
from entrepot.vocabulary.text import T
from entrepot.workbench.contents import Contents, look_into
from entrepot.workbench.flow_rows import own_rows
from entrepot.workbench.levels import Wanted, pinned, plan
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.plan import Plan
from entrepot.workbench.risk_given import Variants, given_of, take_given
from entrepot.workbench.selection import Currency, Selection, select
from entrepot.workbench.sitting import a_duckdb

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Needs = frozenset[str]
EVERYTHING: Final[Needs] = frozenset({"partner", "product", "regime"})
NEARLY_ALL: Final = 0.9
"""One detailed level serves every need if it tells so much of what is told at all."""


@dataclass(slots=True)
class RiskTrade:
    """`told(flow, needs)` names a table of `connection` with one row per year, reporter, the columns needed, and batch.

    Its columns: period, reporter, partner, product, regime (by group), nomenclature, batch, weighed, value, net_kg, rows.
    """

    connection: duckdb.DuckDBPyConnection
    regions: tuple[str, ...]
    source: str
    currency: str = ""
    synthetic: bool = False
    whole: bool = True
    """Whether totals over all goods are told, and not goods alone that may be only some."""
    notes: list[T] = field(default_factory=list)
    contents: Contents | None = None
    selection: Selection = field(default_factory=Selection)
    variants_of: str = ""
    """The one region that all the names are of, where what would be is judged beside what is."""
    _first: Plan | None = None
    _named: dict[tuple[str, Needs], str | None] = field(default_factory=dict)
    _of_plan: dict[tuple[str, Plan], str] = field(default_factory=dict)
    _shares: dict[str, float] = field(default_factory=dict)

    def home(self, region: str) -> str:
        """The region that the lake and lists know it by."""
        return self.variants_of or region

    @property
    def alone(self) -> bool:
        """Whether there is no other region to stand beside."""
        return bool(self.variants_of) or len(self.regions) < 2

    def told(self, flow: str, needs: Needs) -> str | None:
        """None where the lake tells nothing of that flow in that detail."""
        key = flow, needs
        if key not in self._named and self.contents is None:
            self._named[key] = given_of(self.connection, flow, needs)
        elif key not in self._named:
            self._named[key] = self._full(flow) if self._full_serves(flow, needs) else self._read(flow, needs)
        return self._named[key]

    def _full(self, flow: str) -> str | None:
        key = flow, EVERYTHING
        if key not in self._named:
            self._named[key] = self._read(flow, EVERYTHING)
        return self._named[key]

    def _full_serves(self, flow: str, needs: Needs) -> bool:
        """Whether what is told in every detail is nearly all of what is told at all, or else of what is told with fewer."""
        if needs == EVERYTHING:
            return True
        full = self._full(flow)
        if full is None:
            return False
        if flow not in self._shares:
            whole = self._plan(flow, frozenset())
            self._shares[flow] = (
                self._amount(full) / (self._amount_planned(flow, whole) or 1.0) if whole is not None else 1.0
            )
        if self._shares[flow] >= NEARLY_ALL:
            return True
        fewer = self._plan(flow, needs)
        return fewer is None or self._amount(full) >= NEARLY_ALL * self._amount_planned(flow, fewer)

    def _amount(self, table: str) -> float:
        return float(self.connection.execute(f"SELECT coalesce(sum(abs(value)), 0) FROM {table}").fetchall()[0][0])

    def _amount_planned(self, flow: str, found: Plan) -> float:
        """From the notes of what the files hold, without reading a row."""
        money = found.currency.lower()
        sql = f"SELECT coalesce(sum(abs({money})), 0) FROM held WHERE flow = '{flow}' AND {among('reporter', self.regions)} AND ({pieces_sql(found)})"
        return float(self.connection.execute(sql).fetchall()[0][0])

    def _plan(self, flow: str, needs: Needs) -> Plan | None:
        if self.contents is None:
            return None
        asked = pinned(self.selection, self._first) if self._first else self.selection
        try:
            found = plan(self.contents, asked, Wanted(flow, self.regions, needs))
        except WrongCall as problem:
            self.notes.append(problem.message)
            return None
        if found is not None and self._first is None:
            self._first = found
            self.currency, self.synthetic, self.source = found.currency, found.level.synthetic, found.level.source
            self.whole = found.level.product_digits == 0 or found.level.synthetic
        return found

    def _read(self, flow: str, needs: Needs) -> str | None:
        found = self._plan(flow, needs)
        if found is None:
            return None
        key = flow, found
        if key not in self._of_plan:
            rows = compile_sql(own_rows(found, self.selection, flow=flow, regions=self.regions))
            name = self._of_plan[key] = f"risk_rows_{len(self._of_plan)}"
            several = found.years_from_months or found.digits or found.level.by_firm or found.level.by_district
            self._sum_up(name, rows, several=bool(several))
        return self._of_plan[key]

    def _sum_up(self, name: str, rows: str, *, several: bool) -> None:
        """All that the rows tell apart is kept: questions that need less of it may read the very same rows.

        Where none are told in several rows, none are looked for.
        """
        value, net_kg, number = (
            ("sum(r.value)", "sum(r.net_kg)", "count(*)") if several else ("r.value", "r.net_kg", "1")
        )
        self.connection.execute(
            f"CREATE TEMP TABLE {name} AS SELECT r.period, r.reporter, r.partner, r.product, coalesce(regime_groups.grouped, r.regime) AS regime, "
            "r.nomenclature, r.batch, (r.value IS NOT NULL AND r.net_kg > 0) AS weighed, "
            f"{value} AS value, {net_kg} AS net_kg, {number} AS rows FROM ({rows}) r "
            f"LEFT JOIN regime_groups ON regime_groups.code = r.regime{' GROUP BY ALL' if several else ''}"
        )

    def unfinished(self) -> frozenset[str]:
        """Years that are not over, or whose months are still coming in: what is stated of them is of a part of the year."""
        if self.contents is None:
            return frozenset()
        self.told("export", frozenset())
        today = str(self.contents.as_of or date.today().isoformat())[:4]
        running = self.connection.execute(
            "WITH years AS (SELECT left(period, 4) AS year, count(DISTINCT period) FILTER (frequency = 'month') AS months, bool_or(frequency = 'year') AS stated "
            f"FROM held WHERE source = {quoted(self.source)} AND frequency IN ('year', 'month') AND {among('reporter', self.regions)} GROUP BY 1) "
            "SELECT year FROM years WHERE stated AND months BETWEEN 1 AND 11 AND year = (SELECT max(year) FROM years) "
            "AND EXISTS (SELECT 1 FROM years y WHERE y.months = 12 AND y.year < years.year)"
        ).fetchall()
        stated = self.connection.execute(
            f"SELECT DISTINCT left(period, 4) FROM held WHERE source = {quoted(self.source)} AND frequency = 'year' AND left(period, 4) >= '{today}'"
        ).fetchall()
        return frozenset(str(row[0]) for row in (*running, *stated))


def pieces_sql(found: Plan) -> str:
    """The cells of `held` that a plan reads."""
    return " OR ".join(f"({piece.level.sql()}{_periods(piece.periods)})" for piece in found.pieces)


def _periods(periods: tuple[str, ...] | None) -> str:
    return f" AND {among('period', periods)}" if periods is not None else ""


def regime_groups() -> pa.Table:
    """Codes of customs regimes and the groups that they belong to; groups are their own."""
    known = [(one.id, one.group) for one in regimes() if one.id in GROUP_TITLES or one.group in GROUP_TITLES]
    return pa.table({"code": [code for code, _ in known], "grouped": [group for _, group in known]})


@contextmanager
def trade_for_risks(
    workbench: Workbench,
    regions: tuple[str, ...],
    *,
    source: str | None,
    currency: str | None,
    last: str,
    as_of: AsOf,
    flows: Any = None,
) -> Iterator[RiskTrade]:
    """Trade up to the year `last` (all years where it is empty), from the lake or from `flows` in its place."""
    if flows is not None:
        with a_duckdb() as connection:
            connection.register("regime_groups", regime_groups())
            told, synthetic = take_given(connection, flows, currency=currency, last=last)
            kept = tuple(one for one in regions if one in told) or told
            of = flows.region if isinstance(flows, Variants) else ""
            yield RiskTrade(connection, kept, "given", currency or "USD", synthetic, variants_of=of)
        return
    asked = select(
        frequency="year", source=source, currency=currency, period=f"..{last}" if last else None, as_of=as_of
    )
    with look_into(workbench.lake, as_of=as_of) as contents:
        contents.connection.register("regime_groups", regime_groups())
        yield RiskTrade(contents.connection, regions, source or "", contents=contents, selection=asked)


def chosen_source(
    workbench: Workbench, regions: tuple[str, ...], *, source: str | None, currency: str | None, as_of: AsOf
) -> tuple[str, Currency]:
    """Who tells most of the regions by years: real before synthetic where it tells of at least half as many."""
    from entrepot.sources import ALL_SOURCES

    order = {one.id: position for position, one in enumerate(ALL_SOURCES)}
    found = _told_by_years(workbench, regions, source=source, currency=currency, as_of=as_of)
    if not found:
        raise nothing_by_years(regions)
    most = max(row[2] for row in found)
    best = min(found, key=lambda row: (2 * row[2] < most, row[1], order.get(row[0], len(order)), -row[3]))
    return str(best[0]), ("CNY" if currency == "CNY" or (currency is None and not best[4]) else "USD")


def sources_by_years(workbench: Workbench, region: str) -> tuple[str, ...]:
    """Whoever tells whole years of a region's trade: real before synthetic."""
    found = _told_by_years(workbench, (region,), source=None, currency=None, as_of=None)
    return tuple(str(row[0]) for row in sorted(found, key=lambda row: (row[1], -row[3], row[0])))


def _told_by_years(
    workbench: Workbench, regions: tuple[str, ...], *, source: str | None, currency: str | None, as_of: AsOf
) -> list[tuple[Any, ...]]:
    """Source, whether synthetic, of how many regions, in how many whole years of a flow, and whether in dollars."""
    wanted = f"AND source = {quoted(source)}" if source else ""
    wanted += f" AND money IN ({quoted(currency.lower())}, 'both')" if currency else " AND money <> 'none'"
    with look_into(workbench.lake, as_of=as_of) as contents:
        return contents.connection.execute(
            "WITH years AS (SELECT source, synthetic, reporter, flow, left(period, 4) AS year, money, count(DISTINCT period) FILTER (frequency = 'month') = 12 "
            f"OR bool_or(frequency = 'year') AS whole FROM held WHERE {among('reporter', regions)} AND flow IN ('export', 'import') "
            f"AND (basis <> 'published' OR partner_level = 'world') {wanted} GROUP BY ALL) "
            "SELECT source, synthetic, count(DISTINCT reporter), count(DISTINCT (reporter, flow, year)), bool_or(money IN ('usd', 'both')) "
            "FROM years WHERE whole GROUP BY source, synthetic"
        ).fetchall()


def nothing_by_years(regions: tuple[str, ...], year: str = "") -> MissingData:
    names = ", ".join(regions[:5]) + (" ..." if len(regions) > 5 else "")
    which, when_zh = (f"trade of {year} is", f" {year} 年全年") if year else ("whole year of trade is", "完整年份")
    return MissingData(
        T(
            f"no {which} held for {names}: risks are judged by years, and eleven months are no year; "
            "take in data (entrepot ingest, entrepot source fetch) or name another region",
            f"数据湖中没有 {names}{when_zh}的贸易：风险按年判断，十一个月不算一年；请录入数据（entrepot ingest、entrepot source fetch）或改问其他地区",
        )
    )
