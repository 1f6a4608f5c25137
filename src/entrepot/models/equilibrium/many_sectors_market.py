"""The equations of many sectors at given wages, prices and spending, and where each of them would go from there."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from entrepot.models.equilibrium.many_sectors_economy import Economy

Array = NDArray[np.float64]
Closing = Literal["money", "share"]


@dataclass(frozen=True, slots=True)
class Market:
    """How things stand, against the data, at given logarithms of wages, prices and spending; batch in front.

    costs    of the sector in the exporting country, new over old, in logarithms: sector x country, like all but the last six
    pull     costs^-theta; `pay` what the importer spends for a unit of pull, so that trade at the importer's duty-paid
             prices is weights x pull of the exporter x pay of the importer
    prices   logarithms that follow from costs; `spending` in money that follows from incomes and outputs
    imports  bought from everybody, at tariff-free prices, own trade included
    wages    by country, new over old, as is `scale`, the k of spending under the `share` rule (one a scenario)
    factors  value added in money; `revenue` of tariffs; `income` all that is spent on final goods
    sold     value added in what is sold
    """

    costs: Array
    pull: Array
    pay: Array
    prices: Array
    spending: Array
    output: Array
    imports: Array
    wages: Array
    factors: Array
    revenue: Array
    income: Array
    sold: Array
    scale: Array


@dataclass(frozen=True, slots=True)
class Slopes:
    """How the whole world answers one country's wage, near one equilibrium, so that errors are undone all at once.

    wages     country x country: minus the inverse of d log (sold / earned) / d log wage
    prices    wage's country x (sector x country), d log price / d log wage; `spending` likewise
    inner     country x sector x sector, (I - home share x inputs)^-1: what an error of a price or of spending grows to at home
    """

    wages: Array
    prices: Array
    spending: Array
    inner: Array

    def moves(self, wages: Array, prices: Array, spending: Array, spent: Array) -> Array:
        """From the errors of each scenario to its step, wages, prices and spending one after the other."""
        paid, flat = wages @ self.wages.T, (len(wages), -1)
        grown = by_country(np.swapaxes(self.inner, 1, 2)[None], np.expm1(spending) * spent) / spent
        dearer = by_country(self.inner[None], prices)
        bought = np.log1p(np.maximum(grown.reshape(flat) + paid @ self.spending, -0.6))
        return np.concatenate([paid, dearer.reshape(flat) + paid @ self.prices, bought], axis=1)


@dataclass(frozen=True, slots=True)
class Equations:
    """`weights` are shares times kappa^-theta and `net` the same without duty: sector x exporter x importer.

    `gaps` are deficits in money, or under `share` over income.
    """

    weights: Array
    net: Array
    labour: Array
    inputs: Array
    theta: Array
    final: Array
    spending: Array
    earned: Array
    gaps: Array
    caution: Array
    # What is not an array of numbers comes last.
    unbought: NDArray[np.bool_] | None
    closing: Closing

    @classmethod
    def of(cls, economy: Economy, duty: Array, costs: Array, gaps: Array, closing: Closing) -> Equations:
        weights = _weights(economy, duty / economy.duty * costs)
        unbought = economy.spending <= 0
        return cls(
            weights, weights / duty, economy.labour, economy.inputs, economy.theta, economy.final, economy.spending,
            economy.earned, gaps, economy.caution, unbought if unbought.any() else None, closing,
        )  # fmt: skip

    @property
    def size(self) -> int:
        return max(len(one) for one in self._arrays())

    @property
    def unknowns(self) -> int:
        sectors, countries = self.spending.shape[1:]
        return int(countries * (1 + 2 * sectors))

    def _arrays(self) -> list[Array]:
        return [getattr(self, field.name) for field in fields(self)][:-2]

    def only(self, these: NDArray[np.int64]) -> Equations:
        unbought = self.unbought if self.unbought is None or len(self.unbought) == 1 else self.unbought[these]
        some = [one if len(one) == 1 else one[these] for one in self._arrays()]
        return Equations(*some, unbought=unbought, closing=self.closing)  # type: ignore[arg-type,misc]

    def closed(self, like: Equations) -> Equations:
        """The same place with the deficits of another rule, which agree there."""
        return replace(self, gaps=like.gaps, closing=like.closing)

    def towards(self, other: Equations, share: float) -> Equations:
        """Part of the way of costs and tariffs to the other's."""
        weights, net = (
            one ** (1 - share) * two**share for one, two in ((self.weights, other.weights), (self.net, other.net))
        )
        return replace(other, weights=weights, net=net)

    def at(self, logs: Array) -> Market:
        wages, prices, moved = self.parts(logs)
        costs = self.labour * wages[:, None, :] + by_country(self.inputs, prices)
        pull = np.exp(-self.theta * costs)
        index, untaxed = ((pull[:, :, None, :] @ matrix)[:, :, 0] for matrix in (self.weights, self.net))
        spent = self.spending * np.exp(moved)
        pay = spent / index
        output = pull * (self.net @ pay[..., None])[..., 0]
        imports = pay * untaxed
        revenue = (spent - imports).sum(axis=1)
        factors = np.exp(wages) * self.earned
        income, scale = self._income(factors + revenue)
        supplied = np.swapaxes(self.inputs, 2, 3)
        spending = by_country(supplied, output) + self.final * income[:, None, :]
        sold = (self.labour * output).sum(axis=1)
        return Market(
            costs, pull, pay, -np.log(index) / self.theta, spending, output, imports, np.exp(wages), factors, revenue, income,
            sold, scale,
        )  # fmt: skip

    def parts(self, logs: Array) -> tuple[Array, Array, Array]:
        """Wages by country, prices and spending by sector x country, against the data: all logarithms."""
        sectors, countries = self.spending.shape[1:]
        grid = (len(logs), sectors, countries)
        end = countries * (1 + sectors)
        return logs[:, :countries], logs[:, countries:end].reshape(grid), logs[:, end:].reshape(grid)

    def errors(self, logs: Array, market: Market) -> tuple[Array, Array, Array]:
        """By how much each of them is off, in logarithms; not a number where that has no meaning."""
        _, prices, moved = self.parts(logs)
        with np.errstate(all="ignore"):
            spending = np.log(market.spending / self.spending) - moved
            wages = np.where(market.income > 0, np.log(market.sold / market.factors), np.nan)
        if self.unbought is not None:
            spending = np.where(self.unbought, 0.0, spending)
        return wages, market.prices - prices, spending

    def next(self, logs: Array, pace: float, slopes: Slopes | None) -> tuple[Array, Array]:
        """The next point, by slopes or by small steps of `pace`; and how far this one is from an equilibrium."""
        count, countries = len(logs), self.earned.shape[1]
        with np.errstate(all="ignore"):
            errors = self.errors(logs, self.at(logs))
            off = np.concatenate([one.reshape(count, -1) for one in errors], axis=1)
            residual = np.abs(off).max(axis=1)
            if slopes is None:
                moves = pace * off
                moves[:, :countries] /= self.caution
            else:
                spent = np.exp(self.parts(logs)[2]) * self.spending
                moves = slopes.moves(*errors, spent if self.unbought is None else np.where(self.unbought, 1, spent))
            # What would move threefold at once is held back: so far away one step tells little.
            image = logs + np.minimum(np.maximum(moves, -1.0), 1.0)
            world = (np.exp(image[:, :countries]) * self.earned).sum(axis=1) / self.earned.sum(axis=1)
        image[:, :countries] -= np.log(world)[:, None]
        lost = ~(np.isfinite(residual) & np.isfinite(image).all(axis=1))
        if not lost.any():
            return image, residual
        # Who has left the ground on which the equations mean something comes back towards where it began.
        return np.where(lost[:, None], logs / 2, image), np.where(lost, np.inf, residual)

    def demanded(self, spent: Array) -> Array:
        """The spending that comes of this spending, at wages and prices as in the data."""
        revenue = (spent * (1 - self.net.sum(axis=2))).sum(axis=1)
        income, _ = self._income(self.earned + revenue)
        output = (self.net @ spent[..., None])[..., 0]
        return by_country(np.swapaxes(self.inputs, 2, 3), output) + self.final * income[:, None, :]

    def _income(self, earned: Array) -> tuple[Array, Array]:
        """Value added and revenue, and what the deficit adds to them; with k of the `share` rule."""
        if self.closing == "money":
            return earned + self.gaps, np.ones(len(earned))
        wanted = (1 + self.gaps) * earned
        scale = earned.sum(axis=1) / wanted.sum(axis=1)
        return scale[:, None] * wanted, scale


