"""A region's page is the first draft of its study, run on what the lake now holds."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from entrepot.studies.paper import Paper
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench
from entrepot.web.papers.views import Shelf, show

WITH: Final = "~"
"""Between a region and its partner in an address: `CN-LN~USA`."""


def _paper(name: str) -> Paper:
    home, _, partner = name.partition(WITH)
    text = bench().new_study(home, partner=partner, name=name.replace(WITH, "-"), judged=False)
    return bench().run_study(study_of_toml(text, file=f"{name}.toml"))


REGIONS: Final = Shelf("region", "region/region.html", _paper)


def region(request: HttpRequest, lang: str, name: str) -> HttpResponse:
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
