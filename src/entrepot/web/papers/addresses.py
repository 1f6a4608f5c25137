"""The addresses under a paper's own."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, path

from entrepot.web.papers import views
from entrepot.web.papers.views import Shelf


def below(shelf: Shelf) -> list[URLPattern]:
    base = f"{shelf.id}/<str:name>/"
    return [
        # A number in a list of numbers has a stroke in its name: 1.1/1-2.
        path(f"{base}why/<path:derivation>/", partial(views.why_number, shelf=shelf)),
        path(f"{base}figures/<str:part>/why/", partial(views.why_part, shelf=shelf)),
        path(f"{base}figures/<str:part>.<slug:ending>", partial(views.download_part, shelf=shelf)),
        path(f"{base}wall/", partial(views.wall, shelf=shelf)),
        path(f"{base}paper.<slug:ending>", partial(views.download_paper, shelf=shelf)),
    ]
