"""The product space as numbers: which products go together, how near a reporter is to a product, what it would gain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from entrepot.measures.complexity_matrix import Marks, Numbers, Ranking

BLOCK = 512
"""Products at a time: the counts of a block stay in the processor's cache."""


def proximity(has: Marks, *, linked_to_itself: bool) -> Numbers:
    """phi_pp' = how many have both / how many have the more common one; symmetric."""
    m = has.astype(np.float32)  # counts are whole numbers below 2^24, which these hold exactly
    turned = np.ascontiguousarray(m.T)
    k = has.sum(axis=0, dtype=np.float32)
    size = len(k)
    phi = np.empty((size, size))
    both, more = np.empty((BLOCK, size), np.float32), np.empty((BLOCK, size), np.float32)
    for first in range(0, size, BLOCK):
        here = slice(first, min(first + BLOCK, size))
        filled = slice(here.stop - first)
        np.matmul(turned[here], m, out=both[filled])
        np.maximum(k[here, None], k, out=more[filled])
        np.divide(both[filled], more[filled], out=phi[here], dtype=np.float64)
    np.fill_diagonal(phi, 1.0 if linked_to_itself else 0.0)
    return phi


def spread(weights: Numbers, has: Marks) -> Numbers:
    """weights @ phi with phi_pp = 1, without forming phi.

    Of two products phi divides by the more common one's count. So going through blocks of products from the rarest to the
    most common, what was met in earlier blocks is divided by the counts of this one, and what is yet to come by its own;
    two running sums of reporter by reporter, and phi within each block, do for the matrix of product by product.
    """
    rows, columns = has.shape
    if rows > columns:
        return weights @ proximity(has, linked_to_itself=True)
    k = has.sum(axis=0)
    order = np.argsort(k, kind="stable")
    k = k[order].astype(np.float64)
    m, w = has[:, order].astype(np.float64), np.ascontiguousarray(weights[:, order])
    blocks = [slice(first, min(first + BLOCK // 2, columns)) for first in range(0, columns, BLOCK // 2)]
    out = np.empty_like(w)
    met = np.zeros((len(w), rows))
    for here in blocks:
        within = (m[:, here].T @ m[:, here]) / np.maximum(k[here, None], k[here])
        out[:, here] = met @ m[:, here] / k[here] + w[:, here] @ within
        met += w[:, here] @ m[:, here].T
    coming = np.zeros_like(met)
    for here in reversed(blocks):
        out[:, here] += coming @ m[:, here]
        coming += (w[:, here] / k[here]) @ m[:, here].T
    answer = np.empty_like(out)
    answer[:, order] = out
    return answer


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """`near` is the sum of proximities to what a reporter has, `around` to all products; density is their ratio."""

    near: Numbers
    around: Numbers

    @property
    def density(self) -> Numbers:
        return self.near / self.around


@dataclass(frozen=True, slots=True, eq=False)
class Opportunities:
    """COI = (outlook - outlook_mean) / outlook_sd; COG = gain - own_part, of use where a reporter has no advantage."""

    surroundings: Surroundings
    outlook: Numbers
    outlook_mean: float
    outlook_sd: float
    gain: Numbers
    own_part: Numbers

    @property
    def coi(self) -> Numbers:
        return (self.outlook - self.outlook_mean) / self.outlook_sd

    @property
    def cog(self) -> Numbers:
        return self.gain - self.own_part


def surroundings(has: Marks, world: Marks, *, linked_to_itself: bool) -> Surroundings:
    """How near each row of `has` is to each product, in the product space of `world`; both have the same products."""
    rows = np.vstack([has, np.ones((1, has.shape[1]), dtype=bool)]).astype(np.float64)
    sums = spread(rows, world)
    if not linked_to_itself:
        sums -= rows
    return Surroundings(sums[:-1], sums[-1])


def opportunities(has: Marks, world: Ranking) -> Opportunities:
    """What lies open to each row of `has` (columns: the products ranked), by the convention of the world's variant."""
    convention = world.convention
    linked = convention.linked_to_itself
    worth = world.pci if convention.centred_gains else world.q / world.q_sd
    here = surroundings(has, world.has, linked_to_itself=linked)
    by_opportunity = convention.gain_shared_by == "opportunity"
    open_worth = ~has * (worth / here.around if by_opportunity else worth)
    gain = spread(open_worth, world.has)
    if not linked:
        gain -= open_worth
    if not by_opportunity:
        gain /= here.around
    own_part = here.density * worth if convention.less_own_part else np.zeros_like(gain)
    mean, deviation = 0.0, 1.0
    if convention.outlook_standardised:
        itself = np.array_equal(has, world.has)
        of_all = here if itself else surroundings(world.has, world.has, linked_to_itself=linked)
        of_world = outlook(world.has, of_all.density, worth)
        mean, deviation = float(of_world.mean()), float(of_world.std())
    return Opportunities(here, outlook(has, here.density, worth), mean, deviation, gain, own_part)


def outlook(has: Marks, density: Numbers, worth: Numbers) -> Numbers:
    """Sum of density times worth over the products that are not there yet."""
    return np.where(has, 0.0, density) @ worth
