"""Every pair of two lists of places at once: their trade by product as matrices, and what two patterns have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from entrepot.measures.arrays import in_words
from entrepot.measures.complexity_tables import Columns, numbers_at, rows_of, texts
from entrepot.measures.inputs import WORLD_ROW

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from entrepot.measures.measure import Measure, Names

    Numbers = NDArray[np.float64]
    Marks = NDArray[np.bool_]

GROUP = "group"


@dataclass(frozen=True, slots=True, eq=False)
class Trade:
    """Trade of places (rows) by product (columns): what is listed, how much (NaN where nobody says), and of all products."""

    places: tuple[str, ...]
    listed: Marks
    values: Numbers
    totals: Numbers

    def shares(self) -> Numbers:
        return over(self.values, self.totals)


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """One period: the places asked about and those they are compared with, on the same products."""

    keys: Mapping[str, str]
    own: Trade
    peers: Trade


def pairs(
    own: pa.Table, peers: pa.Table, answer: Callable[[Sides], Mapping[str, Numbers]], measure: Measure, by: Names
) -> pa.Table:
    """The `answer` for every pair of each period that both have, a matrix for each column; nobody is paired with themselves."""
    import numpy as np

    def rows(sides: Sides) -> Columns:
        names, others = sides.own.places, sides.peers.places
        apart = np.array(names, dtype=object)[:, None] != np.array(others, dtype=object)
        one, other = np.nonzero(apart)
        columns = {name: _column(matrix[one, other]) for name, matrix in answer(sides).items()}
        return {"reporter": texts(names, one), "peer": texts(others, other), **columns}

    theirs = dict(_trade(peers, by, _products(own, peers)))
    found = (
        Sides(dict(zip((*by, "period"), keys, strict=True)), trade, theirs[keys])
        for keys, trade in _trade(own, by, _products(own, peers))
        if keys in theirs
    )
    return rows_of(found, rows, measure, by)


def with_group(
    own: pa.Table, peers: pa.Table, how: str, answer: Callable[[Numbers, Numbers, Numbers, Numbers], Mapping[str, Numbers]],
    measure: Measure, by: Names,
) -> pa.Table:  # fmt: skip
    """The `answer` for each place beside all others together, given the shares and totals of both sides."""

    import numpy as np

    def rows(sides: Sides) -> Columns:
        ours = sides.own
        rest, rest_all = _rest(ours, sides.peers, how)
        found = answer(ours.shares(), over(rest, rest_all), ours.totals, rest_all)
        places = np.arange(len(ours.places))
        columns = {name: _column(numbers) for name, numbers in found.items()}
        return {"reporter": texts(ours.places, places), "peer": texts((GROUP,), places * 0), **columns}

    products = _products(own, peers)
    theirs, nobody = dict(_trade(peers, by, products)), _nobody(len(products))
    found = (
        Sides(dict(zip((*by, "period"), keys, strict=True)), trade, theirs.get(keys, nobody))
        for keys, trade in _trade(own, by, products)
    )
    return rows_of(found, rows, measure, by)


def smaller_shares(own: Trade, peers: Trade) -> Numbers:
    """For each pair the sum of the smaller of the two shares of each product that both list."""
    import numpy as np

    ours, theirs = own.shares(), np.ascontiguousarray(peers.shares().T)
    # What is withheld adds nothing, and neither does what the other does not list.
    known = own.listed & ~np.isnan(ours)
    absent = ~peers.listed.T | np.isnan(theirs)
    theirs[absent] = 0.0
    has_less = bool((theirs < 0).any() or (ours[known] < 0).any())
    sums = np.zeros((len(own.places), len(peers.places)))
    for place, here in enumerate(known):
        smaller = theirs[here]
        np.minimum(smaller, ours[place, here][:, None], out=smaller)
        if has_less:
            smaller[absent[here]] = 0.0
        sums[place] = smaller.sum(axis=0)
    return sums


def over(part: Numbers, whole: Numbers) -> Numbers:
    """Shares of each row's whole; a whole of nothing has none."""
    import numpy as np

    return part / np.where(whole == 0, np.nan, whole)[:, None]


