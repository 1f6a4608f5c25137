"""Readings that take more than one answer of a measure: means over products, shares of groups, gaps to peers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.parameters.product_lists import high_technology
from entrepot.risks.finding import Span
from entrepot.risks.risk import Reading
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import among, quoted
from entrepot.workbench.risk_barriers import under_measures
from entrepot.workbench.risk_levels import change_of_level
from entrepot.workbench.risk_output import change_in_a_year, of_output, once
from entrepot.workbench.risk_readings import Asking, ReadingsOfAll, not_told, spans
from entrepot.workbench.risk_return import sophistication, terms_of_trade
from entrepot.workbench.risk_wholes import is_part

LEAST_WEIGHED: Final = 0.8
"""Unit values of less than this share of the trade say too little of the rest."""
PRODUCTS: Final = frozenset({"product"})


def by_product(asking: Asking, reading: Reading) -> pa.Table | None:
    """The measure of each product of each whole, with the bounds of what is not known, beside what the product is worth."""
    rows = asking.wholes.rows(reading.flow, frozenset(reading.needs), years=2)
    if rows is None:
        return None
    answer = asking.workbench.measure(reading.measure, data=rows, by="product", **dict(reading.options))
    return asking.table(
        "SELECT a.reporter, a.period, a.product, a.value, coalesce(a.value, a.value_low, 0) AS value_low, "
        "coalesce(a.value, a.value_high, 1) AS value_high, w.weight FROM answer a JOIN "
        "(SELECT reporter, period, product, sum(value) AS weight FROM given GROUP BY ALL) w USING (reporter, period, product)",
        answer=answer.table, given=rows,
    )  # fmt: skip


def origin_concentration(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The mean over products, weighted by what each is worth."""
    found = by_product(asking, reading)
    if found is None:
        return not_told(asking, reading)
    means = asking.table(
        "SELECT reporter, period, NULL::DOUBLE AS value, sum(value_low * weight) / nullif(sum(weight), 0) AS value_low, "
        "sum(value_high * weight) / nullif(sum(weight), 0) AS value_high FROM found GROUP BY ALL",
        found=found,
    )
    shares = asking.table(
        "SELECT reporter, period, product, value, weight / sum(weight) OVER (PARTITION BY reporter, period) AS weight FROM found",
        found=found,
    )
    return ReadingsOfAll(dict(spans(means, asking.years)), by_product=shares)


