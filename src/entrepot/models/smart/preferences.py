"""What preferences are worth: the margin below the general rate, how much of it is used, and the duty that is saved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrepot.models.equilibrium.checks import refuse
from entrepot.models.smart.checks import imports_of, tariffs_before
from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Preferences:
    """By partner; null (NaN) where there is nothing to divide by.

    margin       mean of the general rate less the preferential one, weighted by imports
    eligible     imports in lines where the preference is below the general rate
    utilisation  of the eligible imports, the part that entered under the preference
    saved        duty that was not paid; `forgone` duty that the unused part paid above the preference
    """

    margin: Array
    eligible: Array
    utilisation: Array
    saved: Array
    forgone: Array


def margins(general: ArrayLike, preferential: ArrayLike) -> Array:
    """(general - preferential) / (1 + general): how much cheaper the preferred are at the border, as a fraction."""
    rates = np.asarray(general, dtype=np.float64)
    return np.asarray((rates - np.asarray(preferential, dtype=np.float64)) / (1 + rates))


def preferences(imports: ArrayLike, general: ArrayLike, preferential: ArrayLike, preferred: ArrayLike) -> Preferences:
    """Margins and use of preferences, from imports in all and those that entered under the preference (lines x partners).

    `preferential` is NaN where there is no preference. InvalidScenario where more entered under it than entered at all.
    """
    flows = imports_of(imports, "leave")
    used = np.asarray(preferred, dtype=np.float64)
    if used.shape != flows.shape:
        raise InvalidScenario(
            T(
                f"preferred is of shape {used.shape} and imports {flows.shape}; give the same lines and partners",
                f"preferred 的形状为 {used.shape}，imports 为 {flows.shape}；应为相同的税目与伙伴",
            )
        )
    normal = tariffs_before(general, flows.shape)
    offered = np.broadcast_to(np.asarray(preferential, dtype=np.float64), flows.shape)
    given = tariffs_before(np.where(np.isnan(offered), normal, offered), flows.shape)
    refuse(
        ~((used >= 0) & (used <= flows * (1 + 1e-9)))[None],
        T(
            "more entered under the preference than entered at all (line, partner)",
            "享惠进口超过全部进口（税目、伙伴）",
        ),
        T("check the unit and the lines", "请检查单位与税目"),
    )
    advantage = np.maximum(normal - given, 0)
    eligible = np.where(advantage > 0, flows, 0)
    total, open_to = flows.sum(axis=0), eligible.sum(axis=0)
    enjoyed = np.where(advantage > 0, used, 0)
    return Preferences(
        margin=_over((advantage * flows).sum(axis=0), total),
        eligible=open_to,
        utilisation=_over(enjoyed.sum(axis=0), open_to),
        saved=(advantage * enjoyed).sum(axis=0),
        forgone=(advantage * (eligible - enjoyed)).sum(axis=0),
    )


def _over(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)
