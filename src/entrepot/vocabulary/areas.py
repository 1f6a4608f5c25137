"""Areas: the places of trade statistics, under every code and name that publishers give them.

Ids: ISO 3166-1 alpha-3 for countries, ISO 3166-2 for China's provinces (`CN-LN`), `CN-LN-DL` below them, capitals for
blocs, `WLD`.
`parent` says what a place belongs to, not that statistics add up to it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, cast, get_args

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.tables_of_words import word_rows
from entrepot.vocabulary.text import T

# "country" is any country or territory that statistics list as a partner, past ones included; "group" is a heading that
# is no place of its own ("Areas, nes", "Bunkers").
Kind = Literal["world", "country", "group", "bloc", "province", "prefecture", "zone"]
Scheme = Literal[
    "iso2",
    "iso3",
    "iso_numeric",
    "m49",
    "comtrade",
    "comtrade_iso",
    "baci",
    "china_customs",
    "china_customs_name",
    "gb2260",
    "iso3166_2",
]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)

_ANNOUNCED_CHANGE = re.compile(r"\(\d{4}年起[^)]*\)")
_ADMINISTRATIVE_SUFFIX = re.compile(r"(省|市|province|city|municipality)$")


@dataclass(frozen=True, slots=True)
class Area:
    """`latitude` and `longitude` are degrees of the capital or main town; None where a point would mislead."""

    id: str
    kind: Kind
    name: T
    parent: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class AreaCode:
    """A publisher's code of an area, in use from `since` up to but not on `until`; None where the list gives no day."""

    scheme: Scheme
    code: str
    area: str
    since: date | None
    until: date | None


def normalised(name: str) -> str:
    """The form in which names are compared: 格鲁吉亚(2023年起停用) equals 格鲁吉亚, Côte d'Ivoire equals cote divoire.

    Width, case, accents, spaces, line breaks, punctuation and customs' remarks fall away; `_` stays, since Comtrade's
    `_X` is not `X`.
    """
    text = unicodedata.normalize("NFKD", name.replace("_x000D_", "")).casefold()
    text = _ANNOUNCED_CHANGE.sub("", text).strip().removeprefix("其中:")
    return "".join(c for c in text if c.isalnum() or c == "_")


def area(name: str) -> Area:
    """The area of that id, name or alias in either language, ISO letters or six-digit GB/T 2260 code.

    Other numbers only as `china_customs:116`: 116 is Japan to China Customs and Cambodia to the United Nations.
    """
    found = _area_of_key(name)
    if found is None:
        raise UnknownName(T("area", "地区"), name, _spellings(), hint=_hint(name))
    return all_by_id()[found]


def _area_of_key(name: str) -> str | None:
    if name in all_by_id():
        return name
    scheme, colon, code = name.partition(":")
    if colon and scheme.strip() in SCHEMES:
        return dict(code_table(cast(Scheme, scheme.strip()))).get(code.strip())
    key, known = normalised(name), _areas_by_key()
    return known.get(key) or known.get(_ADMINISTRATIVE_SUFFIX.sub("", key))


@cache
def aliases() -> Mapping[str, tuple[str, ...]]:
    """What else people and publishers call each area."""
    found: dict[str, list[str]] = {}
    for row in word_rows("area_names.csv"):
        found.setdefault(row["area"], []).append(row["name"])
    return {area_id: tuple(dict.fromkeys(names)) for area_id, names in found.items()}


def _hint(name: str) -> T | None:
    if not name.strip().isdecimal():
        return None
    return T(
        f"(a number means different areas in different lists: write china_customs:{name}, m49:{name}, baci:{name} ...)",
        f"（同一数字在不同代码表中指不同地区，请写成 china_customs:{name}、m49:{name}、baci:{name} 等）",
    )


