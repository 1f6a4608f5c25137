"""A tariff schedule out of the lake: for each line the rate that each partner meets, and why where several apply.

An importer charges the general rate of members of the WTO (`mfn`) and, where it is lower, a provisional one. Whoever has an
agreement meets the lowest of these and of the agreement's rates. Rates in money per weight are unknown here, and said to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf, Lake
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.errors import EntrepotError, MissingData, UnknownName
from entrepot.vocabulary.text import T
from entrepot.workbench.reading import open_lake

Array = NDArray[np.float64]
_HUNDRED: Final = 100.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Lines x partners as fractions, NaN where no rate in per cent is known.

    general    mfn, or the provisional rate where that is lower: what a partner without agreement meets, by line
    applied    what each partner meets
    agreements those whose rates are in `applied`, and `left_out` those that name no partner or were asked to be left out
    """

    importer: str
    year: int
    source: str
    nomenclature: str
    lines: tuple[str, ...]
    partners: tuple[str, ...]
    general: Array
    applied: Array
    agreements: tuple[str, ...]
    left_out: tuple[str, ...]
    synthetic: bool

    def at(self, codes: Sequence[str]) -> tuple[Array, Array, NDArray[np.int64]]:
        """(general, applied, lines behind each) at codes that may be shorter: means over the lines that begin with them."""
        lines, wanted = np.array(self.lines), np.array(codes)
        first = np.searchsorted(lines, wanted)
        last = np.searchsorted(lines, np.char.add(wanted, "\uffff"))
        counts = last - first
        width = self.applied.shape[1]
        both = np.column_stack([self.general, self.applied])
        sums, known = (
            np.vstack([np.zeros(width + 1), np.cumsum(values, axis=0)])
            for values in (np.nan_to_num(both), np.isfinite(both).astype(np.float64))
        )
        total, number = sums[last] - sums[first], known[last] - known[first]
        means = np.divide(total, number, out=np.full_like(total, np.nan), where=number > 0)
        return means[:, 0], means[:, 1:], counts


def nation_of(region: str) -> str:
    """The country whose tariff a region's imports meet: itself, or its nation."""
    known = all_by_id()
    area = known[region]
    while area.kind != "country" and area.parent in known:
        area = known[area.parent]
    return area.id


def schedule(
    lake: Lake,
    importer: str,
    partners: Sequence[str],
    *,
    year: int | None = None,
    without: Sequence[str] = (),
    as_of: AsOf = None,
) -> Schedule:
    """The schedule of a year (the last one up to it; the last of all where none is asked), without these agreements.

    MissingData, with what to ingest, where the lake has none; UnknownName where there is no such agreement.
    """
    with open_lake(lake, as_of=as_of) as connection:
        chosen = _chosen(connection, importer, year)
        rows = rows_of(connection, _RATES, (importer, chosen["source"], chosen["year"], chosen["nomenclature"]))
    kinds, agreements = _texts(rows, "kind"), _texts(rows, "agreement")
    lines, at = np.unique(_texts(rows, "product"), return_inverse=True)
    rate = rows["rate"].to_numpy(zero_copy_only=False).astype(np.float64) / _HUNDRED
    general = np.full(len(lines), np.nan)
    for kind in ("mfn", "provisional", "applied"):
        of_all = (kinds == kind) & (_texts(rows, "exporter") == "") & (agreements == "")
        general[at[of_all]] = np.fmin(general[at[of_all]], rate[of_all])
    asked = _asked(np.unique(agreements[agreements != ""]).tolist(), without)
    applied, used, unplaced = _preferred(rows, at, rate, general, tuple(partners), asked)
    return Schedule(
        importer, int(chosen["year"]), str(chosen["source"]), str(chosen["nomenclature"]), tuple(lines.tolist()),
        tuple(partners), general, applied, used, (*unplaced, *asked), bool(chosen["synthetic"]),
    )  # fmt: skip


