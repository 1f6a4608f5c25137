r"""SMART (Laird and Yeats 1986, UNCTAD Discussion Paper 19): a tariff's first effect on the imports of each tariff line.

    x         = (t1 - t0) / (1 + t0)                              what the tariff does to the price at home
    creation  = M E x / (1 - E/X)                                 E < 0 demand, X > 0 export supply
    diversion = M f (sum M) / (sum M f) - M, f = max(0, 1 + S x)  S < 0 substitution, sums over the partners of a line
    p1        = 1 + E x / (X - E)                                 the world price, 1 before; 1 where X is infinite
    revenue   = sum t1 p1 M1 - t0 M0
    welfare   = sum 0.5 ((1 + t0) - p1 (1 + t1)) (M0 + M1) + t1 p1 M1 - t0 M0, which is
                sum 0.5 (t0 + t1) (M1 - M0) where X is infinite

All are straight lines. Where creation would take more than is left, imports end at nothing, and `cut` says how far the line went
on. Where f is zero for every partner none of them is favoured, and nothing is diverted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from entrepot.models.smart.blocks import worked_out
from entrepot.models.smart.case import Case
from entrepot.models.smart.checks import WithoutImports
from entrepot.models.smart.result import LineFlows, Smart


def smart(
    imports: ArrayLike,
    tariff_before: ArrayLike,
    tariff_after: ArrayLike,
    *,
    demand: ArrayLike,
    substitution: ArrayLike,
    supply: ArrayLike = np.inf,
    batch: int | None = None,
    without_imports: WithoutImports = "refuse",
) -> Smart:
    """The effects of new tariffs over a whole schedule, by line and by partner.

    imports          lines x partners, in money at world prices
    tariff_before    lines x partners, as fractions; lines x 1 for one rate on all partners
    tariff_after     likewise; with `batch`, so many of them along a leading axis, or one for all
    demand           E < 0: one number, one for each line, or with `batch` batch x lines
    substitution     S < 0, likewise
    supply           X > 0, likewise; infinite where not given
    without_imports  `refuse` a line in which nothing is imported, or `leave` it as nothing

    InvalidScenario, with line and partner, where something is impossible.
    """
    case = Case.of(
        imports, tariff_before, tariff_after, demand, substitution, supply, batch=batch, without_imports=without_imports
    )
    result = worked_out(case, batch or 1)
    return result.single() if batch is None else result


def line_flows(
    imports: ArrayLike,
    tariff_before: ArrayLike,
    tariff_after: ArrayLike,
    *,
    demand: ArrayLike,
    substitution: ArrayLike,
    supply: ArrayLike = np.inf,
    without_imports: WithoutImports = "refuse",
) -> LineFlows:
    """One scenario in full, lines x partners: creation, diversion and world price (arguments as of `smart`)."""
    case = Case.of(
        imports, tariff_before, tariff_after, demand, substitution, supply, batch=None, without_imports=without_imports
    )
    return case.in_full()
