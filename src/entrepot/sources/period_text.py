"""Printed periods to the written form of `vocabulary.periods`, as an expression: for columns of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import ibis

_Y: Final = r"((?:1[7-9]|20|21)[0-9]{2})"
_MM: Final = r"(0[1-9]|1[0-2])"
_TO: Final = r" ?[-–—~～至到] ?"
# A month of one digit gets its zero first, so that each form is written once. (In DuckDB \10 is group 1 and a zero.)
_ONE_DIGIT_MONTH: Final = (
    (r"([年Mm/-])([1-9])(月|$|[-–—~～至到/ ])", r"\10\2\3"),
    (r"([-–—~～至到] ?)([1-9])(月|$)", r"\10\2\3"),
)
_FORMS: Final = (
    (rf"^{_Y}年?(?:度)?$", r"\1"),
    (rf"^{_Y}-?[Qq]([1-4])$", r"\1-Q\2"),
    (rf"^{_Y}年第?([1-4])季度$", r"\1-Q\2"),
    (rf"^{_Y}[-/.Mm年]?{_MM}(?:月份?)?$", r"\1-\2"),
    (rf"^{_Y}年{_MM}月?{_TO}{_MM}月份?$", r"\1-\2/\1-\3"),
    (rf"^{_Y}[Mm]{_MM}-{_MM}$", r"\1-\2/\1-\3"),
    (rf"^{_Y}(?:年上半年|-?[Hh]1)$", r"\1-01/\1-06"),
    (rf"^{_Y}(?:年下半年|-?[Hh]2)$", r"\1-07/\1-12"),
    (rf"^{_Y}(?:-?[Qq]1-0?2|年前二季度)$", r"\1-01/\1-06"),
    (rf"^{_Y}(?:-?[Qq]1-0?3|年前[三3]季度)$", r"\1-01/\1-09"),
    (rf"^{_Y}-?[Qq]1-0?4$", r"\1-01/\1-12"),
    (rf"^{_Y}年?(?:/|{_TO}){_Y}年?$", r"\1/\2"),
    (rf"^{_Y}-{_MM}/{_Y}-{_MM}$", r"\1-\2/\3-\4"),
)


def with_period(table: ibis.Table, cells: ibis.Table | None = None) -> ibis.Table:
    """`period` and `frequency` from `period_printed`: `2024年1-9月` is `2024-01/2024-09`, to_date; null where the text
    is no period or runs backwards.

    `cells` is what `table` was made from: read there, the steps between are not put into the query once more.
    """
    import ibis

    # Each distinct() keeps a step apart: merged into one, every mention would repeat all the steps before it.
    cells = table if cells is None else cells
    texts = cells.filter(cells.period_printed.notnull()).select(_printed=cells.period_printed).distinct()
    zeroed = texts._printed.strip()
    for pattern, replacement in _ONE_DIGIT_MONTH:
        zeroed = zeroed.re_replace(pattern, replacement)
    texts = texts.mutate(_zeroed=zeroed).distinct()
    forms = [(texts._zeroed.re_search(form), texts._zeroed.re_replace(form, written)) for form, written in _FORMS]
    texts = texts.mutate(_period=ibis.cases(*forms, else_=ibis.null("string"))).distinct()
    parts = texts._period.split("/")
    january_alone = (parts[0] == parts[1]) & texts._period.endswith("-01")
    texts = texts.filter((parts.length() == 1) | (parts[0] < parts[1]) | january_alone)
    texts = texts.select("_printed", "_period", _frequency=_frequency(texts._period))
    joined = table.left_join(texts, table.period_printed == texts._printed)
    return joined.mutate(period=joined._period, frequency=joined._frequency).select(
        *table.columns, "period", "frequency"
    )


def _frequency(period: ibis.StringValue) -> ibis.StringValue:
    import ibis

    from_january = period.re_search(r"^[0-9]{4}-01/")
    return ibis.cases(
        (period.length() == 4, "year"),
        (period.contains("Q"), "quarter"),
        (period.length() == 7, "month"),
        (from_january & (period.left(4) == period.substr(8, 4)), "to_date"),
        (period.notnull(), "interval"),
        else_=ibis.null("string"),
    )
