"""Taking a batch back, by a commit of its own: nothing is erased from history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from entrepot.lake.engine import connect
from entrepot.lake.ingest import new_batch_id
from entrepot.lake.lake import Batch, Lake
from entrepot.lake.reading import scan
from entrepot.lake.writing import rewrite
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.tables import table as table_spec
from entrepot.vocabulary.text import T


def undo(lake: Lake, batch_id: str) -> Batch:
    """Remove the rows of a batch and bring back what it had replaced, unless a later batch stands in their place."""
    with lake.writing() as work:
        batch = _standing(lake, batch_id)
        table, spec = lake.table(batch.table), table_spec(batch.table)
        now, before = table.snapshot(), table.snapshot(batch.version - 1)
        after = table.snapshot(batch.version)
        gone = [file for file in before.files if file not in after.files]
        new = [file for file in after.files if file not in before.files]
        with connect(spill=work) as connection:
            columns = ", ".join(spec.column_names)
            connection.execute(f"CREATE VIEW now AS {scan(spec, now.files)}")
            # What the batch replaced: rows of files it removed that it did not carry over into its own.
            connection.execute(
                f"CREATE TEMP TABLE replaced AS SELECT {columns} FROM ({scan(spec, gone)}) EXCEPT ALL SELECT {columns} FROM ({scan(spec, new)})"
            )
            key = " AND ".join(
                f"later.{name} IS NOT DISTINCT FROM replaced.{name}" for name in ("source", *spec.key, *spec.levels)
            )
            money = " AND (later.value_usd IS NULL) = (replaced.value_usd IS NULL)" if spec.name == "flows" else ""
            connection.execute(
                f"CREATE TEMP TABLE restored AS SELECT {columns} FROM replaced WHERE NOT EXISTS "
                f"(SELECT 1 FROM now later WHERE later.batch <> '{batch.id}' AND {key}{money})"
            )
            partitions = {
                tuple(row)
                for row in connection.execute(f"SELECT DISTINCT {', '.join(spec.partition)} FROM restored").fetchall()
            }
            partitions |= {tuple(row) for row in connection.execute(f"SELECT DISTINCT {', '.join(spec.partition)} FROM now WHERE batch = '{batch.id}'").fetchall()}  # fmt: skip
            named = {tuple(str(value) for value in row) for row in partitions}
            touched = [file for file in now.files if tuple(value for _, value in file.partition) in named]
            rows = f"SELECT {columns} FROM ({scan(spec, touched)}) WHERE batch <> '{batch.id}' UNION ALL SELECT {columns} FROM restored"
            record: dict[str, Any] = {
                "batch": new_batch_id(batch.id), "action": "undo", "undoes": batch.id, "source": batch.record["source"],
                "table": batch.table, "file": batch.record["file"], "at": datetime.now(UTC).isoformat(timespec="microseconds"),
                "rows_read": 0, "rows_kept": 0, "rows_quarantined": 0, "findings": [],
            }  # fmt: skip
            version = rewrite(connection, table, work, rows, record, touched)
    return Batch(batch.table, version, record)


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
