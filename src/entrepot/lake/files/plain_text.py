"""Reading an even text file in columns of numbers and texts; an error at the first cell that is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

_PIECE: Final = 16 << 20
_BLOCK: Final = 4 << 20
_BLANKS: Final = 24


@dataclass(frozen=True, slots=True)
class PlainText:
    """A clean text file with the names of its `columns` in the first line."""

    path: Path
    delimiter: str
    columns: tuple[str, ...]

    def read(self, types: Mapping[str, pa.DataType], *, missing: Sequence[str]) -> pa.Table:
        """The columns in their `types`, null where a number is one of `missing` behind any blanks."""
        if not self._quotes_are_whole():
            raise pa.ArrowInvalid("a quotation mark inside a cell")
        marks = [" " * blanks + mark for mark in missing for blanks in range(_BLANKS)]
        return pacsv.read_csv(
            self.path,
            # Arrow's own pool gives memory back between blocks and has to ask for it anew.
            memory_pool=pa.system_memory_pool(),
            read_options=pacsv.ReadOptions(column_names=list(self.columns), skip_rows=1, block_size=_BLOCK),
            parse_options=pacsv.ParseOptions(delimiter=self.delimiter),
            convert_options=pacsv.ConvertOptions(
                column_types=dict(types), null_values=marks, strings_can_be_null=False
            ),
        )

    def _quotes_are_whole(self) -> bool:
        """Whether every quotation mark opens or closes a cell: Arrow reads `"4"5` as 45, which is no cell of anybody's."""
        quote, ends = ord('"'), np.frombuffer(f"{self.delimiter}\r\n".encode(), np.uint8)
        with self.path.open("rb") as file:
            file.readline()
            with mmap(file.fileno(), 0, access=ACCESS_READ) as content:
                if content.find(b'"', file.tell()) < 0:
                    return True
            while piece := file.read(_PIECE):
                piece += file.readline()
                letters: Any = np.frombuffer(b"\n" + piece + b"\n", np.uint8)
                at = np.flatnonzero(letters == quote)
                beside = (letters[at[0::2] - 1], letters[at[1::2] + 1])
                if len(at) % 2 or not all(np.isin(letter, ends).all() for letter in beside):
                    return False
        return True
