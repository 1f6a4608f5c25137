"""What stands in the lake: rows of published figures and of flows, page by page; regions, sources, batches."""

from __future__ import annotations

from typing import Annotated, Any, Final

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema
from pydantic import WithJsonSchema

from entrepot.lake.licences import not_to_be_passed_on, notes_on_sources
from entrepot.sources import ALL_SOURCES, source_named
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.tables import FLOWS, SERIES, TableSpec
from entrepot.vocabulary.text import T
from entrepot.web.api.described import described
from entrepot.web.api.forms import Reply, listed, respond
from entrepot.web.api.words import MOST_KEPT_ROWS
from entrepot.web.front.bench import bench, kept
from entrepot.workbench.regions import regions as regions_of_lake

router: Final = Router(tags=["lake"])
Name = Annotated[str, WithJsonSchema({"type": "string", "enum": [one.id for one in ALL_SOURCES]})]
MOST: Final = 10_000


class Page(Schema):
    limit: int = Field(100, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=10_000_000)
    as_of: str | None = Field(None, description="as the lake stood on that day")


class Newest(Schema):
    limit: int = Field(100, ge=1, le=1000)


_PAGE: Final = (*Page.model_fields, "format")


def _filters(spec: TableSpec) -> tuple[dict[str, Any], ...]:
    said = "a value, several with commas, a range 2015..2020, or a beginning 85*"
    return tuple(
        {"in": "query", "name": one.name, "description": f"{one.title.en}: {said}", "schema": {"type": "string"}}
        for one in spec.columns
    )


@router.get("/flows", openapi_extra=described("rows of trade flows", *_filters(FLOWS)))
def flows(request: HttpRequest, page: Query[Page]) -> HttpResponse:
    """Rows of flows; any column narrows them: `reporter=CN-LN&period=2015..2020&product=85*`."""
    return _rows(request, FLOWS, page)


@router.get("/series", openapi_extra=described("published figures", *_filters(SERIES)))
def series(request: HttpRequest, page: Query[Page]) -> HttpResponse:
    """Published figures as they are printed, each with its place; any column narrows them."""
    return _rows(request, SERIES, page)


def _rows(request: HttpRequest, spec: TableSpec, page: Page) -> HttpResponse:
    where = [(name, str(value)) for name, value in request.GET.items() if name not in _PAGE]
    for name, _ in where:
        if name not in spec.column_names:
            raise UnknownName(T(f"column of {spec.name}", f"{spec.name} 的列"), name, spec.column_names)
    found = _page(spec, where, page)
    shown = found.slice(0, page.limit)
    present = frozenset(map(str, shown["source"].unique().to_pylist()))
    told = {
        "table": spec.name,
        "limit": page.limit,
        "offset": page.offset,
        "next": page.offset + page.limit if len(found) > page.limit else None,
        "licences": [one.as_json() for one in notes_on_sources(present)],
    }
    return respond(request, Reply({**told, "rows": shown.to_pylist()}, shown, told, not_to_be_passed_on(present)))


def _page(spec: TableSpec, where: list[tuple[str, str]], page: Page) -> pa.Table:
    """The rows of a page and one more, which tells whether there is a next; short pages are kept."""

    def read() -> pa.Table:
        as_of = page.as_of or None
        return bench().rows(spec.name, where=where, as_of=as_of, limit=page.limit + 1, offset=page.offset).to_arrow()

    if page.limit > MOST_KEPT_ROWS:
        return read()
    key = ("api", "rows", spec.name, tuple(where), page.limit, page.offset, page.as_of)
    return kept(key, read, in_every_language=True)


@router.get("/regions", openapi_extra=described("regions with the years that are known of them"))
def regions(request: HttpRequest) -> HttpResponse:
    """Every region that the lake tells of."""
    found = kept(("regions",), lambda: regions_of_lake(bench()))
    return respond(
        request,
        listed(
            [
                {
                    "id": one.area.id,
                    "kind": one.area.kind,
                    "name": one.area.name.as_json(),
                    "first": one.first,
                    "last": one.last,
                    "synthetic_only": one.synthetic_only,
                }
                for kind in found
                for one in kind.areas
            ]
        ),
    )


@router.get("/sources", openapi_extra=described("sources with their licences"))
def sources(request: HttpRequest) -> HttpResponse:
    """Every source: what it publishes, under which licence, how to get it."""
    return respond(request, listed([one.card() for one in ALL_SOURCES]))


@router.get("/sources/{source}", openapi_extra=described("one source"))
def source(request: HttpRequest, source: Path[Name]) -> HttpResponse:
    """One source."""
    return respond(request, listed([source_named(source).card()]).only())


@router.get("/batches", openapi_extra=described("batches, newest first"))
def batches(request: HttpRequest, asked: Query[Newest]) -> HttpResponse:
    """What came into the lake, newest first."""
    found = kept(("history",), lambda: bench().history(), in_every_language=True)
    return respond(request, listed([{"table": one.table, **one.record} for one in found[::-1][: asked.limit]]))
