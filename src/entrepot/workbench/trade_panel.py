"""Who sold how much to whom in the whole world, out of the lake: exporters x importers, own trade on the diagonal.

Trade is what BACI or Comtrade tell of a year. What a country sells at home nobody publishes with it: it is told as gross output
(GDP times an assumed ratio) less exports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf, Lake
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.reading import open_lake

Array = NDArray[np.float64]
FEWEST: Final = 3
# Hubs sell more abroad than they make: they keep at least this much of their exports at home.
LEAST_AT_HOME: Final = 0.1


@dataclass(frozen=True, slots=True)
class TradePanel:
    """`trade` in dollars, own trade on the diagonal; `gdp` in dollars; `coverage` is the part of the told trade that is in it."""

    countries: tuple[str, ...]
    trade: Array
    gdp: Array
    year: int
    source: str
    coverage: float
    left_out: tuple[str, ...]
    raised: tuple[str, ...]
    notes: tuple[T, ...]

    def place(self, country: str) -> int | None:
        return self.countries.index(country) if country in self.countries else None


def trade_panel(
    lake: Lake, year: int, *, output_per_gdp: float, needed: tuple[str, ...] = (), as_of: AsOf = None
) -> TradePanel:
    """The year's trade (the nearest year's, where it is not held) among all countries whose GDP is known."""
    with open_lake(lake, as_of=as_of) as connection:
        chosen = _chosen(connection, year)
        flows = connection.execute(_TRADE, _asked(chosen)).fetchnumpy()
        gdp = _gdp(connection, chosen["year"])
    exporter, importer, value = (np.asarray(flows[name]) for name in ("exporter", "importer", "value"))
    own, told = frozenset(exporter), frozenset(exporter) | frozenset(importer)
    countries = tuple(sorted(name for name in own if name in gdp))
    _refuse_without(needed, own, gdp, chosen)
    if len(countries) < FEWEST:
        raise _nothing(year)
    places = {name: place for place, name in enumerate(countries)}
    inside = np.array([one in places and other in places for one, other in zip(exporter, importer, strict=True)])
    trade = np.zeros((len(countries), len(countries)))
    rows, columns = ([places[name] for name in names[inside]] for names in (exporter, importer))
    np.add.at(trade, (rows, columns), value[inside])
    np.fill_diagonal(trade, 0.0)
    sold, bought = trade.sum(axis=1), trade.sum(axis=0)
    keeps = (sold > 0) & (bought > 0)
    countries = tuple(name for name, kept in zip(countries, keeps, strict=True) if kept)
    trade, sold = trade[np.ix_(keeps, keeps)], sold[keeps]
    amounts = np.array([gdp[name] for name in countries])
    home = output_per_gdp * amounts - sold
    raised = home < LEAST_AT_HOME * sold
    np.fill_diagonal(trade, np.where(raised, LEAST_AT_HOME * sold, home))
    known = float(value[inside].sum() / value.sum())
    names = tuple(name for name, up in zip(countries, raised, strict=True) if up)
    return TradePanel(
        countries, trade, amounts, int(chosen["year"]), str(chosen["source"]), known,
        tuple(sorted(told - frozenset(countries))), names, _notes(year, chosen, known, names),
    )  # fmt: skip


_HELD: Final = """
SELECT source, year, product_digits, nomenclature, synthetic, count(DISTINCT reporter) AS reporters, sum(usd) AS value
FROM (SELECT *, try_cast(left(period, 4) AS INTEGER) AS year FROM held)
WHERE flow = 'export' AND frequency = 'year' AND basis = 'national' AND partner_level = 'country' AND regime_level = 'all'
    AND n_usd > 0 AND reporter <> 'WLD' AND NOT by_firm AND NOT by_district
GROUP BY ALL HAVING count(DISTINCT reporter) >= 3
"""
_TRADE: Final = """
SELECT reporter AS exporter, partner AS importer, sum(value_usd)::DOUBLE AS value FROM flows
WHERE source = ? AND left(period, 4) = ? AND product_digits = ? AND nomenclature IS NOT DISTINCT FROM ? AND flow = 'export'
    AND frequency = 'year' AND basis = 'national' AND partner_level = 'country' AND regime_level = 'all' AND value_usd IS NOT NULL
    AND firm_type IS NULL AND customs_district IS NULL AND reporter <> 'WLD'
