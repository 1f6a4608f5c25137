"""One field over everything that has a name."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.vocabulary.text import T
from entrepot.web.search.index import KINDS, found

LONGEST: Final = 100
EXAMPLES: Final = (
    ("region", T("Liaoning", "辽宁")),
    ("bloc", T("ASEAN", "东盟")),
    ("product", T("85", "85")),
    ("measure", T("concentration", "集中度")),
    ("study", T("Shanxi", "山西与东盟")),
    ("source", T("customs", "海关")),
)


def search(request: HttpRequest, lang: str) -> HttpResponse:
    asked = request.GET.get("q", "")[:LONGEST].strip()
    told = {
        "asked": asked,
        "found": found(asked) if asked else (),
        "examples": [(KINDS[kind], words) for kind, words in EXAMPLES],
        "focus_search": not asked,
    }
    return render(request, "search/search.html", told)
