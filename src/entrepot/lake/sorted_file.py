"""Writing sorted rows as Parquet files of the lake, straight from Arrow: what is the same in every row costs nothing."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from entrepot.lake.delta import arrow_schema
from entrepot.vocabulary.tables import TableSpec

ROW_GROUP: Final = 122_880
GROUPS_PER_FILE: Final = 16
_TEXT: Final = pa.dictionary(pa.int32(), pa.string())


class SameKeyTwice(Exception):
    """Two neighbouring rows tell of one and the same cell."""


class SortedFiles:
    """Files of the table `spec` in `folder`, in the order of `key`; several, since encoding one keeps only one core busy.

    `constants` are the values of the columns that the batches do not hold; a column of whole numbers in place of a text is
    written with `digits` digits.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        spec: TableSpec,
        *,
        constants: Mapping[str, object],
        key: Sequence[str],
        digits: int,
    ) -> None:
        fields = [field for field in arrow_schema(spec) if field.name not in spec.partition]
        self._schema = pa.schema([(f.name, _TEXT if pa.types.is_string(f.type) else f.type) for f in fields])
        self._folder, self._name = folder, name
        self._constants, self._key, self._digits = constants, tuple(key), digits
        self._last: list[Any] = []
        self._waiting: list[pa.RecordBatch] = []
        self._threads = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)
        self._writing: deque[Future[None]] = deque()
        self.files: list[Path] = []
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        try:
            if problem is None:
                self._hand_over()
                while self._writing:
                    self._writing.popleft().result()
        finally:
            self._threads.shutdown(cancel_futures=True)

    def write(self, batch: pa.RecordBatch) -> None:
        """Append a batch as a row group; raises SameKeyTwice where a key comes again."""
        self._look_for_doubles(batch)
        self._waiting.append(batch)
        self.rows += batch.num_rows
        if len(self._waiting) == GROUPS_PER_FILE:
            self._hand_over()

    def _hand_over(self) -> None:
        """Have the waiting batches written; what is in memory at once stays bounded."""
        if not self._waiting:
            return
        file = self._folder / f"{self._name}-{len(self.files)}.parquet"
        self.files.append(file)
        self._writing.append(self._threads.submit(self._write_file, file, self._waiting))
        self._waiting = []
        if len(self._writing) > 2 * (os.cpu_count() or 1):
            self._writing.popleft().result()

    def _write_file(self, file: Path, batches: Sequence[pa.RecordBatch]) -> None:
        # Amounts hardly ever repeat: a dictionary of them is built only to be thrown away, and nobody seeks by them.
        amounts = {field.name for field in self._schema if pa.types.is_floating(field.type)}
        others = [field.name for field in self._schema if field.name not in amounts]
        how: dict[str, Any] = {"use_dictionary": others, "write_statistics": others, "store_schema": False}
        how["compression"] = {field.name: "snappy" if field.name in amounts else "zstd" for field in self._schema}
        with pq.ParquetWriter(file, self._schema, **how) as writer:
            for batch in batches:
                writer.write_batch(pa.record_batch(self._columns(batch), schema=self._schema))

    def _columns(self, batch: pa.RecordBatch) -> list[Any]:
        return [
            self._cells(batch.column(field.name), field.type)
            if field.name in batch.schema.names
            else _repeated(self._constants.get(field.name), field.type, max(batch.num_rows, ROW_GROUP))[
                : batch.num_rows
            ]
            for field in self._schema
        ]

    def _cells(self, column: Any, wanted: pa.DataType) -> Any:
        if wanted == _TEXT and pa.types.is_integer(column.type):
            numbers = pc.dictionary_encode(column)
            texts = pc.utf8_lpad(numbers.dictionary.cast(pa.string()), self._digits, "0")
            return pa.DictionaryArray.from_arrays(numbers.indices, texts)
        return column.cast(wanted)

    def _look_for_doubles(self, batch: pa.RecordBatch) -> None:
        columns: list[Any] = [batch.column(name) for name in self._key]
        cells: list[Any] = [c.indices if pa.types.is_dictionary(c.type) else c for c in columns]
        run = (
            [pa.concat_arrays([last, cell]) for last, cell in zip(self._last, cells, strict=True)]
            if self._last
            else cells
        )
        same: Any = None
        for cell in run:
            # Nothing against nothing, or against something, is not known to differ.
            equal: Any = pc.fill_null(pc.equal(cell[1:], cell[:-1]), pa.scalar(True))
            same = equal if same is None else pc.and_(same, equal)
        if same is not None and pc.any(same).as_py():
            raise SameKeyTwice
        self._last = [cell[-1:] for cell in cells]


@lru_cache(maxsize=64)
def _repeated(value: Any, kind: Any, times: int) -> Any:
    if value is None:
        return pa.nulls(times, kind)
    if kind == _TEXT:
        return pa.DictionaryArray.from_arrays(
            pa.repeat(pa.scalar(0, pa.int32()), times), pa.array([value], pa.string())
        )
    return pa.repeat(pa.scalar(value, kind), times)