_RATES: Final = """
SELECT product, kind, coalesce(agreement, '') AS agreement, coalesce(exporter, '') AS exporter, tariff_percent AS rate FROM tariffs
WHERE importer = ? AND source = ? AND year = ? AND nomenclature = ? AND kind IN ('mfn', 'provisional', 'preferential', 'applied')
"""
_HELD: Final = """
SELECT source, year, nomenclature, count(*) FILTER (kind = 'mfn') AS lines, bool_or(synthetic) AS synthetic FROM tariffs
WHERE importer = ? GROUP BY ALL HAVING lines > 0
"""


def _chosen(connection: duckdb.DuckDBPyConnection, importer: str, year: int | None) -> dict[str, Any]:
    """One source and edition of one year: real before synthetic, the nearest year, the most lines."""
    held = rows_of(connection, _HELD, (importer,)).to_pylist()
    if not held:
        name = all_by_id()[importer].name
        raise MissingData(
            T(
                f"the lake has no tariff schedule of {name.en}; take one in: entrepot source show china_tariffs (or wits_tariffs)",
                f"数据湖中没有{name.zh}的税则；请先收入：entrepot source show china_tariffs（或 wits_tariffs）",
            )
        )
    order = {source.id: place for place, source in enumerate(ALL_SOURCES)}

    def preference(one: dict[str, Any]) -> tuple[Any, ...]:
        late = year is not None and one["year"] > year
        distance = 0 if year is None else abs(one["year"] - year)
        return one["synthetic"], late, distance, -one["year"], -one["lines"], order.get(one["source"], len(order))

    return min(held, key=preference)


def _preferred(
    rows: pa.Table,
    at: NDArray[np.int64],
    rate: Array,
    general: Array,
    partners: tuple[str, ...],
    without: tuple[str, ...],
) -> tuple[Array, tuple[str, ...], tuple[str, ...]]:
    """The lowest rate that each partner meets, the agreements it is from, and those that name no partner."""
    applied = np.repeat(general[:, None], len(partners), axis=1)
    place = {partner: column for column, partner in enumerate(partners)}
    kinds, exporters, agreements = (_texts(rows, name) for name in ("kind", "exporter", "agreement"))
    preferential = (kinds == "preferential") & ~np.isin(agreements, without)
    used, unplaced = [], []
    offers = (
        rows.filter(pc.equal(rows["kind"], pa.scalar("preferential"))).group_by(["agreement", "exporter"]).aggregate([])
    )
    for agreement, exporter in sorted(zip(*(column.to_pylist() for column in offers.columns), strict=True)):
        if agreement in without:
            continue
        columns = [place[one] for one in _countries(exporter) if one in place]
        name = agreement or exporter
        if not exporter:
            unplaced.append(name)
        if not columns:
            continue
        chosen = np.flatnonzero(preferential & (agreements == agreement) & (exporters == exporter))
        cells = np.ix_(at[chosen], np.array(columns))
        # A line may stand twice (a quota and its rate): the lower rate holds.
        offered = np.full((len(general), 1), np.nan)
        np.fmin.at(offered[:, 0], at[chosen], rate[chosen])
        applied[cells] = np.fmin(applied[cells], offered[at[chosen]])
        used.append(name)
    return applied, tuple(dict.fromkeys(used)), tuple(dict.fromkeys(unplaced))


def _countries(exporter: str) -> tuple[str, ...]:
    known = all_by_id().get(exporter)
    if known is None or known.kind != "bloc":
        return (exporter,)
    try:
        return members(exporter)
    except EntrepotError:
        return ()


def _asked(known: list[str], without: Sequence[str]) -> tuple[str, ...]:
    """`RCEP` means all of RCEP-JP, RCEP-KR ..."""
    found: list[str] = []
    for word in without:
        meant = [one for one in known if one.upper() == word.upper() or one.upper().startswith(word.upper() + "-")]
        if not meant:
            whole = dict.fromkeys(one.split("-")[0] for one in known)
            raise UnknownName(T("agreement in this schedule", "该税则中的协定"), word, (*whole, *known))
        found += meant
    return tuple(found)


def _texts(rows: pa.Table, column: str) -> NDArray[Any]:
    return np.asarray(rows[column].to_pylist(), dtype=np.str_)
