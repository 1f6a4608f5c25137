"""How a region could spread its exports: the linear programme over its potentials, and its shadow prices in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.lake.lake import AsOf
from entrepot.models.diversification import Diversification, Limit, diversify, hhi_of, said_of
from entrepot.vocabulary.amounts import format_money
from entrepot.vocabulary.areas import all_by_id, area
from entrepot.vocabulary.products import product
from entrepot.vocabulary.short_goods import short_chapter
from entrepot.vocabulary.short_names import short_name
from entrepot.vocabulary.text import T
from entrepot.workbench.limits import KEPT, SPARE
from entrepot.workbench.potential import PotentialAnswer, export_potential

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Array = NDArray[np.float64]
# Of limits on single cells and products there are hundreds; the dearest are told.
_MOST_TOLD: Final = 5


@dataclass(frozen=True)
class DiversificationAnswer:
    """`moves`: partner, product, before, after, change, the largest changes first; `markets` its sums, with shares.

    `said` are the limits in words: those on shares and concentration first, then the dearest of the others.
    """

    region: str
    period: str
    currency: str
    result: Diversification
    partners: tuple[str, ...]
    codes: tuple[str, ...]
    potential: PotentialAnswer
    said: tuple[T, ...]
    notes: tuple[T, ...]
    synthetic: bool

    @property
    def moves(self) -> pa.Table:
        before, after = self.result.before, self.result.exports
        markets, products = np.nonzero((before > 0) | (after > 0))
        table = pa.table(
            {
                "partner": np.array(self.partners)[markets].tolist(),
                "product": np.array(self.codes)[products].tolist(),
                "before": before[markets, products],
                "after": after[markets, products],
                "change": (after - before)[markets, products],
            }
        )
        return table.take(np.argsort(-np.abs(table["change"].to_numpy()), kind="stable"))

    @property
    def markets(self) -> pa.Table:
        before, after = self.result.before.sum(axis=1), self.result.exports.sum(axis=1)
        return pa.table(
            {
                "partner": list(self.partners),
                "before": before,
                "after": after,
                "change": after - before,
                "share_before": before / before.sum(),
                "share_after": after / after.sum(),
            }
        ).sort_by([("after", "descending"), ("partner", "ascending")])

    def as_json(self) -> dict[str, Any]:
        found = self.result
        return {
            "region": self.region, "period": self.period, "currency": self.currency, "synthetic": self.synthetic,
            "exports_before": float(found.before.sum()), "exports_after": float(found.exports.sum()),
            "worth_before": found.worth_before, "worth_after": found.worth,
            "hhi_markets": {"before": found.hhi_before[0], "after": found.hhi[0]},
            "hhi_products": {"before": found.hhi_before[1], "after": found.hhi[1]},
            "markets": self.markets.to_pylist(), "moves": self.moves.to_pylist(),
            "limits": [one.as_json() for one in self.said],
            "notes": [one.as_json() for one in self.notes],
        }  # fmt: skip


def spread(
    workbench: Workbench,
    region: str,
    *,
    market_share: float | None = None,
    product_share: float | None = None,
    market_hhi: float | None = None,
    kept: float = KEPT,
    spare: float = SPARE,
    total: float | None = None,
    worth: Mapping[str, float] | None = None,
    period: str | None = None,
    digits: int = 2,
    growth: Path | str | None = None,
    source: str | None = None,
    currency: str | None = None,
    as_of: AsOf = None,
    flows: pa.Table | None = None,
) -> DiversificationAnswer:
    """The most that the region could sell within the limits, moving among the markets and products of its potentials."""
    found = export_potential(
        workbench, region, period=period, growth=growth, source=source, currency=currency, as_of=as_of, flows=flows
    )
    return spread_of(
        found, market_share=market_share, product_share=product_share, market_hhi=market_hhi, kept=kept, spare=spare,
        total=total, worth=worth, digits=digits,
    )  # fmt: skip


def spread_of(
    found: PotentialAnswer,
    *,
    market_share: float | None = None,
    product_share: float | None = None,
    market_hhi: float | None = None,
    kept: float = KEPT,
    spare: float = SPARE,
    total: float | None = None,
    worth: Mapping[str, float] | None = None,
    digits: int = 2,
) -> DiversificationAnswer:
    """Goods are told apart by their first `digits`; a cell's ceiling is the sum over its goods of the larger of sales and potential."""
    groups, at = np.unique(np.array(found.codes).astype(f"<U{digits}"), return_inverse=True)
    actual, ceiling = (
        _grouped(one[0], at, len(groups))
        for one in (found.result.actual, np.maximum(found.result.actual, found.result.potential))
    )
    held = market_share is None and product_share is None and market_hhi is None
    if held:
        market_hhi = hhi_of(actual.sum(axis=1))
    unit = 1.0
    if worth:
        told = {area(name).id: value for name, value in worth.items()}
        unit = np.array([told.get(one, 1.0) for one in found.partners])[:, None]  # type: ignore[assignment]
    result = diversify(
        actual, ceiling, kept=kept, capacity=(1 + spare) * actual.sum(axis=0), market_share=market_share,
        product_share=product_share, market_hhi=market_hhi, total=total, worth=unit, market_names=[_market(one) for one in found.partners],
        product_names=[product(one).name for one in groups.tolist()],
    )  # fmt: skip
    codes = tuple(groups.tolist())
    return DiversificationAnswer(
        found.region, found.period, found.currency, result, found.partners, codes, found,
        tuple(_said(result, found, codes)), (*found.notes, *([AS_NOW] if held else []), _assumed(kept, spare)), found.synthetic,
    )  # fmt: skip


