"""One Delta table on disk: its snapshot at a version, and the one commit by which anything changes.

Its library is loaded when a table is opened: who finds the lake's files known (`workbench/kept.py`) never does.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pyarrow as pa
import pyarrow.parquet as pq

from entrepot.vocabulary.columns import Column
from entrepot.vocabulary.tables import TableSpec

if TYPE_CHECKING:
    from deltalake import DeltaTable
    from deltalake.transaction import AddAction, RemoveAction

_ARROW_TYPE: dict[str, pa.DataType] = {
    "text": pa.string(),
    "number": pa.float64(),
    "whole": pa.int64(),
    "yes_no": pa.bool_(),
}
_SQL_TYPE = {"text": "VARCHAR", "number": "DOUBLE", "whole": "BIGINT", "yes_no": "BOOLEAN"}

# History is never forgotten: `as_of` must be able to read any day since the first.
_KEEP = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}


def arrow_schema(spec: TableSpec) -> pa.Schema:
    return pa.schema([(column.name, _ARROW_TYPE[column.type]) for column in spec.columns])


def sql_type(column: Column) -> str:
    return _SQL_TYPE[column.type]


@dataclass(frozen=True, slots=True)
class DataFile:
    path: Path
    relative: str
    partition: tuple[tuple[str, str], ...]
    size: int

    def value_of(self, column: str) -> str:
        return dict(self.partition)[column]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of a table at one version; `version` is -1 before the first commit."""

    spec: TableSpec
    version: int
    files: tuple[DataFile, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """One entry of a table's history: its version and the batch record written with it."""

    version: int
    record: dict[str, Any]


class Table:
    """A Delta table in `folder`; made at the first commit."""

    def __init__(self, folder: Path, spec: TableSpec) -> None:
        self.folder = folder
        self.spec = spec

    def _open(self, version: int | None = None) -> DeltaTable | None:
        if not (self.folder / "_delta_log").is_dir():
            return None
        from deltalake import DeltaTable

        if not DeltaTable.is_deltatable(str(self.folder)):
            return None
        return DeltaTable(str(self.folder), version=version)

    def newest_version(self) -> int:
        """The number of the last commit, by a look at the log's file names only; -1 before the first."""
        return int(self._newest_commit()[:20] or -1)

    def standing(self) -> tuple[int, ...]:
        """What tells the table as it stands from every other, one made anew in the same folder too; looked up as quickly."""
        newest = self._newest_commit()
        if not newest:
            return (-1,)
        noted = (self.folder / "_delta_log" / newest).stat()
        return int(newest[:20]), noted.st_mtime_ns, noted.st_size, noted.st_ino

    def _newest_commit(self) -> str:
        try:
            names = [entry.name for entry in os.scandir(self.folder / "_delta_log")]
        except FileNotFoundError:
            return ""
        return max((name for name in names if name.endswith(".json") and name[:20].isdigit()), default="")

    def snapshot(self, version: int | None = None) -> Snapshot:
        delta = self._open(version) if version is None or version >= 0 else None
        if delta is None:
            return Snapshot(self.spec, -1, ())
        # Not through pa.table, which loads pandas only to ask whether this is one of its frames.
        actions = pa.RecordBatchReader.from_stream(delta.get_add_actions(flatten=True)).read_all()
        listed = zip(actions["path"].to_pylist(), actions["size_bytes"].to_pylist(), strict=True)
        files = [self._data_file(str(path), int(size or 0)) for path, size in listed]
        return Snapshot(self.spec, delta.version(), tuple(sorted(files, key=lambda file: file.relative)))

    def _data_file(self, path: str, size: int) -> DataFile:
        # Paths in the log are percent-encoded; partition folders are `column=value`.
        relative = unquote(path)
        parts = tuple((key, unquote(value)) for key, _, value in (p.partition("=") for p in relative.split("/")[:-1]))
        return DataFile(self.folder / relative, path, parts, size)

    def history(self) -> tuple[Commit, ...]:
        """All commits that carry a batch, oldest first."""
        delta = self._open()
        if delta is None:
            return ()
        commits = [
            Commit(entry["version"], json.loads(entry["entrepot"])) for entry in delta.history() if "entrepot" in entry
        ]
        return tuple(sorted(commits, key=lambda commit: commit.version))

    def commit(self, record: dict[str, Any], *, add: Iterable[Path], remove: Sequence[DataFile]) -> int:
        """Everything at once: new files (already inside `folder`) in, old files out, the batch record with them."""
        from deltalake import CommitProperties, DeltaTable

        delta = self._open()
        if delta is None:
            delta = DeltaTable.create(
                str(self.folder),
                arrow_schema(self.spec),
                partition_by=list(self.spec.partition),
                configuration=_KEEP,
                mode="ignore",
            )
            delta = DeltaTable(str(self.folder))
        now = int(time.time() * 1000)
        actions: list[AddAction | RemoveAction] = [self._add_action(path, now) for path in add]
        actions += [_remove_action(file, now) for file in remove]
        delta.create_write_transaction(
            actions,
            mode="append",
            schema=arrow_schema(self.spec),
            partition_by=list(self.spec.partition),
            commit_properties=CommitProperties(custom_metadata={"entrepot": json.dumps(record, ensure_ascii=False)}),
        )
        return DeltaTable(str(self.folder)).version()

    def _add_action(self, path: Path, now: int) -> AddAction:
        from deltalake.transaction import AddAction

        relative = path.relative_to(self.folder).as_posix()
        data_file = self._data_file(relative, path.stat().st_size)
        rows = pq.read_metadata(path).num_rows
        return AddAction(
            path=relative,
            size=data_file.size,
            partition_values=dict(data_file.partition),
            modification_time=now,
            data_change=True,
            stats=json.dumps({"numRecords": rows}),
        )


def _remove_action(file: DataFile, now: int) -> RemoveAction:
    from deltalake.transaction import RemoveAction

    return RemoveAction(
        path=file.relative,
        size=file.size,
        partition_values=dict(file.partition),
        deletion_timestamp=now,
        data_change=True,
    )


def partition_folder(spec: TableSpec, values: Sequence[object]) -> str:
    return "/".join(f"{name}={quote(str(value), safe='')}" for name, value in zip(spec.partition, values, strict=True))
