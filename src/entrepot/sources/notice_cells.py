"""Cells of notices: lists of areas and of product codes, days, kinds; what of them is not understood stays as printed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from entrepot.sources.lookups import lookup, lookup_table, two_columns
from entrepot.vocabulary.areas import all_areas, codes_of
from entrepot.vocabulary.notices import kind_words
from entrepot.vocabulary.products import TOTAL, chapters
from entrepot.vocabulary.tables_of_words import word_rows

if TYPE_CHECKING:
    import ibis

EVERYBODY: Final = ("WLD", "all", "everybody", "erga omnes", "全部", "所有", "所有国家", "全球")
BETWEEN_AREAS: Final = r"\s*[;；、|\n]+\s*"
BETWEEN_CODES: Final = r"[\s,，;；、|]+"
_ALL_GOODS: Final = ("TOTAL", "ALL", "全部", "全部商品", "所有商品")
_DAY: Final = r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$"
_MONTH: Final = r"^([0-9]{4})-([0-9]{1,2})$"
_YEAR: Final = r"^[0-9]{4}$"


@lookup_table("notice_area")
@cache
def _areas() -> pa.Table:
    """Ids, letter codes and names, without blanks and punctuation, in small letters -> id."""
    ids = [(area.id, area.id) for area in all_areas()]
    letters = [(c.code, c.area) for area in all_areas() for c in codes_of(area.id) if c.scheme in ("iso2", "iso3")]
    names = [(name, area.id) for area in all_areas() for name in (area.name.zh, area.name.en)]
    others = [(row["name"], row["area"]) for row in word_rows("area_names.csv")]
    known: dict[str, str] = {}
    for name, area_id in (*((word, "WLD") for word in EVERYBODY), *ids, *letters, *names, *others):
        known.setdefault(_plain(name), area_id)
    return two_columns(tuple(known.items()))


def _plain(name: str) -> str:
    """As `plain_name` does in SQL."""
    return "".join(sign for sign in name.replace("&", "and").lower() if sign.isalnum())


def plain_name(text: ibis.StringValue) -> ibis.StringValue:
    """The text by which areas are joined: `Korea, Republic of` becomes `korearepublicof`."""
    return text.replace("&", "and").lower().re_replace(r"[^\p{L}\p{N}]", "")


@lookup_table("notice_kind")
@cache
def _kinds() -> pa.Table:
    return two_columns(tuple(kind_words().items()))


def with_kind(rows: ibis.Table) -> ibis.Table:
    """`kind` from `kind_printed`."""
    known = lookup("notice_kind").rename(_word="code", _kind="id")
    joined = rows.left_join(known, rows.kind_printed.lower() == known._word)
    return joined.mutate(kind=joined._kind).drop("_word", "_kind")


def with_areas(rows: ibis.Table, column: str, *, between: str = BETWEEN_AREAS) -> ibis.Table:
    """`<column>`: the ids of the areas listed in `<column>_printed`, each once, or null and the first unknown name printed."""
    known = lookup("notice_area").rename(_id="id", _name="code")
    text = rows[f"{column}_printed"]
    listed = _parts(rows, text, between)
    named = listed.left_join(known, plain_name(listed._part) == known._name)
    return _listed(rows, column, named, named._id)


def with_products(rows: ibis.Table, *, between: str = BETWEEN_CODES, digits: int | None = None) -> ibis.Table:
    """`products`: the HS codes listed in `products_printed`, each once; null where one of them is no such code.

    `digits` tells how long all codes are where their publisher prints them as numbers, without leading zeros.
    """
    import ibis

    listed = _parts(rows, rows.products_printed, between)
    code = listed._part.replace(".", "")
    if digits is not None:
        code = ibis.ifelse(code.re_search(f"^[0-9]{{{digits - 1}}}$"), code.lpad(digits, "0"), code)
    whole = code.upper().isin(_ALL_GOODS)
    is_code = code.re_search("^([0-9]{2}){1,5}$") & code.substr(0, 2).isin(chapters())
    found = ibis.cases((whole, ibis.literal(TOTAL)), (is_code, code), else_=ibis.null("string"))
    return _listed(rows, "products", listed, found)


def _parts(rows: ibis.Table, text: ibis.StringValue, between: str) -> ibis.Table:
    """Every part of every different list; the lists are split once, however many rows print them."""
    texts = rows.filter(text.notnull()).select(_text=text).distinct()
    parts = texts.mutate(_part=texts._text.re_split(between).unnest())
    return parts.filter(parts._part.strip() != "").mutate(_part=parts._part.strip())


def _listed(rows: ibis.Table, column: str, parts: ibis.Table, found: ibis.Value) -> ibis.Table:
    import ibis

    # The same area under two names is listed once.
    told = parts.select(
        "_text", _found=found, _unknown=ibis.ifelse(found.isnull(), parts._part, ibis.null("string"))
    ).distinct()
    each = told.group_by("_text").agg(
        _ids=told._found.group_concat(sep=" ", order_by=told._found), _first_unknown=told._unknown.min()
    )
    joined = rows.left_join(each, rows[f"{column}_printed"] == each._text)
    known = joined._first_unknown.isnull()
    return joined.mutate(
        **{
            column: ibis.ifelse(known, joined._ids, ibis.null("string")),
            f"{column}_printed": joined._first_unknown.coalesce(joined[f"{column}_printed"]),
        }
    ).drop("_text", "_ids", "_first_unknown")


def day(text: ibis.StringValue, *, last: bool = False, day_first: bool = False) -> ibis.StringValue:
    """The ISO day that `text` prints: `2024-03-01`, `2024/3/1`, `2024年3月1日`, a month or a year by its first (or `last`) day.

    `day_first` reads `31/12/2024` as well. Null where it is no day of the calendar.
    """
    import ibis

    plain = text.strip().re_replace(r"[ T][0-9]{1,2}:[0-9:.]+.*$", "").re_replace("[年月/.]", "-")
    plain = plain.re_replace("[日号-]$", "")
    plain = plain.re_replace("^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3")
    if day_first:
        plain = plain.re_replace(r"^([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})$", r"\3-\2-\1")
    day_of_month = plain.try_cast("date")
    month = ibis.ifelse(plain.re_search(_MONTH), plain + "-01", ibis.null("string")).try_cast("date")
    year = ibis.ifelse(plain.re_search(_YEAR), plain + "-01-01", ibis.null("string")).try_cast("date")
    if last:
        month = month + ibis.interval(months=1) - ibis.interval(days=1)
        year = year + ibis.interval(years=1) - ibis.interval(days=1)
    whole = ibis.ifelse(plain.re_search(_DAY), day_of_month, ibis.null("date"))
    # A month more or less makes a time of day of it.
    return whole.coalesce(month.cast("date"), year.cast("date")).cast("string").substr(0, 10)
