"""China's import tariff as two plain tables: MFN, provisional and general rates by HS8, and agreement rates by HS8."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from entrepot.sources.cells import number, printed, with_id
from entrepot.sources.lookups import lookup_table, two_columns
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.products import hs_edition_on
from entrepot.vocabulary.tables import TARIFFS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

RATES = ("mfn", "provisional", "general")
# The abbreviations of the tariff schedule's columns of agreement rates; AS is ASEAN as a whole.
PARTNERS = {
    "AS": "ASEAN", "AU": "AUS", "CH": "CHE", "CL": "CHL", "CR": "CRI", "EC": "ECU", "GE": "GEO", "HK": "HKG",
    "HN": "HND", "IS": "ISL", "JP": "JPN", "KH": "KHM", "KR": "KOR", "MO": "MAC", "MU": "MUS", "MV": "MDV",
    "NI": "NIC", "NZ": "NZL", "PE": "PER", "PK": "PAK", "RS": "SRB", "SG": "SGP", "TW": "TWN",
}  # fmt: skip
# The Asia-Pacific Trade Agreement (Bangkok Agreement) has several members and no bloc of ours.
NO_ONE_PARTNER = "FTA-AP"


@lookup_table("china_tariff_partner")
def _partners() -> pa.Table:
    agreements = ("RCEP", "FTA", "CEPA")
    return two_columns(tuple((f"{name}-{code}", area) for name in agreements for code, area in PARTNERS.items()))


class ChinaTariffs(Source):
    id = "china_tariffs"
    title = T("China's import tariff schedule (tidied)", "中国进口税则（整理表）")
    publisher = T("Customs Tariff Commission of the State Council", "国务院关税税则委员会")
    address = "https://gss.mof.gov.cn"
    licence = Licence(T("none stated (a public legal document)", "未注明（公开的法规文件）"), may_republish=False)
    gives = TARIFFS
    how = T(
        "Tidy the schedule into hs8, mfn, provisional, general, and into hs8, agreement, rate "
        "(RCEP-JP, FTA-KR ...), with the year in the file's name.",
        "将税则整理成两张表：hs8、mfn、provisional、general；以及hs8、agreement、rate（RCEP-JP、FTA-KR等），文件名中写明年份。",
    )
    restates = ("importer", "year")

    def recognises(self, sheet: Sheet) -> bool:
        return sheet.has("hs8", *RATES) or sheet.has("hs8", "agreement", "rate")

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        year = year_of(about)
        if about.sheet.has("agreement"):
            agreement = printed(raw.agreement)
            rows = raw.select(
                "row",
                "hs8",
                agreement=agreement,
                exporter_printed=agreement.nullif(NO_ONE_PARTNER),
                kind=ibis.literal("preferential"),
                cell=raw.rate,
            )
            rows = with_id(rows, "exporter", codes="china_tariff_partner")
        else:
            rows = raw.select("row", "hs8", *RATES).pivot_longer(list(RATES), names_to="kind", values_to="cell")
            # Most lines have no provisional rate; that is no missing figure.
            rows = rows.filter((rows.kind != "provisional") | printed(rows.cell).notnull())
        code, rate = printed(rows.hs8), printed(rows.cell)
        rows = rows.mutate(
            importer=ibis.literal("CHN"),
            product=ibis.ifelse(code.re_search("^[0-9]{8}$"), code, ibis.null("string")),
            product_printed=code,
            year=ibis.literal(year),
            tariff_percent=number(rate),
            tariff_percent_printed=rate,
            tariff_printed=rate,
            nomenclature=ibis.literal(hs_edition_on(year)),
        )
        return rows.drop("hs8", "cell")


def year_of(about: About) -> int:
    """The year of the schedule: as said, or the only one in the file's name."""
    said = about.option("year")
    told = {said} if said else set(re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", about.sheet.file))
    if len(told) == 1 and (year := told.pop()).isdecimal():
        return int(year)
    raise SchemaMismatch(
        T(
            f"{about.sheet.file}: the table does not say of which year the tariff is; add --set year=2025",
            f"{about.sheet.file}：表中没有说明是哪一年的税则；请加 --set year=2025",
        )
    )


CHINA_TARIFFS = ChinaTariffs()
