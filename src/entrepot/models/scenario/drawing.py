"""What a scenario's numbers are: as assumed first, then as drawn from their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.models.scenario.checking import amounts
from entrepot.models.scenario.declaration import Amount, Scenario
from entrepot.parameters.assumption import Assumption, named
from entrepot.parameters.reactions import reactions

Array = NDArray[np.float64]
SEED = 20261121


@dataclass(frozen=True, slots=True)
class Draws:
    """Of each assumption in use a row of numbers: the value itself, then those drawn."""

    assumptions: tuple[Assumption, ...]
    values: Mapping[str, Array]
    count: int

    def of(self, amount: Amount) -> Array:
        return self.values[amount] if isinstance(amount, str) else np.full(self.count + 1, float(amount))

    def one(self, place: int) -> Draws:
        """A single draw as if it were what is assumed; 0 is the value itself."""
        return Draws(self.assumptions, {name: row[place : place + 1] for name, row in self.values.items()}, 0)


def draw(scenario: Scenario, reacting: tuple[str, ...] = (), *, draws: int = 200, seed: int = SEED) -> Draws:
    """Triangular over each range with its top at the value; `reacting` are the reactions that the method needs.

    Assumptions are drawn each for itself, in the order of their names, so that adding one leaves the others' draws alone.
    """
    known = {**reactions(), **named(scenario.assumptions)}
    used = {amount for change in scenario.changes for _, amount in amounts(change) if isinstance(amount, str)}
    wanted = [known[name] for name in sorted({*used, *reacting})]
    return Draws(tuple(wanted), {one.id: _row(one, draws, seed) for one in wanted}, draws)


def _row(assumption: Assumption, draws: int, seed: int) -> Array:
    low, high = assumption.range
    own = np.random.default_rng([seed, *assumption.id.encode()])
    drawn = (
        np.full(draws, assumption.value) if assumption.certain else own.triangular(low, assumption.value, high, draws)
    )
    return np.concatenate(([assumption.value], drawn))
