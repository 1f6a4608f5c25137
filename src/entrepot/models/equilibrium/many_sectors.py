"""Many sectors with inputs, tariffs and their revenue, in changes, for many scenarios at once.

    c_n^j   = w_n^beta prod_k (P_n^k)^gamma
    P_n^j   = (sum_i pi_in^j (kappa_in^j c_i^j)^-theta)^(-1/theta)        kappa = cost (1 + tariff') / (1 + tariff)
    pi'_in  = pi_in (kappa_in c_i / P_n)^-theta
    X_n^j   = sum_k gamma_n^kj Y_n^k + alpha_n^j I_n                      Y_i^j = sum_n pi'_in X_n / (1 + tariff'_in)
    I_n     = w_n L_n + revenue + deficit                                 w_n L_n = sum_j beta_n^j Y_n^j

Caliendo and Parro (2015), doi:10.1093/restud/rdu035.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import Deficits, known_rule, refuse, touches_trade
from entrepot.models.equilibrium.fixed_point import Attempt, settle
from entrepot.models.equilibrium.many_sectors_checks import sector_costs, tariffs
from entrepot.models.equilibrium.many_sectors_economy import Economy, cut, economy_of
from entrepot.models.equilibrium.many_sectors_market import Closing, Equations, Slopes, slopes_at
from entrepot.models.equilibrium.many_sectors_result import ManySectors, Solved, joined, result_of
from entrepot.models.equilibrium.one_sector_result import CLEARED
from entrepot.vocabulary.errors import NotConverged
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# Solved to this where rounding allows it; beyond `ENOUGH` is no answer.
TOLERANCE: Final = CLEARED / 10
ENOUGH: Final = CLEARED / 2
# So many steps by slopes, which are those of another place; then whole small steps, then shorter ones.
PATIENCE: Final = 40
PACES: Final = ((1.0, 200), (0.3, 1000), (0.1, 3000))
MEMORY: Final = 8
# Slopes cost as much as so many small steps as there are countries, roughly.
FEW: Final = 48
_AT_REST: Final = 1e-6
_LEAST_PART: Final = 1 / 300
_BEYOND: Final = (
    T("the country lends more than it earns, and has nothing to spend", "该国顺差超过其全部收入，无可支出"),
    T("check value_added_share, or take deficits='zero'", "请检查 value_added_share，或用 deficits='zero'"),
)
# Scenarios go together as long as their matrices stay in the processor's cache.
_CHUNK: Final = 400_000


def many_sectors(
    trade: ArrayLike,
    value_added_share: ArrayLike,
    input_share: ArrayLike,
    theta: ArrayLike,
    tariff_before: ArrayLike,
    tariff_after: ArrayLike,
    *,
    cost_change: ArrayLike = 1.0,
    deficits: Deficits = "fixed",
    batch: int | None = None,
    final_share: ArrayLike | None = None,
) -> ManySectors:
    """The new equilibrium after tariffs and trade costs change.

    trade              sector x exporter x importer, in money at tariff-free prices, own trade on the diagonal (may be zero)
    value_added_share  country x sector, of output
    input_share        country x using sector x supplying sector, of output; with value added they make one
    theta              trade elasticity by sector, above zero
    tariff_before      sector x exporter x importer, fractions (0.25 is 25 per cent); `tariff_after` likewise
    cost_change        sector x exporter x importer, new over old iceberg cost, 1 for none
    deficits           `fixed` in money; `zero`: removed first; `share`: spending stays k (1 + d) of income
    batch              None, or the length of a leading axis that any of the arrays may have
    final_share        country x sector, of final spending; where absent, what absorption leaves after intermediate use, cut
                       at zero (`.cut` tells what was cut)

    A baseline that is not an equilibrium itself (cells cut, shares given, deficits removed) is solved first, and all changes
    are against that. Raises NotConverged with residual, iterations and the most affected market; it never returns numbers then.
    """
    known_rule(deficits)
    economy = economy_of(trade, value_added_share, input_share, theta, tariff_before, final_share, batch)
    cells = economy.flows.shape[1:]
    duty = 1 + tariffs(tariff_after, "tariff_after", cells, batch)
    costs = sector_costs(cost_change, cells, batch)
    if deficits != "zero":
        refuse(economy.income <= 0, *_BEYOND)
    touches_trade((duty != economy.duty) | (costs != 1), economy.flows)
    size = max(economy.size, len(duty), len(costs), 1 if batch is None else batch)
    step = max(1, _CHUNK // economy.flows[0].size)
    # The first goes alone: the others start from where it ended, by slopes taken there.
    places = [0, *range(1, size, step)]
    parts: list[Solved] = []
    near: _Near | None = None
    for place, end in zip(places, [*places[1:], size], strict=True):
        few = end - place
        own = economy.part(place, few), cut(duty, place, few), cut(costs, place, few)
        part, near = _solved(*own, deficits, few, near, end < size)
        parts.append(part)
    together = result_of(economy, duty, costs, joined(parts))
    return together if batch is not None else together.single()


@dataclass(frozen=True, slots=True)
class _Near:
    """Where the first scenario stood before and after, with slopes there."""

    before: Array
    after: Array
    slopes_before: Slopes | None
    slopes_after: Slopes | None


def _solved(
    economy: Economy, duty: Array, costs: Array, deficits: Deficits, size: int, near: _Near | None, others: bool
) -> tuple[Solved, _Near | None]:
    """Before, where the data are not an equilibrium; then after, from there or from a neighbour, whichever is nearer."""
    gaps = np.zeros_like(economy.deficit) if deficits == "zero" else economy.deficit
    as_was = Equations.of(economy, economy.duty, np.ones_like(costs[:1]), gaps, "money")
    start, disturbed = _data(as_was)
    begun = None
    if disturbed and near is None and economy.earned.shape[1] <= FEW:
        begun = start[0], slopes_at(as_was, as_was.at(start[:1]))
    start, first, _ = _settled(as_was, start, (near.before, near.slopes_before) if near else begun)
    before = as_was.at(start)
    closing: Closing = "share" if deficits == "share" else "money"
    if closing == "share":
        gaps = gaps / (before.income - gaps)
    changed = Equations.of(economy, duty, costs, gaps, closing)
    start = np.broadcast_to(start, (size, start.shape[1]))
    points, then, residual = _settled(
        changed,
        start,
        (near.after, near.slopes_after) if near else begun and (start[0], begun[1]),
        as_was.closed(changed),
    )
    after = changed.at(points)
    solved = Solved.of(as_was, before, changed, after, economy, points, first + then, residual)
    if near is None and others:
        near = _Near(start[0], points[0], slopes_at(as_was, before), slopes_at(changed, after))
    return solved, near


def _data(equations: Equations) -> tuple[Array, bool]:
    """The point where nothing has changed; where that is no equilibrium, where spending at least has come to rest."""
    start = np.zeros((equations.size, equations.unknowns))
    if (equations.next(start, 1.0, None)[1] <= TOLERANCE).all():
        return start, False
    size = equations.size
    data = np.broadcast_to(equations.spending, (size, *equations.spending.shape[1:]))
    whole = data.sum(axis=(1, 2))

    def step(spent: Array, these: NDArray[np.int64]) -> tuple[Array, Array]:
        few = equations if len(these) == size else equations.only(these)
        image = few.demanded(spent.reshape(-1, *data.shape[1:])).reshape(spent.shape)
        return image, np.abs(image - spent).sum(axis=1) / whole[these]

    rest = settle(step, data.reshape(size, -1).copy(), tolerance=_AT_REST, most=MEMORY**2).points.reshape(data.shape)
    known = (rest > 0) & (data > 0)
    moved = np.log(np.where(known, rest / np.where(known, data, 1), 1))
    start[:, -moved[0].size :] = moved.reshape(size, -1)
    return start, True


def _settled(
    equations: Equations, start: Array, near: tuple[Array, Slopes | None] | None, origin: Equations | None = None
) -> tuple[Array, NDArray[np.int64], Array]:
    """By the slopes of a neighbour and from there, where it is nearer than `start`; then by small steps; then in parts.

    `start` is an equilibrium of `origin`.
    """
    points, residuals = start.copy(), np.full(len(start), np.inf)
    iterations = np.zeros(len(start), dtype=np.int64)
    begin = start
    if near is not None:
        there = np.broadcast_to(near[0], start.shape)
        nearer = equations.next(there, 1.0, None)[1] < equations.next(start, 1.0, None)[1]
        begin = np.where(nearer[:, None], there, start)

    def keep(left: NDArray[np.int64], attempt: Attempt) -> None:
        points[left], residuals[left] = attempt.points, attempt.residuals
        iterations[left] += attempt.iterations

    for pace, most in PACES:
        left = np.flatnonzero(residuals > ENOUGH)
        if near is not None and pace == 1:
            keep(left, _stepped(_Steps(equations, left, pace, near[1]), begin[left], PATIENCE))
            left = np.flatnonzero(residuals > ENOUGH)
        if not len(left):
            break
        keep(left, _stepped(_Steps(equations, left, pace, None), begin[left], most))
        if origin is not None and pace == 1:
            for one in np.flatnonzero(residuals > ENOUGH)[:, None]:
                keep(one, _in_parts(origin.only(one), equations.only(one), start[one]))
    if (residuals > ENOUGH).any():
        worst = int(residuals.argmax())
        raise _not_converged(equations.only(np.array([worst])), points[worst : worst + 1], iterations[worst])
    return points, iterations, residuals


def _stepped(steps: _Steps, start: Array, most: int) -> Attempt:
    return settle(steps, start, tolerance=TOLERANCE, most=most, memory=MEMORY)


def _in_parts(origin: Equations, equations: Equations, start: Array) -> Attempt:
    """A large change a part at a time, each with slopes of its own; the last attempt where even small parts fail."""
    done, part, point, iterations = 0.0, 0.5, start, 0
    alone = np.zeros(1, dtype=np.int64)
    attempt = Attempt(start, np.array([np.inf]), alone)
    while done < 1 and part >= _LEAST_PART:
        share = min(1.0, done + part)
        there = origin.towards(equations, share)
        slopes = slopes_at(there, there.at(point))
        attempt = _stepped(_Steps(there, alone, 1.0, slopes), point, PATIENCE)
        iterations += int(attempt.iterations[0])
        if attempt.residuals[0] <= ENOUGH:
            done, part, point = share, 2 * part, attempt.points
        else:
            part /= 4
    residuals = attempt.residuals if done == 1 else np.array([np.inf])
    return Attempt(attempt.points, residuals, np.array([iterations]))


@dataclass(slots=True)
class _Steps:
    """Those still open are few; their matrices are picked out anew only when some have settled."""

    equations: Equations
    left: NDArray[np.int64]
    pace: float
    slopes: Slopes | None
    picked: Equations | None = None
    count: int = -1

    def __call__(self, logs: Array, these: NDArray[np.int64]) -> tuple[Array, Array]:
        if self.picked is None or len(these) != self.count:
            every = len(these) == self.equations.size
            self.picked = self.equations if every else self.equations.only(self.left[these])
            self.count = len(these)
        return self.picked.next(logs, self.pace, self.slopes)


def _not_converged(equations: Equations, logs: Array, iterations: int) -> NotConverged:
    """With the most affected market: of labour in a country, or of a sector in a country."""
    with np.errstate(all="ignore"):
        wages, prices, spending = (
            np.abs(np.nan_to_num(one[0], nan=np.inf)) for one in equations.errors(logs, equations.at(logs))
        )
    goods = np.maximum(prices, spending)
    sector, buyer = np.unravel_index(int(goods.argmax()), goods.shape)
    labour = wages.max() >= goods.max()
    country, residual = (int(wages.argmax()), wages.max()) if labour else (int(buyer), goods.max())
    where = T("the labour", "劳动力") if labour else T(f"the sector {sector}", f"部门 {sector}")
    return NotConverged(
        T(
            f"no equilibrium after {iterations} iterations: the largest excess is {residual:.2e}, in {where.en} market of country {country}; "
            "a deficit held fixed may exceed what that country can earn: try deficits='share' or 'zero'",
            f"迭代 {iterations} 次未达均衡：最大超额为 {residual:.2e}，出现在第 {country} 个国家的{where.zh}市场；"
            "固定的逆差可能超出该国收入，可试 deficits='share' 或 'zero'",
        )
    )
