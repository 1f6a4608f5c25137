"""What the lake can tell of a region, and the draft of a study made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from entrepot.lake.engine import rows_of
from entrepot.sources import ALL_SOURCES, source_named
from entrepot.studies.drafting import Holding, Wanted, draft
from entrepot.studies.figures import area_id
from entrepot.studies.places import home_group, places_of
from entrepot.studies.writing import PUBLISHED
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T
from entrepot.workbench.listed_goods import ListedGoods, listed_goods
from entrepot.workbench.reading import open_lake

if TYPE_CHECKING:
    import duckdb

    from entrepot.workbench.bench import Workbench

_YEARS: Final = 10
# A year's trade that is told in 万 rather than in 亿.
_SMALL: Final = 2e8
_FLOWS: Final = """
WITH own AS (SELECT * FROM held WHERE reporter = ? AND flow IN ('export', 'import') AND basis IS DISTINCT FROM 'published'),
years AS (
    SELECT source, left(period, 4) AS year FROM own WHERE frequency IN ('year', 'month')
    GROUP BY ALL HAVING bool_or(frequency = 'year') OR count(DISTINCT period) = 12
),
-- What is listed is added up at one level only: the largest is the whole, or the nearest to it.
sums AS (
    SELECT source, left(period, 4) AS year, flow, frequency, product_digits, partner_level, regime_level, basis, by_firm, by_district, money,
        sum(coalesce(usd, cny)) AS value
    FROM own WHERE frequency IN ('year', 'month') GROUP BY ALL
)
SELECT own.source, bool_or(own.synthetic) AS synthetic, min(years.year) AS first, max(years.year) AS last,
    bool_or(n_usd > 0) AS usd, bool_or(partner_level = 'country') AS partners,
    max(product_digits) >= 2 AS products, bool_or(regime_level = 'code' OR regime_level = 'group') AS regimes,
    bool_or(flow = 'export') AS exports, bool_or(flow = 'import') AS imports,
    (SELECT max(value) FROM sums WHERE sums.source = own.source AND sums.year = max(years.year)) AS largest
