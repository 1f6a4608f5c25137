"""Code tables of the vocabulary as tables that `tidy` can join: declared here by name, bound by the lake."""

from __future__ import annotations

from collections.abc import Callable
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
    return pa.table(
        {first: [a for a, _ in pairs], second: [b for _, b in pairs]},
        schema=pa.schema([(first, pa.string()), (second, pa.string())]),
    )
