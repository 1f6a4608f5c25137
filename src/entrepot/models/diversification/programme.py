"""The linear programme itself: cells, their sums over markets and products, and the sum of all, as variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import optimize, sparse

from entrepot.models.diversification.checks import Asked
from entrepot.models.diversification.limits import MET, Array, Rows
from entrepot.vocabulary.errors import NotConverged
from entrepot.vocabulary.text import T

# The cuts of the HHI come closer to each other than the solver's own tolerance of 1e-7.
_CLOSE: Final = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
_MOST_CUTS: Final = 300
_NEAR: Final = 1e-6
# The stubs of scipy know no sparse limits.
_linprog: Any = optimize.linprog


@dataclass(frozen=True, slots=True)
class Attempt:
    """What HiGHS answered, and the rows with the cuts that were added; not possible where the limits allow nothing."""

    found: Any
    rows: Rows
    possible: bool


def attempt(asked: Asked, rows: Rows, *, worth: float | None = None) -> Attempt:
    """The most worth within the rows; or, of all answers of this worth, the one that takes least away from where it is.

    Cuts are added until the cone of the HHI holds; each is tangent to it where the last answer left it.
    """
    markets, products = asked.actual.shape
    for _ in range(_MOST_CUTS):
        found = _solve(asked, rows) if worth is None else _nearest(asked, rows, worth)
        sums = found.x[markets * products :] if found.status == 0 else None
        if found.status == 2 or (sums is not None and sums[markets + products] <= MET):
            return Attempt(found, rows, False)
        if sums is None:
            raise NotConverged(T(f"the linear programme stopped: {found.message}", f"线性规划中止：{found.message}"))
        by_market = np.asarray(sums[:markets])
        length, hhi = float(np.linalg.norm(by_market)), asked.market_hhi or 1.0
        if length <= np.sqrt(hhi) * by_market.sum() * (1 + _NEAR):
            return Attempt(found, rows, True)
        cut = np.concatenate([by_market / length, np.zeros(products), [-np.sqrt(hhi)]])
        rows = rows.and_also(cut, "market_hhi", hhi)
    raise NotConverged(T("the limit on the HHI was not met", "未能满足 HHI 上限"))


def _solve(asked: Asked, rows: Rows) -> Any:
    """The most worth within the rows; what HiGHS answers."""
    markets, products = asked.actual.shape
    sums = markets + products + 1
    cost = np.concatenate([-asked.worth.ravel(), np.zeros(sums)])
    given = {"A_ub": _over_sums(rows.matrix, markets * products), "b_ub": rows.most} if len(rows.most) else {}
    return _linprog(
        cost, A_eq=_sums(markets, products), b_eq=np.zeros(sums), bounds=_bounds(asked, sums), method="highs",
        options=_CLOSE, **given,
    )  # fmt: skip


def _nearest(asked: Asked, rows: Rows, worth: float) -> Any:
    """With a variable for what each cell that sells now loses; they are what is made small."""
    markets, products = asked.actual.shape
    cells, sums = markets * products, markets + products + 1
    selling = np.flatnonzero(asked.actual.ravel() > 0)
    losses = len(selling)
    lost = -sparse.eye_array(cells, format="csr")[selling]
    limits = sparse.vstack(
        [
            sparse.hstack([_over_sums(rows.matrix, cells), sparse.csr_array((len(rows.most), losses))]),
            sparse.hstack([sparse.csr_array(-asked.worth.ravel()[None]), sparse.csr_array((1, sums + losses))]),
            sparse.hstack([lost, sparse.csr_array((losses, sums)), -sparse.eye_array(losses)]),
        ]
    )
    most = np.concatenate([rows.most, [-worth], -asked.actual.ravel()[selling]])
    return _linprog(
        np.concatenate([np.zeros(cells + sums), np.ones(losses)]),
        A_ub=limits, b_ub=most, A_eq=sparse.hstack([_sums(markets, products), sparse.csr_array((sums, losses))]),
        b_eq=np.zeros(sums), bounds=_bounds(asked, sums + losses), method="highs", options=_CLOSE,
    )  # fmt: skip


def _bounds(asked: Asked, others: int) -> Array:
    bounds = np.zeros((asked.actual.size + others, 2))
    bounds[: asked.actual.size] = np.column_stack([asked.floor.ravel(), asked.ceiling.ravel()])
    bounds[asked.actual.size :, 1] = np.inf
    return bounds


def least_slack(asked: Asked, rows: Rows, *, least: float) -> Array:
    """By how much each row must give, in units of all exports, so that at least so much is sold; as little as may be."""
    markets, products = asked.actual.shape
    cells, sums, slacks = markets * products, markets + products + 1, len(rows.most)
    bounds = _bounds(asked, sums + slacks)
    bounds[cells + sums - 1, 0] = least
    cost = np.concatenate([np.zeros(cells + sums), np.ones(slacks)])
    limits = sparse.hstack([_over_sums(rows.matrix, cells), -sparse.eye_array(slacks)])
    equal = sparse.hstack([_sums(markets, products), sparse.csr_array((sums, slacks))])
    found = _linprog(cost, A_eq=equal, b_eq=np.zeros(sums), A_ub=limits, b_ub=rows.most, bounds=bounds, method="highs")
    return np.asarray(found.x[cells + sums :]) if found.status == 0 else np.full(slacks, np.nan)


def _sums(markets: int, products: int) -> sparse.csr_array:
    """What the cells of a market, of a product, and of all come to, less the variable that stands for it: zero."""
    of_market = sparse.kron(sparse.eye_array(markets), np.ones((1, products)))
    of_product = sparse.kron(np.ones((1, markets)), sparse.eye_array(products))
    cells = sparse.vstack([of_market, of_product, sparse.csr_array(np.ones((1, markets * products)))])
    return sparse.csr_array(sparse.hstack([cells, -sparse.eye_array(markets + products + 1)]))


def _over_sums(matrix: Array, cells: int) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack([sparse.csr_array((len(matrix), cells)), sparse.csr_array(matrix)]))
