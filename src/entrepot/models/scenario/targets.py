"""Where a shift's goods can go: other partners, goods or regimes, how they divide what comes, and how much fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entrepot.models.redirection import allocated
from entrepot.models.scenario.declaration import Scope, Shift
from entrepot.models.scenario.drawing import Draws
from entrepot.models.scenario.scoping import Coded, Codes, Mask, meant
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# Goods come in thousands of codes: what is made instead is spread over the largest of them.
MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Targets:
    """`weights` divide what comes; times growth, `room` is what fits.

    `groups` number the rows by what decides who takes them (a market takes goods of the chapters that it buys already, a product
    goes to the markets that buy it), and `known` says it: groups x targets.
    """

    words: tuple[str, ...]
    weights: Array
    room: Array
    groups: Codes
    known: Mask

    def placed(self, amounts: Array, shift: Shift, draws: Draws) -> Array:
        """Of amounts by draw and group, how much goes to each target: draws x groups x targets."""
        if not self.words:
            return np.zeros((*amounts.shape, 0))
        return allocated(amounts, self.weights, self._limits(shift, draws), self.known)

    def _limits(self, shift: Shift, draws: Draws) -> Array:
        if shift.most_growth is None:
            return self.room if shift.by == "potential" else np.full(len(self.words), np.inf)
        return np.asarray(draws.of(shift.most_growth)[:, None] * self.room)


def targets(
    shift: Shift, coded: Coded, base: Array, *, largest: str = "", potentials: Mapping[str, float] | None = None
) -> Targets:
    """Of this shift; `base` is each row's value as it stands in the data."""
    if shift.by == "potential":
        return _by_potential(shift, coded, potentials, largest)
    pool = coded.in_scope(_where_to(shift), largest)
    words, codes = coded.words[shift.along], coded.codes[shift.along]
    sold = np.zeros(len(words)) + np.bincount(codes[pool], weights=base[pool], minlength=len(words))
    sold[_left_behind(shift, coded, largest)] = 0.0
    order = np.argsort(-sold, kind="stable")[:MOST]
    order = order[sold[order] > 0]
    if not len(order) and shift.most_growth is None and shift.to and shift.along != "product":
        return _anyone(coded, shift.to[:1], np.ones(1), np.zeros(1))
    groups, number = _groups(shift, coded)
    known = np.zeros((number, len(words)), dtype=bool)
    trades = coded.among("flow", (shift.scope.flow,)) & (base > 0)
    known[groups[trades], codes[trades]] = True
    return Targets(tuple(words[place] for place in order), sold[order], sold[order], groups, known[:, order])


def _groups(shift: Shift, coded: Coded) -> tuple[Codes, int]:
    match shift.along:
        case "partner":
            chapters, of_product = np.unique([word[:2] for word in coded.words["product"]], return_inverse=True)
            return of_product[coded.codes["product"]], len(chapters)
        case "product":
            return coded.codes["partner"], len(coded.words["partner"])
        case "regime":
            return np.zeros(coded.count, dtype=np.int64), 1


def _anyone(coded: Coded, words: tuple[str, ...], weights: Array, room: Array) -> Targets:
    """Targets that take whatever comes."""
    return Targets(words, weights, room, np.zeros(coded.count, dtype=np.int64), np.ones((1, len(words)), dtype=bool))


def _by_potential(shift: Shift, coded: Coded, potentials: Mapping[str, float] | None, largest: str) -> Targets:
    if not potentials:
        raise MissingData(
            T(
                f'this shift is divided by potential, and none is known by {shift.along}: write by = "size", or hand potentials over',
                f'该 shift 按潜力分配，但没有按{shift.along}的潜力数据：请写 by = "size"，或提供潜力',
            )
        )
    words = tuple(potentials)
    wanted = meant(shift.along, words, shift.to) if shift.to else np.ones(len(words), dtype=bool)
    behind = frozenset(np.array(coded.words[shift.along], dtype=object)[_left_behind(shift, coded, largest)])
    amount = np.array([potentials[word] if word not in behind else 0.0 for word in words])
    amount = np.where(wanted & (amount > 0), amount, 0.0)
    order = np.argsort(-amount, kind="stable")[:MOST]
    order = order[amount[order] > 0]
    return _anyone(coded, tuple(words[place] for place in order), amount[order], amount[order] * 100)


def _where_to(shift: Shift) -> Scope:
    match shift.along:
        case "partner":
            return replace(shift.scope, partners=shift.to, except_partners=())
        case "product":
            return replace(shift.scope, products=shift.to, except_products=())
        case "regime":
            return replace(shift.scope, regimes=shift.to)


def _left_behind(shift: Shift, coded: Coded, largest: str) -> Mask:
    """The words that the goods come from: they are not sent back there."""
    scope = shift.scope
    named = {"partner": scope.partners, "product": scope.products, "regime": scope.regimes}[shift.along]
    if not named:
        return np.zeros(len(coded.words[shift.along]), dtype=bool)
    return coded.matching(shift.along, named, largest)
