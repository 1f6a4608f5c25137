"""One cell of a row as a page shows it: the code, and its name beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.columns import Column
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.flows import FLOW_TITLES
from entrepot.vocabulary.products import product
from entrepot.vocabulary.regimes import regime
from entrepot.vocabulary.text import T

_LONG: Final = 32
MISSING: Final = "—"
_YES: Final = {True: T("yes", "是"), False: T("no", "否")}


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    name: T | None = None
    is_number: bool = False
    batch: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it is better broken into lines than let the table grow wide."""
        return len(f"{self.name or ''} {self.text}") > _LONG and not self.batch


def cell(column: Column, value: object) -> Cell:
    if value is None:
        return Cell(MISSING, is_number=column.type == "number")
    if isinstance(value, bool):
        return Cell(str(_YES[value]))
    if column.type == "number":
        return Cell(_number(float(str(value))), is_number=True)
    text = str(value)
    named = _NAMES.get(column.name)
    return Cell(text, named(text) if named else None, batch=column.name == "batch")


def short_title(column: Column) -> str:
    """Its title without what stands in brackets: a table is wide enough."""
    return re.split(r" ?[(（]", str(column.title))[0]


def _number(value: float) -> str:
    """In full: these are the rows as they stand, not as a chart rounds them."""
    whole = f"{value:,.6f}".rstrip("0").rstrip(".")
    return whole.replace("-", "\u2212")


def _area(text: str) -> T | None:
    found = all_by_id().get(text)
    return found.name if found else None


def _flow(text: str) -> T | None:
    return {str(flow): title for flow, title in FLOW_TITLES.items()}.get(text)


@cache
def _product(text: str) -> T | None:
    """None where all that is known of a code is its chapter."""
    try:
        name = product(text).name
    except EntrepotError:
        return None
    return None if name.zh.startswith(text) else name


@cache
def _regime(text: str) -> T | None:
    try:
        return regime(text).name
    except EntrepotError:
        return None


_LEVELS: Final[Mapping[str, T]] = {
    "year": T("year", "年"), "quarter": T("quarter", "季"), "month": T("month", "月"), "to_date": T("year to date", "累计"),
    "country": T("country", "国家和地区"), "group": T("group", "分组"), "bloc": T("bloc", "集团"), "world": T("world", "全球"),
    "code": T("code", "代码"), "all": T("all", "全部"), "national": T("nation", "全国"),
    "registration": T("place of registration", "注册地"), "location": T("place of origin or destination", "境内目的地/货源地"),
    "customs_district": T("customs district", "关区"), "published": T("as printed", "公布"),
}  # fmt: skip
_PLACES: Final = ("reporter", "partner", "importer", "exporter", "origin", "destination", "area", "counterpart")
_NAMES: Final[Mapping[str, Callable[[str], T | None]]] = {
    "source": {source.id: source.title for source in ALL_SOURCES}.get, **dict.fromkeys(_PLACES, _area), "flow": _flow, "product": _product, "regime": _regime,
    **dict.fromkeys(("frequency", "partner_level", "regime_level", "basis"), _LEVELS.get),
}  # fmt: skip
