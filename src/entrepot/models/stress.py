"""What if, of the simplest kind: a scenario worked out on a region's own table of flows, exactly.

Nothing else moves: no prices at home, no other exporter, no incomes. What a change does to a row follows from its own number and
cited reactions alone; with cost c = (1 + t1) / (1 + t0), elasticity e and pass-through p to the buyer's price:

    tariffs, agreements, trade costs    quantity x c^(-e p), price x c^(p - 1)
    demand, capacity, a market closed   quantity x (1 + d), x (1 - part)
    the yuan up by a                    dollar price x (1 + a)^p, quantity x (1 + a)^(-e p); yuan values of all rows / (1 + a)

Shifts then take elsewhere what was lost, or a part of what is sold. Money is counted in whole cents, so that what is taken and
what arrives balance to the last digit: before + effects = after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.models.scenario.checking import active_in
from entrepot.models.scenario.declaration import (
    Agreement,
    Change,
    ExchangeRate,
    Scenario,
    Shift,
    TariffChange,
    TradeCost,
)
from entrepot.models.scenario.drawing import Draws
from entrepot.models.scenario.factors import factors
from entrepot.models.scenario.scoping import Coded, Mask, largest_partner
from entrepot.models.scenario.targets import Targets, targets
from entrepot.models.stressed_rows import CENTS, MONEY, arrivals, cents_of, together, written
from entrepot.vocabulary.errors import InvalidScenario, MissingData
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
FLOWS: Final = ("export", "import")
_REACTIONS: Final = ("trade_elasticity", "tariff_pass_through", "exchange_pass_through")


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change does to exports or imports, in money; `unplaced` is what a shift found no room for."""

    change: int
    flow: str
    amount: float
    unplaced: float = 0.0


@dataclass(frozen=True, slots=True)
class Stressed:
    """`flows` are the rows after all changes; by flow, in `money`, in whole cents: before + effects = after."""

    flows: pa.Table
    money: str
    before: Mapping[str, float]
    after: Mapping[str, float]
    effects: tuple[Effect, ...]


def reacting(scenario: Scenario) -> tuple[str, ...]:
    """The reactions that a scenario's changes call for."""
    costs = any(isinstance(one, TariffChange | Agreement | TradeCost) for one in scenario.changes)
    exchange = any(isinstance(one, ExchangeRate) for one in scenario.changes)
    wanted = (costs or exchange, costs, exchange)
    return tuple(name for name, needed in zip(_REACTIONS, wanted, strict=True) if needed)


