"""What the world sells of each product, by who sells it and by who buys it: added up once, for all regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf, Lake
from entrepot.workbench.kept_tables import kept_table

Array = NDArray[np.float64]
# Fewer exporters than this are no world.
LEAST_EXPORTERS: Final = 3


@dataclass(frozen=True, slots=True)
class Level:
    """Where the lake tells what the world sells."""

    source: str
    synthetic: bool
    nomenclature: str | None
    product_digits: int
    year: str
    reporters: int


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells by area and product, and the place of each among areas and products of one's own; `there` are those that have one."""

    cells: pa.Table
    there: NDArray[np.bool_]
    areas: NDArray[np.intp]
    products: NDArray[np.intp]
    shape: tuple[int, int]

    def sums(self, *names: str) -> tuple[Array, ...]:
        """Areas x products for each column; NaN where no cell is told."""
        at, size = self.areas * self.shape[1] + self.products, self.shape[0] * self.shape[1]
        told = np.bincount(at, minlength=size) > 0
        return tuple(
            np.where(told, np.bincount(at, self._numbers(name), size), np.nan).reshape(self.shape) for name in names
        )

    def over_areas(self, weights: Array | None = None) -> Array:
        """What all areas sell of each product, each area's weighed."""
        values = self._numbers("value")
        if weights is not None:
            values = values * weights[self.areas]
        return np.bincount(self.products, values, self.shape[1]).astype(np.float64)

    def _numbers(self, name: str) -> Array:
        return np.asarray(np.nan_to_num(self.cells[name].to_numpy()[self.there]), dtype=np.float64)


_WHERE: Final = """
WHERE source = ? AND nomenclature IS NOT DISTINCT FROM ? AND product_digits = ? AND year = ? AND flow = 'export' AND frequency = 'year'
AND basis = 'national' AND partner_level = 'country' AND regime_level = 'all' AND value_usd IS NOT NULL AND reporter <> partner
GROUP BY ALL
"""
_SOLD: Final = f"SELECT reporter AS area, product, sum(value_usd) AS value FROM flows {_WHERE}"
APART: Final = """
SELECT origin, destination, avg(ln(coalesce(distance_weighted_km, distance_km))) AS far FROM pairs
WHERE coalesce(distance_weighted_km, distance_km) > 0 GROUP BY ALL
"""
_BOUGHT: Final = f"""
SELECT partner AS area, product, sum(value_usd) AS value, sum(value_usd) FILTER (far IS NOT NULL) AS near, sum(value_usd * far) AS far
FROM flows LEFT JOIN ({APART}) ON origin = reporter AND destination = partner {_WHERE}
"""
_LEVELS: Final = """
SELECT source, synthetic, nomenclature, product_digits, left(period, 4) AS year, count(DISTINCT reporter) AS reporters
FROM held WHERE flow = 'export' AND frequency = 'year' AND basis = 'national' AND partner_level = 'country' AND regime_level = 'all'
AND product_digits >= ? AND n_usd > 0 AND NOT by_firm AND NOT by_district GROUP BY ALL HAVING reporters >= ?
"""


def levels(connection: duckdb.DuckDBPyConnection, digits: int) -> tuple[Level, ...]:
    """All that tell so many digits of each product at least."""
    told = rows_of(connection, _LEVELS, (digits, LEAST_EXPORTERS)).to_pylist()
    return tuple(Level(**one) for one in told)


def sold(lake: Lake, level: Level, codes: tuple[str, ...], *, as_of: AsOf = None) -> tuple[Grid, tuple[str, ...]]:
    """By exporter and product, and the exporters as the cells name them."""
    cells = kept_table(lake, _SOLD, _asked(level), reads=("flows",), as_of=as_of)
    exporters = _words(cells, "area")
    return _grid(cells, exporters, codes), tuple(exporters.tolist())


def bought(lake: Lake, level: Level, codes: tuple[str, ...], markets: tuple[str, ...], *, as_of: AsOf = None) -> Grid:
    """By market and product: `value`, `near` (what of it has a known distance) and `far` (that, times its distance's logarithm)."""
    cells = kept_table(lake, _BOUGHT, _asked(level), reads=("flows", "pairs"), as_of=as_of)
    return _grid(cells, np.array(markets, dtype=np.str_), codes)


def _asked(level: Level) -> tuple[object, ...]:
    return level.source, level.nomenclature, level.product_digits, int(level.year)


def _grid(cells: pa.Table, areas: NDArray[np.str_], codes: tuple[str, ...]) -> Grid:
    """Codes of fewer digits take in all that begin so."""
    products = _words(cells, "product").astype(f"<U{len(codes[0])}")
    places = _places(_words(cells, "area"), areas), _places(products, np.array(codes))
    rows, columns = (
        place[_encoded(cells, name).indices.to_numpy()] for name, place in zip(("area", "product"), places, strict=True)
    )
    there = (rows >= 0) & (columns >= 0)
    return Grid(cells, there, rows[there], columns[there], (len(areas), len(codes)))


def _words(cells: pa.Table, name: str) -> NDArray[np.str_]:
    return np.asarray(_encoded(cells, name).dictionary.to_pylist(), dtype=np.str_)


def _encoded(cells: pa.Table, name: str) -> Any:
    return cells[name].combine_chunks()


def _places(words: NDArray[np.str_], among: NDArray[np.str_]) -> NDArray[np.intp]:
    """Where each word stands among the others; -1 where it does not."""
    if not len(among):
        return np.full(len(words), -1)
    order = np.argsort(among)
    at = order[np.minimum(np.searchsorted(among, words, sorter=order), len(among) - 1)]
    return np.where(among[at] == words, at, -1)
