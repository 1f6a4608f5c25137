"""Names of everything that has a page, in both languages, with the pinyin of the Chinese ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import quote

from pypinyin import Style, lazy_pinyin

from entrepot.measures import all_measures
from entrepot.models.scenario.shelf import shipped_titles as scenario_titles
from entrepot.risks.register import RISKS
from entrepot.sources import ALL_SOURCES
from entrepot.studies.shelf import shipped_titles
from entrepot.vocabulary.areas import Area, aliases, all_areas, normalised
from entrepot.vocabulary.products import named_products
from entrepot.vocabulary.text import T
from entrepot.web.method.models import MODELS
from entrepot.workbench.comparing import headline_measures
from entrepot.workbench.selection import PEER_SETS

MOST: Final = 40
KINDS: Final = {
    "region": T("region", "地区"),
    "bloc": T("group of countries or regions", "国家或地区组合"),
    "product": T("product", "商品"),
    "measure": T("measure", "指标"),
    "comparison": T("comparison", "比较"),
    "study": T("study", "研究"),
    "risk": T("risk", "风险"),
    "model": T("model", "模型"),
    "scenario": T("scenario", "情景"),
    "source": T("source", "数据来源"),
}


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
        return KINDS[self.kind]


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
    return tuple(_all())


def _all() -> Iterator[Entry]:
    yield from (_of_area(one) for one in all_areas() if one.kind != "group")
    yield from (_entry("product", one.code, one.name, f"product/{quote(one.code)}/") for one in named_products())
    yield from (_entry("measure", one.id, one.title, f"method/{one.id}/") for one in all_measures())
    yield from (_entry("comparison", one.id, one.title, f"compare/?measure={one.id}") for one in headline_measures())
    yield from (_entry("study", name, title, f"studies/{name}/") for name, title in shipped_titles())
    yield from (_entry("risk", one.id, one.title, "risks/") for one in RISKS)
    yield from (_entry("model", one.id, one.title, "method/#models") for one in MODELS)
    yield from (_entry("scenario", name, title, f"what-if/?scenario={name}") for name, title in scenario_titles())
    yield from (_entry("source", one.id, one.title, f"data/#source-{one.id}") for one in ALL_SOURCES)


def _of_area(area: Area) -> Entry:
    """Groups of provinces are for comparing; a bloc of countries is a partner first of all, and has a page like a region."""
    others = aliases().get(area.id, ())
    if area.id in PEER_SETS:
        return _entry("bloc", area.id, area.name, f"compare/?regions={area.id}", *others)
    return _entry("bloc" if area.kind == "bloc" else "region", area.id, area.name, f"region/{area.id}/", *others)


def _entry(kind: str, name: str, title: T, address: str, *others: str) -> Entry:
    forms = [name, title.en, *others]
    for words in (title.zh, *others):
        sounds = lazy_pinyin(words, style=Style.NORMAL)
        forms += [words, "".join(sounds), "".join(sound[0] for sound in sounds if sound)]
    return Entry(kind, name, title, address, tuple(dict.fromkeys(filter(None, map(normalised, forms)))))
