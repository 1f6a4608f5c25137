"""Writing sorted rows as Parquet files of the lake, straight from Arrow: what is the same in every row costs next to nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from entrepot.lake.delta import arrow_schema
from entrepot.lake.sorted_rows import SortedRows
from entrepot.vocabulary.tables import TableSpec

ROW_GROUP: Final = 122_880
_GROUPS_PER_FILE: Final = 16
_TEXT: Final = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class SortedFiles:
    """Files of the table `spec` in `folder`; several, since encoding one keeps only one core busy.

    `constants` are the values of the columns that the rows do not hold; readers seek by the columns `sought`.
    """

    folder: Path
    name: str
    spec: TableSpec
    constants: Mapping[str, Any]
    sought: Sequence[str]

    def write(self, rows: SortedRows, count: int) -> tuple[Path, ...]:
        """The files, in the order of their rows; all of them, or an error."""
        threads = os.cpu_count() or 1
        # As many of one size as keep all cores busy to the end.
        parts = rows.parts(threads * -(-count // (threads * _GROUPS_PER_FILE * ROW_GROUP)))
        files = tuple(self.folder / f"{self.name}-{n}.parquet" for n in range(len(parts)))
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda file, part: self._write(file, rows, part), files, parts))
        return files

    def _write(self, file: Path, rows: SortedRows, part: Sequence[slice]) -> None:
        schema = self._schema()
        amounts = [field.name for field in schema if pa.types.is_floating(field.type)]
        others = [field.name for field in schema if field.name not in amounts]
        how: dict[str, Any] = {
            # Amounts hardly ever repeat: a dictionary of them is built only to be thrown away. Their first bytes do.
            "use_dictionary": others, "use_byte_stream_split": amounts,
            "compression": {field.name: "lz4" if field.name in amounts else "zstd" for field in schema},
            "write_statistics": list(self.sought), "store_schema": False,
        }  # fmt: skip
        with pq.ParquetWriter(file, schema, **how) as writer:
            for batch in rows.batches(part, ROW_GROUP):
                writer.write_batch(pa.record_batch(self._columns(batch, schema), schema=schema))

    def _schema(self) -> pa.Schema:
        fields = [field for field in arrow_schema(self.spec) if field.name not in self.spec.partition]
        # That a column is never empty spares a mark for each of its rows.
        return pa.schema(
            [
                pa.field(
                    f.name,
                    _TEXT if pa.types.is_string(f.type) else f.type,
                    nullable=pa.types.is_floating(f.type) or self.constants.get(f.name, "") is None,
                )
                for f in fields
            ]
        )

    def _columns(self, batch: pa.RecordBatch, schema: pa.Schema) -> list[Any]:
        return [
            batch.column(field.name)
            if field.name in batch.schema.names
            else _repeated(self.constants[field.name], field.type, ROW_GROUP)[: batch.num_rows]
            for field in schema
        ]


@lru_cache(maxsize=64)
def _repeated(value: Any, kind: Any, times: int) -> Any:
    if value is None:
        return pa.nulls(times, kind)
    if kind == _TEXT:
        return pa.DictionaryArray.from_arrays(
            pa.repeat(pa.scalar(0, pa.int32()), times), pa.array([value], pa.string())
        )
    return pa.repeat(pa.scalar(value, kind), times)
