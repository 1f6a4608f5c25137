"""Papers: which there are, each as JSON, and what its claims come to."""

from __future__ import annotations

from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from pydantic import WithJsonSchema

from entrepot.embedded import embedded_path
from entrepot.studies.claims_file import read_claims
from entrepot.studies.paper_json import paper_json
from entrepot.studies.shelf import path_of, shipped, shipped_titles
from entrepot.web.api.described import described
from entrepot.web.api.forms import JSON, form_for, listed, respond
from entrepot.web.front.bench import bench, kept
from entrepot.web.studies.views import STUDIES

router: Final = Router(tags=["studies"])
Name = Annotated[str, WithJsonSchema({"type": "string", "enum": [*shipped()]})]


@router.get("/studies", openapi_extra=described("studies with their titles"))
def studies(request: HttpRequest) -> HttpResponse:
    """The studies that come with the package."""
    found = [{"id": name, "title": title.as_json()} for name, title in shipped_titles()]
    return respond(request, listed(found))


@router.get("/studies/{study}", openapi_extra=described("the paper", forms=(JSON,)))
def study(request: HttpRequest, study: Path[Name]) -> HttpResponse:
    """A study run on what the lake now holds: the JSON of `entrepot study run --to json`."""
    path_of(study)
    text = kept(("api", "paper", study), lambda: paper_json(STUDIES.paper(study)), in_every_language=True)
    return HttpResponse(text, content_type=JSON)


@router.get("/studies/{study}/claims", openapi_extra=described("claims with their verdicts"))
def claims(request: HttpRequest, study: Path[Name]) -> HttpResponse:
    """What the study's paper prints, recomputed."""
    form_for(request)
    path_of(study)
    own = [one for one in read_claims(embedded_path("claims.csv")) if one.study == study]
    found = kept(("api", "claims", study), lambda: [one.as_json() for one in bench().check_claims(own)])
    return respond(request, listed(found))
