"""A reading on a page: sentences, and beneath each the questions that find its numbers again."""

from __future__ import annotations

from typing import Final, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData, UnknownName
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench, kept
from entrepot.web.front.chosen import period_in

NAMES: Final[dict[Literal["high-technology", "manufacturing"], T]] = {
    "high-technology": T("High technology", "高新技术"),
    "manufacturing": T("Manufacturing", "制造业"),
}


def of_region(request: HttpRequest, lang: str, name: str, reading: str) -> HttpResponse:
    home = area(name)
    wanted = next((one for one in NAMES if one == reading), None)
    if wanted is None:
        raise UnknownName(T("reading", "解读"), reading, NAMES)
    if home.id != name:
        return HttpResponseRedirect(f"/{lang}/region/{home.id}/reading/{wanted}/")
    period = period_in(request)
    told: dict[str, object] = {
        "title": NAMES[wanted],
        "region": home,
        "readings": NAMES,
        "now": wanted,
        "asked_period": period,
    }
    try:
        found = kept(
            ("reading", wanted, home.id, period),
            lambda: bench().reading(wanted, home.id, period or None),
            in_every_language=True,
        )
        told |= {
            "reading": found,
            "title": found.title,
            "title_other": found.title.en if lang == "zh" else found.title.zh,
        }
    except MissingData as problem:
        told["problem"] = problem.message
    return render(request, "readings/reading.html", told)
