"""Printed cells to values: what stands for missing, which text is a number, and exact scaling by a power of ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.sources.lookups import lookup

if TYPE_CHECKING:
    import ibis

# An empty cell, dots, dashes, and the words that programs write.
MISSING = r"^([.]{1,3}|…|-|–|—|NA|N/A|n/a|NaN|nan|null|NULL)$"
# DuckDB casts '1_000', 'inf' and 'nan' to numbers too; no publisher means these by them.
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$"
# Beyond so many characters a number leaves what a double can hold.
LONGEST = 100
WHOLE = r"^[+-]?[0-9]{1,18}(\.0*)?$"


def printed(cell: ibis.Value) -> ibis.Value:
    """The text without its padding; null where it is a mark for missing."""
    # The cell stands here once: these expressions are nested, and every second mention would double the query.
    return cell.strip().re_replace(MISSING, "").nullif("")


def number(text: ibis.Value) -> ibis.Value:
    """The number that `text` prints, as the nearest double; null where it is no number."""
    return _where(text, NUMBER).try_cast("float64")


def scaled(text: ibis.Value, power_of_ten: ibis.Value | int) -> ibis.Value:
    """The number that `text` prints, times a power of ten, rounded once: thousands of dollars become dollars exactly.

    A number printed with a power of ten of its own has been through floating point already, and is multiplied.
    """
    import ibis

    power = ibis.literal(power_of_ten) if isinstance(power_of_ten, int) else power_of_ten
    plain = _where(text, NUMBER)
    joined = (plain + "e" + power.cast("string")).try_cast("float64")
    return joined.fill_null(plain.try_cast("float64") * ibis.literal(10.0).pow(power))


def whole(text: ibis.Value) -> ibis.Value:
    """The whole number that `text` prints (`3`, `3.0`); null where it is none."""
    return _where(text, WHOLE).try_cast("int64")


def yes_no(text: ibis.Value) -> ibis.Value:
    """True for 1, false for 0, null for all else."""
    import ibis

    return ibis.cases((text.isin(("1", "1.0")), True), (text.isin(("0", "0.0")), False), else_=ibis.null("boolean"))


def _where(text: ibis.Value, pattern: str) -> ibis.Value:
    import ibis

    return ibis.ifelse(text.re_search(pattern) & (text.length() <= LONGEST), text, ibis.null("string"))


def with_id(rows: ibis.Table, name: str, *, codes: str) -> ibis.Table:
    """`rows` and a column `name`: what the lookup `codes` has for the text in `<name>_printed`, else null."""
    known = lookup(codes).view()
    joined = rows.left_join(known, rows[f"{name}_printed"] == known.code)
    return joined.select(*(joined[column] for column in rows.columns), **{name: joined[known.columns[1]]})


def remark(rule: str, rows: ibis.Table) -> ibis.Table:
    """A note on how many `rows` there are, for a source's `remarks`."""
    import ibis

    counted = rows.aggregate(rows=ibis._.count())
    return counted.select(rule=ibis.literal(rule), level=ibis.literal("note"), rows=counted.rows)
