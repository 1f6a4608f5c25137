"""Writing sorted rows as a Parquet file of the lake, straight from Arrow: what is the same in every row costs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
_TEXT: Final = pa.dictionary(pa.int32(), pa.string())


class SameKeyTwice(Exception):
    """Two neighbouring rows tell of one and the same cell."""


class SortedFile:
    """A file of the table `spec`; `constants` are the values of the columns that the batches do not hold.

    The batches come sorted by `key`; a column of whole numbers in place of a text is written with `digits` digits.
    """

    def __init__(
        self, file: Path, spec: TableSpec, *, constants: Mapping[str, object], key: Sequence[str], digits: int
    ) -> None:
        fields = [field for field in arrow_schema(spec) if field.name not in spec.partition]
        self._schema = pa.schema([(f.name, _TEXT if pa.types.is_string(f.type) else f.type) for f in fields])
        self._constants, self._key, self._digits = constants, tuple(key), digits
        self._last: list[Any] = []
        self.rows = 0
        # Amounts hardly ever repeat: a dictionary of them is built only to be thrown away, and nobody seeks by them.
        amounts = {field.name for field in fields if pa.types.is_floating(field.type)}
        others = [field.name for field in fields if field.name not in amounts]
        how: dict[str, Any] = {"use_dictionary": others, "write_statistics": others, "store_schema": False}
        how["compression"] = {field.name: "snappy" if field.name in amounts else "zstd" for field in fields}
        self._writer: Any = pq.ParquetWriter(file, self._schema, **how)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self._writer.close()

    def write(self, batch: pa.RecordBatch) -> None:
        """Append a batch as a row group; raises SameKeyTwice where a key comes again."""
        self._look_for_doubles(batch)
        columns = [
            self._cells(batch.column(field.name), field.type)
            if field.name in batch.schema.names
            else _repeated(self._constants.get(field.name), field.type, max(batch.num_rows, ROW_GROUP))[
                : batch.num_rows
            ]
            for field in self._schema
        ]
        self._writer.write_batch(pa.record_batch(columns, schema=self._schema))
        self.rows += batch.num_rows

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
