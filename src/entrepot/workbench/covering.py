"""How much of the whole an answer knows about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from entrepot.lake.engine import compile_sql
from entrepot.lake.lake import Lake
from entrepot.lake.quarantine import quarantine_file
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Coverage
from entrepot.workbench.contents import Contents, look_into
from entrepot.workbench.evidence import REFERENCES
from entrepot.workbench.flow_rows import own_rows
from entrepot.workbench.levels import Wanted, pinned, plan
from entrepot.workbench.narrowing import among
from entrepot.workbench.plan import Level
from entrepot.workbench.selection import Selection
from entrepot.workbench.statement import rows_sql
from entrepot.workbench.summed import reading_sums, told_apart

if TYPE_CHECKING:
    from entrepot.workbench.handing import Handed

NOT_STATED = T("no total is published beside these rows", "未公布对应的总额")
OF_THE_LISTED = T(
    "no total is stated: the shares are of the sum of what is listed, be that everything or not",
    "未列总额：比重按所列各项之和计算，所列是否完整不得而知",
)
SHARES = T("the whole of the published shares", "公布份额的整体")


def coverage_of(lake: Lake, selection: Selection, handed: Handed) -> Coverage:
    """The least share, over periods and regions, that the rows read make up of the total stated beside them.

    Rows set aside when their file was taken in are not known: their money, where it can be read, lowers the share.
    """
    with look_into(lake, as_of=selection.as_of) as contents:
        connection = contents.connection
        aside, lost = _set_aside(lake, contents, selection, handed)
        if "composition" in handed.rows_of:
            sql = compile_sql(handed.rows_of["composition"])
            least = connection.execute(
                f"SELECT min(listed) FROM (SELECT sum(share) AS listed FROM ({sql}) GROUP BY period, reporter)"
            ).fetchall()[0][0]
            return Coverage(_capped(least), SHARES, aside)
        found = [_of_total(contents, selection, handed, name) for name in handed.rows_of if name in handed.plans]
    known = [(share, of) for one in found if one is not None for share, of in [one] if share is not None]
    if not known:
        return Coverage(None, NOT_STATED, aside)
    share, of = min(known, key=lambda pair: pair[0])
    return Coverage(share * (1 - lost), of, aside)


def _of_total(contents: Contents, selection: Selection, handed: Handed, name: str) -> tuple[float | None, T] | None:
    """Rows read over the fullest total that the same source tells, narrowed as far as it tells it so."""
    if name in REFERENCES:
        return None
    read = handed.plans[name]
    bare = replace(pinned(selection, read), digits=None, frequency=selection.frequency or ("year" if read.years_from_months else read.level.frequency))  # fmt: skip
    flow = handed.flows[name]
    total = plan(contents, bare, Wanted(flow, selection.regions, frozenset()))
    if total is None:
        return None
    if total.pieces == read.pieces and total.level.product_digits != 0:
        return None
    stated = own_rows(total, bare, flow=flow, regions=selection.regions)
    columns = "period, reporter, flow"
    sums = [f"(SELECT {columns}, sum(value) AS value FROM ({rows_sql(rows, 'duckdb')}) GROUP BY ALL)" for rows in (handed.rows_of[name], stated)]  # fmt: skip
    with reading_sums(
        contents.connection,
        contents.sums if "groups" not in handed.tables else None,
        told_apart(selection),
        selection.regions,
    ):
        least = contents.connection.execute(
            f"SELECT min(known.value / nullif(total.value, 0)) FROM {sums[0]} known JOIN {sums[1]} total USING ({columns})"
        ).fetchall()[0][0]
    return _capped(least), _named(total.level)


def _named(level: Level) -> T:
    """The total that an answer is set against, in words: whose it is, of which goods, with whom."""
    source = next((one.title for one in ALL_SOURCES if one.id == level.source), T(level.source, level.source))
    digits = level.product_digits
    goods = T(f"all {digits}-digit codes", f"全部{digits}位编码") if digits else T("all goods", "全部商品")
    partners = T("the world", "全球") if level.partner_level == "world" else T("all partners listed", "所列全部伙伴")
    return T(f"the total in {source.en}: {goods.en}, {partners.en}", f"{source.zh}中的总额：{goods.zh}，{partners.zh}")


def _capped(share: float | None) -> float | None:
    return None if share is None else min(share, 1.0)


def _set_aside(lake: Lake, contents: Contents, selection: Selection, handed: Handed) -> tuple[int, float]:
    """Rows set aside from the batches that the answer rests on, and the part of all their money that is theirs."""
    aside = {batch.id: int(str(batch.record.get("rows_quarantined") or 0)) for batch in lake.history()}
    if not any(aside.values()):
        return 0, 0.0
    found: set[str] = set()
    known = 0.0
    for name, rows in handed.rows_of.items():
        if name in REFERENCES:
            continue
        found |= set(contents.column(compile_sql(rows.select("batch").distinct())))
        if name in handed.plans:
            known += contents.connection.execute(f"SELECT coalesce(sum(value), 0) FROM ({compile_sql(rows)})").fetchall()[0][0]  # fmt: skip
    count, lost = 0, 0.0
    for batch in sorted(found):
        file = quarantine_file(lake, batch)
        if aside.get(batch) and file.is_file():
            rows_lost, money_lost = _in_quarantine(contents, selection, handed, str(file))
            count, lost = count + rows_lost, lost + money_lost
    return count, lost / (known + lost) if lost > 0 and known > 0 else 0.0


def _in_quarantine(contents: Contents, selection: Selection, handed: Handed, file: str) -> tuple[int, float]:
    """How many rows were set aside that may be ours, and their money in the answer's currency, as far as it is readable."""
    rows = "read_parquet('" + file.replace("'", "''") + "')"
    columns = {row[0] for row in contents.connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()}
    money = f"value_{(handed.currency or 'usd').lower()}"
    where = ["true"]
    if selection.regions and "reporter" in columns:
        where.append(f"({among('reporter', selection.regions)} OR reporter IS NULL)")
    flows = tuple({flow for flow in handed.flows.values() if flow})
    if flows and "flow" in columns:
        where.append(f"({among('flow', flows)} OR flow IS NULL)")
    value = (
        f"coalesce(sum(CASE WHEN isfinite({money}) AND {money} > 0 THEN {money} END), 0)" if money in columns else "0"
    )
    count, lost = contents.connection.execute(f"SELECT count(*), {value} FROM {rows} WHERE {' AND '.join(where)}").fetchall()[0]  # fmt: skip
    return int(count), float(lost)
