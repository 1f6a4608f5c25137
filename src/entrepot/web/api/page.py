"""The API for people: every address with what it takes, read off the document that programs read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.vocabulary.text import T
from entrepot.web.api.api import API
from entrepot.web.api.forms import FORBIDDEN, FORMS

EXAMPLES: Final[dict[str, str]] = {
    "/api/measures": "/api/measures?format=csv",
    "/api/measures/{measure}": "/api/measures/hhi",
    "/api/measures/{measure}/answer": "/api/measures/trade_dependence/answer?region=CN-LN&period=2013..2015",
    "/api/measures/{measure}/explanation": "/api/measures/trade_dependence/explanation?region=CN-LN&period=2013..2015&row=period=2015",
    "/api/flows": "/api/flows?reporter=CN-LN&product=85*&limit=10",
    "/api/series": "/api/series?area=CN-LN&measure=gdp",
    "/api/regions": "/api/regions",
    "/api/sources": "/api/sources",
    "/api/sources/{source}": "/api/sources/figures",
    "/api/batches": "/api/batches?limit=10",
    "/api/studies": "/api/studies",
    "/api/studies/{study}": "/api/studies/shanxi-asean",
    "/api/studies/{study}/claims": "/api/studies/shanxi-asean/claims?format=csv",
    "/api/risks": "/api/risks?format=csv",
    "/api/risks/scan": "/api/risks/scan",
    "/api/regions/{region}/risks": "/api/regions/CN-LN/risks",
    "/api/warnings": "/api/warnings",
    "/api/regions/{region}/warnings": "/api/regions/CN-LN/warnings",
    "/api/backtests": "/api/backtests",
    "/api/regions/{region}/potential": "/api/regions/CN-GD/potential?format=csv",
    "/api/regions/{region}/new-products": "/api/regions/CN-GD/new-products",
    "/api/regions/{region}/diversification": "/api/regions/CN-GD/diversification",
    "/api/scenarios": "/api/scenarios",
    "/api/levers": "/api/levers",
    "/api/regions/{region}/what-if/{scenario}": "/api/regions/CN-GD/what-if/lost-market",
    "/api/regions/{region}/levers/{lever}": "/api/regions/CN-GD/levers/open_new_markets",
}
WHAT: Final[dict[str, T]] = {
    "/api/measures": T("Every measure", "全部指标"),
    "/api/measures/{measure}": T("One measure with formula, terms, options and reference", "一个指标：公式、各项、选项与出处"),
    "/api/measures/{measure}/answer": T("What a measure says, with sources, coverage and notes", "指标的计算结果，附来源、覆盖与说明"),
    "/api/measures/{measure}/explanation": T("How one number came about", "一个数是怎么算的"),
    "/api/flows": T("Rows of trade flows, page by page", "贸易流量各行，分页"),
    "/api/series": T("Published figures as printed, each with its place", "公布的数据，附出处"),
    "/api/regions": T("Regions that the lake tells of", "数据湖中的地区"),
    "/api/sources": T("Sources with their licences", "来源与许可"),
    "/api/sources/{source}": T("One source", "一个来源"),
    "/api/batches": T("What came into the lake, newest first", "录入记录，新的在前"),
    "/api/studies": T("Studies", "研究"),
    "/api/studies/{study}": T("A study run, as JSON", "研究的运行结果（JSON）"),
    "/api/studies/{study}/claims": T("What a study's paper prints, recomputed", "研究所载论断的复算"),
    "/api/risks": T("The register of risks: what each asks and reads", "风险登记：各项风险所问与所读"),
    "/api/risks/scan": T("Findings of every province", "各省份的风险评分"),
    "/api/regions/{region}/risks": T("Findings of a region, the highest score first", "一个地区的风险评分，高者在前"),
    "/api/warnings": T("Alarms of all regions with monthly trade", "各地区月度贸易的预警"),
    "/api/regions/{region}/warnings": T("Alarms of one region", "一个地区的预警"),
    "/api/backtests": T("How warnings and naive rules did in the past", "预警与简单规则的回测"),
    "/api/regions/{region}/potential": T("What could be sold in each market, and is not yet", "各市场尚未实现的出口潜力"),
    "/api/regions/{region}/new-products": T("Products that a region could take up", "地区可以培育的新商品"),
    "/api/regions/{region}/diversification": T("Exports spread under limits, with shadow prices", "限制条件下分散出口及影子价格"),
    "/api/scenarios": T("Scenarios that come with the package", "自带的情景"),
    "/api/levers": T("What can be done, by whom, and which scenario tries it", "对策：由谁来做，以何情景检验"),
    "/api/regions/{region}/what-if/{scenario}": T("What a scenario does to a region, with intervals", "情景对地区的影响（含区间）"),
    "/api/regions/{region}/levers/{lever}": T("What pulling a lever does to each risk", "一项对策对各项风险的作用"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    path: str
    what: T
    example: str
    parameters: tuple[tuple[str, str], ...]


def addresses() -> tuple[Address, ...]:
    document: dict[str, Any] = API.get_openapi_schema()
    return tuple(
        Address(path, WHAT[path], EXAMPLES[path], tuple((one["name"], one.get("description") or one["schema"].get("description", "")) for one in methods["get"]["parameters"]))
        for path, methods in document["paths"].items()
    )  # fmt: skip


def listed(request: HttpRequest, lang: str) -> HttpResponse:
    told = {"addresses": addresses(), "forms": FORMS.items(), "forbidden": FORBIDDEN}
    return render(request, "api/api.html", told)
