"""The express lane: a large file whose rows are all plain goes from text to sorted Parquet in one pass, or not at all.

What is odd about a row is not told here: at the first doubt the file is given back to the careful lane, which reads it
row by row and names everything. What is the same in every row is neither staged nor sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import ibis
from ibis.expr import operations

from entrepot.lake.declared import declared_cell, printed_columns
from entrepot.lake.engine import compile_sql
from entrepot.lake.files import RawTable
from entrepot.lake.files.scanning import parquet, quoted
from entrepot.lake.sorted_file import ROW_GROUP, SameKeyTwice, SortedFiles
from entrepot.sources.lookups import lookup_data
from entrepot.sources.source import About, Source

LARGE_BYTES: Final = 50 << 20
_HEAD_ROWS: Final = 2_000
_LONGEST_NUMBER: Final = 9
# DuckDB takes a CSV file for a small table, and would hash its millions of rows instead of the hundreds of codes.
_KEEP_JOINS: Final = "SET disabled_optimizers = 'join_order,build_side_probe_side'"


class NotPlain(Exception):
    """Something in the file wants the careful lane."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Sorted Parquet files as they shall lie in the lake: all rows of one partition, all keys different."""

    files: tuple[Path, ...]
    partition: tuple[object, ...]
    rows: int
    varying: tuple[str, ...]
    """The columns that hold more than one value."""


def stage_at_once(
    connection: duckdb.DuckDBPyConnection,
    raw: RawTable,
    source: Source,
    about: About,
    *,
    name: str,
    work: Path,
    batch: str,
) -> Ready | None:
    """Make the table Parquet files in `work` and a view `name` of them; None where the source tells no plain rows."""
    columns = {**dict.fromkeys(about.sheet.columns, "string"), "row": "int64"}
    printed = ibis.table(columns, name="printed")
    plain = source.plain(printed, about)
    if raw.as_printed is None or plain is None:
        return None
    tidy = source.tidy(ibis.table(columns, name="plain"), about)
    try:
        with _plain_rows(connection, raw.as_printed, compile_sql(printed.mutate(plain=plain)), compile_sql(tidy)):
            return _sorted_files(connection, source, tidy, work, name, about.sheet.name, batch)
    except (duckdb.OutOfMemoryException, duckdb.IOException):
        raise
    except (duckdb.Error, OSError, SameKeyTwice) as doubt:
        # What DuckDB finds while its rows are streamed comes as an OSError without a number.
        if isinstance(doubt, OSError) and doubt.errno is not None:
            raise
        for file in work.glob(f"{name}-*.parquet"):
            file.unlink()
        raise NotPlain(str(doubt)) from doubt


@contextmanager
def _plain_rows(connection: duckdb.DuckDBPyConnection, cells: str, told: str, tidy: str) -> Iterator[None]:
    """Meanwhile `tidied` is the tidy table; reading it fails at the first row that is not plain."""
    lookups = _list_lookups(connection, tidy)
    connection.execute(_KEEP_JOINS)
    plain = f"SELECT * FROM ({told}) WHERE CASE WHEN plain THEN true ELSE error('not plain') END"
    for view, sql in (("printed", cells), ("plain", plain), ("tidied", tidy)):
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {sql}")
    try:
        yield
    finally:
        connection.execute("RESET disabled_optimizers")
        for lookup in lookups:
            connection.execute(f"DROP TABLE {lookup}")


