"""A region's opportunities as a paper: where more could be sold, what could be taken up, how exports could be spread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from entrepot.studies.paper import Derivation, Gap, Paper, Reference, Section
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import InvalidScenario, MissingData, NotConverged
from entrepot.vocabulary.text import T
from entrepot.workbench.limits import Limits
from entrepot.workbench.opportunities_parts import Ask, Written, new, spread, where
from entrepot.workbench.vintages import vintage_of

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench
    from entrepot.workbench.potential import PotentialAnswer


def opportunities(
    workbench: Workbench, region: str, limits: Limits, *, potential: Callable[[], PotentialAnswer] | None = None
) -> Paper:
    """Each part by itself: where one cannot be worked out it says so, and the others stand.

    `potential` gives the region's potential where it is known already.
    """
    home = area(region)
    vintage = vintage_of(workbench.history())
    known = cache(potential or (lambda: workbench.potential(home.id)))
    ask = Ask(workbench, home.id, limits, vintage, known)
    written = _told_once([_written(ask, title, write) for title, write in _PARTS])
    return Paper(
        f"opportunities-{home.id}",
        T(f"Opportunities of {home.name.en}", f"{home.name.zh}的机会"),
        None,
        None,
        (),
        tuple(section for section, _ in written),
        tuple(one for _, derivations in written for one in derivations),
        REFERENCES,
        vintage,
    )


def _written(ask: Ask, title: T, write: Callable[[Ask], Written]) -> Told:
    try:
        blocks, derivations, inner = write(ask)
    except (MissingData, InvalidScenario, NotConverged) as problem:
        blocks, derivations, inner = (Gap(problem.message),), (), ()
    return Section("status", title, blocks, inner), derivations


def _told_once(written: list[Told]) -> list[Told]:
    """What is missing in several parts for one reason is told in the first of them."""
    found: list[Told] = []
    said: set[T] = set()
    for section, derivations in written:
        gap = next((block for block in section.blocks if isinstance(block, Gap)), None)
        again = gap is not None and gap.missing in said
        found.append((replace(section, blocks=(Gap(SAME_REASON),)) if again else section, derivations))
        if gap is not None:
            said.add(gap.missing)
    return found


Told = tuple[Section, tuple[Derivation, ...]]
SAME_REASON: Final = T("not known, for the reason given above", "无法计算，原因同上")
REFERENCES: Final = (
    Reference(
        "decreux-spies", "M", T("Export potential assessments: a methodology to identify export opportunities for developing countries", "出口潜力评估方法"),
        ("Decreux Y", "Spies J"), "International Trade Centre", "Geneva", "2016",
    ),
    Reference(
        "hidalgo", "J", T("The product space conditions the development of nations", "产品空间制约国家发展"),
        ("Hidalgo C A", "Klinger B", "Barabási A-L", "Hausmann R"), journal="Science", year="2007", volume="317", pages="482-487",
    ),
)  # fmt: skip

_PARTS: Final = (
    (T("Where more could be sold", "哪些市场还能多卖"), where),
    (T("What could be taken up", "可以培育哪些新商品"), new),
    (T("Spreading exports within limits", "在限制条件下分散出口"), spread),
)
