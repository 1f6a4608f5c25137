"""Which products a region could take up: what lies near, what is complex, what is bought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.potential.checks import money, numbers
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NewProducts:
    """By product, in the order given; NaN and rank 0 where it is no candidate.

    score  geometric mean of the three standings, each the share of candidates that stand at or below it
    rank   1 is best; those with the same score share the better place
    density_standing, complexity_standing, demand_standing   between 0 and 1
    """

    score: Array
    rank: NDArray[np.int64]
    density_standing: Array
    complexity_standing: Array
    demand_standing: Array

    @property
    def order(self) -> NDArray[np.int64]:
        """The candidates, best first."""
        places = np.flatnonzero(self.rank)
        return places[np.argsort(self.rank[places], kind="stable")]


def new_products(
    density: ArrayLike, complexity: ArrayLike, demand: ArrayLike, *, candidate: ArrayLike | None = None
) -> NewProducts:
    """Candidates ranked by the geometric mean of their standings in density, complexity and demand.

    density, complexity  by product, NaN where not known: no candidate; `demand` in money, zero or more
    candidate            a mask: products without an advantage; all where not given

    Standings, not values: complexity has no zero to multiply with, and demand is a thousandfold where density is two.
    """
    near = np.asarray(density, dtype=np.float64)
    if near.ndim != 1:
        raise InvalidScenario(
            T(f"density is by product; it is of shape {near.shape}", f"density 应按商品，实为 {near.shape}")
        )
    hard = np.broadcast_to(np.asarray(complexity, dtype=np.float64), near.shape)
    wanted = money(demand, "demand", near.shape, ("products",))
    refused = numbers(np.where(np.isnan(near), 0, near), "density", near.shape)
    if ((refused < 0) | (refused > 1)).any():
        place = int(np.flatnonzero((refused < 0) | (refused > 1))[0])
        raise InvalidScenario(
            T(
                f"density at [{place}] is not between 0 and 1: it is a share",
                f"密度应在 0 与 1 之间（份额），位置 [{place}]",
            )
        )
    known = np.isfinite(near) & np.isfinite(hard) & (wanted > 0)
    if candidate is not None:
        known &= np.broadcast_to(np.asarray(candidate, dtype=np.bool_), near.shape)
    standings = [_standing(values, known) for values in (near, hard, wanted)]
    score = np.cbrt(standings[0] * standings[1] * standings[2])
    rank = np.zeros(near.shape, dtype=np.int64)
    among = score[known]
    rank[known] = 1 + len(among) - np.searchsorted(np.sort(among), among, side="right")
    return NewProducts(score, rank, *standings)


def _standing(values: Array, known: NDArray[np.bool_]) -> Array:
    """The share of the known that stand at or below each."""
    among = values[known]
    standing = np.full(values.shape, np.nan)
    standing[known] = np.searchsorted(np.sort(among), among, side="right") / max(len(among), 1)
    return standing
