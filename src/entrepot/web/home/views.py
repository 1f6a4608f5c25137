"""Where one begins: the regions that the lake tells of, a few of them at a glance, and what came in last."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.reports.documents.typesetting import typeset
from entrepot.vocabulary.areas import Area
from entrepot.vocabulary.text import current_language
from entrepot.web.front.bench import bench, is_kept, kept
from entrepot.web.papers.headlines import Headline, headlines
from entrepot.workbench.glances import glances
from entrepot.workbench.regions import RegionsOfKind, regions

NEWEST: Final = 5
_GLANCES: Final = ("glances",)


def home(request: HttpRequest, lang: str) -> HttpResponse:
    """The glances are waited for only where they are worked out already: otherwise they follow by themselves."""
    batches = kept(("history",), lambda: bench().history(), in_every_language=True)
    told = {"kinds": _regions(), "batches": batches[::-1][:NEWEST]}
    if is_kept(_GLANCES, in_every_language=True):
        told["glances"] = _glances()
    return render(request, "home/home.html", told)


def at_a_glance(request: HttpRequest, lang: str) -> HttpResponse:
    fragment = request.headers.get("HX-Request") == "true"
    response = render(request, "home/glances.html" if fragment else "home/glance_page.html", {"glances": _glances()})
    response.headers["Vary"] = "HX-Request"
    return response


def _regions() -> tuple[RegionsOfKind, ...]:
    return kept(("regions",), lambda: regions(bench()))


def _glances() -> tuple[tuple[Area, tuple[Headline, ...]], ...]:
    papers = kept(_GLANCES, lambda: glances(bench(), _regions()), in_every_language=True)
    return kept(
        (*_GLANCES, "set"),
        lambda: tuple((area, headlines(typeset(paper, current_language()))) for area, paper in papers),
    )
