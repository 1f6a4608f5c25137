"""What the equilibrium of many sectors answers, checked before it exists."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.models.equilibrium.many_sectors_economy import Economy
from entrepot.models.equilibrium.many_sectors_market import Equations, Market
from entrepot.models.equilibrium.one_sector_result import CLEARED
from entrepot.vocabulary.errors import NotConverged
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Flows:
    """Trade as it stands in an equilibrium, worked out when asked for, since a batch's is large."""

    economy: Economy
    duty: Array
    costs: Array
    pull: Array
    pay: Array

    def matrix(self) -> Array:
        """Batch x sector x exporter x importer, in money at tariff-free prices."""
        kappa = self.duty / self.economy.duty * self.costs
        shares = self.economy.bought * kappa ** -self.economy.theta[..., None] / self.duty
        return np.asarray(shares * self.pull[..., None] * self.pay[:, :, None, :])


@dataclass(frozen=True, slots=True)
class ManySectors:
    """Changes as ratios new/old and amounts in money after the change; a batch is the leading axis of each.

    welfare          real income, exact: final spending over its price index (under `share` income, without the scalar `scale`)
    wages            by country; numeraire: the world's value added is unchanged
    real_wages       wages over the price index of final spending
    prices           country x sector, what a buyer pays, tariffs included; `price_index` of final spending by country
    unit_costs       country x sector, of its makers
    spending         country x sector, money, tariffs included; `output` country x sector, money
    revenue          of tariffs by country, money; `revenue_before` likewise
    income           what is spent on final goods, money: value added, revenue and deficit; `income_before` likewise
    terms_of_trade   first-order part of the change of welfare, as a fraction: dearer exports against dearer imports
    volume_of_trade  the other part: tariffs collected on the change of real imports. Their sum is what Caliendo and Parro call
                     welfare; it is not `welfare - 1` where changes are large
    scale            k of `share`, 1 otherwise
    cut              country x sector, money by which intermediate use exceeded absorption in the data
    final_share      country x sector
    iterations       of the solver, baseline included; `residual` the largest excess of any market, relative to it
    """

    welfare: Array
    wages: Array
    real_wages: Array
    prices: Array
    price_index: Array
    unit_costs: Array
    spending: Array
    output: Array
    revenue: Array
    revenue_before: Array
    income: Array
    income_before: Array
    terms_of_trade: Array
    volume_of_trade: Array
    scale: Array
    cut: Array
    final_share: Array
    iterations: NDArray[np.int64]
    residual: Array
    before: Flows
    after: Flows

    def __post_init__(self) -> None:
        for name in ("welfare", "wages", "prices", "unit_costs", "income"):
            values = getattr(self, name)
            if not (np.isfinite(values).all() and (values > 0).all()):
                raise NotConverged(T(f"{name} came out negative or not finite", f"{name} 出现负值或非有限值"))
        if np.max(self.residual, initial=0) > CLEARED:
            raise NotConverged(
                T(f"markets are not cleared: {np.max(self.residual):.2e}", f"市场未出清：{np.max(self.residual):.2e}")
            )

    @property
    def trade(self) -> Array:
        """Sector x exporter x importer, in money at tariff-free prices, after the change."""
        return self._shaped(self.after.matrix())

    @property
    def baseline(self) -> Array:
        """The same before it: the data, or the equilibrium nearest to them."""
        return self._shaped(self.before.matrix())

    def _shaped(self, flows: Array) -> Array:
        return flows[0] if self.welfare.ndim == 1 else flows

    def single(self) -> ManySectors:
        """The only scenario of a batch of one."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(self, **{name: one[0] for name, one in arrays.items() if not isinstance(one, Flows)})


@dataclass(frozen=True, slots=True)
class Solved:
    """Two equilibria of a chunk, before and after, as numbers; sector x country where there are sectors."""

    points: Array
    iterations: NDArray[np.int64]
    residual: Array
    wages: Array
    prices: Array
    costs: Array
    income_before: Array
    income: Array
    real: Array
    revenue_before: Array
    revenue: Array
    terms: Array
    volume: Array
    scale: Array
    spending: Array
    output: Array
    pull_before: Array
    pay_before: Array
    pull: Array
    pay: Array

    @classmethod
    def of(
        cls, was: Equations, before: Market, now: Equations, after: Market, economy: Economy,
        points: Array, iterations: NDArray[np.int64], residual: Array,
    ) -> Solved:  # fmt: skip
        costs = np.exp(after.costs - before.costs)
        prices = np.exp(after.prices - before.prices)
        terms, volume = _first_order(was, before, now, after, costs, economy.duty - 1)
        kept = before.income
        earned = after.income
        if now.closing == "share":
            kept, earned = before.factors + before.revenue, after.factors + after.revenue
        index = np.exp((now.final * np.log(prices)).sum(axis=1))
        return cls(
            points, iterations, residual, after.wages / before.wages, prices, costs, before.income, after.income,
            earned / kept / index, before.revenue, after.revenue, terms, volume, after.scale, after.spending, after.output,
            before.pull, before.pay, after.pull, after.pay,
        )  # fmt: skip


def _first_order(
    was: Equations, before: Market, now: Equations, after: Market, costs: Array, tariff: Array
) -> tuple[Array, Array]:
    """Terms of trade and volume of trade, of income (Caliendo and Parro 2015, equation 15, with finite changes)."""

    def bought(pull: Array, matrix: Array, pay: Array) -> Array:
        return np.asarray(((pull[:, :, None, :] @ matrix)[:, :, 0] * pay).sum(axis=1))

    dearer = before.pull * (costs - 1)
    exports = (before.output * (costs - 1)).sum(axis=1)
    charged = was.net * tariff
    terms = exports - bought(dearer, was.net, before.pay)
    volume = bought(after.pull, now.net * tariff, after.pay) - bought(before.pull * costs, charged, before.pay)
    return terms / before.income, volume / before.income


def joined(parts: list[Solved]) -> Solved:
    """The chunks of a batch, one after the other."""
    if len(parts) == 1:
        return parts[0]
    lengths = [len(part.points) for part in parts]

    def whole(name: str) -> Any:
        ones = [getattr(part, name) for part in parts]
        return np.concatenate([np.broadcast_to(one, (n, *one.shape[1:])) for one, n in zip(ones, lengths, strict=True)])

    return Solved(**{field.name: whole(field.name) for field in fields(Solved)})


def result_of(economy: Economy, duty: Array, costs: Array, solved: Solved) -> ManySectors:
    """As asked for: countries before sectors."""
    size = len(solved.points)

    def every(values: Array) -> Array:
        return np.broadcast_to(values, (size, *values.shape[1:]))

    def countries_first(values: Array) -> Array:
        return every(values).transpose(0, 2, 1)

    index = np.exp((economy.final * np.log(solved.prices)).sum(axis=1))
    return ManySectors(
        welfare=solved.real,
        wages=solved.wages,
        real_wages=solved.wages / index,
        prices=countries_first(solved.prices),
        price_index=index,
        unit_costs=countries_first(solved.costs),
        spending=countries_first(solved.spending),
        output=countries_first(solved.output),
        revenue=solved.revenue,
        revenue_before=every(solved.revenue_before),
        income=solved.income,
        income_before=every(solved.income_before),
        terms_of_trade=solved.terms,
        volume_of_trade=solved.volume,
        scale=solved.scale,
        cut=countries_first(economy.cut),
        final_share=countries_first(economy.final),
        iterations=solved.iterations,
        residual=solved.residual,
        before=Flows(economy, economy.duty, np.ones((1, 1, 1, 1)), solved.pull_before, solved.pay_before),
        after=Flows(economy, duty, costs, solved.pull, solved.pay),
    )
