"""Exports as rows turned into matrices of reporters by products, one for each period, and answers turned into rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from entrepot.measures.arrays import in_words
from entrepot.measures.inputs import WORLD_ROW
from entrepot.vocabulary.errors import EntrepotError, MissingData, NotConverged
from entrepot.vocabulary.products import TOTAL
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from entrepot.measures.complexity_matrix import Marks, Numbers, Places, Ranking
    from entrepot.measures.measure import Measure, Names


Columns = Mapping[str, "pa.Array[Any]"]


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Exports of reporters (rows) by products (columns); a cell that nobody states, or states as withheld, holds 0."""

    reporters: tuple[str, ...]
    products: tuple[str, ...]
    values: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What is too small to be compared; what falls below is left out before any share is worked out."""

    least_exports: float
    least_world_trade: float


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One period: the world's matrix with the rules applied, and the reporters asked about, on the same products.

    `kept` are the world's reporters and products that pass the rules, as places in `world`; `has` is M of what is kept,
    `own_has` that of the reporters asked about (none where one of them is too small).
    """

    keys: Mapping[str, str]
    world: Matrix
    own: Matrix
    kept: tuple[Places, Places]
    has: Marks
    own_has: Marks


def periods_of(exports: pa.Table | None, world: pa.Table, by: Names, rules: Rules) -> Iterator[Compared]:
    """Each period (and value of `by`) that the world has; of `exports`, where given, the reporters are asked about."""
    asked = dict(_matrices(exports, by)) if exports is not None else {}
    for keys, matrix in _matrices(world, by):
        own = matrix if exports is None else asked.get(keys)
        if own is not None:
            yield _compared(dict(zip((*by, "period"), keys, strict=True)), matrix, own, rules)


