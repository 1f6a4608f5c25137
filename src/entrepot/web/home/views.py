"""Where one begins: the regions that the lake tells of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.web.front.bench import bench, kept
from entrepot.workbench.regions import regions


def home(request: HttpRequest, lang: str) -> HttpResponse:
    found = kept(("regions",), lambda: regions(bench()))
    return render(request, "home/home.html", {"kinds": found})
