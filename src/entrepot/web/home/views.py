"""Where one begins: the regions that the lake tells of, a few of them at a glance, and what came in last."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.reports.documents.typesetting import typeset
from entrepot.vocabulary.areas import Area
from entrepot.vocabulary.text import current_language
from entrepot.web.front.bench import bench, kept
from entrepot.web.papers.headlines import Headline, headlines
from entrepot.workbench.glances import glances
from entrepot.workbench.regions import RegionsOfKind, regions

NEWEST: Final = 5


def home(request: HttpRequest, lang: str) -> HttpResponse:
    found = kept(("regions",), lambda: regions(bench()))
    batches = kept(("history",), lambda: bench().history())
    told = {"kinds": found, "batches": batches[::-1][:NEWEST], "glances": _glances(found)}
    return render(request, "home/home.html", told)


def _glances(found: tuple[RegionsOfKind, ...]) -> tuple[tuple[Area, tuple[Headline, ...]], ...]:
    papers = kept(("glances",), lambda: glances(bench(), found), in_every_language=True)
    return kept(
        ("glances", "set"),
        lambda: tuple((area, headlines(typeset(paper, current_language()))) for area, paper in papers),
    )
