"""Monthly series of trade as matrices: a line for each series, a column for each month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from entrepot.measures.arrays import in_words
from entrepot.risks.prices.indices import chained
from entrepot.vocabulary.periods import Period

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

NAMES: Final = ("reporter", "partner", "product")


@dataclass(frozen=True, slots=True)
class MonthlySeries:
    """`names` has a row of reporter, partner and product for each line; `first` is the first column's month.

    `value` is 0 where the source tells of the month and not of this trade, NaN where it tells of nothing, or of less
    than nothing as a revision may leave it (`negative`). `item_value` and `item_weight` are the goods that make up the
    series, a line each, and `whole` is the series that each belongs to.
    """

    names: pa.Table
    first: int
    value: Numbers
    negative: NDArray[np.bool_]
    item_value: Numbers
    item_weight: Numbers
    whole: NDArray[np.int64]

    @property
    def series(self) -> int:
        return int(self.value.shape[0])

    @property
    def months(self) -> int:
        return int(self.value.shape[1])

    @property
    def last(self) -> int:
        return self.first + self.months - 1

    def until(self, month: int, window: int) -> MonthlySeries:
        """The same with only the `window` months up to `month`: what could be known then."""
        end = max(month - self.first + 1, 0)
        columns = slice(max(end - window, 0), end)
        return replace(
            self, first=self.first + columns.start, value=self.value[:, columns], negative=self.negative[:, columns],
            item_value=self.item_value[:, columns], item_weight=self.item_weight[:, columns],
        )  # fmt: skip

    def price(self, trim: float) -> Numbers:
        """The chained Fisher index of unit values; NaN where it cannot be said."""
        return chained(self.item_value, self.item_weight, self.whole, self.series, trim=trim).level

    def period(self, column: int) -> str:
        return period_of(self.first + column)


def period_of(month: int) -> str:
    return Period("month", month, month).text


def monthly_series(
    rows: pa.Table, told: Mapping[str, pa.Table], *, digits: int | None = None, by: tuple[str, ...] = NAMES
) -> MonthlySeries:
    """Series out of rows of reporter, partner, product, month, value, weighed value and weight.

    No row is no trade where the month is told of the reporter, of the partner and of the product (`told`); elsewhere it is
    missing.

    `digits` puts products together that begin alike; a series has one line for each combination of `by`, and what is not
    named there is added up. The items of a series stay reporter by reporter, partner by partner, code by code.
    """
    import numpy as np
    import pyarrow as pa

    month = rows["month"].to_numpy().astype(np.int64)
    first = int(month.min()) if len(month) else 0
    columns, months = month - first, int(month.max()) - first + 1 if len(month) else 0
    named = {name: _cut(rows, name, digits)[name] for name in NAMES}
    kept = {name: column if name in by else pa.chunked_array([pa.repeat(_ALL[name], len(month))]) for name, column in named.items()}  # fmt: skip
    grouped = pa.table(kept)
    lines, begins = _lines(grouped, NAMES)
    items, item_begins = _lines(rows, NAMES)
    amounts = {name: rows[name].to_numpy(zero_copy_only=False) for name in ("value", "weighed", "net_kg")}
    value = _matrix(lines, columns, amounts["value"], (len(begins), months))
    names = grouped.take(begins)
    nothing = np.isnan(value)
    for name in by:
        nothing &= _told(names[name], _cut(told[name], name, digits), first, months)
    value = np.where(nothing, 0.0, value)
    shape = (len(item_begins), months)
    return MonthlySeries(
        names=names,
        first=first,
        value=np.where(value < 0, np.nan, value),
        negative=value < 0,
        item_value=_matrix(items, columns, amounts["weighed"], shape),
        item_weight=_matrix(items, columns, amounts["net_kg"], shape),
        whole=lines[item_begins],
    )


_ALL: Final = {"reporter": "ALL", "partner": "WLD", "product": "TOTAL"}


def _cut(table: pa.Table, name: str, digits: int | None) -> pa.Table:
    import pyarrow.compute as pc

    if name != "product" or digits is None:
        return table
    place = table.schema.get_field_index("product")
    return table.set_column(place, "product", pc.utf8_slice_codeunits(table["product"], 0, digits))


def _told(names: pa.ChunkedArray[Any], told: pa.Table, first: int, months: int) -> NDArray[np.bool_]:
    """For each of `names` and each month whether anything at all is told of it."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    words = in_words(names)
    there = np.zeros((len(words.dictionary) + 1, months), bool)
    column = told["month"].to_numpy().astype(np.int64) - first
    place = pc.index_in(told[told.column_names[0]], pa.array(words.dictionary)).to_numpy(zero_copy_only=False)
    within = np.isfinite(place) & (column >= 0) & (column < months)
    there[place[within].astype(np.int64), column[within]] = True
    found: NDArray[np.bool_] = there[words.indices.to_numpy(zero_copy_only=False)]
    return found


def _lines(table: pa.Table, names: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row the line of its names, in their order, and for each line the first row that has it."""
    import numpy as np

    place = np.zeros(table.num_rows, np.int64)
    for name in names:
        words = in_words(table[name])
        order = np.argsort(np.array(words.dictionary.to_pylist(), dtype=object))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        place = place * max(len(order), 1) + rank[words.indices.to_numpy(zero_copy_only=False)]
    _, first, lines = np.unique(place, return_index=True, return_inverse=True)
    return lines.astype(np.int64), first


def _matrix(lines: NDArray[np.int64], columns: NDArray[np.int64], amounts: Numbers, shape: tuple[int, int]) -> Numbers:
    """The amounts at their places, NaN elsewhere; amounts that share a place are added up."""
    import numpy as np

    place, size = lines * shape[1] + columns, shape[0] * shape[1]
    known = ~np.isnan(amounts)
    sums = np.bincount(place[known], weights=amounts[known], minlength=size)
    there = np.bincount(place[known], minlength=size) > 0
    return np.where(there, sums, np.nan).reshape(shape)
