"""Flows handed in to be judged in place of the lake's: brought to years, wholes and details told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from entrepot.vocabulary.errors import MissingData, SchemaMismatch
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import quoted
from entrepot.workbench.own_tables import own_table

GIVEN: Final = "risk_given"
_WHOLE: Final = {"partner": "WLD", "product": "TOTAL", "regime": "ALL"}
_NEEDED: Final = ("reporter", "period")
_OUT_OF_TABLES: Final = "risk_as_told"


@dataclass(frozen=True, slots=True)
class Variants:
    """One region's flows as they stand and as they would be, to be judged in one go: each goes by a name of its own.

    `earlier` are the rows before the year that is judged, told of nobody by name: they are everybody's.
    """

    region: str
    earlier: pa.Table
    now: Mapping[str, pa.Table]


def take_given(
    connection: duckdb.DuckDBPyConnection, flows: Any, *, currency: str | None, last: str
) -> tuple[tuple[str, ...], bool]:
    """A table GIVEN with a column `flow` more than the lake's; who is told of in it, and whether any row is synthetic.

    Months are added up where all twelve are there. Where a total stands beside its parts, the parts are read.
    """
    if isinstance(flows, Variants):
        return _take_variants(connection, flows, currency=currency, last=last)
    own = own_table(flows)
    table = pq.read_table(own.parquet) if own.parquet is not None else own.rows
    if table is None:
        raise TypeError("a table is of rows or of a file")
    names, money = _checked(connection, table, currency)
    connection.execute(f"CREATE TEMP TABLE {GIVEN} AS {_as_years(_as_told(names, money, last))}")
    told = [str(row[0]) for row in connection.execute(f"SELECT DISTINCT reporter FROM {GIVEN} ORDER BY 1").fetchall()]
    if not told:
        raise _nothing_whole()
    return tuple(told), _any_synthetic(connection, names)


def _take_variants(
    connection: duckdb.DuckDBPyConnection, variants: Variants, *, currency: str | None, last: str
) -> tuple[tuple[str, ...], bool]:
    """Earlier years are brought to years once, and stand in GIVEN for each variant."""
    pieces, synthetic, told = [], False, set[str]()
    for number, (name, table) in enumerate({"": variants.earlier, **variants.now}.items()):
        if not table.num_rows:
            continue
        names, money = _checked(connection, table, currency)
        here = f"{_OUT_OF_TABLES}_{number}"
        connection.execute(f"CREATE TEMP TABLE {here} AS {_as_years(_as_told(names, money, last))}")
        synthetic = synthetic or _any_synthetic(connection, names)
        if name:
            pieces.append(f"SELECT * REPLACE ({quoted(name)} AS reporter) FROM {here}")
            told.add(name)
        else:
            each = ", ".join(f"({quoted(one)})" for one in variants.now)
            pieces.append(f"SELECT t.* REPLACE (v.name AS reporter) FROM {here} t CROSS JOIN (VALUES {each}) v(name)")
    connection.execute(f"CREATE TEMP VIEW {GIVEN} AS {' UNION ALL '.join(pieces)}")
    if not connection.execute(f"SELECT 1 FROM {GIVEN} LIMIT 1").fetchall():
        raise _nothing_whole()
    return tuple(variants.now), synthetic


def _checked(connection: duckdb.DuckDBPyConnection, table: pa.Table, currency: str | None) -> tuple[set[str], str]:
    """The table as `given_flows`; its columns, and which of them is money."""
    names = set(table.column_names)
    money = next((one for one in (f"value_{(currency or 'USD').lower()}", "value") if one in names), "")
    lacking = [name for name in _NEEDED if name not in names] + (
        [] if money else [f"value_{(currency or 'USD').lower()}"]
    )
    if lacking:
        raise SchemaMismatch(T(f"the flows given lack {', '.join(lacking)}", f"所给流量缺少列：{'、'.join(lacking)}"))
    connection.register("given_flows", table)
    for column in (money, "net_kg") if "net_kg" in names else (money,):
        _refuse_no_numbers(connection, column)
    return names, money


def _nothing_whole() -> MissingData:
    return MissingData(
        T(
            "the flows given hold no whole year: risks are judged by years, and eleven months are no year",
            "所给流量没有完整年份：风险按年判断，十一个月不算一年",
        )
    )


def _any_synthetic(connection: duckdb.DuckDBPyConnection, names: set[str]) -> bool:
    if "synthetic" not in names:
        return False
    sql = "SELECT coalesce(bool_or(TRY_CAST(synthetic AS BOOLEAN)), false) FROM given_flows"
    return bool(connection.execute(sql).fetchall()[0][0])


def _refuse_no_numbers(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    """A word, NaN or infinity where money or weight should be would become a score, or none, without a sign."""
    found = connection.execute(
        f"SELECT count(*), first(CAST({column} AS VARCHAR)) FROM given_flows "
        f"WHERE {column} IS NOT NULL AND NOT coalesce(isfinite(TRY_CAST({column} AS DOUBLE)), false)"
    ).fetchone()
    if found and found[0]:
        count, shown = found
        raise SchemaMismatch(
            T(
                f"the flows given have no number in {column} in {count:,} rows, as {shown!r}: leave unknown cells empty",
                f"所给流量的 {column} 列有 {count:,} 行不是数字，如“{shown}”：未知处请留空",
            )
        )


def _as_told(names: set[str], money: str, last: str) -> str:
    def column(name: str, otherwise: str) -> str:
        return f"CAST({name} AS VARCHAR)" if name in names else otherwise

    until = f"AND left(CAST(period AS VARCHAR), 4) <= '{int(last)}'" if last else ""
    net_kg = "CAST(net_kg AS DOUBLE)" if "net_kg" in names else "NULL::DOUBLE"
    return (
        f"SELECT CAST(reporter AS VARCHAR) AS reporter, CAST(period AS VARCHAR) AS period, {column('flow', chr(39) + 'export' + chr(39))} AS flow, "
        f"{column('partner', chr(39) + 'WLD' + chr(39))} AS partner, {column('product', chr(39) + 'TOTAL' + chr(39))} AS product, "
        f"coalesce(regime_groups.grouped, {column('regime', chr(39) + 'ALL' + chr(39))}) AS regime, {column('nomenclature', 'NULL::VARCHAR')} AS nomenclature, "
        f"CAST({money} AS DOUBLE) AS value, {net_kg} AS net_kg "
        f"FROM given_flows LEFT JOIN regime_groups ON regime_groups.code = {column('regime', 'NULL')} WHERE length(CAST(period AS VARCHAR)) IN (4, 7) {until}"
    )


def _as_years(rows: str) -> str:
    detailed = "".join(f", bool_or({name} <> '{whole}') AS any_{name}" for name, whole in _WHOLE.items())
    only = " AND ".join(f"({name} <> '{whole}' OR NOT any_{name})" for name, whole in _WHOLE.items())
    return (
        f"WITH told AS ({rows}), "
        f"periods AS (SELECT reporter, flow, period{detailed} FROM told GROUP BY ALL), "
        "years AS (SELECT *, left(period, 4) AS year, bool_or(length(period) = 4) OVER (PARTITION BY reporter, flow, left(period, 4)) AS as_year FROM periods), "
        f"kept AS (SELECT * FROM told JOIN years USING (reporter, flow, period) WHERE {only} AND (length(period) = 4) = as_year), "
        "whole AS (SELECT reporter, flow, year FROM kept GROUP BY ALL HAVING bool_or(as_year) OR count(DISTINCT period) = 12) "
        "SELECT k.year AS period, k.reporter, k.flow, nullif(k.partner, 'WLD') AS partner, nullif(k.product, 'TOTAL') AS product, "
        "nullif(k.regime, 'ALL') AS regime, k.nomenclature, NULL::VARCHAR AS batch, (k.value IS NOT NULL AND k.net_kg > 0) AS weighed, "
        "sum(k.value) AS value, sum(k.net_kg) AS net_kg, count(*) AS rows FROM kept k JOIN whole USING (reporter, flow, year) GROUP BY ALL"
    )


def given_of(connection: duckdb.DuckDBPyConnection, flow: str, needs: frozenset[str]) -> str | None:
    """The name of a view of one flow's rows; None where they do not tell apart what is needed."""
    told = " AND ".join([f"flow = '{flow}'", *(f"{name} IS NOT NULL" for name in sorted(needs))])
    if not connection.execute(f"SELECT 1 FROM {GIVEN} WHERE {told} LIMIT 1").fetchall():
        return None
    name = "_".join((GIVEN, flow, *sorted(needs)))
    connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * EXCLUDE (flow) FROM {GIVEN} WHERE {told}")
    return name
