"""What a source's `tidy` says of each different cell of a plain file, and that no rule finds anything in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Final

import duckdb
import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.lake.declared import PRINTED, declared_cell, printed_columns
from entrepot.lake.engine import bind_lookups, compile_sql
from entrepot.lake.plain_columns import NotPlain, PlainColumns
from entrepot.sources.lookups import lookup_data
from entrepot.sources.source import About, ByCell, Source

_BATCH: Final = 1 << 19


@dataclass(frozen=True, slots=True)
class SaidByCell:
    """`constants` are the declared columns that are the same in all rows. For each printed column whose rows differ, `words`
    are the other declared columns that follow from it, sorted, no word of the first twice; `places` tells each cell's.
    """

    constants: Mapping[str, Any]
    words: Mapping[str, pa.Table]
    places: Mapping[str, NDArray[Any]]


def said_of(
    connection: duckdb.DuckDBPyConnection, source: Source, by_cell: ByCell, about: About, columns: PlainColumns
) -> SaidByCell:
    """NotPlain where a cell is not plain, where a rule finds something, or where it could not be told cell by cell."""
    printed = _tidied(connection, source, about, columns)
    said: pa.Table = connection.sql("SELECT * FROM said ORDER BY row").to_arrow_table()
    if said.num_rows != max(len(cells) for cells in columns.cells.values()):
        raise NotPlain("rows are left out, or made several of")
    _same_amounts(said, by_cell, columns)
    varying = {name: raw for raw, names in by_cell.follows.items() for name in names if len(columns.cells[raw]) > 1}
    varying |= {name: raw for raw, (name, _) in by_cell.amounts.items()}
    constants = {name: _only(said, name) for name in said.column_names if name not in (*varying, *printed, "row")}
    _follow_the_rules(connection, source, printed, varying, columns, by_cell)
    words, places = {}, {}
    for raw, names in by_cell.follows.items():
        if raw not in by_cell.amounts and names[0] in varying:
            table, places[raw] = _sorted_words(said.select(names)[: len(columns.cells[raw])])
            alike = {name: table.column(name)[0].as_py() for name in names[1:] if len(table.column(name).unique()) == 1}
            constants |= alike
            words[raw] = table.drop_columns(list(alike))
    return SaidByCell(constants, words, places)


def _tidied(
    connection: duckdb.DuckDBPyConnection, source: Source, about: About, columns: PlainColumns
) -> tuple[str, ...]:
    """Make `said` of a few rows that hold every different cell at least once; the names of its `_printed` columns."""
    most = max(len(cells) for cells in columns.cells.values())
    made: dict[str, Any] = {
        name: pa.array(islice(cycle(cells), most), pa.string()) for name, cells in columns.cells.items()
    }
    connection.register("cells", pa.table({**made, "row": pa.array(range(most), pa.int64())}))
    cells = ibis.table({**dict.fromkeys(columns.cells, "string"), "row": "int64"}, name="cells")
    plain, tidy = source.plain(cells, about), source.tidy(cells, about)
    if (
        plain is None
        or connection.execute(
            f"SELECT 1 FROM ({compile_sql(cells.mutate(plain=plain))}) WHERE plain IS NOT TRUE"
        ).fetchall()
    ):
        raise NotPlain("a cell is not plain")
    sql = compile_sql(tidy)
    bind_lookups(connection, sql, lookup_data())
    printed = printed_columns(tidy.columns, source)
    declared = [declared_cell(c.name, tidy.columns, source) for c in source.gives.columns if c.name != "batch"]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE said AS SELECT {', '.join(['row', *declared, *printed])} FROM ({sql})"
    )
    return printed


def _same_amounts(said: pa.Table, by_cell: ByCell, columns: PlainColumns) -> None:
    for raw, (name, times) in by_cell.amounts.items():
        wanted = [
            None if cell is None or cell in by_cell.missing else float(np.rint(float(cell) * times))
            for cell in columns.cells[raw]
        ]
        if said.column(name)[: len(wanted)].to_pylist() != wanted:
            raise NotPlain(f"{name} is read otherwise")


def _only(said: pa.Table, name: str) -> Any:
    different = said.column(name).unique()
    if len(different) != 1:
        raise NotPlain(f"{name} does not follow from a printed column")
    return different[0].as_py()


def _follow_the_rules(
    connection: duckdb.DuckDBPyConnection, source: Source, printed: Sequence[str], varying: Mapping[str, str], columns: PlainColumns, by_cell: ByCell,
) -> None:  # fmt: skip
    from entrepot.lake.checks.rows import row_rules

    rules = [rule.bad for rule in row_rules(source.gives, tuple(printed))]
    of_amounts = []
    for bad in rules:
        looks_at = {
            varying[name] for word in re.findall(r"\w+", bad) if (name := word.removesuffix(PRINTED)) in varying
        }
        if looks_at & set(by_cell.amounts):
            of_amounts.append(bad)
        if len(looks_at) > 1 and not looks_at <= set(by_cell.amounts):
            raise NotPlain("a rule looks at several cells at once")
    _none_is(connection, rules, "FROM said")
    # Whatever a rule says of an amount, it need not hold in between because it does of the least and the greatest.
    amounts = {name: pa.array(numbers, from_pandas=True) for name, numbers in columns.amounts.items()}
    # DuckDB gives each core a batch.
    connection.register("amounts", pa.Table.from_batches(pa.table(amounts).to_batches(_BATCH)))
    others = ", ".join((*amounts, *(f"{name}{PRINTED}" for name in amounts if f"{name}{PRINTED}" in printed)))
    nothing = "".join(f", CAST(NULL AS VARCHAR) AS {name}" for name in printed if name.removesuffix(PRINTED) in amounts)
    _none_is(
        connection,
        of_amounts,
        f"FROM (SELECT *{nothing} FROM amounts, (SELECT * EXCLUDE ({others}) FROM said LIMIT 1))",
    )
    connection.unregister("amounts")


def _none_is(connection: duckdb.DuckDBPyConnection, rules: Sequence[str], rows: str) -> None:
    if (
        rules
        and connection.execute(f"SELECT 1 {rows} WHERE {' OR '.join(f'({bad})' for bad in rules)} LIMIT 1").fetchall()
    ):
        raise NotPlain("a rule finds something")


def _sorted_words(said: pa.Table) -> tuple[pa.Table, NDArray[Any]]:
    lines = [tuple(line.values()) for line in said.to_pylist()]
    if any(word is None for line in lines for word in line):
        raise NotPlain("a cell says nothing")
    words = sorted(set(lines))
    if len({first for first, *_ in words}) < len(words):
        raise NotPlain("one word stands for two things")
    place = {line: n for n, line in enumerate(words)}
    columns = {field.name: pa.array([line[n] for line in words], field.type) for n, field in enumerate(said.schema)}
    return pa.table(columns), np.array([place[line] for line in lines])
