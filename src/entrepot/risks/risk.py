"""What a risk is: declared once, with what it reads, what its drivers are and which levers act on it.

How to declare a risk
---------------------
1. A file in `register/` with one `Risk`, listed in `register/__init__.py`.
2. Its readings: each is an answer of one measure (`measure`, `options`) about the trade of a region, or of a city, product,
   partner or regime of it. How a reading becomes a score, and its weight, stand in `parameters/risk_thresholds.toml`.
3. `drivers` says by what the change of the first reading is taken apart, so that the parts add up to it exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.vocabulary.units import Unit

PartKind = Literal["region", "city", "product", "partner", "regime"]
"""What a finding is about: a region as a whole, or which kind of part of it."""
PARTS: tuple[PartKind, ...] = get_args(PartKind)
PART_TITLES: dict[PartKind, T] = {
    "region": T("region", "地区"),
    "city": T("city", "城市"),
    "product": T("product", "商品"),
    "partner": T("partner", "伙伴"),
    "regime": T("customs regime", "贸易方式"),
}

Taken = Literal["squares", "sum", "weighted", "growth", "over_gdp"]
"""How a change is taken apart: a sum of squared shares, a plain sum, means times weights, contributions, a fraction."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One number that a risk reads: the answer of `measure` with `options`, for one direction of trade.

    `needs` names the columns of trade without which there is no answer; a part that fixes one of these has none.
    """

    id: str
    title: T
    measure: str
    unit: Unit
    why: T
    flow: Literal["export", "import", "both"] = "export"
    options: tuple[tuple[str, Any], ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DriversBy:
    """Of which reading the change is taken apart, along which dimension, and how."""

    reading: str
    over: Literal["partner", "product", "regime", "part", "notice"]
    taken: Taken


@dataclass(frozen=True, slots=True)
class Risk:
    """`asks` is the question that its findings answer, `data` what they are read from; `cannot` says what it does not read, and why."""

    id: str
    title: T
    asks: T
    data: T
    readings: tuple[Reading, ...]
    drivers: DriversBy
    parts: tuple[PartKind, ...]
    cannot: tuple[T, ...] = field(default=())

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers that are declared to act on it."""
        from entrepot.risks.levers import LEVERS

        return tuple(one.id for one in LEVERS if self.id in one.risks)

    def reading(self, name: str) -> Reading:
        return next(one for one in self.readings if one.id == name)