def find_areas(text: str, *, most: int = 10) -> tuple[Area, ...]:
    """The areas whose id, code or name is, begins with, holds, or resembles `text`, in that order."""
    wanted, known = normalised(text), _areas_by_key()
    if not wanted:
        return ()
    ranked = sorted(known, key=lambda key: (key != wanted, not key.startswith(wanted), len(key)))
    near = difflib.get_close_matches(wanted, known, n=most, cutoff=0.5 if len(wanted) < 3 else 0.6)
    keys = [*(key for key in ranked if wanted in key), *near]
    exact = _area_of_key(text)
    ids = dict.fromkeys([*([exact] if exact else []), *(known[key] for key in keys)])
    return tuple(all_by_id()[i] for i in list(ids)[:most])


def all_areas(kind: Kind | None = None) -> tuple[Area, ...]:
    """Every area, or every area of one kind, in the order of the list."""
    return tuple(a for a in all_by_id().values() if kind is None or a.kind == kind)


@cache
def mainland_provinces() -> tuple[str, ...]:
    """The 31 provinces that China's customs publish as its parts; Hong Kong, Macao and Taiwan are partners there."""
    return tuple(one.id for one in all_areas("province") if one.id not in ("CN-HK", "CN-MO", "CN-TW"))


@cache
def all_by_id() -> dict[str, Area]:
    """Every area under its id; not to be changed."""
    return {
        row["id"]: Area(
            row["id"],
            cast(Kind, row["kind"]),
            T(row["en"], row["zh"]),
            row["parent"] or None,
            float(row["latitude"]) if row["latitude"] else None,
            float(row["longitude"]) if row["longitude"] else None,
        )
        for row in word_rows("areas.csv")
    }


@cache
def code_table(scheme: Scheme) -> tuple[tuple[str, str], ...]:
    """Pairs of (code as its publisher writes it, area id), each code once, for joins; an area may have several codes.

    `china_customs` holds the editions before and from 2023: no code of the one means another place in the other.
    """
    if scheme not in SCHEMES:
        raise UnknownName(T("list of area codes", "地区代码表"), scheme, SCHEMES)
    if scheme == "china_customs_name":
        return _china_customs_names()
    return tuple((c.code, c.area) for c in _codes() if c.scheme == scheme)


def _china_customs_names() -> tuple[tuple[str, str], ...]:
    listed = dict.fromkeys(c.area for c in _codes() if c.scheme == "china_customs")
    own = [(all_by_id()[i].name.zh, i) for i in listed]
    others = [(row["name"], row["area"]) for row in word_rows("area_names.csv") if row["publisher"] == "china_customs"]
    return tuple(own + others)


def codes_of(area_id: str) -> tuple[AreaCode, ...]:
    """Every code of an area; within one list the code now in use comes first."""
    return tuple(c for c in _codes() if c.area == area_id)


@cache
def _codes() -> tuple[AreaCode, ...]:
    return tuple(
        AreaCode(cast(Scheme, row["scheme"]), row["code"], row["area"], _day(row["since"]), _day(row["until"]))
        for row in word_rows("area_codes.csv")
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _areas_by_key() -> dict[str, str]:
    """Normalised id, letter code, name or alias -> area id; the first taker keeps a key: ids, then codes, then names."""
    keys: dict[str, str] = {}
    letters = [(c.code, c.area) for c in _codes() if c.scheme in ("iso2", "comtrade_iso", "iso3166_2")]
    numbers = [(c.code, c.area) for c in _codes() if c.scheme == "gb2260" and len(c.code) == 6]
    own = [(half, a.id) for a in all_by_id().values() for half in (a.name.en, a.name.zh)]
    others = [(row["name"], row["area"]) for row in word_rows("area_names.csv")]
    for name, area_id in [*((i, i) for i in all_by_id()), *letters, *numbers, *own, *others]:
        keys.setdefault(normalised(name), area_id)
    return keys


@cache
def _spellings() -> tuple[str, ...]:
    """What a person may have meant: every id, name and alias as it is written."""
    own = [text for a in all_by_id().values() for text in (a.id, a.name.en, a.name.zh)]
    return tuple(dict.fromkeys([*own, *(row["name"] for row in word_rows("area_names.csv"))]))
