"""Taking a batch back, by a commit of its own: nothing is erased from history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import duckdb

from entrepot.lake.delta import Table
from entrepot.lake.engine import connect
from entrepot.lake.ingest import new_batch_id
from entrepot.lake.lake import Batch, Lake
from entrepot.lake.reading import scan
from entrepot.lake.restating import restated
from entrepot.lake.writing import rewrite
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.tables import table as table_spec
from entrepot.vocabulary.text import T


def undo(lake: Lake, batch_id: str) -> Batch:
    """Remove the rows of a batch and bring back what it had replaced, unless another batch stands in their place."""
    with lake.writing() as work:
        batch = _standing(lake, batch_id)
        table, spec = lake.table(batch.table), table_spec(batch.table)
        now, names = table.snapshot(), ", ".join(spec.column_names)
        partition = ", ".join(spec.partition)
        with connect(spill=work) as connection:
            connection.execute(f"CREATE VIEW now AS {scan(spec, now.files)}")
            _bring_back(connection, lake, batch)
            partitions = connection.execute(
                f"SELECT {partition} FROM restored UNION SELECT {partition} FROM now WHERE batch = '{batch.id}'"
            ).fetchall()
            named = {tuple(str(value) for value in row) for row in partitions}
            touched = [file for file in now.files if tuple(value for _, value in file.partition) in named]
            rows = f"SELECT {names} FROM ({scan(spec, touched)}) WHERE batch <> '{batch.id}' UNION ALL FROM restored"
            record: dict[str, Any] = {
                "batch": new_batch_id(batch.id), "action": "undo", "undoes": batch.id, "source": batch.record["source"],
                "table": batch.table, "file": batch.record["file"], "at": datetime.now(UTC).isoformat(timespec="microseconds"),
                "rows_read": 0, "rows_kept": 0, "rows_quarantined": 0, "findings": [],
            }  # fmt: skip
            version = rewrite(connection, table, work, rows, record, touched)
    return Batch(batch.table, version, record)


def _bring_back(connection: duckdb.DuckDBPyConnection, lake: Lake, batch: Batch) -> None:
    """Table `restored`: rows of earlier batches that `batch` took the place of and no other standing batch does.

    Worked out from what each batch states, not from what lay on disk: an earlier batch may have been undone meanwhile,
    and a later one may have said of the same slice that a row is gone.
    """
    table, spec = lake.table(batch.table), table_spec(batch.table)
    names = ", ".join(spec.column_names)
    standing = _standing_batches(lake, batch)
    stated = {
        one.id: restated(
            connection, spec, str(one.record["source"]), _names(one.record["restates"]), _rows_of(table, one), f"batch_{one.version}"
        )
        for one in (*standing, batch)
    }  # fmt: skip
    connection.execute(f"CREATE TEMP TABLE restored AS SELECT {names} FROM now LIMIT 0")
    for earlier in standing:
        if earlier.version > batch.version:
            continue
        covered = [stated[batch.id].covers()]
        covered += [f"NOT {stated[other.id].covers()}" for other in standing if other.version > earlier.version]
        connection.execute(
            f"INSERT INTO restored SELECT {names} FROM ({_rows_of(table, earlier)}) old WHERE {' AND '.join(covered)}"
        )


def _standing_batches(lake: Lake, batch: Batch) -> list[Batch]:
    """The other batches of the same table and source that have not been undone, oldest first."""
    history = lake.history()
    undone = {one.record.get("undoes") for one in history}
    others = [
        one
        for one in history
        if one.table == batch.table and one.record["action"] == "ingest" and one.id not in {batch.id, *undone}
    ]
    return sorted(
        (one for one in others if one.record["source"] == batch.record["source"]), key=lambda one: one.version
    )


def _rows_of(table: Table, batch: Batch) -> str:
    """SQL for the rows that a batch landed, as it landed them."""
    before = set(table.snapshot(batch.version - 1).files)
    landed = [file for file in table.snapshot(batch.version).files if file not in before]
    return f"SELECT * FROM ({scan(table.spec, landed)}) WHERE batch = '{batch.id}'"


def _names(recorded: object) -> list[str]:
    return [str(name) for name in recorded] if isinstance(recorded, list) else []


def _standing(lake: Lake, batch_id: str) -> Batch:
    history = lake.history()
    named = {batch.id: batch for batch in history}
    if batch_id not in named:
        raise UnknownName(
            T("batch", "批次"),
            batch_id,
            named,
            hint=T("(`entrepot data history` lists them)", "（用 `entrepot data history` 查看）"),
        )
    batch = named[batch_id]
    if batch.record["action"] != "ingest":
        raise WrongCall(
            T(
                f"{batch_id} is itself an undo; ingest the file again instead",
                f"{batch_id} 本身是一次撤销；请重新导入该文件",
            )
        )
    if any(later.record.get("undoes") == batch_id for later in history):
        raise WrongCall(T(f"batch {batch_id} has been undone already", f"批次 {batch_id} 已被撤销"))
    return batch
