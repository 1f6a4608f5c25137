"""The pages of risks: a region's register, what stands behind one finding, and all provinces side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from entrepot.risks.finding import Finding
from entrepot.risks.register import RISKS, risk_named
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.areas import area, mainland_provinces
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench, kept
from entrepot.web.front.chosen import chosen
from entrepot.web.risks.found import PROVINCES, findings_of
from entrepot.web.risks.shown import (
    LEGEND,
    about_all,
    about_unsaid,
    is_unsaid,
    maps_shown,
    rows_behind,
    rows_shown,
    shown,
    unsaid_shown,
)
from entrepot.web.warnings.backtests import testing_of
from entrepot.workbench.risk_explained import the_finding
from entrepot.workbench.risk_trade import sources_by_years
from entrepot.workbench.risks import ALL_PARTS, thresholds_for

MOST_PARTS: Final = 12
_ASKED: Final = ("period", "source")


def of_region(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The register: the worst first; its parts where they are asked for."""
    home = area(name)
    query = request.GET.urlencode()
    if home.id != name:
        return HttpResponseRedirect(f"/{lang}/region/{home.id}/risks/" + (f"?{query}" if query else ""))
    asked = _asked(request)
    wants_parts = chosen(request, "parts", ("", ALL_PARTS), T("part of a region", "地区的组成")) == ALL_PARTS
    title = T(f"Risks of {home.name.en}", f"{home.name.zh}的风险")
    told = {
        "title": title, "title_other": title.en if lang == "zh" else title.zh, "region": home, "legend": LEGEND, "limits": thresholds_for().levels,
        "query": urlencode(asked), "asked_period": asked.get("period", ""), "asked_source": asked.get("source", ""), "wants_parts": wants_parts,
    }  # fmt: skip
    try:
        found = findings_of(home.id, **asked, parts=ALL_PARTS if wants_parts else "")
    except MissingData as problem:
        return render(request, "risks/region.html", told | {"problem": problem.message}, status=200)
    # What papers print of a part alone stands for the region where they print no more.
    own = [one for one in found if one.part.kind == "region"] or list(found)
    parts = sorted((one for one in found if one not in own), key=_worst)[:MOST_PARTS]
    said, unsaid = [one for one in own if not is_unsaid(one)], [one for one in own if is_unsaid(one)]
    return render(
        request, "risks/region.html",
        told | {
            "findings": [shown(one, urlencode(asked)) for one in said], "number": len(own),
            "unsaid": unsaid_shown(unsaid, urlencode(asked)), "about_unsaid": about_unsaid(unsaid), "parts": [shown(one, urlencode(asked)) for one in parts], "period": found[0].period,
            "source": found[0].evidence[0].source, "synthetic": any(one.synthetic for one in found), "sources": _sources(home.id),
            "others": _others(own, home.id), "testing": testing_of(home.id),
        },
    )  # fmt: skip


def why(request: HttpRequest, lang: str, name: str, risk: str) -> HttpResponse:
    """Map, thresholds, references and rows of one finding."""
    home, asked = area(name), _asked(request)
    part = request.GET.get("part", "")
    found = [
        one for one in findings_of(home.id, **asked, parts=ALL_PARTS if part else "") if one.risk is risk_named(risk)
    ]
    finding = the_finding(found, part or None)
    fragment = request.headers.get("HX-Request") == "true"
    title = T(f"Risks of {home.name.en}", f"{home.name.zh}的风险")
    told = {
        "title": title, "region": home, "query": urlencode(asked), "finding": finding, "shown": shown(finding),
        "maps": maps_shown(finding.risk),
        "rows": kept(("risk rows", finding.id, *sorted(asked.items())), lambda: rows_behind(bench(), finding)),
    }  # fmt: skip
    response = render(request, "risks/why.html" if fragment else "risks/why_page.html", told)
    response.headers["Vary"] = "HX-Request"
    return response


def all_provinces(request: HttpRequest, lang: str) -> HttpResponse:
    """Every province by every risk, from the one source that tells most of them."""
    asked = _asked(request)
    told = {"title": T("Risks", "风险"), "legend": LEGEND, "query": urlencode(asked)}
    try:
        found = findings_of(PROVINCES, **asked)
    except MissingData as problem:
        return render(request, "risks/all.html", told | {"problem": problem.message})
    nowhere = {one.id for one in RISKS if all(is_unsaid(each) for each in found if each.risk is one)}
    read = [one for one in RISKS if one.id not in nowhere]
    order = {one: place for place, one in enumerate(mainland_provinces())}
    rows = sorted(rows_shown(found, [one.id for one in read]), key=lambda row: order.get(row.region, len(order)))
    return render(
        request, "risks/all.html",
        told | {"rows": rows, "risks": read, "nowhere": _nowhere(found, nowhere), "about": about_all(found), "period": found[0].period, "source": found[0].evidence[0].source, "synthetic": any(one.synthetic for one in found)},
    )  # fmt: skip


def _nowhere(found: Sequence[Finding], risks: set[str]) -> tuple[tuple[T, T], ...]:
    """Each risk that can be judged of no region, and what lacks, as the first of them says it."""
    first = {one.risk.id: one for one in reversed(found) if one.risk.id in risks}
    told = unsaid_shown(tuple(first.values()))
    # Every region lacks it: the first one's own name would mislead.
    return tuple(
        (shown_one.title, T(lack.en.replace(one.region, "the regions"), lack.zh.replace(one.region, "各地区")))
        for shown_one, one in zip(told, first.values(), strict=True)
        for lack in shown_one.lacks[:1]
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    """The year and the source, as far as they are given."""
    return {name: word for name in _ASKED if (word := request.GET.get(name, "").strip()[:40])}


def _others(own: Sequence[Finding], region: str) -> tuple[dict[str, object], ...]:
    """Other sources of the region, where this one leaves a risk without a level."""
    if all(one.level for one in own):
        return ()
    read = {row.source for one in own for row in one.evidence}
    titles = {one.id: one.title for one in ALL_SOURCES}
    return tuple(
        {"title": titles[one], "query": urlencode({"source": one})} for one in _sources(region) if one not in read
    )


def _worst(finding: Finding) -> tuple[float, str]:
    """By the least that the score can be: what is not known is not put first."""
    return (-(finding.score.low or 0.0), finding.id)


def _sources(region: str) -> tuple[str, ...]:
    return kept(("risk sources", region), lambda: sources_by_years(bench(), region), in_every_language=True)
