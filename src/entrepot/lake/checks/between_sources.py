"""Flows that two publishers, or the two ends of one trade, state differently. Only the lake as a whole can tell."""

from __future__ import annotations

from typing import Final

from entrepot.lake.checks.powers import power_of, with_slip
from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.text import T

# Imports carry freight and insurance, a tenth to a fifth of the value as a rule.
_FREIGHT: Final = 1.2
_FAR: Final = 3
_MATERIAL: Final = 100_000_000
_APART: Final = 0.1

_MIRROR = (
    "SELECT NULL::BIGINT AS row, concat_ws(' ', out.source, out.reporter, into_.reporter, out.product, out.period) AS place, "
    "CAST(round(into_.value_usd / out.value_usd, 2) AS VARCHAR) AS value, out.reporter AS seller, into_.reporter AS buyer, "
    "out.product AS product, out.period AS period, out.value_usd AS sold, into_.value_usd AS bought "
    "FROM whole AS out JOIN whole AS into_ ON out.flow = 'export' AND into_.flow = 'import' AND out.source = into_.source AND out.period = into_.period "
    "AND out.reporter = into_.partner AND out.partner = into_.reporter AND out.product = into_.product AND out.regime = into_.regime "
    "AND out.nomenclature = into_.nomenclature WHERE out.frequency = 'year' AND into_.frequency = 'year' AND out.product_digits <= 2 "
    f"AND out.value_usd > 0 AND into_.value_usd > 0 AND greatest(out.value_usd, into_.value_usd) >= {_MATERIAL} "
    f"AND (into_.value_usd > {_FAR * _FREIGHT} * out.value_usd OR out.value_usd > {_FAR} * into_.value_usd) AND NOT out.synthetic"
)
_TWO_PUBLISHERS = (
    "SELECT NULL::BIGINT AS row, concat_ws(' ', min(source), max(source), reporter, flow, partner, product, period) AS place, "
    "CAST(round(max(amount) / min(amount), 2) AS VARCHAR) AS value, arg_min(source, amount) AS low_source, min(amount) AS low, "
    "arg_max(source, amount) AS high_source, max(amount) AS high, money, concat_ws(' ', reporter, flow, partner, product, period) AS told, "
    f"{power_of('(max(amount) / min(amount))', within=0.03)} AS power "
    "FROM whole WHERE amount > 0 AND NOT synthetic AND regime_level = 'all' AND firm_type IS NULL AND customs_district IS NULL AND product_digits <= 2 "
    "GROUP BY period, frequency, flow, reporter, partner, product, nomenclature, basis, valuation, money "
    f"HAVING count(DISTINCT source) > 1 AND max(amount) > {1 + _APART} * min(amount) AND max(amount) >= {_MATERIAL}"
)


def _far_apart(seller: str, buyer: str, product: str, period: str, sold: float, bought: float) -> T:
    return T(
        f"{seller} states exports of {product} to {buyer} of {sold:,.0f} USD in {period}, {buyer} imports of {bought:,.0f}: "
        "far more apart than freight explains; a third place in between, or one of them is wrong",
        f"{period} 年 {seller} 公布对 {buyer} 出口 {product} {sold:,.0f} 美元，{buyer} 公布进口 {bought:,.0f} 美元：差距远超运保费；可能经第三地转口，或其一有误",
    )


def _publishers_disagree(low_source: str, low: float, high_source: str, high: float, money: str, told: str, power: int | None) -> T:  # fmt: skip
    return with_slip(
        f"{told}: {low:,.0f} {money} in {low_source}, {high:,.0f} in {high_source}; both are kept, say which one you rely on",
        f"{told}：{low_source} 为 {low:,.0f} {money}，{high_source} 为 {high:,.0f}；两者均保留，使用时请注明取哪一个",
        power,
    )


BETWEEN_SOURCES: Final = (
    TogetherRule(
        "mirror_far_apart", "flows", "note", None, _MIRROR, _far_apart, order="abs(bought - sold) DESC, place"
    ),
    TogetherRule("sources_disagree", "flows", "note", None, _TWO_PUBLISHERS, _publishers_disagree),
)
