"""A region's own table of flows as it stands in the lake: the period asked about whole, earlier ones as far as they are read.

Of a large country all years with every column are a gigabyte, of which nobody reads more than a part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf, Lake
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T
from entrepot.workbench.contents import Contents, look_into
from entrepot.workbench.flow_rows import FIGURES, whole_rows
from entrepot.workbench.levels import Wanted, plan
from entrepot.workbench.narrowing import quoted
from entrepot.workbench.plan import Plan
from entrepot.workbench.selection import Selection, select
from entrepot.workbench.statement import rows_sql

# What is told apart, best first: a scenario may speak of partners, goods and regimes.
_NEEDED: Final = (
    frozenset({"partner", "product", "regime"}),
    frozenset({"partner", "product"}),
    frozenset({"partner", "regime"}),
    frozenset({"partner"}),
)
_MONTHS: Final = 12
DETAILED_YEARS: Final = 3
"""So many years before the period are told in every detail: levers look no further back for goods; of years before them
only what was traded with each partner is read."""
_EARLIER: Final = (
    "period", "frequency", "flow", "reporter", "partner", "product", "regime", "nomenclature", "value_usd", "value_cny", "net_kg", "synthetic",
)  # fmt: skip
_TITLES: Final = {
    "product": T("goods are not told apart by partner in this table", "该表未按伙伴分列商品"),
    "regime": T("customs regimes are not told apart by partner in this table", "该表未按伙伴分列贸易方式"),
}


@dataclass(frozen=True, slots=True)
class OwnFlows:
    """`now` are the rows of the period asked about, `earlier` what is read of those before it; `notes` say what is not told apart."""

    region: str
    period: str
    now: pa.Table
    earlier: pa.Table
    currency: str
    source: str
    synthetic: bool
    notes: tuple[T, ...]
    read: Callable[[], pa.Table]

    @property
    def rows(self) -> pa.Table:
        """All periods with every column, read from the lake when they are first asked for."""
        return self.read()

    @property
    def told(self) -> pa.Table:
        """What is read of all periods up to the one asked about."""
        return self.told_with(self.now)

    def told_with(self, now: pa.Table) -> pa.Table:
        """The same with other rows of the period."""
        return pa.concat_tables([self.earlier, now.select(self.earlier.column_names).cast(self.earlier.schema)])

    def tells(self, flow: str) -> bool:
        """Whether anything is known of exports, or of imports, in the period: what is not told is not nothing."""
        return bool(pc.any(pc.equal(self.now["flow"], pa.scalar(flow))).as_py())

    def with_now(self, changed: pa.Table) -> pa.Table:
        """All periods, the asked one as changed."""
        others = self.rows.filter(pc.invert(pc.starts_with(self.rows["period"], self.period)))
        return pa.concat_tables([others, changed.cast(others.schema)])


def own_flows(
    lake: Lake,
    region: str,
    *,
    period: str | None = None,
    source: str | None = None,
    currency: str | None = None,
    as_of: AsOf = None,
) -> OwnFlows:
    """The last whole year where no period is asked; MissingData, with what to ingest, where the lake has no such table."""
    home = area(region)
    asked = select(region=home.id, frequency="year", source=source, currency=currency, as_of=as_of)
    with look_into(lake, as_of=as_of) as contents:
        needed, found = _finest(contents, asked)
        if found is None:
            raise MissingData(
                T(
                    f"the lake tells no flows of {home.name.en} by partner; take in its customs table: entrepot ingest FILE",
                    f"数据湖中没有{home.name.zh}分伙伴的流量；请先收入其海关数据：entrepot ingest 文件",
                )
            )
        table = whole_rows(found, asked, flow=None, regions=(home.id,))
        every = rows_sql(table.select(*FLOWS.column_names), "duckdb")
        periods = rows_of(contents.connection, f"SELECT DISTINCT period, frequency FROM ({every})").to_pylist()
        wanted = period or _last_year(periods)
        now = rows_of(contents.connection, f"SELECT * FROM ({every}) WHERE starts_with(period, {quoted(wanted)})")
        if not now.num_rows:
            held = sorted({str(one["period"])[:4] for one in periods})
            raise MissingData(
                T(
                    f"nothing is told of {home.name.en} in {wanted}; the lake has {', '.join(held) or '-'}",
                    f"{home.name.zh}没有 {wanted} 年的数据；数据湖中有：{'、'.join(held) or '-'}",
                )
            )
        earlier = rows_of(contents.connection, _earlier_sql(every, wanted)).cast(now.select(_EARLIER).schema)
    notes = tuple(title for name, title in _TITLES.items() if name not in needed)

    @cache
    def read() -> pa.Table:
        with look_into(lake, as_of=as_of) as contents:
            return rows_of(contents.connection, every)

    return OwnFlows(
        home.id, wanted, now, earlier, found.currency, found.level.source, found.level.synthetic, notes, read
    )


def _earlier_sql(every: str, wanted: str) -> str:
    """Rows as they stand of the years just before; of older ones a sum for each partner, apart what has no money or weight."""
    before = f"FROM ({every}) WHERE left(period, {len(wanted)}) < {quoted(wanted)} AND left(period, 4)"
    since = quoted(f"{int(wanted[:4]) - DETAILED_YEARS:04d}")
    whole = {
        "product": "'TOTAL'",
        "regime": "'ALL'",
        "nomenclature": "NULL::VARCHAR",
        "synthetic": "bool_or(synthetic)",
    }
    sums = {name: f"sum({name})" for name in ("value_usd", "value_cny", "net_kg")}
    cells = ", ".join(f"{cell} AS {name}" for name in _EARLIER for cell in [(whole | sums).get(name, name)])
    keys = ", ".join(name for name in _EARLIER if name not in whole | sums)
    return (
        f"SELECT {', '.join(_EARLIER)} {before} >= {since} UNION ALL "
        f"SELECT {cells} {before} < {since} GROUP BY {keys}, value_usd > 0, value_cny > 0, net_kg > 0"
    )


def _finest(contents: Contents, asked: Selection) -> tuple[frozenset[str], Plan | None]:
    for needed in _NEEDED:
        found = plan(contents, asked, Wanted(None, asked.regions, needed))
        if found is not None and found.level.source != FIGURES:
            return needed, found
    return frozenset(), None


def _last_year(told: list[dict[str, str]]) -> str:
    """The last year told as such or by twelve months; the last one at all where none is whole."""
    whole = {one["period"] for one in told if one["frequency"] == "year"}
    months = Counter(one["period"][:4] for one in told if one["frequency"] == "month")
    whole |= {year for year, number in months.items() if number == _MONTHS}
    return str(max(whole or {one["period"][:4] for one in told}))
