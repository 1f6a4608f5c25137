"""One field over everything that has a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.web.search.index import found

LONGEST = 100


def search(request: HttpRequest, lang: str) -> HttpResponse:
    asked = request.GET.get("q", "")[:LONGEST].strip()
    return render(request, "search/search.html", {"asked": asked, "found": found(asked) if asked else ()})
