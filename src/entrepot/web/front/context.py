"""What every template can say: the language, the theme, where this page is in the other language."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from django.http import HttpRequest

from entrepot.vocabulary.text import T
from entrepot.web.front.language import TAGS, language_of

THEMES: Final[dict[str, T]] = {"auto": T("Auto", "自动"), "light": T("Light", "浅色"), "dark": T("Dark", "深色")}
NAVIGATION: Final[tuple[tuple[str, T], ...]] = (
    ("", T("Regions", "地区")),
    ("compare/", T("Compare", "比较")),
    ("risks/", T("Risks", "风险")),
    ("what-if/", T("What if", "情景")),
    ("studies/", T("Studies", "研究")),
    ("data/", T("Data", "数据")),
    ("method/", T("Method", "方法")),
)

ROOMS: Final[tuple[tuple[str, T], ...]] = (
    ("", T("State", "现状")),
    ("risks/", T("Risks", "风险")),
    ("warnings/", T("Warnings", "预警")),
    ("notices/", T("Measures in force", "贸易措施")),
    ("opportunities/", T("Opportunities", "机会")),
    ("what-if/", T("What if", "情景")),
    ("reading/high-technology/", T("High technology", "高新技术")),
    ("reading/manufacturing/", T("Manufacturing", "制造业")),
    ("wall/", T("For the wall", "大屏")),
)
"""The pages of a region, below its own address."""

_OF_ADDRESSES: Final = "/~@:=&,+!*'();$"
"""What stands in an address as it is."""


def page(request: HttpRequest) -> dict[str, object]:
    here = language_of(request)
    other = "en" if here == "zh" else "zh"
    query = request.GET.urlencode()
    rest = request.path_info.removeprefix(f"/{here}/") if request.path_info.startswith(f"/{here}/") else ""
    return {
        "lang": here,
        "tag": TAGS[here],
        "other": other,
        "other_tag": TAGS["en" if here == "zh" else "zh"],
        "other_name": "English" if here == "zh" else "中文",
        "other_address": f"/{other}/{quote(rest, safe=_OF_ADDRESSES)}" + (f"?{query}" if query else ""),
        "look": theme_of(request),
        "looks": THEMES.items(),
        "rooms": _rooms(here, rest),
        "navigation": [(f"/{here}/{address}", title, _is_here(rest, address)) for address, title in NAVIGATION],
    }


def theme_of(request: HttpRequest) -> str:
    theme = request.COOKIES.get("theme", "auto")
    return theme if theme in THEMES else "auto"


def _is_here(rest: str, address: str) -> bool:
    return rest.startswith(address) if address else rest == "" or rest.startswith("region/")


def _rooms(lang: str, rest: str) -> list[tuple[str, T, bool]]:
    """Of the region that the address names; with a partner there is but the one page."""
    family, _, below = rest.partition("/")
    named, _, room = below.partition("/")
    name, _, _ = named.partition("@")
    if family != "region" or not name or "~" in name:
        return []
    return [(f"/{lang}/region/{quote(name)}/{address}", title, room == address) for address, title in ROOMS]
