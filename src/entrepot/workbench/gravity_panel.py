"""A gravity panel out of the lake: who sold how much to whom, and what stands between them; a region as an exporter of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import AsOf
from entrepot.sources import ALL_SOURCES, source_named
from entrepot.vocabulary.areas import all_by_id, area
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.reading import open_lake
from entrepot.workbench.tariff_lines import nation_of

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

FEWEST: Final = 3
# Hubs sell more abroad than they make: they keep at least this much of their exports at home.
LEAST_AT_HOME: Final = 0.1


@dataclass(frozen=True, slots=True)
class GravityPanel:
    """`table` as `models.gravity` takes it, in dollars; `notes` say what was assumed of it; `vintage` is the day of the newest data."""

    table: pa.Table
    source: T
    synthetic: bool
    notes: tuple[T, ...]
    vintage: str


def gravity_panel(
    workbench: Workbench,
    *,
    region: str | None = None,
    years: str | None = None,
    every: int = 1,
    output_per_gdp: float | None = None,
    shifts: tuple[int, ...] = (),
    digits: int | None = None,
    source: str | None = None,
    as_of: AsOf = None,
) -> GravityPanel:
    """All exporters of the source that tells most countries.

    region          is an exporter of its own, and its nation's sales are those of the rest
    every           every so many years, counted back from the last one
    output_per_gdp  gross output over GDP: what a country makes and does not export it sells at home; without it, no domestic trade
    shifts          years by which agreements are needed too: 4 for a lag, -4 for a lead
    digits          chapters (2) or longer codes as `sector`
    """
    chosen = source or _widest_source(workbench, as_of)
    told_by = source_named(chosen).title
    sold, synthetic = _sold(workbench, None, years, digits, chosen, as_of)
    last = int(pc.max(sold["year"]).as_py())
    kept = pc.equal(
        pc.subtract(last, pc.multiply(pc.divide(pc.subtract(last, sold["year"]), every), every)), sold["year"]
    )
    sold = sold.filter(kept)
    notes = [
        T(
            f"trade as {told_by.en} tells it; between two countries that it covers in a year, no row is no trade",
            f"贸易额取自 {told_by.zh}；该来源当年覆盖的两国之间，没有记录即为零贸易",
        )
    ]
    own, home = None, area(region).id if region is not None else ""
    # A country is among the exporters already.
    if home and nation_of(home) != home:
        own, own_synthetic = _sold(workbench, home, years, digits, None, as_of)
        synthetic |= own_synthetic
        notes.append(_SAME_DISTANCES)
    with open_lake(workbench.lake, as_of=as_of) as connection:
        connection.register("sold_by_all", sold)
        if own is not None:
            notes += _with_region(connection, own, home)
        else:
            connection.execute("CREATE OR REPLACE TEMP VIEW sold AS SELECT * FROM sold_by_all")
        _nations(connection)
        connection.execute(_ties(shifts))
        table = rows_of(connection, _panel(shifts, sector=digits is not None))
        if output_per_gdp is not None:
            table = pa.concat_tables(
                [table, rows_of(connection, _domestic(shifts, digits is not None), (output_per_gdp,))]
            )
            notes.append(_said_of_domestic(output_per_gdp))
    table, sized = _with_sizes(table)
    notes += [_SIZES_ARE_SUMS] if sized else []
    return GravityPanel(table, told_by, synthetic, tuple(notes), _vintage(workbench))


def _vintage(workbench: Workbench) -> str:
    """Of the newest batch of a table that panels are made of."""
    made_of = [one.record for one in workbench.history() if one.table in ("flows", "pairs", "series")]
    return max((str(one.get("vintage") or one["at"])[:10] for one in made_of), default="")


def _widest_source(workbench: Workbench, as_of: AsOf) -> str:
    """Real before synthetic, then the most countries."""
    with open_lake(workbench.lake, as_of=as_of) as connection:
        held = rows_of(
            connection,
            "SELECT source, bool_and(synthetic) AS synthetic, list(DISTINCT reporter) AS reporters FROM held WHERE flow = 'export' "
            "AND partner_level = 'country' AND frequency IN ('year', 'month') AND n_usd > 0 GROUP BY source",
        ).to_pylist()
    order = {one.id: place for place, one in enumerate(ALL_SOURCES)}
    known = all_by_id()

    def preference(row: dict[str, Any]) -> tuple[Any, ...]:
        countries = sum(known[one].kind == "country" for one in row["reporters"] if one in known)
        return row["synthetic"], -countries, -len(row["reporters"]), order.get(row["source"], len(order))

    able = [row for row in held if len(row["reporters"]) >= FEWEST]
    if not able:
        raise MissingData(
            T(
                "gravity needs who sold how much to whom among many exporters; take in BACI (entrepot source show baci), or give a panel of your own",
                "引力模型需要多个出口方之间的贸易数据；请收入 BACI（entrepot source show baci），或提供自有面板数据",
            )
        )
    return str(min(able, key=preference)["source"])


def _sold(
    workbench: Workbench, region: str | None, years: str | None, digits: int | None, source: str | None, as_of: AsOf
) -> tuple[pa.Table, bool]:
    """exporter, importer, year, (sector,) trade; only trade with countries."""
    by = ("partner",) if digits is None else ("partner", "product")
    answer = workbench.measure(
        "exports",
        region=region,
        by=by,
        period=years,
        frequency="year",
        currency="USD",
        source=source,
        digits=digits,
        as_of=as_of,
    )
    known = all_by_id()
    countries = pa.array([one.id for one in known.values() if one.kind == "country"])
    rows = answer.table.filter(
        pc.and_(pc.is_valid(answer.table["value"]), pc.is_in(answer.table["partner"], countries))
    )
    columns = {
        "exporter": rows["reporter"], "importer": rows["partner"], "year": pc.cast(pc.utf8_slice_codeunits(rows["period"], 0, 4), pa.int64()),
        **({} if digits is None else {"sector": rows["product"]}), "trade": rows["value"],
    }  # fmt: skip
    return pa.table(columns), answer.synthetic


def _with_region(connection: duckdb.DuckDBPyConnection, own: pa.Table, region: str) -> list[T]:
    """The view `sold` with the region beside the rest of its nation; what the region sells above its nation is told."""
    nation = nation_of(region)
    connection.register("sold_by_region", own)
    keys = "importer, year" + (", sector" if "sector" in own.column_names else "")
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW sold AS "
        "SELECT * EXCLUDE (region_trade) REPLACE (CASE WHEN exporter = "
        f"'{nation}' THEN greatest(trade - coalesce(region_trade, 0), 0) ELSE trade END AS trade) "
        f"FROM sold_by_all LEFT JOIN (SELECT {keys}, trade AS region_trade FROM sold_by_region) USING ({keys}) "
        f"WHERE exporter <> '{region}' UNION ALL BY NAME "
        "SELECT * FROM sold_by_region WHERE year IN (SELECT year FROM sold_by_all)"
    )
    if not connection.execute(f"SELECT count(*) FROM sold WHERE exporter = '{region}'").fetchone()[0]:  # type: ignore[index]
        raise MissingData(
            T(
                f"no exports of {area(region).name.en} are held for the years of the panel",
                f"面板所含年份没有{area(region).name.zh}的出口数据",
            )
        )
    above = connection.execute(
        f"SELECT count(*) FROM sold_by_all JOIN sold_by_region AS own USING ({keys}) "
        f"WHERE sold_by_all.exporter = '{nation}' AND own.trade > sold_by_all.trade"
    ).fetchone()
    if not above or not above[0]:
        return []
    return [
        T(
            f"in {above[0]} rows the region sells more than its nation does by the other source: the rest then sells nothing there",
            f"有 {above[0]} 行地区出口超过另一来源的全国出口，该处其余地区记为零",
        )
    ]


def _nations(connection: duckdb.DuckDBPyConnection) -> None:
    """What stands between a province and its buyers is told of its country."""
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT exporter FROM sold UNION SELECT DISTINCT importer FROM sold"
        ).fetchall()
    ]
    known = all_by_id()
    connection.register(
        "nations", pa.table({"id": ids, "country": [nation_of(one) if one in known else one for one in ids]})
    )


def _ties(shifts: tuple[int, ...]) -> str:
    """What does not change with the years from whichever year tells it last; agreements and GDP only of the very year."""
    lasting = {
        "distance_km": "coalesce(distance_weighted_km, distance_km)", "contiguous": "contiguous::DOUBLE",
        "common_language": "common_language::DOUBLE", "colony": "colony::DOUBLE",
    }  # fmt: skip
    columns = ", ".join(
        f"arg_max({value}, coalesce(year, 0)) FILTER ({value} IS NOT NULL) AS {name}" for name, value in lasting.items()
    )
    return (
        f"CREATE OR REPLACE TEMP VIEW ties AS SELECT origin, destination, {columns} FROM pairs GROUP BY ALL; "
        "CREATE OR REPLACE TEMP VIEW agreements AS SELECT origin, destination, year, max(rta)::DOUBLE AS rta "
        "FROM pairs WHERE rta IS NOT NULL AND year IS NOT NULL GROUP BY ALL; "
        "CREATE OR REPLACE TEMP VIEW sizes AS SELECT area, year, first(value ORDER BY apart) AS gdp FROM ("
        "SELECT area, try_cast(left(period, 4) AS INTEGER) AS year, value, 0 AS apart FROM series WHERE measure IN ('gdp', 'NY.GDP.MKTP.CD') "
        "AND unit = 'USD' AND frequency = 'year' AND value > 0 AND counterpart IS NULL AND coalesce(subject, 'NY.GDP.MKTP.CD') = 'NY.GDP.MKTP.CD' "
        "UNION ALL SELECT DISTINCT origin, year, origin_gdp_usd, 1 FROM pairs WHERE origin_gdp_usd > 0) GROUP BY ALL"
    )


def _panel(shifts: tuple[int, ...], *, sector: bool) -> str:
    """Every exporter with every importer of a year, zero where nothing is told."""
    cells = "exporter, importer, year" + (", sector" if sector else "")
    wide = " CROSS JOIN (SELECT DISTINCT sector FROM sold)" if sector else ""
    joins = "".join(
        f" LEFT JOIN agreements AS {_name(years)} ON {_name(years)}.origin = a.country AND {_name(years)}.destination = b.country "
        f"AND {_name(years)}.year = grid.year - {years}"
        for years in (0, *shifts)
    )
    agreed = ", ".join(f"{_name(years)}.rta AS {_name(years)}" for years in (0, *shifts))
    return (
        f"WITH grid AS (SELECT * FROM (SELECT DISTINCT exporter, year FROM sold) JOIN (SELECT DISTINCT importer, year FROM sold) "
        f"USING (year){wide} WHERE exporter <> importer) "
        f"SELECT {', '.join(f'grid.{one}' for one in cells.split(', '))}, coalesce(sold.trade, 0)::DOUBLE AS trade, "
        f"ties.distance_km, ties.contiguous, ties.common_language, ties.colony, {agreed}, "
        "sells.gdp AS exporter_size, buys.gdp AS importer_size FROM grid "
        f"LEFT JOIN sold USING ({cells}) JOIN nations AS a ON a.id = exporter JOIN nations AS b ON b.id = importer "
        "LEFT JOIN ties ON ties.origin = a.country AND ties.destination = b.country "
        "LEFT JOIN sizes AS sells ON sells.area = exporter AND sells.year = grid.year "
        f"LEFT JOIN sizes AS buys ON buys.area = importer AND buys.year = grid.year{joins} "
        "WHERE a.country <> b.country ORDER BY ALL"
    )


def _domestic(shifts: tuple[int, ...], sector: bool) -> str:
    """Of each country with a GDP: output less exports; by sector nobody can say."""
    if sector:
        raise MissingData(
            T(
                "what countries sell at home is not told by sector: leave output_per_gdp out, or give a panel of your own",
                "各国国内销售没有分部门数据：请去掉 output_per_gdp，或提供自有面板",
            )
        )
    agreed = ", ".join(f"0::DOUBLE AS {_name(years)}" for years in (0, *shifts))
    return (
        "SELECT exporter, exporter AS importer, sold.year AS year, "
        f"greatest(?::DOUBLE * any_value(gdp) - sum(trade), {LEAST_AT_HOME} * sum(trade))::DOUBLE AS trade, "
        "any_value(distance_km) AS distance_km, 0::DOUBLE AS contiguous, 0::DOUBLE AS common_language, 0::DOUBLE AS colony, "
        f"{agreed}, any_value(gdp) AS exporter_size, any_value(gdp) AS importer_size "
        "FROM sold JOIN sizes ON sizes.area = exporter AND sizes.year = sold.year "
        "LEFT JOIN ties ON ties.origin = exporter AND ties.destination = exporter GROUP BY exporter, sold.year"
    )


def _name(years: int) -> str:
    return "rta" if years == 0 else f"rta_lag{years}" if years > 0 else f"rta_lead{-years}"


def _with_sizes(table: pa.Table) -> tuple[pa.Table, bool]:
    """Where no GDP at all is held, sizes are sums of the panel's own trade."""
    if table["exporter_size"].null_count < table.num_rows:
        return table, False
    for side in ("exporter", "importer"):
        sums = (
            table.group_by([side, "year"]).aggregate([("trade", "sum")]).rename_columns({"trade_sum": f"{side}_size"})
        )
        table = table.drop_columns([f"{side}_size"]).join(sums, [side, "year"])
    return table.combine_chunks(), True


_SIZES_ARE_SUMS: Final = T(
    "no GDP is held: sizes are what each sells and buys in the panel",
    "数据湖中没有GDP：规模以面板内的卖出、买入总额计",
)
_SAME_DISTANCES: Final = T(
    "distances and ties of the region are those of its nation; its nation's sales are those of the rest of it",
    "地区的距离等双边变量取其国家的数值；其国家的出口为扣除该地区后的余额",
)


def _said_of_domestic(ratio: float) -> T:
    return T(
        f"sales at home are {ratio:g} times GDP less exports, and at least a tenth of exports: an assumption",
        f"国内销售按 GDP 的 {ratio:g} 倍减出口推算，且不低于出口的十分之一：此为假设",
    )
