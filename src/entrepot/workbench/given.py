"""Measures over anybody's own table: columns as declared, codes opaque, nothing filtered unless asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from entrepot.lake.engine import compile_sql, connect, rows_of
from entrepot.measures.inputs import Input, as_reference, unbound
from entrepot.measures.measure import Measure
from entrepot.vocabulary.errors import MissingData, SchemaMismatch, WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer, Coverage
from entrepot.workbench.explanation import Explanation

if TYPE_CHECKING:
    from pathlib import Path

    from ibis import Table

_TEXT = (
    "period",
    "reporter",
    "partner",
    "product",
    "regime",
    "flow",
    "firm_type",
    "customs_district",
    "part",
    "source",
)
_MONEY = {"USD": "value_usd", "CNY": "value_cny"}
WHOLE_FILE = T("the rows given", "所给的数据")


def read_table(path: Path) -> pa.Table:
    """A Parquet or CSV file; codes stay text, so that no leading zero is lost."""
    if not path.is_file():
        raise SchemaMismatch(T(f"{path} is no file", f"{path} 不是文件"))
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pq.read_table(path)
        types = dict.fromkeys(_TEXT, pa.string())
        return pacsv.read_csv(path, convert_options=pacsv.ConvertOptions(column_types=types, strings_can_be_null=True))
    except (pa.ArrowException, UnicodeDecodeError) as problem:
        raise SchemaMismatch(
            T(f"{path.name} cannot be read as a table ({problem})", f"{path.name} 不能作为表格读取（{problem}）")
        ) from problem


def run_on_table(
    measure: Measure,
    data: pa.Table,
    options: Mapping[str, Any],
    *,
    by: tuple[str, ...],
    currency: str | None,
    flow: str | None,
    reference: pa.Table | None,
    tables: Mapping[str, pa.Table],
) -> Answer:
    """The measure's answer for the rows of `data`; further inputs by name in `tables`."""
    money = _money(data, currency)
    bound = {"given": _typed(data), **{name: _typed(table) for name, table in tables.items()}}
    if reference is not None:
        bound["given_reference"] = _typed(reference)
    lazy = {name: _with_value(unbound(name, table), _money(table, currency)) for name, table in bound.items()}
    inputs = {wanted.name: found for wanted in measure.reads if (found := _input(wanted, lazy, flow)) is not None}
    for wanted in measure.reads:
        if wanted.instead and wanted.name not in inputs and "given" in lazy:
            inputs[wanted.instead] = _one_way(lazy["given"], flow)
    expression = measure.expression(inputs, by=by, **options)
    with connect() as connection:
        for name, table in bound.items():
            connection.register(name, table)
        answer = rows_of(connection, compile_sql(expression))
    keys = measure.keys(by)
    return Answer(
        measure=measure, by=by, table=answer.sort_by([(key, "ascending") for key in keys]), currency=money[-3:].upper() if money.startswith("value_") else currency,
        levels={}, notes=(), options=measure.chosen(options), compiled=lambda dialect: compile_sql(expression, dialect),
        find_batches=lambda: (), find_coverage=lambda: Coverage(None, WHOLE_FILE),
        find_explanation=lambda found, row: Explanation(measure, dict(row), found.currency, (), found.coverage, (), {}, (), dict(found.options), {}),
        keys=keys,
    )  # fmt: skip


def _money(data: pa.Table, currency: str | None) -> str:
    """Which column is the money: the currency asked for, else dollars, else yuan, else a plain `value` or share."""
    if currency is not None:
        column = _MONEY[currency]
        if column not in data.column_names and "value" not in data.column_names:
            raise SchemaMismatch(T(f"the table has no column {column}", f"表中没有列 {column}"))
        return column if column in data.column_names else "value"
    return next((name for name in ("value", "value_usd", "value_cny") if name in data.column_names), "")


def _typed(data: pa.Table) -> pa.Table:
    """Codes as text, whatever the file made of them; a whole number read as `2020.0` is no period."""
    columns = {}
    for name in data.column_names:
        column = data.column(name)
        if name in _TEXT and not pa.types.is_string(column.type):
            if pa.types.is_floating(column.type):
                column = column.cast(pa.int64())
            column = column.cast(pa.string())
        elif (
            pa.types.is_dictionary(column.type)
            or pa.types.is_large_string(column.type)
            or pa.types.is_string_view(column.type)
        ):
            column = column.cast(pa.string())
        columns[name] = column
    return pa.table(columns)


def _with_value(table: Table, money: str) -> Table:
    return table.mutate(value=table[money].cast("float64")) if money and money != "value" else table


def _one_way(table: Table, flow: str | None) -> Table:
    if "flow" not in table.columns:
        return table
    return table.filter(table.flow == (flow or "export"))


def _input(wanted: Input, lazy: Mapping[str, Table], flow: str | None) -> Table | None:
    """The table that serves as this input, from the file itself unless one was given by name."""
    if wanted.name in lazy:
        return lazy[wanted.name]
    given = lazy["given"]
    if wanted.name == "composition":
        return given if {"part", "share"} <= set(given.columns) else None
    direction = dict(wanted.where).get("flow") or flow or "export"
    if wanted.table == "flows":
        if wanted.role == "reference" and "given_reference" in lazy:
            return _one_way(lazy["given_reference"], direction)
        if "flow" not in given.columns and direction == "import" and any(True for _ in (flow,) if flow != "import"):
            raise MissingData(
                T(
                    "this measure needs imports too: give the file a column `flow` with export and import",
                    "该指标还需要进口数据：请在文件中加入 flow 列，取值 export 或 import",
                )
            )
        rows = _one_way(given, direction)
        if "period" not in rows.columns or "reporter" not in rows.columns:
            raise WrongCall(T("the table needs the columns period and reporter", "表中须有 period 和 reporter 两列"))
        return as_reference(rows) if wanted.role == "reference" else rows
    if wanted.table == "answer":
        return given
    if wanted.table == "series":
        column = dict(wanted.where)["measure"]
        if column in given.columns:
            return given.select("period", "reporter", value=given[column].cast("float64")).distinct()
    return None
