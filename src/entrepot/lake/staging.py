"""From a file to rows in the declared columns, staged in DuckDB, nothing landed yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa

from entrepot.lake.declared import declared_cell, printed_columns
from entrepot.lake.engine import bind_lookups, compile_sql
from entrepot.lake.express import Ready, stage_at_once
from entrepot.lake.files import Decode, FindHeader, open_file
from entrepot.lake.files.header import Row
from entrepot.lake.plain_columns import NotPlain
from entrepot.sources.lookups import lookup_data
from entrepot.sources.source import About, Sheet, Source
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.tables import TableSpec
from entrepot.vocabulary.text import T

_SHOWN = 60
"""Characters of a column's name that a sentence has room for."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Table `staged` of `connection`: the declared columns but `batch`, then `row`, `sheet` and the `_printed` ones.

    `ready` are the files that hold all of it where it came by the express lane: it is without row numbers then, and
    worth keeping only where nothing at all is found.
    """

    connection: duckdb.DuckDBPyConnection
    source: Source
    file: str
    rows_read: int
    printed: tuple[str, ...]
    remarks: tuple[Finding, ...]
    ready: tuple[Ready, ...] = ()

    @property
    def spec(self) -> TableSpec:
        return self.source.gives

    def may_vary(self, column: str) -> bool:
        """Whether the column may hold more than one value; to group millions of rows by one that does not is dear."""
        return len(self.ready) != 1 or column in self.ready[0].varying

    def may_have_gaps(self, column: str) -> bool:
        """Whether the column may be missing in some rows and not in others."""
        return len(self.ready) != 1 or column in self.ready[0].gaps

    def count(self) -> int:
        return _one(self.connection, "SELECT count(*) FROM staged")


def stage_file(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    work: Path,
    sources: Sequence[Source],
    *,
    flow: str | None,
    options: tuple[tuple[str, str], ...],
    express_as: str | None = None,
) -> Staged:
    """Stage every table in the file that its source recognises; `sources` is one source where the person named it.

    By the express lane, where the source has one, if `express_as` names the batch to be; NotPlain tells to go without.
    """
    tables: list[str] = []
    remarks: list[Finding] = []
    ready: list[Ready] = []
    unread: list[str] = []
    read, source, seen = 0, None, []
    for raw in open_file(path, work, find_header=_header_finder(sources), decode=_decoder(sources)):
        seen.append(raw.sheet)
        found = _source_of(raw.sheet, sources)
        if found is None or (source is not None and found is not source):
            unread += [raw.sheet.name] * bool(raw.sheet.name)
            continue
        source = found
        about = About(raw.sheet, flow=flow, options=options)
        name = f"sheet_{len(tables)}"
        if express_as is not None and len(ready) == len(tables):
            made = stage_at_once(connection, raw, source, about, name=name, work=work, batch=express_as)
            if made is not None:
                tables.append(name)
                ready.append(made)
                read += made.rows
                continue
        if ready:
            raise NotPlain(f"{raw.sheet.name} is of another kind than the tables before it")
        try:
            raw.bind(connection)
            _stage(connection, source, about, name)
            tables.append(name)
            read += _one(connection, "SELECT count(*) FROM raw")
            remarks += _remarks(connection, source, about, path.name)
        except (duckdb.OutOfMemoryException, duckdb.IOException):
            raise
        except duckdb.Error as problem:
            raise _unreadable(raw.sheet.file, problem) from problem
    if source is None:
        raise _not_recognised(path, seen, sources)
    if unread:
        remarks.append(_sheets_unread(path.name, unread, source))
    if len({made.partition for made in ready}) < len(ready):
        raise NotPlain("tables of one partition may hold the same cell")
    columns = _gather(connection, tables, source)
    return Staged(connection, source, path.name, read, columns, tuple(remarks), tuple(ready))


def stage_rows(connection: duckdb.DuckDBPyConnection, tables: Iterable[pa.Table], source: Source) -> Staged:
    """Stage rows that a generated source makes itself."""
    names = []
    for number, table in enumerate(tables):
        connection.register("made", table)
        connection.execute(f"CREATE TEMP TABLE sheet_{number} AS SELECT *, 0::BIGINT AS row, '' AS sheet FROM made")
        connection.unregister("made")
        names.append(f"sheet_{number}")
    columns = _gather(connection, names, source)
    return Staged(connection, source, source.id, _one(connection, "SELECT count(*) FROM staged"), columns, ())


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    # All of it is fetched: an answer half taken keeps the connection from registering the next table.
    rows = connection.execute(sql).fetchall()
    return int(rows[0][0]) if rows else 0


def _header_finder(sources: Sequence[Source]) -> FindHeader:
    def find(rows: Sequence[Row]) -> int | None:
        as_tuples = tuple(tuple(row) for row in rows)
        return next((row for source in sources if (row := source.header_row(as_tuples)) is not None), None)

    return find


def _decoder(sources: Sequence[Source]) -> Decode:
    def decode(name: str, content: bytes) -> list[tuple[str, pa.Table]]:
        for source in sources:
            if (table := source.decode(name, content)) is not None:
                return [("", table)]
        return []

    return decode


def _source_of(sheet: Sheet, sources: Sequence[Source]) -> Source | None:
    matching = [source for source in sources if source.recognises(sheet)]
    if len(matching) > 1:
        names = ", ".join(source.id for source in matching)
        raise WrongCall(
            T(
                f"{sheet.file} could be from any of {names}; say which with --source",
                f"{sheet.file} 可能来自 {names}，请用 --source 指明",
            )
        )
    return matching[0] if matching else None


def _stage(connection: duckdb.DuckDBPyConnection, source: Source, about: About, name: str) -> None:
    unbound = ibis.table({**dict.fromkeys(about.sheet.columns, "string"), "row": "int64"}, name="raw")
    sql = compile_sql(source.tidy(unbound, about))
    bind_lookups(connection, sql, lookup_data())
    sheet = about.sheet.name.replace("'", "''")
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT *, '{sheet}' AS sheet FROM ({sql})")


def _unreadable(file: str, problem: duckdb.Error) -> SchemaMismatch:
    """DuckDB's own words name the line; its long advice about reader options is of no use here."""
    said = " ".join(str(problem).split())
    line = re.search(r"CSV Error on Line: (\d+)", said)
    cells = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
    if line and cells:
        wanted, found = cells.groups()
        why = T(f"{found} cells where the header has {wanted}", f"有 {found} 个单元格，而表头有 {wanted} 个")
    elif "quote" in said:
        why = T("a quotation mark that does not close", "引号没有成对")
    elif "Maximum line size" in said:
        why = T("a line too long to be one", "该行过长")
    else:
        short = re.sub(r"^Invalid Input Error: ", "", re.split(r" Possible | file = ", said)[0])[:300]
        why = T(short, short)
    at = T(f" in line {line[1]}", f"第 {line[1]} 行") if line else None
    return SchemaMismatch(
        T(
            f"{file} is not an even table{at.en if at else ''}: {why.en}. Mend the line, or save the file again from where it came.",
            f"{file} {at.zh if at else ''}不成表格：{why.zh}。请修正该行，或重新下载该文件。",
        )
    )


