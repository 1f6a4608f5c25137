"""The drivers of every whole at once: before and now of each part, handed to the one place that takes changes apart."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.measures.peers import FEWEST_PEERS
from entrepot.risks.drivers import drivers_by_whole
from entrepot.risks.finding import Driver, Drivers
from entrepot.risks.risk import Risk
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.workbench.risk_output import output_drivers
from entrepot.workbench.risk_parts import part_title
from entrepot.workbench.risk_readings import Asking, ReadingsOfAll

_TIES: Final = frozenset({"partner", "product"})
_STEPS: Final = {
    "world": T("the growth of all regions read", "所读地区整体增长"),
    "product": T("the products it sells", "商品结构"),
    "market": T("the markets it sells to", "市场结构"),
    "competitiveness": T("its own share in them", "自身份额变化"),
}
_WHOLES: Final = {"partner": "WLD", "product": "TOTAL", "regime": "ALL"}


def drivers_of_all(asking: Asking, risk: Risk, read: ReadingsOfAll) -> dict[str, Drivers]:
    """By whole; a whole that is not known in full in both years has none, since they would not add up."""
    by = risk.drivers
    if by.taken in ("squares", "growth"):
        parts = _of_trade(asking, risk, shares=by.taken == "squares")
    elif by.taken == "weighted":
        parts = _of_products(asking, read)
    elif by.taken == "over_gdp":
        return output_drivers(asking, by.reading, read.terms)
    else:
        parts = read.by_product
    if parts is None:
        return {}

    def title(name: str) -> T:
        return read.titles.get(name) or part_title(by.over, name)

    found = drivers_by_whole(
        parts, taken=by.taken, reading=by.reading, over=by.over, since=asking.wholes.before, title=title
    )
    return dict(found)


def split_of_all(asking: Asking, risk: Risk) -> dict[str, Drivers]:
    """By region: how much of the growth of exports came of the world's, of the products', of the markets', and of one's own share.

    The world is all regions that are read; fewer than five are no world.
    """
    trade, (before, now) = asking.wholes.trade, asking.years
    told = trade.told("export", _TIES)
    if risk.drivers.taken != "growth" or told is None or trade.alone or len(trade.regions) < FEWEST_PEERS:
        return {}
    # Peers of whom nothing is told are no world either.
    many = f"SELECT count(DISTINCT reporter) FROM {told} WHERE period IN ('{before}', '{now}')"
    if trade.connection.execute(many).fetchall()[0][0] < FEWEST_PEERS:
        return {}
    cells = f"SELECT period, {{}}partner, product, sum(value) AS value FROM {told} WHERE period IN ('{before}', '{now}') GROUP BY ALL"
    own, world = (rows_of(trade.connection, cells.format(reporter)) for reporter in ("reporter, ", ""))
    try:
        answer = asking.workbench.measure("constant_market_share", data=own, tables={"world": world})
    except EntrepotError:
        return {}
    found: dict[str, Drivers] = {}
    rows = [row for row in answer.records() if row["period"] == now and row["value"] is not None]
    for region in dict.fromkeys(row["reporter"] for row in rows):
        steps = {row["part"]: row for row in rows if row["reporter"] == region}
        base = steps["world"]["expected_before"] if len(steps) == len(_STEPS) else None
        if base:
            parts = tuple(
                Driver(name, title, None, None, steps[name]["value"] / base) for name, title in _STEPS.items()
            )
            change = sum(one.contribution for one in parts)
            found[region] = Drivers(risk.drivers.reading, "part", before, change, parts, 0.0, 0)
    return found


def _of_trade(asking: Asking, risk: Risk, *, shares: bool) -> pa.Table | None:
    """Shares or amounts of each part in both years, of wholes whose parts add up."""
    over, flow = risk.drivers.over, risk.reading(risk.drivers.reading).flow
    name = asking.wholes.table(flow, frozenset({over}))
    if name is None:
        return None
    before, now = asking.years
    amount = "value / sum(value) OVER (PARTITION BY reporter, period)" if shares else "value"
    return rows_of(
        asking.wholes.trade.connection,
        f"WITH cells AS (SELECT reporter, period, {over} AS name, sum(value) AS value FROM {name} "
        f"WHERE period IN ('{before}', '{now}') GROUP BY ALL), "
        f"complete AS (SELECT reporter FROM cells GROUP BY reporter HAVING count(DISTINCT period) = 2 "
        f"AND NOT bool_or(coalesce(name = '{_WHOLES[over]}', true)) AND count(value) = count(*)), "
        f"parts AS (SELECT reporter, period, name, {amount} AS value FROM cells WHERE reporter IN (SELECT reporter FROM complete)) "
        f"SELECT reporter AS whole, name, sum(value) FILTER (period = '{before}') AS before, sum(value) FILTER (period = '{now}') AS now "
        "FROM parts GROUP BY ALL",
    )


def _of_products(asking: Asking, read: ReadingsOfAll) -> pa.Table | None:
    """Value times weight of each product in both years, of wholes that have the mean in both."""
    if read.by_product is None:
        return None
    before, now = asking.years
    both = [whole for (whole, year), span in read.values.items() if year == now and None not in (span.point, read.of(whole, before).point)]  # fmt: skip
    return asking.table(
        f"SELECT reporter AS whole, product AS name, sum(value * weight) FILTER (period = '{before}') AS before, "
        f"sum(value * weight) FILTER (period = '{now}') AS now FROM found WHERE reporter IN (SELECT whole FROM wanted) GROUP BY ALL",
        found=read.by_product, wanted=pa.table({"whole": pa.array(both, pa.string())}),
    )  # fmt: skip
