"""Monthly trade out of the lake, or out of somebody's own flows: one row for each region, partner, product and month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import Lake
from entrepot.risks.warnings.series import NAMES
from entrepot.vocabulary.errors import MissingData, SchemaMismatch
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T
from entrepot.workbench.contents import look_into
from entrepot.workbench.levels import Wanted, plan
from entrepot.workbench.narrowing import among, narrowing_sql
from entrepot.workbench.selection import Selection
from entrepot.workbench.sitting import a_duckdb

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_MONTH: Final = "CAST(left(period, 4) AS INT) * 12 + CAST(right(period, 2) AS INT) - 1"
_WHOLE_FIRST: Final = ("all", "group", "code")
GIVEN: Final = "given"
"""The source of flows that somebody gives, and the name by which their SQL reads them."""
_NEEDED: Final = ("reporter", "partner", "product", "period", "net_kg")


@dataclass(frozen=True, slots=True)
class MonthlyRows:
    """`table` has reporter, partner, product, month (counted from year 0), value, what of it is weighed, and its weight.

    `told` has what the source as a whole tells in each month of each reporter, partner and product: only there is trade
    without a row no trade. `rows` is the SQL that reads what is behind it all, out of the lake or of `given`.
    """

    table: pa.Table
    told: Mapping[str, pa.Table]
    source: str
    currency: str
    synthetic: bool
    flow: str
    rows: str
    notes: tuple[T, ...] = ()
    given: pa.Table | None = None


def monthly_rows(lake: Lake, selection: Selection, flow: str) -> MonthlyRows:
    """Of one source, basis and currency: every product at the finest code told of it, so that nothing stands twice.

    MissingData where the lake holds no months by partner and product.
    """
    selection = replace(selection, frequency="month")
    with look_into(lake, as_of=selection.as_of) as contents:
        chosen = plan(contents, selection, Wanted(flow, selection.regions, frozenset({"partner"})))
        if chosen is None:
            raise nothing_monthly(selection)
        level = chosen.level
        conditions = [
            f"source = '{level.source}'", f"basis = '{level.basis}'", "frequency = 'month'", f"flow = '{flow}'",
            "partner_level = 'country'", "product_digits > 0", f"value_{chosen.currency.lower()} IS NOT NULL",
        ]  # fmt: skip
        whole = f"SELECT * FROM flows WHERE {' AND '.join(conditions)}"
        conditions += _narrowing(selection)
        if selection.nomenclature:
            conditions.append(f"nomenclature = '{selection.nomenclature}'")
        rows = f"SELECT * FROM flows WHERE {' AND '.join(conditions)}"
        table, notes = _summed(contents.connection, rows, chosen.currency)
        told = _told(contents.connection, whole, chosen.currency)
        if not table.num_rows:
            raise nothing_monthly(selection)
    return MonthlyRows(table, told, level.source, chosen.currency, level.synthetic, flow, rows, notes)


def own_monthly_rows(flows: pa.Table, selection: Selection, flow: str) -> MonthlyRows:
    """The same out of a table in the columns of the lake's flows, months only."""
    import pyarrow as pa

    asked = {"USD": ("value_usd",), "CNY": ("value_cny",)}.get(
        selection.currency or "", ("value_usd", "value_cny", "value")
    )
    money = next((name for name in asked if name in flows.column_names), None)
    lacking = [name for name in _NEEDED if name not in flows.column_names]
    if lacking or money is None:
        names = ", ".join([*lacking, *(() if money else asked[:1])])
        raise SchemaMismatch(T(f"the flows given have no column {names}", f"所给流量缺少列 {names}"))
    spoken: dict[str, pa.DataType] = {
        "value_usd": pa.float64(), "value_cny": pa.float64(), "net_kg": pa.float64(), "quantity": pa.float64(), "synthetic": pa.bool_(),
    }  # fmt: skip
    unit = "CNY" if money == "value_cny" else "USD"
    if money == "value":
        flows = flows.rename_columns(["value_usd" if name == "value" else name for name in flows.column_names])
    count = flows.num_rows
    given = {
        column.name: flows[column.name].cast(spoken.get(column.name, flows[column.name].type))
        if column.name in flows.column_names
        else pa.array([None] * count, spoken.get(column.name, pa.string()))
        for column in FLOWS.columns
    }
    given["source"] = pa.array([GIVEN] * count, pa.string())
    own = pa.table(given)
    with a_duckdb() as connection:
        connection.register(GIVEN, own)
        conditions = ["coalesce(frequency, 'month') = 'month'", f"coalesce(flow, '{flow}') = '{flow}'"]
        conditions.append("regexp_full_match(period, '[0-9]{4}-[0-9]{2}')")
        spoken_for = f"coalesce(regime_level, 'code') AS regime_level, 'month' AS frequency, '{flow}' AS flow"
        whole = f"SELECT * REPLACE ({spoken_for}) FROM {GIVEN} WHERE {' AND '.join(conditions)}"
        rows = f"SELECT * FROM ({whole}) WHERE {' AND '.join(_narrowing(selection)) or 'true'}"
        table, notes = _summed(connection, rows, unit)
        told = _told(connection, whole, unit)
    synthetic = "synthetic" in flows.column_names and any(flows["synthetic"].unique().to_pylist())
    return MonthlyRows(table, told, GIVEN, unit, synthetic, flow, rows, notes, own)


