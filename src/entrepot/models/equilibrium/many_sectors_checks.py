"""What the equilibrium of many sectors refuses before it begins: each with the place, and what to do about it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import refuse, with_batch
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# Shares worked out from printed tables miss one by their rounding.
ROUNDING: Final = 1e-5
# Stocks drawn down make an input slightly negative: -0.0006 in the data of Caliendo and Parro (2015).
STOCKS: Final = -1e-3
# Their highest tariff of a sector is 270 per cent; whoever means per cent writes 5, or has many of 1 and more.
IN_PER_CENT: Final = 4.0


def sector_flows(trade: ArrayLike, batch: int | None) -> Array:
    """Batch x sectors x exporters x importers; zero own trade is allowed, a country that exports nothing is not."""
    flows = with_batch(np.asarray(trade, dtype=np.float64), 3, batch, "trade")
    if flows.shape[2] != flows.shape[3]:
        raise InvalidScenario(
            T(
                f"trade is sectors x exporters x importers, the same countries both ways; it is {flows.shape[1:]}",
                f"trade 应为部门×出口方×进口方，且两维为同一组国家，实为 {flows.shape[1:]}",
            )
        )
    refuse(
        ~np.isfinite(flows),
        T(
            "trade (sector, exporter, importer) is missing or not finite",
            "贸易额（部门、出口方、进口方）缺失或非有限值",
        ),
        T("fill it, or leave the country out", "请补全，或去掉该国"),
    )
    refuse(
        flows < 0,
        T("trade (sector, exporter, importer) is negative", "贸易额（部门、出口方、进口方）为负"),
        T("a flow is zero or more", "流量不得小于零"),
    )
    sold = flows.sum(axis=(1, 3)) - np.einsum("bjnn->bn", flows)
    refuse(
        (sold <= 0) & (flows.shape[2] > 1),
        T("the country exports nothing", "该国没有出口"),
        T("leave it out, or give it an export", "请去掉该国，或补上出口"),
    )
    return flows


def tariffs(values: ArrayLike, name: str, shape: tuple[int, ...], batch: int | None) -> Array:
    """Fractions, zero or more; InvalidScenario where they seem to be per cent."""
    rates = shaped(values, name, shape, batch)
    place = T(f"{name} (sector, exporter, importer)", f"{name}（部门、出口方、进口方）")
    refuse(
        ~(np.isfinite(rates) & (rates >= 0)),
        T(f"{place.en} is negative or missing", f"{place.zh} 为负或缺失"),
        T("give the whole new rate as a fraction, not its change", "请给出完整的新税率（小数），而非变化量"),
    )
    # A scenario may well bring tariffs of more than 100 per cent to a few; a baseline of them is a slip.
    slip = name == "tariff_before" and 2 * np.count_nonzero(rates >= 1) > np.count_nonzero(rates)
    refuse(
        rates >= (1.0 if slip else IN_PER_CENT),
        T(f"{place.en} seems to be in per cent", f"{place.zh} 似为百分数"),
        T(
            "give fractions, 0.25 for 25 per cent; a prohibitive barrier belongs in cost_change",
            "请用小数，25% 写作 0.25；禁止性壁垒请写入 cost_change",
        ),
    )
    return rates


def sector_costs(values: ArrayLike, shape: tuple[int, ...], batch: int | None) -> Array:
    given = np.asarray(values, dtype=np.float64)
    costs = np.full((1, *shape), given) if given.ndim == 0 else shaped(given, "cost_change", shape, batch)
    refuse(
        ~(np.isfinite(costs) & (costs > 0)),
        T("cost_change (sector, exporter, importer) is not above zero", "cost_change（部门、出口方、进口方）不大于零"),
        T("it is new over old cost, 1 for none", "应为新成本/旧成本，不变为 1"),
    )
    return costs


def sector_elasticities(values: ArrayLike, sectors: int, batch: int | None) -> Array:
    theta = shaped(values, "theta", (sectors,), batch)
    refuse(
        ~(np.isfinite(theta) & (theta > 0)),
        T("the elasticity of the sector is not above zero", "该部门的弹性不大于零"),
        T("theta is positive here; -theta is the exponent of cost", "此处 theta 为正数；成本的指数是 -theta"),
    )
    return theta


def cost_shares(labour: ArrayLike, inputs: ArrayLike, output: Array, batch: int | None) -> tuple[Array, Array]:
    """Value added and inputs of each country and sector, which make one together; a sector without output needs none."""
    countries, sectors = output.shape[1:]
    value_added = shaped(labour, "value_added_share", (countries, sectors), batch)
    bought = shaped(inputs, "input_share", (countries, sectors, sectors), batch)
    idle = (output <= 0) & ~(np.abs(value_added + bought.sum(axis=3) - 1) <= ROUNDING)
    value_added = np.where(idle, 1.0, value_added)
    bought = np.where(idle[..., None], 0.0, bought)
    refuse(
        ~(value_added >= 0),
        T("value_added_share (country, sector) is negative or missing", "value_added_share（国家、部门）为负或缺失"),
        T("a share is zero or more", "份额不得小于零"),
    )
    refuse(
        ~(bought >= STOCKS),
        T(
            "input_share (country, using, supplying sector) is negative or missing",
            "input_share（国家、使用部门、供给部门）为负或缺失",
        ),
        T("a share is zero or more", "份额不得小于零"),
    )
    total = value_added + bought.sum(axis=3)
    refuse(
        np.abs(total - 1) > ROUNDING,
        T(
            "value_added_share and the input_share of all suppliers do not add up to one (country, sector)",
            "value_added_share 与各供给部门的 input_share 之和不为一（国家、部门）",
        ),
        T("both are shares of output", "两者均为占产出的份额"),
    )
    refuse(
        (value_added * output).sum(axis=2) <= 0,
        T("the country has no value added", "该国没有增加值"),
        T("leave it out", "请去掉该国"),
    )
    return value_added / total, bought / total[..., None]


def final_shares(given: ArrayLike, countries: int, sectors: int, batch: int | None) -> Array:
    shares = shaped(given, "final_share", (countries, sectors), batch)
    refuse(
        ~(shares >= 0),
        T("final_share (country, sector) is negative or missing", "final_share（国家、部门）为负或缺失"),
        T("a share is zero or more", "份额不得小于零"),
    )
    total = shares.sum(axis=2)
    refuse(
        np.abs(total - 1) > ROUNDING,
        T("the final_share of the country does not add up to one", "该国的 final_share 之和不为一"),
        T("divide by its sum", "请除以其和"),
    )
    return np.asarray(shares / total[..., None])


def shaped(values: ArrayLike, name: str, shape: tuple[int, ...], batch: int | None) -> Array:
    """With the batch in front; InvalidScenario where the other axes are not `shape`."""
    found = with_batch(np.asarray(values, dtype=np.float64), len(shape), batch, name)
    if found.shape[1:] != shape:
        raise InvalidScenario(
            T(
                f"{name} is {' x '.join(map(str, found.shape[1:]))}; with this trade it should be {' x '.join(map(str, shape))}",
                f"{name} 为 {'×'.join(map(str, found.shape[1:]))}；按 trade 应为 {'×'.join(map(str, shape))}",
            )
        )
    return found
