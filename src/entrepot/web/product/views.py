"""A product seen from a region is a study drafted from its address; without a region, the regions that have it."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from entrepot.studies.paper import Paper
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.products import product as product_named
from entrepot.web.front.bench import bench, kept
from entrepot.web.papers.views import Shelf, show
from entrepot.workbench.products import exporters, new_product_study, product_paper

OF: Final = "~"
"""Between a product and its region in an address: `85~CN-LN`."""


def _parts(name: str) -> tuple[str, str]:
    code, _, region = name.rpartition(OF)
    return product_named(code).code, area(region).id


def _paper(name: str) -> Paper:
    return product_paper(bench(), *_parts(name), name=_slug(name))


def _slug(name: str) -> str:
    return "-".join(name.replace(OF, " ").split()).lower()


PRODUCTS: Final = Shelf("product", "product/product.html", _paper)


def product(request: HttpRequest, lang: str, name: str) -> HttpResponseBase:
    if OF in name:
        code, region = _parts(name)
        return _to(lang, code, region)
    found = product_named(name)
    having = kept(("exporters", found.code), lambda: exporters(bench(), found.code), in_every_language=True)
    asked = request.GET.get("region", "").strip()
    told = {"product": found, "exporters": having}
    if not asked:
        return render(request, "product/regions.html", told, status=200 if having else 404)
    home = area(asked)
    if (found.code, home.id) != (name, asked):
        return _to(lang, found.code, home.id)
    title = f"{home.name} · {found.name}"
    return show(request, PRODUCTS, lang, f"{found.code}{OF}{home.id}", title=title, region=home, **told)


def _to(lang: str, code: str, region: str) -> HttpResponse:
    return HttpResponseRedirect(f"/{lang}/product/{quote(code)}/?region={region}")


def draft(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The study behind the page, to be taken away and written on."""
    text = new_product_study(bench(), *_parts(name), name=_slug(name))
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="product.toml"'
    return response
