"""What every template can say: the language, the theme, where this page is in the other language."""

from __future__ import annotations

from typing import Final

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


def page(request: HttpRequest) -> dict[str, object]:
    here = language_of(request)
    other = "en" if here == "zh" else "zh"
    theme = request.COOKIES.get("theme", "auto")
    query = request.GET.urlencode()
    rest = request.path_info.removeprefix(f"/{here}/") if request.path_info.startswith(f"/{here}/") else ""
    return {
        "lang": here,
        "tag": TAGS[here],
        "other": other,
        "other_tag": TAGS["en" if here == "zh" else "zh"],
        "other_name": "English" if here == "zh" else "中文",
        "other_address": f"/{other}/{rest}" + (f"?{query}" if query else ""),
        "look": theme if theme in THEMES else "auto",
        "looks": THEMES.items(),
        "navigation": [(f"/{here}/{address}", title, _is_here(rest, address)) for address, title in NAVIGATION],
    }


def _is_here(rest: str, address: str) -> bool:
    return rest.startswith(address) if address else rest == "" or rest.startswith("region/")
