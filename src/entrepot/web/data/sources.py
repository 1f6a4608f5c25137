"""Sources as cards: what each gives, how somebody at a browser gets its file, and its templates."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from entrepot.sources import ALL_SOURCES
from entrepot.sources.figures_template import FIGURES_TEMPLATE
from entrepot.sources.notices_template import NOTICES_TEMPLATE
from entrepot.sources.source import Source
from entrepot.sources.template import Template
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T
from entrepot.web.papers.downloads import TYPES

TEMPLATES: Final[dict[str, Template]] = {"figures": FIGURES_TEMPLATE, "notices": NOTICES_TEMPLATE}
HERE: Final[dict[str, T]] = {
    "china_customs": T(
        "Query on the site with a browser (programs are not let in), press 下载 and upload the CSV as it is. Where the file does not "
        "say it, choose exports or imports on the upload page, and name the region or the partner to which the query was narrowed. "
        "The printed monthly tables are read as they are.",
        "在海关统计网站上用浏览器查询（不允许程序访问），点“下载”，把 CSV 原样上传。文件中没有写明的，在上传页选择进口或出口，"
        "并填写查询所限定的地区或伙伴。月度报表可直接上传。",
    ),
    "figures": T(
        "For a yearbook, a paper or the news: fill in the template, one figure a row with the place it is printed at, and upload it.",
        "年鉴、论文或新闻中的数据：按模板逐行填写，注明出处，然后上传。",
    ),
    "notices": T(
        "Measures that you follow yourself: fill in the template, one measure a row, and upload it.",
        "自行跟踪的贸易措施：按模板每行填写一项，然后上传。",
    ),
    "global_trade_alert": T(
        "Filter on the site, download CSV or XLSX (or keep the answer of its interface as JSON) and upload it. Products are read as HS "
        "2012; choose another edition of the codes on the upload page where the file has one.",
        "在网站上筛选后下载 CSV 或 XLSX（或将其接口的返回保存为 JSON），然后上传。商品按 HS 2012 编码处理；如为其他版本，请在上传页选择。",
    ),
    "sample_world": T(
        "Made with the first set-up so that there is something to look at: figures as published where there are any, the months, partners "
        "and goods between them drawn by chance. Never mixed with real data, and marked wherever it shows.",
        "首次启动时生成，供试用：已发表的数字照录，其间各月、各伙伴、各商品为随机生成。不与真实数据混用，处处标明。",
    ),
}  # fmt: skip
"""What to do at a browser, of sources whose own words are for the command line."""


def cards(held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of which anything is held first."""
    return sorted((_card(one, held) for one in ALL_SOURCES), key=lambda card: card["held"] is None)


def _card(source: Source, held: list[dict[str, Any]]) -> dict[str, Any]:
    of_it = next((one for one in held if one["source"] == source.id), None)
    names = ("id", "title", "publisher", "gives", "licence", "synthetic")
    here = HERE.get(source.id)
    return {
        **{name: getattr(source, name) for name in names},
        "how": here or source.how,
        "by_command": source.how if here else None,
        "address": source.address if source.address.startswith("http") else "",
        "template": source.id in TEMPLATES,
        "held": of_it,
    }


@require_safe
def template(request: HttpRequest, lang: str, name: str, ending: str) -> HttpResponse:
    """An empty table to fill in, with what goes into each column."""
    if name not in TEMPLATES:
        raise UnknownName(T("template", "模板"), name, TEMPLATES)
    made = TEMPLATES[name].csv() if ending == "csv" else TEMPLATES[name].xlsx()
    response = HttpResponse(made, content_type=TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
