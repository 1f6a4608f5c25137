"""The studies that are shipped, each run on what the lake now holds."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from entrepot.studies.declaration import Study
from entrepot.studies.shelf import path_of, shipped, study_named
from entrepot.web.front.bench import bench
from entrepot.web.papers.views import Shelf, show

STUDIES = Shelf("studies", "studies/study.html", lambda name: bench().run_study(path_of(name)))


@cache
def _declared() -> tuple[tuple[Study, str], ...]:
    """Each with its years as they are printed."""
    found = (study_named(name) for name in shipped())
    return tuple((one, "–".join(dict.fromkeys(filter(None, one.period.split(".."))))) for one in found)


def all_studies(request: HttpRequest, lang: str) -> HttpResponse:
    return render(request, "studies/all.html", {"studies": _declared()})


def study(request: HttpRequest, lang: str, name: str) -> HttpResponseBase:
    return show(request, STUDIES, lang, name)


def file(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The study as it was declared, to be run elsewhere or written on; never a file of this machine."""
    found = path_of(name)
    response = HttpResponse(found.read_text(encoding="utf-8"), content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
