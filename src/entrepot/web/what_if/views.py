"""The what-if page: the form is in the address, so that every outcome can be sent on and kept as a bookmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from entrepot.models.scenario.declaration import Scenario
from entrepot.models.scenario.outcome import METHODS, Outcome
from entrepot.models.scenario.shelf import path_of, shipped, shipped_titles
from entrepot.models.scenario.writing import toml_of
from entrepot.risks.levers import LEVERS, lever_named
from entrepot.risks.levers.lever import COSTS, OWNERS
from entrepot.risks.register import risk_named
from entrepot.studies.paper import Paper
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import EntrepotError, MissingData, WrongCall
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench, kept
from entrepot.web.front.trouble import status_of
from entrepot.web.papers.page import Card
from entrepot.web.papers.views import Shelf
from entrepot.web.what_if.asked import GROUPS, MOST, OWN_ID, Asked, asked_in
from entrepot.web.what_if.shown import column, has_intervals, measures, risks, totals
from entrepot.web.what_if.told import of_table
from entrepot.workbench.levers import LeverTried, try_lever
from entrepot.workbench.regions import regions as regions_of_lake
from entrepot.workbench.scenarios import try_scenario
from entrepot.workbench.what_if_paper import what_if_paper

DRAWS: Final = 200
BETWEEN: Final = "~"
"""Between a region and the query of its page, in the address of a chart: `CN-LN~scenario=lost-market`."""
_RISKS: Final = "risks"
MEASURES_FIRST: Final = 8
_HALF, _WHOLE = 6, 12


def outcome_of(
    scenario: Scenario, region: str, *, method: str = "", period: str = "", with_risks: bool = False
) -> Outcome:
    """Worked out once while the lake stands as it stood."""
    return kept(
        ("what if", toml_of(scenario), region, method, period, with_risks),
        lambda: (
            try_scenario(
                bench(), scenario, region, period=period or None, method=method or None, draws=DRAWS, risks=with_risks
            ).told
        ),
        in_every_language=True,
    )


def pulled(lever: str, region: str, *, method: str = "", period: str = "") -> LeverTried:
    """What a lever does, always with the risks it is meant for; worked out once, as an outcome is."""
    return kept(
        ("lever", lever, region, method, period),
        lambda: try_lever(bench(), lever, region, period=period or None, method=method or None, draws=DRAWS).told,
        in_every_language=True,
    )


def _paper(name: str) -> Paper:
    region, _, query = name.partition(BETWEEN)
    words = QueryDict(query)
    found, problems = _tried(asked_in(words), area(region).id, with_risks=words.get("part") == _RISKS)
    if not found:
        raise problems[0][1] if problems else MissingData(T("the address names no scenario", "地址中没有情景"))
    return what_if_paper(bench(), found, f"what-if-{area(region).id}")


WHAT_IF: Final = Shelf("what-if", "what_if/region.html", _paper)


def parts(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The address under which the charts lie leads back to the page."""
    region, _, query = name.partition(BETWEEN)
    return HttpResponseRedirect(_address(lang, area(region).id, query))


def _drawn(lang: str, region: str, query: str) -> dict[str, Any]:
    """The charts of an answer, and where they lie."""
    name = f"{region}{BETWEEN}{query}"
    blocks = (block for chapter in WHAT_IF.page(name).chapters for block in chapter.blocks if isinstance(block, tuple))
    return {"cards": [card for block in blocks for card in block], "base": WHAT_IF.base(lang, name)}


def what_if(request: HttpRequest, lang: str) -> HttpResponse:
    """Without a region: which one; with one in the query, to its page."""
    asked = request.GET.copy()
    region = (asked.pop("region", [""]) or [""])[0].strip()
    if region:
        return HttpResponseRedirect(_address(lang, area(region).id, asked.urlencode()))
    return render(request, "what_if/start.html", _form(request))


