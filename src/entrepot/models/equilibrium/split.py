"""A region out of its nation: as a row and column of its own (`split`), or by its exposure to what the nation meets.

In a split the region's shares are stated assumptions. What a nation sells to itself becomes four flows, which three totals and
one number more, the home share, determine; a proportional split takes that number from the totals, and so erases home bias: the
region is then as open to the rest of its nation as if there were no distance at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import refuse
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# Of the nation's own trade: totals are kept to this.
KEPT = 1e-9


@dataclass(frozen=True, slots=True)
class Split:
    """`trade` with the region as the last country, and the rest of the nation in the nation's place.

    `of` tells which country of before each one belongs to: `tariff[:, split.of][:, :, split.of]`, `labour[split.of]`.
    `home_share` is that of the region's purchases from its nation which it makes itself (by sector where there are sectors), and
    `proportional_home_share` what it would be without home bias.
    """

    trade: Array
    of: NDArray[np.int64]
    nation: int
    home_share: Array
    proportional_home_share: Array

    @property
    def region(self) -> int:
        return len(self.of) - 1

    def pairs(self, values: ArrayLike) -> Array:
        """Tariffs, costs: what holds of exporters x importers (the last two axes) holds of both parts of the nation."""
        whole = np.asarray(values, dtype=np.float64)
        return np.asarray(whole[..., self.of, :][..., self.of])

    def merged(self, flows: ArrayLike) -> Array:
        """Exporters x importers (the last two axes) with both parts of the nation as one again."""
        belongs = np.eye(self.region)[self.of]
        return np.asarray(belongs.T @ np.asarray(flows, dtype=np.float64) @ belongs)


def split(
    trade: ArrayLike,
    nation: int,
    *,
    output_share: ArrayLike,
    spending_share: ArrayLike | None = None,
    export_share: ArrayLike | None = None,
    import_share: ArrayLike | None = None,
    home_share: ArrayLike | None = None,
) -> Split:
    """The region's part of a nation's trade (exporters x importers, after a sector axis or none), every national total kept.

    output_share    of what the nation makes: a number, or one for each sector
    spending_share  of what it buys; as `output_share` where not given
    export_share    of its exports: a number, one for each sector, or sector x importer; as `output_share` where not given
    import_share    of its imports: likewise by exporter; as `spending_share` where not given
    home_share      of what the region buys from its nation, the part that it makes itself; without it, in proportion

    InvalidScenario, with the sector, where these contradict each other.
    """
    flows = np.asarray(trade, dtype=np.float64)
    if flows.ndim < 2 or flows.shape[-1] != flows.shape[-2] or not -1 < nation < flows.shape[-1]:
        raise InvalidScenario(
            T(
                f"trade is exporters x importers and nation one of them; trade is {flows.shape} and nation {nation}",
                f"trade 应为出口方×进口方，nation 为其中之一；实为 {flows.shape} 与 {nation}",
            )
        )
    sectors, countries = flows.shape[:-2], flows.shape[-1]
    made = _share(output_share, "output_share", sectors)
    spent = made if spending_share is None else _share(spending_share, "spending_share", sectors)
    abroad = np.arange(countries) != nation
    own = flows[..., nation, nation]
    exports = flows[..., nation, :] * _partner_share(export_share, made, "export_share", sectors, countries) * abroad
    imports = flows[..., :, nation] * _partner_share(import_share, spent, "import_share", sectors, countries) * abroad
    sold = flows[..., nation, :].sum(axis=-1) * made - exports.sum(axis=-1)
    bought = flows[..., :, nation].sum(axis=-1) * spent - imports.sum(axis=-1)
    for margin, en, zh in (
        (sold, "sells more abroad than it makes", "出口超过产出"),
        (bought, "imports more than it buys", "进口超过购买"),
    ):
        remedy = T(
            "lower its share of trade, or raise that of output or spending", "请降低其贸易份额，或提高产出、支出份额"
        )
        refuse((margin < -KEPT * own)[None], T(f"the region {en}", f"该地区{zh}"), remedy)
        refuse(
            (margin > own * (1 + KEPT))[None],
            T("the rest of the nation would sell or buy less than nothing at home", "该国其余地区的国内买卖将小于零"),
            remedy,
        )
    sold, bought = np.clip(sold, 0, own), np.clip(bought, 0, own)
    proportional = np.divide(sold, own, out=np.zeros_like(own), where=own > 0)
    home = proportional if home_share is None else _share(home_share, "home_share", sectors)
    itself = _at_home(home * bought, sold, bought, own)
    grown = np.zeros((*sectors, countries + 1, countries + 1))
    grown[..., :-1, :-1] = flows
    grown[..., -1, :-1], grown[..., :-1, -1] = exports, imports
    grown[..., nation, :-1] -= exports
    grown[..., :-1, nation] -= imports
    grown[..., -1, -1] = itself
    grown[..., -1, nation], grown[..., nation, -1] = sold - itself, bought - itself
    grown[..., nation, nation] = np.maximum(own - sold - bought + itself, 0)
    found = Split(grown, np.append(np.arange(countries), nation), nation, home, proportional)
    off = np.abs(found.merged(grown) - flows)
    refuse(
        (off > KEPT * flows.max())[None],
        T("a national total is not kept", "全国合计未能保持"),
        T("report this", "请报告此问题"),
    )
    return found


def pass_through(before: ArrayLike, after: ArrayLike, nation: int, exports: ArrayLike) -> Array:
    """The region's exports after the change, each sector and market growing as the nation's do there.

    `before` and `after` are a result's `.baseline` and `.trade`; `exports` the region's, by importer (after a sector axis or none).
    """
    old, new = (np.asarray(one, dtype=np.float64)[..., nation, :] for one in (before, after))
    sold = np.asarray(exports, dtype=np.float64)
    refuse(
        ((sold > 0) & (old <= 0))[None],
        T("the region sells where its nation sells nothing", "该地区有出口，而全国没有"),
        T("check the market, or leave the flow out", "请检查该市场，或去掉该流量"),
    )
    return np.asarray(sold * np.divide(new, old, out=np.ones_like(old), where=old > 0))


def _share(value: ArrayLike, name: str, shape: tuple[int, ...]) -> Array:
    given = np.asarray(value, dtype=np.float64)
    if given.ndim > len(shape) or (given.ndim and given.shape != shape):
        wanted = "one number" if not shape else f"one number, or {shape[0]}"
        raise InvalidScenario(
            T(
                f"{name} is {given.shape}; give {wanted}",
                f"{name} 为 {given.shape}；应为一个数{'' if not shape else f'或 {shape[0]} 个数'}",
            )
        )
    refuse(
        np.atleast_1d(~((given >= 0) & (given <= 1)))[None],
        T(f"{name} is not between 0 and 1", f"{name} 不在 0 与 1 之间"),
        T("it is a fraction of the nation's", "应为占全国的比例"),
    )
    return np.asarray(np.broadcast_to(given, shape))


def _partner_share(
    value: ArrayLike | None, default: Array, name: str, sectors: tuple[int, ...], countries: int
) -> Array:
    """By partner; a share for each sector holds of all partners."""
    given = default if value is None else np.asarray(value, dtype=np.float64)
    by_partner = given.ndim == len(sectors) + 1
    if by_partner:
        return _share(given, name, (*sectors, countries))
    return _share(given, name, sectors)[..., None]


def _at_home(itself: Array, sold: Array, bought: Array, own: Array) -> Array:
    """What the region sells to itself, cleared of rounding; InvalidScenario where one of the four flows would be negative."""
    low, high = np.maximum(sold + bought - own, 0), np.minimum(sold, bought)
    wrong = (itself < low - KEPT * own) | (itself > high + KEPT * own)
    if wrong.any():
        where = tuple(np.argwhere(wrong)[0]) if wrong.ndim else ()
        least, most = low[where] / bought[where], high[where] / bought[where]
        place = f" in sector {where[0]}" if where else ""
        raise InvalidScenario(
            T(
                f"home_share{place} must lie between {least:.3f} and {most:.3f}, given what the region makes, buys and trades abroad",
                f"按该地区的产出、支出与对外贸易，home_share{f'（部门 {where[0]}）' if where else ''}须在 {least:.3f} 与 {most:.3f} 之间",
            )
        )
    return np.asarray(np.clip(itself, low, high))