GROUP BY ALL
"""
_GDP: Final = """
SELECT area, year, value, apart FROM (
    SELECT area, try_cast(left(period, 4) AS INTEGER) AS year, value, 0 AS apart FROM series
    WHERE measure IN ('gdp', 'NY.GDP.MKTP.CD') AND unit = 'USD' AND frequency = 'year' AND value > 0
        AND counterpart IS NULL AND coalesce(subject, 'NY.GDP.MKTP.CD') = 'NY.GDP.MKTP.CD'
    UNION ALL
    SELECT DISTINCT origin, year, origin_gdp_usd, 1 FROM pairs WHERE origin_gdp_usd > 0
) WHERE abs(year - ?) <= 3
QUALIFY row_number() OVER (PARTITION BY area ORDER BY abs(year - ?), apart, value) = 1
"""


def _chosen(connection: duckdb.DuckDBPyConnection, year: int) -> dict[str, Any]:
    """Real before synthetic, the nearest year, the most countries, totals before goods."""
    held = rows_of(connection, _HELD).to_pylist()
    if not held:
        raise _nothing(year)
    order = {source.id: place for place, source in enumerate(ALL_SOURCES)}
    chosen: dict[str, Any] = min(
        held,
        key=lambda one: (
            one["synthetic"], abs(one["year"] - year), -one["reporters"], one["product_digits"],
            order.get(one["source"], len(order)),
        ),
    )  # fmt: skip
    return chosen


def _asked(chosen: dict[str, Any]) -> list[object]:
    return [chosen["source"], str(chosen["year"]), chosen["product_digits"], chosen["nomenclature"]]


def _gdp(connection: duckdb.DuckDBPyConnection, year: object) -> dict[str, float]:
    """Of the nearest year within three."""
    known = all_by_id()
    found = rows_of(connection, _GDP, (year, year)).to_pylist()
    return {row["area"]: row["value"] for row in found if row["area"] in known and known[row["area"]].kind == "country"}


def _refuse_without(
    needed: tuple[str, ...], own: frozenset[str], gdp: dict[str, float], chosen: dict[str, Any]
) -> None:
    for name in needed:
        title = all_by_id()[name].name
        if name not in own:
            raise MissingData(
                T(
                    f"{chosen['source']} of {chosen['year']} tells nothing that {title.en} sold; take in a whole year of BACI: entrepot source show baci",
                    f"{chosen['source']} {chosen['year']} 年没有{title.zh}的出口；请收入 BACI 的完整年份：entrepot source show baci",
                )
            )
        if name not in gdp:
            raise _no_gdp(title)


def _no_gdp(title: T) -> MissingData:
    return MissingData(
        T(
            f"no GDP of {title.en} in dollars is held, and sales at home are told from it; take in the World Bank's NY.GDP.MKTP.CD or CEPII's gravity file",
            f"数据湖中没有{title.zh}的美元GDP，无法推算国内销售；请收入世界银行 NY.GDP.MKTP.CD 或 CEPII 引力数据",
        )
    )


def _nothing(year: int) -> MissingData:
    return MissingData(
        T(
            f"an equilibrium needs who sold how much to whom in the world around {year}, and GDP in dollars; take in BACI (entrepot source show baci) "
            "and the World Bank's NY.GDP.MKTP.CD (entrepot source show world_bank_indicators), or ask with method stress",
            f"一般均衡需要 {year} 年前后世界各国之间的贸易与美元GDP；请收入 BACI（entrepot source show baci）"
            "和世界银行 NY.GDP.MKTP.CD（entrepot source show world_bank_indicators），或改用 stress 方法",
        )
    )


def _notes(year: int, chosen: dict[str, Any], known: float, raised: tuple[str, ...]) -> tuple[T, ...]:
    found = [
        T(
            f"world trade as {chosen['source']} tells it of {chosen['year']}; {known:.1%} of it is among the countries whose GDP is known",
            f"世界贸易取自 {chosen['source']} {chosen['year']} 年，其中 {known:.1%} 在GDP已知的国家之间",
        )
    ]
    if chosen["year"] != year:
        found.append(T(f"no world trade of {year} is held", f"数据湖中没有 {year} 年的世界贸易"))
    if raised:
        found.append(
            T(
                f"exports above output: {', '.join(raised)} are taken to sell at home a tenth of what they export",
                f"出口超过产出：{'、'.join(raised)} 的国内销售按其出口的十分之一计",
            )
        )
    return tuple(found)
