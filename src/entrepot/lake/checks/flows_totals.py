"""Flows of a whole against those of its parts: goods, partners, regimes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from entrepot.lake.checks.powers import as_text, power_of, with_slip
from entrepot.lake.checks.rule import TogetherRule
from entrepot.vocabulary.flows import FLOW_TITLES, Flow
from entrepot.vocabulary.text import T

KEY: Final = (
    "source", "period", "frequency", "flow", "reporter", "partner", "product", "regime", "basis", "firm_type",
    "customs_district", "valuation", "money",
)  # fmt: skip
# Parts are rounded each by itself: to the dollar, or to 万元 in tables of many partners.
_ROUNDING: Final = 0.005
# Parts that make less than half were chosen by someone: they do not set out to be all.
_SOME: Final = 0.5


def _parts(left_out: str, total: str, part: str, level: str) -> str:
    """Totals beside the sum of their parts of one level; what is left out of the key is what was added up."""
    same = [name for name in KEY if name != left_out]
    joined = " AND ".join(f"total.{name} IS NOT DISTINCT FROM parts.{name}" for name in same)
    keys = ", ".join(same)
    return (
        f"SELECT total.*, parts.level, parts.made, parts.n, parts.part_row FROM whole AS total JOIN "
        f"(SELECT {keys}, CAST({level} AS VARCHAR) AS level, sum(amount) AS made, count(*) AS n, max(row) AS part_row "
        f"FROM whole WHERE {part} AND amount IS NOT NULL GROUP BY ALL) AS parts ON {joined} WHERE {total} AND total.amount IS NOT NULL"
    )


def _chapters() -> str:
    """Products of two digits beside the sum of their own four-digit codes, and so on down."""
    same = [name for name in KEY if name not in ("product",)]
    keys, joined = ", ".join(same), " AND ".join(f"total.{name} IS NOT DISTINCT FROM parts.{name}" for name in same)
    steps = ((2, 4), (2, 6), (2, 8), (4, 6), (4, 8), (6, 8), (6, 10), (8, 10))
    return " UNION ALL ".join(
        f"SELECT total.*, '{low} digits' AS level, parts.made, parts.n, parts.part_row FROM whole AS total JOIN "
        f"(SELECT {keys}, nomenclature, left(product, {high}) AS head, sum(amount) AS made, count(*) AS n, max(row) AS part_row "
        f"FROM whole WHERE product_digits = {low} AND amount IS NOT NULL GROUP BY ALL) AS parts "
        f"ON {joined} AND total.nomenclature = parts.nomenclature AND total.product = parts.head "
        f"WHERE total.product_digits = {high} AND total.amount IS NOT NULL"
        for high, low in steps
    )


def _exceeding(parts: str) -> str:
    money = "format('{{:.0f}} {{}}', {}, money)"
    return (
        f"SELECT coalesce(row, part_row) AS row, place, {money.format('amount')} AS value, place AS told, {money.format('amount')} AS whole_amount, level, "
        f"{money.format('made')} AS made, {power_of('(made / nullif(amount, 0))', within=0.02)} AS power FROM ({parts}) "
        f"WHERE made > amount * (1 + {_ROUNDING}) + n"
    )


def _covered(parts: str) -> str:
    """One line for each flow and level: how much of the totals the parts make up, where that is not all."""
    return (
        f"SELECT min(coalesce(row, part_row)) AS row, min(place) AS place, {as_text('round(100 * sum(made) / sum(amount), 1)')} || ' %' AS value, "
        "source, flow, level, round(100 * sum(made) / sum(amount), 1) AS percent FROM "
        f"({parts}) WHERE amount > 0 GROUP BY source, flow, level HAVING sum(made) BETWEEN {_SOME} * sum(amount) AND {1 - _ROUNDING} * sum(amount)"
    )


def _more_than_whole(told: str, whole: str, level: str, made: str, power: int | None) -> T:
    return with_slip(
        f"{told}: the parts ({level}) make {made}, more than their total {whole}; parts and total are not of one kind, or one is wrong",
        f"{told}：各部分（{level}）之和为 {made}，大于总额 {whole}；二者口径不同，或其中有误",
        power,
    )


def _less_than_whole(source: str, flow: str, level: str, percent: float) -> T:
    return T(
        f"the parts ({level}) of the {flow}s make {percent} % of their totals; the rest is not in what was given",
        f"{FLOW_TITLES[Flow(flow)].zh}各部分（{level}）占总额的 {percent}%；其余不在所给数据之中",
    )


_SUMS: Final = (
    ("product", "total.product_digits = 0", "product_digits > 0", "product_digits || ' digits'"),
    ("partner", "total.partner_level = 'world'", "partner_level = 'country'", "'countries'"),
    ("regime", "total.regime_level = 'all'", "regime_level <> 'all'", "'regimes by ' || regime_level"),
)


def _rules() -> Iterator[TogetherRule]:
    for left_out, total, part, level in _SUMS:
        parts = _parts(left_out, total, part, level)
        yield TogetherRule("total_is_not_parts", "flows", "warn", None, _exceeding(parts), _more_than_whole)
        yield TogetherRule("parts_cover", "flows", "note", None, _covered(parts), _less_than_whole)
    yield TogetherRule("total_is_not_parts", "flows", "warn", "product", _exceeding(_chapters()), _more_than_whole)


FLOWS_TOTALS: Final = tuple(_rules())
