"""Every address: the language first, then the thing; choices are the query, so that any view can be sent on."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path, register_converter

from entrepot.vocabulary.text import LANGUAGES
from entrepot.web.api.api import API
from entrepot.web.api.page import listed
from entrepot.web.api.problems import no_such_address
from entrepot.web.compare import views as compare
from entrepot.web.data import views as data
from entrepot.web.data.row_files import rows_file
from entrepot.web.data.rows import rows_page
from entrepot.web.data.sources import template as source_template
from entrepot.web.data.upload import say, set_aside, upload
from entrepot.web.front.at_once import at_once
from entrepot.web.front.language import language_of
from entrepot.web.front.theme import theme
from entrepot.web.home import views as home
from entrepot.web.jobs import views as jobs
from entrepot.web.method import views as method
from entrepot.web.notices import views as notices
from entrepot.web.opportunities import views as opportunities
from entrepot.web.papers.addresses import below
from entrepot.web.product import views as product
from entrepot.web.readings import views as readings
from entrepot.web.region import views as region
from entrepot.web.risks import views as risks
from entrepot.web.search import views as search
from entrepot.web.studies import own
from entrepot.web.studies import views as studies
from entrepot.web.warnings import backtests
from entrepot.web.warnings import views as warnings
from entrepot.web.what_if import views as what_if


class LanguageInAddress:
    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class EndingOfRows(LanguageInAddress):
    regex = "csv|xlsx"


register_converter(LanguageInAddress, "language")
register_converter(EndingOfRows, "ending")


def to_language(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"/{language_of(request)}/")


def to_api(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"/{language_of(request)}/api/")


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


pages: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("glances/", at_once(home.at_a_glance), name="glances"),
    path("provinces/", at_once(home.provinces), name="provinces"),
    path("method/", method.all_measures_page, name="method"),
    path("method/<slug:name>/", at_once(method.measure_page), name="measure"),
    path("method/<slug:name>/why/", method.why),
    path("method/<slug:name>/answer.xlsx", method.workbook),
    path("method/<slug:name>/answer.svg", method.picture, {"ending": "svg"}),
    path("method/<slug:name>/answer.png", method.picture, {"ending": "png"}),
    path("data/", data.holdings, name="data"),
    path("data/batches/<str:batch>/", data.batch, name="batch"),
    path("data/batches/<str:batch>/findings.csv", data.batch_findings, name="batch-findings"),
    path("data/batches/<str:batch>/undo/", data.undo, name="undo"),
    path("data/check/", data.check, name="check"),
    path("data/upload/", upload, name="upload"),
    path("data/templates/<slug:name>.<ending:ending>", source_template),
    path("data/jobs/<uuid:id>/", jobs.job, name="job"),
    path("data/jobs/<uuid:id>/progress/", jobs.progress, name="progress"),
    path("data/jobs/<uuid:id>/findings.csv", jobs.findings_file, name="job-findings"),
    path("data/jobs/<uuid:id>/set-aside/", set_aside, name="set-aside"),
    path("data/jobs/<uuid:id>/say/", say, name="say"),
    path("data/rows/<str:name>/", rows_page, name="rows"),
    path("data/rows/<str:name>.<ending:ending>", rows_file, name="rows-file"),
    path("search/", search.search, name="search"),
    path("api/", listed, name="api"),
    path("region/<str:name>/", region.region, name="region"),
    path("region/<str:name>/study.toml", region.draft, name="draft"),
    path("region/<str:name>/opportunities/", at_once(opportunities.of_region), name="opportunities"),
    path("region/<str:name>/notices/", notices.of_region, name="notices"),
    path("region/<str:name>/reading/<slug:reading>/", at_once(readings.of_region), name="reading"),
    path("region/<str:name>/risks/", at_once(risks.of_region), name="risks"),
    path("region/<str:name>/risks/<slug:risk>/why/", at_once(risks.why)),
    path("region/<str:name>/what-if/", at_once(what_if.of_region), name="what-if-region"),
    path("region/<str:name>/what-if/<slug:scenario>.toml", what_if.file, name="what-if-file"),
    path("what-if/", what_if.what_if, name="what-if"),
    path("what-if/<str:name>/", what_if.parts),
    *below(what_if.WHAT_IF),
    path("region/<str:name>/warnings/", at_once(warnings.of_region), name="warnings"),
    path("region/<str:name>/backtest/", backtests.of_region, name="backtest"),
    path("backtest/<str:name>/", at_once(backtests.paper)),
    *below(backtests.BACKTESTS),
    path("warnings/", at_once(warnings.everywhere), name="all-warnings"),
    path("risks/", at_once(risks.all_provinces), name="all-risks"),
    path("opportunities/<str:name>/", opportunities.parts),
    *below(opportunities.OPPORTUNITIES),
    *below(region.REGIONS),
    path("compare/", at_once(compare.compare), name="compare"),
    path("compare/<str:name>/", compare.parts),
    path("compare/<str:name>/study.toml", compare.draft),
    *below(compare.COMPARISONS),
    path("product/<str:name>/", at_once(product.product), name="product"),
    path("product/<str:name>/study.toml", product.draft),
    *below(product.PRODUCTS),
    path("studies/", at_once(studies.all_studies), name="studies"),
    path("studies/own/", own.own, name="own-study"),
    path("studies/own/claims.<ending:ending>", own.template),
    path("studies/<str:name>/run/", own.again),
    path("studies/<str:name>/claims.csv", studies.claims_file),
    path("studies/<str:name>/", at_once(studies.study), name="study"),
    path("studies/<str:name>/study.toml", studies.file),
    *below(studies.STUDIES),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", to_language),
    path("health", health, name="health"),
    path("theme", theme, name="theme"),
    path("api/", to_api),
    path("api/", API.urls),
    path("api/<path:rest>", no_such_address),
    path("<language:lang>/", include(pages)),
]
handler400 = "entrepot.web.front.trouble.malformed"
handler404 = "entrepot.web.front.trouble.lost"
handler500 = "entrepot.web.front.trouble.broken"
