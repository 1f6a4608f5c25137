"""The pages of early warning: a region's alarms beside how good they were, and all regions' at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from entrepot.risks.warnings.warning import Watch
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench, kept
from entrepot.web.front.chosen import flow_in, period_in
from entrepot.web.warnings.backtests import testing_of
from entrepot.web.warnings.shown import watch_shown

FEW = 8


def watch_of(region: str, *, flow: str = "export", period: str = "") -> Watch:
    """Looked over once while the lake stands as it stood; an empty region means all."""
    return kept(
        ("watch", region, flow, period),
        lambda: bench().watch(region=region or None, flow=flow, period=period or None),
        in_every_language=True,
    )


def of_region(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    home = area(name)
    if home.id != name:
        query = request.GET.urlencode()
        return HttpResponseRedirect(f"/{lang}/region/{home.id}/warnings/" + (f"?{query}" if query else ""))
    flow, period = flow_in(request), period_in(request)
    title = T(f"Early warning: {home.name.en}", f"早期预警：{home.name.zh}")
    told: dict[str, object] = {
        "title": title, "title_other": title.en if lang == "zh" else title.zh, "region": home, "flow": flow,
        "asked_period": period,
    }  # fmt: skip
    try:
        told["shown"] = watch_shown(watch_of(home.id, flow=flow, period=period))
    except MissingData as problem:
        told["problem"] = problem.message
    testing = testing_of(home.id, flow)
    if testing.can_be_tested or testing.tested:
        told["testing"] = testing
    return render(request, "warnings/region.html", told)


def everywhere(request: HttpRequest, lang: str) -> HttpResponse:
    """All regions; asked for by the first page, only the heaviest alarms."""
    fragment = request.headers.get("HX-Request") == "true"
    told: dict[str, object] = {"title": T("Early warning", "早期预警")}
    try:
        told["shown"] = watch_shown(watch_of(""), **({"most": FEW} if fragment else {}))
    except MissingData as problem:
        told["problem"] = problem.message
    response = render(request, "warnings/few.html" if fragment else "warnings/all.html", told)
    response.headers["Vary"] = "HX-Request"
    return response
