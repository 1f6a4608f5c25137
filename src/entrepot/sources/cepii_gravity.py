"""CEPII Gravity: distances, ties, GDP and population of country pairs by year (Conte, Cotterlaz and Mayer 2022)."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

from entrepot.sources.cells import printed, remark, whole
from entrepot.sources.cepii_pairs import LICENCE, PUBLISHER, quantities_in, read_pairs
from entrepot.sources.source import About, Sheet, Source
from entrepot.vocabulary.tables import PAIRS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

IDS = (("iso3_o", "iso3_d"), ("country_id_o", "country_id_d"))
EXISTS = ("country_exists_o", "country_exists_d")
DISTANCES = ("dist", "distcap", "distw_arithmetic", "distw")


class CepiiGravity(Source):
    id = "cepii_gravity"
    title = T("CEPII Gravity: pairs of countries by year", "CEPII引力数据库（国家对，按年）")
    publisher = PUBLISHER
    address = "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=8"
    licence = LICENCE
    gives = PAIRS
    how = T(
        "Take Gravity_csv from the address (registration asked for); any choice of its columns will do.",
        "在上述网址下载Gravity_csv（需注册）；可只保留部分列。",
    )
    restates = ("origin", "destination", "year")

    def recognises(self, sheet: Sheet) -> bool:
        ids = any(sheet.has(*pair) for pair in IDS)
        return ids and sheet.has("year") and bool(quantities_in(sheet.columns))

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        origin, destination = next(pair for pair in IDS if about.sheet.has(*pair))
        rows = raw.filter(self._exists(raw, about.sheet, origin, destination))
        year = printed(rows.year)
        rows = rows.mutate(year=whole(year), year_printed=year)
        return read_pairs(rows, about, origin=origin, destination=destination, areas="cepii_area")

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table:
        origin, destination = next(pair for pair in IDS if about.sheet.has(*pair))
        exists = self._exists(raw, about.sheet, origin, destination)
        return remark("no_country", raw.filter(~exists))

    def remark_message(self, rule: str, rows: int) -> T:
        return T(
            f"{rows:,} rows left out: one of the two countries did not exist in that year",
            f"略去{rows:,}行：其中一国在该年并不存在",
        )

    def _exists(self, raw: ibis.Table, sheet: Sheet, origin: str, destination: str) -> ibis.Value:
        """Whether both countries of a row existed in its year.

        The table is squared: it has a row for DEU.1 (West Germany) in 2008. Where the columns that say so were left
        out, such rows show by having no distance at all, though one of the two is a country of several lives.
        """
        import ibis

        if sheet.has(*EXISTS):
            return ~(raw[EXISTS[0]].strip() == "0").fill_null(False) & ~(raw[EXISTS[1]].strip() == "0").fill_null(False)
        distances = [printed(raw[name]).notnull() for name in DISTANCES if name in sheet.columns]
        if not distances:
            return ibis.literal(True)
        several_lives = (raw[origin].contains(".") | raw[destination].contains(".")).fill_null(False)
        return functools.reduce(operator.or_, distances) | ~several_lives


CEPII_GRAVITY = CepiiGravity()
