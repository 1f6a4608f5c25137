"""Numbers typed into a sentence instead of referred to. A study recomputes its numbers; a typed one would stay behind.

Free are years and dates (2021, 2021年, 2011-2021, 3月5日), ordinals (第3, 1st, (2), 1. at the start of a line),
numbers that are part of a name (RCEP15, G20, HS85, ISO 9001 written {{ISO 9001}}), and whatever stands in {{double braces}}
or in quotation marks.
"""

from __future__ import annotations

import re
from typing import Final

from entrepot.studies.wording import wordings

_FREE: Final = re.compile(
    r"""
    “[^”]*” | "[^"\n]*" | 《[^》]*》 | 「[^」]*」                        # quoted
    | (?<![\d.])(?:1[789]|20|21)\d\d(?![\d%％])(?!\.\d)(?!\s*(?:亿|万|元|家|人|倍|percent|per\ cent|million|billion))  # a year
    | \d{1,4}\s*(?:年|月|日|号|世纪|季度)                              # a date
    | 第\s*\d+ | \d+(?:st|nd|rd|th)\b                                   # an ordinal
    | [（(]\d{1,2}[)）] | ^\s*\d{1,2}(?:\.\d{1,2})*[.、．]               # a number of a list
    | [A-Za-z]+[-\u2010-\u2013]?\d+(?:\.\d+)* | \d+(?=[A-Za-z]{2,}\b)(?!\s*(?:percent|million|billion)) # within a name
    """,
    re.VERBOSE | re.MULTILINE,
)
_DIGITS: Final = re.compile(r"[0-9０-９][0-9０-９,.]*[0-9０-９]|[0-9０-９]")
_AROUND: Final = 12


def typed_digits(text: str) -> tuple[str, ...]:
    """Each typed number with a few characters around it."""
    found: list[str] = []
    for part in wordings(text):
        if isinstance(part, str):
            plain = _FREE.sub(lambda free: " " * len(free[0]), part)
            found += [
                part[max(0, one.start() - _AROUND) : one.end() + _AROUND].strip() for one in _DIGITS.finditer(plain)
            ]
    return tuple(found)
