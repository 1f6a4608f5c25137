"""A region's potentials, new products, and its exports spread within limits."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from ninja import Field as NinjaField
from ninja import Path, Query, Router, Schema

from entrepot.lake.licences import not_to_be_passed_on
from entrepot.vocabulary.areas import area
from entrepot.web.api.described import described
from entrepot.web.api.forms import Reply, respond
from entrepot.web.front.bench import bench, kept
from entrepot.web.opportunities.views import potential_of
from entrepot.workbench.limits import KEPT, SPARE
from entrepot.workbench.potential import PotentialAnswer

router: Final = Router(tags=["opportunities"])
_SHARE: Final = "a fraction, 0.25 for a quarter"


class Limits(Schema):
    """Fractions; without any limit on shares or concentration, no more concentrated than now."""

    market_share: float | None = NinjaField(None, ge=0, le=1, description=f"of exports to one market at most: {_SHARE}")
    product_share: float | None = NinjaField(None, ge=0, le=1, description=f"of one group of goods at most: {_SHARE}")
    market_hhi: float | None = NinjaField(None, gt=0, le=1, description="concentration of markets at most")
    kept: float = NinjaField(KEPT, ge=0, le=1, description="of each flow, the part that stays where it is")
    spare: float = NinjaField(SPARE, ge=0, le=10, description="of each group of goods, how much more could be made")


@router.get("/regions/{region}/potential", openapi_extra=described("potentials by market and product"))
def potential(request: HttpRequest, region: Path[str]) -> HttpResponse:
    """What a region could sell in each market and product, and how much of it is not sold yet."""
    found = potential_of(area(region).id)
    return respond(request, _reply(found.as_json(), found.cells, found))


@router.get("/regions/{region}/new-products", openapi_extra=described("products ranked"))
def new_products(request: HttpRequest, region: Path[str]) -> HttpResponse:
    """Products a region could take up, ranked by density, complexity and demand."""
    home = area(region).id
    found = kept(("new products", home), lambda: bench().new_products(home), in_every_language=True)
    return respond(request, Reply(found.as_json(), found.table, {"region": found.region, "period": found.period}))


@router.get(
    "/regions/{region}/diversification",
    openapi_extra=described("exports before and after, by market and group of goods"),
)
def diversification(request: HttpRequest, region: Path[str], limits: Query[Limits]) -> HttpResponse:
    """The most that a region could sell within limits on capacity and concentration, with their shadow prices in words."""
    from entrepot.workbench.diversification import spread_of

    found = spread_of(potential_of(area(region).id), **limits.dict())
    return respond(request, _reply(found.as_json(), found.moves, found.potential))


def _reply(whole: dict[str, Any], table: pa.Table, found: PotentialAnswer) -> Reply:
    told = {"region": found.region, "period": found.period, "currency": found.currency}
    return Reply(whole, table, told, not_to_be_passed_on({found.source, found.demand.source}))
