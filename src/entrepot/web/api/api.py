"""The API: read only, on this machine only, the same answers as the pages."""

from __future__ import annotations

from typing import Final

from ninja import NinjaAPI

from entrepot.web.api import measures, opportunities, risks, rows, studies, warnings, what_if
from entrepot.web.api.problems import said_in_json

API: Final = NinjaAPI(
    title="Entrepôt 贸枢",
    version="1",
    description="Measures, explanations, published figures, flows and papers of this lake. JSON, CSV or Arrow by Accept; "
    "a source whose publisher forbids passing on is named in the header Entrepot-Not-To-Be-Passed-On.",
    docs_url=None,
    openapi_url="/openapi.json",
)
for router in (
    measures.router,
    opportunities.router,
    risks.router,
    rows.router,
    studies.router,
    warnings.router,
    what_if.router,
):
    API.add_router("", router)
said_in_json(API)
