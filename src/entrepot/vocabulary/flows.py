"""Which way goods go, and at which border they are valued."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T


class Flow(StrEnum):
    EXPORT = "export"
    IMPORT = "import"
    RE_EXPORT = "re-export"
    RE_IMPORT = "re-import"


class Valuation(StrEnum):
    FOB = "FOB"
    CIF = "CIF"


FLOW_TITLES: Final[Mapping[Flow, T]] = {
    Flow.EXPORT: T("exports", "出口"),
    Flow.IMPORT: T("imports", "进口"),
    Flow.RE_EXPORT: T("re-exports", "复出口"),
    Flow.RE_IMPORT: T("re-imports", "复进口"),
}
# Exports and imports together are a measure: no row is ever stored under it.
TOTAL_TRADE: Final = "total"
TOTAL_TRADE_TITLE: Final = T("exports and imports", "进出口")

VALUATION_TITLES: Final[Mapping[Valuation, T]] = {
    Valuation.FOB: T("free on board, at the exporter's border", "离岸价"),
    Valuation.CIF: T("cost, insurance, freight, at the importer's border", "到岸价"),
}

FLOW_OF_COMTRADE: Final[Mapping[str, Flow]] = {
    **{"X": Flow.EXPORT, "M": Flow.IMPORT, "RX": Flow.RE_EXPORT, "RM": Flow.RE_IMPORT},
    # The numbers of the site before 2022.
    **{"2": Flow.EXPORT, "1": Flow.IMPORT, "3": Flow.RE_EXPORT, "4": Flow.RE_IMPORT},
}
# Parts of X and M that Comtrade prints beside them: kept, they would count twice.
COMTRADE_PARTS: Final[Mapping[str, Flow]] = {
    **dict.fromkeys(("DX", "XIP", "XOP", "XIF"), Flow.EXPORT),
    **dict.fromkeys(("FM", "MIP", "MOP", "MIF"), Flow.IMPORT),
}
_WORDS: Final[Mapping[str, Flow]] = {
    **dict.fromkeys(("export", "exports", "出口"), Flow.EXPORT),
    **dict.fromkeys(("import", "imports", "进口"), Flow.IMPORT),
    **dict.fromkeys(("re-export", "re-exports", "复出口", "再出口"), Flow.RE_EXPORT),
    **dict.fromkeys(("re-import", "re-imports", "复进口", "再进口"), Flow.RE_IMPORT),
}


def usual_valuation(flow: Flow) -> Valuation:
    """Exports are valued FOB and imports CIF, as China's customs and most reporters to Comtrade do."""
    return Valuation.FOB if flow in (Flow.EXPORT, Flow.RE_EXPORT) else Valuation.CIF


def flow(text: str) -> Flow:
    """The flow of a word in either language or of a Comtrade code; parts of a flow (DX, FM ...) are no flow."""
    plain = text.strip()
    found = _WORDS.get(plain.casefold()) or FLOW_OF_COMTRADE.get(plain.upper())
    if found is not None:
        return found
    hint = None
    if plain.upper() in COMTRADE_PARTS:
        whole = FLOW_TITLES[COMTRADE_PARTS[plain.upper()]]
        hint = T(
            f"It is a part of {whole.en} and would count twice: leave it out.",
            f"它是{whole.zh}的一部分，会重复计算：请剔除。",
        )
    elif plain.casefold() in (TOTAL_TRADE, "进出口", "trade"):
        hint = T("Exports and imports together are computed, not stored.", "进出口合计由系统计算，不单独存储。")
    raise UnknownName(T("flow", "贸易流向"), text, _WORDS, hint=hint)


# `in` and `out` are also English prepositions: they count after a digit or as the last word (2024in, soy_out, in_2024).
_SHORT: Final = r"(?<=[0-9]){word}(?![a-z])|(?<![a-z]){word}(?=[^a-z]*$)"
_ENDINGS: Final = re.compile(r"(?:\.(?:csv|tsv|txt|xlsx?|json|parquet|gz|zip))+$")
_MARKS: Final = (
    (r"复出口|再出口|(?<![a-z])re[-_ ]?exports?(?![a-z])", Flow.RE_EXPORT),
    (r"复进口|再进口|(?<![a-z])re[-_ ]?imports?(?![a-z])", Flow.RE_IMPORT),
    (r"出口|(?<![a-z])exports?(?![a-z])|" + _SHORT.format(word="out"), Flow.EXPORT),
    (r"进口|(?<![a-z])imports?(?![a-z])|" + _SHORT.format(word="in"), Flow.IMPORT),
)


def flow_in_filename(name: str) -> Flow | None:
    """The flow that a file's name says unmistakably (出口, export, 2024out ...); None when it says none or several."""
    rest = _ENDINGS.sub("", PurePath(name.replace("\\", "/")).name.casefold())
    if "进出口" in rest:
        return None
    found = set()
    for pattern, which in _MARKS:
        rest, count = re.subn(pattern, " ", rest)
        if count:
            found.add(which)
    return found.pop() if len(found) == 1 else None
