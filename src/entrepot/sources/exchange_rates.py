"""Exchange rates of the Federal Reserve (H.10), its own files or as tidied by datahub: units of a currency per US dollar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from entrepot.sources.cells import number, printed, remark
from entrepot.sources.fed_series import head_of_download, rates_of_fed, series_in
from entrepot.sources.fetching import one_file, refuse_other_choices
from entrepot.sources.lookups import lookup, lookup_table, two_columns
from entrepot.sources.source import About, Licence, RawFile, Sheet, Source
from entrepot.vocabulary.errors import SchemaMismatch, UnknownName
from entrepot.vocabulary.tables import RATES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

# ISO 4217. Countries of the euro area are in the file with their own currencies until December 2001.
CURRENCIES = (
    ("Australia", "AUD"), ("Austria", "ATS"), ("Belgium", "BEF"), ("Brazil", "BRL"), ("Canada", "CAD"),
    ("China", "CNY"), ("Denmark", "DKK"), ("Euro", "EUR"), ("Finland", "FIM"), ("France", "FRF"),
    ("Germany", "DEM"), ("Greece", "GRD"), ("Hong Kong", "HKD"), ("India", "INR"), ("Ireland", "IEP"),
    ("Italy", "ITL"), ("Japan", "JPY"), ("Malaysia", "MYR"), ("Mexico", "MXN"), ("Netherlands", "NLG"),
    ("New Zealand", "NZD"), ("Norway", "NOK"), ("Portugal", "PTE"), ("Singapore", "SGD"), ("South Africa", "ZAR"),
    ("South Korea", "KRW"), ("Spain", "ESP"), ("Sri Lanka", "LKR"), ("Sweden", "SEK"), ("Switzerland", "CHF"),
    ("Taiwan", "TWD"), ("Thailand", "THB"), ("United Kingdom", "GBP"), ("Venezuela", "VED"),
)  # fmt: skip
# Venezuela struck off five zeros in August 2018 and six in October 2021; the Fed's monthly averages change over in the
# month after, and everything before 2008 is already in bolívares fuertes.
VENEZUELA = (("2018-09-01", "VEF"), ("2021-11-01", "VES"))
# Yearly averages over both sides of such a change are averages of nothing.
NO_AVERAGE = ("2018-01-01", "2021-01-01")
DAY = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-01$"

_TIDIED = ("Date", "Country", "Exchange rate")
FOLDER = "https://raw.githubusercontent.com/datasets/exchange-rates/main/data"
FILES = {"month": "monthly.csv", "year": "annual.csv"}

Frequency = Literal["year", "month"]


@lookup_table("fed_h10_currency")
def _currencies() -> pa.Table:
    return two_columns(CURRENCIES, second="currency")


class ExchangeRates(Source):
    id = "exchange_rates"
    title = T("Exchange rates per US dollar (Federal Reserve H.10)", "对美元汇率（美联储H.10）")
    publisher = T("Board of Governors of the Federal Reserve System", "美国联邦储备委员会")
    address = "https://github.com/datasets/exchange-rates"
    licence = Licence(
        T("Public Domain Dedication and License (PDDL)", "公共领域奉献与许可（PDDL）"),
        may_republish=True,
        reference="https://github.com/datasets/exchange-rates",
    )
    gives = RATES
    how = T(
        "Take data/monthly.csv or data/annual.csv at the address; the Federal Reserve's own CSV and FRED's do as well.",
        "在上述网址下载data/monthly.csv或data/annual.csv；美联储网站和FRED的CSV也可。",
    )
    restates = ("currency", "period")
    fetchable = True

    def recognises(self, sheet: Sheet) -> bool:
        return sheet.columns == _TIDIED or bool(series_in(sheet))

    def header_row(self, rows: tuple[tuple[str | None, ...], ...]) -> int | None:
        return head_of_download(rows)

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        if about.sheet.columns != _TIDIED:
            return rates_of_fed(raw, about)
        frequency = frequency_of(about)
        rows = raw.mutate(day=printed(raw.Date), country=printed(raw.Country), rate=printed(raw["Exchange rate"]))
        known = lookup("fed_h10_currency")
        rows = rows.left_join(known, rows.country == known.code)
        if frequency == "year":
            averaged = (rows.currency != "VED") | rows.day.notin(NO_AVERAGE)
            rows = rows.filter(rows.currency.isnull() | averaged)
        venezuelan = ibis.cases(*((rows.day < until, code) for until, code in VENEZUELA), else_=rows.currency)
        day = ibis.ifelse(rows.day.re_search(DAY), rows.day, ibis.null("string"))
        rate = number(rows.rate)
        return rows.select(
            "row",
            currency=ibis.ifelse(rows.currency == "VED", venezuelan, rows.currency),
            currency_printed=rows.country,
            period=day.left(4 if frequency == "year" else 7),
            period_printed=rows.day,
            frequency=ibis.literal(frequency),
            per_usd=ibis.ifelse(rate > 0, rate, ibis.null("float64")),
            per_usd_printed=rows.rate,
        )

    def fetch(self, **wanted: str) -> Iterator[RawFile]:
        """The rates of months, or of years with `frequency="year"`; `into` the folder."""
        refuse_other_choices(wanted, ("frequency", "address", "into"))
        name = FILES.get(wanted.get("frequency", "month"))
        if name is None:
            raise UnknownName(T("frequency of exchange rates", "汇率频度"), wanted["frequency"], FILES)
        address = wanted.get("address", f"{FOLDER}/{name}")
        yield one_file(address, name=f"exchange_rates_{name}", wanted=wanted, how=self.how)

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        if about.sheet.columns != _TIDIED or frequency_of(about) == "month":
            return None
        mixed = (printed(raw.Country) == "Venezuela") & printed(raw.Date).isin(NO_AVERAGE)
        return remark("two_currencies", raw.filter(mixed))

    def remark_message(self, rule: str, rows: int) -> T:
        return T(
            f"{rows} yearly averages of Venezuela left out: they mix the currencies before and after zeros were struck off",
            f"略去委内瑞拉{rows}个年均汇率：其中混有去零前后的两种货币",
        )


def frequency_of(about: About) -> Frequency:
    """Whether the dates stand for months or years: as said, as the file is named, or as its first dates run."""
    said = about.option("frequency")
    if said in ("year", "month"):
        return said  # type: ignore[return-value]
    name = about.sheet.file.casefold()
    if ("annual" in name) != ("monthly" in name):
        return "year" if "annual" in name else "month"
    dates = [row[0].strip() for row in about.sheet.first_rows if row and row[0]]
    if dates and all(date.endswith("-01") for date in dates):
        if any(not date.endswith("-01-01") for date in dates):
            return "month"
        if len({date[:4] for date in dates}) > 1:
            return "year"
    raise SchemaMismatch(
        T(
            f"{about.sheet.file}: its dates do not tell whether the rates are of months or of years; "
            "add --set frequency=month (or year). Daily rates are not taken.",
            f"{about.sheet.file}：从日期无法判断是月度还是年度汇率；请加 --set frequency=month（或 year）。不收日度汇率。",
        )
    )


EXCHANGE_RATES = ExchangeRates()
