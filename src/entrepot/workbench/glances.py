"""The regions that most is known of, each with its trade over the years: what a first page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from entrepot.studies.drafting import filled_in, money_unit, quoted
from entrepot.studies.paper import Paper
from entrepot.studies.study_file import study_of_toml
from entrepot.studies.titles import area_title
from entrepot.vocabulary.areas import Area
from entrepot.workbench.regions import RegionsOfKind
from entrepot.workbench.study_drafts import holding_of, years_of

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

MOST: Final = 4


def glances(workbench: Workbench, kinds: Sequence[RegionsOfKind]) -> tuple[tuple[Area, Paper], ...]:
    """Real statistics before synthetic ones, long spans before short."""
    known = [one for kind in kinds for one in kind.areas if one.area.kind in ("province", "prefecture", "zone")]
    ordered = sorted(known, key=lambda one: (one.synthetic_only, one.first, one.area.id))
    return tuple(islice(_told(workbench, [one.area for one in ordered]), MOST))


def _told(workbench: Workbench, areas: Sequence[Area]) -> Iterator[tuple[Area, Paper]]:
    for area in areas:
        holding = holding_of(workbench, area.id)
        first, last = years_of("", holding)
        if not holding.source or holding.only or first == last:
            continue
        title = area_title(area.id)
        slots = {
            "id": area.id.lower(), "region": quoted(area.id), "region_en": title.en, "region_zh": title.zh,
            "period": last if first == last else f"{first}..{last}", "source": quoted(holding.source),
            "currency": quoted(holding.currency), "money": money_unit(holding),
        }  # fmt: skip
        text = filled_in("draft_glance.toml", slots, {"always": True})
        paper = workbench.run_study(study_of_toml(text, file=f"{area.id}.toml"))
        if not paper.gaps:
            yield area, paper