def _list_lookups(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """Tables of the lookups in `sql`, their words as places in a sorted list: two bytes where a text takes sixteen."""
    names = [name for name in lookup_data() if name in sql]
    for name in names:
        table = lookup_data()[name]()
        code, *words = table.column_names
        cells = [code]
        for word in words:
            listed = ", ".join(quoted(text) for text in sorted(filter(None, set(table.column(word).to_pylist()))))
            connection.execute(f"DROP TYPE IF EXISTS {name}_{word}")
            connection.execute(f"CREATE TYPE {name}_{word} AS ENUM ({listed})")
            cells.append(f"CAST({word} AS {name}_{word}) AS {word}")
        connection.register("listed", table)
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {', '.join(cells)} FROM listed")
        connection.unregister("listed")
    return names


def _sorted_files(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    tidy: ibis.Table,
    work: Path,
    name: str,
    sheet: str,
    batch: str,
) -> Ready:
    spec = source.gives
    constants = _constants(connection, source, tidy)
    declared = [column.name for column in spec.columns if column.name != "batch"]
    varying = [column for column in declared if column not in constants]
    key = [column for column in dict.fromkeys((*spec.sort, *spec.key)) if column in varying]
    cells = {c: c if spec.column(c).type == "text" else declared_cell(c, tidy.columns, source) for c in varying}
    said = constants.get("product_digits")
    digits = said if isinstance(said, int) else 0
    if "product" in varying and 0 < digits <= _LONGEST_NUMBER:
        # The rules leave only digits, as many as said; they sort as numbers as they do as texts, in half the time.
        cells["product"] = "CAST(product AS INTEGER) AS product"
    rows = f"SELECT {', '.join(cells.values())} FROM ({_sure(source, constants, tidy)}) ORDER BY {', '.join(key)}"
    whole = {**constants, "batch": batch}
    with SortedFiles(work, name, spec, constants=whole, key=key, digits=digits) as made:
        for some in connection.sql(rows).to_arrow_reader(ROW_GROUP):
            made.write(some)
    same = [f"{_literal(value)} AS {column}" for column, value in constants.items()]
    connection.execute(
        f"CREATE TEMP VIEW {name} AS SELECT {', '.join([*same, *varying])}, NULL::BIGINT AS row, {quoted(sheet)} AS sheet "
        f"FROM {parquet(*made.files)}"
    )
    return Ready(tuple(made.files), tuple(constants[column] for column in spec.partition), made.rows, tuple(varying))


def _sure(source: Source, constants: dict[str, object], tidy: ibis.Table) -> str:
    """SQL for the declared columns that vary beside the others as they are; reading it fails at the first doubtful row."""
    from entrepot.lake.checks.rows import row_rules

    declared = [column.name for column in source.gives.columns if column.name != "batch"]
    printed = printed_columns(tidy.columns, source)
    cells = [f"{_literal(constants[name])} AS {name}" if name in constants else name for name in declared]
    doubts = [f"said_period IS DISTINCT FROM {_literal(constants['period'])}"] if "period" in tidy.columns else []
    doubts += [rule.bad for rule in row_rules(source.gives, printed)]
    period = ["period AS said_period"] if "period" in tidy.columns else []
    whole = f"SELECT {', '.join([*cells, *printed, *period])} FROM tidied"
    return f"SELECT * FROM ({whole}) WHERE CASE WHEN {' OR '.join(f'({doubt})' for doubt in doubts)} THEN error('not plain') ELSE true END"


def _constants(connection: duckdb.DuckDBPyConnection, source: Source, tidy: ibis.Table) -> dict[str, object]:
    """Columns that hold one value, and the value: what `tidy` says of every row, what it does not fill, and the period."""
    names = [column.name for column in source.gives.columns if column.name != "batch"]
    said = [name for name in names if name in tidy.columns and (name == "period" or _is_literal(tidy, name))]
    filled = [name for name in names if name not in tidy.columns]
    cells = [declared_cell(name, tidy.columns, source) for name in (*said, *filled)]
    head = f"SELECT DISTINCT {', '.join(cells)} FROM (SELECT * FROM tidied LIMIT {_HEAD_ROWS})"
    lines = connection.execute(head).fetchall()
    if len(lines) != 1:
        raise NotPlain("the first rows are of several periods, or there are none")
    constants = dict(zip((*said, *filled), lines[0], strict=True))
    if any(constants.get(name) is None for name in source.gives.partition):
        raise NotPlain("the first rows do not tell their partition")
    return constants


def _is_literal(tidy: ibis.Table, name: str) -> bool:
    value = getattr(tidy.op(), "values", {}).get(name)
    while isinstance(value, operations.Cast):
        value = value.arg
    return isinstance(value, operations.Literal)


def _literal(value: object) -> str:
    return "NULL" if value is None else quoted(value) if isinstance(value, str) else str(value)
