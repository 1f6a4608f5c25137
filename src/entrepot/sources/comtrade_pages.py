"""What to ask Comtrade's API for: one question for each reporter and period, small enough for one answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlencode

from entrepot.vocabulary.areas import area, codes_of
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.flows import FLOW_OF_COMTRADE, flow
from entrepot.vocabulary.products import normalised_code
from entrepot.vocabulary.text import T

Way = Literal["preview", "get"]
MOST_ROWS: Final[Mapping[Way, int]] = {"preview": 500, "get": 100_000}
"""Rows in one answer, without a key and with one; an answer of that many has been cut off."""
WANTED: Final = ("reporter", "period", "partner", "product", "flow", "nomenclature", "into")


@dataclass(frozen=True, slots=True)
class Page:
    """One question: one reporter in one period. No partners: all of them."""

    reporter: str
    period: str
    flows: tuple[str, ...]
    products: tuple[str, ...]
    partners: tuple[str, ...]
    nomenclature: str

    def address(self, base: str, way: Way) -> str:
        words = {
            "reporterCode": self.reporter, "period": self.period, "flowCode": ",".join(self.flows),
            "cmdCode": ",".join(self.products), "partner2Code": "0", "customsCode": "C00", "motCode": "0",
            "maxRecords": str(MOST_ROWS[way]),
        }  # fmt: skip
        if self.partners:
            words["partnerCode"] = ",".join(self.partners)
        path = "public/v1/preview" if way == "preview" else "data/v1/get"
        frequency = "M" if len(self.period) == 6 else "A"
        return f"{base}/{path}/C/{frequency}/{self.nomenclature}?{urlencode(words)}"

    @property
    def name(self) -> str:
        mark = hashlib.sha256(repr(self).encode()).hexdigest()[:8]
        return f"comtrade_{self.nomenclature}_{self.reporter}_{self.period}_{'-'.join(self.flows)}_{mark}.json"

    def halves(self) -> tuple[Page, Page] | None:
        """The same question in two; None where it asks for one product of one flow and cannot be divided."""
        for word in ("products", "partners", "flows"):
            listed: tuple[str, ...] = getattr(self, word)
            if len(listed) > 1:
                middle = len(listed) // 2
                return self._with(word, listed[:middle]), self._with(word, listed[middle:])
        return None

    def _with(self, word: str, listed: tuple[str, ...]) -> Page:
        changes: dict[str, Any] = {word: listed}
        return replace(self, **changes)


def pages_for(wanted: Mapping[str, str]) -> list[Page]:
    """What to ask, from a person's words; periods are years, months (2022-03) or years from-to (2018-2022)."""
    for name in wanted:
        if name not in WANTED:
            raise UnknownName(T("choice for a fetch from UN Comtrade", "UN Comtrade下载选项"), name, WANTED)
    for name in ("reporter", "period"):
        if not wanted.get(name, "").strip():
            raise WrongCall(T(f"say which {name}: {name}=...", f"请指明 {name}：{name}=……"))
    flows = tuple(_flow_code(word) for word in _listed(wanted.get("flow", "export,import")))
    products = tuple(normalised_code(word) for word in _listed(wanted.get("product", "TOTAL")))
    partners = tuple(_comtrade_code(word) for word in _listed(wanted.get("partner", "")))
    return [
        Page(_comtrade_code(reporter), period, flows, products, partners, _classification(wanted))
        for reporter in _listed(wanted["reporter"])
        for period in _periods(wanted["period"])
    ]


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _flow_code(word: str) -> str:
    wanted = flow(word)
    return next(code for code, which in FLOW_OF_COMTRADE.items() if which == wanted)


def _comtrade_code(word: str) -> str:
    """Comtrade's number of an area given by any name or code; a plain number is Comtrade's already."""
    if word.isascii() and word.isdigit():
        return str(int(word))
    found = area(word)
    codes = [code.code for code in codes_of(found.id) if code.scheme == "comtrade"]
    if not codes:
        raise WrongCall(
            T(f"UN Comtrade has no statistics of {found.name.en}", f"UN Comtrade没有{found.name.zh}的统计数据")
        )
    return codes[0]


def _periods(text: str) -> list[str]:
    periods: list[str] = []
    for word in _listed(text):
        if years := re.fullmatch(r"([12][0-9]{3})[-/]([12][0-9]{3})", word):
            periods += [str(year) for year in range(int(years[1]), int(years[2]) + 1)]
        elif month := re.fullmatch(r"([12][0-9]{3})-?(0[1-9]|1[0-2])", word):
            periods.append(month[1] + month[2])
        elif re.fullmatch(r"[12][0-9]{3}", word):
            periods.append(word)
        else:
            raise WrongCall(
                T(
                    f"{word!r} is no period: a year (2022), a month (2022-03), or years from-to (2018-2022)",
                    f"“{word}”不是时期：应为年（2022）、月（2022-03）或年份区间（2018-2022）",
                )
            )
    if not periods:
        raise WrongCall(T(f"{text!r} holds no period", f"“{text}”不含任何时期"))
    return list(dict.fromkeys(periods))


def _classification(wanted: Mapping[str, str]) -> str:
    code = wanted.get("nomenclature", "HS").strip().upper()
    if not re.fullmatch(r"HS|H[0-6]|S[1-4]|B[45]", code):
        raise WrongCall(
            T(
                f"{code!r} is no Comtrade classification: HS, H0 ... H6, S1 ... S4, B4, B5",
                f"“{code}”不是Comtrade分类代码",
            )
        )
    return code
