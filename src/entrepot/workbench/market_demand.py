"""What each market buys of each product, from whom the lake tells it: the world's exporters, or at least all provinces.

With the world's trade: demand, world exports, and how far a market's suppliers usually are. Without it, what all provinces in the
lake sell there together stands for demand, and is called so: it says where others of the nation sell what the region could sell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import duckdb
import numpy as np
from numpy.typing import NDArray

from entrepot.lake.lake import AsOf, Lake
from entrepot.vocabulary.areas import all_by_id, mainland_provinces
from entrepot.vocabulary.text import T
from entrepot.workbench.reading import open_lake
from entrepot.workbench.trade_cells import TradeCells, trade_cells
from entrepot.workbench.world_sales import APART, Level, bought, levels, sold

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Array = NDArray[np.float64]
_MOST_NAMED: Final = 5
Whose = Literal["world", "provinces"]


@dataclass(frozen=True, slots=True)
class MarketDemand:
    """Markets x products, in dollars (of the region's own currency where it is the provinces').

    exporters     whose exports make up demand: how many they are; `year` and `source` where they are from
    log_distance  by market from the region's nation, and `mean_log_distance` of what each market buys; None where not known
    """

    whose: Whose
    year: str
    source: str
    exporters: int
    bought: Array
    world: Array
    expected: Array
    log_distance: Array | None
    mean_log_distance: Array | None
    synthetic: bool
    notes: tuple[T, ...]


def market_demand(
    workbench: Workbench,
    own: TradeCells,
    codes: tuple[str, ...],
    markets: tuple[str, ...],
    nation: str,
    growth: dict[str, float],
    *,
    as_of: AsOf = None,
) -> MarketDemand:
    """Of the products and markets of a region's exports."""
    with open_lake(workbench.lake, as_of=as_of) as connection:
        level = _level(connection, own)
    if level is not None:
        return _of_world(workbench.lake, level, own, codes, markets, nation, growth, as_of=as_of)
    return _of_provinces(workbench, own, codes, markets, as_of=as_of)


def _level(connection: duckdb.DuckDBPyConnection, own: TradeCells) -> Level | None:
    """Real before synthetic, the region's own edition, the nearest year that is not later, the most exporters."""
    if own.currency != "USD":
        return None
    year = int(own.period[:4])

    def preference(one: Level) -> tuple[Any, ...]:
        edition = own.nomenclature != "" and one.nomenclature != own.nomenclature
        late = int(one.year) > year
        return one.synthetic, edition, late, abs(int(one.year) - year), -one.reporters, one.product_digits

    return min(levels(connection, own.digits), key=preference, default=None)


def _of_world(
    lake: Lake,
    level: Level,
    own: TradeCells,
    codes: tuple[str, ...],
    markets: tuple[str, ...],
    nation: str,
    growth: dict[str, float],
    *,
    as_of: AsOf,
) -> MarketDemand:
    by_exporter, exporters = sold(lake, level, codes, as_of=as_of)
    money, near, far = bought(lake, level, codes, markets, as_of=as_of).sums("value", "near", "far")
    usual = np.divide(far, near, out=np.full_like(near, np.nan), where=near != 0)
    ratios = np.array([growth.get(one, 1.0) for one in exporters])
    distance = _distances_of(lake, nation, markets, as_of=as_of)
    return MarketDemand(
        "world", level.year, level.source, level.reporters, np.nan_to_num(money),
        by_exporter.over_areas(), by_exporter.over_areas(ratios), distance if np.isfinite(distance).any() else None, usual,
        level.synthetic, tuple(_notes(level, own, distance, markets, nation)),
    )  # fmt: skip


def _distances_of(lake: Lake, nation: str, markets: tuple[str, ...], *, as_of: AsOf) -> Array:
    """Logarithms; NaN where none is known."""
    with open_lake(lake, as_of=as_of) as connection:
        told = connection.execute(f"SELECT destination, far FROM ({APART}) WHERE origin = ?", [nation]).fetchall()
    known = dict(told)
    return np.array([known.get(one, np.nan) for one in markets])


def _notes(level: Level, own: TradeCells, distance: Array, markets: tuple[str, ...], nation: str) -> list[T]:
    name = all_by_id()[nation].name
    found = [
        T(
            f"demand is what {level.reporters} countries sold in {level.year} by {level.source}",
            f"需求为{level.source}中{level.reporters}个国家{level.year}年的出口",
        )
    ]
    if own.nomenclature and level.nomenclature != own.nomenclature:
        found.append(
            T(
                f"the region's codes are {own.nomenclature}, those of demand {level.nomenclature}: matched as they are printed",
                f"地区采用{own.nomenclature}，需求采用{level.nomenclature}：按原编码对应",
            )
        )
    if not np.isfinite(distance).any():
        return [*found, NO_DISTANCES]
    lacking = [
        market for market, far in zip(markets, distance.tolist(), strict=True) if np.isnan(far) and market != nation
    ]
    found.append(
        T(
            f"distances are those of {name.en} (CEPII), not of the region's own place",
            f"距离采用{name.zh}的距离（CEPII），而非本地区的",
        )
    )
    if lacking:
        names = [all_by_id()[one].name if one in all_by_id() else T(one, one) for one in lacking[:_MOST_NAMED]]
        more = len(lacking) - len(names)
        en, zh = ", ".join(one.en for one in names), "、".join(one.zh for one in names)
        found.append(
            T(
                f"no distance is known to {en}{f' and {more} more' if more else ''}: taken as usual there",
                f"缺少到{zh}{f'等{len(lacking)}个市场' if more else ''}的距离：按该市场的通常距离处理",
            )
        )
    return found


NO_DISTANCES: Final = T(
    "no distances in the lake, so distance plays no part: ingest dist_cepii (entrepot source show cepii_geodist)",
    "数据湖中没有距离数据，未计入距离因素：请收入 dist_cepii（entrepot source show cepii_geodist）",
)


def _of_provinces(
    workbench: Workbench, own: TradeCells, codes: tuple[str, ...], markets: tuple[str, ...], *, as_of: AsOf
) -> MarketDemand:
    every = trade_cells(
        workbench,
        mainland_provinces(),
        "export",
        period=own.period,
        source=own.source,
        currency=own.currency,
        as_of=as_of,
    )
    found, money = every.at_digits(len(codes[0]), markets)
    at = np.minimum(np.searchsorted(np.array(found), np.array(codes)), len(found) - 1)
    there = np.array(found)[at] == np.array(codes)
    bought = np.where(there[:, None], money[at], 0).T
    number = len(np.unique(every.reporters))
    note = T(
        f"the lake does not tell what the world sells: demand is what {number} provinces sell there together, so the potential is "
        "what the region would sell with its share of them everywhere; ingest BACI for the world's demand (entrepot source show baci)",
        f"数据湖中没有世界贸易：以{number}个省份在该市场的出口合计作为需求，潜力即本地区按其在各省中的份额应有的出口；"
        "如需世界需求，请收入 BACI（entrepot source show baci）",
    )
    return MarketDemand(
        "provinces", own.period, own.source, number, bought, bought.sum(axis=0), bought.sum(axis=0), None, None,
        every.synthetic, (note,),
    )  # fmt: skip
