"""What one change does to quantities and dollar prices of the rows it is about, for each draw: the formulas of `models.stress`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from entrepot.models.scenario.checking import active_in
from entrepot.models.scenario.declaration import (
    Agreement,
    Capacity,
    Change,
    Demand,
    ExchangeRate,
    MarketClosed,
    Shift,
    TariffChange,
    TradeCost,
)
from entrepot.models.scenario.drawing import Draws
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


def factors(change: Change, year: int | None, draws: Draws) -> tuple[Array, Array, Array]:
    """Quantity, dollar price, and dollars per yuan: new over old."""
    active = active_in(change.when, year)
    one = np.ones(draws.count + 1)
    match change:
        case TariffChange() | Agreement() | TradeCost():
            cost = cost_of(change, year, draws)
            passed = draws.of("tariff_pass_through")
            return cost ** (-draws.of("trade_elasticity") * passed), cost ** (passed - 1), one
        case Demand() | Capacity():
            return np.maximum(1 + active * draws.of(change.amount), 0.0), one, one
        case MarketClosed():
            return 1 - active * draws.of(change.part), one, one
        case ExchangeRate():
            dearer = 1 + active * draws.of(change.amount)
            if change.scope.flow == "import":
                # Priced in dollars, they cost buyers at home so much less.
                return dearer ** draws.of("trade_elasticity"), one, dearer
            passed = draws.of("exchange_pass_through")
            return dearer ** (-draws.of("trade_elasticity") * passed), dearer**passed, dearer
        case Shift():
            return one, one, one


def cost_of(change: TariffChange | Agreement | TradeCost, year: int | None, draws: Draws) -> Array:
    """What the goods cost at the buyer's border, new over old, before anybody's price reacts."""
    active = active_in(change.when, year)
    match change:
        case TradeCost():
            return 1 + active * draws.of(change.amount)
        case Agreement():
            saved = draws.of(change.margin) * draws.of(change.utilisation) * active
            return np.asarray(1 - saved if change.on else 1 + saved)
        case TariffChange():
            before = tariff_before(change, draws)
            after = before + active * (new_tariff(change, before, draws) - before)
            return np.asarray((1 + after) / (1 + before))


def tariff_before(change: TariffChange, draws: Draws) -> Array:
    """MissingData where the rule needs a rate before and the change names none."""
    if change.base is not None:
        return draws.of(change.base)
    if change.rule == "add":
        return np.zeros(draws.count + 1)
    raise MissingData(
        T(
            f"a tariff by the rule {change.rule!r} needs the rate before: write base, or take in tariffs and ask with method smart",
            f"按“{change.rule}”规则调整关税须知原税率：请写明 base，或先收入关税数据并改用 smart 方法",
        )
    )


def new_tariff(change: TariffChange, before: Array, draws: Draws) -> Array:
    """The rate after by the change's rule, in full force."""
    amount = draws.of(change.amount)
    match change.rule:
        case "rate":
            return amount
        case "add":
            return np.maximum(before + amount, 0.0)
        case "cap":
            return np.minimum(before, amount)
        case "cut":
            return before * (1 - amount)
        case "swiss":
            whole = amount + before
            return np.divide(amount * before, whole, out=np.zeros_like(before), where=whole > 0)
