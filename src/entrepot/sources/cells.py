"""Printed cells to values: what stands for missing, which text is a number, and exact scaling by a power of ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.sources.lookups import lookup

if TYPE_CHECKING:
    import ibis

MISSING_MARKS = ("", ".", "..", "...", "…", "-", "–", "—", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL")
# DuckDB casts '1_000', 'inf' and 'nan' to numbers too; no publisher means these by them.
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"


def printed(cell: ibis.Value) -> ibis.Value:
    """The text without its padding; null where it is a mark for missing."""
    import ibis

    text = cell.strip()
    return ibis.ifelse(text.isin(MISSING_MARKS), ibis.null("string"), text)


def number(text: ibis.Value, power_of_ten: int | ibis.Value = 0) -> ibis.Value:
    """The number that `text` prints, times a power of ten, as the nearest double; null where it is no number.

    The power is joined to the text before the one rounding, so thousands of dollars become dollars exactly.
    """
    import ibis

    readable = ibis.ifelse(text.re_search(NUMBER), text, ibis.null("string"))
    own_power = readable.re_extract(r"[eE]([+-]?[0-9]+)$", 1).nullif("").cast("int64").fill_null(0)
    power = (own_power + power_of_ten).cast("string")
    return (readable.re_replace(r"[eE].*$", "") + "e" + power).try_cast("float64")


def whole(text: ibis.Value) -> ibis.Value:
    """The whole number that `text` prints (`3`, `3.0`); null where it is none."""
    import ibis

    value = number(text)
    return ibis.ifelse(value == value.round(), value, ibis.null("float64")).try_cast("int64")


def yes_no(text: ibis.Value) -> ibis.Value:
    """True for 1, false for 0, null for all else."""
    import ibis

    value = number(text)
    return ibis.ifelse(value.isin((0, 1)), value == 1, ibis.null("boolean"))


def with_id(rows: ibis.Table, name: str, *, codes: str) -> ibis.Table:
    """`rows` and a column `name`: what the lookup `codes` has for the text in `<name>_printed`, else null."""
    known = lookup(codes).view()
    joined = rows.left_join(known, rows[f"{name}_printed"] == known.code)
    return joined.select(*(joined[column] for column in rows.columns), **{name: joined[known.columns[1]]})
