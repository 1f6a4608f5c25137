"""The shocks of the sample world, declared: what happens to whom, when, and how large it is.

A factor is against the same world without the shock and before annual totals are scaled: shares, months within a
year and unit values show it; the total of a province in a year does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class Shock:
    """Empty `reporters`, `partners` (countries or blocs) or `chapters` mean all of them.

    The factors are reached in equal monthly steps: `begin` takes the first of `months_to_full`. `end` is the last
    month that feels it; None: it stays.
    """

    id: str
    title: T
    flow: str
    begin: str
    months_to_full: int
    end: str | None
    quantity: float
    price: float = 1.0
    reporters: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()

    def strength(self, months: NDArray[np.int64]) -> NDArray[np.float64]:
        """0 before, 1 at full effect, for months counted as in `vocabulary.periods`."""
        steps = (months - parse_period(self.begin).begin + 1) / self.months_to_full
        felt = np.clip(steps, 0.0, 1.0)
        if self.end is not None:
            felt[months > parse_period(self.end).begin] = 0.0
        return felt


_TARIFF_CHAPTERS: Final = ("39", "40", "73", "84", "85", "87", "90", "94")

SHOCKS: Final[tuple[Shock, ...]] = (
    Shock(
        id="us_tariff",
        title=T("American tariffs of 2018", "2018年美国加征关税"),
        flow="export", partners=("USA",), chapters=_TARIFF_CHAPTERS,
        begin="2018-07", months_to_full=6, end=None, quantity=0.70,
    ),
    Shock(
        id="tariff_diversion",
        title=T("Sales diverted to ASEAN", "出口转向东盟"),
        flow="export", partners=("ASEAN",), chapters=_TARIFF_CHAPTERS,
        begin="2018-10", months_to_full=6, end=None, quantity=1.15,
    ),
    Shock(
        id="pandemic_exports",
        title=T("Pandemic: exports collapse", "疫情：出口骤降"),
        flow="export", begin="2020-02", months_to_full=1, end="2020-04", quantity=0.65,
    ),
    Shock(
        id="pandemic_imports",
        title=T("Pandemic: imports fall", "疫情：进口下降"),
        flow="import", begin="2020-02", months_to_full=1, end="2020-04", quantity=0.85,
    ),
    Shock(
        id="pandemic_rebound",
        title=T("Pandemic: exports rebound", "疫情：出口反弹"),
        flow="export", begin="2020-06", months_to_full=3, end="2020-12", quantity=1.12,
    ),
    Shock(
        id="pandemic_masks",
        title=T("Pandemic: masks and instruments boom", "疫情：口罩与医疗器械激增"),
        flow="export", chapters=("63", "90"), begin="2020-03", months_to_full=2, end="2020-12", quantity=3.0,
    ),
    Shock(
        id="liaoning_steel_squeeze",
        title=T("Price squeeze on Liaoning's steel", "辽宁钢铁出口价格挤压"),
        flow="export", reporters=("CN-LN",), chapters=("72", "73"),
        begin="2022-01", months_to_full=9, end=None, quantity=1.15, price=0.75,
    ),
)  # fmt: skip
