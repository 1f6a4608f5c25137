"""What a lever is: a remedy with an owner, a kind of cost, the risks it acts on, and the scenario that tries it.

How to declare one: a `Lever` in `register.py`, and a scenario in `models/scenario/shipped/` of the id it names. A lever without a
scenario says in `why_not` what is lacking to work it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from entrepot.vocabulary.text import T

Owner = Literal["government", "park", "association", "firm"]
Cost = Literal["public money", "administration", "firms' money", "time"]

OWNERS: dict[Owner, T] = {
    "government": T("government", "政府"),
    "park": T("park or zone", "园区"),
    "association": T("trade association", "行业协会"),
    "firm": T("firms", "企业"),
}
COSTS: dict[Cost, T] = {
    "public money": T("public money", "财政资金"),
    "administration": T("administration", "行政成本"),
    "firms' money": T("firms' own money", "企业自有资金"),
    "time": T("time", "时间"),
}


@dataclass(frozen=True, slots=True)
class Lever:
    """`risks` are ids of the register, those it acts on most first."""

    id: str
    title: T
    about: T
    owner: Owner
    cost: Cost
    risks: tuple[str, ...]
    scenario: str | None = None
    why_not: T | None = None

    def __post_init__(self) -> None:
        if (self.scenario is None) == (self.why_not is None):
            raise ValueError(f"{self.id}: a lever has a scenario, or says why it has none")
