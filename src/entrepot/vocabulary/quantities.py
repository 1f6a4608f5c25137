"""Units of quantity as customs and Comtrade print them, and what they convert to, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.tables_of_words import word_rows
from entrepot.vocabulary.text import T

KIND: Final = T("unit of quantity", "计量单位")
# What customs and Comtrade print where there is no (second) unit.
NO_UNIT: Final = frozenset({"", "?", "？", "-", "—", "N/A", "NO QUANTITY"})
ALL_UNITS_CODE: Final = "-2"


@dataclass(frozen=True, slots=True)
class QuantityUnit:
    """One of these is `factor` of `base`; a unit that converts to nothing is its own base with factor 1."""

    base: str
    factor: Decimal
    name: T
    code: str

    def to_base(self, quantity: Decimal) -> Decimal:
        return quantity * self.factor


def quantity_unit(printed: str | None) -> QuantityUnit | None:
    """The unit that China's customs print (`千克`, `台`) or an English or Comtrade abbreviation (`kg`); None for `?`, `-`."""
    if printed is None or printed.strip().upper() in NO_UNIT:
        return None
    plain = printed.strip()
    words = quantity_words()
    found = words.get(plain) or words.get(plain.casefold())
    if found is None:
        raise UnknownName(KIND, printed, words)
    return found


def customs_unit(code: str) -> QuantityUnit:
    """The unit of a Chinese declaration code (`035` is the kilogram)."""
    found = _customs().get(code.strip().zfill(3))
    if found is None:
        raise UnknownName(KIND, code, _customs())
    return found


def comtrade_unit(code: str | int) -> QuantityUnit | None:
    """The unit of a Comtrade quantity code (8 is the kilogram); None where Comtrade says that there is no quantity."""
    units = _comtrade()
    key = str(code).strip()
    if key not in units:
        raise UnknownName(KIND, key, units)
    return units[key]


def quantity_units() -> tuple[QuantityUnit, ...]:
    """Every unit, China's customs first."""
    return (*_customs().values(), *(u for u in _comtrade().values() if u))


@cache
def quantity_words() -> dict[str, QuantityUnit]:
    """Every word that names a unit; a Chinese word means the customs' unit where Comtrade has one of that name too."""
    words: dict[str, QuantityUnit] = {}
    for unit in _customs().values():
        words[unit.name.zh] = unit
    for row in word_rows("comtrade_units.csv"):
        unit_or_none = _comtrade()[row["code"]]
        if unit_or_none is not None:
            for word in (row["abbreviation"], row["abbreviation"].casefold(), row["en"], row["zh"]):
                words.setdefault(word, unit_or_none)
    for word, same in {"公斤": "千克", "公吨": "吨", "公里": "千米", "t": "吨", "m2": "平方米", "m3": "立方米"}.items():
        words[word] = words[same]
    return words


@cache
def _customs() -> dict[str, QuantityUnit]:
    return {
        r["code"]: QuantityUnit(r["base"], Decimal(r["factor"]), T(r["en"], r["zh"]), r["code"])
        for r in word_rows("customs_units.csv")
    }


@cache
def _comtrade() -> dict[str, QuantityUnit | None]:
    return {
        r["code"]: QuantityUnit(r["base"], Decimal(r["factor"]), T(r["en"], r["zh"]), r["code"]) if r["base"] else None
        for r in word_rows("comtrade_units.csv")
    }
