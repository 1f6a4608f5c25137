"""Notices and measures that hinder or ease trade: their kinds, and the words that say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

Family = Literal["technical", "property", "defence", "tariff", "quantity", "export", "behind"]
Effect = Literal["restricts", "liberalises"]
EFFECTS: Final[Mapping[str, T]] = {
    "restricts": T("restricts", "限制"),
    "liberalises": T("liberalises", "放宽"),
}
ANNOUNCED: Final = "announced"
"""The flag of a notice whose publisher says that it is not in force."""
UNREAD_PRODUCTS: Final = "products_unread"
"""The flag of a notice whose product codes were printed in a way that cannot be read."""

FAMILIES: Final[Mapping[str, T]] = {
    "technical": T("technical and sanitary rules", "技术与卫生检疫措施"),
    "property": T("intellectual property at the border", "知识产权边境措施"),
    "defence": T("trade defence", "贸易救济"),
    "tariff": T("tariffs", "关税"),
    "quantity": T("quotas, licences and bans", "配额、许可与禁令"),
    "export": T("controls and taxes on exports", "出口管制与出口税"),
    "behind": T("behind the border", "边境后措施"),
}


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """`on` is the trade of whoever imposes it; kinds behind the border are listed and not counted as exposure."""

    id: str
    family: Family
    name: T
    words: tuple[str, ...] = ()
    on: Literal["imports", "exports"] = "imports"

    @property
    def at_the_border(self) -> bool:
        return self.family != "behind"


KINDS: Final = (
    NoticeKind("tbt", "technical", T("technical barrier to trade (TBT)", "技术性贸易壁垒（TBT）"), ("技术性贸易壁垒", "技术性壁垒", "technical barrier")),
    NoticeKind("sps", "technical", T("sanitary and phytosanitary measure (SPS)", "卫生与植物卫生措施（SPS）"), ("卫生与植物卫生措施", "检验检疫")),
    NoticeKind("section_337", "property", T("section 337 investigation or order", "337调查"), ("337", "337调查", "section 337")),
    NoticeKind("anti_dumping", "defence", T("anti-dumping", "反倾销"), ("反倾销", "AD", "anti-dumping", "anti dumping")),
    NoticeKind("countervailing", "defence", T("countervailing duty", "反补贴"), ("反补贴", "CVD", "anti-subsidy", "countervailing duty")),
    NoticeKind("safeguard", "defence", T("safeguard", "保障措施"), ("保障措施", "special safeguard")),
    NoticeKind("tariff", "tariff", T("tariff change", "关税变动"), ("关税", "关税变动", "加征关税", "tariff change", "import tariff", "301", "section 301")),
    NoticeKind("import_limit", "quantity", T("import quota, licence or price control", "进口配额、许可或价格管制"), ("进口配额", "进口许可", "import quota", "import licence")),
    NoticeKind("import_ban", "quantity", T("import ban", "进口禁令"), ("进口禁令", "禁止进口", "import ban")),
    NoticeKind("export_control", "export", T("export control", "出口管制"), ("出口管制", "出口许可", "出口配额", "export control"), "exports"),
    NoticeKind("export_tax", "export", T("export tax", "出口税"), ("出口税", "出口关税", "export tax"), "exports"),
    NoticeKind("subsidy", "behind", T("subsidy or state aid", "补贴与国家援助"), ("补贴", "subsidy")),
    NoticeKind("local_content", "behind", T("local content and procurement", "本地化与政府采购"), ("本地化", "政府采购", "local content")),
    NoticeKind("other", "behind", T("other", "其他"), ("其他",)),
)  # fmt: skip


def notice_kind(name: str) -> NoticeKind:
    """The kind of that id, name or usual word in either language."""
    found = kind_words().get(name.strip().casefold())
    if found is None:
        raise UnknownName(T("kind of notice", "措施类别"), name, kind_words())
    return next(kind for kind in KINDS if kind.id == found)


@cache
def kind_words() -> Mapping[str, str]:
    """Ids, names and usual words in lower case -> the id of the kind."""
    words: dict[str, str] = {}
    for kind in KINDS:
        for word in (kind.id, kind.name.en, kind.name.zh, *kind.words):
            words.setdefault(word.casefold(), kind.id)
    return words
