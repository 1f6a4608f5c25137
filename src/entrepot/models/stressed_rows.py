"""Rows of flows in whole cents: written after a change, moved elsewhere, and put together again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from entrepot.models.scenario.scoping import Mask

Array = NDArray[np.float64]
CENTS: Final = 100.0
MONEY: Final = ("value_usd", "value_cny")
_KNOWN: Final = pc.ScalarAggregateOptions(skip_nulls=True, min_count=1)
_ALL_KNOWN: Final = pc.ScalarAggregateOptions(skip_nulls=False)
AMOUNTS: Final = (*MONEY, "quantity", "net_kg")


def cents_of(column: pa.ChunkedArray[Any]) -> Array:
    """Whole cents; nothing where the money is missing."""
    return np.rint(numbers(column) * CENTS)


def numbers(column: pa.ChunkedArray[Any]) -> Array:
    return np.nan_to_num(np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64), nan=0.0)


def written(rows: pa.Table, held: Mapping[str, Array], volume: Array) -> pa.Table:
    """The rows with their new money, and quantities that follow the volume; missing stays missing."""
    found = rows
    for name in AMOUNTS:
        if name not in rows.column_names:
            continue
        now = held[name] / CENTS if name in held else numbers(rows[name]) * volume
        found = _with(found, name, pa.array(now, mask=_missing(rows[name])))
    return found


@dataclass(frozen=True, slots=True)
class Sending:
    """Which rows send (`source`), which part of its pot each sends to each target (`shares`), and what a dollar's worth fetches.

    `per_cent` is the weight of a cent's worth of each target product; None where the goods stay the same.
    """

    source: NDArray[np.int64]
    along: str
    words: Sequence[str]
    shares: Array
    price: float
    per_cent: Array | None = None


def arrivals(
    rows: pa.Table, cents: Mapping[str, Array], money: str, pot: Mapping[str, Array], sending: Sending
) -> tuple[pa.Table, dict[str, Array], float]:
    """New rows, what was taken from each old one by currency, and the money that came; all in whole cents."""
    taken = {name: np.zeros(rows.num_rows) for name in pot}
    source, targets = sending.source, len(sending.words)
    if not len(source) or not targets or not sending.shares.any():
        return rows.slice(0, 0), taken, 0.0
    sent = {name: _in_cents(pot[name][source], sending.shares) for name in pot}
    for name, one in sent.items():
        taken[name][source] = one.sum(axis=1)
    came = {name: np.rint(one * sending.price) for name, one in sent.items()}
    arrives = came[money].ravel() > 0
    new = rows.take(np.repeat(source, targets)[arrives])
    words = pa.array(list(sending.words)).take(np.tile(np.arange(targets), len(source))[arrives])
    new = _with(new, sending.along, words)
    goods = (sent[money] / cents[money][source][:, None]).ravel()[arrives]
    for name in (name for name in AMOUNTS if name in rows.column_names):
        missing = _missing(new[name])
        if name in came:
            now = came[name].ravel()[arrives] / CENTS
        elif sending.per_cent is None:
            now = numbers(new[name]) * goods
        else:
            now = (came[money] * sending.per_cent).ravel()[arrives]
            missing = missing | (name != "net_kg") | ~np.isfinite(now)
        new = _with(new, name, pa.array(now, mask=missing))
    return new, taken, float(came[money].sum())


def _in_cents(amounts: Array, shares: Array) -> Array:
    """Amounts x shares in whole cents, no row sending more than it has.

    What is rounded off of one cell is carried on to the next, so that sums stay right.
    """
    running = np.rint(np.cumsum((amounts[:, None] * shares).ravel()))
    sent = np.maximum(np.diff(running, prepend=0.0).reshape(shares.shape), 0.0)
    sent[np.arange(len(sent)), sent.argmax(axis=1)] -= np.maximum(sent.sum(axis=1) - amounts, 0.0)
    return sent


def together(parts: Sequence[pa.Table], schema: pa.Schema, money: str) -> pa.Table:
    """One row for each key; rows from which all money has gone are no trade any more.

    A quantity, or money in the other currency, that is missing of one part of a row is missing of the whole.
    """
    whole = pa.concat_tables(parts)
    keys = [name for name in schema.names if name not in AMOUNTS]
    held = [name for name in AMOUNTS if name in schema.names]
    for name in (name for name in held if name in MONEY):
        whole = _with(whole, name, pa.array(cents_of(whole[name]), mask=_missing(whole[name])))
    # Most columns of a region's table say the same of every row, and tell no two rows apart.
    alike = [name for name in keys[1:] if _says_one_thing(whole[name])]
    apart = [name for name in keys if name not in alike]
    summed = whole.group_by(apart, use_threads=False).aggregate(
        [(name, "sum", _KNOWN if name == money else _ALL_KNOWN) for name in held]
    )
    found = summed.rename_columns([*apart, *held])
    for word in alike:
        found = found.append_column(word, pa.repeat(whole[word][0], found.num_rows))
    found = found.select(schema.names)
    no_money, gone = np.ones(found.num_rows, dtype=bool), np.ones(found.num_rows, dtype=bool)
    for name in (name for name in held if name in MONEY):
        cents, missing = numbers(found[name]), _missing(found[name])
        no_money &= missing
        gone &= cents <= 0
        found = _with(found, name, pa.array(cents / CENTS, mask=missing))
    return found.filter(pa.array(no_money | ~gone)).cast(schema)


def _says_one_thing(column: pa.ChunkedArray[Any]) -> bool:
    return len(column) > 0 and pc.count_distinct(column, mode="all").as_py() == 1


def _missing(column: pa.ChunkedArray[Any]) -> Mask:
    return np.asarray(column.is_null().to_numpy(), dtype=bool)


def _with(rows: pa.Table, name: str, column: pa.Array[Any]) -> pa.Table:
    place = rows.column_names.index(name)
    return rows.set_column(place, name, column.cast(rows.schema.field(name).type))
