"""Arrow tables as measures that work on arrays are given them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def narrowed(table: pa.Table, columns: tuple[str, ...], values: tuple[str, ...]) -> pa.Table:
    """Only `columns`: the `values` among them as floats, all others as text."""
    import pyarrow as pa

    wanted = pa.schema([(name, pa.float64() if name in values else pa.string()) for name in columns])
    return table.select(list(columns)).cast(wanted)
