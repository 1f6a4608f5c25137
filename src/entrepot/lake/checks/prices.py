"""Prices per kilogram (or piece) that stand a power of ten off the other rows of the same product."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.powers import times
from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.text import T

_FEWEST: Final = 10
# Where rows stray to any other price as well, a factor of ten is quality and no slip.
_SPREAD: Final = 0.4
_STRAY: Final = 0.5
_NEAR: Final = 0.15
# Next to nothing is weighed too roughly to have a price.
_LEAST: Final = 10

_OFF = (
    "WITH priced AS (SELECT row, place, flow, product, nomenclature, money, amount, coalesce(net_kg, quantity) AS much, "
    "CASE WHEN net_kg IS NULL THEN coalesce(quantity_unit, '?') ELSE 'kg' END AS per, log10(amount / coalesce(net_kg, quantity)) AS price "
    f"FROM whole WHERE amount > 0 AND coalesce(net_kg, quantity) >= {_LEAST}), "
    "usual AS (SELECT flow, product, nomenclature, money, per, median(price) AS middle FROM priced GROUP BY ALL "
    f"HAVING count(*) >= {_FEWEST} AND quantile_cont(price, 0.9) - quantile_cont(price, 0.1) <= {_SPREAD}), "
    "beside AS (SELECT *, price - middle AS off FROM priced JOIN usual USING (flow, product, nomenclature, money, per)), "
    f"judged AS (SELECT *, abs(round(off)) >= 1 AND abs(off - round(off)) <= {_NEAR} AS slip FROM beside), "
    f"sorted AS (SELECT *, count(*) FILTER (WHERE abs(off) > {_STRAY} AND NOT slip) OVER (PARTITION BY flow, product, nomenclature, money, per) AS strays FROM judged) "
    "SELECT row, place, CAST(round(pow(10, price), 4) AS VARCHAR) || ' ' || money || '/' || per AS value, place AS told, "
    "round(pow(10, price), 4) AS price, round(pow(10, middle), 4) AS middle, money || '/' || per AS unit, CAST(round(off) AS INT) AS power "
    "FROM sorted WHERE slip AND strays = 0"
)


def _off(told: str, price: float, middle: float, unit: str, power: int) -> T:
    return T(
        f"{told}: {price} {unit}, where the other rows of this product lie about {middle}; value or quantity looks {times(power)} off",
        f"{told}：{price} {unit}，而该商品其他行约为 {middle}；金额或数量似差 {times(power)}",
    )


PRICES: Final = (
    TogetherRule("magnitude_jump", "flows", "note", None, _OFF, _off, order="row NULLS LAST, abs(power) DESC, place"),
)
