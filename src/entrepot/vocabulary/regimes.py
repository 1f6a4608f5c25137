"""Customs regimes of China: supervision modes (监管方式), the trade modes of the statistics (贸易方式), and their groups.

The last two digits of a supervision mode are its trade mode in the statistics: 9610, 9710, 9810 and 1210 therefore stand
inside 10 (general trade) and 1039 and 1239 inside 39 (other) wherever only two digits are published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.tables_of_words import word_rows
from entrepot.vocabulary.text import T

RegimeLevel = Literal["all", "group", "statistics", "supervision"]
KIND: Final = T("customs regime", "监管方式")
ALL: Final = "ALL"

GROUP_TITLES: Final[Mapping[str, T]] = {
    "general": T("general trade", "一般贸易"),
    "processing": T("processing trade", "加工贸易"),
    "bonded": T("bonded logistics", "保税物流"),
    "ecommerce": T("cross-border e-commerce", "跨境电商"),
    "market_procurement": T("market procurement", "市场采购"),
    "other": T("other regimes", "其他方式"),
}
# Words for the groups that papers and bulletins use besides the titles.
_GROUP_WORDS: Final[Mapping[str, str]] = {
    "bonded": "bonded",
    "保税物流方式": "bonded",
    "e-commerce": "ecommerce",
    "跨境电子商务": "ecommerce",
    "跨境贸易电子商务": "ecommerce",
    "市场采购贸易": "market_procurement",
    "market procurement trade": "market_procurement",
    "其他贸易方式": "other",
}


@dataclass(frozen=True, slots=True)
class Regime:
    """`statistics` is the two-digit trade mode that a supervision mode counts in; '' where the statistics leave it out."""

    id: str
    level: RegimeLevel
    group: str
    statistics: str
    name: T
    long_name: str


def regime(code_or_name: str, *, level: RegimeLevel | None = None) -> Regime:
    """The regime of a code (`10`, `0110`, `110`), a group or a name; a name means its group before its codes, unless `level` says."""
    plain = code_or_name.strip()
    table = _regimes()
    code = plain.zfill(4) if plain.isascii() and plain.isdigit() and len(plain) == 3 else plain
    if code in table and level in (None, table[code].level):
        return table[code]
    for found in _by_word().get(plain.casefold(), ()):
        if level in (None, table[found].level):
            return table[found]
    raise UnknownName(KIND, code_or_name, [*_by_word(), *table])


def regime_group(code: str) -> str:
    """The group of a regime: `general`, `processing`, `bonded`, `ecommerce`, `market_procurement` or `other`."""
    return regime(code).group


def code_table() -> tuple[tuple[str, str], ...]:
    """(code as printed, id) of every code, for joins; a code is also there as a spreadsheet leaves it (`110` for `0110`)."""
    codes = [r.id for r in _regimes().values() if r.level in ("statistics", "supervision")]
    return tuple((printed, code) for code in codes for printed in dict.fromkeys((code, code.removeprefix("0"))))


def regimes(level: RegimeLevel | None = None) -> tuple[Regime, ...]:
    """All regimes, or those of one level, in the order of their codes."""
    return tuple(r for r in _regimes().values() if level in (None, r.level))


@cache
def _regimes() -> dict[str, Regime]:
    whole = T("all regimes", "全部贸易方式")
    found = {ALL: Regime(ALL, "all", ALL, "", whole, whole.zh)}
    found |= {g: Regime(g, "group", g, "", title, title.zh) for g, title in GROUP_TITLES.items()}
    for row in word_rows("regimes.csv"):
        level: RegimeLevel = "statistics" if row["level"] == "statistics" else "supervision"
        name = T(row["en"], row["zh"])
        found[row["code"]] = Regime(row["code"], level, row["group"], row["statistics_code"], name, row["full_zh"])
    return found


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    """The ids that a word may mean: groups first, then the statistics' modes, then supervision modes."""
    words: dict[str, tuple[str, ...]] = {word: (group,) for word, group in _GROUP_WORDS.items()}
    aliases = {row["code"]: row["aliases"].split("|") for row in word_rows("regimes.csv")}
    for r in _regimes().values():
        for word in dict.fromkeys((r.name.zh, r.name.en, r.long_name, *aliases.get(r.id, ()))):
            if word:
                words[word.casefold()] = (*words.get(word.casefold(), ()), r.id)
    return words