def by_country(matrices: Array, values: Array) -> Array:
    """Of each country its matrix (using x supplying) on its column of sector x country."""
    if len(matrices) == 1:
        return np.asarray((matrices[0] @ values.transpose(2, 1, 0)).transpose(2, 1, 0))
    return np.asarray((matrices @ values.transpose(0, 2, 1)[..., None])[..., 0].transpose(0, 2, 1))


def _weights(economy: Economy, kappa: Array) -> Array:
    """Shares times kappa^-theta: where little changes, only that is raised to a power."""
    changed = (kappa != 1).any(axis=0)
    if not changed.any():
        return economy.bought
    if 4 * np.count_nonzero(changed) > changed.size:
        return np.asarray(economy.bought * np.exp(-economy.theta[..., None] * np.log(kappa)))
    where = np.nonzero(changed)
    powers = np.exp(-economy.theta[:, where[0], 0] * np.log(kappa[:, where[0], where[1], where[2]]))
    weights = np.array(np.broadcast_to(economy.bought, (max(len(powers), len(economy.bought)), *changed.shape)))
    weights[:, where[0], where[1], where[2]] *= powers
    return weights


def slopes_at(equations: Equations, market: Market) -> Slopes | None:
    """Where the first scenario stands; None where the equations are degenerate there."""
    try:
        with np.errstate(all="ignore"):
            return _slopes_at(equations, market)
    except np.linalg.LinAlgError:
        return None


