"""What the lake holds, where it came from, and what was found in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.lake.contents import contents
from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench, kept


def holdings(request: HttpRequest, lang: str) -> HttpResponse:
    held = kept(("contents",), lambda: contents(bench().lake))
    batches = kept(("history",), lambda: bench().history())
    return render(request, "data/holdings.html", {"held": held, "batches": batches[::-1][:100], "sources": ALL_SOURCES})


def batch(request: HttpRequest, lang: str, batch: str) -> HttpResponse:
    found = next((one for one in bench().history() if one.id == batch), None)
    if found is None:
        raise UnknownName(T("batch", "批次"), batch, tuple(one.id for one in bench().history()))
    return render(request, "data/batch.html", {"batch": found, "findings": found.record.get("findings") or []})
