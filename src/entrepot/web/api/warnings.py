"""Early warning: alarms of all regions or of one, and the back-tests that were run."""

from __future__ import annotations

from typing import Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field as NinjaField
from ninja import Path, Query, Router, Schema

from entrepot.vocabulary.areas import area
from entrepot.web.api.described import described
from entrepot.web.api.forms import listed, respond
from entrepot.web.front.bench import bench
from entrepot.web.warnings.views import watch_of
from entrepot.workbench.backtests import backtests

router: Final = Router(tags=["warnings"])


class Asked(Schema):
    """Which month, and which direction of trade."""

    period: str = NinjaField("", max_length=7, description="a month such as 2023-08, the newest unless said")
    flow: Literal["export", "import"] = "export"


@router.get("/warnings", openapi_extra=described("alarms, the heaviest first, and what cannot be said"))
def everywhere(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The alarms of all regions that tell of their monthly trade."""
    return respond(request, listed([watch_of("", **asked.dict()).as_json()]).only())


@router.get(
    "/regions/{region}/warnings", openapi_extra=described("alarms, the heaviest first, and what cannot be said")
)
def of_region(request: HttpRequest, region: Path[str], asked: Query[Asked]) -> HttpResponse:
    """The alarms of one region's monthly series of product and partner."""
    return respond(request, listed([watch_of(area(region).id, **asked.dict()).as_json()]).only())


@router.get("/backtests", openapi_extra=described("back-tests beside two naive rules, the newest first"))
def tested(request: HttpRequest) -> HttpResponse:
    """What was run over this lake: precision, recall, lead and AUROC of each warning and of the naive rules."""
    return respond(request, listed([one.as_json() for one in backtests(bench())]))
