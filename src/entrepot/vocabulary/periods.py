"""Periods: year, quarter, month, cumulative to a month, interval; one written form each.

`2015`, `2015-Q1`, `2015-03`; `2016-01/2016-11` is the cumulative figure to November; `2018/2020` an interval of years,
`2018-03/2020-05` one of months. What publishers print (`202401`, `2024年1-9月`, `2023M01-05` ...) is read into these.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, get_args

from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T

Frequency = Literal["year", "quarter", "month", "to_date", "interval"]
FREQUENCIES: Final[tuple[Frequency, ...]] = get_args(Frequency)
FREQUENCY_TITLES: Final[dict[Frequency, T]] = {
    "year": T("year", "年"),
    "quarter": T("quarter", "季"),
    "month": T("month", "月"),
    "to_date": T("cumulative to the month", "累计"),
    "interval": T("interval", "时段"),
}
# Trade statistics begin in the 18th century; what lies outside is a slip of the hand or another kind of number.
FIRST_YEAR: Final = 1700
LAST_YEAR: Final = 2199


@dataclass(frozen=True, slots=True)
class Period:
    """Months are counted from year 0 (`year * 12 + month - 1`); `begin` and `end` are both inside the period."""

    frequency: Frequency
    begin: int
    end: int

    def __post_init__(self) -> None:
        length = self.end - self.begin + 1
        from_january = self.begin % 12 == 0
        fits = {
            "year": from_january and length == 12,
            "quarter": self.begin % 3 == 0 and length == 3,
            "month": length == 1,
            "to_date": from_january and 1 <= length <= 12,
            "interval": length > 1 and not (from_january and length <= 12),
        }
        if not fits[self.frequency]:
            first, last = _month_text(self.begin), _month_text(self.end)
            raise WrongCall(T(f"{first} to {last} is no {self.frequency}", f"{first}至{last}不是{self.frequency}时段"))
        if not FIRST_YEAR <= self.begin // 12 <= self.end // 12 <= LAST_YEAR:
            raise WrongCall(
                T(
                    f"the year of a period lies between {FIRST_YEAR} and {LAST_YEAR}, not {self.begin // 12}",
                    f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间，而不是{self.begin // 12}",
                )
            )

    @property
    def text(self) -> str:
        """The one written form, which sorts and parses back to the same period."""
        if self.frequency == "year":
            return f"{self.year:04d}"
        if self.frequency == "quarter":
            return f"{self.year:04d}-Q{self.begin % 12 // 3 + 1}"
        if self.frequency == "month":
            return _month_text(self.begin)
        if self.frequency == "interval" and self.begin % 12 == 0 and self.end % 12 == 11:
            return f"{self.year:04d}/{self.end // 12:04d}"
        return f"{_month_text(self.begin)}/{_month_text(self.end)}"

    @property
    def year(self) -> int:
        """The year in which the period begins."""
        return self.begin // 12

    @property
    def first_day(self) -> date:
        return date(self.begin // 12, self.begin % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        year, month = self.end // 12, self.end % 12 + 1
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def months(self) -> int:
        return self.end - self.begin + 1

    def previous(self) -> Period:
        """The period just before, of the same kind; before a cumulative January comes the whole year before."""
        return self._moved(-1)

    def next(self) -> Period:
        return self._moved(1)

    def same_month_last_year(self) -> Period:
        """The same period twelve months earlier: what a year-on-year growth compares with."""
        return Period(self.frequency, self.begin - 12, self.end - 12)

    def _moved(self, steps: int) -> Period:
        if self.frequency == "to_date":
            end = self.end + steps
            return Period("to_date", end - end % 12, end)
        shift = steps * self.months
        if self.frequency == "interval":
            return span(self.begin + shift, self.end + shift)
        return Period(self.frequency, self.begin + shift, self.end + shift)

    def __str__(self) -> str:
        return self.text


def year(number: int) -> Period:
    return Period("year", number * 12, number * 12 + 11)


def quarter(number: int, of: int) -> Period:
    """Quarter `of` (1 to 4) of a year."""
    if not 1 <= of <= 4:
        raise WrongCall(T(f"a quarter is 1 to 4, not {of}", f"季度应为1至4，而不是{of}"))
    return Period("quarter", number * 12 + of * 3 - 3, number * 12 + of * 3 - 1)


def month(number: int, of: int) -> Period:
    """Month `of` (1 to 12) of a year."""
    count = _count(number, of)
    return Period("month", count, count)


def to_date(number: int, of: int) -> Period:
    """From January to month `of`."""
    return Period("to_date", number * 12, _count(number, of))


def span(begin: int, end: int) -> Period:
    """The months from `begin` to `end`: cumulative when they begin in January and stay in the year."""
    if begin % 12 == 0 and begin // 12 == end // 12:
        return Period("to_date", begin, end)
    return Period("interval", begin, end)


def parse_period(text: str | int, *, frequency: Frequency | None = None) -> Period:
    """The period that a publisher's text means; `frequency` is needed for a full date such as `20240101`."""
    found = _parsed(str(text).strip())
    if isinstance(found, Period):
        if frequency is not None and found.frequency != frequency:
            raise WrongCall(
                T(
                    f"{text!r} is a {found.frequency}, not a {frequency}",
                    f"“{text}”是{FREQUENCY_TITLES[found.frequency].zh}，不是{FREQUENCY_TITLES[frequency].zh}",
                )
            )
        return found
    if found is not None and frequency is not None:
        return _from_first_day(found, frequency)
    if found is not None:
        en = f"{text!r} is a day: say whether it stands for a year, a quarter or a month (frequency=)"
        raise WrongCall(T(en, f"“{text}”是日期：请用frequency说明它代表年、季还是月"))
    raise WrongCall(
        T(
            f"{text!r} is not a period: write 2015, 2015-Q1, 2015-03, 2016-01/2016-11 or 2018/2020",
            f"“{text}”不是时段：请写成2015、2015-Q1、2015-03、2016-01/2016-11或2018/2020",
        )
    )


