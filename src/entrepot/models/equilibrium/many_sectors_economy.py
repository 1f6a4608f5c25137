"""The economies of many countries and sectors as they were, checked: what `many_sectors` starts from."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import refuse
from entrepot.models.equilibrium.many_sectors_checks import (
    cost_shares,
    final_shares,
    sector_elasticities,
    sector_flows,
    tariffs,
)
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# Of a country's output: less than this is what subtraction leaves of nothing.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Economy:
    """Sectors come before countries here; every array has the batch, or 1, in front.

    flows        sector x exporter x importer, in money at tariff-free prices
    duty         1 + tariff, the same axes
    bought       share of the exporter in the importer's spending on the sector, tariffs included, the same axes
    labour       sector x country, value added in output
    inputs       country x using sector x supplying sector, in output
    theta        sector x 1
    final        sector x country, share of the sector in final spending
    cut          sector x country, money by which intermediate use exceeded absorption (then `final` is cut at zero)
    spending     sector x country, money, tariffs included
    earned       country, value added in money
    deficit      country, imports less exports in money at tariff-free prices
    caution      country, 1 + the elasticity with which its sales fall in its own wage, were all of its costs wages
    """

    flows: Array
    duty: Array
    bought: Array
    labour: Array
    inputs: Array
    theta: Array
    final: Array
    cut: Array
    spending: Array
    earned: Array
    deficit: Array
    caution: Array

    @property
    def size(self) -> int:
        return max(len(getattr(self, field.name)) for field in fields(self))

    @property
    def income(self) -> Array:
        """By country, value added, tariffs and deficit: what is left for final goods."""
        return np.asarray(self.earned + (self.spending - self.flows.sum(axis=2)).sum(axis=1) + self.deficit)

    def part(self, place: int, step: int) -> Economy:
        """Some of the batch."""
        return Economy(*(cut(getattr(self, field.name), place, step) for field in fields(self)))


def economy_of(
    trade: ArrayLike,
    value_added_share: ArrayLike,
    input_share: ArrayLike,
    theta: ArrayLike,
    tariff: ArrayLike,
    final_share: ArrayLike | None,
    batch: int | None,
) -> Economy:
    """Checked and brought to one form; InvalidScenario with the place of what is wrong."""
    flows = sector_flows(trade, batch)
    sectors, countries = flows.shape[1:3]
    output = flows.sum(axis=3).transpose(0, 2, 1)
    labour, inputs = cost_shares(value_added_share, input_share, output, batch)
    elasticity = sector_elasticities(theta, sectors, batch)
    duty = 1 + tariffs(tariff, "tariff_before", flows.shape[1:], batch)
    paid = flows * duty
    spending = paid.sum(axis=2)
    used = (output[..., None, :] @ inputs)[..., 0, :]
    left = spending.transpose(0, 2, 1) - used
    left[np.abs(left) <= _NOTHING * output.sum(axis=2, keepdims=True)] = 0
    if final_share is None:
        final, cut_ = _implied(left)
    else:
        final, cut_ = final_shares(final_share, countries, sectors, batch), np.zeros_like(left)
    unbought = spending.transpose(0, 2, 1) <= 0
    refuse(
        unbought & ((used > _NOTHING * output.sum(axis=2, keepdims=True)) | (final > 0)),
        T(
            "the sector is used in the country (country, sector), but none is bought",
            "该国使用该部门产品（国家、部门），却没有购买",
        ),
        T("fill its own trade, or set its shares to zero", "请补上国内销售，或将其份额设为零"),
    )
    earned = (labour * output).sum(axis=2)
    labour, inputs, final, cut_ = (
        one.swapaxes(1, 2) if one.ndim == 3 else one for one in (labour, inputs, final, cut_)
    )
    bought = _shares(paid, spending)
    deficit = flows.sum(axis=(1, 2)) - output.sum(axis=2)
    caution = _caution(flows, bought, labour / earned[:, None, :], elasticity[..., None])
    return Economy(
        flows, duty, bought, labour, inputs, elasticity[..., None], final, cut_, spending, earned, deficit, caution
    )  # fmt: skip


def cut(values: Array, place: int, step: int) -> Array:
    return values if len(values) == 1 else values[place : place + step]


def _implied(left: Array) -> tuple[Array, Array]:
    """What is left of absorption after intermediate use, as shares; and what had to be cut at zero, in money."""
    kept = np.maximum(left, 0)
    total = kept.sum(axis=2, keepdims=True)
    refuse(
        total[..., 0] <= 0,
        T("nothing is left for final use in the country", "该国没有最终使用"),
        T(
            "its inputs exceed what it makes and buys: check input_share, or give final_share",
            "中间使用超过其产出与购买：请检查 input_share，或给出 final_share",
        ),
    )
    return kept / total, kept - left


def _shares(paid: Array, spending: Array) -> Array:
    """Who sells nothing of a sector to a country where none is bought stays at nothing: its own country stands in."""
    home = np.eye(paid.shape[-1])
    empty = spending <= 0
    return np.asarray(np.where(empty[:, :, None, :], home, paid / np.where(empty, 1, spending)[:, :, None, :]))


def _caution(flows: Array, bought: Array, labour: Array, theta: Array) -> Array:
    made = flows.sum(axis=3)
    sold_to = np.einsum("bjnm,bjnm->bjn", flows, bought)
    return np.asarray(1 + (labour * theta * (made - sold_to)).sum(axis=1))
