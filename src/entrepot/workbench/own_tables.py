"""Somebody's own Parquet file, CSV or frame, shown to DuckDB: codes as text, numbers as numbers, nothing else read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from entrepot.measures.inputs import NUMBERS
from entrepot.vocabulary.errors import SchemaMismatch, UnknownName
from entrepot.vocabulary.flows import flow
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from ibis import Table

DATA, REFERENCE = "given", "given_reference"
"""The names of one's own rows, and of the rows that they are set against."""
MONEY = ("value", "value_usd", "value_cny")
MISSING_MARKS = ("", "-", "…", "NA", "null")
_NUMERIC = frozenset({*NUMBERS, *MONEY})


@dataclass(frozen=True, slots=True)
class OwnTable:
    """Rows in memory, or the path of a Parquet file that DuckDB reads by itself; `money` is the column of money."""

    rows: pa.Table | None
    parquet: Path | None
    columns: tuple[str, ...]
    types: tuple[pa.DataType, ...]
    money: str = ""


def own_table(given: Any, *, currency: str | None = None) -> OwnTable:
    """From a path, an Arrow table, or any frame that speaks Arrow (pandas, polars)."""
    table = _from_file(Path(given)) if isinstance(given, str | Path) else _from_rows(given)
    if "value" in table.columns or {"share", "part"} <= set(table.columns):
        return replace(table, money="value" if "value" in table.columns else "")
    asked = {"USD": "value_usd", "CNY": "value_cny"}.get(currency or "")
    if asked and asked not in table.columns and any(name in table.columns for name in MONEY):
        raise SchemaMismatch(
            T(f"the table has no column {asked}, and money is never converted silently", f"表中没有列 {asked}；金额从不静默折算")
        )  # fmt: skip
    found = next((name for name in ((asked,) if asked else MONEY) if name in table.columns), "")
    return replace(table, money=found)


def _from_rows(given: Any) -> OwnTable:
    rows = given if isinstance(given, pa.Table) else pa.table(given)
    return OwnTable(rows, None, tuple(rows.column_names), tuple(rows.schema.types))


def _from_file(path: Path) -> OwnTable:
    if not path.is_file():
        raise SchemaMismatch(T(f"{path} is no file", f"{path} 不是文件"))
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            schema = pq.read_schema(path)
            return OwnTable(None, path, tuple(schema.names), tuple(schema.types))
        return _from_rows(_csv(path))
    except (pa.ArrowException, UnicodeDecodeError, OSError) as problem:
        raise SchemaMismatch(
            T(f"{path.name} cannot be read as a table ({problem})", f"{path.name} 不能作为表格读取（{problem}）")
        ) from problem


def _csv(path: Path) -> pa.Table:
    """Every column as text first, so that no leading zero is lost; numbers become numbers where they are used."""
    with path.open("rb") as file:
        names = [name.strip().strip('"') for name in file.readline().decode("utf-8-sig").strip().split(",")]
    types = dict.fromkeys(names, pa.string())
    return pacsv.read_csv(
        path, convert_options=pacsv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
    )


def show(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    table: OwnTable,
    *,
    columns: frozenset[str] | set[str],
    figures: frozenset[str],
) -> None:
    """A view of that name with the wanted columns that the table has, and `value`, its money."""
    if len(set(table.columns)) < len(table.columns):
        raise SchemaMismatch(T(f"two columns have one name: {', '.join(table.columns)}", f"有两列同名：{'、'.join(table.columns)}"))  # fmt: skip
    if table.parquet is not None:
        rows = "read_parquet('" + str(table.parquet).replace("'", "''") + "')"
    else:
        connection.register(f"{name}_rows", table.rows)
        rows = f"{name}_rows"
    types = dict(zip(table.columns, table.types, strict=True))
    cells = {}
    for column, kind in _kinds(table, columns, figures).items():
        printed = table.money if column == "value" else column
        if kind == "float64":
            cells[column] = _number(printed, types[printed])
        else:
            cells[column] = _flow(connection, rows) if column == "flow" else _text(column, types[column])
    if not cells:
        raise SchemaMismatch(
            T(
                f"the table has none of the columns {', '.join(sorted(columns))}; it has {', '.join(table.columns)}",
                f"表中没有所需的列：{'、'.join(sorted(columns))}；现有：{'、'.join(table.columns)}",
            )
        )
    chosen = ", ".join(f'{cell} AS "{column}"' for column, cell in cells.items())
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {chosen} FROM {rows}")


def lazy(name: str, table: OwnTable, *, columns: frozenset[str] | set[str], figures: frozenset[str]) -> Table:
    """The view as a lazy table."""
    import ibis

    return ibis.table(_kinds(table, columns, figures), name=name)


def _kinds(table: OwnTable, columns: frozenset[str] | set[str], figures: frozenset[str]) -> dict[str, str]:
    """The columns that are shown, and whether each is of numbers or of text."""
    found = {}
    for column in table.columns:
        if column in figures or (column in _NUMERIC and column in columns and column not in MONEY):
            found[column] = "float64"
        elif column == "flow" or (column in columns and column not in MONEY):
            found[column] = "string"
    return found | ({"value": "float64"} if table.money else {})


def _number(column: str, kind: pa.DataType) -> str:
    """Missing stays missing, and what is no finite number is missing too."""
    cell = f'"{column}"'
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return f"{cell}::DOUBLE"
    if not pa.types.is_floating(kind):
        marks = ", ".join(f"'{mark}'" for mark in MISSING_MARKS)
        cell = f"(CASE WHEN trim({cell}) NOT IN ({marks}) THEN {cell} END)::DOUBLE"
    return f"CASE WHEN isfinite({cell}) THEN {cell} END"


def _text(column: str, kind: pa.DataType) -> str:
    """A whole number that a frame has made `2020.0` is the code 2020."""
    whole = "::BIGINT" if pa.types.is_floating(kind) else ""
    return f'"{column}"{whole}::VARCHAR'


def _flow(connection: duckdb.DuckDBPyConnection, rows: str) -> str:
    """Words for export and import in either language are understood; any other word stays what it is."""
    words: dict[str, str] = {}
    for (word,) in connection.execute(f"SELECT DISTINCT flow::VARCHAR FROM {rows}").fetchall():
        try:
            words[word] = str(flow(word))
        except (UnknownName, AttributeError):
            continue
    if all(word == meant for word, meant in words.items()):
        return "flow::VARCHAR"
    return _mapped(words)


def _mapped(words: Mapping[str, str]) -> str:
    whens = " ".join(f"WHEN '{word.replace(chr(39), chr(39) * 2)}' THEN '{meant}'" for word, meant in words.items())
    return f"CASE flow::VARCHAR {whens} ELSE flow::VARCHAR END"
