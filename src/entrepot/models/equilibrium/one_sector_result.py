"""What one sector's equilibrium answers, checked before it exists."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from entrepot.vocabulary.errors import NotConverged
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
CLEARED = 1e-10


@dataclass(frozen=True, slots=True)
class OneSector:
    """Changes as ratios new/old by country; a batch is the leading axis of each.

    welfare      real spending (`fixed`), or real income (`zero`, `share`; without the scalar `scale`)
    wages        of the exporter, in the numeraire: world income is unchanged
    prices       the price index of the importer
    spending     of the importer, in money, after the change
    gate         the exporter's price at the gate: the wage, except in the conditional equilibrium
    scale        k of `share`: spending is k (1 + d) w Y, so that world spending is world income; 1 otherwise
    baseline     exporters x importers, in money, before the change (without deficits where they were removed first)
    iterations   of the solver; `residual` the largest excess demand of any market, relative to its income
    """

    welfare: Array
    wages: Array
    prices: Array
    spending: Array
    gate: Array
    scale: Array
    iterations: NDArray[np.int64]
    residual: Array
    baseline: Array
    theta: Array
    cost_change: Array

    def __post_init__(self) -> None:
        for name in ("welfare", "wages", "prices", "spending"):
            values = getattr(self, name)
            if not (np.isfinite(values).all() and (values > 0).all()):
                raise NotConverged(T(f"{name} came out negative or not finite", f"{name} 出现负值或非有限值"))
        if np.max(self.residual, initial=0) > CLEARED:
            raise NotConverged(
                T(f"markets are not cleared: {np.max(self.residual):.2e}", f"市场未出清：{np.max(self.residual):.2e}")
            )

    @property
    def trade(self) -> Array:
        """Exporters x importers, in money, after the change; worked out when asked for, since a batch's is large."""
        shares = self.baseline / self.baseline.sum(axis=-2, keepdims=True)
        theta = np.asarray(self.theta)[..., None, None]
        pulled = shares * (self.gate[..., :, None] * self.cost_change) ** -theta
        return np.asarray(pulled * (self.spending * self.prices ** theta[..., 0])[..., None, :])

    def single(self) -> OneSector:
        """The only scenario of a batch of one."""
        return OneSector(*(getattr(self, field.name)[0] for field in fields(self)))
