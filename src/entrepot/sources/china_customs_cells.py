"""Cells of customs tables as expressions: text without its wrapping, numbers, periods."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from entrepot.vocabulary.printed_numbers import MISSING_MARKS

if TYPE_CHECKING:
    import ibis

# Excel writes a carriage return inside a cell as `_x000D_`; RE2's \s knows only the ASCII spaces.
_BLANK: Final = r"_x000D_|[\s\x{A0}\x{3000}\x{FEFF}]+"
_REMARK: Final = r"[(（]\d{4}年起[^)）]*[)）]"
_NUMBER: Final = r"^[+-]?(\d{1,3}([,，]\d{3})+|\d+)(\.\d*)?"

_NOTE: Final = r"^\s*[(（]?(注|说明|数据来源|资料来源|来源|备注|制表|单位|数据说明|Notes?\b|Source\b|\*)"

_TO: Final = r"(?:-|–|—|~|～|至|到|/)"
_END: Final = r"(?:\.0)?$"
# Shape -> frequency, the groups of year and number, and the mark before the number. The first that fits is taken:
# a full date (the first of a month, as Excel turns 2024-01 into one) before a span, which looks alike.
_SHAPES: Final = (
    (r"^(\d{4})[-/.年Mm]?(0[1-9]|1[0-2])月?份?" + _END, "month"),
    (r"^(\d{4})(?:年度?)?()" + _END, "year"),
    (r"^(\d{4})[-/年]([1-9])月?份?$", "month"),
    (r"^(\d{4})[-/](0?[1-9]|1[0-2])[-/]0?1(?:T?00:00:00(?:\.0+)?)?$", "month"),
    (r"^(\d{4})年(0?[1-9]|1[0-2])月0?1日$", "month"),
    (r"^(\d{4})-?[Qq]([1-4])$", "quarter"),
    (r"^(\d{4})年第?([1-4])季度$", "quarter"),
    (r"^(\d{4})年0?1月?" + _TO + r"(0?[1-9]|1[0-2])月份?$", "to_date"),
    (r"^(\d{4})[Mm]01-(0[1-9]|1[0-2])$", "to_date"),
)
_SPAN: Final = r"^(\d{4})[-/年]?0?1月?" + _TO + r"(\d{4})[-/年]?(0?[1-9]|1[0-2])月?$"


# `code`, `name_key`, `number` and `period_and_frequency` take what these two give, made once in a step of its own.
def text(cell: Any) -> Any:
    """The cell without any blank in it; null where the publisher prints that there is nothing."""
    return _unless_missing(cell.re_replace(_BLANK, ""))


def amount(cell: Any) -> Any:
    """The cell without blanks around it: inside a number a blank is a fault to be seen."""
    return _unless_missing(cell.re_replace(f"^(?:{_BLANK})|(?:{_BLANK})$", ""))


def _unless_missing(plain: Any) -> Any:
    return plain.upper().isin(sorted(MISSING_MARKS)).ifelse(_null(), plain)


def is_note(raw: ibis.Table, columns: Sequence[str]) -> ibis.BooleanValue:
    """Whether a row holds one cell only and that is a remark under the table (注：…, 数据来源：…)."""
    import ibis

    cells = [raw[column] for column in columns]
    filled = functools.reduce(operator.add, (cell.notnull().cast("int64") for cell in cells))
    return (filled == 1) & ibis.coalesce(*cells).re_search(_NOTE).fill_null(False)


def code(plain: Any) -> Any:
    """A code as text, also where a spreadsheet made a number of it (`502.0`)."""
    return plain.re_replace(r"^(\d+)\.0+$", r"\1")


def name_key(plain: Any) -> Any:
    """The form in which `vocabulary.areas.normalised` writes names, as far as Chinese names need it."""
    return plain.re_replace(_REMARK, "").re_replace("^其中[:：]", "").re_replace(r"[^\p{L}\p{N}_]", "").lower()


def number(plain: Any, power_of_ten: int = 0) -> Any:
    """A number with a dot and, if any, commas between thousands; null for anything else, 1234,5 too.

    The power is joined to the text before the one rounding, so ten thousands of yuan become yuan exactly.
    """
    # Large numbers in spreadsheets read as 1.5e+16; with a power to join there can be none.
    shape, power = (_NUMBER + "$", f"e{power_of_ten}") if power_of_ten else (_NUMBER + r"([eE][+-]?\d{1,2})?$", "")
    return (plain.re_search(shape).ifelse(plain.re_replace("[,，]", ""), _null()) + power).try_cast("float64")


def period_and_frequency(plain: Any) -> tuple[Any, Any]:
    """The written form and kind of a printed period; null for what is none. A span counts only from January on."""
    import ibis

    periods, frequencies = [], []
    for shape, frequency in _SHAPES:
        year, number = plain.re_extract(shape, 1), plain.re_extract(shape, 2)
        periods.append((plain.re_search(shape), _written(frequency, year, number)))
        frequencies.append((plain.re_search(shape), frequency))
    first, last, month = (plain.re_extract(_SPAN, group) for group in (1, 2, 3))
    within_a_year = plain.re_search(_SPAN) & (first == last)
    periods.append((within_a_year, _written("to_date", first, month)))
    frequencies.append((within_a_year, "to_date"))
    return ibis.cases(*periods, else_=_null()), ibis.cases(*frequencies, else_=_null())


def _written(frequency: str, year: Any, number: Any) -> Any:
    if frequency == "year":
        return year
    if frequency == "quarter":
        return year + "-Q" + number
    month = year + "-" + number.lpad(2, "0")
    return month if frequency == "month" else year + "-01/" + month


def _null() -> ibis.Value:
    import ibis

    return ibis.null("string")
