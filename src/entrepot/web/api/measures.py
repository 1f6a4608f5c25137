"""Measures, their answers, and why a number is what it is."""

from __future__ import annotations

from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import WithJsonSchema

from entrepot.lake.licences import not_to_be_passed_on
from entrepot.measures import all_measures, measure_named
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T
from entrepot.web.api.described import OPTIONS, described
from entrepot.web.api.forms import Reply, form_for, listed, respond
from entrepot.web.api.words import Asked, answer_to, contract, explained, options_in, question
from entrepot.workbench.answer import Answer

router: Final = Router(tags=["measures"])
# Told to programs, not demanded of them: an unknown name is answered with the near ones.
Name = Annotated[str, WithJsonSchema({"type": "string", "enum": [one.id for one in all_measures()]})]


@router.get("/measures", openapi_extra=described("every measure with its formula, terms, options and reference"))
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure."""
    return respond(request, listed([one.card() for one in all_measures()]))


@router.get("/measures/{measure}", openapi_extra=described("one measure"))
def measure(request: HttpRequest, measure: Path[Name]) -> HttpResponse:
    """One measure."""
    return respond(request, listed([measure_named(measure).card()]).only())


@router.get("/measures/{measure}/answer", openapi_extra=described("rows with keys, terms and value", OPTIONS))
def answer(request: HttpRequest, measure: Path[Name], asked: Query[Asked]) -> HttpResponse:
    """What a measure says: the JSON of `entrepot measure run --json`."""
    form_for(request)
    wanted = question(measure, asked, options_in(request))
    found, told = answer_to(wanted), contract(wanted)
    without_rows = {name: value for name, value in told.items() if name != "rows"}
    return respond(request, Reply(told, found.to_arrow(), without_rows, not_to_be_passed_on(_sources(found))))


@router.get("/measures/{measure}/explanation", openapi_extra=described("how one number came about", OPTIONS))
def explanation(request: HttpRequest, measure: Path[Name], asked: Query[Asked], row: Query[list[str] | None] = None) -> HttpResponse:  # fmt: skip
    """The formula with the numbers of one row (`row=period=2015`), and the rows, places and batches behind it."""
    form_for(request)
    wanted = question(measure, asked, options_in(request))
    found = explained(wanted, dict(_pair(one) for one in row or ()))
    reply = listed([found.as_json()]).only()
    return respond(request, Reply(reply.whole, reply.table, None, not_to_be_passed_on(_sources(answer_to(wanted)))))


def _sources(answer: Answer) -> frozenset[str]:
    return frozenset(str(level["source"]) for level in answer.levels.values() if level.get("source"))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise WrongCall(T(f"row takes NAME=VALUE such as period=2015, not {text!r}", f"row 的写法是 名称=值，如 period=2015，而不是“{text}”"))  # fmt: skip
    return name.strip(), value.strip()
