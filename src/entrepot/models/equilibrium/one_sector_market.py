"""How sales stand at given wages, and how they answer to them: what the steps of one sector's solver are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# A slope serves elasticities up to so many times its own, and down to as much less.
_NEAR: Final = 1.5


@dataclass(frozen=True, slots=True)
class Market:
    """How sales stand at given wages: `excess` is the logarithm of sales over income."""

    pull: Array
    index: Array
    spent: Array
    earned: Array
    sold: Array
    excess: Array

    @property
    def residual(self) -> Array:
        """The largest excess of each scenario; infinite where somebody would have less than nothing to spend."""
        largest = np.abs(np.expm1(self.excess)).max(axis=1)
        return np.where(np.isfinite(largest), largest, np.inf)


@dataclass(frozen=True, slots=True)
class Slopes:
    """Inverses of d excess / d log wage where wages are those of the data: one for each of some elasticities."""

    theta: Array
    inverse: Array

    def times(self, excess: Array, theta: Array) -> Array:
        """Each scenario's Newton step by the slope of the nearest elasticity."""
        nearest = np.abs(np.log(theta)[:, None] - np.log(self.theta)).argmin(axis=1)
        if len(self.theta) == 1:
            return np.asarray(excess @ self.inverse[0].T)
        moved = np.empty_like(excess)
        for node in np.unique(nearest):
            these = nearest == node
            moved[these] = excess[these] @ self.inverse[node].T
        return moved


def slopes_of(flows: Array, theta: Array, costs: Array, rule: str) -> Slopes:
    """Before any wage has moved, at one elasticity, or at enough of them that each of the batch has one near."""
    low, high = float(theta.min()), float(theta.max())
    nodes = np.geomspace(low, high, 1 + int(np.ceil(np.log(high / low) / np.log(_NEAR))))
    spent, earned = flows.sum(axis=1), flows.sum(axis=2)
    shares = flows / spent[:, None, :]
    if rule == "none":
        spent = earned
    ones = np.ones_like(earned)

    def inverse(node: Array) -> Array:
        weights = weights_of(shares, node, costs, 1)
        index = weights.sum(axis=1)
        sold = (weights @ (spent / index)[:, :, None])[:, :, 0]
        return inverse_at(Market(ones, index, spent, earned, sold, 0 * ones), weights, node, rule)

    return Slopes(nodes, np.concatenate([inverse(nodes[i : i + 1]) for i in range(len(nodes))]))


def inverse_at(market: Market, weights: Array, theta: Array, rule: str) -> Array:
    """Of -(1 + theta) I + theta S L' + S e: S is where sales go, L where spending goes, e how spending follows wages.

    It is singular, since only relative wages count; the numeraire's row is added.
    """
    shares = market.pull[:, :, None] * weights / market.index[:, None, :]
    goes = shares * market.spent[:, None, :] / market.sold[:, :, None]
    own = np.eye(weights.shape[1])
    slope = theta[:, None, None] * (goes @ shares.transpose(0, 2, 1) - own)
    if rule != "conditional":
        follows = market.earned / market.spent if rule == "fixed" else np.ones_like(market.spent)
        slope += goes * follows[:, None, :] - own
    weight = market.earned / market.earned.sum(axis=1, keepdims=True)
    return np.asarray(np.linalg.inv(slope - weight[:, None, :]))


def weights_of(shares: Array, theta: Array, costs: Array, size: int) -> Array:
    """lambda tau^-theta; where little changes, only that is raised to a power."""
    changed = (costs != 1).any(axis=0)
    if 4 * np.count_nonzero(changed) > changed.size:
        powers = np.multiply(np.log(costs), -theta[:, None, None])
        np.exp(powers, out=powers)
        return powers * shares if len(powers) < size else np.multiply(powers, shares, out=powers)
    weights = np.array(np.broadcast_to(shares, (size, *shares.shape[1:])))
    where = np.nonzero(changed)
    if len(where[0]):
        logs = np.log(costs[:, where[0], where[1]])
        weights[:, where[0], where[1]] *= np.exp(-theta[:, None] * logs)
    return weights
