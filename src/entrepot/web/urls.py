"""Every address: the language first, then the thing; choices are the query, so that any view can be sent on."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path, register_converter

from entrepot.vocabulary.text import LANGUAGES
from entrepot.web.data import views as data
from entrepot.web.front.language import language_of
from entrepot.web.front.theme import theme
from entrepot.web.home import views as home
from entrepot.web.method import views as method
from entrepot.web.papers.addresses import below
from entrepot.web.region import views as region
from entrepot.web.search import views as search
from entrepot.web.studies import views as studies


class LanguageInAddress:
    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageInAddress, "language")


def to_language(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"/{language_of(request)}/")


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


pages: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("method/", method.all_measures_page, name="method"),
    path("method/<slug:name>/", method.measure_page, name="measure"),
    path("data/", data.holdings, name="data"),
    path("data/batches/<str:batch>/", data.batch, name="batch"),
    path("search/", search.search, name="search"),
    path("region/<str:name>/", region.region, name="region"),
    path("region/<str:name>/study.toml", region.draft, name="draft"),
    *below(region.REGIONS),
    path("studies/", studies.all_studies, name="studies"),
    path("studies/<str:name>/", studies.study, name="study"),
    *below(studies.STUDIES),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", to_language),
    path("health", health, name="health"),
    path("theme", theme, name="theme"),
    path("<language:lang>/", include(pages)),
]
handler400 = "entrepot.web.front.trouble.malformed"
handler404 = "entrepot.web.front.trouble.lost"
handler500 = "entrepot.web.front.trouble.broken"