def _remarks(connection: duckdb.DuckDBPyConnection, source: Source, about: About, file: str) -> list[Finding]:
    """What the source itself has to say of a table: rows left out on purpose, codes mended."""
    unbound = ibis.table({**dict.fromkeys(about.sheet.columns, "string"), "row": "int64"}, name="raw")
    expression = source.remarks(unbound, about)
    if expression is None:
        return []
    sql = compile_sql(expression)
    bind_lookups(connection, sql, lookup_data())
    said = connection.execute(f"SELECT rule, level, rows FROM ({sql}) WHERE rows > 0").fetchall()
    return [Finding(level, rule, source.remark_message(rule, rows), file) for rule, level, rows in said]


def _gather(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], source: Source) -> tuple[str, ...]:
    """All sheets under one roof as `staged`, absent columns as null; the names of the `_printed` columns."""
    union = " UNION ALL BY NAME ".join(f"SELECT * FROM {name}" for name in tables)
    described = connection.execute(f"DESCRIBE {union}").fetchall()
    present = {row[0] for row in described}
    cells = [declared_cell(column.name, present, source) for column in source.gives.columns if column.name != "batch"]
    printed = printed_columns(present, source)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW staged AS SELECT {', '.join([*cells, 'row', 'sheet', *printed])} FROM ({union})"
    )
    return printed


def _sheets_unread(file: str, sheets: Sequence[str], source: Source) -> Finding:
    named = ", ".join(sheets[:12])
    return Finding(
        "note",
        "sheets_unread",
        T(
            f"sheets that are not of the form of {source.id} were not read: {named}",
            f"格式不属于 {source.id} 的工作表未读取：{named}",
        ),
        file,
    )


def _not_recognised(path: Path, seen: Sequence[Sheet], sources: Sequence[Source]) -> SchemaMismatch:
    file = path.name
    ids, titles = (source.id for source in sources), (source.title for source in sources)
    names = T(", ".join(ids), "、".join(title.zh for title in titles))
    if seen:
        columns = ", ".join(name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…" for name in seen[0].columns[:12])
        looks = T(f"its columns are: {columns}", f"文件的列为：{columns}")
    else:
        with path.open("rb") as content:
            start = " ".join(content.read(200).decode("utf-8", errors="replace").split())
        looks = T(f"it begins: {start}", f"文件开头为：{start}")
    return SchemaMismatch(
        T(
            f"{file} is of no form that is known here; {looks.en}. `entrepot source list` tells the forms; figures of your own go into "
            f"the template: entrepot source template figures. Known: {names.en}",
            f"无法识别 {file} 的格式；{looks.zh}。`entrepot source list` 列出可识别的来源；自己录入的数据请用 entrepot source template "
            f"figures。可识别：{names.zh}",
        )
    )
