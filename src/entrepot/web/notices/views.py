"""The page of a region's exposure to measures in force. Other pages include `notices/section.html` with an ExposureShown."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench, kept
from entrepot.web.front.chosen import flow_in, period_in
from entrepot.web.notices.shown import ExposureShown, exposure_shown

MOST_TYPED: Final = 2000


def shown_of(region: str, *, flow: str = "export", period: str = "", products: str = "") -> ExposureShown:
    """Worked out once while the lake stands as it stood; MissingData where it holds no notices."""
    found = kept(
        ("notices", region, flow, period, products),
        lambda: bench().notices(region, period or None, flow=flow, products=products),
        in_every_language=True,
    )
    return exposure_shown(found)


def of_region(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    home = area(name)
    if home.id != name:
        return HttpResponseRedirect(f"/{lang}/region/{home.id}/notices/")
    flow, period, products = flow_in(request), period_in(request), request.GET.get("products", "").strip()[:MOST_TYPED]
    title = T(f"Measures in force against {home.name.en}", f"影响{home.name.zh}的贸易措施")
    told: dict[str, object] = {
        "title": title, "title_other": title.en if lang == "zh" else title.zh, "region": home, "flow": flow, "products": products,
        "period": period,
    }  # fmt: skip
    try:
        told["shown"] = shown_of(home.id, flow=flow, period=period, products=products)
    except MissingData as problem:
        told["problem"] = problem.message
    return render(request, "notices/notices.html", told)
