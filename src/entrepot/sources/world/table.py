"""The drawn world as rows of the flows table, one Arrow table per year, in the order of the lake's files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from entrepot.parameters.yuan_rates import CNY_PER_USD
from entrepot.sources.world.months import Monthly
from entrepot.sources.world.regimes import CODES
from entrepot.sources.world.series import Series
from entrepot.sources.world.structure import FLOWS, Extent, Floats, Ints, Structure
from entrepot.vocabulary.quantities import QuantityUnit, quantity_unit

VALUATIONS: Final = ("FOB", "CIF")

Drawn = dict[str, tuple[Series, Monthly]]


def year_tables(world: Structure, drawn: Drawn, extent: Extent, source: str) -> Iterator[pa.Table]:
    for position in range(extent.years):
        yield _year_table(world, drawn, position, extent.first_year + position, source)


def _year_table(world: Structure, drawn: Drawn, position: int, year: int, source: str) -> pa.Table:
    codes, value, kilograms = _rows_of_year(drawn, position)
    flow, reporter, partner, product, regime, month = codes
    quantity, unit = _quantity(world, product, kilograms)
    count = len(value)
    periods = tuple(f"{year}-{number:02d}" for number in range(1, 13))
    return pa.table(
        {
            "source": _same(source, count),
            "period": _words(periods, month),
            "frequency": _same("month", count),
            "flow": _words(FLOWS, flow),
            "reporter": _words(world.reporters, reporter),
            "partner": _words(world.partners, partner),
            "product": _words(world.products, product),
            "regime": _words(CODES, regime),
            "value_usd": value,
            "value_cny": np.rint(value * float(CNY_PER_USD[year])),
            "quantity": quantity,
            "quantity_unit": unit,
            "net_kg": kilograms,
            "nomenclature": _same("HS2022", count),
            "valuation": _words(VALUATIONS, flow),
            "product_digits": np.full(count, 6),
            "partner_level": _same("country", count),
            "regime_level": _same("code", count),
            "basis": _same("registration", count),
            "synthetic": np.ones(count, dtype=bool),
            "year": np.full(count, year),
        }
    )


def _rows_of_year(drawn: Drawn, position: int) -> tuple[Ints, Floats, Floats]:
    """Codes (flow, reporter, partner, product, regime, month), dollars and kilograms of what was traded in the year."""
    codes, values, weights = [], [], []
    for flow, name in enumerate(FLOWS):
        series, monthly = drawn[name]
        columns = slice(position * 12, position * 12 + 12)
        month, row = np.nonzero(monthly.value_usd[:, columns].T > 0)
        own = (series.reporter, series.partner, series.product, series.regime)
        codes.append(np.stack((np.full(len(row), flow), *(column[row] for column in own), month)))
        values.append(monthly.value_usd[:, columns][row, month])
        weights.append(monthly.net_kg[:, columns][row, month])
    both = np.concatenate(codes, axis=1)
    # Series come sorted by reporter, product and partner: a stable sort of small whole numbers finishes the order.
    order = np.argsort(((both[1] * 12 + both[5]) * 2 + both[0]).astype(np.int16), kind="stable")
    return both[:, order], np.concatenate(values)[order], np.concatenate(weights)[order]


def _quantity(world: Structure, product: Ints, kilograms: Floats) -> tuple[Floats, pa.Array[Any]]:
    per_item = world.kg_per_item[product]
    counted = ~np.isnan(per_item)
    items = np.maximum(np.rint(kilograms / np.where(counted, per_item, 1.0)), 1.0)
    units = (_unit("千克").base, _unit("个").base)
    return np.where(counted, items, kilograms), _words(units, counted.astype(np.int64))


def _unit(name: str) -> QuantityUnit:
    found = quantity_unit(name)
    assert found is not None  # noqa: S101 - both names are of the vocabulary
    return found


def _words(words: tuple[str, ...], index: Ints) -> pa.Array[Any]:
    return pa.DictionaryArray.from_arrays(index.astype(np.int32), pa.array(words)).cast(pa.string())


def _same(word: str, count: int) -> pa.Array[Any]:
    return pa.repeat(pa.scalar(word), count)
