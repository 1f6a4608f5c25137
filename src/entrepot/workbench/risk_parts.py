"""What the parts of a region's trade are called."""

from __future__ import annotations

from functools import cache

from entrepot.risks.risk import PartKind
from entrepot.studies.titles import area_title, row_title
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.products import product
from entrepot.vocabulary.regimes import GROUP_TITLES, regime
from entrepot.vocabulary.text import T

OTHERS = {
    "exports": T("exports", "出口"), "imports": T("imports", "进口"), "gdp": T("output (GDP)", "地区生产总值"),
    "WLD": T("all partners", "全部伙伴"), "TOTAL": T("all goods", "全部商品"), "ALL": T("all regimes", "全部贸易方式"),
}  # fmt: skip


@cache
def part_title(kind: PartKind | str, name: str) -> T:
    """Its name in both languages; a code that no list knows stands for itself."""
    if name in OTHERS:
        return OTHERS[name]
    try:
        if kind == "partner":
            return area_title(name)
        if kind == "product":
            if not name[:1].isdigit():
                return row_title("product", name)
            title = product(name).name
            # A code finer than the chapters is named by itself already.
            return title if title.en.startswith(name) else T(f"{name} {title.en}", f"{name} {title.zh}")
        if kind == "regime":
            return GROUP_TITLES[name] if name in GROUP_TITLES else regime(name).name
    except EntrepotError:
        pass
    return T(name, name)
