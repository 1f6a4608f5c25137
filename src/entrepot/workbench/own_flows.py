"""A region's own table of flows as it stands in the lake: at one level of detail, with every column."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
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
_TITLES: Final = {
    "product": T("goods are not told apart by partner in this table", "该表未按伙伴分列商品"),
    "regime": T("customs regimes are not told apart by partner in this table", "该表未按伙伴分列贸易方式"),
}


@dataclass(frozen=True, slots=True)
class OwnFlows:
    """`rows` are all periods, `now` those of the period asked about; `notes` say what is not told apart."""

    region: str
    period: str
    rows: pa.Table
    now: pa.Table
    currency: str
    source: str
    synthetic: bool
    notes: tuple[T, ...]

    def tells(self, flow: str) -> bool:
        """Whether anything is known of exports, or of imports, in the period: what is not told is not nothing."""
        return bool(pc.any(pc.equal(self.now["flow"], pa.scalar(flow))).as_py())

    def with_now(self, changed: pa.Table) -> pa.Table:
        """All periods, the asked one as changed."""
        others = self.rows.filter(pc.invert(_of(self.rows, self.period)))
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
        rows = rows_of(contents.connection, rows_sql(table.select(*FLOWS.column_names), "duckdb"))
    wanted = period or _last_year(rows)
    now = rows.filter(_of(rows, wanted))
    if not now.num_rows:
        held = sorted({str(one)[:4] for one in pc.unique(rows["period"]).to_pylist()})
        raise MissingData(
            T(
                f"nothing is told of {home.name.en} in {wanted}; the lake has {', '.join(held) or '-'}",
                f"{home.name.zh}没有 {wanted} 年的数据；数据湖中有：{'、'.join(held) or '-'}",
            )
        )
    notes = tuple(title for name, title in _TITLES.items() if name not in needed)
    return OwnFlows(home.id, wanted, rows, now, found.currency, found.level.source, found.level.synthetic, notes)


def _finest(contents: Contents, asked: Selection) -> tuple[frozenset[str], Plan | None]:
    for needed in _NEEDED:
        found = plan(contents, asked, Wanted(None, asked.regions, needed))
        if found is not None and found.level.source != FIGURES:
            return needed, found
    return frozenset(), None


def _of(rows: pa.Table, period: str) -> pa.BooleanArray:
    return pc.starts_with(rows["period"], period)


def _last_year(rows: pa.Table) -> str:
    """The last year told as such or by twelve months; the last one at all where none is whole."""
    told = rows.group_by(["period", "frequency"]).aggregate([]).to_pylist()
    whole = {one["period"] for one in told if one["frequency"] == "year"}
    months = Counter(one["period"][:4] for one in told if one["frequency"] == "month")
    whole |= {year for year, number in months.items() if number == _MONTHS}
    return str(max(whole or {one["period"][:4] for one in told}))
