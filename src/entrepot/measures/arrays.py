"""Arrow tables as measures that work on arrays are given them, and as panels: periods by items, one for each whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


def narrowed(table: pa.Table, columns: tuple[str, ...], values: tuple[str, ...]) -> pa.Table:
    """Only `columns`: the `values` among them as floats, all others as text, which may be words and places among them."""
    import pyarrow as pa

    return pa.table(
        {name: table[name].cast(pa.float64()) if name in values else _text(table[name]) for name in columns}
    )


def _text(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    """Text; what comes as words and places among them stays so."""
    import pyarrow as pa

    as_words = pa.types.is_dictionary(column.type) and not column.null_count
    return column.unify_dictionaries() if as_words else column.cast(pa.string())


@dataclass(frozen=True, slots=True)
class Panel:
    """One whole's numbers by period (rows, in order of time) and item (columns); NaN where there is no number."""

    periods: tuple[str, ...]
    items: Mapping[str, NDArray[np.int64]]
    """For each dimension of the items, which of its names each column has, as numbers from zero."""
    numbers: Mapping[str, NDArray[np.float64]]

    @property
    def values(self) -> NDArray[np.float64]:
        return self.numbers["value"]


def panels(
    table: pa.Table,
    whole: tuple[str, ...],
    item: tuple[str, ...],
    answer: Callable[[Panel], Mapping[str, Any]],
    columns: tuple[str, ...],
    numbers: tuple[str, ...] = ("value",),
) -> pa.Table:
    """The answers for each `whole` (a reporter within the caller's `by`) under each other.

    `answer` gives `columns`: a sequence for many rows, one number or None for all of them. NaN becomes missing.
    """
    import numpy as np
    import pyarrow as pa

    if not table.num_rows:
        types = {name: pa.string() if name in whole else pa.float64() for name in (*whole, *columns)}
        return pa.table({name: pa.array([], type_) for name, type_ in types.items()})
    cells = _cells(table, whole, item, numbers)
    ends = np.flatnonzero(np.diff(_together(cells.codes, cells.names, whole))) + 1
    found = []
    for here in np.split(np.arange(len(cells.codes["period"])), ends):
        name = {column: cells.names[column][cells.codes[column][here[0]]] for column in whole}
        found.append(_rows(name, answer(_panel(cells, here, item, numbers))))
    return pa.concat_tables(found, promote_options="default")


@dataclass(frozen=True, slots=True)
class _Cells:
    """Sums by whole, item and period, in this order; text as places in the list of its names."""

    names: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, NDArray[np.int32]]
    sums: Mapping[str, NDArray[np.float64]]


def _cells(table: pa.Table, whole: tuple[str, ...], item: tuple[str, ...], numbers: tuple[str, ...]) -> _Cells:
    import numpy as np

    keys = tuple(dict.fromkeys((*whole, *item, "period")))
    coded = {name: _coded(table[name]) for name in keys}
    names, codes = {name: one for name, (one, _) in coded.items()}, {name: one for name, (_, one) in coded.items()}
    place = _together(codes, names, keys)
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    sums = {}
    for name in numbers:
        values = table[name].to_numpy(zero_copy_only=False)[order]
        known = ~np.isnan(values)
        added = np.add.reduceat(np.where(known, values, 0.0), starts)
        sums[name] = np.where(np.logical_or.reduceat(known, starts), added, np.nan)
    first = order[starts]
    return _Cells(names, {name: one[first] for name, one in codes.items()}, sums)


def in_words(column: pa.ChunkedArray[Any]) -> Any:
    """The words that are used, and for each row the place of its own among them."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    whole: Any = column.combine_chunks()
    if not pa.types.is_dictionary(whole.type):
        return pc.dictionary_encode(whole, null_encoding="encode")
    places = whole.indices.to_numpy(zero_copy_only=False)
    used = np.flatnonzero(np.bincount(places, minlength=len(whole.dictionary)))
    place = np.zeros(len(whole.dictionary), np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(place[places]), whole.dictionary.take(pa.array(used)))


def _coded(column: pa.ChunkedArray[Any]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The names in order of the alphabet, and each row's place among them."""
    import numpy as np

    encoded = in_words(column)
    names = [str(name) for name in encoded.dictionary.to_pylist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(names), np.int32)
    rank[order] = np.arange(len(names), dtype=np.int32)
    return tuple(names[place] for place in order), rank[encoded.indices.to_numpy(zero_copy_only=False)]


def _together(codes: Mapping[str, NDArray[np.int32]], names: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]) -> NDArray[np.int64]:  # fmt: skip
    """One number for each combination, in the order of the keys."""
    import numpy as np

    place = codes[keys[0]].astype(np.int64)
    for name in keys[1:]:
        place = place * len(names[name]) + codes[name]
    return place


def _panel(cells: _Cells, here: NDArray[np.intp], item: tuple[str, ...], numbers: tuple[str, ...]) -> Panel:
    import numpy as np

    present, at = np.unique(cells.codes["period"][here], return_inverse=True)
    tie = _together({name: cells.codes[name][here] for name in item}, cells.names, item)
    begins = np.diff(tie, prepend=-1) != 0
    place, first = np.cumsum(begins) - 1, here[begins]
    filled = {}
    for name in numbers:
        grid = np.full((len(present), len(first)), np.nan)
        grid[at, place] = cells.sums[name][here]
        filled[name] = grid
    items = {name: np.unique(cells.codes[name][first], return_inverse=True)[1].astype(np.int64) for name in item}
    return Panel(tuple(cells.names["period"][one] for one in present), items, filled)


def _rows(names: Mapping[str, Any], columns: Mapping[str, Any]) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    many = [column for column in columns.values() if _is_many(column)]
    length = len(many[0]) if many else 1
    made: dict[str, Any] = {key: pa.array([name] * length, pa.string()) for key, name in names.items()}
    for name, column in columns.items():
        cells = list(column) if _is_many(column) else [column] * length
        if any(isinstance(cell, str) for cell in cells):
            made[name] = pa.array(cells, pa.string())
        else:
            plain = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
            made[name] = pa.array(plain, mask=~np.isfinite(plain))
    return pa.table(made)


def _is_many(column: Any) -> bool:
    return (isinstance(column, Sequence) and not isinstance(column, str)) or getattr(column, "ndim", 0) > 0
