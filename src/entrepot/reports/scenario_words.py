"""How the numbers of a what-if are said: on the terminal and on its page."""

from __future__ import annotations

from typing import Final

from entrepot.models.scenario.outcome import Estimate
from entrepot.parameters.assumption import Assumption
from entrepot.vocabulary.amounts import CURRENCY_NAMES, format_money, format_number, format_points, format_share
from entrepot.vocabulary.text import T

_SMALL: Final = 0.001
"""A smaller share has a decimal more, or it would read as nothing."""
TOTALS: Final[dict[str, T]] = {
    "exports": T("exports", "出口"),
    "imports": T("imports", "进口"),
    "output": T("output", "产出"),
    "welfare": T("welfare (real income)", "福利（实际收入）"),
}
FLOWS: Final[dict[str, T]] = {"export": T("exports", "出口"), "import": T("imports", "进口")}


def number_text(value: float | None, unit: str, *, signed: bool = False) -> str | None:
    """A level, or with `signed` a difference: shares differ in points."""
    if value is None:
        return None
    if unit in CURRENCY_NAMES:
        return format_money(value, unit, decimals=2, sign=signed)
    if unit in ("share", "growth"):
        return format_points(value, sign=True, decimals=2) if signed else format_share(value)
    if unit == "points":
        return format_number(value, decimals=1, sign=signed)
    return format_number(value, decimals=4 if abs(value) < 10 else 1, sign=signed)


def change_text(one: Estimate) -> str | None:
    """The change with its share of what was before; None where there is no number."""
    if one.value is None:
        return None
    if one.unit == "1":
        return format_share(one.value, decimals=2, sign=True)
    said = format_money(one.value, one.unit, decimals=2, sign=True)
    share = one.share
    if share is None:
        return said
    mark = format_share(share, decimals=1 if abs(share) >= _SMALL else 2, sign=True)
    return str(T(f"{said} ({mark})", f"{said}（{mark}）"))


def span_text(low: float | None, high: float | None, unit: str) -> tuple[str | None, str | None]:
    """Both ends of an interval of changes."""
    return _end(low, unit), _end(high, unit)


def _end(value: float | None, unit: str) -> str | None:
    if unit == "1" and value is not None:
        return format_share(value, decimals=2, sign=True)
    return number_text(value, unit, signed=True)


def assumption_range(one: Assumption) -> str:
    low, high = one.range
    return f"{one.value:g}" if one.certain else f"{one.value:g} [{low:g}, {high:g}]"


def score_text(ends: tuple[float, float]) -> str:
    """One number, or from one to the other where not all of it is known."""
    low, high = (format_number(end, decimals=1) for end in ends)
    return low if low == high else f"{low} … {high}"
