"""The linear programme itself: cells, their sums over markets and products, and the sum of all, as variables.

Where concentration is limited, each market has one variable more for the square of its sum (see `Cone`). An answer that lies
above the limit is drawn back towards one that lies well below it; where it comes to lie, the next tangents touch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from scipy import optimize, sparse

from entrepot.models.diversification.checks import Asked
from entrepot.models.diversification.cone import Cone
from entrepot.models.diversification.limits import MET, Array, Rows
from entrepot.vocabulary.errors import NotConverged
from entrepot.vocabulary.text import T

# The tangents come closer to each other than the solver's own tolerance of 1e-7.
_CLOSE: Final = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
_MOST_ROUNDS: Final = 80
_NEAR: Final = 1e-6
# Among hundreds of markets that are much alike the last digits take most of the time.
_MOST_DRAWN: Final = 20
_NEAR_ENOUGH: Final = 1e-5
# A margin below this part of all exports is none.
_NONE: Final = 1e-9
# The worth that may be given up for moving less: rounding, so that the solver has room.
_ROOM: Final = 1e-9
# The stubs of scipy know no sparse limits.
_linprog: Any = optimize.linprog


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """What is asked, the rows of its limits, and the HHI's cone where it has to be looked at."""

    asked: Asked
    rows: Rows
    cone: Cone | None = None
    worth: float | None = None
    taken: float | None = None
    """The least that an answer must be worth, and the most that it may take away from where it is sold now."""

    @property
    def first_sum(self) -> int:
        return self.asked.actual.size

    def sums(self, found: Any) -> Array:
        markets, products = self.asked.actual.shape
        return np.asarray(found.x[self.first_sum : self.first_sum + markets + products + 1])

    def bare(self, found: Any) -> Array:
        """Cells and sums."""
        return np.asarray(found.x[: self.first_sum + sum(self.asked.actual.shape) + 1])

    def with_cone(self, sums: Array) -> Programme:
        cone = self.cone or Cone(self.asked.market_hhi or 1.0, _now(self.asked))
        return replace(self, cone=cone.touching(sums))


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """Cells and sums; not possible where the limits allow nothing.

    rows      with the HHI as one more where it was looked at; `row_prices` are what a unit more of each is worth
    binding   whether the HHI costs something
    """

    programme: Programme
    possible: bool
    rows: Rows
    point: Array
    worth: float
    row_prices: Array
    floor_prices: Array
    ceiling_prices: Array
    binding: bool = False


def attempt(asked: Asked, rows: Rows) -> Attempt:
    """The most worth within the limits."""
    asks = Programme(asked, rows)
    found = _most(asks)
    if found is None:
        return _impossible(asks)
    if _meets(asked, asks.sums(found)):
        return _answer(asks, found, asks.bare(found))
    asks = asks.with_cone(asks.sums(found))
    inner = well_below(replace(asks, worth=_nearly(-found.fun)))[0]
    if inner is not None:
        # Among the answers worth the most some lie below the limit: it costs nothing.
        return _answer(asks, found, inner)
    return _at_the_limit(asks)


def _at_the_limit(asks: Programme) -> Attempt:
    inner, margin = well_below(asks)
    if margin < -MET:
        return _impossible(asks)
    best = np.zeros(0)
    worth = -np.inf
    for round_ in range(_MOST_ROUNDS):
        found = _most(asks)
        if found is None:
            return _impossible(asks)
        point = asks.bare(found) if inner is None else _drawn_back(asks, inner, asks.bare(found))
        here = float(asks.asked.worth.ravel() @ point[: asks.first_sum])
        if here > worth and _meets(asks.asked, point[asks.first_sum :]):
            best, worth = point, here
        near = _NEAR if round_ < _MOST_DRAWN else _NEAR_ENOUGH
        if -found.fun - worth <= near * max(-found.fun, MET):
            return _answer(asks, found, best, binding=True)
        asks = asks.with_cone(point[asks.first_sum :])
    raise NotConverged(T("the limit on the HHI was not met", "未能满足 HHI 上限"))


def nearest(tried: Attempt) -> Array:
    """Of all answers of this worth the cells of the one that takes least away from where it is sold now."""
    asks = replace(tried.programme, worth=_nearly(tried.worth))
    if tried.binding:
        # The sums of the markets are what they are.
        found = _least_taken(asks, tried.point[asks.first_sum :][: asks.asked.actual.shape[0]])
        point = tried.point if found is None else asks.bare(found)
        return np.asarray(point[: asks.first_sum])
    found = _least_taken(asks)
    if found is None:
        return tried.point[: asks.first_sum]
    if _meets(asks.asked, asks.sums(found)):
        return asks.bare(found)[: asks.first_sum]
    asks = asks.with_cone(asks.sums(found))
    return _drawn_near(asks, float(found.fun), tried.point)[: asks.first_sum]