def _narrowing(selection: Selection) -> list[str]:
    found = [among("reporter", selection.regions)] if selection.regions else []
    if narrowed := narrowing_sql(selection):
        found.append(narrowed)
    if selection.first:
        found.append(f"period >= '{selection.first}'")
    if selection.last:
        found.append(f"left(period, {len(selection.last)}) <= '{selection.last}'")
    return found


def nothing_monthly(selection: Selection) -> MissingData:
    asked = [*selection.regions, *(one for one in (selection.first, selection.last) if one)]
    en, zh = (f" for {', '.join(asked)}", f" {'、'.join(asked)} ") if asked else ("", "")
    return MissingData(
        T(
            f"the lake holds no monthly trade by partner and product{en}; take in monthly customs files, or the sample world",
            f"数据湖中没有{zh}按伙伴和商品的月度贸易；请导入海关月度数据或示例世界",
        )
    )


def _summed(connection: duckdb.DuckDBPyConnection, rows: str, currency: str) -> tuple[pa.Table, tuple[T, ...]]:
    """Sums by region, partner, product and month, and what there is to say of the codes."""
    levels = connection.execute(
        "SELECT DISTINCT regime_level, firm_type IS NOT NULL, customs_district IS NOT NULL, product_digits "
        f"FROM ({rows})"
    ).fetchall()
    kinds, digits = {level[:3] for level in levels}, {level[3] for level in levels}
    told = rows if len(kinds) <= 1 else _one_level(rows)
    if len(digits) > 1:
        told = _finest_codes(told)
    value = f"value_{currency.lower()}"
    table = rows_of(
        connection,
        f"SELECT reporter, partner, product, {_MONTH} AS month, "
        f"sum({value}) AS value, sum({value}) FILTER (net_kg > 0) AS weighed, sum(net_kg) FILTER ({value} IS NOT NULL) AS net_kg "
        f"FROM ({told}) GROUP BY ALL",
    )
    editions = [
        row[0] for row in connection.execute(f"SELECT DISTINCT nomenclature FROM ({rows}) WHERE nomenclature IS NOT NULL ORDER BY 1").fetchall()
    ]  # fmt: skip
    if len(editions) < 2 or max((digit or 0 for digit in digits), default=0) <= 2:
        return table, ()
    names = ", ".join(editions)
    return table, (
        T(
            f"codes of several editions of the nomenclature ({names}) are read as they stand: where a code changed its meaning a series may jump",
            f"跨多版商品分类（{names}），编码按原样使用：编码含义变动处序列可能跳变",
        ),
    )


def _told(connection: duckdb.DuckDBPyConnection, whole: str, currency: str) -> dict[str, pa.Table]:
    month = f"{_MONTH} AS month"
    return {
        name: rows_of(
            connection, f"SELECT {name}, {month}, sum(value_{currency.lower()}) AS value FROM ({whole}) GROUP BY ALL"
        )
        for name in NAMES
    }


def _one_level(rows: str) -> str:
    """Of each product and month one level: without firm types and districts before with, regimes together before apart."""
    order = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(_WHOLE_FIRST))
    return (
        f"SELECT * FROM ({rows}) QUALIFY dense_rank() OVER (PARTITION BY reporter, product, period ORDER BY "
        f"firm_type IS NOT NULL, customs_district IS NOT NULL, CASE regime_level {order} END) = 1"
    )


def _finest_codes(rows: str) -> str:
    """Only codes under which a region tells no longer one in the same month: a heading and its lines are one trade told twice."""
    codes = f"SELECT DISTINCT reporter, period, product FROM ({rows})"
    longer = (
        "SELECT DISTINCT reporter, period, left(product, n) AS product FROM "
        f"({codes}), (SELECT unnest(range(1, 13)) AS n) WHERE n < length(product)"
    )
    return f"SELECT * FROM ({rows}) WHERE (reporter, period, product) NOT IN ({longer})"
