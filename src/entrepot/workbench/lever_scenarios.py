"""Scenarios of levers that differ from region to region: written out of the region's own table, every number assumed with its range."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from entrepot.lake.engine import rows_of
from entrepot.models.scenario.declaration import Capacity, Change, MarketClosed, Scenario, Scope
from entrepot.parameters.assumption import Assumption
from entrepot.risks.levers import Lever
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.sitting import a_duckdb

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench
    from entrepot.workbench.own_flows import OwnFlows

STATED: Final = "Stated for this lever: how much is the question asked"
SMALL: Final = 0.001
"""A product below this share of the exports is small trade."""
NEAREST: Final = 0.25
"""The part of the goods without an advantage that lie nearest to what is made."""
FALLING_YEARS: Final = 3


def small_exports(workbench: Workbench, lever: Lever, own: OwnFlows) -> Scenario:
    """Goods that are each less than a thousandth of the exports grow: who sells them is not told, and small trade stands for small firms."""
    codes = _codes(
        own, f"SELECT product FROM told WHERE now > 0 AND now < {SMALL} * (SELECT sum(now) FROM told) ORDER BY 1"
    )
    if not codes:
        raise _nothing(own, T("no product of less than a thousandth of the exports", "没有占出口不足千分之一的商品"))
    grown = Assumption(
        "grown", T(f"Growth of the {len(codes)} products that are each less than a thousandth of the exports", f"{len(codes)} 种各占出口不足千分之一的商品的增长"),
        0.2, "1", STATED, 0.1, 0.3,
    )  # fmt: skip
    return _scenario(lever, grown, Capacity(scope=Scope(products=codes), amount=grown.id))


def near_goods(workbench: Workbench, lever: Lever, own: OwnFlows) -> Scenario:
    """Goods that are sold without an advantage and lie nearest to what is made (relatedness density) grow, as suppliers settle beside each other."""
    asked: dict[str, Any] = {"region": own.region, "period": own.period, "frequency": "year", "source": own.source}
    density, advantage = (workbench.measure(name, **asked).table for name in ("density", "rca"))
    with a_duckdb() as connection:
        connection.register("density", density)
        connection.register("advantage", advantage)
        rows = rows_of(
            connection,
            "SELECT product FROM (SELECT d.product, percent_rank() OVER (ORDER BY d.value DESC, d.product) AS place FROM density d "
            f"JOIN advantage a USING (product) WHERE a.value > 0 AND a.value < 1 AND d.value IS NOT NULL) WHERE place <= {NEAREST} ORDER BY 1",
        )
    codes = tuple(str(one) for one in rows["product"].to_pylist())
    if not codes:
        raise _nothing(
            own, T("no goods without an advantage beside those that have one", "没有与优势商品相近的非优势商品")
        )
    grown = Assumption(
        "grown", T(f"Growth of the {len(codes)} goods that lie nearest to what is made", f"与现有优势最相近的 {len(codes)} 种商品的增长"), 0.2, "1", STATED, 0.1, 0.3
    )  # fmt: skip
    return _scenario(lever, grown, Capacity(scope=Scope(products=codes), amount=grown.id))


def dead_goods(workbench: Workbench, lever: Lever, own: OwnFlows) -> Scenario:
    """Goods that sold less in each of three years, and at a lower price than before them, are sold no more."""
    years = [str(int(own.period[:4]) - back) for back in range(FALLING_YEARS, -1, -1)]
    falls = " AND ".join(f"v{place} < v{place - 1}" for place in range(1, len(years)))
    last = len(years) - 1
    codes = _codes(
        own, f"SELECT product FROM told WHERE v{last} > 0 AND {falls} AND v{last} / k{last} < v0 / k0 ORDER BY 1", years
    )
    if not codes:
        raise _nothing(own, T(
            f"no product that is told from {years[0]} on sold less in each of the {FALLING_YEARS} years since, and at a lower price than then",
            f"没有自 {years[0]} 年起有数据、其后 {FALLING_YEARS} 年逐年下降且单价低于该年的商品",
        ))  # fmt: skip
    pruned = Assumption(
        "pruned", T(f"The part given up of {len(codes)} products that sold less in each of {FALLING_YEARS} years at falling prices", f"连续 {FALLING_YEARS} 年量价齐降的 {len(codes)} 种商品中放弃的部分"),
        0.75, "1", STATED, 0.5, 1.0,
    )  # fmt: skip
    return _scenario(lever, pruned, MarketClosed(scope=Scope(products=codes), part=pruned.id))


MADE: Final[dict[str, Callable[[Workbench, Lever, OwnFlows], Scenario]]] = {
    "small_exports": small_exports,
    "near_goods": near_goods,
    "dead_goods": dead_goods,
}


def _codes(own: OwnFlows, sql: str, years: list[str] | None = None) -> tuple[str, ...]:
    """Products of exports: `now` in the period, and v0, k0, ... what each year's sales came to and weighed, where all was weighed."""
    money = f"value_{own.currency.lower()}"
    each = "".join(
        f", sum({money}) FILTER (left(period, 4) = '{year}') AS v{place}, "
        f"CASE WHEN bool_and(net_kg > 0) FILTER (left(period, 4) = '{year}') THEN sum(net_kg) FILTER (left(period, 4) = '{year}') END AS k{place}"
        for place, year in enumerate(years or ())
    )
    with a_duckdb() as connection:
        connection.register("own_rows", own.told)
        told = (
            f"SELECT product, coalesce(sum({money}) FILTER (starts_with(period, '{own.period}')), 0) AS now{each} "
            "FROM own_rows WHERE flow = 'export' AND product <> 'TOTAL' GROUP BY product"
        )
        return tuple(str(one) for one in rows_of(connection, f"WITH told AS ({told}) {sql}")["product"].to_pylist())


def _scenario(lever: Lever, assumed: Assumption, change: Change) -> Scenario:
    return Scenario(lever.id.replace("_", "-"), lever.title, lever.about, (change,), (assumed,))


def _nothing(own: OwnFlows, why: T) -> MissingData:
    return MissingData(T(f"{own.region} {own.period}: {why.en}, so this lever would move nothing", f"{own.region} {own.period}：{why.zh}，该措施不会产生影响"))  # fmt: skip
