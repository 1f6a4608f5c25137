"""A first draft of a study for any region: what the lake can tell becomes sections; every sentence holds for any numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Final

from entrepot.studies.titles import area_title
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.text import T

_BLOCK: Final = re.compile(r"^#\? (.+)$")
_SLOT: Final = re.compile(r"@(\w+)@")


@dataclass(frozen=True, slots=True)
class Holding:
    """What the lake holds of a region from one source; an empty `source` means nothing is held.

    `exports` and `imports` say which directions are told, `small` that the amounts are better said in 万, `only` that a few goods
    are listed and not all. `output`, `nation` and `investment` are what print tells beside the trade: the region's product, how much the nation
    depends on trade, and foreign direct investment.
    """

    source: str = ""
    synthetic: bool = False
    first: str = ""
    last: str = ""
    currency: str = "USD"
    partners: bool = False
    products: bool = False
    regimes: bool = False
    others: bool = False
    output: bool = False
    nation: bool = False
    investment: bool = False
    exports: bool = True
    imports: bool = True
    small: bool = False
    only: T | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the draft is to be about; an empty `partner` means the whole world. `judged`: with risks and scenarios, which take longer."""

    name: str
    region: str
    partner: str
    peers: tuple[str, ...]
    first: str
    last: str
    judged: bool = True


def draft(wanted: Wanted, holding: Holding) -> str:
    """The TOML of a draft: the template's blocks for which there are data, its slots filled in."""
    return filled_in("draft.toml", _slots(wanted, holding), _conditions(wanted, holding))


def filled_in(template: str, slots: Mapping[str, str], conditions: Mapping[str, bool]) -> str:
    """A template of this folder with its slots filled in, without the blocks whose conditions do not hold."""
    text = (resources.files("entrepot.studies") / template).read_text(encoding="utf-8")
    lines = list(_kept(text.splitlines(), conditions))
    return _SLOT.sub(lambda found: slots[found[1]], "\n".join(lines)) + "\n"


def _conditions(wanted: Wanted, holding: Holding) -> dict[str, bool]:
    empty = not holding.source
    several = wanted.last > wanted.first
    return {
        "always": True,
        "years": several,
        "long": int(wanted.last[:4]) - int(wanted.first[:4]) > 1,
        "one year": not several,
        "partner": bool(wanted.partner),
        "world": not wanted.partner,
        "partners": (holding.partners or empty) and not wanted.partner,
        "products": holding.products or empty,
        "regimes": holding.regimes or empty,
        "others": holding.others or empty,
        "whole": holding.partners or empty,
        "print": not empty and not holding.partners,
        "synthetic": holding.synthetic,
        "output": holding.output and not wanted.partner,
        "nation": holding.nation,
        "investment": holding.investment and not wanted.partner,
        "judged": wanted.judged and not empty,
        "both": holding.exports and holding.imports,
        "one way": holding.exports != holding.imports,
        "sold": holding.exports,
        "only": holding.only is not None,
        "nothing": empty,
        "source": not empty,
    }


def _kept(lines: list[str], conditions: Mapping[str, bool]) -> Iterator[str]:
    """Lines under `#? word` are kept where all its words hold, up to the next such line."""
    kept = True
    for line in lines:
        if found := _BLOCK.match(line):
            kept = all(conditions[word.strip()] for word in found[1].split("&"))
        elif kept:
            yield line


def _slots(wanted: Wanted, holding: Holding) -> dict[str, str]:
    region, partner = (
        area_title(wanted.region),
        area_title(wanted.partner) if wanted.partner else T("the world", "全球"),
    )
    peers = ", ".join(quoted(one) for one in wanted.peers)
    only = holding.only or T("-", "-")
    side, words = ("exports", T("exports", "出口")) if holding.exports else ("imports", T("imports", "进口"))
    whole, way = ("total", T("trade", "进出口")) if holding.exports and holding.imports else (side, words)
    return {
        "id": wanted.name, "region": quoted(area(wanted.region).id), "partner": quoted(wanted.partner), "peers": peers,
        "period": f"{wanted.first}..{wanted.last}" if wanted.last > wanted.first else wanted.last,
        "later": _later_years(wanted), "source": quoted(holding.source), "currency": quoted(holding.currency), "money": money_unit(holding),
        "region_zh": region.zh, "region_en": region.en, "partner_zh": partner.zh, "partner_en": partner.en,
        "whole": whole, "whole_zh": way.zh, "whole_en": way.en, "side": side, "side_zh": words.zh, "side_en": words.en,
        **_places_traded_with(sold=holding.exports),
        "all_zh": "所列商品" if holding.only else "全部", "all_en": "what is listed" if holding.only else "all",
        "listed_zh": "所列商品" if holding.only else "", "listed_en": " (goods listed)" if holding.only else "",
        "only_zh": as_it_is(only.zh), "only_en": as_it_is(only.en), "Side_en": words.en.title(), "Most_en": "Most exported" if holding.exports else "Most imported",
        "all_whole_en": f"the {way.en} listed" if holding.only else f"all {way.en}", "region_text_zh": escaped(region.zh), "region_text_en": escaped(region.en),
    }  # fmt: skip


def _places_traded_with(*, sold: bool) -> dict[str, str]:
    one = "market" if sold else "supplier"
    where = "Where exports go" if sold else "Where imports come from"
    return {
        "markets_zh": "市场" if sold else "来源",
        "markets_en": f"{one}s",
        "Markets_en": f"{one.title()}s",
        "market_en": one,
        "where_en": where,
    }


def money_unit(holding: Holding) -> str:
    return ("万" if holding.small else "亿") + ("元" if holding.currency == "CNY" else "美元")


def _later_years(wanted: Wanted) -> str:
    """All but the first year, which has none before it to be compared with."""
    second = str(int(wanted.first[:4]) + 1)
    return f"{second}..{wanted.last}" if second < wanted.last else wanted.last


def quoted(text: str) -> str:
    return '"' + escaped(text) + '"'


def as_it_is(text: str) -> str:
    """Its numbers are no figures of the paper: they say what the data are of."""
    return re.sub(r"[0-9]+", r"{{\g<0>}}", escaped(text))


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
