"""Every measure with formula, terms, options, reference and worked examples, read off its declaration."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.measures import THEMES, all_measures, measure_named
from entrepot.measures.example import Example
from entrepot.web.front.uncalled import Uncalled


def all_measures_page(request: HttpRequest, lang: str) -> HttpResponse:
    themes = [(theme, [Uncalled(one) for one in all_measures() if one.theme.id == theme.id]) for theme in THEMES]
    return render(request, "method/all.html", {"themes": themes})


def measure_page(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    measure = measure_named(name)
    examples = [_shown(one) for one in measure.examples]
    return render(request, "method/measure.html", {"measure": Uncalled(measure), "examples": examples})


def _shown(example: Example) -> dict[str, object]:
    return {
        "source": example.source,
        "options": example.options,
        "tables": [(name, _cells(text)) for name, text in example.given],
        "answer": _cells(example.expect),
    }


def _cells(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines()]