def _drawn_near(asks: Programme, least: float, best: Array) -> Array:
    """As `nearest`, where the limit on the HHI is in the way of it; `best` is within all limits, but far."""
    inner = well_below(replace(asks, taken=least + _NEAR))[0]
    if inner is not None:
        return inner
    inner = well_below(asks)[0]
    for _ in range(_MOST_DRAWN if inner is not None else 0):
        found = _least_taken(asks)
        if found is None or inner is None:
            break
        point = _drawn_back(asks, inner, asks.bare(found))
        best = min(best, point, key=lambda one: _taken(asks, one))
        if _taken(asks, best) - float(found.fun) <= _NEAR:
            break
        asks = asks.with_cone(point[asks.first_sum :])
    return best


def well_below(asks: Programme) -> tuple[Array | None, float]:
    """An answer far below the limit on the HHI, and how far any can be; none where none lies below it."""
    for _ in range(_MOST_ROUNDS):
        limits, most = _limits(asks)
        everything = asks.first_sum + sum(asks.asked.actual.shape)
        cost = np.zeros(limits.shape[1])
        cost[everything] = -np.sqrt(asks.cone.hhi if asks.cone is not None else 1.0)
        cost[everything + 1 :] = 1.0
        if asks.taken is not None:
            limits, most = _with_losses(asks, limits, most)
            added = np.arange(limits.shape[1]) >= len(cost)
            limits = sparse.vstack([limits, sparse.csr_array(added[None].astype(np.float64))])
            cost, most = np.append(cost, np.zeros(int(added.sum()))), np.append(most, asks.taken)
        found = _run(asks, cost, limits, most)
        if found.status != 0 or asks.cone is None:
            return None, -np.inf
        most_margin, margin = float(-found.fun), asks.cone.margin(asks.sums(found))
        if most_margin <= _NONE:
            return None, most_margin
        if margin >= most_margin / 4:
            return asks.bare(found), most_margin
        asks = asks.with_cone(asks.sums(found))
    return None, most_margin


def least_slack(asks: Programme, *, least: float) -> Array:
    """By how much each row must give, in units of all exports, so that at least so much is sold; as little as may be.

    The last is that of the HHI, where it is looked at.
    """
    for _ in range(_MOST_ROUNDS):
        found, slack = _slackest(asks, least)
        if asks.cone is None or found.status != 0:
            return slack
        sums, root = asks.sums(found), float(np.sqrt(asks.cone.hhi))
        markets = asks.asked.actual.shape[0]
        short = float((sums[:markets] ** 2).sum() / sums[-1]) / root - root * float(sums[-1]) - slack[-1]
        slack[-1] = max(-asks.cone.margin(sums), 0.0)
        if short <= _NEAR * root:
            break
        asks = asks.with_cone(sums)
    return slack


def _now(asked: Asked) -> Array:
    """The shares of the markets, and what lies about them: most answers are near."""
    shares = asked.actual.sum(axis=1) / asked.actual.sum()
    return np.asarray(np.array([[0.7], [1.0], [1.4]]) * shares)


def _nearly(worth: float) -> float:
    return worth - _ROOM * max(abs(worth), 1.0)


def _meets(asked: Asked, sums: Array) -> bool:
    if asked.market_hhi is None:
        return True
    by_market = sums[: asked.actual.shape[0]]
    return bool(np.linalg.norm(by_market) <= np.sqrt(asked.market_hhi) * by_market.sum() * (1 + _NEAR))


def _drawn_back(asks: Programme, inner: Array, outer: Array) -> Array:
    reach = 1.0 if asks.cone is None else asks.cone.reach(inner[asks.first_sum :], outer[asks.first_sum :])
    return np.asarray(inner + reach * (outer - inner))


def _taken(asks: Programme, point: Array) -> float:
    return float(np.maximum(asks.asked.actual.ravel() - point[: asks.first_sum], 0).sum())


def _answer(asks: Programme, found: Any, point: Array, *, binding: bool = False) -> Attempt:
    shape, cells, given = asks.asked.actual.shape, asks.first_sum, len(asks.rows.most)
    prices = -np.asarray(found.ineqlin.marginals) if given or binding else np.zeros(0)
    rows, row_prices = asks.rows, prices[:given]
    if asks.cone is not None:
        rows = _with_hhi(asks)
        # Of the squares' row in units of the root; the row that touches has twice the shares on its left.
        row_prices = np.append(row_prices, 2 * prices[given] if binding else 0.0)
    floors, ceilings = found.lower.marginals[:cells], found.upper.marginals[:cells]
    return Attempt(
        asks, True, rows, point, float(asks.asked.worth.ravel() @ point[:cells]), row_prices,
        np.asarray(floors).reshape(shape), -np.asarray(ceilings).reshape(shape), binding,
    )  # fmt: skip


def _impossible(asks: Programme) -> Attempt:
    none = np.zeros(0)
    rows = asks.rows if asks.cone is None else _with_hhi(asks)
    return Attempt(asks, False, rows, none, 0.0, none, none, none)


def _with_hhi(asks: Programme) -> Rows:
    """The HHI as the one row that touches it where the last answer lies."""
    cone = asks.cone or Cone(1.0, _now(asks.asked))
    shares, products = cone.tangents[-1], asks.asked.actual.shape[1]
    cut = np.concatenate([shares / np.linalg.norm(shares), np.zeros(products), [-np.sqrt(cone.hhi)]])
    return asks.rows.and_also(cut, "market_hhi", cone.hhi)


