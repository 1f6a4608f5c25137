"""What a measure tells of each partner or product is worked out among all of them, then the ones asked for are taken.

The advantage of chapter 85 is its share in *all* exports over its share in the world's; among nothing but itself it would be one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.measures.measure import Measure
from entrepot.vocabulary.products import TOTAL
from entrepot.workbench.narrowing import beginnings, quoted, with_members
from entrepot.workbench.selection import Selection

DIMENSIONS: Final = ("partner", "product", "regime")


def told_of_each(measure: Measure) -> tuple[str, ...]:
    """The dimensions whose members the measure tells apart; shares read a stated whole and see to it themselves."""
    if any(wanted.name == "composition" for wanted in measure.reads):
        return ()
    return tuple(name for name in DIMENSIONS if name in measure.per)


def of_all(measure: Measure, selection: Selection) -> Selection:
    """The selection with all partners and products that the measure compares; codes are cut as long as those asked for."""
    wide = selection
    for name in told_of_each(measure):
        if names := wide.names_of(name):
            wide = wide.only(name, ())
            lengths = {len(code) for code in names if code.isdigit()}
            if name == "product" and wide.digits is None and len(lengths) == 1 and all(map(str.isdigit, names)):
                wide = replace(wide, digits=lengths.pop())
    return wide


def only_asked(table: pa.Table, measure: Measure, selection: Selection) -> pa.Table:
    """The rows of the partners and products that were asked for."""
    for name, wanted in _asked(measure, selection):
        table = among(table, name, wanted)
    return table


def among(table: pa.Table, name: str, wanted: Sequence[str]) -> pa.Table:
    """The rows of these partners or regimes, or of products that begin so."""
    values = table[name].to_pylist()
    begins = tuple(wanted) if name == "product" else ()
    kept = {value for value in set(values) if value is not None and (value in wanted or value.startswith(begins))}
    return table.filter(pc.is_in(table[name], value_set=pa.array(sorted(kept), pa.string())))


def sql_of_asked(measure: Measure, selection: Selection, compiled: Callable[[str], str]) -> Callable[[str], str]:
    """The same in the statement that people are shown."""
    asked = _asked(measure, selection)
    if not asked or measure.arrays:
        return compiled
    conditions = [" OR ".join(_condition(name, code) for code in wanted) for name, wanted in asked]
    where = " AND ".join(f"({condition})" for condition in conditions)
    return lambda dialect: f"SELECT * FROM (\n{compiled(dialect)}\n) AS answer WHERE {where}"


def _asked(measure: Measure, selection: Selection) -> Sequence[tuple[str, tuple[str, ...]]]:
    found = []
    for name in told_of_each(measure):
        names = selection.names_of(name)
        if not names or (name == "product" and names == (TOTAL,)):
            continue
        if name == "partner":
            names = (*names, *with_members(names))
        elif name == "product":
            names = beginnings(names)
        found.append((name, tuple(dict.fromkeys(names))))
    return found


def _condition(name: str, code: str) -> str:
    return f"{name} LIKE {quoted(code + '%')}" if name == "product" else f"{name} = {quoted(code)}"
