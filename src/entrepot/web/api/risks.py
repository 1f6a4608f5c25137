"""Risks: the register, the findings of a region, and of all provinces."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from ninja import Field as NinjaField
from ninja import Path, Query, Router, Schema

from entrepot.vocabulary.areas import area
from entrepot.web.api.described import described
from entrepot.web.api.forms import listed, respond
from entrepot.web.risks.found import findings_of
from entrepot.workbench.risk_saying import register_json

router: Final = Router(tags=["risks"])


class Asked(Schema):
    """Which year, from whom, and which parts besides the region."""

    period: str = NinjaField("", max_length=4, description="a year, the newest unless said")
    source: str = NinjaField("", max_length=40, description="this source only")
    parts: str = NinjaField("", max_length=60, description="sub-levels too: city, product, partner, regime, all")


@router.get("/risks", openapi_extra=described("risks with their readings, maps, weights and references"))
def register(request: HttpRequest) -> HttpResponse:
    """The register: what each risk asks and reads, and how a score is made of it."""
    return respond(request, listed(register_json()))


@router.get("/risks/scan", openapi_extra=described("findings of every province"))
def scan(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The findings of all provinces, from the one source that tells most of them."""
    return respond(request, listed([one.as_json() for one in findings_of("provinces", **asked.dict())]))


@router.get("/regions/{region}/risks", openapi_extra=described("findings, the highest score first"))
def of_region(request: HttpRequest, region: Path[str], asked: Query[Asked]) -> HttpResponse:
    """The findings of a region with readings, drivers, places among peers and the rows behind."""
    return respond(request, listed([one.as_json() for one in findings_of(area(region).id, **asked.dict())]))
