"""Where one begins: a few regions at a glance, all of them to choose from, and what came in last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.reports.charts.tile_map import GRID
from entrepot.reports.documents.typesetting import typeset
from entrepot.vocabulary.areas import Area
from entrepot.vocabulary.short_names import short_name
from entrepot.vocabulary.text import T, current_language
from entrepot.web.front.bench import bench, is_kept, kept
from entrepot.web.papers.headlines import Headline, headlines
from entrepot.workbench.glances import glances
from entrepot.workbench.regions import Region, RegionsOfKind, regions

NEWEST: Final = 5
_GLANCES: Final = ("glances",)


@dataclass(frozen=True, slots=True)
class Tile:
    """A province where it about lies; `region` is None where the lake tells nothing of it."""

    letters: str
    name: T
    column: int
    row: int
    region: Region | None


def home(request: HttpRequest, lang: str) -> HttpResponse:
    """The glances are waited for only where they are worked out already: otherwise they follow by themselves."""
    batches = kept(("history",), lambda: bench().history(), in_every_language=True)
    kinds = _regions()
    tiles = _tiles(kinds)
    others = tuple(kind for kind in kinds if not tiles or kind.id != "provinces")
    told = {"kinds": kinds, "tiles": tiles, "others": others, "batches": batches[::-1][:NEWEST]}
    if is_kept(_GLANCES, in_every_language=True):
        told["glances"] = shown_glances()
    return render(request, "home/home.html", told)


def at_a_glance(request: HttpRequest, lang: str) -> HttpResponse:
    fragment = request.headers.get("HX-Request") == "true"
    response = render(
        request, "home/glances.html" if fragment else "home/glance_page.html", {"glances": shown_glances()}
    )
    response.headers["Vary"] = "HX-Request"
    return response


def _tiles(kinds: tuple[RegionsOfKind, ...]) -> tuple[Tile, ...]:
    """None at all where the lake tells of no province: an empty map chooses nothing."""
    told = {one.area.id.removeprefix("CN-"): one for kind in kinds if kind.id == "provinces" for one in kind.areas}
    if not told:
        return ()
    placed = sorted(GRID.items(), key=lambda tile: (tile[1][1], tile[1][0]))
    return tuple(
        Tile(letters, short_name(f"CN-{letters}"), column, row, told.get(letters)) for letters, (column, row) in placed
    )


def _regions() -> tuple[RegionsOfKind, ...]:
    return kept(("regions",), lambda: regions(bench()))


def shown_glances() -> tuple[tuple[Area, tuple[Headline, ...]], ...]:
    papers = kept(_GLANCES, lambda: glances(bench(), _regions()), in_every_language=True)
    return kept(
        (*_GLANCES, "set"),
        lambda: tuple((area, headlines(typeset(paper, current_language()))) for area, paper in papers),
    )
