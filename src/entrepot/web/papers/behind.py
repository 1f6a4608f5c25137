"""From a number of a paper to the rows of the lake that it was read from: an address of the data pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from entrepot.sources import ALL_SOURCES
from entrepot.studies.paper import Derivation
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.flows import FLOW_TITLES, Flow
from entrepot.vocabulary.tables import FLOWS, SERIES, TableSpec
from entrepot.vocabulary.text import T

# As a derivation names a figure: exports[area=CN-LN, period=2015, study=x] = 508.4 1e8 USD (adb-ta9036 table 3)
_FIGURE: Final = re.compile(r"(?P<measure>\w+)\[(?P<asked>[^\]]*)\].*\((?P<where>[^()]+)\)")
_ASKED: Final = re.compile(r"(?:^|, )(\w+)=(.*?)(?=, \w+=|$)")
_GIVES: Final[dict[str, TableSpec]] = {source.id: source.gives for source in ALL_SOURCES}
_FLOWS: Final = {"exports": Flow.EXPORT, "imports": Flow.IMPORT}
_NAMES: Final = {FLOWS: ("reporter", "partner"), SERIES: ("area", "counterpart")}
MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Behind:
    """`query` is everything of the address after the language."""

    title: T
    query: str


def behind(derivations: Iterable[Derivation]) -> tuple[Behind, ...]:
    """Where the figures of these numbers lie, each place once."""
    found = (_of(figure) for one in derivations for figure in one.figures)
    return tuple(dict.fromkeys(one for one in found if one is not None))[:MOST]


def _of(figure: str) -> Behind | None:
    read = _FIGURE.fullmatch(figure)
    if read is None:
        return None
    asked, where = dict(_ASKED.findall(read["asked"])), read["where"]
    spec = _GIVES.get(where, SERIES)
    if spec not in _NAMES or "area" not in asked or "period" not in asked:
        return None
    place, other = _NAMES[spec]
    words = {place: asked["area"], "period": asked["period"]}
    if asked.get("counterpart") in all_by_id():
        words[other] = asked["counterpart"]
    if spec is FLOWS and "product" in asked:
        words["product"] = f"{asked['product']}*"
    if where in _GIVES:
        words["source"] = where
    else:
        words["measure"] = read["measure"]
        # A comma would part it in two.
        words |= {} if "," in where else {"locator": where}
    if spec is FLOWS:
        # The months of a year begin with it.
        words["period"] += "" if ".." in asked["period"] else "*"
        words |= {"flow": str(flow)} if (flow := _FLOWS.get(read["measure"])) else {}
    return Behind(_title(spec, words, asked["period"]), f"data/rows/{spec.name}/?{urlencode(words)}")


def _title(spec: TableSpec, words: dict[str, str], period: str) -> T:
    """Trade flows: Guangdong, exports, 2022"""
    place, other = _NAMES[spec]
    said = [_name(words[place])]
    said += [_name(words[other])] if other in words else []
    said += [T(words["product"], words["product"])] if "product" in words else []
    said += [FLOW_TITLES[Flow(words["flow"])]] if "flow" in words else []
    said += [T(word, word) for word in (words.get("measure"), period, words.get("locator")) if word]
    en, zh = ", ".join(one.en for one in said), "，".join(one.zh for one in said)
    return T(f"{spec.title.en}: {en}", f"{spec.title.zh}：{zh}")


def _name(id: str) -> T:  # noqa: A002 - of an area
    found = all_by_id().get(id)
    return found.name if found else T(id, id)
