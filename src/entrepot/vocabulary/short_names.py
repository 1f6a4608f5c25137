"""What places are called where an official name is too long: in labels, heads of columns and sentences."""

from __future__ import annotations

import re
from typing import Final

from entrepot.vocabulary.areas import area
from entrepot.vocabulary.text import T

_ADMINISTRATIVE: Final = re.compile(r"(壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|省|市)$")
SHORT_NAMES: Final[dict[str, T]] = {
    "HKG": T("Hong Kong", "中国香港"),
    "MAC": T("Macao", "中国澳门"),
    "TWN": T("Taiwan, China", "中国台湾"),
    "CN-HK": T("Hong Kong", "香港"),
    "CN-MO": T("Macao", "澳门"),
    "CN-TW": T("Taiwan", "台湾"),
    "ASEAN": T("ASEAN", "东盟"),
    "EU": T("EU", "欧盟"),
    "EU27": T("EU-27", "欧盟27国"),
    "USA": T("United States", "美国"),
    "GBR": T("United Kingdom", "英国"),
    "KOR": T("South Korea", "韩国"),
    "PRK": T("North Korea", "朝鲜"),
    "LAO": T("Lao PDR", "老挝"),
    "RUS": T("Russia", "俄罗斯"),
    "IRN": T("Iran", "伊朗"),
    "ARE": T("U.A.E.", "阿联酋"),
    "TZA": T("Tanzania", "坦桑尼亚"),
    "COD": T("Congo, DR", "刚果（金）"),
    "BOL": T("Bolivia", "玻利维亚"),
    "VEN": T("Venezuela", "委内瑞拉"),
}
# A label has no room for an article; a sentence wants one, and no comma within a name.
_IN_SENTENCES: Final = {
    "WLD": "the world",
    "EU": "the EU",
    "EU27": "the EU-27",
    "USA": "the United States",
    "GBR": "the United Kingdom",
    "LAO": "Laos",
    "ARE": "the United Arab Emirates",
    "COD": "DR Congo",
    "TWN": "Taiwan, China",
}


def short_name(place: str) -> T:
    """What a label says: 山西 rather than 山西省; UnknownName where no place has that id or name."""
    if place in SHORT_NAMES:
        return SHORT_NAMES[place]
    found = area(place)
    if found.id in SHORT_NAMES:
        return SHORT_NAMES[found.id]
    if found.kind not in ("province", "prefecture"):
        return found.name
    return T(found.name.en, _ADMINISTRATIVE.sub("", found.name.zh) or found.name.zh)


def name_in_sentences(place: str) -> T:
    """What a sentence says: the United States rather than United States."""
    found, short = area(place), short_name(place)
    return T(_IN_SENTENCES.get(found.id, short.en), short.zh)
