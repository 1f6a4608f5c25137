"""Comtrade's codes as lookups: areas, flows, nomenclatures, units of quantity."""

from __future__ import annotations

import pyarrow as pa

from entrepot.sources.lookups import lookup_table, text_table, two_columns
from entrepot.vocabulary.areas import all_by_id, code_table
from entrepot.vocabulary.flows import FLOW_OF_COMTRADE, FLOW_TITLES
from entrepot.vocabulary.products import NOMENCLATURE_OF_COMTRADE
from entrepot.vocabulary.tables_of_words import word_rows

PARTNER_LEVEL_OF_KIND = {"world": "world", "bloc": "bloc", "group": "group"}


def areas_with_level(codes: dict[str, str]) -> pa.Table:
    """Code -> area and its level as a partner."""
    kinds = all_by_id()
    levels = [PARTNER_LEVEL_OF_KIND.get(kinds[area].kind, "country") for area in codes.values()]
    return text_table({"code": list(codes), "area": list(codes.values()), "level": levels})


@lookup_table("comtrade_area")
def _areas() -> pa.Table:
    # Letters and numbers cannot be taken for one another, so that one table serves both. WLD is the world on the
    # site before 2022; W00 since.
    letters = {**dict(code_table("iso3")), **dict(code_table("comtrade_iso")), "WLD": "WLD"}
    return areas_with_level({**letters, **dict(code_table("comtrade"))})


@lookup_table("comtrade_flow")
def _flows() -> pa.Table:
    # Some re-saved files keep the name ("Import", "Re-export") and drop the code.
    names = {title.en.removesuffix("s").upper(): str(flow) for flow, title in FLOW_TITLES.items()}
    return two_columns(tuple({**names, **{c: str(f) for c, f in FLOW_OF_COMTRADE.items()}}.items()), second="flow")


@lookup_table("comtrade_nomenclature")
def _nomenclatures() -> pa.Table:
    return two_columns(tuple(NOMENCLATURE_OF_COMTRADE.items()), second="nomenclature")


@lookup_table("comtrade_unit")
def _units() -> pa.Table:
    rows = [(r["code"], r["base"], r["factor"]) for r in word_rows("comtrade_units.csv")]
    columns = ("code", "base", "factor")
    return text_table({name: [row[i] or None for row in rows] for i, name in enumerate(columns)})
