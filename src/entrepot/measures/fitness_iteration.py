"""Fitness and product complexity by the non-linear iteration of Tacchella and others (2012), as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from entrepot.measures.complexity_matrix import Marks, Numbers, Places
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T

ITERATIONS = 200
LEAST = 1e-150
"""Fitness of those that hang on one common product falls towards zero for ever; 1 / this is still a number."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitness:
    """After the last step: `fitness` has mean 1 over `reporters`, `quality` (Q, product complexity) over `products`.

    `raw` and `raw_quality` are the same before they are divided by their means.
    """

    reporters: Places
    products: Places
    raw: Numbers
    raw_quality: Numbers
    quality_before: Numbers
    """Q of the step before, from which `raw` was summed."""

    @property
    def fitness(self) -> Numbers:
        return np.asarray(self.raw / self.raw.mean())

    @property
    def quality(self) -> Numbers:
        return np.asarray(self.raw_quality / self.raw_quality.mean())


def fitness_of(has: Marks, iterations: int = ITERATIONS) -> Fitness:
    """F_r = sum_p M Q_p and Q_p = 1 / sum_r (M / F_r), both from the step before and divided by their means; from 1."""
    reporters, products = np.flatnonzero(has.any(axis=1)), np.flatnonzero(has.any(axis=0))
    if len(reporters) == 0:
        raise MissingData(
            T(
                "nobody has a comparative advantage in anything here, so there is no fitness",
                "没有任何地区具有比较优势，无法计算适合度",
            )
        )
    m = csr_array(has[np.ix_(reporters, products)].astype(np.float64))
    transposed = m.T.tocsr()
    fitness, quality = np.ones(len(reporters)), np.ones(len(products))
    for _ in range(iterations):
        before = quality
        raw = np.asarray(m @ quality)
        raw_quality = 1 / np.asarray(transposed @ (1 / fitness))
        fitness = np.maximum(raw / raw.mean(), LEAST)
        quality = raw_quality / raw_quality.mean()
    return Fitness(reporters, products, raw, raw_quality, before)