def one_origin(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The share of trade in products of which one origin takes at least the declared share."""
    found = by_product(asking, reading)
    if found is None:
        return not_told(asking, reading)
    limit = asking.thresholds.dominant_from
    ends = ", ".join(
        f"coalesce(sum(weight) FILTER ({end} >= {limit} - 1e-12), 0) / nullif(sum(weight), 0) AS {end}"
        for end in ("value_low", "value_high")
    )
    shares = asking.table(
        f"SELECT reporter, period, NULL::DOUBLE AS value, {ends} FROM found GROUP BY ALL", found=found
    )
    return ReadingsOfAll(dict(spans(shares, asking.years)))


def unit_value_gap(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The mean log of each product's relative unit value, weighted by exports; the reference is all regions that are read."""
    trade = asking.wholes.trade
    rows = asking.wholes.rows("export", PRODUCTS, years=2)
    told = trade.told("export", PRODUCTS)
    if rows is None or told is None:
        return not_told(asking, reading)
    if trade.alone:
        return ReadingsOfAll(
            said=T("there is no other region to compare unit values with", "没有其他地区可比较单位价值")
        )
    # A city's trade is in its province's already.
    places = among("reporter", tuple(one for one in trade.regions if not is_part(one)) or trade.regions)
    between = f"period IN ({', '.join(map(quoted, asking.years))})"
    everyone = rows_of(
        trade.connection,
        f"SELECT period, product, weighed, sum(value) AS value, sum(net_kg) AS net_kg FROM {told} WHERE {between} AND {places} GROUP BY ALL",
    )
    answer = asking.workbench.measure(
        reading.measure, data=_weighed(asking, rows), tables={"world": _weighed(asking, everyone)}
    )
    ratios = asking.table(
        "SELECT reporter, period, product, ln(value) AS value, x_pk / sum(x_pk) OVER (PARTITION BY reporter, period) AS weight, x_pk "
        "FROM answer WHERE value > 0 AND x_pk > 0",
        answer=answer.table,
    )
    means = asking.table(
        "SELECT r.reporter, r.period, sum(r.value * r.weight) AS value, sum(r.x_pk) / any_value(t.total) AS known FROM ratios r "
        "JOIN (SELECT reporter, period, sum(value) AS total FROM given GROUP BY ALL) t USING (reporter, period) GROUP BY ALL",
        ratios=ratios, given=rows,
    )  # fmt: skip
    known = asking.table(f"SELECT * FROM means WHERE known >= {LEAST_WEIGHED}", means=means)
    said = {
        row["reporter"]: T(
            f"only {row['known']:.0%} of the exports were weighed: unit values would say too little",
            f"仅 {row['known']:.0%} 的出口有重量，单位价值不足以说明",
        )
        for row in asking.table(f"SELECT * FROM means WHERE known < {LEAST_WEIGHED}", means=means).to_pylist()
        if row["period"] == asking.wholes.period
    }
    nobody = T("no exports were weighed: there are no unit values", "出口均无重量，无法得出单位价值")
    return ReadingsOfAll(
        dict(spans(known, asking.years)), None if known.num_rows or said else nobody, said, by_product=ratios
    )


def price_war(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The share of exports whose quantity rose while the unit value fell; what was not weighed may or may not be such."""
    table = asking.wholes.table("export", PRODUCTS)
    if table is None:
        return not_told(asking, reading)
    before, now = asking.years
    limits = asking.thresholds
    sql = (
        "WITH cells AS (SELECT reporter, product, nomenclature, "
        f"sum(value) FILTER (period = '{now}') AS v1, sum(value) FILTER (period = '{before}') AS v0, "
        f"sum(value) FILTER (period = '{now}' AND weighed) AS w1, sum(value) FILTER (period = '{before}' AND weighed) AS w0, "
        f"sum(net_kg) FILTER (period = '{now}' AND weighed) AS kg1, sum(net_kg) FILTER (period = '{before}' AND weighed) AS kg0 "
        f"FROM {table} WHERE period IN ('{before}', '{now}') GROUP BY ALL), "
        f"judged AS (SELECT *, kg1 > kg0 * (1 + {limits.least_rise}) AND w1 / nullif(kg1, 0) < w0 / nullif(kg0, 0) * (1 - {limits.least_fall}) AS war "
        "FROM cells WHERE v1 > 0) "
        "SELECT reporter, sum(v1) AS total, coalesce(sum(v1) FILTER (war), 0) AS war, coalesce(sum(v1) FILTER (war IS NULL AND v0 > 0), 0) AS unknown "
        "FROM judged GROUP BY reporter HAVING sum(v0) > 0"
    )
    found = asking.table(sql)
    values = {
        (row["reporter"], now): Span(row["war"] / row["total"], (row["war"] + row["unknown"]) / row["total"])
        for row in found.to_pylist()
        if row["unknown"] < row["total"]
    }
    said = None if values else T(f"quantities of {before} and {now} are needed to tell a price war, and none are held", f"判断价格战需要 {before} 与 {now} 的数量，数据湖中没有")  # fmt: skip
    return ReadingsOfAll(values, said)


def processing(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The share of the group 'processing'; a region that lists other regimes has none of it."""
    return _beside_print(asking, reading, _share_of_group(asking, reading, "processing"))


def ecommerce_gap(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The median of the peers' share of e-commerce regimes less one's own, within the same part of each region."""
    shares = _share_of_group(asking, reading, "ecommerce")
    if shares.said is not None:
        return shares
    if asking.wholes.trade.variants_of:
        return _of_each_alone(shares)
    if not any(span.high for span in shares.values.values()):
        return ReadingsOfAll(said=_NO_ECOMMERCE)
    rows = [(whole, year, span.point) for (whole, year), span in shares.values.items() if span.point is not None]
    # A city's trade is in its province's already.
    cities = [is_part(whole.partition("|")[0]) for whole, _, _ in rows]
    own = pa.table(
        {
            "reporter": [r[0] for r in rows],
            "period": [r[1] for r in rows],
            "value": [r[2] for r in rows],
            "city": cities,
        }
    )
    among_all = "OVER (PARTITION BY period, substr(reporter, strpos(reporter || '|', '|')))"
    usual = f"coalesce(median(value) FILTER (NOT city) {among_all}, median(value) {among_all})"
    gaps = asking.table(f"SELECT reporter, period, greatest({usual} - value, 0) AS value FROM own", own=own)
    return ReadingsOfAll(dict(spans(gaps, asking.years)))


def _of_each_alone(shares: ReadingsOfAll) -> ReadingsOfAll:
    """What would be of a region has no peers: it is its own usual share, where it tells such regimes at all."""
    tells = {whole for (whole, _), span in shares.values.items() if span.high}
    known = {key for key, span in shares.values.items() if key[0] in tells and span.point is not None}
    return ReadingsOfAll(
        dict.fromkeys(known, Span(0.0, 0.0)),
        otherwise=_NO_ECOMMERCE if len(tells) == 0 else None,
        said_of={whole: _NO_ECOMMERCE for whole, _ in shares.values if whole not in tells},
    )


_NO_ECOMMERCE: Final = T(
    "no region read here tells e-commerce regimes (9610, 9710, 9810, 1210) apart: two-digit trade modes hide them",
    "所读地区均未区分跨境电商监管方式（9610、9710、9810、1210）：两位数贸易方式中看不出来",
)


def _share_of_group(asking: Asking, reading: Reading, group: str) -> ReadingsOfAll:
    rows = asking.wholes.rows("export", frozenset({"regime"}), years=2)
    if rows is None:
        return not_told(asking, reading)
    if "regime_share" not in asking.answers:
        asking.answers["regime_share"] = asking.workbench.measure("regime_share", data=rows)
    shares = asking.table(
        f"SELECT reporter, period, coalesce(sum(value) FILTER (regime = '{group}'), 0) AS value, "
        f"coalesce(sum(value) FILTER (regime = '{group}'), 0) AS value_low, "
        f"least(1, coalesce(sum(value) FILTER (regime = '{group}'), 0) + greatest(0, 1 - sum(value))) AS value_high "
        "FROM answer GROUP BY ALL HAVING count(value) > 0",
        answer=asking.answers["regime_share"].table,
    )
    values = {key: Span(span.low, span.low if span.high is not None and span.low is not None and span.high - span.low < 1e-9 else span.high) for key, span in spans(shares, asking.years)}  # fmt: skip
    return ReadingsOfAll(values)


def _weighed(asking: Asking, rows: pa.Table) -> pa.Table:
    """Sums of rows without a weight have no weight, so that the measure leaves them out as it does such rows."""
    return asking.table("SELECT * REPLACE (CASE WHEN weighed THEN net_kg END AS net_kg) FROM given", given=rows)


def high_technology_share(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The share of goods of the list; a code that is shorter than those of the list may hold some of them, so it bounds the share."""
    rows = asking.wholes.rows("export", PRODUCTS, years=2)
    if rows is None:
        return _beside_print(asking, reading, not_told(asking, reading))
    codes = pa.table({"code": pa.array(high_technology().codes, pa.string())})
    shares = asking.table(
        "WITH products AS (SELECT DISTINCT product FROM given), "
        "judged AS (SELECT product, bool_or(starts_with(product, code)) AS listed, bool_or(starts_with(code, product)) AS may FROM products, codes GROUP BY product) "
        "SELECT reporter, period, sum(value) AS total, coalesce(sum(value) FILTER (listed), 0) / sum(value) AS value_low, "
        "coalesce(sum(value) FILTER (listed OR may), 0) / sum(value) AS value_high, NULL::DOUBLE AS value "
        "FROM given JOIN judged USING (product) GROUP BY reporter, period HAVING sum(value) > 0",
        given=rows, codes=codes,
    )  # fmt: skip
    return _beside_print(asking, reading, ReadingsOfAll(dict(spans(shares, asking.years))))


def _beside_print(asking: Asking, reading: Reading, found: ReadingsOfAll) -> ReadingsOfAll:
    """What papers print of wholes that no flows tell."""
    printed = asking.wholes.prints.of(reading.id)
    return replace(found, values=printed | found.values) if printed else found


def shock_weighted(asking: Asking, reading: Reading) -> ReadingsOfAll:
    """The measure over the region's markets and what these import from the world, whoever tells of that."""
    rows = asking.wholes.rows("export", frozenset({"partner"}), years=2)
    if rows is None:
        return not_told(asking, reading)
    partners = tuple(sorted(str(one) for one in rows["partner"].unique().drop_null().to_pylist() if one != "WLD"))
    asked: dict[str, Any] = {"region": partners, "frequency": "year", "currency": asking.wholes.trade.currency}
    try:
        demand = once(asking, "imports", asked, lambda: asking.workbench.measure("imports", **asked))
        tables = {"world_imports": demand.table.select(["period", "reporter", "value"])}
        answer = asking.workbench.measure(reading.measure, data=rows, tables=tables)
    except EntrepotError:
        return ReadingsOfAll(
            said=T(
                "what the markets themselves import from the world is not held, so whether their demand moves together cannot be told",
                "数据湖中没有各市场自全球的进口，无法判断其需求是否同步",
            )
        )
    found = ReadingsOfAll(dict(spans(answer.table, asking.years)))
    found.otherwise = T(
        "what some of its markets import from the world is not held for three years, so whether their demand moves together cannot be told",
        "数据湖中缺少部分市场三年以上的自全球进口，无法判断其需求是否同步",
    )
    return found


SPECIAL: Final[dict[str, Callable[[Asking, Reading], ReadingsOfAll]]] = {
    "level_change": change_of_level,
    "terms_of_trade": terms_of_trade,
    "sophistication": sophistication,
    "shock_weighted": shock_weighted,
    "high_technology": high_technology_share,
    "exposure": under_measures,
    "trade_dependence": of_output,
    "export_dependence": of_output,
    "fdi_dependence": of_output,
    "fdi_change": change_in_a_year,
    "origin_concentration": origin_concentration,
    "one_origin": one_origin,
    "unit_value_gap": unit_value_gap,
    "price_war": price_war,
    "processing": processing,
    "ecommerce_gap": ecommerce_gap,
}
