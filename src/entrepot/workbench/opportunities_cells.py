"""Names, numbers and sources of the paper of opportunities."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from entrepot.sources import source_named
from entrepot.studies.paper import Number, SourceLine
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.products import product
from entrepot.vocabulary.short_names import short_name
from entrepot.vocabulary.text import T

_LARGE: Final = 1e8


def market(code: str) -> T:
    return short_name(code) if code in all_by_id() else T(code, code)


def goods(code: str) -> T:
    name = product(code).name
    # A code of four digits at the head of a row would read as a year.
    bare = name if name.en.startswith(code) else T(f"{code} {name.en}", f"{code} {name.zh}")
    return T(f"HS {bare.en}", f"HS {bare.zh}")


def money(value: float, currency: str, why: str, *, largest: float | None = None) -> Number:
    """`largest` is that of all numbers in the table, so that its columns have one unit."""
    step = "" if largest is None else "1e8" if largest >= _LARGE else "1e4"
    shown = f"{step} {currency}" if step else ""
    return Number(Decimal(repr(float(value))), currency, shown, 2 if step else None, derivation=why)


def plain(value: float, why: str) -> Number:
    return Number(Decimal(repr(float(value))), "1", decimals=3, derivation=why)


def share(value: float, why: str) -> Number:
    return Number(Decimal(repr(float(value))), "1", shown_in="%", decimals=1, derivation=why)


def source_line(own: str, demand: str, synthetic: bool, vintage: str, coverage: T) -> SourceLine:
    named = []
    for name in dict.fromkeys(one for one in (own, demand) if one and one != "-"):
        try:
            named.append(source_named(name).title)
        except EntrepotError:
            named.append(T(name, name))
    return SourceLine(tuple(named), vintage, coverage, synthetic)
