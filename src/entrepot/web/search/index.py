"""Names of areas, products and measures in both languages, with the pinyin of the Chinese ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from pypinyin import Style, lazy_pinyin

from entrepot.measures import all_measures
from entrepot.vocabulary.areas import all_areas, normalised
from entrepot.vocabulary.products import named_products
from entrepot.vocabulary.text import T

MOST: Final = 40
_KINDS: Final = {"region": T("region", "地区"), "product": T("product", "商品"), "measure": T("measure", "指标")}


@dataclass(frozen=True, slots=True)
class Entry:
    """`keys` are the forms under which it is found, each normalised."""

    kind: str
    id: str
    name: T
    address: str
    keys: tuple[str, ...]

    @property
    def kind_name(self) -> T:
        return _KINDS[self.kind]


def found(asked: str) -> tuple[Entry, ...]:
    """Whose id or name is, begins with, or holds what was asked, in that order; short names first."""
    wanted = normalised(asked)
    if not wanted:
        return ()
    ranked = []
    for entry in _entries():
        hits = [key for key in entry.keys if wanted in key]
        if hits:
            best = min(hits, key=lambda key: (key != wanted, not key.startswith(wanted), len(key)))
            ranked.append(((best != wanted, not best.startswith(wanted), len(best)), entry))
    return tuple(entry for _, entry in sorted(ranked, key=lambda pair: pair[0])[:MOST])


@cache
def _entries() -> tuple[Entry, ...]:
    areas = (_entry("region", one.id, one.name, f"region/{one.id}/") for one in all_areas() if one.kind != "group")
    goods = (_entry("product", one.code, one.name, f"product/{one.code}/") for one in named_products())
    measures = (_entry("measure", one.id, one.title, f"method/{one.id}/") for one in all_measures())
    return (*areas, *goods, *measures)


def _entry(kind: str, name: str, title: T, address: str) -> Entry:
    sounds = lazy_pinyin(title.zh, style=Style.NORMAL)
    forms = (name, title.en, title.zh, "".join(sounds), "".join(sound[0] for sound in sounds if sound))
    return Entry(kind, name, title, address, tuple(dict.fromkeys(normalised(form) for form in forms)))
