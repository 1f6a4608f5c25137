"""A comparison is a study drafted from its address: the regions, the measure, the years."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from entrepot.studies.paper import Paper
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData
from entrepot.web.front.bench import bench, kept
from entrepot.web.papers.views import Shelf, show
from entrepot.workbench.comparing import headline_measures, headline_named, new_comparison, regions_meant
from entrepot.workbench.regions import regions as regions_of_lake
from entrepot.workbench.selection import PEER_SETS

BETWEEN: Final = "~"
"""Between measure, regions and years in an address: `total~CN-LN,CN-SD~2016..2023`."""
FIRST: Final = "total"
_OTHERS: Final = 9


def _draft(name: str) -> str:
    measure, regions, period = _parts(name)
    slug = name.replace(BETWEEN, ".").replace(",", "_").lower()[:80]
    return new_comparison(bench(), measure, regions, period=period, name=slug)


def _parts(name: str) -> tuple[str, list[str], str]:
    measure, _, rest = name.partition(BETWEEN)
    regions, _, period = rest.partition(BETWEEN)
    return measure, regions.split(","), period


def _paper(name: str) -> Paper:
    return bench().run_study(study_of_toml(_draft(name), file=f"{name}.toml"))


COMPARISONS: Final = Shelf("compare", "compare/compare.html", _paper)


def compare(request: HttpRequest, lang: str) -> HttpResponseBase:
    asked = [name.strip() for words in request.GET.getlist("regions") for name in words.split(",") if name.strip()]
    measure = headline_named(request.GET.get("measure") or FIRST).id
    period = request.GET.get("period", "").replace(" ", "")
    if not asked:
        asked = _beginning()
    proper = _proper(_beside_others(asked))
    choices = {"regions": ",".join(proper), "measure": measure} | ({"period": period} if period else {})
    if (asked and request.GET.dict() != choices) or len(request.GET.getlist("regions")) > 1:
        return HttpResponseRedirect(f"/{lang}/compare/?{urlencode(choices, safe=',')}")
    form = _form(proper, measure, period)
    if not proper:
        return render(request, "compare/none.html", form, status=404)
    try:
        return show(request, COMPARISONS, lang, BETWEEN.join((measure, choices["regions"], period)), **form)
    except MissingData as problem:
        return render(request, "compare/none.html", {**form, "problem": problem.message}, status=404)


def parts(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The address under which a comparison's parts lie leads back to the page."""
    measure, regions, period = _parts(name)
    choices = {"regions": ",".join(regions), "measure": measure} | ({"period": period} if period else {})
    return HttpResponseRedirect(f"/{lang}/compare/?{urlencode(choices, safe=',')}")


def draft(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The study behind the page, to be taken away and written on."""
    response = HttpResponse(_draft(name), content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="comparison.toml"'
    return response


def _beginning() -> list[str]:
    """The region that most is known of, beside all provinces."""
    known = [one for kind in kept(("regions",), lambda: regions_of_lake(bench())) for one in kind.areas]
    provinces = [one for one in known if one.area.kind == "province"]
    best = min(provinces, key=lambda one: (one.synthetic_only, one.first), default=None)
    return [best.area.id, "provinces"] if best is not None else []


def _beside_others(asked: list[str]) -> list[str]:
    """A region by itself is set beside others of its kind; a province, or the only one of a kind, beside all provinces."""
    if len(asked) != 1 or asked[0] in PEER_SETS:
        return asked
    one = area(asked[0])
    kinds = kept(("regions",), lambda: regions_of_lake(bench()))
    alike = [other.area.id for kind in kinds for other in kind.areas if other.area.kind == one.kind != "province"]
    return [one.id, *([other for other in alike if other != one.id][:_OTHERS] or ["provinces"])]


def _proper(asked: list[str]) -> list[str]:
    """Ids, groups staying groups; what does not name two regions is said."""
    if not asked:
        return []
    regions_meant(asked)
    return list(dict.fromkeys(name if name in PEER_SETS else area(name).id for name in asked))


def _form(proper: list[str], measure: str, period: str) -> dict[str, object]:
    places = regions_meant(proper) if proper else ()
    group = bool(proper) and proper[0] in PEER_SETS
    return {
        "measures": headline_measures(),
        "measure": measure,
        "kinds": kept(("regions",), lambda: regions_of_lake(bench())),
        "focus": places[0] if places else "",
        "others": ",".join(proper if group else proper[1:]),
        "peer_sets": PEER_SETS.items(),
        "period": period,
    }
