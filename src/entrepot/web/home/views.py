"""Where one begins: a few regions at a glance, all of them to choose from, and what came in last."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.reports.documents.typesetting import typeset
from entrepot.risks.warnings.warning import Watch
from entrepot.vocabulary.areas import Area
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import current_language
from entrepot.web.front.bench import bench, is_kept, kept
from entrepot.web.home.newest import newest
from entrepot.web.home.tiles import tiles_of
from entrepot.web.papers.headlines import Headline, headlines
from entrepot.web.warnings.views import watch_of
from entrepot.workbench.glances import glances
from entrepot.workbench.regions import RegionsOfKind, regions

NEWEST: Final = 5
_GLANCES: Final = ("glances",)
_WATCH: Final = ("watch", "", "export", "")


def home(request: HttpRequest, lang: str) -> HttpResponse:
    """What takes time is waited for only where it is worked out already: otherwise it follows by itself."""
    batches = kept(("history",), lambda: bench().history(), in_every_language=True)
    kinds = _regions()
    told = _provinces(kinds, watched=is_kept(_WATCH, in_every_language=True))
    others = tuple(kind for kind in kinds if not told["tiles"] or kind.id != "provinces")
    told |= {"kinds": kinds, "others": others, "arrivals": newest(batches, most=NEWEST)}
    if is_kept(_GLANCES, in_every_language=True):
        told["glances"] = shown_glances()
    return render(request, "home/home.html", told)


def at_a_glance(request: HttpRequest, lang: str) -> HttpResponse:
    return _part(request, "glances", {"glances": shown_glances()})


def provinces(request: HttpRequest, lang: str) -> HttpResponse:
    """Each with how many of today's warnings are its own."""
    return _part(request, "provinces", _provinces(_regions(), watched=True))


def _part(request: HttpRequest, name: str, told: dict[str, object]) -> HttpResponse:
    """A part of the first page; a page of its own for whoever asks without a script."""
    fragment = request.headers.get("HX-Request") == "true"
    response = render(request, f"home/{name}.html" if fragment else f"home/{name}_page.html", told)
    response.headers["Vary"] = "HX-Request"
    return response


def _provinces(kinds: tuple[RegionsOfKind, ...], *, watched: bool) -> dict[str, object]:
    """`watched` is whether the warnings are told of, and need not be asked for."""
    watch = _watch() if watched else None
    return {"tiles": tiles_of(kinds, watch), "watched": watched, "watch": watch}


def _watch() -> Watch | None:
    try:
        return watch_of("")
    except MissingData:
        return None


def _regions() -> tuple[RegionsOfKind, ...]:
    return kept(("regions",), lambda: regions(bench()))


def shown_glances() -> tuple[tuple[Area, tuple[Headline, ...]], ...]:
    papers = kept(_GLANCES, lambda: glances(bench(), _regions()), in_every_language=True)
    return kept(
        (*_GLANCES, "set"),
        lambda: tuple((area, headlines(typeset(paper, current_language()))) for area, paper in papers),
    )
