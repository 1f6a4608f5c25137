"""What if, of the simplest kind: a scenario worked out on a region's own table of flows, exactly.

Nothing else moves: no prices at home, no other exporter, no incomes. What a change does to a row follows from its own number and
cited reactions alone; with cost c = (1 + t1) / (1 + t0), elasticity e and pass-through p to the buyer's price:

    tariffs, agreements, trade costs    quantity x c^(-e p), price x c^(p - 1)
    demand, capacity, a market closed   quantity x (1 + d), x (1 - part)
    the yuan up by a, exports           dollar price x (1 + a)^p, quantity x (1 + a)^(-e p); yuan values of all rows / (1 + a)
    the yuan up by a, imports           dollar price as it was, quantity x (1 + a)^e; yuan values likewise

Shifts then take elsewhere what was lost, or a part of what is sold. Money is counted in whole cents, so that what is taken and
what arrives balance to the last digit: before + effects = after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from entrepot.models.scenario.scoping import Coded, Codes, Mask, largest_partner
from entrepot.models.scenario.targets import Targets, targets
from entrepot.models.stressed_rows import CENTS, MONEY, Sending, arrivals, cents_of, numbers, together, written
from entrepot.vocabulary.errors import InvalidScenario, MissingData
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
FLOWS: Final = ("export", "import")
REACTIONS: Final = ("trade_elasticity", "tariff_pass_through", "exchange_pass_through")


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
    return tuple(name for name, needed in zip(REACTIONS, wanted, strict=True) if needed)


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
        worth = dict(held)
        for place, change in self.plain:
            quantity, price, yuan = (float(one[0]) for one in factors(change, self.scenario.year, draws))
            volume[self.masks[place]] *= quantity
            if "value_cny" in worth:
                worth["value_cny"] = np.rint(worth["value_cny"] * (1.0 / yuan))
            for name in held:
                factor = np.where(self.masks[place], quantity * price, 1.0) / (yuan if name == "value_cny" else 1.0)
                now = np.rint(held[name] * factor)
                if name == self.money:
                    effects += self._effects(place, now - held[name])
                held[name] = now
        # Goods that are only worth less in yuan are not lost.
        lost = {name: np.maximum(worth[name] - held[name], 0.0) for name in held}
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
        base, first = self._cells()
        touched = np.array(self.masks)[:, first].T
        held, dearer = np.tile(base, (draws.count + 1, 1)), np.ones((draws.count + 1, 1))
        for place, change in self.plain:
            quantity, price, yuan = factors(change, self.scenario.year, draws)
            held[:, touched[:, place]] *= (quantity * price)[:, None]
            if self.money == "value_cny":
                held /= yuan[:, None]
                dearer *= yuan[:, None]
        changed = {}
        for flow in FLOWS:
            changed[flow] = (held - base)[:, self.coded.among("flow", (flow,))[first]].sum(axis=1)
        lost = np.maximum(base / dearer - held, 0.0)
        for place, shift in self.shifts:
            pot, own, aim = lost if shift.of == "lost" else held, touched[:, place], self.targets[place]
            groups = aim.groups[first][own]
            whole = _by_group(pot[:, own], groups, len(aim.known))
            part = draws.of(shift.part) * active_in(shift.when, self.scenario.year)
            placed = aim.placed(whole * part[:, None], shift, draws).sum(axis=2)
            gone = np.divide(placed, whole, out=np.zeros_like(whole), where=whole > 0)
            pot[:, own] *= 1 - gone[:, groups]
            changed[shift.scope.flow] += placed.sum(axis=1) * (draws.of(shift.price) - (shift.of == "sold"))
        return {flow: cents / CENTS for flow, cents in changed.items()}

    def _cells(self) -> tuple[Array, Codes]:
        """Rows that no change and no shift tells apart as one: what they are worth, and one row of each."""
        keys = [
            np.array(self.masks),
            self.coded.codes["flow"][None],
            *(one.groups[None] for one in self.targets.values()),
        ]
        _, first, belongs = np.unique(np.concatenate(keys), axis=1, return_index=True, return_inverse=True)
        base = np.zeros(len(first)) + np.bincount(belongs.ravel(), weights=self.cents[self.money])
        return base, first

    @cached_property
    def targets(self) -> Mapping[int, Targets]:
        """Of each shift, by its place among the changes."""
        value = self.cents[self.money]
        return {
            place: targets(shift, self.coded, value, largest=self.largest(shift), potentials=self.potentials)
            for place, shift in self.shifts
        }

    def _shifted(self, place: int, shift: Shift, pot: dict[str, Array], draws: Draws) -> tuple[pa.Table, Effect]:
        """New rows at the targets; the pot is left with what was not taken from it."""
        aim, own = self.targets[place], pot[self.money]
        source = np.flatnonzero(self.masks[place] & (own > 0))
        groups = aim.groups[source]
        whole = _by_group(own[None, source], groups, len(aim.known))
        amounts = whole * float(draws.of(shift.part)[0]) * active_in(shift.when, self.scenario.year)
        placed = aim.placed(amounts, shift, draws.one(0))[0]
        shares = np.divide(placed, whole[0][:, None], out=np.zeros_like(placed), where=whole[0][:, None] > 0)
        weights = self._weight_of_cent(shift.scope.flow, aim.words) if shift.along == "product" else None
        sending = Sending(source, shift.along, aim.words, shares[groups], float(draws.of(shift.price)[0]), weights)
        new, taken, came = arrivals(self.rows, self.cents, self.money, pot, sending)
        for name in pot:
            pot[name] = pot[name] - taken[name]
        gone = float(taken[self.money].sum())
        unplaced = max(float(np.rint(amounts.sum())) - gone, 0.0)
        change = came - (gone if shift.of == "sold" else 0.0)
        return new, Effect(place, shift.scope.flow, change / CENTS, unplaced / CENTS)

    def _weight_of_cent(self, flow: str, products: Sequence[str]) -> Array:
        """Kilograms for a cent's worth of each product as it is traded now; not a number where weights are missing."""
        if "net_kg" not in self.rows.column_names:
            return np.full(len(products), np.nan)
        weight, value = numbers(self.rows["net_kg"]), self.cents[self.money]
        mask = self.coded.among("flow", (flow,)) & (weight > 0)
        codes, words = self.coded.codes["product"][mask], self.coded.words["product"]
        kg, money = (np.bincount(codes, weights=one[mask], minlength=len(words)) for one in (weight, value))
        found = np.divide(kg, money, out=np.full(len(words), np.nan), where=money > 0)
        return np.asarray(found[[words.index(one) for one in products]])

    def _effects(self, place: int, difference: Array) -> list[Effect]:
        ways = {flow: float(difference[self.coded.among("flow", (flow,))].sum()) for flow in FLOWS}
        return [Effect(place, flow, amount / CENTS) for flow, amount in ways.items() if amount]

    def _sums(self, rows: pa.Table) -> dict[str, float]:
        cents, ways = cents_of(rows[self.money]), Coded(rows.select(["flow"]))
        return {flow: float(cents[ways.among("flow", (flow,))].sum()) / CENTS for flow in FLOWS}


def _by_group(values: Array, groups: Codes, number: int) -> Array:
    """Draws x rows added up by the rows' groups."""
    order = np.argsort(groups, kind="stable")
    found = np.zeros((len(values), number))
    if len(order):
        starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
        found[:, groups[order][starts]] = np.add.reduceat(values[:, order], starts, axis=1)
    return found
