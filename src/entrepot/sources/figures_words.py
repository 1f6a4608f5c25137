"""What a typed table may call its columns, places, units and measures."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from entrepot.embedded import embedded_rows
from entrepot.sources.lookups import lookup, lookup_table, text_table, two_columns
from entrepot.vocabulary.areas import all_areas
from entrepot.vocabulary.money import PrintedUnit, unit, unit_texts
from entrepot.vocabulary.tables_of_words import word_rows

if TYPE_CHECKING:
    import ibis

COLUMNS: Final = (
    ("area", "地区"), ("counterpart", "对方"), ("subject", "对象"), ("measure", "指标"), ("period", "时期"),
    ("value", "数值"), ("unit", "单位"), ("study", "资料"), ("locator", "出处"), ("note", "备注"),
)  # fmt: skip
NEEDED: Final = ("area", "measure", "period", "value", "unit")
_NOT_IN_A_KEY: Final = r"[_()（）\s]|\bof\b"


def column_names(printed: tuple[str, ...]) -> dict[str, str]:
    """Our name -> the name in the file, which may be `area`, `地区` or both with a slash; the first taker keeps it."""
    ours = {form: en for en, zh in COLUMNS for form in (en, zh, f"{en}/{zh}", f"{zh}/{en}")}
    found: dict[str, str] = {}
    for name in printed:
        known = ours.get(re.sub(r"\s*/\s*", "/", name.strip().casefold()))
        if known is not None:
            found.setdefault(known, name)
    return found


def unit_key(printed: ibis.StringValue) -> ibis.StringValue:
    """The text by which `figures_unit` is joined."""
    return printed.lower().re_replace(_NOT_IN_A_KEY, "").re_replace("over$", "")


@lookup_table("figures_unit")
@cache
def _units() -> pa.Table:
    """Unit texts without spaces -> base unit and the power of ten of it; units that are no power of ten are left out."""
    rows: dict[str, PrintedUnit] = {}
    for text in unit_texts():
        rows.setdefault(re.sub(_NOT_IN_A_KEY, "", text.casefold()), unit(text))
    powers = {key: found.factor.adjusted() for key, found in rows.items()}
    kept = [key for key, power in powers.items() if rows[key].factor == Decimal(1).scaleb(power)]
    return text_table(
        {"code": kept, "base": [rows[key].base for key in kept], "power": [str(powers[key]) for key in kept]}
    )


@lookup_table("figures_area")
@cache
def _areas() -> pa.Table:
    """Ids and names in lower case -> id; 辽宁 is known as well as 辽宁省. An id goes before a name."""
    ids = [(area.id, area.id) for area in all_areas()]
    names = [(name, area.id) for area in all_areas() for name in (area.name.zh, area.name.en)]
    short = [(re.sub(r"(省|市|自治区|特别行政区)$", "", name), area_id) for name, area_id in names]
    others = [(row["name"], row["area"]) for row in word_rows("area_names.csv")]
    known: dict[str, str] = {}
    for name, area_id in (*ids, *names, *others, *short):
        known.setdefault(name.strip().lower(), area_id)
    return two_columns(tuple(known.items()))


@lookup_table("figures_measure")
@cache
def _measures() -> pa.Table:
    return _words("measure")


@lookup_table("figures_subject")
@cache
def _subjects() -> pa.Table:
    return _words("subject")


def _words(column: str) -> pa.Table:
    rows = [row for row in embedded_rows("figure_words.csv") if row["column"] == column]
    return two_columns(tuple((row["printed"], row["word"]) for row in rows))


def in_our_words(table: ibis.Table, column: str) -> ibis.Table:
    """Chinese words of a column to ours; a word that is not listed stays as printed."""
    words = lookup(f"figures_{column}").rename(_word="id", _printed="code")
    joined = table.left_join(words, table[column] == words._printed)
    return joined.mutate(**{column: joined._word.coalesce(joined[column])}).drop("_word", "_printed")


def with_area(table: ibis.Table, column: str, cells: ibis.Table) -> ibis.Table:
    """`<column>` from `<column>_printed`: the id of a known id or name; a sum `JPN+KOR+RUS` if all of it are ids.

    `cells` is what `table` was made from: read there, the steps between are not put into the query once more.
    """
    import ibis

    text = cells[f"{column}_printed"]
    texts = cells.filter(text.notnull()).select(_text=text).distinct()
    parts = texts.mutate(_part=texts._text.split("+").unnest())
    known = lookup("figures_area").rename(_id="id", _name="code")
    named = parts.left_join(known, parts._part.strip().lower() == known._name)
    each = named.group_by("_text").agg(
        _count=named._part.count(),
        _one=named._id.max(),
        _sum=(named._part == named._id).fill_null(False).all(),
    )
    found = each.select(
        "_text",
        _found=ibis.cases((each._count == 1, each._one), (each._sum, each._text), else_=ibis.null("string")),
    )
    joined = table.left_join(found, table[f"{column}_printed"] == found._text)
    return joined.mutate(**{column: joined._found}).drop("_text", "_found")
