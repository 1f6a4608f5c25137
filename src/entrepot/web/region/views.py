"""A region's page is the first draft of its study, run on what the lake now holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from entrepot.studies.declaration import Study
from entrepot.studies.paper import Paper
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench
from entrepot.web.papers.views import Shelf, show
from entrepot.workbench.studies import run_from_the_top

WITH: Final = "~"
"""Between a region and its partner in an address: `CN-LN~USA`."""


def _study(name: str) -> Study:
    home, _, partner = name.partition(WITH)
    text = bench().new_study(home, partner=partner, name=name.replace(WITH, "-"), judged=False)
    return study_of_toml(text, file=f"{name}.toml")


def _paper(name: str) -> Paper:
    return bench().run_study(_study(name))


def _from_the_top(name: str) -> Iterator[Paper]:
    return run_from_the_top(bench(), _study(name))


REGIONS: Final = Shelf("region", "region/region.html", _paper, _from_the_top)


def region(request: HttpRequest, lang: str, name: str) -> HttpResponseBase:
    home, with_partner, partner = name.partition(WITH)
    found = area(home)
    other = area(partner) if with_partner else None
    proper = found.id + (f"{WITH}{other.id}" if other else "")
    if proper != name:
        return HttpResponseRedirect(REGIONS.base(lang, proper))
    asked = request.GET.get("partner", "").strip()
    if asked:
        return HttpResponseRedirect(REGIONS.base(lang, f"{found.id}{WITH}{area(asked).id}"))
    titles = [found.name, *([other.name] if other else [])]
    title = T(" · ".join(one.en for one in titles), " · ".join(one.zh for one in titles))
    return show(
        request, REGIONS, lang, name, title=title, title_other=title.en if lang == "zh" else title.zh, region=found,
        partner=other,
    )  # fmt: skip


def draft(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The study behind the page, to be taken away and written on."""
    home, _, partner = name.partition(WITH)
    text = bench().new_study(home, partner=partner)
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{area(home).id}.toml"'
    return response
