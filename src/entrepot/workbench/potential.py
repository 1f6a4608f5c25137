"""Where a region could sell more, and what it could take up: data from the lake, the models, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf
from entrepot.models.potential import Potential, new_products, potential
from entrepot.parameters.expected_growth import Growth, expected_growth
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.market_demand import MarketDemand, market_demand
from entrepot.workbench.reading import open_lake
from entrepot.workbench.tariff_lines import nation_of, schedule
from entrepot.workbench.trade_cells import TradeCells, last_year, trade_cells

if TYPE_CHECKING:
    from entrepot.workbench.answer import Answer
    from entrepot.workbench.bench import Workbench

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PotentialAnswer:
    """`cells` has partner, product, actual, potential, unrealised; `markets` and `products` are its sums, largest unrealised first.

    `demand` says whose purchases stand behind it: the world's, or what all provinces sell.
    """

    region: str
    period: str
    currency: str
    source: str
    demand: MarketDemand
    partners: tuple[str, ...]
    codes: tuple[str, ...]
    result: Potential
    notes: tuple[T, ...]
    synthetic: bool

    @property
    def unrealised(self) -> float:
        return float(self.result.unrealised.sum())

    @property
    def cells(self) -> pa.Table:
        return self._cells(self._told)

    def largest(self, most: int) -> pa.Table:
        """The first of `cells`: of a million the others need not be put in order."""
        told, more = self._told, self.result.unrealised[0]
        amounts = more[told]
        if len(amounts) > most:
            told = told & (more >= np.partition(amounts, -most)[-most])
        return self._cells(told).slice(0, most)

    @property
    def _told(self) -> NDArray[np.bool_]:
        return np.asarray((self.result.actual[0] > 0) | (self.result.potential[0] > 0))

    def _cells(self, told: NDArray[np.bool_]) -> pa.Table:
        actual, reach, more = (one[0] for one in (self.result.actual, self.result.potential, self.result.unrealised))
        markets, products = np.nonzero(told)
        return pa.table(
            {
                "partner": np.array(self.partners)[markets].tolist(),
                "product": np.array(self.codes)[products].tolist(),
                "actual": actual[markets, products],
                "potential": reach[markets, products],
                "unrealised": more[markets, products],
            }
        ).sort_by([("unrealised", "descending"), ("partner", "ascending"), ("product", "ascending")])

    @property
    def markets(self) -> pa.Table:
        return self._sums("partner", self.partners, 1)

    @property
    def products(self) -> pa.Table:
        return self._sums("product", self.codes, 0)

    def _sums(self, name: str, names: tuple[str, ...], axis: int) -> pa.Table:
        columns: dict[str, Any] = {name: list(names)}
        for column in ("actual", "potential", "unrealised"):
            columns[column] = getattr(self.result, column)[0].sum(axis=axis)
        return pa.table(columns).sort_by([("unrealised", "descending"), (name, "ascending")])

    def as_json(self) -> dict[str, Any]:
        return {
            "region": self.region, "period": self.period, "currency": self.currency, "source": self.source,
            "demand": {"whose": self.demand.whose, "year": self.demand.year, "source": self.demand.source, "exporters": self.demand.exporters},
            "unrealised": self.unrealised, "synthetic": self.synthetic,
            "markets": self.markets.to_pylist(), "products": self.products.to_pylist(), "cells": self.cells.to_pylist(),
            "notes": [one.as_json() for one in self.notes],
        }  # fmt: skip


def export_potential(
    workbench: Workbench,
    region: str,
    *,
    period: str | None = None,
    digits: int | None = None,
    growth: Path | str | None = None,
    source: str | None = None,
    currency: str | None = None,
    as_of: AsOf = None,
    flows: pa.Table | None = None,
) -> PotentialAnswer:
    """What a region could sell in the markets it knows; MissingData where its exports are not told by partner and product."""
    home = area(region).id
    nation = nation_of(home)
    own = trade_cells(
        workbench, home, "export", period=period, source=source, currency=currency or _dollars(flows), digits=digits,
        as_of=as_of, flows=flows,
    )  # fmt: skip
    markets = tuple(one for one in own.partners if one not in (nation, "WLD"))
    if not markets:
        raise MissingData(NO_MARKETS)
    codes, money = own.at_digits(digits or own.digits, markets)
    forecasts = {one.area: one for one in expected_growth(growth)} if growth is not None else {}
    ratios = {name: one.gdp for name, one in forecasts.items()}
    demand = market_demand(workbench, own, codes, markets, nation, ratios, as_of=as_of)
    bought_by_region = _imports(workbench, own, home, codes, as_of=as_of, flows=flows)
    tariffs, tariff_notes = _tariffs(workbench, nation, markets, codes, int(own.period[:4]), as_of=as_of)
    known = {} if demand.mean_log_distance is None else _distances(demand)
    result = potential(
        money.T[None], demand.bought, demand.world, expected_world_exports=demand.expected,
        imports=None if bought_by_region is None else bought_by_region[None],
        growth=ratios.get(home, ratios.get(nation, 1.0)),
        market_growth=[_per_head(forecasts.get(one)) for one in markets],
        population_growth=[forecasts[one].population if one in forecasts else 1.0 for one in markets],
        **tariffs, **known,
    )  # fmt: skip
    notes = [*own.notes, *demand.notes, *tariff_notes]
    if bought_by_region is None:
        notes.append(NO_IMPORTS)
    notes.append(_said_of_growth(forecasts, markets))
    return PotentialAnswer(
        home,
        own.period,
        own.currency,
        own.source,
        demand,
        markets,
        codes,
        result,
        tuple(notes),
        own.synthetic or demand.synthetic,
    )


@dataclass(frozen=True)
class NewProductsAnswer:
    """`table`: product, rank, score, density, complexity, gain, demand; the best first."""

    region: str
    period: str
    table: pa.Table
    source: str
    demand_source: str
    notes: tuple[T, ...]
    synthetic: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "region": self.region, "period": self.period, "synthetic": self.synthetic, "products": self.table.to_pylist(),
            "notes": [one.as_json() for one in self.notes],
        }  # fmt: skip


def products_to_take_up(
    workbench: Workbench,
    region: str,
    *,
    period: str | None = None,
    digits: int | None = None,
    source: str | None = None,
    as_of: AsOf = None,
) -> NewProductsAnswer:
    """Products in which the region has no advantage yet, ranked by density, complexity and demand."""
    home = area(region).id
    found = _gains(workbench, home, period=period, digits=digits, source=source, as_of=as_of)
    rows = found.table
    last = max(str(one)[:4] for one in rows["period"].to_pylist())
    rows = rows.filter(pa.array([str(one).startswith(last) for one in rows["period"].to_pylist()])).sort_by("product")
    codes = tuple(str(one) for one in rows["product"].to_pylist())
    density, complexity, gain = (_numbers(rows, name) for name in ("density", "pci", "value"))
    own = trade_cells(workbench, home, "export", period=last, source=source, currency="USD", digits=digits, as_of=as_of)
    nation = nation_of(home)
    markets = tuple(one for one in own.partners if one not in (nation, "WLD"))
    demand = market_demand(workbench, own, codes, markets, nation, {}, as_of=as_of)
    ranked = new_products(density, complexity, demand.world, candidate=np.isfinite(gain))
    order = ranked.order
    table = pa.table(
        {
            "product": [codes[one] for one in order.tolist()],
            "rank": ranked.rank[order],
            "score": ranked.score[order],
            "density": density[order],
            "complexity": complexity[order],
            "gain": gain[order],
            "demand": demand.world[order],
        }
    )
    return NewProductsAnswer(
        home,
        last,
        table,
        own.source,
        demand.source,
        (*found.notes, *demand.notes[:1], STANDINGS),
        found.synthetic or demand.synthetic,
    )


def _gains(
    workbench: Workbench, home: str, *, period: str | None, digits: int | None, source: str | None, as_of: AsOf
) -> Answer:
    """Of the last year alone: what others sell need not be read for all years that are told."""
    asked: dict[str, Any] = {"region": home, "frequency": "year", "digits": digits, "source": source, "currency": "USD", "as_of": as_of}  # fmt: skip
    last = period or last_year(workbench, home, "export", any_partner=True, source=source, currency="USD", as_of=as_of)
    try:
        return workbench.measure("cog", period=last, **asked)
    except MissingData:
        if last == period:
            raise
        # Of that year the others may not be told.
        return workbench.measure("cog", period=None, **asked)


STANDINGS: Final = T(
    "ranked by the geometric mean of the standings in density, complexity and demand among the products without an advantage",
    "在尚无优势的商品中，按密度、复杂度与需求三项位次的几何平均排序",
)
NO_MARKETS: Final = T(
    "all exports that are told by partner go to the region's own nation: there is no market abroad to look at",
    "分伙伴的出口全部流向本国，没有可评估的国外市场",
)
NO_IMPORTS: Final = T(
    "the region's own imports are not told by product, so nothing is taken off for goods that pass through",
    "没有本地区分商品的进口数据，未扣除转口部分",
)


def _dollars(flows: pa.Table | None) -> str | None:
    """The world's demand is told in dollars; a table of one's own in whatever it has."""
    return "USD" if flows is None else None


def _imports(
    workbench: Workbench, own: TradeCells, home: str, codes: tuple[str, ...], *, as_of: AsOf, flows: pa.Table | None
) -> Array | None:
    try:
        told = trade_cells(
            workbench, home, "import", period=own.period, source=None if flows is not None else own.source,
            currency=own.currency, as_of=as_of, flows=flows,
        )  # fmt: skip
    except MissingData:
        return None
    found, money = told.at_digits(len(codes[0]))
    at = np.minimum(np.searchsorted(np.array(found), np.array(codes)), len(found) - 1)
    return np.where(np.array(found)[at] == np.array(codes), money.sum(axis=1)[at], 0.0)


def _distances(demand: MarketDemand) -> dict[str, Array]:
    """Where one of the two is not known the other stands for it, so that distance plays no part there."""
    usual = demand.mean_log_distance
    if usual is None or demand.log_distance is None:
        return {}
    own = demand.log_distance[:, None]
    usual = np.where(np.isfinite(usual), usual, np.nan)
    by_market = np.nanmean(np.where(np.isfinite(usual).any(axis=1, keepdims=True), usual, 0.0), axis=1)
    own = np.where(np.isfinite(own), own, by_market[:, None])
    return {"log_distance": own.T, "mean_log_distance": np.where(np.isfinite(usual), usual, own)}


def _tariffs(
    workbench: Workbench, nation: str, markets: tuple[str, ...], codes: tuple[str, ...], year: int, *, as_of: AsOf
) -> tuple[dict[str, Any], list[T]]:
    """What the nation meets and what others meet (the general rate) in the markets whose schedule is in the lake."""
    with open_lake(workbench.lake, as_of=as_of) as connection:
        held = set(rows_of(connection, "SELECT DISTINCT importer FROM tariffs")["importer"].to_pylist())
    faced, general = np.zeros((2, len(markets), len(codes)))
    told = np.zeros(general.shape, dtype=np.bool_)
    found = []
    for place, market in enumerate(markets):
        if market not in held:
            continue
        try:
            rates = schedule(workbench.lake, market, (nation,), year=year, as_of=as_of)
        except MissingData:
            continue
        for_all, own, _ = rates.at(codes)
        known = np.isfinite(for_all) & np.isfinite(own[:, 0])
        general[place], faced[place], told[place] = np.where(known, for_all, 0), np.where(known, own[:, 0], 0), known
        found.append(market)
    if not found:
        return {}, [
            T(
                "no market's tariff is in the lake: the region is taken to meet what others meet",
                "数据湖中没有任何目标市场的税则：视同本地区与其他出口方税率相同",
            )
        ]
    some = T(
        f"tariffs are known of {', '.join(found)}; elsewhere the region is taken to meet what others meet",
        f"已知税则的市场：{'、'.join(found)}；其余市场视同与其他出口方税率相同",
    )
    return {"tariffs": faced[None], "market_tariffs": general, "tariffs_known": told}, [some]


def _per_head(one: Growth | None) -> float:
    return one.gdp / one.population if one is not None else 1.0


def _said_of_growth(forecasts: Mapping[str, Growth], markets: tuple[str, ...]) -> T:
    known = [one for one in markets if one in forecasts]
    if not known:
        return T(
            "no forecasts were given: demand and supply are taken as they are now (give a CSV of expected growth)",
            "未提供预测：供需按现状计算（可给出预期增长的 CSV）",
        )
    return T(
        f"forecasts are given for {len(known)} of {len(markets)} markets; the others are taken as they are now",
        f"{len(markets)}个市场中有{len(known)}个给出了预测；其余按现状计算",
    )


def _numbers(rows: pa.Table, name: str) -> Array:
    return np.asarray(rows[name].to_numpy(zero_copy_only=False), dtype=np.float64)
