"""The Federal Reserve's own files of exchange rates, a column a currency: its Data Download Program and FRED."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Final

from entrepot.sources.cells import number, printed
from entrepot.sources.source import About, Sheet
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

# The Fed's two letters in the names of its series (RXI_N.M.CH, EXCHUS) -> ISO 4217.
CURRENCY_OF: Final = {
    "AL": "AUD", "BZ": "BRL", "CA": "CAD", "CH": "CNY", "DN": "DKK", "EU": "EUR", "HK": "HKD", "IN": "INR", "JA": "JPY",
    "JP": "JPY", "KO": "KRW", "MA": "MYR", "MX": "MXN", "NO": "NOK", "NZ": "NZD", "SD": "SEK", "SF": "ZAR", "SI": "SGD",
    "SL": "LKR", "SZ": "CHF", "TA": "TWD", "TH": "THB", "UK": "GBP",
}  # fmt: skip
_DOWNLOAD: Final = re.compile(r"RXI(?P<dollars>\$US)?_N\.(?P<frequency>[ABM])\.(?P<letters>[A-Z]{2})")
_FRED: Final = re.compile(r"(?P<frequency>[AD])?EX(?:(?P<dollars>US)(?P<letters>[A-Z]{2})|(?P<other>[A-Z]{2})US)")
_DATES: Final = ("Time Period", "DATE", "observation_date")


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """A column: of which currency, whether of days, months or years, and whether it prints dollars for one unit of it."""

    column: str
    currency: str
    frequency: str
    in_dollars: bool


def series_in(sheet: Sheet) -> tuple[Series, ...]:
    """The series of a file of the Fed; none for any other file."""
    if not sheet.columns or sheet.columns[0] not in _DATES:
        return ()
    return tuple(found for name in sheet.columns[1:] if (found := _series(name)) is not None)


def head_of_download(rows: tuple[tuple[str | None, ...], ...]) -> int | None:
    """The line `Time Period` under the five that describe the series."""
    return next((i for i, row in enumerate(rows) if row and row[0] == "Time Period"), None)


def rates_of_fed(raw: ibis.Table, about: About) -> ibis.Table:
    """Rates per dollar of months or years; a rate printed in dollars for one unit is turned round."""
    import ibis

    pieces = []
    for series in series_in(about.sheet):
        if series.frequency == "day":
            raise _daily(about)
        date, cell = printed(raw[about.sheet.columns[0]]), printed(raw[series.column])
        # ND stands on days without quotation.
        cell = cell.nullif("ND")
        rate = number(cell)
        rate = ibis.ifelse(rate > 0, rate, ibis.null("float64"))
        length = 4 if series.frequency == "year" else 7
        good = date.re_search(r"^(19|20|21)[0-9]{2}(-(0[1-9]|1[0-2])(-01)?)?$") & (date.length() >= length)
        pieces.append(
            raw.select(
                "row",
                currency=ibis.literal(series.currency),
                period=ibis.ifelse(good, date.left(length), ibis.null("string")),
                period_printed=date,
                frequency=ibis.literal(series.frequency),
                per_usd=1 / rate if series.in_dollars else rate,
                per_usd_printed=cell,
            ).filter(ibis._.per_usd_printed.notnull())
        )
    return ibis.union(*pieces) if len(pieces) > 1 else pieces[0]


def _series(name: str) -> Series | None:
    download, fred = _DOWNLOAD.fullmatch(name), _FRED.fullmatch(name)
    found = download or fred
    if found is None:
        return None
    letters = found["letters"] or (fred["other"] if fred else "")
    currency = CURRENCY_OF.get(letters)
    frequency = {"A": "year", "B": "day", "D": "day"}.get(found["frequency"] or "M", "month")
    return None if currency is None else Series(name, currency, frequency, found["dollars"] is not None)


def _daily(about: About) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{about.sheet.file} holds daily rates, which are not taken: choose the monthly or annual averages (FRED: EXCHUS, "
            "not DEXCHUS; Data Download Program: frequency Monthly)",
            f"{about.sheet.file} 是日度汇率，不予收录：请选择月均或年均值（FRED 用 EXCHUS 而非 DEXCHUS；数据下载页选 Monthly）",
        )
    )
