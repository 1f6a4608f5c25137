"""A selection as conditions: on the cells that a plan is made of, and on the rows that it reads."""

from __future__ import annotations

from entrepot.vocabulary.areas import area
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.products import TOTAL, chapters_of, section_id
from entrepot.workbench.selection import Selection

LONG_PERIODS = ("interval", "undated")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(quoted(value) for value in values)})"


def is_bloc(partner: str) -> bool:
    return "+" in partner or area(partner).kind == "bloc"


def with_members(partners: tuple[str, ...]) -> tuple[str, ...]:
    """Among countries a bloc is read as its members, a sum as its parts."""
    found: list[str] = []
    for partner in partners:
        for part in partner.split("+"):
            found += members(part) if is_bloc(part) else (part,)
    return tuple(dict.fromkeys(found))


def beginnings(products: tuple[str, ...]) -> tuple[str, ...]:
    """How the codes of these products begin; a section begins as any of its chapters does, or is told by its name."""
    found: list[str] = []
    for code in products:
        section = None if code.isdigit() else section_id(code)
        found += (section, *chapters_of(section)) if section else (code,)
    return tuple(dict.fromkeys(found))


def narrowing_sql(selection: Selection) -> str:
    """DuckDB's condition for partners, products and regimes; empty where none is named."""
    parts = []
    if selection.partners:
        countries, named = among("partner", with_members(selection.partners)), among("partner", selection.partners)
        parts.append(f"(CASE WHEN partner_level = 'country' THEN {countries} ELSE {named} END)")
    if selection.products and selection.products != (TOTAL,):
        begins = " OR ".join(f"starts_with(product, {quoted(code)})" for code in beginnings(selection.products))
        parts.append(f"({begins})")
    if selection.regimes:
        parts.append(among("regime", selection.regimes))
    return " AND ".join(parts)


def able_sql(
    selection: Selection, needed: frozenset[str], flow: str | None, regions: tuple[str, ...], whole: str
) -> str:
    """DuckDB's condition for the cells whose level can serve a question."""
    longest = max((len(code) for code in selection.products if code.isdigit()), default=0)
    summed = "partner" not in needed and not selection.partners
    conditions = {
        f"NOT {among('frequency', LONG_PERIODS)}": True,
        among("reporter", regions) if regions else "": bool(regions),
        f"flow = '{flow}'": flow is not None,
        f"source = {quoted(selection.source or '')}": selection.source is not None,
        f"basis = {quoted(selection.basis or '')}": selection.basis is not None,
        f"nomenclature = {quoted(selection.nomenclature or '')}": selection.nomenclature is not None,
        among("frequency", ("year", "month")): selection.frequency == "year",
        f"frequency = {quoted(selection.frequency)}": selection.frequency not in ("", "year"),
        f"period >= {quoted(selection.first)}": bool(selection.first) and selection.frequency != "year",
        f"left(period, 4) >= {quoted(selection.first)}": bool(selection.first) and selection.frequency == "year",
        f"left(period, {len(selection.last)}) <= {quoted(selection.last)}": bool(selection.last),
        f"product_digits >= {max(longest, selection.digits or 0)}": True,
        "product_digits > 0": "product" in needed,
        "partner_level <> 'world'": "partner" in needed or bool(selection.partners),
        "partner_level <> 'bloc'": "partner" in needed and not selection.partners and whole != "partner",
        # Blocs overlap: the Belt and Road and ASEAN do not add up to anything.
        among("partner_level", ("world", "country")): summed,
        # A paper prints the partners and sections that it speaks of: their sum is no total.
        "(basis <> 'published' OR partner_level = 'world')": summed,
        "(basis <> 'published' OR product_digits = 0)": "product" not in needed and not selection.products,
        "regime_level <> 'all'": "regime" in needed or bool(selection.regimes),
        "by_firm": "firm_type" in needed,
        "by_district": "customs_district" in needed,
        {"partner": "partner_level = 'world'", "product": "product_digits = 0", "regime": "regime_level = 'all'"}.get(whole, "true"): True,
    }  # fmt: skip
    return " AND ".join(condition for condition, holds in conditions.items() if holds and condition)