def of_region(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    home = area(name)
    query = request.GET.urlencode()
    if home.id != name:
        return HttpResponseRedirect(_address(lang, home.id, query))
    part = request.GET.get("part", "")
    title = T(f"What if? {home.name.en}", f"情景：{home.name.zh}")
    told = _form(request) | {
        "region": home, "title": title, "title_other": title.en if lang == "zh" else title.zh, "query": _without_part(request),
    }  # fmt: skip
    try:
        asked = asked_in(request.GET)
    except EntrepotError as problem:
        return render(request, "what_if/region.html", told | {"problems": [problem.message]}, status=status_of(problem))
    found, problems = _tried(asked, home.id, with_risks=part == _RISKS)
    told |= {
        "problems": [T(f"{title.en}: {one.message.en}", f"{title.zh}：{one.message.zh}") for title, one in problems]
    }
    if not found:
        status = status_of(problems[0][1]) if problems else 200
        return render(request, "what_if/region.html", told, status=status)
    if part == _RISKS:
        return _risks(request, told | _drawn(lang, home.id, query), found)
    whole, each, drawn = totals(found), measures(found), _drawn(lang, home.id, query)
    first, rest = each[:MEASURES_FIRST], each[MEASURES_FIRST:]
    return render(
        request, "what_if/region.html",
        told | drawn | {
            "cards": _laid(drawn["cards"], beside=len(found) == 1), "totals_css": "card s6" if len(found) == 1 else "card s12",
            "columns": [column(one) for one in found], "totals": whole, "measures": first, "rest": rest,
            "about_totals": of_table("totals", found, intervals=has_intervals(whole)),
            "about_measures": of_table("measures", found, intervals=has_intervals(each)),
            "period": found[0].period, "source": found[0].source, "synthetic": any(one.synthetic for one in found),
            "has_own": bool(asked.own), "files": _files(asked), "draws": DRAWS,
        },
    )  # fmt: skip


def _laid(cards: Sequence[Card], *, beside: bool) -> list[Card]:
    """Two in a row, the first beside the table of totals where that is narrow; the risks stand in a part of their own."""
    here = [card for card in cards if card.part.id != _RISKS]
    # Across: the first where the table takes a row of its own, and the last where nothing is left to stand beside it.
    across = [*(() if beside else here[:1]), *(here[-1:] if len(here) % 2 == 0 else ())]
    return [replace(card, span=_WHOLE if card in across else _HALF) for card in here]


def file(request: HttpRequest, lang: str, name: str, scenario: str) -> HttpResponse:
    """A scenario of the page as its TOML file, to be kept, changed and run elsewhere."""
    area(name)
    if scenario == OWN_ID:
        asked = asked_in(request.GET)
        if not asked.own:
            raise WrongCall(T("the address describes no scenario of its own", "地址中没有自拟情景"))
        text = toml_of(asked.scenarios[-1])
    else:
        text = path_of(scenario).read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{scenario}.toml"'
    return response


def _tried(asked: Asked, region: str, *, with_risks: bool) -> tuple[list[Outcome], list[tuple[T, EntrepotError]]]:
    """What can be worked out, and why the others cannot."""
    found: list[Outcome] = []
    problems: list[tuple[T, EntrepotError]] = []
    how = {"method": asked.method, "period": asked.period}
    asks = [
        *((one.title, partial(outcome_of, one, region, with_risks=with_risks, **how)) for one in asked.scenarios),
        *((lever_named(one).title, partial(_of_lever, one, region, **how)) for one in asked.levers),
    ]
    for title, ask in asks:
        try:
            found.append(ask())
        except EntrepotError as problem:
            problems.append((title, problem))
    return found, problems


def _of_lever(lever: str, region: str, *, method: str, period: str) -> Outcome:
    return pulled(lever, region, method=method, period=period).outcome


def _risks(request: HttpRequest, told: dict[str, Any], found: list[Outcome]) -> HttpResponse:
    """The risks alone: as a fragment, or as a page where there is no script."""
    cards = [replace(card, span=_WHOLE) for card in told["cards"] if card.part.id == _RISKS]
    told |= {
        "cards": cards,
        "columns": [column(one) for one in found],
        "risks": (scores := risks(found)),
        "about": of_table("risks", found, intervals=has_intervals(scores)),
    }
    fragment = request.headers.get("HX-Request") == "true"
    response = render(
        request, "what_if/risks.html" if fragment else "what_if/risks_page.html", told | {"fragment": fragment}
    )
    response.headers["Vary"] = "HX-Request"
    return response


def _form(request: HttpRequest) -> dict[str, object]:
    chosen, pulled_now = request.GET.getlist("scenario"), request.GET.getlist("lever")
    return {
        "shipped": [(name, title, name in chosen) for name, title in shipped_titles()],
        "groups": [(title, [(one, request.GET.get(one.name, "")) for one in fields]) for title, fields in GROUPS],
        "methods": [(name, title, name == request.GET.get("method", "")) for name, title in METHODS.items()],
        "asked_period": request.GET.get("period", ""),
        "kinds": kept(("regions",), lambda: regions_of_lake(bench())),
        "levers": [
            {
                "lever": one, "owner": OWNERS[one.owner], "cost": COSTS[one.cost],
                "risks": [risk_named(name).title for name in one.risks], "chosen": one.id in pulled_now,
            }
            for one in LEVERS
        ],
        "most": MOST,
        "first": next((name for name in chosen if name in shipped()), "lost-market"),
    }  # fmt: skip


def _files(asked: Asked) -> list[tuple[str, T]]:
    own = [OWN_ID] if asked.own else []
    return [(name, one.title) for name, one in zip((*asked.names, *own), asked.scenarios, strict=True)]


def _without_part(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("part", None)
    return query.urlencode()


def _address(lang: str, region: str, query: str) -> str:
    return f"/{lang}/region/{region}/what-if/" + (f"?{query}" if query else "")
