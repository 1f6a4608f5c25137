"""Landing staged rows: what they replace, the new files, and the one commit that does it all."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from entrepot.lake.delta import DataFile, Snapshot, Table, partition_folder
from entrepot.lake.reading import scan
from entrepot.lake.restating import restated, restated_columns
from entrepot.lake.sorted_file import ROW_GROUP
from entrepot.lake.staging import Staged
from entrepot.vocabulary.steps import Share
from entrepot.vocabulary.tables import TableSpec


@dataclass(frozen=True, slots=True)
class Landed:
    version: int
    replaced: int


def land(
    staged: Staged,
    table: Table,
    work: Path,
    record: dict[str, Any],
    *,
    progress: Callable[[Share], None] = lambda _: None,
) -> Landed:
    """Write the staged rows as batch `record["batch"]`, replacing what they restate, in one commit."""
    connection = staged.connection
    snapshot = table.snapshot()
    columns = restated_columns(connection, staged.source, "FROM staged")
    candidates, where, replaced = replaceable(staged, snapshot), "false", 0
    touched: list[DataFile] = []
    if candidates:
        where = restated(connection, staged.spec, staged.source.id, columns, "FROM staged", "new").covers()
        touched, replaced = _touched(connection, staged.spec, candidates, where)
    batch = record["batch"]
    selected = [f"'{batch}' AS batch" if name == "batch" else name for name in staged.spec.column_names]
    parts = [] if staged.ready else [f"SELECT {', '.join(selected)} FROM staged"]
    if touched:
        survivors = ", ".join(staged.spec.column_names)
        parts.append(f"SELECT {survivors} FROM ({scan(staged.spec, touched)}) old WHERE NOT ({where})")
    made = [
        (file, f"{partition_folder(staged.spec, ready.partition)}/{uuid.uuid4().hex}.parquet")
        for ready in staged.ready
        for file in ready.files
    ]
    if parts:
        made += _parquet_files(connection, staged.spec, work, " UNION ALL ".join(parts), progress)
    record = {**record, "rows_replaced": replaced, "restates": columns, "levels": _levels(staged)}
    return Landed(_commit(table, work, made, record, touched), replaced)


def rewrite(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    work: Path,
    rows: str,
    record: dict[str, Any],
    remove: Sequence[DataFile],
) -> int:
    """Replace the files `remove` by the rows of the SQL `rows`, in one commit; the new version."""
    return _commit(table, work, _parquet_files(connection, table.spec, work, rows), record, remove)


def _levels(staged: Staged) -> list[dict[str, object]]:
    """What the batch holds at each of its levels: how many rows, and from which period to which."""
    spec = staged.spec
    if "period" not in spec.column_names:
        return []
    names = [name for name in ("source", "frequency", "flow", *spec.levels, "synthetic") if name in spec.column_names]
    given = {"has_usd": "value_usd", "has_cny": "value_cny", "by_firm": "firm_type", "by_district": "customs_district"}
    cells = {name: (name, staged.may_vary(name)) for name in dict.fromkeys(names)}
    cells |= {
        name: (f"{column} IS NOT NULL", staged.may_have_gaps(column))
        for name, column in given.items()
        if column in spec.column_names
    }
    vary = staged.may_vary("period")
    cells |= {
        "first_period": ("min(period)" if vary else "period", vary),
        "last_period": ("max(period)" if vary else "period", vary),
    }
    # To go through millions of rows for what is the same in all of them is dear.
    once, each = (
        [f"{sql} AS {name}" for name, (sql, varies) in cells.items() if varies is wanted] for wanted in (False, True)
    )
    rows = f"SELECT {', '.join([*each, 'count(*) AS rows'])} FROM staged GROUP BY ALL"
    if once:
        rows = f"SELECT * FROM (SELECT {', '.join(once)} FROM staged LIMIT 1), ({rows})"
    found = staged.connection.sql(f"SELECT * FROM ({rows}) ORDER BY ALL").to_arrow_table()
    return [dict(line) for line in found.to_pylist()]


def replaceable(staged: Staged, snapshot: Snapshot) -> list[DataFile]:
    files = [file for file in snapshot.files if file.value_of("source") == staged.source.id]
    if files and "year" in staged.spec.partition:
        years = {str(row[0]) for row in staged.connection.execute("SELECT DISTINCT year FROM staged").fetchall()}
        files = [file for file in files if file.value_of("year") in years]
    return files


def _touched(
    connection: duckdb.DuckDBPyConnection, spec: TableSpec, files: Sequence[DataFile], where: str
) -> tuple[list[DataFile], int]:
    """The files that hold rows to be replaced, and how many rows those are."""
    counts = connection.execute(
        f"SELECT filename, count(*) FROM ({scan(spec, files, filename=True)}) old WHERE {where} GROUP BY filename"
    ).fetchall()
    holding = {Path(name) for name, _ in counts}
    return [file for file in files if file.path in holding], sum(n for _, n in counts)


def _commit(
    table: Table, work: Path, made: Sequence[tuple[Path, str]], record: dict[str, Any], remove: Sequence[DataFile]
) -> int:
    """Move the new files, each with its place in the table, into the table and commit them; the new version."""
    # Named before they are moved: after a crash the next ingest finds and deletes what no commit speaks of.
    plan = work / "moving.json"
    plan.write_text(json.dumps([target for _, target in made]), encoding="utf-8")
    targets = [table.folder / target for _, target in made]
    for (made_file, _), target in zip(made, targets, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made_file, target)
    version = table.commit(record, add=targets, remove=remove)
    plan.unlink()
    return version


def _parquet_files(
    connection: duckdb.DuckDBPyConnection,
    spec: TableSpec,
    work: Path,
    rows: str,
    progress: Callable[[Share], None] = lambda _: None,
) -> list[tuple[Path, str]]:
    """One sorted Parquet file for each partition, written to `work`; with the path it shall have in the table."""
    partition = ", ".join(spec.partition)
    parts = connection.execute(f"SELECT DISTINCT {partition} FROM ({rows}) ORDER BY ALL").fetchall()
    kept = [name for name in spec.column_names if name not in spec.partition]
    made: list[tuple[Path, str]] = []
    progress(lambda: len(made) / len(parts) if len(parts) > 1 else None)
    for values in parts:
        name = f"{uuid.uuid4().hex}.parquet"
        where = " AND ".join(
            f"{column} = {_literal(value)}" for column, value in zip(spec.partition, values, strict=True)
        )
        file = work / name
        connection.execute(
            f"COPY (SELECT {', '.join(kept)} FROM ({rows}) WHERE {where} ORDER BY {', '.join(spec.sort)}) "
            f"TO '{_escaped(file)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        made.append((file, f"{partition_folder(spec, values)}/{name}"))
    return made


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
