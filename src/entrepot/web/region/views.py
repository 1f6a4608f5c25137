"""A region's page is the first draft of its study, run on what the lake now holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from entrepot.sources import source_named
from entrepot.studies.declaration import Study
from entrepot.studies.paper import Paper
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench, kept
from entrepot.web.papers.views import Shelf, show
from entrepot.workbench.studies import run_from_the_top
from entrepot.workbench.study_drafts import holding_of, sources_of

WITH: Final = "~"
"""Between a region and its partner in an address: `CN-LN~USA`."""
FROM: Final = "@"
"""Before the source, where another than the best is asked for: `CN-LN@sample_world`."""


def _study(name: str) -> Study:
    home, partner, source = _named(name)
    slug = name.replace(WITH, "-").replace(FROM, "-")
    text = bench().new_study(home, partner=partner, name=slug, source=source, judged=False)
    return study_of_toml(text, file=f"{name}.toml")


def _named(name: str) -> tuple[str, str, str]:
    """The region, the partner and the source of an address, as they are written there."""
    places, _, source = name.partition(FROM)
    home, _, partner = places.partition(WITH)
    return home, partner, source


def _paper(name: str) -> Paper:
    return bench().run_study(_study(name))


def _from_the_top(name: str) -> Iterator[Paper]:
    return run_from_the_top(bench(), _study(name))


REGIONS: Final = Shelf("region", "region/region.html", _paper, _from_the_top)


def region(request: HttpRequest, lang: str, name: str) -> HttpResponseBase:
    home, partner, source = _named(name)
    found = area(home)
    other = area(partner) if partner else None
    places = found.id + (f"{WITH}{other.id}" if other else "")
    proper = places + (f"{FROM}{source_named(source).id}" if source else "")
    if proper != name:
        return HttpResponseRedirect(REGIONS.base(lang, proper))
    asked = request.GET.get("partner", "").strip()
    if asked:
        with_source = f"{FROM}{source}" if source else ""
        return HttpResponseRedirect(REGIONS.base(lang, f"{found.id}{WITH}{area(asked).id}{with_source}"))
    titles = [found.name, *([other.name] if other else [])]
    title = T(" · ".join(one.en for one in titles), " · ".join(one.zh for one in titles))
    return show(
        request, REGIONS, lang, name, title=title, title_other=title.en if lang == "zh" else title.zh, region=found,
        partner=other, places=places, sources=_sources(lang, places, source),
    )  # fmt: skip


def _sources(lang: str, places: str, chosen: str) -> list[tuple[str, str, bool]]:
    """What else the page could be made of: the source, its address, whether it is the one shown; none where there is but one."""
    home, partner, _ = _named(places)
    held = kept(("sources", places), lambda: sources_of(bench(), home, partner), in_every_language=True)
    best = kept(("best source", places), lambda: holding_of(bench(), home, partner).source, in_every_language=True)
    if len(held) < 2:
        return []
    return [
        (one, REGIONS.base(lang, places if one == best else f"{places}{FROM}{one}"), one == (chosen or best))
        for one in held
    ]


def draft(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The study behind the page, to be taken away and written on."""
    home, partner, source = _named(name)
    text = bench().new_study(home, partner=partner, source=source)
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{area(home).id}.toml"'
    return response
