"""The lake: a folder of Delta tables that files go into and questions are asked of."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from entrepot.lake.delta import Snapshot, Table
from entrepot.lake.engine import connect, rows_of
from entrepot.lake.leftovers import sweep
from entrepot.lake.patience import attended
from entrepot.lake.reading import scan
from entrepot.lake.trouble import said_plainly
from entrepot.lake.warm import WarmReader
from entrepot.vocabulary.errors import BadMachine, WrongCall
from entrepot.vocabulary.tables import TABLES, TableSpec
from entrepot.vocabulary.tables import table as table_spec
from entrepot.vocabulary.text import T

_UNWRITABLE = re.compile(r"[%=#?\\\x00-\x1f\x7f\ud800-\udfff]")

AsOf = date | datetime | str | None


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch of one table, as its commit recorded it."""

    table: str
    version: int
    record: dict[str, object]

    @property
    def id(self) -> str:
        return str(self.record["batch"])

    @property
    def at(self) -> str:
        return str(self.record["at"])


class Lake:
    """`folder` is made at the first ingest; reading an absent lake gives empty tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().absolute()
        _refuse_name(self.folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise WrongCall(T(f"the lake {self.folder} is a file, not a folder; name another with --lake or ENTREPOT_LAKE", f"数据湖 {self.folder} 是文件而不是文件夹；请用 --lake 或 ENTREPOT_LAKE 另选位置"))  # fmt: skip

    def __repr__(self) -> str:
        return f"Lake({str(self.folder)!r})"

    @cached_property
    def warm(self) -> WarmReader:
        """A reader kept open between questions, for whoever asks many."""
        return WarmReader(self)

    def table(self, name: str | TableSpec) -> Table:
        spec = name if isinstance(name, TableSpec) else table_spec(name)
        return Table(self.folder / "tables" / spec.name, spec)

    def snapshot(self, name: str, *, as_of: AsOf = None) -> Snapshot:
        """The table's files now, or as they stood at the end of day `as_of` (or at that moment, or after that batch)."""
        table = self.table(name)
        with said_plainly(self.folder):
            return table.snapshot() if as_of is None else table.snapshot(self._version(table, as_of))

    def _version(self, table: Table, as_of: AsOf) -> int:
        """The last version at or before `as_of`; -1 (nothing) where the lake is younger."""
        wanted = str(as_of)
        moment = next((batch.at for batch in self.history() if batch.id == wanted), None) or _end_of(wanted)
        return max((c.version for c in table.history() if c.record["at"] <= moment), default=-1)

    def history(self) -> tuple[Batch, ...]:
        """Every batch and undo of every table, oldest first."""
        with said_plainly(self.folder):
            batches = [
                Batch(spec.name, commit.version, commit.record)
                for spec in TABLES
                for commit in self.table(spec).history()
            ]
        return tuple(sorted(batches, key=lambda batch: batch.at))

    def sql_of(self, name: str, *, as_of: AsOf = None) -> str:
        """DuckDB SQL that reads the table."""
        snapshot = self.snapshot(name, as_of=as_of)
        return scan(snapshot.spec, snapshot.files)

    def parquet_files(self, name: str, *, as_of: AsOf = None) -> tuple[Path, ...]:
        """The snapshot's files, for an engine that reads Parquet by itself."""
        return tuple(file.path for file in self.snapshot(name, as_of=as_of).files)

    @contextmanager
    def reader(self, *, as_of: AsOf = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A DuckDB connection in which every table of the lake is a view of its name."""
        with said_plainly(self.folder), connect() as connection, attended(connection):
            for spec in TABLES:
                connection.execute(f"CREATE VIEW {spec.name} AS {self.sql_of(spec.name, as_of=as_of)}")
            yield connection

    def query(self, sql: str, *, as_of: AsOf = None) -> pa.Table:
        """The answer to our own SQL over the lake's tables."""
        with self.reader(as_of=as_of) as connection:
            return rows_of(connection, sql)

    @contextmanager
    def writing(self, *, patience_seconds: float = 600) -> Iterator[Path]:
        """An empty work folder, while nobody else writes to the lake; what an earlier crash left behind is swept away."""
        try:
            (self.folder / "spill").mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise BadMachine(
                T(
                    f"the lake {self.folder} cannot be written to ({problem.strerror}); choose another with --lake or ENTREPOT_LAKE",
                    f"数据湖 {self.folder} 无法写入（{problem.strerror}）；请用 --lake 或 ENTREPOT_LAKE 另选位置",
                )
            ) from problem
        try:
            with said_plainly(self.folder), FileLock(self.folder / "writing.lock", timeout=patience_seconds):
                sweep(self)
                work = self.folder / "spill" / uuid.uuid4().hex
                work.mkdir()
                try:
                    yield work
                except BaseException:
                    sweep(self)
                    raise
                shutil.rmtree(work, ignore_errors=True)
        except Timeout as problem:
            raise BadMachine(
                T(
                    f"another ingest has been writing to {self.folder} for {patience_seconds:.0f} seconds; try again when it is done",
                    f"另一个导入任务占用 {self.folder} 已超过 {patience_seconds:.0f} 秒；请待其完成后再试",
                )
            ) from problem


def _refuse_name(folder: Path) -> None:
    """Delta decodes `%` and knows no control characters in paths; DuckDB takes a folder `year=2020` for a column."""
    bad = next((part for part in folder.parts[1:] if _UNWRITABLE.search(part)), None)
    if bad is not None:
        raise WrongCall(
            T(
                f"the lake cannot lie in a folder called {bad!r}: choose a path without % = # ? \\ and control characters",
                f"数据湖不能放在名为 {bad!r} 的文件夹中：路径不得含有 % = # ? \\ 和控制字符",
            )
        )


def _end_of(wanted: str) -> str:
    """A day's last moment, or the moment itself, in UTC."""
    try:
        return _utc(f"{date.fromisoformat(wanted)}T23:59:59.999999" if len(wanted) <= 10 else wanted)
    except ValueError as problem:
        raise WrongCall(
            T(
                f"{wanted!r} is neither a day (2024-05-31), a moment (2024-05-31T12:00) nor a batch of this lake",
                f"“{wanted}”既不是日期（2024-05-31）、时刻（2024-05-31T12:00），也不是本数据湖的批次",
            )
        ) from problem


def _utc(moment: str) -> str:
    when = datetime.fromisoformat(moment)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds")
