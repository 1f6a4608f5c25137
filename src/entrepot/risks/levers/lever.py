"""What a lever is: a remedy with an owner, a kind of cost, the risks it acts on, and the scenario that tries it.

How to declare one: a `Lever` in `register.py`, and a scenario in `models/scenario/shipped/` of the id it names, or a function in
`workbench/lever_scenarios.py` that writes one out of the region's own table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from entrepot.parameters.assumption import Assumption
from entrepot.risks.notices.lifting import Lifted
from entrepot.vocabulary.text import T

Owner = Literal["government", "park", "association", "firm"]
Made = Literal["small_exports", "near_goods", "dead_goods", "relief"]
"""A scenario written out of the region's own table (workbench/lever_scenarios.py)."""
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
    """`risks` are ids of the register, those it acts on most first.

    It is tried by a scenario that ships, or by one that is `made` for the region out of its own table; `lifts` says which notices it
    ends for a part of the trade, which is assumed.
    """

    id: str
    title: T
    about: T
    owner: Owner
    cost: Cost
    risks: tuple[str, ...]
    scenario: str | None = None
    made: Made | None = None
    lifts: Lifted | None = None
    assumed: Assumption | None = None

    def __post_init__(self) -> None:
        if (self.scenario is None) == (self.made is None):
            raise ValueError(f"{self.id}: a lever has a scenario that ships, or one that is made for the region")
        if self.lifts is not None and self.assumed is None:
            raise ValueError(f"{self.id}: which part of the trade is recognised has to be assumed")
