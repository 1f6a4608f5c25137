"""CEPII Gravity: distances, ties, GDP and population of country pairs by year (Conte, Cotterlaz and Mayer 2022)."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

from entrepot.sources.cells import printed, whole
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
        rows = self._existing(raw, about.sheet, origin, destination)
        year = printed(rows.year)
        rows = rows.mutate(year=whole(year), year_printed=year)
        return read_pairs(rows, about, origin=origin, destination=destination, areas="cepii_area")

    def _existing(self, raw: ibis.Table, sheet: Sheet, origin: str, destination: str) -> ibis.Table:
        """Without the rows of countries in years when they were none.

        The table is squared: it has a row for DEU.1 (West Germany) in 2008. Where the columns that say so were left
        out, such rows show by having no distance at all, though one of the two is a country of several lives.
        """
        if sheet.has(*EXISTS):
            return raw.filter(printed(raw[EXISTS[0]]) != "0", printed(raw[EXISTS[1]]) != "0")
        distances = [printed(raw[name]).notnull() for name in DISTANCES if name in sheet.columns]
        if not distances:
            return raw
        several_lives = raw[origin].contains(".") | raw[destination].contains(".")
        return raw.filter(functools.reduce(operator.or_, distances) | ~several_lives)


CEPII_GRAVITY = CepiiGravity()
