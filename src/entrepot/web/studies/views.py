"""The studies that are shipped, each run on what the lake now holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.studies.shelf import path_of, shipped_titles
from entrepot.web.front.bench import bench
from entrepot.web.papers.views import Shelf, show

STUDIES = Shelf("studies", "studies/study.html", lambda name: bench().run_study(path_of(name)))


def all_studies(request: HttpRequest, lang: str) -> HttpResponse:
    return render(request, "studies/all.html", {"studies": shipped_titles()})


def study(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    return show(request, STUDIES, lang, name)
