"""Where a shift's goods can go: other partners, goods or regimes, how they divide what comes, and how much fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from entrepot.models.redirection import allocated
from entrepot.models.scenario.declaration import Scope, Shift
from entrepot.models.scenario.drawing import Draws
from entrepot.models.scenario.scoping import Coded, meant
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# Goods come in thousands of codes: what is made instead is spread over the largest of them.
MOST: int = 60


@dataclass(frozen=True, slots=True)
class Targets:
    """`weights` divide what comes; times growth, `room` is what fits."""

    words: tuple[str, ...]
    weights: Array
    room: Array

    def limits(self, shift: Shift, draws: Draws) -> Array:
        """Draws x targets; infinite where nothing limits."""
        if shift.most_growth is None:
            whole = self.room if shift.by == "potential" else np.full(len(self.words), np.inf)
            return np.broadcast_to(whole, (draws.count + 1, len(self.words)))
        return np.asarray(draws.of(shift.most_growth)[:, None] * self.room)

    def divided(self, amount: float, shift: Shift, draws: Draws) -> Array:
        """How much of the amount goes to each, by the first of the draws."""
        return allocated(amount, self.weights, self.limits(shift, draws)[0])


def targets(
    shift: Shift, coded: Coded, base: Array, *, largest: str = "", potentials: Mapping[str, float] | None = None
) -> Targets:
    """Of this shift; `base` is each row's value as it stands in the data."""
    if shift.by == "potential":
        return _by_potential(shift, coded, potentials, largest)
    pool = coded.in_scope(_where_to(shift), largest)
    words = coded.words[shift.along]
    sold = np.zeros(len(words)) + np.bincount(coded.codes[shift.along][pool], weights=base[pool], minlength=len(words))
    sold[_left_behind(shift, coded, largest)] = 0.0
    order = np.argsort(-sold, kind="stable")[:MOST]
    order = order[sold[order] > 0]
    if not len(order) and shift.most_growth is None and shift.to and shift.along != "product":
        return Targets(shift.to[:1], np.ones(1), np.zeros(1))
    return Targets(tuple(words[place] for place in order), sold[order], sold[order])


def _by_potential(shift: Shift, coded: Coded, potentials: Mapping[str, float] | None, largest: str) -> Targets:
    if not potentials:
        raise MissingData(
            T(
                f"this shift is divided by potential, and none is known by {shift.along}: write by = \"size\", or hand potentials over",
                f"该 shift 按潜力分配，但没有按{shift.along}的潜力数据：请写 by = \"size\"，或提供潜力",
            )
        )  # fmt: skip
    words = tuple(potentials)
    wanted = meant(shift.along, words, shift.to) if shift.to else np.ones(len(words), dtype=bool)
    behind = frozenset(np.array(coded.words[shift.along], dtype=object)[_left_behind(shift, coded, largest)])
    amount = np.array([potentials[word] if word not in behind else 0.0 for word in words])
    amount = np.where(wanted & (amount > 0), amount, 0.0)
    order = np.argsort(-amount, kind="stable")[:MOST]
    order = order[amount[order] > 0]
    return Targets(tuple(words[place] for place in order), amount[order], amount[order] * 100)


def _where_to(shift: Shift) -> Scope:
    match shift.along:
        case "partner":
            return replace(shift.scope, partners=shift.to, except_partners=())
        case "product":
            return replace(shift.scope, products=shift.to, except_products=())
        case "regime":
            return replace(shift.scope, regimes=shift.to)


def _left_behind(shift: Shift, coded: Coded, largest: str) -> NDArray[np.bool_]:
    """The words that the goods come from: they are not sent back there."""
    scope = shift.scope
    named = {"partner": scope.partners, "product": scope.products, "regime": scope.regimes}[shift.along]
    if not named:
        return np.zeros(len(coded.words[shift.along]), dtype=bool)
    return coded.matching(shift.along, named, largest)
