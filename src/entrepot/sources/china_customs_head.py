"""What the head of a printed customs table says: what its lines are, where the values stand, of which month, in which unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from entrepot.sources.china_customs_asked import asked_period
from entrepot.sources.china_customs_columns import plain_name
from entrepot.sources.source import About, Sheet
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.flows import Flow
from entrepot.vocabulary.text import T

# What the first column names -> what its lines are. The firm's seat comes first: 境内目的地 names a place as well.
_LINES: Final = (
    (re.compile(r"收发货人|经营单位|importers/?exporters|foreigntradeenterprises"), "registration"),
    (re.compile(r"境内目的地|境内货源地|placeofdestination|domesticdestination"), "location"),
    (re.compile(r"贸易方式|customsregime|trademode|modeoftrade"), "regime"),
    (re.compile(r"^关别|^关区|customsdistrict"), "customs_district"),
    (re.compile(r"国.*地区|^国别|^country|country\(region\)"), "partner"),
)
_FLOW_WORDS: Final = (
    (Flow.EXPORT, re.compile(r"^(出口|exports?)(额|值|总值|总额)?$")),
    (Flow.IMPORT, re.compile(r"^(进口|imports?)(额|值|总值|总额)?$")),
)
_UNIT_IN_NAME: Final = re.compile(r"[(_]((?:万|亿|千|百万)?(?:美元|元人民币|元))\)?$")
_TO_DATE: Final = re.compile(r"累计|至|to|-")
_MONTH_HEAD: Final = re.compile(r"^(\d{1,2}月|当月|本月|\d{1,2})$")
_ENGLISH_UNITS: Final = (
    (re.compile(r"us\$?1,?000|1,?000us\$?|1,?000usd|usd1,?000"), "千美元"),
    (re.compile(r"10,?000(rmb|yuan|cny)|(rmb|yuan|cny)10,?000"), "万元"),
)
UNITS: Final = ("万元", "万元人民币", "亿元人民币", "亿元", "千美元", "万美元", "亿美元", "元人民币", "元", "美元")


@dataclass(frozen=True, slots=True)
class Values:
    """A column of values: of which flow, of the month (or of the period said) or since January, in which unit if it says."""

    column: str
    flow: Flow
    to_date: bool
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    lines: str
    names: str
    values: tuple[Values, ...]

    @property
    def is_monthly(self) -> bool:
        return any(value.to_date for value in self.values)


def head_of(sheet: Sheet) -> Head | None:
    """The head of a table with a column each for exports and imports; None for any other."""
    names = tuple(plain_name(name) for name in sheet.columns)
    if not names:
        return None
    lines = next((what for pattern, what in _LINES if pattern.search(names[0])), None)
    values = tuple(value for flow, _ in _FLOW_WORDS for value in _values(sheet, names, flow))
    if lines is None or {value.flow for value in values} != {Flow.EXPORT, Flow.IMPORT}:
        return None
    return Head(lines, sheet.columns[0], values)


def _values(sheet: Sheet, names: tuple[str, ...], flow: Flow) -> tuple[Values, ...]:
    """The column under the flow's word, and where that heading is merged over two, its neighbour; not the growth rates."""
    pattern = dict(_FLOW_WORDS)[flow]
    for at, name in enumerate(names):
        unit = _UNIT_IN_NAME.search(name)
        if not pattern.match(name[: unit.start()] if unit else name):
            continue
        printed = sheet.columns[at]
        said = unit[1] if unit else None
        if at + 1 == len(names) or not names[at + 1].startswith("column"):
            return (Values(printed, flow, False, said),)
        second_is_month = _is_to_date(sheet, at) and not _is_to_date(sheet, at + 1)
        order = (True, False) if second_is_month else (False, True)
        beside = (printed, sheet.columns[at + 1])
        return tuple(Values(column, flow, to_date, said) for column, to_date in zip(beside, order, strict=True))
    return ()


def _is_to_date(sheet: Sheet, at: int) -> bool:
    """Whether the second line of the head says that the column is cumulative (1至12月累计)."""
    cell = sheet.first_rows[0][at] if sheet.first_rows and at < len(sheet.first_rows[0]) else None
    words = plain_name(cell or "")
    return bool(_TO_DATE.search(words)) and not _MONTH_HEAD.match(words)


def head_row(rows: Sequence[Sequence[str | None]]) -> int | None:
    """The row of such a head among a sheet's first rows."""
    for at, row in enumerate(rows):
        cells = tuple(cell or f"column {i}" for i, cell in enumerate(row))
        if head_of(Sheet("", cells)) is not None:
            return at
    return None


def month_of_head(about: About) -> str:
    period = asked_period(about)
    if period.frequency == "month":
        return period.text
    raise WrongCall(
        T(
            f"{about.sheet.file} is a table of one month: add --set period=2024-12",
            f"{about.sheet.file} 是单月表：请加 --set period=2024-12",
        )
    )


def unit_of_head(about: About) -> str:
    """The unit said by the person, by the lines above the head (单位：万元人民币), or by the edition in the file's name.

    Customs prints these tables in two editions, 人民币值 in 万元 and 美元值 in 千美元.
    """
    said = about.option("unit")
    if said in UNITS:
        return said
    if said is None:
        above = {unit for text in about.sheet.above if (unit := _unit_in(text)) is not None}
        if len(above) == 1:
            return above.pop()
        if not above and ("人民币" in about.sheet.file) != ("美元" in about.sheet.file):
            return "万元" if "人民币" in about.sheet.file else "千美元"
    raise WrongCall(
        T(
            f"{about.sheet.file} does not say its unit: add --set unit=万元 or --set unit=千美元",
            f"{about.sheet.file} 未说明单位：请加 --set unit=万元 或 --set unit=千美元",
        )
    )


def _unit_in(text: str) -> str | None:
    words = plain_name(text)
    for pattern, unit in _ENGLISH_UNITS:
        if pattern.search(words.replace("units", "").replace("unit", "")):
            return unit
    _, colon, after = words.partition("单位:")
    return next((unit for unit in UNITS if colon and after.startswith(unit)), None)
