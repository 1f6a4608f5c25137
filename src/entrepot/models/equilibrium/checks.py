"""What the equilibrium refuses before it begins: each with the row, and what to do about it."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.vocabulary.errors import InvalidScenario, NotConverged, UnknownName
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


Deficits = Literal["fixed", "zero", "share"]


def known_rule(deficits: str) -> None:
    if deficits not in get_args(Deficits):
        raise UnknownName(T("rule of deficits", "逆差规则"), str(deficits), get_args(Deficits))


def trade_matrices(trade: ArrayLike, batch: int | None) -> Array:
    """Batch x exporters x importers; InvalidScenario where a country sells or buys nothing, or a flow is impossible."""
    flows = with_batch(np.asarray(trade, dtype=np.float64), 2, batch, "trade")
    if flows.shape[1] != flows.shape[2]:
        raise InvalidScenario(
            T(
                f"trade is exporters x importers, the same countries both ways; it is {flows.shape[1]} x {flows.shape[2]}",
                f"trade 应为同一组国家的出口方×进口方方阵，实为 {flows.shape[1]}×{flows.shape[2]}",
            )
        )
    if not flows.size:
        raise InvalidScenario(T("trade is empty: it takes a country at least", "trade 为空：至少须有一个国家"))
    refuse(
        ~np.isfinite(flows),
        T("trade is missing or not finite", "贸易额缺失或非有限值"),
        T("fill it, or leave the country out", "请补全，或去掉该国"),
    )
    refuse(flows < 0, T("trade is negative", "贸易额为负"), T("a flow is zero or more", "流量不得小于零"))
    own = np.diagonal(flows, axis1=1, axis2=2)
    remedy = T("put output less exports on the diagonal", "请在对角线填入产出减出口")
    refuse(own <= 0, T("own trade (the diagonal) is zero", "国内销售（对角线）为零"), remedy)
    nothing = flows.sum(axis=2) - own <= 0
    refuse(
        nothing & (flows.shape[1] > 1),
        T("the country exports nothing", "该国没有出口"),
        T("leave it out, or give it an export", "请去掉该国，或补上出口"),
    )
    return flows


def elasticities(theta: ArrayLike, batch: int | None) -> Array:
    """One for each of the batch, all above zero."""
    values = with_batch(np.asarray(theta, dtype=np.float64), 0, batch, "theta")
    refuse(
        ~(np.isfinite(values) & (values > 0)),
        T("the elasticity is not above zero", "弹性不大于零"),
        T("theta is positive here; -theta is the exponent of cost", "此处 theta 为正数；成本的指数是 -theta"),
    )
    return values


def cost_changes(costs: ArrayLike, shape: tuple[int, ...], batch: int | None) -> Array:
    values = with_batch(np.asarray(costs, dtype=np.float64), 2, batch, "cost_change")
    if values.shape[1:] != shape:
        raise InvalidScenario(
            T(
                f"cost_change is {values.shape[1]} x {values.shape[2]} and trade {shape[0]} x {shape[1]}",
                f"cost_change 为 {values.shape[1]}×{values.shape[2]}，而 trade 为 {shape[0]}×{shape[1]}",
            )
        )
    refuse(
        ~(np.isfinite(values) & (values > 0)),
        T("a change of cost is not above zero", "成本变化不大于零"),
        T("it is new over old cost, 1 for none", "应为新成本/旧成本，不变为 1"),
    )
    return values


def not_converged(residual: float, iterations: int, excess: Array, *, fixed: bool = False) -> NotConverged:
    """With the most affected market: the country whose sales are furthest from its income; `fixed` if deficits are."""
    worst = int(np.nanargmax(np.abs(np.where(np.isfinite(excess), excess, np.inf))))
    remedy = T("look there for an extreme elasticity or change of cost", "请检查该处是否有极端的弹性或成本变化")
    if fixed:
        remedy = T(
            "a deficit held fixed may exceed what that country can earn: try deficits='share'",
            "固定的逆差可能超出该国收入，可试 deficits='share'",
        )
    return NotConverged(
        T(
            f"no equilibrium after {iterations} iterations: the largest excess is {residual:.2e}, in the market of country {worst}; {remedy.en}",
            f"迭代 {iterations} 次未达均衡：最大超额为 {residual:.2e}，出现在第 {worst} 个国家的市场；{remedy.zh}",
        )
    )


def with_batch(values: Array, dimensions: int, batch: int | None, name: str) -> Array:
    if values.ndim == dimensions:
        return values[None]
    if batch is None or values.ndim != dimensions + 1 or len(values) not in (1, batch):
        wanted = "" if batch is None else f", or {batch} of them"
        raise InvalidScenario(
            T(
                f"{name} has {values.ndim} axes of lengths {values.shape}; expected {dimensions}{wanted}",
                f"{name} 有 {values.ndim} 个轴，长度为 {values.shape}；应为 {dimensions} 个"
                + ("" if batch is None else f"，或再加长度为 {batch} 的首轴"),
            )
        )
    return values


def touches_trade(changed: NDArray[np.bool_], flows: Array) -> None:
    """InvalidScenario where something changes, and only between countries that do not trade."""
    everywhere = tuple(range(1, changed.ndim))
    idle = changed.any(axis=everywhere) & ~(changed & (flows > 0)).any(axis=everywhere)
    refuse(
        changed & idle.reshape(-1, *(1 for _ in everywhere)),
        T(
            "the scenario touches no trade: the cost changes only where nothing is sold",
            "情景未涉及任何贸易：成本只在没有贸易处变化",
        ),
        T("check the order of the countries, or the flow", "请检查国家次序，或该流量"),
    )


def refuse(wrong: NDArray[np.bool_], what: T, remedy: T) -> None:
    """InvalidScenario with the first place that is wrong."""
    if not wrong.any():
        return
    place = ", ".join(str(int(one)) for one in np.argwhere(wrong)[0][1:]) or "0"
    raise InvalidScenario(T(f"{what.en} at [{place}]: {remedy.en}", f"{what.zh}，位置 [{place}]：{remedy.zh}"))