@dataclass(frozen=True)
class Stress:
    """A region's table of flows, told apart by a scenario's changes once for all draws."""

    rows: pa.Table
    scenario: Scenario
    potentials: Mapping[str, float] | None = None

    @cached_property
    def money(self) -> str:
        """The column of money that tells the most rows."""
        held = [name for name in MONEY if name in self.rows.column_names]
        if not held or not self.rows.num_rows:
            raise MissingData(T("there are no flows to put under stress", "没有可供压力测试的流量"))
        return min(held, key=lambda name: self.rows[name].null_count)

    @cached_property
    def cents(self) -> Mapping[str, Array]:
        return {name: cents_of(self.rows[name]) for name in MONEY if name in self.rows.column_names}

    @cached_property
    def coded(self) -> Coded:
        return Coded(self.rows)

    @cached_property
    def masks(self) -> tuple[Mask, ...]:
        """The rows that each change is about; InvalidScenario where no change is about any."""
        found = [self.coded.in_scope(one.scope, self.largest(one)) for one in self.scenario.changes]
        if not any(mask.any() for mask in found):
            raise InvalidScenario(
                T(
                    "the scenario touches no trade of this region: check the partners, products and regimes of its changes",
                    "情景未涉及该地区的任何贸易：请检查各项变化的贸易伙伴、商品与贸易方式",
                )
            )
        return tuple(found)

    @property
    def plain(self) -> tuple[tuple[int, Change], ...]:
        return tuple((n, one) for n, one in enumerate(self.scenario.changes) if not isinstance(one, Shift))

    @property
    def shifts(self) -> tuple[tuple[int, Shift], ...]:
        return tuple((n, one) for n, one in enumerate(self.scenario.changes) if isinstance(one, Shift))

    def largest(self, change: Change) -> str:
        return largest_partner(self.rows, change.scope.flow, self.money)

    def stressed(self, draws: Draws) -> Stressed:
        """The table as it would be, by the first of the draws."""
        volume, effects = np.ones(self.rows.num_rows), list[Effect]()
        held = {name: cents.copy() for name, cents in self.cents.items()}
        for place, change in self.plain:
            quantity, price, yuan = (float(one[0]) for one in factors(change, self.scenario.year, draws))
            volume[self.masks[place]] *= quantity
            for name in held:
                factor = np.where(self.masks[place], quantity * price, 1.0) / (yuan if name == "value_cny" else 1.0)
                now = np.rint(held[name] * factor)
                if name == self.money:
                    effects += self._effects(place, now - held[name])
                held[name] = now
        lost = {name: np.maximum(self.cents[name] - held[name], 0.0) for name in held}
        arrived = []
        for place, shift in self.shifts:
            pot = lost if shift.of == "lost" else held
            was = pot[self.money].copy()
            new, effect = self._shifted(place, shift, pot, draws)
            arrived.append(new)
            effects.append(effect)
            if shift.of == "sold":
                volume *= np.divide(held[self.money], was, out=np.ones_like(volume), where=was > 0)
        flows = together([written(self.rows, held, volume), *arrived], self.rows.schema, self.money)
        return Stressed(flows, self.money, self._sums(self.rows), self._sums(flows), tuple(effects))

    def totals(self, draws: Draws) -> Mapping[str, Array]:
        """By flow, the change in money for each of the draws, without writing the tables."""
        bits = np.int64(1) << np.arange(len(self.masks), dtype=np.int64)
        imports = self.coded.among("flow", ("import",))
        found, belongs = np.unique(bits @ np.array(self.masks, dtype=np.int64) * 2 + imports, return_inverse=True)
        base = np.bincount(belongs, weights=self.cents[self.money]) / CENTS
        touched = ((found[:, None] >> 1) & bits) > 0
        held = np.tile(base, (draws.count + 1, 1))
        for place, change in self.plain:
            quantity, price, yuan = factors(change, self.scenario.year, draws)
            held[:, touched[:, place]] *= (quantity * price)[:, None]
            if self.money == "value_cny":
                held /= yuan[:, None]
        changed = {flow: (held - base)[:, (found & 1) == place].sum(axis=1) for place, flow in enumerate(FLOWS)}
        lost = np.maximum(base - held, 0.0)
        for place, shift in self.shifts:
            pot = lost if shift.of == "lost" else held
            own = pot[:, touched[:, place]]
            whole = own.sum(axis=1)
            room = self.targets(place, shift).limits(shift, draws).sum(axis=1) / CENTS
            placed = np.minimum(whole * draws.of(shift.part) * active_in(shift.when, self.scenario.year), room)
            pot[:, touched[:, place]] = own * (1 - np.divide(placed, whole, out=np.zeros_like(whole), where=whole > 0))[:, None]  # fmt: skip
            changed[shift.scope.flow] += placed * (draws.of(shift.price) - (shift.of == "sold"))
        return changed

    def targets(self, place: int, shift: Shift) -> Targets:
        return targets(
            shift, self.coded, self.cents[self.money], largest=self.largest(shift), potentials=self.potentials
        )

    def _shifted(self, place: int, shift: Shift, pot: dict[str, Array], draws: Draws) -> tuple[pa.Table, Effect]:
        """New rows at the targets; the pot is left with what was not taken from it."""
        part = float(draws.of(shift.part)[0]) * active_in(shift.when, self.scenario.year)
        price, mask = float(draws.of(shift.price)[0]), self.masks[place]
        amount = float(pot[self.money][mask].sum() * part)
        aim = self.targets(place, shift)
        shares = aim.divided(amount, shift, draws) * (part / amount if amount else 0.0)
        new, taken, came = arrivals(self.rows, self.cents, self.money, pot, mask, shift.along, aim.words, shares, price)
        for name in pot:
            pot[name] = pot[name] - taken[name]
        gone = float(taken[self.money].sum())
        unplaced = max(float(np.rint(amount)) - gone, 0.0)
        change = came - (gone if shift.of == "sold" else 0.0)
        return new, Effect(place, shift.scope.flow, change / CENTS, unplaced / CENTS)

    def _effects(self, place: int, difference: Array) -> list[Effect]:
        ways = {flow: float(difference[self.coded.among("flow", (flow,))].sum()) for flow in FLOWS}
        return [Effect(place, flow, amount / CENTS) for flow, amount in ways.items() if amount]

    def _sums(self, rows: pa.Table) -> dict[str, float]:
        cents, ways = cents_of(rows[self.money]), Coded(rows.select(["flow"]))
        return {flow: float(cents[ways.among("flow", (flow,))].sum()) / CENTS for flow in FLOWS}
