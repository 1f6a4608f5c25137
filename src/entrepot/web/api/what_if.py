"""Scenarios and levers, and what they come to for a region: the same answers as the what-if page."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field as NinjaField
from ninja import Path, Query, Router, Schema

from entrepot.models.scenario.outcome import Outcome
from entrepot.models.scenario.shelf import shipped_titles
from entrepot.risks.levers import LEVERS, lever_named
from entrepot.vocabulary.areas import area
from entrepot.web.api.described import described
from entrepot.web.api.forms import JSON
from entrepot.web.what_if.asked import shipped_scenario
from entrepot.web.what_if.views import outcome_of, pulled
from entrepot.workbench.levers import lever_json

router: Final = Router(tags=["what if"])


class Tried(Schema):
    """How a scenario is tried."""

    method: str = NinjaField("", max_length=20, description="stress, pass_through, split or smart")
    period: str = NinjaField("", max_length=4, description="the year that it is tried on; the last whole one if none")
    risks: bool = NinjaField(True, description="whether the risks are asked too, which takes longest")


@router.get("/scenarios", openapi_extra=described("scenarios by id and title", forms=(JSON,)))
def scenarios(request: HttpRequest) -> HttpResponse:
    """The scenarios that come with the package."""
    return _json({"scenarios": [{"id": name, "title": title.as_json()} for name, title in shipped_titles()]})


@router.get("/levers", openapi_extra=described("levers with owner, cost, risks and scenario", forms=(JSON,)))
def levers(request: HttpRequest) -> HttpResponse:
    """What can be done, and which scenario tries it."""
    return _json({"levers": [lever_json(one) for one in LEVERS]})


@router.get("/regions/{region}/what-if/{scenario}", openapi_extra=described("the outcome of a scenario", forms=(JSON,)))
def what_if(request: HttpRequest, region: Path[str], scenario: Path[str], tried: Query[Tried]) -> HttpResponse:
    """The change of exports, imports, output and welfare, of each measure and each risk, with intervals."""
    return _json(_outcome(region, scenario, tried).as_json())


@router.get("/regions/{region}/levers/{lever}", openapi_extra=described("the change of each risk", forms=(JSON,)))
def lever(request: HttpRequest, region: Path[str], lever: Path[str], tried: Query[Tried]) -> HttpResponse:
    """What pulling a lever does to each risk; where the region's table does not tell enough, what is lacking."""
    one, home = lever_named(lever), area(region).id
    return _json(pulled(one.id, home, method=tried.method, period=tried.period).as_json())


def _json(answer: dict[str, Any]) -> HttpResponse:
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "allow_nan": False})


def _outcome(region: str, scenario: str, tried: Tried) -> Outcome:
    declared = shipped_scenario(scenario)
    return outcome_of(declared, area(region).id, method=tried.method, period=tried.period, with_risks=tried.risks)