def _grouped(money: Array, at: NDArray[np.int64], groups: int) -> Array:
    found = np.zeros((len(money), groups))
    np.add.at(found.T, at, money.T)
    return found


AS_NOW: Final = T(
    "no limit on shares or concentration was given: markets may not become more concentrated than they are",
    "未给出份额或集中度上限：市场集中度不得高于现状",
)


def _assumed(kept: float, spare: float) -> T:
    return T(
        f"assumed: {kept:.0%} of each flow stays where it is, and of each product {spare:.0%} more could be made for export",
        f"假设：每笔流量保留{kept:.0%}，每种商品的出口产能可增加{spare:.0%}",
    )


def _said(result: Diversification, found: PotentialAnswer, codes: tuple[str, ...]) -> list[T]:
    """Shares and concentration, all that bind and the largest that does not; of the others the dearest."""
    shares = [one for one in result.limits if one.kind in ("market_share", "product_share")]
    told = [one for one in shares if one.binds]
    loose = sorted((one for one in shares if not one.binds), key=lambda one: -one.used)
    told += loose[:1]
    told += [one for one in result.limits if one.kind in ("market_hhi", "total")]
    for kind in ("product_capacity", "potential", "kept"):
        told += sorted((one for one in result.binding if one.kind == kind), key=lambda one: -one.price * one.limit)[
            :_MOST_TOLD
        ]

    def money(amount: float) -> T:
        return T(*(format_money(amount, found.currency, language) for language in ("en", "zh")))

    return [said_of(one, name=_name(one, found.partners, codes), money=money) for one in told]


def _name(limit: Limit, partners: tuple[str, ...], codes: tuple[str, ...]) -> T:
    def market(place: int) -> T:
        return _market(partners[place])

    if limit.kind in ("product_capacity", "product_share"):
        return _goods(codes[limit.at[0]])
    if limit.kind == "market_share":
        return market(limit.at[0])
    if len(limit.at) == 2:
        goods, place = _goods(codes[limit.at[1]]), market(limit.at[0])
        return T(f"{goods.en[0].upper()}{goods.en[1:]} to {place.en}", f"对{place.zh}出口{goods.zh}")
    return T("all exports", "全部出口")


def _goods(code: str) -> T:
    """Groups of goods are chapters: a sentence says their names, in the middle of it."""
    chapter = short_chapter(code)
    return T(chapter.en[0].lower() + chapter.en[1:], chapter.zh)


def _market(code: str) -> T:
    return short_name(code) if code in all_by_id() else T(code, code)
