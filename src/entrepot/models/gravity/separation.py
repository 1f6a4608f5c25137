"""Rows of zero trade that effects and terms fit perfectly, so that some estimate would run off to infinity.

Correia, Guimaraes and Zylkin (2019), arXiv:1903.01633: with z a combination of terms and effects, rows of zero trade are
separated where z > 0 although z = 0 wherever there is trade and z >= 0 wherever there is none. All of them are found at once
by one linear programme (HiGHS): the most rows with z >= 1, z being free in its scale. pyfixest's own checks look for levels
without any trade, or iterate; without effects it looks for nothing, and gives numbers that mean nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.vocabulary.errors import NotConverged
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


def separated(trade: Array, design: Array, effects: tuple[Codes, ...]) -> NDArray[np.bool_]:
    """True for the rows that tell nothing; terms and effects as in `Ready`."""
    found = _without_any_trade(trade, effects)
    left = np.flatnonzero(~found)
    if (trade[left] == 0).any():
        found[left] = _by_programme(trade[left], design[left], tuple(codes[left] for codes in effects))
    return found


def _without_any_trade(trade: Array, effects: tuple[Codes, ...]) -> NDArray[np.bool_]:
    """Who sells nothing to anybody; taken out first, since it is most of them and needs no programme."""
    found = np.zeros(len(trade), dtype=bool)
    for codes in effects:
        found |= np.bincount(codes, trade)[codes] == 0
    return found


def _by_programme(trade: Array, design: Array, effects: tuple[Codes, ...]) -> NDArray[np.bool_]:
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack

    def one_column_each(codes: Codes) -> Any:
        places = np.unique(codes, return_inverse=True)[1]
        return csr_array((np.ones(len(codes)), (np.arange(len(codes)), places)))

    # Terms of one size, so that the solver's tolerance means the same for all; without effects there is a constant.
    scaled = design / np.maximum(np.abs(design).max(axis=0, initial=0), np.finfo(float).tiny)
    own = effects or (np.zeros(len(trade), dtype=np.int64),)
    whole: Any = hstack([csr_array(scaled), *(one_column_each(codes) for codes in own)]).tocsr()
    sold = trade > 0
    zeros, unknowns = int((~sold).sum()), whole.shape[1]
    at_least: Any = hstack([-whole[~sold], eye_array(zeros)]).tocsr()
    exactly: Any = hstack([whole[sold], csr_array((len(trade) - zeros, zeros))]).tocsr()
    bounds: Any = [(None, None)] * unknowns + [(0, 1)] * zeros
    answer = linprog(
        np.concatenate([np.zeros(unknowns), -np.ones(zeros)]),
        A_ub=at_least, b_ub=np.zeros(zeros), A_eq=exactly, b_eq=np.zeros(len(trade) - zeros), bounds=bounds, method="highs",
    )  # fmt: skip
    if answer.status != 0 or answer.x is None:
        raise NotConverged(
            T(f"the search for separated rows stopped: {answer.message}", f"完全分离行的搜索中止：{answer.message}")
        )
    found = np.zeros(len(trade), dtype=bool)
    found[~sold] = answer.x[unknowns:] > 0.5
    return found
