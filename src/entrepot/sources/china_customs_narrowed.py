"""What a query was narrowed to without a column of its own: Liaoning's exports look like China's once the place is left out."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from entrepot.sources.source import About
from entrepot.vocabulary.areas import Area, all_areas, area
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import T

# 对日本出口, 自美国进口, 与东盟贸易.
_TO_OR_FROM: Final = re.compile(r"(?:对(?!外)|自(?![贸由])|从|与)([\u4e00-\u9fff]{2,12}?)(?:进出口|出口|进口|贸易)")
BASES: Final = ("registration", "location", "customs_district")


def narrowed_reporter(about: About) -> Area | None:
    """The place that the person, or else the name of file or sheet, says; None where it is all of China."""
    if (said := about.option("reporter")) is not None:
        return area(said)
    return place_in_name(about)


def place_in_name(about: About) -> Area | None:
    """The one province that the names of sheet and file and the title above the table speak of (辽宁省, 辽宁, liaoning)."""
    named = " ".join((about.sheet.name, about.sheet.file, *about.sheet.above)).lower()
    words = set(re.split(r"[^a-z]+", named))
    found = {place for word, place in _province_words() if (word in words if word.isascii() else word in named)}
    if len(found) > 1:
        raise WrongCall(
            T(
                f"{about.sheet.file} has no column of places and its name speaks of several: say one with --set reporter=CN-LN",
                f"{about.sheet.file} 没有地区列，而名称中有多个地区：请用 --set reporter=辽宁 指明",
            )
        )
    return area(found.pop()) if found else None


def narrowed_partner(about: About) -> Area | None:
    """The partner that the person says, or the name of file or sheet (对日本出口, 自美国进口); None for the whole world."""
    if (said := about.option("partner")) is not None:
        return area(said)
    found = {name for text in (about.sheet.name, about.sheet.file) for name in _TO_OR_FROM.findall(text)}
    if not found:
        return None
    try:
        (name,) = found
        return area(name)
    except (ValueError, UnknownName) as problem:
        raise WrongCall(
            T(
                f"{about.sheet.file} has no column of partners and its name speaks of {', '.join(sorted(found))}: "
                "say the partner with --set partner=USA (or --set partner=WLD for all)",
                f"{about.sheet.file} 没有贸易伙伴列，而名称中有“{'、'.join(sorted(found))}”："
                "请用 --set partner=美国 指明（全部伙伴用 --set partner=WLD）",
            )
        ) from problem


def narrowed_basis(about: About) -> str:
    """By which rule the trade is the place's: the firm's seat unless the person says otherwise."""
    said = about.option("basis") or BASES[0]
    if said not in BASES:
        raise UnknownName(T("basis", "统计口径"), said, BASES)
    return said


def refuse_told_twice(about: About, column: str) -> None:
    """A place or partner said of a file that has a column of them would contradict it or say nothing."""
    if about.option(column) is not None:
        raise WrongCall(
            T(
                f"{about.sheet.file} has a column for the {column}: leave out --set {column}",
                f"{about.sheet.file} 自带该列（{column}）：请去掉 --set {column}",
            )
        )


@cache
def _province_words() -> tuple[tuple[str, str], ...]:
    short = re.compile(r"(壮族|回族|维吾尔)?(省|市|自治区|特别行政区)$")
    provinces = [place for place in all_areas("province") if place.id not in ("CN-TW", "CN-HK", "CN-MO")]
    names = [(place.name.en.lower(), place.id) for place in provinces]
    return tuple(names + [(short.sub("", place.name.zh), place.id) for place in provinces])
