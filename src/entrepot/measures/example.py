"""Worked examples: small tables written as text, that a reader can check with a pencil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from entrepot.measures.option import OptionValue
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pyarrow as pa

TEXT_COLUMNS = frozenset(column.name for column in FLOWS.columns if column.type == "text") | frozenset(
    ["part", "group", "country", "peer", "status"]
)
"""Columns of examples that hold names; every other column holds numbers."""

MISSING = "-"


@dataclass(frozen=True, slots=True)
class Example:
    """`given` and `expect` are whitespace tables, `-` is missing; `expect` may leave out columns, never rows."""

    source: T
    given: tuple[tuple[str, str], ...]
    expect: str
    by: tuple[str, ...] = ()
    options: tuple[tuple[str, OptionValue], ...] = ()

    def tables(self) -> dict[str, pa.Table]:
        return {name: read_text(text) for name, text in self.given}

    def expected(self) -> pa.Table:
        return read_text(self.expect)


def read_text(text: str) -> pa.Table:
    """The Arrow table that a whitespace table spells out: names as text, everything else as numbers."""
    import pyarrow as pa

    names, *rows = [line.split() for line in text.strip().splitlines()]
    for row in rows:
        if len(row) != len(names):
            raise ValueError(f"this row has {len(row)} cells under {len(names)} columns: {' '.join(row)}")
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pa.table({name: _column(name, cells) for name, cells in zip(names, columns, strict=True)})


def example(
    *,
    source: T,
    given: Mapping[str, str],
    expect: str,
    by: tuple[str, ...] = (),
    options: Mapping[str, OptionValue] | None = None,
) -> Example:
    return Example(source, tuple(given.items()), expect, by, tuple((options or {}).items()))


def _column(name: str, cells: tuple[str, ...]) -> pa.Array[Any]:
    import pyarrow as pa

    if name in TEXT_COLUMNS:
        return pa.array([None if cell == MISSING else cell for cell in cells], pa.string())
    return pa.array([None if cell == MISSING else float(cell) for cell in cells], pa.float64())