def _slopes_at(equations: Equations, market: Market) -> Slopes:
    one = equations.only(np.array([0]))
    labour, inputs, theta, net = one.labour[0], one.inputs[0], one.theta[0][:, :, None], one.net[0]
    pull, pay, countries = market.pull[0], market.pay[0], labour.shape[1]
    output, spent = market.output[0], np.where(market.spending[0] > 0, market.spending[0], 1)
    flows = net * pull[:, :, None] * pay[:, None, :]
    bought = one.weights[0] * pull[:, :, None] * (pay / spent)[:, None, :]
    home = np.einsum("jnn->nj", bought)
    inner = np.linalg.inv(np.eye(len(labour)) - home[:, :, None] * inputs)
    supplied, outer = np.swapaxes(inputs, 1, 2), np.swapaxes(inner, 1, 2)

    def at_home(matrices: Array, responses: Array) -> Array:
        return np.asarray((matrices @ responses.transpose(1, 0, 2)).transpose(1, 0, 2))

    wage = np.eye(countries)
    own, dearer = labour[:, :, None] * wage, bought.transpose(0, 2, 1)
    # What comes back from abroad a second time is left out: it is small, and would cost as much again.
    prices = at_home(inner, dearer * labour[:, None, :])
    costs = own + at_home(inputs, prices)
    # Sales at given spending, then with the spending that comes of them.
    lost = -theta * output[:, :, None] * costs + flows @ (theta * prices)
    follows = (
        market.income[0] / (market.factors + market.revenue)[0] if equations.closing == "share" else np.ones(countries)
    )
    sold = at_home(supplied, lost) + one.final[0][:, :, None] * ((follows * market.factors[0])[:, None] * wage)
    spending = at_home(outer, sold) / spent[:, :, None]
    made = lost + flows @ spending
    slope = (labour[:, :, None] * made).sum(axis=0) / market.factors[0][:, None] - wage
    # Singular, since only relative wages count; the numeraire's row is added.
    weight = market.factors[0] / market.factors[0].sum()
    flat = (-1, countries)
    return Slopes(-np.linalg.inv(slope - weight), prices.reshape(flat).T, spending.reshape(flat).T, inner)
