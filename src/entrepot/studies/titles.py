"""What figures, measures, rows and periods are called in a table, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from entrepot.embedded import embedded_rows
from entrepot.measures.measure import Measure
from entrepot.studies.declaration import RowKey
from entrepot.studies.figures import UNDATED
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.periods import Period, parse_period
from entrepot.vocabulary.products import product, section_id
from entrepot.vocabulary.regimes import regime
from entrepot.vocabulary.short_names import name_in_sentences
from entrepot.vocabulary.text import T

ROW_TITLES: Final[dict[RowKey, T]] = {
    "period": T("Period", "时期"),
    "area": T("Region", "地区"),
    "counterpart": T("Partner", "贸易伙伴"),
    "subject": T("Subject", "对象"),
    "product": T("Product", "商品"),
    "regime": T("Customs regime", "贸易方式"),
}
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@cache
def _printed_words() -> Mapping[str, str]:
    """The first Chinese word for each figure and subject that publishers' words are read into."""
    found: dict[str, str] = {}
    for row in embedded_rows("figure_words.csv"):
        found.setdefault(row["word"], row["printed"])
    return found


@cache
def _titles() -> Mapping[str, T]:
    """What published figures and their subjects are called, where no measure says it."""
    return {row["name"]: T(row["en"], row["zh"]) for row in embedded_rows("figure_titles.csv")}


def figure_title(name: str, measures: Mapping[str, Measure]) -> T:
    """The title of a measure or published figure; an unknown one goes by its name."""
    if name in _titles():
        return _titles()[name]
    if name in measures:
        return measures[name].title
    plain = name.replace("_", " ") or name
    return T(plain[:1].upper() + plain[1:], _printed_words().get(name, plain))


def row_title(key: RowKey, name: str) -> T:
    """What a row is called: a period in words, a place, a product."""
    try:
        match key:
            case "period":
                return period_title(name)
            case "area" | "counterpart":
                return area_title(name)
            case "product":
                return product(name).name
            case "regime":
                return regime(name).name
    except EntrepotError:
        pass
    if section_id(name):
        return product(section_id(name) or name).name
    return figure_title(name, {})


def area_title(name: str) -> T:
    """A place as sentences and columns say it: 山西, 东盟, and several with 、 between them."""
    parts = [name_in_sentences(part) for part in name.split("+")]
    *before, last = (part.en for part in parts)
    return T(f"{', '.join(before)} and {last}" if before else last, "、".join(part.zh for part in parts))


def period_title(text: str) -> T:
    """2021 and 2021年; March 2023 and 2023年3月; 2011–2021 and 2011—2021年."""
    if text == UNDATED:
        return T("undated", "未注明时期")
    first, dots, last = text.partition("..")
    if dots:
        return T(f"{period_title(first).en}–{period_title(last).en}", f"{first}—{period_title(last).zh}")
    try:
        period: Period = parse_period(text)
    except EntrepotError:
        return T(text, text)
    if period.frequency == "year":
        return T(period.text, f"{period.text}年")
    month = period.begin % 12
    if period.frequency == "month":
        return T(f"{_MONTHS[month]} {period.year}", f"{period.year}年{month + 1}月")
    if period.frequency == "quarter":
        return T(f"{period.year} Q{month // 3 + 1}", f"{period.year}年第{month // 3 + 1}季度")
    if period.frequency == "to_date":
        ending = period.end % 12
        return T(f"January to {_MONTHS[ending]} {period.year}", f"{period.year}年1-{ending + 1}月")
    return T(text.replace("/", "–"), text.replace("/", "—"))


_PLACES: Final = (
    (r"FDI table", "外资表"),
    (r"table (\S+)", r"表\1"),
    (r"section (\S+)", r"第\1节"),
    (r"para (\S+)", r"第\1段"),
    (r"段 table", "段附表"),
    (r"段 text", "段正文"),
)


def place_title(locator: str, study: str) -> T:
    """A place as the paper of `study` says it: 原文表1 of its original, of others with their id."""
    within = locator.removeprefix(f"{study} ") if study else locator
    said = locator_title(within)
    return said if within == locator else T(f"original {said.en}", f"原文{said.zh}")


def locator_title(locator: str) -> T:
    """`shanxi-asean table 1` as it stands, and 表1 in Chinese."""
    chinese = locator
    for pattern, words in _PLACES:
        chinese = re.sub(pattern, words, chinese)
    return T(locator, chinese)
