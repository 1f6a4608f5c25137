"""Every measure with formula, terms, options, reference and worked examples, read off its declaration; and a try at it."""

from __future__ import annotations

from typing import Final, cast, get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from entrepot.measures import THEMES, Measure, all_measures, measure_named
from entrepot.reports.palette import Theme
from entrepot.risks.finding import LEVEL_TITLES, LEVELS
from entrepot.risks.register import RISKS
from entrepot.vocabulary.errors import EntrepotError, MissingData
from entrepot.vocabulary.text import T
from entrepot.web.api.words import Question, answer_to, explained
from entrepot.web.front.bench import kept
from entrepot.web.front.policy import DRAWING
from entrepot.web.front.trouble import status_of
from entrepot.web.front.uncalled import Uncalled
from entrepot.web.method.behind import rows_behind
from entrepot.web.method.examples import tables_of
from entrepot.web.method.formulas import in_words, symbol, typeset
from entrepot.web.method.models import MODELS
from entrepot.web.method.rules import MATCHING, warning_rules
from entrepot.web.method.trying import asked_in, fields, tried
from entrepot.web.method.worksheet import worksheet
from entrepot.web.papers.downloads import TYPES
from entrepot.web.risks.shown import maps_shown
from entrepot.workbench.comparing import headline_measures
from entrepot.workbench.risks import thresholds_for

WIDE: Final = 6
"""An example with more columns than this takes the whole width."""


def all_measures_page(request: HttpRequest, lang: str) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()[:100]
    found = [one for one in all_measures() if _speaks_of(one, wanted)]
    themes = [(theme, own) for theme in THEMES if (own := [Uncalled(one) for one in found if one.theme.id == theme.id])]
    told = {
        "themes": themes, "wanted": wanted, "count": len(found), "models": MODELS, "risks": [(one, maps_shown(one)) for one in RISKS],
        "levels": ", ".join(f"{LEVEL_TITLES[level]} {score:g}" for level, score in zip(LEVELS[1:], thresholds_for().levels, strict=True)),
        "warnings": warning_rules(), "matching": MATCHING,
    }  # fmt: skip
    return render(request, "method/all.html", told)


def measure_page(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    measure = measure_named(name)
    shown = [(one, tables_of(measure, one)) for one in measure.examples]
    told = {
        "measure": Uncalled(measure),
        "sentence": _sentence(measure),
        "formula": typeset(measure),
        "words": in_words(measure),
        "terms": [(symbol(one.name), one) for one in measure.terms],
        "examples": [(one, tables, any(len(each.heads) > WIDE for each in tables)) for one, tables in shown],
        "risks": [one for one in RISKS if any(each.measure == name for each in maps_shown(one))],
        "compared": any(one.id == name for one in headline_measures()),
        "fields": fields(measure, request.GET),
    }
    try:
        asked = asked_in(measure, request.GET)
        found = kept(("tried", *asked), lambda: tried(asked)) if asked is not None else None
    except EntrepotError as problem:
        return render(request, "method/measure.html", {**told, "problem": problem.message}, status=status_of(problem))
    return render(request, "method/measure.html", {**told, "tried": found})


def why(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """How one number of a try came about: the row is named by its keys."""
    asked = _asked(request, name)
    row = dict(one.partition("=")[::2] for one in request.GET.getlist("row"))
    explanation = explained(asked, {key: _given(value) for key, value in row.items()})
    fragment = request.headers.get("HX-Request") == "true"
    # The explanation escapes all that it says.
    text = mark_safe(explanation.html(heading=3 if fragment else 2))  # noqa: S308
    told = {"explanation": text, "measure": Uncalled(measure_named(name)), "rows": rows_behind(explanation)}
    response = render(request, "method/why.html" if fragment else "method/why_page.html", told)
    response.headers["Vary"] = "HX-Request"
    return response


def picture(request: HttpRequest, lang: str, name: str, ending: str) -> HttpResponse:
    """The chart of a try as a file."""
    drawing = answer_to(_asked(request, name)).chart()
    wanted = request.GET.get("theme", "light")
    theme = cast(Theme, wanted) if wanted in get_args(Theme) else "light"
    content = drawing.svg(theme=theme).encode() if ending == "svg" else drawing.png(theme=theme)
    response = HttpResponse(content, content_type=TYPES[ending])
    response.headers["Content-Security-Policy"] = DRAWING
    return response


def workbook(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The rows of a try as a worksheet."""
    asked = _asked(request, name)
    said = kept(("tried", *asked), lambda: tried(asked)).about.said
    response = HttpResponse(worksheet(answer_to(asked), said), content_type=TYPES["xlsx"])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _asked(request: HttpRequest, name: str) -> Question:
    words = request.GET.copy()
    words.pop("theme", None)
    asked = asked_in(measure_named(name), words)
    if asked is None:
        raise MissingData(
            T(
                "the address asks nothing: say a region, ?region=CN-LN",
                "地址中没有查询条件：请写明地区，如 ?region=CN-LN",
            )
        )
    return asked


def _given(value: str) -> str | None:
    return None if value == "None" else value


def _sentence(measure: Measure) -> str:
    """What it means, without the formula that stands before it."""
    before, colon, after = measure.definition.partition(": ")
    said = after if colon and "=" in before else measure.definition
    return said[:1].upper() + said[1:]


def _speaks_of(measure: Measure, wanted: str) -> bool:
    texts = (measure.id, measure.title, measure.theme.title)
    halves = [half for one in texts for half in ((one.en, one.zh) if isinstance(one, T) else (one,))]
    return any(wanted.casefold() in half.casefold() for half in halves)
