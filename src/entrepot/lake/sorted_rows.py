"""The rows of a plain file in the order of their key: a whole number for each, so that sorting moves eight bytes a row."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.lake.plain_columns import NotPlain, PlainColumns, codes_of
from entrepot.lake.said_by_cell import SaidByCell

_BITS: Final = 64
# A file in more stretches is in no order worth keeping to.
_STRETCHES: Final = 10_000
Numbers = NDArray[np.uint64]


class SortedRows:
    """`order` are the printed columns that tell the key, the first one first.

    A row's number holds where its words stand, the first column's highest, and lowest the row's own place in the file.
    """

    def __init__(self, columns: PlainColumns, said: SaidByCell, order: Sequence[str]) -> None:
        widths = [(said.words[name].num_rows - 1).bit_length() for name in order]
        self._row_bits = (columns.rows - 1).bit_length()
        if sum(widths) + self._row_bits > _BITS - 1:
            raise NotPlain("the key does not fit into a number")
        ends = self._row_bits + np.cumsum([0, *reversed(widths)])
        self._fields = {
            name: (int(end), width) for name, width, end in zip(reversed(order), reversed(widths), ends, strict=False)
        }
        self._first = self._fields[order[0]][0] if order else self._row_bits
        self._words, self._amounts = said.words, columns.amounts
        self._numbers = self._numbered(columns, said)

    def _numbered(self, columns: PlainColumns, said: SaidByCell) -> Numbers:
        shifted: dict[str, Numbers] = {}
        for name, (end, _) in self._fields.items():
            codes = columns.codes[name]
            shifted[name] = np.zeros(int(codes.max()) + 1, np.uint64)
            shifted[name][codes] = said.places[name].astype(np.uint64) << np.uint64(end)
        numbers = np.arange(columns.rows, dtype=np.uint64)

        def number(place: int) -> None:
            mine = numbers[columns.starts[place] : columns.starts[place + 1]]
            for name, words in shifted.items():
                mine |= words[codes_of(columns.pieces[place].column(name))]

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(number, range(len(columns.pieces))))
        return numbers

    def parts(self, count: int) -> list[list[slice]]:
        """At most `count` parts of about one size, in order, each made of stretches of rows that are sorted by themselves."""
        starts = self._stretches()
        if len(starts) > _STRETCHES:
            self._numbers.sort()
            starts = self._stretches()
        # As publishers sort: what is alike in the first of the key stands together, if not where it shall stand.
        words = self._numbers[starts] >> np.uint64(self._first)
        sizes = np.diff(starts, append=len(self._numbers))
        order = np.argsort(words, kind="stable")
        before = np.cumsum(sizes[order]) - sizes[order]
        # Stretches of one word stay together: their rows are to be sorted into each other.
        of_word = before[np.searchsorted(words[order], words[order])]
        part = of_word * count // len(self._numbers)
        return [
            [slice(int(starts[n]), int(starts[n] + sizes[n])) for n in order[part == wanted]]
            for wanted in np.unique(part)
        ]

    def _stretches(self) -> NDArray[np.intp]:
        """Where rows begin that have another first word than the row before."""
        step = 1 << 17
        found = [np.zeros(1, np.intp)]
        for start in range(0, len(self._numbers), step):
            first = self._numbers[start : start + step + 1] >> np.uint64(self._first)
            found.append(np.flatnonzero(first[1:] != first[:-1]) + start + 1)
        return np.concatenate(found)

    def batches(self, part: Sequence[slice], rows: int) -> Iterator[pa.RecordBatch]:
        """The sorted rows of a part, so many at a time, texts as dictionaries; NotPlain where a key comes twice."""
        numbers = np.concatenate([self._numbers[stretch] for stretch in part])
        numbers.sort()
        for start in range(0, len(numbers), rows):
            keys = numbers[max(start - 1, 0) : start + rows] >> np.uint64(self._row_bits)
            if np.any(keys[1:] == keys[:-1]):
                raise NotPlain("two rows tell of one cell")
            yield pa.record_batch(self._columns(numbers[start : start + rows]))

    def _columns(self, numbers: Numbers) -> Mapping[str, Any]:
        made: dict[str, Any] = {}
        for raw, (end, width) in self._fields.items():
            places = (numbers >> np.uint64(end)).astype(np.int32) & np.int32((1 << width) - 1)
            for name in self._words[raw].column_names:
                words = self._words[raw].column(name).combine_chunks()
                made[name] = pa.DictionaryArray.from_arrays(pa.array(places), words)
        rows = (numbers & np.uint64((1 << self._row_bits) - 1)).astype(np.intp)
        for name, amounts in self._amounts.items():
            made[name] = pa.array(amounts[rows], from_pandas=True)
        return made
