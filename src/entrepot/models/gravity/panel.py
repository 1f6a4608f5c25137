"""A gravity panel made ready: who sold how much to whom in which year, with what stands between them.

Columns: exporter, importer, year, trade (zero is zero, null is unknown); then whatever the terms name, for example
distance_km, contiguous, common_language, colony, rta, exporter_size, importer_size. A row for each pair and year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from entrepot.models.gravity.specification import Effect, Specification
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
KEYS: Final = ("exporter", "importer", "year")
_BORDER = re.compile(r"border_(\d{4})")
_SHIFTED = re.compile(r"(\w+)_(lag|lead)(\d+)")


@dataclass(frozen=True, slots=True)
class Ready:
    """The rows that can be estimated on: `rows` are their places in the panel; `design` has a column for each term.

    missing         rows without trade or without a term
    without_trade   rows of zero trade, which logarithms cannot take
    """

    rows: Codes
    trade: Array
    terms: tuple[str, ...]
    design: Array
    effects: tuple[Codes, ...]
    cluster: Codes
    missing: int
    without_trade: int


def ready(panel: pa.Table, specification: Specification) -> Ready:
    """The panel in numbers; SchemaMismatch with the column, or with the pair and year, that is in the way."""
    _checked(panel)
    kept = np.ones(panel.num_rows, dtype=bool) if specification.domestic else column(panel, "international") == 1
    trade = column(panel, "trade")
    if (trade < 0).any():
        raise _at(panel, trade < 0, T("trade is negative", "贸易额为负"))
    terms = specification.every_term
    if specification.borders_by_year:
        years = np.unique(panel["year"].to_numpy()[kept])
        terms = (*terms, *(f"border_{int(year)}" for year in years[:-1]))
    design = np.column_stack([column(panel, term) for term in terms]) if terms else np.empty((len(trade), 0))
    known = np.isfinite(trade) & np.isfinite(design).all(axis=1)
    # A logarithm of zero is as unknown as a cell that is empty.
    used = kept & known
    sold = used & (trade > 0) if specification.estimator == "log_linear" else used
    rows = np.flatnonzero(sold)
    if not (trade[rows] > 0).any():
        raise SchemaMismatch(
            T(
                f"the panel has no row with trade and all of: {', '.join(terms)}",
                f"面板中没有任何一行同时具有贸易额与：{'、'.join(terms)}",
            )
        )
    return Ready(
        rows, trade[rows], terms, design[rows],
        tuple(codes(panel, effect)[rows] for effect in specification.effects),
        codes(panel, specification.cluster)[rows], int((kept & ~known).sum()), int((used & ~sold).sum()),
    )  # fmt: skip


def column(panel: pa.Table, name: str) -> Array:
    """A column as numbers, unknown as not-a-number; `log_x`, `international`, `border_2006`, `rta_lag4`, `x_abroad` are derived."""
    if name in panel.column_names:
        return np.asarray(pc.cast(panel[name], pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    if name == "international":
        return np.asarray(
            pc.not_equal(panel["exporter"], panel["importer"]).to_numpy(zero_copy_only=False), dtype=float
        )
    if border := _BORDER.fullmatch(name):
        return np.asarray(column(panel, "international") * (column(panel, "year") == int(border[1])))
    if name.startswith("log_"):
        values = column(panel, name.removeprefix("log_"))
        return np.log(np.where(values > 0, values, np.nan))
    if name.endswith("_abroad"):
        return column(panel, name.removesuffix("_abroad")) * column(panel, "international")
    if shifted := _SHIFTED.fullmatch(name):
        years = int(shifted[3])
        return _of_another_year(panel, shifted[1], -years if shifted[2] == "lag" else years)
    raise SchemaMismatch(
        T(
            f"the panel has no column {name}; it has {', '.join(panel.column_names)}",
            f"面板没有 {name} 列；现有：{'、'.join(panel.column_names)}",
        )
    )


def codes(panel: pa.Table, effect: Effect) -> Codes:
    """Whole numbers for the combinations of these columns; `pair`, `directed_pair`, `own_country` are derived."""
    whole = np.zeros(panel.num_rows, dtype=np.int64)
    for name in effect:
        part = _codes(panel, name)
        _, whole = np.unique(whole * (part.max(initial=0) + 1) + part, return_inverse=True)
    return whole


def _codes(panel: pa.Table, name: str) -> Codes:
    if name in panel.column_names:
        return _numbered(panel[name])[0]
    if name not in ("pair", "directed_pair", "own_country"):
        raise SchemaMismatch(T(f"the panel has no column {name} for an effect", f"面板没有用作效应的 {name} 列"))
    both = [*panel["exporter"].cast(pa.string()).chunks, *panel["importer"].cast(pa.string()).chunks]
    numbers, countries = _numbered(pa.chunked_array(both))
    exporter, importer = numbers[: panel.num_rows], numbers[panel.num_rows :]
    if name == "own_country":
        return np.where(exporter == importer, 1 + exporter, 0)
    if name == "directed_pair":
        return exporter * countries + importer
    return np.minimum(exporter, importer) * countries + np.maximum(exporter, importer)


def _numbered(values: pa.ChunkedArray[Any]) -> tuple[Codes, int]:
    """The place of each value among the different ones, and how many there are."""
    plain = values.cast(pa.string()) if pa.types.is_dictionary(values.type) else values
    different = plain.unique()
    return np.asarray(pc.index_in(plain, different).to_numpy(), dtype=np.int64), len(different)


def _of_another_year(panel: pa.Table, name: str, years: int) -> Array:
    """The same pair's value so many years later (or earlier, below zero); unknown where the panel does not reach."""
    values, year = column(panel, name), column(panel, "year").astype(np.int64)
    pair, span = codes(panel, ("directed_pair",)), int(year.max() - year.min()) + 2 * abs(years) + 1
    key = pair * span + (year - year.min() + abs(years))
    order = np.argsort(key)
    place = np.minimum(np.searchsorted(key, key + years, sorter=order), len(key) - 1)
    found = order[place]
    return np.where(key[found] == key + years, values[found], np.nan)


def _checked(panel: pa.Table) -> None:
    lacking = [name for name in (*KEYS, "trade") if name not in panel.column_names]
    if lacking:
        raise SchemaMismatch(
            T(f"a gravity panel needs the columns {', '.join(lacking)}", f"引力面板缺少列：{'、'.join(lacking)}")
        )
    for name in KEYS:
        if panel[name].null_count:
            raise _at(
                panel, pc.is_null(panel[name]).to_numpy(zero_copy_only=False), T(f"{name} is empty", f"{name} 为空")
            )
    key = codes(panel, KEYS)
    _, first, count = np.unique(key, return_index=True, return_counts=True)
    if (count > 1).any():
        twice = np.zeros(len(key), dtype=bool)
        twice[first[count > 1][0]] = True
        raise _at(panel, twice, T("a pair and year stands twice", "同一国家对与年份出现两次"))


def _at(panel: pa.Table, wrong: NDArray[np.bool_], what: T) -> SchemaMismatch:
    row = int(np.flatnonzero(wrong)[0])
    where = ", ".join(f"{panel[name][row].as_py()}" for name in KEYS)
    return SchemaMismatch(T(f"{what.en} in row {row} ({where})", f"{what.zh}，第 {row} 行（{where}）"))