FROM own JOIN years USING (source) GROUP BY own.source
"""
_OTHERS: Final = """
SELECT count(DISTINCT reporter) >= 2 FROM held
WHERE source = ? AND left(period, 4) = ? AND list_contains(?, reporter) AND basis IS DISTINCT FROM 'published'
"""
_PRINTED: Final = """
SELECT min(period) AS first, max(period) AS last, unit FROM series
WHERE area = ? AND measure IN ('exports', 'imports') AND frequency = 'year' AND value IS NOT NULL
AND coalesce(counterpart, 'WLD') = ? AND coalesce(subject, 'goods') = 'goods' AND unit IN ('USD', 'CNY')
GROUP BY unit HAVING count(DISTINCT measure) = 2 ORDER BY count(*) DESC LIMIT 1
"""
# What print tells of the economy around the trade, over all the years of it and in its money.
_AROUND: Final = """
SELECT area, measure FROM series
WHERE area IN (?, 'CHN') AND measure IN ('gdp', 'fdi_inflow', 'trade_dependence') AND frequency = 'year' AND value IS NOT NULL
AND coalesce(subject, 'goods') = 'goods' AND unit IN (?, '1') AND period BETWEEN ? AND ?
GROUP BY area, measure HAVING count(DISTINCT period) = ? - ? + 1
"""


def new_study(
    workbench: Workbench,
    region: str,
    *,
    partner: str = "",
    peers: Sequence[str] = (),
    period: str = "",
    name: str = "",
    source: str = "",
    judged: bool = True,
) -> str:
    """The TOML of a first draft about a region, from what the lake holds of it."""
    home = area_id(region)
    other = area_id(partner) if partner else ""
    group = tuple(peers) or (home_group(home),)
    for one in group:
        places_of(one)
    holding = holding_of(workbench, home, other, source=source_named(source).id if source else "", peers=group)
    first, last = years_of(period, holding)
    slug = name or "-".join(filter(None, (home.lower(), other.lower().replace("+", "-"), "trade")))
    _refuse_name(slug)
    return draft(Wanted(slug, home, other, group, first, last, judged), holding)


def holding_of(
    workbench: Workbench,
    region: str,
    partner: str = "",
    *,
    source: str = "",
    flows_only: bool = False,
    goods: str = "",
    peers: Sequence[str] = (),
) -> Holding:
    """The best source for a region: real before synthetic, flows before printed totals, then the order of the sources.

    Flows of a few goods come after what is printed of all: a region's page begins with its whole trade. `goods` is a code
    that the source must tell of, `peers` those that the region is to be compared with, else its own group.
    """
    order = {one.id: position for position, one in enumerate(ALL_SOURCES)}
    with open_lake(workbench.lake) as connection:
        found = [one for one in rows_of(connection, _FLOWS, [region]).to_pylist() if source in ("", one["source"])]
        printed = (
            rows_of(connection, _PRINTED, [region, partner or "WLD"]).to_pylist()
            if source in ("", PUBLISHED) and not flows_only
            else []
        )
        # What is synthetic is no region's trade anyhow, and says so.
        listed = {
            one["source"]: None if one["synthetic"] else listed_goods(connection, region, one["source"])
            for one in found
        }
        found = [one for one in found if (few := listed[one["source"]]) is None or few.tell_of(goods)]
        real = [one for one in found if not one["synthetic"]]
        chosen = min(
            real or found,
            key=lambda one: (listed[one["source"]] is not None, order.get(one["source"], len(order))),
            default=None,
        )
        lesser = chosen is not None and (chosen["synthetic"] or listed[chosen["source"]] is not None)
        if chosen is None or (lesser and printed and _longer(printed[0])):
            return _of_print(connection, region, printed[0]) if printed else Holding()
        places = [region, *(place for one in peers or (home_group(region),) for place in places_of(one))]
        others = bool(connection.execute(_OTHERS, [chosen["source"], chosen["last"], places]).fetchall()[0][0])
    return _of_flows(chosen, listed[chosen["source"]], others=others)


def sources_of(workbench: Workbench, region: str, partner: str = "") -> tuple[str, ...]:
    """The ids of the sources of which a draft about the region could be made, in their order."""
    order = {one.id: position for position, one in enumerate(ALL_SOURCES)}
    with open_lake(workbench.lake) as connection:
        found = {str(one["source"]) for one in rows_of(connection, _FLOWS, [region]).to_pylist()}
        if rows_of(connection, _PRINTED, [region, partner or "WLD"]).num_rows:
            found.add(PUBLISHED)
    return tuple(sorted(found, key=lambda one: order.get(one, len(order))))


def _longer(printed: Mapping[str, str]) -> bool:
    """Whether print alone makes a paper: several years of exports and imports."""
    return int(printed["last"][:4]) - int(printed["first"][:4]) >= 4


def _of_flows(row: Mapping[str, Any], listed: ListedGoods | None, *, others: bool) -> Holding:
    return Holding(
        source=row["source"], synthetic=row["synthetic"], first=row["first"], last=row["last"],
        currency="USD" if row["usd"] else "CNY", partners=bool(row["partners"]), products=bool(row["products"]),
        regimes=bool(row["regimes"]), others=others, exports=row["exports"], imports=row["imports"],
        small=(row["largest"] or 0) < _SMALL, only=listed.note if listed else None,
    )  # fmt: skip


def _of_print(connection: duckdb.DuckDBPyConnection, region: str, row: Mapping[str, str]) -> Holding:
    first, last = row["first"], row["last"]
    asked = [region, row["unit"], first, last, int(last[:4]), int(first[:4])]
    around = {(one["area"], one["measure"]) for one in rows_of(connection, _AROUND, asked).to_pylist()}
    output = (region, "gdp") in around
    return Holding(
        source=PUBLISHED, first=first, last=last, currency=row["unit"], output=output,
        nation=output and region != "CHN" and ("CHN", "trade_dependence") in around,
        investment=(region, "fdi_inflow") in around,
    )  # fmt: skip


def years_of(period: str, holding: Holding) -> tuple[str, str]:
    if period:
        first, _, last = period.partition("..")
        return parse_period(first).text, parse_period(last or first).text
    if not holding.last:
        year = date.today().year - 1
        return str(year - _YEARS), str(year)
    return max(holding.first, str(int(holding.last[:4]) - _YEARS)), holding.last


def _refuse_name(slug: str) -> None:
    if not slug or any(not (sign.isalnum() or sign in "-_.") for sign in slug):
        raise WrongCall(
            T(f"an id is of letters, digits, - and _, not {slug!r}", f"编号只能用字母、数字、- 和 _，而不是“{slug}”")
        )
