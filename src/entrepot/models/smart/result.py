"""What the quick model answers, checked before it exists."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from entrepot.vocabulary.errors import NotConverged
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# Of all imports: what adding up many numbers may lose.
ADDED_UP = 1e-9


@dataclass(frozen=True, slots=True)
class LineFlows:
    """One scenario in full, lines x partners, in money at the world prices of before; `price` is new over old."""

    creation: Array
    diversion: Array
    price: Array

    @property
    def change(self) -> Array:
        return self.creation + self.diversion


@dataclass(frozen=True, slots=True)
class Smart:
    """Money, in the unit of the imports; a batch is the leading axis of each but what was before.

    By line
      imports_before, revenue_before  what the schedule began with
      creation       change of imports from all partners: diversion is nothing in sum
      moved          what partners lose to one another: the sum of the positive diversions
      price_effect   imports after, at the rise of their world prices; 0 where supply is infinite
      revenue_after  of tariffs
      welfare        of the importer: consumers' surplus and revenue
      cut            by how much the straight line of the formula would have gone below no imports at all
    By partner, over all lines
      exports_before, exports_after, created, diverted   `exports_after` is the sum of the three others
    """

    imports_before: Array
    revenue_before: Array
    creation: Array
    moved: Array
    price_effect: Array
    revenue_after: Array
    welfare: Array
    cut: Array
    exports_before: Array
    exports_after: Array
    created: Array
    diverted: Array

    def __post_init__(self) -> None:
        for field in fields(self):
            if not np.isfinite(getattr(self, field.name)).all():
                raise NotConverged(T(f"{field.name} came out not finite", f"{field.name} 出现非有限值"))
        total = self.imports_before.sum()
        gap = np.abs(self.exports_after.sum(axis=-1) - self.creation.sum(axis=-1) - total)
        allowed = ADDED_UP * (total + np.abs(self.creation).sum(axis=-1))
        if (gap > allowed).any() or (np.abs(self.diverted.sum(axis=-1)) > allowed).any():
            raise NotConverged(T("lines and partners do not add up to the same", "按税目与按伙伴的合计不一致"))

    @property
    def revenue(self) -> Array:
        """The change of tariff revenue by line."""
        return np.asarray(self.revenue_after - self.revenue_before)

    @property
    def imports_after(self) -> Array:
        return np.asarray(self.imports_before + self.creation)

    def single(self) -> Smart:
        """The only scenario of a batch of one."""
        before = {"imports_before", "revenue_before", "exports_before"}
        return Smart(
            **{f.name: getattr(self, f.name) if f.name in before else getattr(self, f.name)[0] for f in fields(self)}
        )