def period_range(first: Period, last: Period) -> tuple[Period, ...]:
    """All periods of one kind from `first` to `last`, both included; empty when `last` is earlier."""
    if first.frequency != last.frequency or first.frequency == "interval":
        raise WrongCall(
            T(
                f"no range runs from {first} to {last}: both must be years, quarters, months or cumulative months",
                f"从{first}到{last}不能构成序列：两端须同为年、季、月或累计",
            )
        )
    found = []
    while first.end <= last.end:
        found.append(first)
        first = first.next()
    return tuple(found)


def _count(number: int, of: int) -> int:
    if not 1 <= of <= 12:
        raise WrongCall(T(f"a month is 1 to 12, not {of}", f"月份应为1至12，而不是{of}"))
    return number * 12 + of - 1


def _month_text(count: int) -> str:
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def _years(first: str, last: str) -> Period:
    return span(int(first) * 12, int(last) * 12 + 11) if first != last else _refused_pair(first)


def _months(y1: str, m1: str, y2: str, m2: str) -> Period:
    return span(_count(int(y1), int(m1)), _count(int(y2), int(m2)))


def _refused_pair(first: str) -> Period:
    raise WrongCall(T(f"{first} to {first} is one year: write {first}", f"{first}至{first}就是一年：请写{first}"))


def _day(y: str, m: str, d: str) -> date:
    try:
        return date(int(y), int(m), int(d))
    except ValueError:
        raise WrongCall(T(f"there is no day {y}-{m}-{d}", f"没有{y}-{m}-{d}这一天")) from None


_Y, _M, _TO = r"([0-9]{4})", r"([0-9]{1,2})", r" ?(?:-|–|—|~|～|至|到) ?"
_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
# The first pattern that fits the whole text is taken.
_FORMS: Final[tuple[tuple[str, Callable[..., Period | date]], ...]] = (
    (_Y + "年?(?:度)?", lambda y: year(int(y))),
    (_Y + r"-?[Qq]([1-4])", lambda y, q: quarter(int(y), int(q))),
    (_Y + r"年第?([一二三四1-4])季度", lambda y, q: quarter(int(y), _QUARTERS[q])),
    (_Y + r"([0-9]{2})", lambda y, m: month(int(y), int(m))),
    (_Y + r"\.([0-9]{2})", lambda y, m: month(int(y), int(m))),
    (_Y + r"[-/Mm]" + _M, lambda y, m: month(int(y), int(m))),
    (_Y + "年" + _M + "月份?", lambda y, m: month(int(y), int(m))),
    (_Y + "年" + _M + "月?" + _TO + _M + "月份?", lambda y, a, b: _months(y, a, y, b)),
    (_Y + r"[Mm]([0-9]{2})-([0-9]{2})", lambda y, a, b: _months(y, a, y, b)),
    (_Y + r"-?[Qq]1-([2-4])", lambda y, q: to_date(int(y), int(q) * 3)),
    (_Y + "年前?([二三])(?:个)?季度", lambda y, q: to_date(int(y), _QUARTERS[q] * 3)),
    (_Y + "(?:年上半年|-?[Hh]1)", lambda y: to_date(int(y), 6)),
    (_Y + "(?:年下半年|-?[Hh]2)", lambda y: _months(y, "7", y, "12")),
    (_Y + "年?(?:/|" + _TO + ")" + _Y + "年?", _years),
    (_Y + "-([0-9]{2})/" + _Y + "-([0-9]{2})", _months),
    (_Y + "([0-9]{2})" + _TO + _Y + "([0-9]{2})", _months),
    (_Y + r"-?([0-9]{2})-?([0-9]{2})", _day),
)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Period | date | None:
    for pattern, made in _FORMS:
        found = re.fullmatch(pattern, text)
        if found:
            return made(*found.groups())
    return None


def _from_first_day(day: date, frequency: Frequency) -> Period:
    made = {
        "year": lambda: year(day.year),
        "quarter": lambda: quarter(day.year, (day.month + 2) // 3),
        "month": lambda: month(day.year, day.month),
        "to_date": lambda: to_date(day.year, day.month),
    }
    if frequency == "interval":
        raise WrongCall(T(f"{day} alone is no interval: give both ends", f"{day}只是一个日期：时段须给出两端"))
    found = made[frequency]()
    if frequency != "to_date" and found.first_day != day:
        raise WrongCall(
            T(f"{day} is not the first day of a {frequency}", f"{day}不是一{FREQUENCY_TITLES[frequency].zh}的第一天")
        )
    return found
