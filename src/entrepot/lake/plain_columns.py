"""The columns of a plain file in memory, as numbers, and the different cells that they hold."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.lake.files.plain_text import PlainText
from entrepot.sources.source import ByCell

Cells = tuple[str | None, ...]
_NUMBERS: Final = 1 << 16
# Up to here a double tells apart all decimals of one length, so that the whole number is the one that was printed.
_EXACT: Final = 1e15


class NotPlain(Exception):
    """Something in the file wants the careful lane."""


@dataclass(frozen=True, slots=True)
class PlainColumns:
    """Rows in pieces; the n-th piece begins at row `starts[n]`.

    `cells` are the different cells of each column of codes, `codes` the numbers by which the pieces know them. Of a column
    of amounts `cells` holds the least, the greatest and, where some are missing, what stands for that; `amounts`, by
    their declared names, are multiplied already, missing ones NaN.
    """

    pieces: Sequence[pa.RecordBatch]
    starts: Sequence[int]
    cells: Mapping[str, Cells]
    codes: Mapping[str, NDArray[Any]]
    amounts: Mapping[str, NDArray[np.float64]]
    gaps: tuple[str, ...]
    """The amounts that are missing in some rows and not in others."""

    @property
    def rows(self) -> int:
        return self.starts[-1]


def read_columns(text: PlainText, by_cell: ByCell) -> PlainColumns:
    """All of the file; NotPlain or an error of Arrow where a cell is not of its column's kind."""
    types: dict[str, pa.DataType] = {
        **dict.fromkeys(by_cell.numbers, pa.int16()),
        **dict.fromkeys(by_cell.texts, pa.dictionary(pa.int32(), pa.string())),
        **dict.fromkeys(by_cell.amounts, pa.float64()),
    }
    table = text.read(types, missing=by_cell.missing)
    if not table.num_rows or any(table.column(name).null_count for name in (*by_cell.numbers, *by_cell.texts)):
        raise NotPlain("a code is missing, or every row")
    pieces: list[Any] = table.unify_dictionaries().to_batches()
    starts = [0, *np.cumsum([piece.num_rows for piece in pieces]).tolist()]
    seen = {name: np.zeros(_NUMBERS, bool) for name in by_cell.numbers}
    amounts = {declared: np.empty(table.num_rows) for declared, _ in by_cell.amounts.values()}
    ends = {declared: np.empty((len(pieces), 2)) for declared in amounts}

    def look(place: int) -> None:
        for name, found in seen.items():
            found[codes_of(pieces[place].column(name))] = True
        for name, (declared, times) in by_cell.amounts.items():
            whole = _whole(pieces[place].column(name), times)
            amounts[declared][starts[place] : starts[place + 1]] = whole
            ends[declared][place] = np.fmin.reduce(whole), np.fmax.reduce(whole)

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(look, range(len(pieces))))
    codes: dict[str, NDArray[Any]] = {name: np.flatnonzero(found) for name, found in seen.items()}
    cells: dict[str, Cells] = {
        name: tuple(str(number) for number in found.astype(np.uint16).view(np.int16)) for name, found in codes.items()
    }
    for name in by_cell.texts:
        cells[name] = tuple(pieces[0].column(name).dictionary.to_pylist())
        codes[name] = np.arange(len(cells[name]))
    for name, (declared, times) in by_cell.amounts.items():
        known = _ends(ends[declared], times)
        cells[name] = (*known, *(mark or None for mark in by_cell.missing if table.column(name).null_count))
    gaps = [
        declared
        for name, (declared, _) in by_cell.amounts.items()
        if 0 < table.column(name).null_count < table.num_rows
    ]
    return PlainColumns(pieces, starts, cells, codes, amounts, tuple(gaps))


def codes_of(column: Any) -> NDArray[Any]:
    """By what number a piece knows each row's cell."""
    if pa.types.is_dictionary(column.type):
        return np.asarray(column.indices)
    return np.asarray(column).view(np.uint16)


def _whole(column: Any, times: int) -> NDArray[np.float64]:
    """The amounts multiplied, where the product of a double is what the printed digits make when they are multiplied."""
    printed: NDArray[np.float64] = column.to_numpy(zero_copy_only=False)
    whole: NDArray[np.float64] = np.rint(printed * times)
    if np.count_nonzero(whole / times == printed) + column.null_count != len(column):
        raise NotPlain("a number has more decimals than the publisher prints")
    return whole


def _ends(ends: NDArray[np.float64], times: int) -> Cells:
    """The least and the greatest as they are printed; none where every one is missing."""
    least, greatest = float(np.fmin.reduce(ends[:, 0])), float(np.fmax.reduce(ends[:, 1]))
    if max(-least, greatest) >= _EXACT:
        raise NotPlain("a number has more digits than a double tells apart")
    return () if np.isnan(least) else (repr(least / times), repr(greatest / times))
