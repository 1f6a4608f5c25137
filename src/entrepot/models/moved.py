"""What a model of countries says, brought back to a region's own rows: all rows of a partner move alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.models.stress import FLOWS, Stress
from entrepot.models.stressed_rows import CENTS, together, written
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moved:
    """By flow and partner, trade new over old, a row of draws each; output and welfare likewise."""

    ratios: Mapping[tuple[str, str], Array]
    output: Array
    welfare: Array
    notes: tuple[T, ...]


def of_partners(stress: Stress, moved: Moved, flow: str) -> tuple[Array, Array]:
    """What stands with each partner, and draws x partners of its growth; who is not told of stays as it is."""
    value = stress.cents[stress.money] / CENTS
    codes, words = stress.coded.codes["partner"], stress.coded.words["partner"]
    mask = stress.coded.among("flow", (flow,))
    base = np.zeros(len(words)) + np.bincount(codes[mask], weights=value[mask], minlength=len(words))
    still = np.ones(len(moved.welfare))
    return base, np.column_stack([moved.ratios.get((flow, word), still) for word in words])


def scaled(stress: Stress, moved: Moved, place: int) -> pa.Table:
    """The rows by the ratios of one draw, in whole cents."""
    rows = stress.rows
    growth = np.ones(rows.num_rows)
    codes, words = stress.coded.codes["partner"], stress.coded.words["partner"]
    for flow in FLOWS:
        mask = stress.coded.among("flow", (flow,))
        by_word = np.array([moved.ratios[flow, word][place] if (flow, word) in moved.ratios else 1.0 for word in words])
        growth[mask] = by_word[codes[mask]]
    held = {name: np.rint(cents * growth) for name, cents in stress.cents.items()}
    return together([written(rows, held, growth)], rows.schema, stress.money)