def _matrices(rows: pa.Table, by: Names) -> Iterator[tuple[Names, Matrix]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    within = [*by, "period"]
    whole = pc.or_(pc.equal(rows["reporter"], pa.scalar(WORLD_ROW)), pc.equal(rows["product"], pa.scalar(TOTAL)))
    known = pc.and_(pc.is_valid(rows["reporter"]), pc.is_valid(rows["product"]))
    kept = pc.and_not(known, whole)
    cells = rows if pc.all(kept).as_py() else rows.filter(kept)
    periods = cells.select(within).group_by(within).aggregate([]).to_pylist()
    for keys in periods:
        here = cells
        for name, wanted in keys.items() if len(periods) > 1 else ():
            column = here[name]
            here = here.filter(pc.is_null(column) if wanted is None else pc.equal(column, pa.scalar(wanted)))
        yield tuple(keys[name] for name in within), _matrix(here)


def _matrix(cells: pa.Table) -> Matrix:
    import numpy as np

    reporters, rows = _places(cells["reporter"])
    products, columns = _places(cells["product"])
    size = len(reporters), len(products)
    # Nobody states it, or it is withheld: nothing.
    amounts = np.nan_to_num(cells["value"].to_numpy(), nan=0.0)
    values = np.bincount(rows * size[1] + columns, weights=amounts, minlength=size[0] * size[1])
    return Matrix(reporters, products, values.astype(np.float64, copy=False).reshape(size))


def _places(column: pa.ChunkedArray[Any]) -> tuple[Names, Places]:
    """The names in order, and for each row the place of its name among them."""
    import numpy as np

    encoded = in_words(column)
    listed = encoded.dictionary.to_pylist()
    names = sorted(str(name) for name in listed)
    place = {name: number for number, name in enumerate(names)}
    rank = np.array([place[str(name)] for name in listed], dtype=np.intp)
    return tuple(names), rank[encoded.indices.to_numpy()]


def _compared(keys: Mapping[str, str], world: Matrix, own: Matrix, rules: Rules) -> Compared:
    import numpy as np

    from entrepot.measures.complexity_matrix import advantages

    reporters = np.flatnonzero(world.values.sum(axis=1) >= rules.least_exports)
    products = np.flatnonzero(world.values[reporters].sum(axis=0) >= rules.least_world_trade)
    values = world.values[np.ix_(reporters, products)]
    large = own.values.sum(axis=1, keepdims=True) >= rules.least_exports
    same = own if own.products == world.products else _on_products(own, world.products)
    own_has = advantages(same.values[:, products], values.sum(axis=0)) & large
    return Compared(keys, world, same, (reporters, products), advantages(values), own_has)


def _on_products(matrix: Matrix, products: tuple[str, ...]) -> Matrix:
    """The matrix with exactly these products as columns; what the world does not trade cannot be compared."""
    import numpy as np

    place = {product: number for number, product in enumerate(matrix.products)}
    shared = [(there, place[product]) for there, product in enumerate(products) if product in place]
    values = np.zeros((len(matrix.reporters), len(products)))
    values[:, [there for there, _ in shared]] = matrix.values[:, [here for _, here in shared]]
    return Matrix(matrix.reporters, products, values)


def members_of(year: Compared, ranking: Ranking) -> tuple[Places, Places]:
    """Of the reporters asked about, those ranked in the world themselves: their places in `own` and in the ranking."""
    import numpy as np

    place = {year.world.reporters[year.kept[0][there]]: row for row, there in enumerate(ranking.reporters)}
    pairs = [(here, place[name]) for here, name in enumerate(year.own.reporters) if name in place]
    return np.array([a for a, _ in pairs], dtype=np.intp), np.array([b for _, b in pairs], dtype=np.intp)


class Period(Protocol):
    """Matrices of one period, and which it is."""

    @property
    def keys(self) -> Mapping[str, str]: ...


P = TypeVar("P", bound=Period)


def rows_of(years: Iterator[P], answer: Callable[[P], Columns], measure: Measure, by: Names) -> pa.Table:
    """The answers of all periods as one table of the measure's columns; a problem names its period."""
    import pyarrow as pa

    keys = measure.keys(by)
    schema = pa.schema([(name, pa.string() if name in keys else pa.float64()) for name in measure.columns(by)])
    parts = []
    for year in years:
        try:
            columns = answer(year)
        except (MissingData, NotConverged) as problem:
            raise _at(year.keys, problem) from problem
        rows = len(next(iter(columns.values())))
        full = {**{name: pa.array([key] * rows, pa.string()) for name, key in year.keys.items()}, **columns}
        parts.append(pa.table([full[name].cast(schema.field(name).type) for name in schema.names], schema=schema))
    return pa.concat_tables(parts) if parts else schema.empty_table()


def _at(keys: Mapping[str, str], problem: EntrepotError) -> EntrepotError:
    where = ", ".join(str(key) for key in keys.values())
    return type(problem)(T(f"{where}: {problem.message.en}", f"{where}：{problem.message.zh}"))


def text(names: Sequence[str]) -> pa.Array[Any]:
    import pyarrow as pa

    return pa.array(names, pa.string())


def plain(numbers: NDArray[Any]) -> pa.Array[Any]:
    """Numbers of every row as a column."""
    import pyarrow as pa

    column: pa.Array[Any] = pa.array(numbers.astype("float64"))
    return column


def every(number: float, rows: int) -> pa.Array[Any]:
    """The same number in every row."""
    import numpy as np

    return plain(np.full(rows, number))


def numbers_at(rows: int, *layers: tuple[Places, Numbers | float]) -> pa.Array[Any]:
    """A column with so many rows: each layer's values at its places, later ones over earlier ones; null elsewhere."""
    import numpy as np
    import pyarrow as pa

    column, missing = np.zeros(rows), np.ones(rows, dtype=bool)
    for places, values in layers:
        column[places], missing[places] = values, False
    return pa.array(column, mask=missing)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Rows for every reporter asked about and every product of the world, reporter by reporter.

    Numbers come for the products ranked and the reporters with an advantage in any; `has` is those reporters' M.
    """

    year: Compared
    products: Places
    placed: Places
    has: Marks

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.year.own.reporters), len(self.year.world.products)

    @property
    def rows(self) -> int:
        return self.shape[0] * self.shape[1]

    def keys(self) -> dict[str, pa.Array[Any]]:
        import numpy as np

        reporters, products = self.shape
        return {
            "reporter": texts(self.year.own.reporters, np.repeat(np.arange(reporters), products)),
            "product": texts(self.year.world.products, np.tile(np.arange(products), reporters)),
        }

    def numbers(self, values: Numbers, known: Marks | None = None) -> pa.Array[Any]:
        """`values` of the placed reporters and ranked products as a column; null elsewhere and where not `known`."""
        import numpy as np
        import pyarrow as pa

        column, missing = np.zeros(self.shape), np.ones(self.shape, dtype=bool)
        here = np.ix_(self.placed, self.year.kept[1][self.products])
        column[here] = values
        missing[here] = False if known is None else ~known
        return pa.array(column.ravel(), mask=missing.ravel())


def grid_of(year: Compared, products: Places) -> Grid:
    """The grid of a period, `products` being places among those kept."""
    import numpy as np

    has = year.own_has[:, products]
    placed = np.flatnonzero(has.any(axis=1))
    return Grid(year, products, placed, has[placed])


def texts(names: Sequence[str], places: Places) -> pa.Array[Any]:
    """The names at these places, one after the other."""
    return text(names).take(places)
