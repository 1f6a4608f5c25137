"""What people call the things that rows name by an id: regions, partners, products, regimes, flows, periods."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from entrepot.vocabulary import areas, flows, products, regimes
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import Language, T

# Control characters, and marks that turn writing around: a name never drives what stands beside it. Noncharacters have no
# place in XML, and the drawing engine aborts on them.
_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ADMINISTRATIVE: Final = re.compile(r"(壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|省|市)$")
# Official names that no label, axis or column can hold.
SHORT_NAMES: Final[dict[str, T]] = {
    "HKG": T("Hong Kong", "中国香港"),
    "MAC": T("Macao", "中国澳门"),
    "TWN": T("Taiwan, China", "中国台湾"),
    "CN-HK": T("Hong Kong", "香港"),
    "CN-MO": T("Macao", "澳门"),
    "CN-TW": T("Taiwan", "台湾"),
    "ASEAN": T("ASEAN", "东盟"),
    "EU": T("European Union", "欧盟"),
    "EU27": T("EU-27", "欧盟27国"),
    "USA": T("United States", "美国"),
    "GBR": T("United Kingdom", "英国"),
    "KOR": T("Korea, Rep.", "韩国"),
    "PRK": T("Korea, DPR", "朝鲜"),
    "LAO": T("Lao PDR", "老挝"),
    "IRN": T("Iran", "伊朗"),
    "ARE": T("U.A.E.", "阿联酋"),
    "TZA": T("Tanzania", "坦桑尼亚"),
    "COD": T("Congo, DR", "刚果（金）"),
    "BOL": T("Bolivia", "玻利维亚"),
    "VEN": T("Venezuela", "委内瑞拉"),
}


def plain(text: object) -> str:
    """One line of visible text: no control characters, no marks that turn writing around, no ends of line."""
    return " ".join(_UNSEEN.sub(" ", str(text)).split())


def name_of(column: str, value: object, language: Language) -> str:
    """The name of a column's value; a value that the vocabulary does not know is shown as it is."""
    text = plain("" if value is None else value.in_language(language) if isinstance(value, T) else value)
    named = _NAMED.get(column)
    return plain(_known(named, text).in_language(language)) if named and text else text


@cache
def _known(named: Callable[[str], T], text: str) -> T:
    try:
        return named(text)
    except EntrepotError:
        return T(text, text)


def _area(id_: str) -> T:
    if id_ in SHORT_NAMES:
        return SHORT_NAMES[id_]
    found = areas.area(id_)
    short = _ADMINISTRATIVE.sub("", found.name.zh) if found.kind in ("province", "prefecture") else found.name.zh
    return T(found.name.en, short or found.name.zh)


def _product(code: str) -> T:
    return products.product(code).name


def _regime(code: str) -> T:
    title = regimes.GROUP_TITLES.get(code) or regimes.regime(code).name
    return T(title.en[:1].upper() + title.en[1:], title.zh)


def _flow(text: str) -> T:
    title = flows.FLOW_TITLES[flows.flow(text)] if text != flows.TOTAL_TRADE else flows.TOTAL_TRADE_TITLE
    return T(title.en.capitalize(), title.zh)


_NAMED: Final[dict[str, Callable[[str], T]]] = {
    "reporter": _area,
    "area": _area,
    "region": _area,
    "partner": _area,
    "peer": _area,
    "product": _product,
    "regime": _regime,
    "flow": _flow,
}
