"""The same figure printed twice: with different digits, or in two currencies that no rate joins."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.powers import RATES, power_of, with_slip
from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.text import T

_KEY = "area, counterpart, subject, measure, unit, period"

# Two rounded figures agree where some number would round to both.
_DISAGREE = (
    f"SELECT max(row) AS row, min(place) AS place, arg_max(said, (row IS NOT NULL, row, value)) AS value, "
    f"string_agg(said || ' (' || concat_ws(' ', nullif(source, 'figures'), locator) || ')', ', ' ORDER BY source, locator) AS told, "
    f"{power_of('(max(value) / nullif(min(value), 0))', within=0.03)} AS power "
    f"FROM whole WHERE half IS NOT NULL AND NOT synthetic AND period <> 'undated' GROUP BY {_KEY} "
    "HAVING count(*) > 1 AND max(value - half) > min(value + half) + 1e-9 * abs(min(value))"
)

# A year's average does not fit each month or each way of deflating: a tenth is no news.
_RATES = (
    "SELECT coalesce(yuan.row, dollars.row) AS row, yuan.place AS place, yuan.said AS value, yuan.said AS told, dollars.said AS other, "
    "round(yuan.value / dollars.value, 3) AS implied, rate, "
    f"{power_of('(yuan.value / dollars.value / rate)', within=0.05)} AS power "
    "FROM whole AS yuan JOIN whole AS dollars ON yuan.unit = 'CNY' AND dollars.unit = 'USD' AND yuan.measure = dollars.measure "
    "AND yuan.period = dollars.period AND yuan.area IS NOT DISTINCT FROM dollars.area "
    "AND yuan.counterpart IS NOT DISTINCT FROM dollars.counterpart AND yuan.subject IS NOT DISTINCT FROM dollars.subject "
    f"JOIN {RATES} ON rates.year = try_cast(left(yuan.period, 4) AS INT) "
    "WHERE dollars.value > 0 AND yuan.value > 0 AND abs(ln(yuan.value / dollars.value / rate)) > 0.1 "
    "AND NOT yuan.synthetic AND NOT dollars.synthetic AND yuan.half IS NOT NULL AND dollars.half IS NOT NULL"
)


def _two_figures(told: str, power: int | None) -> T:
    return with_slip(
        f"the same figure is printed differently: {told}; both are kept, say which one you rely on",
        f"同一数据的公布值不一致：{told}；两者均保留，使用时请注明取哪一个",
        power,
    )


def _no_rate(told: str, other: str, implied: float, rate: float, power: int | None) -> T:
    return with_slip(
        f"{told} and {other} would mean {implied} yuan to the dollar; the year's average was {rate}",
        f"{told} 与 {other} 意味着 1 美元合 {implied} 元，而当年平均汇率为 {rate}",
        power,
    )


SERIES_DISAGREE: Final = (
    TogetherRule("sources_disagree", "series", "warn", "value", _DISAGREE, _two_figures),
    TogetherRule("currencies_disagree", "series", "warn", "value", _RATES, _no_rate),
)
