"""An assumed number: its value, how far it may be off, its unit, and who says so."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entrepot.vocabulary.errors import InvalidScenario
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class Assumption:
    """`low` and `high` are the ends of the range; without them the number is taken as certain. Fractions: 30 % is 0.3."""

    id: str
    what: T
    value: float
    unit: str
    reference: str
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        problem = problem_of(self.value, self.low, self.high)
        if problem is None and not self.reference.strip():
            problem = T("an assumed number needs a reference", "假设的数值须有出处")
        if problem is not None:
            raise InvalidScenario(T(f"{self.id}: {problem.en}", f"{self.id}：{problem.zh}"))

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Assumption:
        """As the tables that come along have it."""
        what = T(row["what"]["en"], row["what"]["zh"])
        return cls(row["id"], what, row["value"], row["unit"], row["reference"], row.get("low"), row.get("high"))

    @property
    def range(self) -> tuple[float, float]:
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)

    @property
    def certain(self) -> bool:
        low, high = self.range
        return low == high


def problem_of(value: float, low: float | None, high: float | None) -> T | None:
    """What is wrong with a value and its range; None where nothing is."""
    if not all(math.isfinite(one) for one in (value, low, high) if one is not None):
        return T("the number is not finite", "数值不是有限数")
    if (low is None) != (high is None):
        return T("a range has both ends: low and high", "区间须同时给出 low 与 high")
    if low is not None and high is not None and not low <= value <= high:
        return T(
            f"the value {value:g} lies outside its range from {low:g} to {high:g}",
            f"数值 {value:g} 不在区间 {low:g} 至 {high:g} 之内",
        )
    return None


def named(assumptions: Sequence[Assumption]) -> dict[str, Assumption]:
    return {one.id: one for one in assumptions}
