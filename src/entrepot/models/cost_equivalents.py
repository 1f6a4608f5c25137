"""A scenario as the trade costs that do the same: what an equilibrium of countries is told.

A change about some goods only counts with their share in the region's trade with that partner; a market lost, or a fall of demand,
is the cost that would take as much away at given prices. A nominal exchange rate moves nothing real, and shifts are what an equilibrium
finds by itself: both are left out, and said to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entrepot.models.equilibrium.region_draws import CostChange
from entrepot.models.scenario.checking import active_in
from entrepot.models.scenario.declaration import (
    Agreement,
    Capacity,
    Change,
    Demand,
    ExchangeRate,
    MarketClosed,
    Scenario,
    Shift,
    TariffChange,
    TradeCost,
)
from entrepot.models.scenario.drawing import Draws
from entrepot.models.scenario.factors import cost_of
from entrepot.models.stress import Stress
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
ELASTICITY: Final = "long_run_elasticity"
# A market closed for good keeps this much of its trade: no cost is infinite.
_LEFT: Final = 1e-6
_EXCHANGE: Final = T("a nominal exchange rate moves nothing real here: ask for it with method stress", "名义汇率在此不影响实际变量：请用 stress 方法")  # fmt: skip
_SHIFT: Final = T("where goods go instead is found by the equilibrium, not by the scenario's shifts", "货物转向由均衡得出，未采用情景中的 shift")  # fmt: skip
_CAPACITY: Final = T("a change of supply capacity is not told to the equilibrium", "供给能力变化未计入均衡")
_MIX: Final = T(
    "the nation's goods are taken to be mixed as the region's in each market: a change about some goods counts with their share there",
    "假定全国在各市场的商品结构与该地区相同：只涉及部分商品的变化按其份额计入",
)


@dataclass(frozen=True, slots=True)
class CostEquivalents:
    changes: tuple[CostChange, ...]
    left_out: tuple[T, ...]


def cost_equivalents(stress: Stress, draws: Draws, countries: Sequence[str], nation: int) -> CostEquivalents:
    """By the region's own table (`stress`), for the countries of a panel; InvalidScenario where nothing remains."""
    scenario, theta = stress.scenario, draws.of(ELASTICITY)
    found: list[CostChange] = []
    left_out: list[T] = []
    for place, change in enumerate(scenario.changes):
        ratio = _ratio(change, scenario, draws, theta)
        if ratio is None:
            left_out.append(_why(change))
            continue
        shares = _shares(stress, place, change)
        if any(0 < share < 1 for share in shares.values()):
            left_out.append(_MIX)
        for partner, share in shares.items():
            if partner in countries and share > 0 and countries.index(partner) != nation:
                other = (countries.index(partner),)
                pair = ((nation,), other) if change.scope.flow == "export" else (other, (nation,))
                found.append(CostChange(*pair, 1 + share * (ratio - 1)))
    if not found:
        said = left_out[0] if left_out else T("no partner of its changes is in the panel", "变化所涉伙伴不在面板中")
        raise InvalidScenario(
            T(f"the scenario tells an equilibrium nothing: {said.en}", f"该情景对均衡没有影响：{said.zh}")
        )
    return CostEquivalents(tuple(found), tuple(dict.fromkeys(left_out)))


def _ratio(change: Change, scenario: Scenario, draws: Draws, theta: Array) -> Array | None:
    """Cost after over before, for each draw; None for what an equilibrium of trade costs is not told."""
    active = active_in(change.when, scenario.year)
    match change:
        case TariffChange() | Agreement() | TradeCost():
            return cost_of(change, scenario.year, draws)
        case MarketClosed():
            return np.asarray(np.maximum(1 - active * draws.of(change.part), _LEFT) ** (-1 / theta))
        case Demand():
            return np.asarray(np.maximum(1 + active * draws.of(change.amount), _LEFT) ** (-1 / theta))
        case Capacity() | ExchangeRate() | Shift():
            return None


def _why(change: Change) -> T:
    if isinstance(change, ExchangeRate):
        return _EXCHANGE
    return _SHIFT if isinstance(change, Shift) else _CAPACITY


def _shares(stress: Stress, place: int, change: Change) -> Mapping[str, float]:
    """By partner, the part of the region's trade with it that the change is about."""
    value = stress.cents[stress.money]
    whole = stress.coded.among("flow", (change.scope.flow,))
    codes, words = stress.coded.codes["partner"], stress.coded.words["partner"]
    sums = [np.bincount(codes[mask], weights=value[mask], minlength=len(words)) for mask in (whole & stress.masks[place], whole)]  # fmt: skip
    part = np.divide(sums[0], sums[1], out=np.zeros(len(words)), where=sums[1] > 0)
    return {word: float(share) for word, share in zip(words, part, strict=True) if share > 0}