def _most(asks: Programme) -> Any | None:
    """The most worth; None where nothing is possible."""
    limits, most = _limits(asks)
    cost = np.append(-asks.asked.worth.ravel(), np.zeros(limits.shape[1] - asks.first_sum))
    found = _run(asks, cost, limits, most)
    return None if found.status == 2 or asks.sums(found)[-1] <= MET else found


def _least_taken(asks: Programme, by_market: Array | None = None) -> Any | None:
    """What is taken away made small; None where nothing is possible."""
    limits, most = _limits(asks)
    wider, all_most = _with_losses(asks, limits, most)
    cost = np.append(np.zeros(limits.shape[1]), np.ones(wider.shape[1] - limits.shape[1]))
    found = _run(asks, cost, wider, all_most, by_market=by_market)
    return None if found.status == 2 else found


def _with_losses(asks: Programme, limits: Any, most: Array) -> tuple[Any, Array]:
    """With a variable for what each cell that sells now loses."""
    actual = asks.asked.actual.ravel()
    selling = np.flatnonzero(actual > 0)
    losses, others = len(selling), limits.shape[1] - len(actual)
    lost = -sparse.eye_array(len(actual), format="csr")[selling]
    wider = sparse.vstack(
        [
            sparse.hstack([limits, sparse.csr_array((len(most), losses))]),
            sparse.hstack([lost, sparse.csr_array((losses, others)), -sparse.eye_array(losses)]),
        ]
    )
    return wider, np.append(most, -actual[selling])


def _slackest(asks: Programme, least: float) -> tuple[Any, Array]:
    limits, most = _limits(asks)
    slacks = len(asks.rows.most) + (asks.cone is not None)
    # Where nearly all is sold, the row of squares gives twice what the HHI's own would.
    price = np.ones(slacks)
    price[len(asks.rows.most) :] = 0.5
    giving = sparse.vstack([-sparse.eye_array(slacks), sparse.csr_array((len(most) - slacks, slacks))])
    cost = np.append(np.zeros(limits.shape[1]), price)
    found = _run(asks, cost, sparse.hstack([limits, giving]), most, least=least)
    return found, np.asarray(found.x[limits.shape[1] :]) if found.status == 0 else np.full(slacks, np.nan)


def _limits(asks: Programme) -> tuple[sparse.csr_array, Array]:
    """Over cells, sums and squares."""
    markets, products = asks.asked.actual.shape
    given, cells = len(asks.rows.most), asks.first_sum
    blocks: list[list[Any]] = [[sparse.csr_array((given, cells)), sparse.csr_array(asks.rows.matrix)]]
    most = asks.rows.most
    if asks.cone is not None:
        sums, squares = asks.cone.rows(products)
        blocks[0].append(sparse.csr_array((given, markets)))
        blocks.append([sparse.csr_array((sums.shape[0], cells)), sums, squares])
        most = np.append(most, np.zeros(sums.shape[0]))
    if asks.worth is not None:
        width = sum(block.shape[1] for block in blocks[0]) - cells
        blocks.append([sparse.csr_array(-asks.asked.worth.ravel()[None]), sparse.csr_array((1, width))])
        most = np.append(most, -asks.worth)
    return sparse.csr_array(sparse.vstack([sparse.hstack(block) for block in blocks])), most


def _run(
    asks: Programme, cost: Array, limits: Any, most: Array, *, least: float = 0.0, by_market: Array | None = None
) -> Any:
    markets, products = asks.asked.actual.shape
    bounds = np.zeros((len(cost), 2))
    bounds[: asks.first_sum] = np.column_stack([asks.asked.floor.ravel(), asks.asked.ceiling.ravel()])
    bounds[asks.first_sum :, 1] = np.inf
    bounds[asks.first_sum + markets + products, 0] = least
    if by_market is not None:
        here = slice(asks.first_sum, asks.first_sum + markets)
        bounds[here] = np.column_stack([by_market * (1 - _ROOM), by_market * (1 + _ROOM)])
    sums = _sums(markets, products)
    equal = sparse.hstack([sums, sparse.csr_array((sums.shape[0], len(cost) - sums.shape[1]))])
    given = {"A_ub": limits, "b_ub": most} if len(most) else {}
    found = _linprog(
        cost, A_eq=equal, b_eq=np.zeros(sums.shape[0]), bounds=bounds, method="highs", options=_CLOSE, **given
    )
    if found.status not in (0, 2):
        raise NotConverged(T(f"the linear programme stopped: {found.message}", f"线性规划中止：{found.message}"))
    return found


def _sums(markets: int, products: int) -> sparse.csr_array:
    """What the cells of a market, of a product, and of all come to, less the variable that stands for it: zero."""
    of_market = sparse.kron(sparse.eye_array(markets), np.ones((1, products)))
    of_product = sparse.kron(np.ones((1, markets)), sparse.eye_array(products))
    cells = sparse.vstack([of_market, of_product, sparse.csr_array(np.ones((1, markets * products)))])
    return sparse.csr_array(sparse.hstack([cells, -sparse.eye_array(markets + products + 1)]))