def _rest(own: Trade, reference: Trade, how: str) -> tuple[Numbers, Numbers]:
    """As `rest.beside_rest`: the reference's trade by product and in all, for each of our places without it."""
    import numpy as np

    whole, whole_all = _added(reference.values), _added(reference.totals[:, None])
    whole = np.where(np.isnan(whole), whole_all * 0.0, whole)
    if how == "kept":
        return np.tile(whole, (len(own.places), 1)), np.tile(whole_all, len(own.places))
    inside = bool(reference.places) and (how == "inside" or WORLD_ROW in reference.places)
    row = {name: number for number, name in enumerate(reference.places)}
    taken, taken_all = np.zeros(own.values.shape), np.zeros(len(own.places))
    for place, name in enumerate(own.places):
        there = row.get(name)
        if there is not None and not np.isnan(reference.totals[there]):
            taken[place], taken_all[place] = np.nan_to_num(reference.values[there]), reference.totals[there]
        elif inside:
            taken[place], taken_all[place] = own.values[place], own.totals[place]
    return _less(whole, taken), _less(whole_all, taken_all)


def _less(whole: Numbers, part: Numbers) -> Numbers:
    """whole - part, where a last digit below nothing is nothing, and more than that has no value."""
    import numpy as np

    rest = whole - part
    return np.where(rest >= 0, rest, np.where(rest >= -1e-9 * whole, 0.0, np.nan))


def _added(rows: Numbers) -> Numbers:
    """The sum of the rows; NaN where none has a number."""
    import numpy as np

    return np.where(np.isnan(rows).all(axis=0), np.nan, np.nan_to_num(rows).sum(axis=0))


def _products(*tables: pa.Table) -> tuple[str, ...]:
    words = {word for table in tables for word in in_words(table["product"]).dictionary.to_pylist()}
    return tuple(sorted(word for word in words if word is not None))


def _nobody(products: int) -> Trade:
    import numpy as np

    return Trade((), np.zeros((0, products), bool), np.zeros((0, products)), np.zeros(0))


def _trade(rows: pa.Table, by: Names, products: Names) -> Iterator[tuple[Names, Trade]]:
    """Each period (and value of `by`) of the rows; what has no name is in no list."""
    import pyarrow.compute as pc

    within = [*by, "period"]
    for name in (*within, "reporter"):
        rows = rows.filter(pc.is_valid(rows[name])) if rows[name].null_count else rows
    groups = rows.select(within).group_by(within).aggregate([]).to_pylist()
    for keys in groups:
        here = rows
        for name, wanted in keys.items() if len(groups) > 1 else ():
            here = here.filter(pc.equal(here[name], wanted))
        yield tuple(keys[name] for name in within), _matrix(here, products)


def _matrix(rows: pa.Table, products: Names) -> Trade:
    import numpy as np

    reporters, goods = in_words(rows["reporter"]), in_words(rows["product"])
    names = sorted(reporters.dictionary.to_pylist())
    row = _places(reporters, {name: place for place, name in enumerate(names)})
    column = _places(goods, {name: place for place, name in enumerate(products)})
    values = rows["value"].to_numpy()
    known = ~np.isnan(values)
    amounts = np.where(known, values, 0.0)
    shape, size = (len(names), len(products)), len(names) * len(products)
    cell, named = row * len(products) + column, column >= 0

    def counted(where: Any, weights: Any = None) -> Any:
        return np.bincount(cell[where], None if weights is None else weights[where], size).reshape(shape)

    told = np.bincount(row[known], minlength=len(names)) > 0
    return Trade(
        tuple(names),
        counted(named) > 0,
        np.where(counted(named & known) > 0, counted(named, amounts), np.nan),
        np.where(told, np.bincount(row, amounts, len(names)), np.nan),
    )


def _places(words: Any, place: Mapping[str, int]) -> Any:
    import numpy as np

    at = np.array([place.get(word, -1) for word in words.dictionary.to_pylist()], dtype=np.int64)
    return at[words.indices.to_numpy()]


def _column(numbers: Numbers) -> pa.Array[Any]:
    import numpy as np

    known = np.flatnonzero(~np.isnan(numbers))
    return numbers_at(len(numbers), (known, numbers[known]))
