"""What CEPII's two tables of country pairs share: how they code countries and print numbers."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from entrepot.sources.cells import number, printed, scaled, with_id, yes_no
from entrepot.sources.lookups import lookup_table, two_columns
from entrepot.sources.source import About, Licence
from entrepot.vocabulary.areas import code_table
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

PUBLISHER = T(
    "CEPII (Centre d'études prospectives et d'informations internationales)", "法国国际展望与信息研究中心（CEPII）"
)
LICENCE = Licence(
    T("Etalab Open Licence 2.0", "法国Etalab开放许可2.0"),
    may_republish=True,
    reference="https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
)
# CEPII keeps these codes, which ISO 3166 has since given up.
GIVEN_UP = {"ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "PAL": "PSE"}


@lookup_table("cepii_area")
def _areas() -> pa.Table:
    former = {code: area for code, area in code_table("comtrade_iso") if code == area}
    return two_columns(tuple((former | dict(code_table("iso3")) | GIVEN_UP).items()))


@lookup_table("cepii_geodist_area")
def _geodist_areas() -> pa.Table:
    """GeoDist describes the countries of about 2003: its YUG is Serbia and Montenegro."""
    rows = zip(*(column.to_pylist() for column in _areas().columns), strict=True)
    return two_columns(tuple((dict(rows) | {"YUG": "SCG"}).items()))


@dataclass(frozen=True, slots=True)
class Quantity:
    """One of our columns and CEPII's names for it; where a file has several, the first counts."""

    ours: str
    theirs: tuple[str, ...]
    is_yes_no: bool = False
    power_of_ten: int = 0

    def printed_as(self, columns: tuple[str, ...]) -> str | None:
        return next((name for name in self.theirs if name in columns), None)

    def value(self, text: ibis.Value) -> ibis.Value:
        if self.is_yes_no:
            return yes_no(text)
        return scaled(text, self.power_of_ten) if self.power_of_ten else number(text)


# Gravity prints GDP in thousand dollars and population in thousand persons. Of the distances weighted by population the
# arithmetic mean is taken: `distw` in GeoDist and in Gravity until 2021, `distw_arithmetic` since.
QUANTITIES = (
    Quantity("distance_km", ("dist",)),
    Quantity("distance_capitals_km", ("distcap",)),
    Quantity("distance_weighted_km", ("distw_arithmetic", "distw")),
    Quantity("contiguous", ("contig",), is_yes_no=True),
    Quantity("common_language", ("comlang_off",), is_yes_no=True),
    Quantity("common_spoken_language", ("comlang_ethno",), is_yes_no=True),
    Quantity("colony", ("col_dep_ever", "colony"), is_yes_no=True),
    Quantity("common_coloniser", ("comcol",), is_yes_no=True),
    Quantity("rta", ("fta_wto", "rta"), is_yes_no=True),
    Quantity("origin_gdp_usd", ("gdp_o",), power_of_ten=3),
    Quantity("destination_gdp_usd", ("gdp_d",), power_of_ten=3),
    Quantity("origin_population", ("pop_o",), power_of_ten=3),
    Quantity("destination_population", ("pop_d",), power_of_ten=3),
    Quantity("origin_wto", ("wto_o",), is_yes_no=True),
    Quantity("destination_wto", ("wto_d",), is_yes_no=True),
)


def quantities_in(columns: tuple[str, ...]) -> dict[str, Quantity]:
    """The printed columns that hold one of our quantities."""
    found = ((quantity.printed_as(columns), quantity) for quantity in QUANTITIES)
    return {name: quantity for name, quantity in found if name is not None}


def read_pairs(rows: ibis.Table, about: About, *, origin: str, destination: str, areas: str) -> ibis.Table:
    """Areas and quantities of the pairs, each beside its print; `areas` names the lookup of country codes."""
    held = quantities_in(about.sheet.columns)
    rows = with_decimal_points(rows, tuple(held))
    rows = _with_area(rows, origin, "origin", areas)
    rows = _with_area(rows, destination, "destination", areas)
    columns: dict[str, ibis.Value] = {}
    for name, quantity in held.items():
        text = rows[name]
        columns |= {quantity.ours: quantity.value(text), f"{quantity.ours}_printed": text}
    kept = [name for name in ("year", "year_printed") if name in rows.columns]
    return rows.select("row", "origin", "origin_printed", "destination", "destination_printed", *kept, **columns)


def with_decimal_points(rows: ibis.Table, names: tuple[str, ...]) -> ibis.Table:
    """The cells of the named columns, cleaned; commas become points where the file as a whole has decimal commas.

    It has them where no number holds a point and some comma cannot stand between thousands. Else the commas stay, and
    the cells unreadable.
    """
    import ibis

    rows = rows.mutate(**{name: printed(rows[name]) for name in names})
    point = functools.reduce(operator.or_, (rows[name].contains(".").fill_null(False) for name in names))
    comma = functools.reduce(operator.or_, (_has_decimal_comma(rows[name]) for name in names))
    whole_file = rows.aggregate(has_commas=(comma.any() & ~point.any()).fill_null(False))
    rows = rows.cross_join(whole_file)
    return rows.mutate(
        **{name: ibis.ifelse(rows.has_commas, rows[name].replace(",", "."), rows[name]) for name in names}
    )


def _has_decimal_comma(cell: ibis.Value) -> ibis.Value:
    import ibis

    between_thousands = cell.re_search(r"^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+$")
    decimal = cell.re_search(r"^[+-]?[0-9]+,[0-9]+$") & ~between_thousands
    # Few files have commas at all, and looking for one is far cheaper than matching patterns.
    return ibis.ifelse(cell.contains(","), decimal, False).fill_null(False)


def _with_area(rows: ibis.Table, printed_in: str, name: str, areas: str) -> ibis.Table:
    # DEU.1 and DEU.2 are West Germany and Germany: one code of ISO 3166, never in the same year.
    code = printed(rows[printed_in]).re_replace(r"[.][0-9]+$", "")
    return with_id(rows.mutate(**{f"{name}_printed": code}), name, codes=areas)
