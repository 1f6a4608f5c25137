"""How much of the whole an answer knows about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.lake.engine import compile_sql
from entrepot.lake.lake import Lake
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Coverage
from entrepot.workbench.contents import Contents
from entrepot.workbench.flow_rows import own_rows
from entrepot.workbench.levels import Level
from entrepot.workbench.reading import open_lake
from entrepot.workbench.selection import Selection

if TYPE_CHECKING:
    from entrepot.workbench.handing import Handed

NOT_STATED = T("no total is published beside these rows", "未公布对应的总额")
PUBLISHED_TOTAL = T("the total that the same publisher states", "同一发布机构公布的总额")
SHARES = T("the whole of the published shares", "公布份额的整体")


def coverage_of(lake: Lake, selection: Selection, handed: Handed) -> Coverage:
    """The least share, over periods and regions, that the rows read make up of the total stated beside them."""
    with open_lake(lake, as_of=selection.as_of) as connection:
        contents = Contents(connection)
        quarantined = _quarantined(lake, contents, handed)
        if "composition" in handed.rows_of:
            sql = compile_sql(handed.rows_of["composition"])
            least = connection.execute(
                f"SELECT min(listed) FROM (SELECT sum(share) AS listed FROM ({sql}) GROUP BY period, reporter)"
            ).fetchone()
            return Coverage(_capped(least[0] if least else None), SHARES, quarantined)
        shares = [_of_total(contents, selection, handed, name) for name in handed.levels if name in handed.rows_of]
    known = [share for share in shares if share is not None]
    if not known:
        return Coverage(None, NOT_STATED, quarantined)
    return Coverage(min(known), PUBLISHED_TOTAL, quarantined)


def _of_total(contents: Contents, selection: Selection, handed: Handed, name: str) -> float | None:
    """Rows read over the publisher's total, only where nothing narrows partners, products or regimes."""
    from entrepot.workbench.handing import lake_table

    if selection.partners or selection.products or selection.regimes or name in ("world", "reference", "world_imports"):
        return None
    level = handed.levels[name]
    flow = {"exports": "export", "imports": "import"}.get(name) or selection.flow or "export"
    if _is_total(level):
        return 1.0
    levels = contents.levels(selection, regions=selection.regions, flow=flow)
    same = [
        one
        for one in levels
        if _is_total(one) and (one.source, one.frequency, one.basis) == (level.source, level.frequency, level.basis)
    ]
    if not same:
        return None
    total = own_rows(lake_table(FLOWS), same[0], selection, flow=flow, regions=selection.regions)
    known = handed.rows_of[name]
    sql = (
        "SELECT min(known.value / nullif(total.value, 0)) FROM "
        f"(SELECT period, reporter, sum(value) AS value FROM ({compile_sql(known)}) GROUP BY ALL) known JOIN "
        f"(SELECT period, reporter, sum(value) AS value FROM ({compile_sql(total)}) GROUP BY ALL) total USING (period, reporter)"
    )
    row = contents.connection.execute(sql).fetchone()
    return _capped(row[0] if row else None)


def _is_total(level: Level) -> bool:
    return level.product_digits == 0 and level.partner_level == "world" and level.regime_level == "all"


def _capped(share: float | None) -> float | None:
    return None if share is None else min(share, 1.0)


def _quarantined(lake: Lake, contents: Contents, handed: Handed) -> int:
    """Rows set aside from the batches that the answer rests on."""
    aside = {batch.id: int(str(batch.record.get("rows_quarantined") or 0)) for batch in lake.history()}
    if not any(aside.values()):
        return 0
    found: set[str] = set()
    for rows in handed.rows_of.values():
        found |= set(contents.column(compile_sql(rows.select("batch").distinct())))
    return sum(aside.get(batch, 0) for batch in found)
