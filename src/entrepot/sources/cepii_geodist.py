"""CEPII GeoDist (dist_cepii): distances and ties of country pairs that hold in every year (Mayer and Zignago 2011)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.sources.cepii_pairs import LICENCE, PUBLISHER, read_pairs
from entrepot.sources.source import About, Sheet, Source
from entrepot.vocabulary.tables import PAIRS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

IDS = (("iso_o", "iso_d"), ("exporter", "importer"))


class CepiiGeoDist(Source):
    id = "cepii_geodist"
    title = T("CEPII GeoDist: distances of countries", "CEPII GeoDist国家间距离")
    publisher = PUBLISHER
    address = "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=6"
    licence = LICENCE
    gives = PAIRS
    how = T(
        "Take dist_cepii from the address (registration asked for) and save it as CSV or Parquet.",
        "在上述网址下载dist_cepii（需注册），另存为CSV或Parquet。",
    )
    restates = ("origin", "destination")

    def recognises(self, sheet: Sheet) -> bool:
        ids = any(sheet.has(*pair) for pair in IDS)
        return ids and sheet.has("contig", "dist", "distcap") and not sheet.has("year")

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        origin, destination = next(pair for pair in IDS if about.sheet.has(*pair))
        return read_pairs(raw, about, origin=origin, destination=destination, areas="cepii_geodist_area")


CEPII_GEODIST = CepiiGeoDist()
