"""Code tables of the vocabulary as tables that `tidy` can join: declared here by name, bound by the lake."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import ibis

PREFIX = "lookup_"
_MAKERS: dict[str, Callable[[], pa.Table]] = {}


def lookup_table(name: str) -> Callable[[Callable[[], pa.Table]], Callable[[], pa.Table]]:
    """Declare the lookup `name`: a function that makes an all-text Arrow table whose first column is `code`, unique."""

    def keep(make: Callable[[], pa.Table]) -> Callable[[], pa.Table]:
        if name in _MAKERS:
            raise ValueError(f"lookup {name!r} is declared twice")
        _MAKERS[name] = make
        return make

    return keep


def lookup(name: str) -> ibis.Table:
    """The lookup as an unbound table, to join in `tidy`."""
    import ibis

    made = _MAKERS[name]()
    return ibis.table(dict.fromkeys(made.column_names, "string"), name=PREFIX + name)


def lookup_data() -> dict[str, Callable[[], pa.Table]]:
    """Name in SQL -> maker, for whoever runs the compiled query."""
    return {PREFIX + name: make for name, make in _MAKERS.items()}


def two_columns(pairs: tuple[tuple[str, str], ...], first: str = "code", second: str = "id") -> pa.Table:
    return text_table({first: [a for a, _ in pairs], second: [b for _, b in pairs]})


def text_table(columns: Mapping[str, Sequence[str | None]]) -> pa.Table:
    """Columns of text; not through pa.array, which loads pandas only to ask whether a list is one of its columns."""
    arrays = []
    for cells in columns.values():
        column = pa.lib.StringBuilder()
        column.append_values(cells)
        arrays.append(column.finish())
    return pa.Table.from_arrays(arrays, names=list(columns))
