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
    """Only `columns`: the `values` among them as floats, all others as text."""
    import pyarrow as pa

    wanted = pa.schema([(name, pa.float64() if name in values else pa.string()) for name in columns])
    return table.select(list(columns)).cast(wanted)


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

    keys = list(dict.fromkeys((*whole, "period", *item)))
    sums = table.group_by(keys).aggregate([(name, "sum") for name in numbers])
    if not sums.num_rows:
        types = {name: pa.string() if name in whole else pa.float64() for name in (*whole, *columns)}
        return pa.table({name: pa.array([], type_) for name, type_ in types.items()})
    names, which = np.unique(np.stack([_text(sums, name) for name in whole], axis=1), axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(which.ravel()))[:-1]
    found = [
        _rows(dict(zip(whole, name, strict=True)), answer(_panel(sums.take(rows), item, numbers)))
        for name, rows in zip(names.tolist(), np.split(order, ends), strict=True)
    ]
    return pa.concat_tables(found, promote_options="default")


def _text(rows: pa.Table, name: str) -> NDArray[np.str_]:
    return rows[name].to_numpy(zero_copy_only=False).astype(str)


def _panel(rows: pa.Table, item: tuple[str, ...], numbers: tuple[str, ...]) -> Panel:
    import numpy as np

    periods, at = np.unique(_text(rows, "period"), return_inverse=True)
    codes = [np.unique(_text(rows, name), return_inverse=True)[1] for name in item]
    ties, place = np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)
    filled = {}
    for name in numbers:
        grid = np.full((len(periods), len(ties)), np.nan)
        grid[at, place.ravel()] = rows[f"{name}_sum"].to_numpy(zero_copy_only=False)
        filled[name] = grid
    items = {name: ties[:, number].astype(np.int64) for number, name in enumerate(item)}
    return Panel(tuple(str(period) for period in periods), items, filled)


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
