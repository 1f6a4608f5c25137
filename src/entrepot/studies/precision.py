"""How exactly a claim and its inputs are meant: by their printed digits, or as declared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from entrepot.studies.intervals import Interval
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.printed_numbers import number
from entrepot.vocabulary.text import T

Side = Literal["around", "nearly", "over"]
_SIDES: Final[dict[str, Side]] = {"nearly": "nearly", "近": "nearly", "over": "over", "超过": "over", "逾": "over"}
_INPUTS: Final = re.compile(r"(?:inputs? to|数据精确到)\s*([0-9][0-9.,]*)")
_TO: Final = re.compile(r"(?:to|精确到)\s*([0-9][0-9.,]*)")


@dataclass(frozen=True, slots=True)
class Precision:
    """`inputs` and `to` are the steps to which inputs and claim are rounded, in their printed units; None: their digits.

    `nearly 6` is [5.5, 6]; `over 5` is [5, 6].
    """

    inputs: Decimal | None = None
    to: Decimal | None = None
    side: Side = "around"

    @property
    def declared(self) -> bool:
        return self != Precision()

    def of_claim(self, printed: Decimal) -> Interval:
        around = Interval.printed(printed, to=self.to)
        if self.side == "nearly":
            lower, upper = (around.low, printed) if printed >= 0 else (printed, around.high)
            return Interval(lower, printed, upper)
        if self.side == "over":
            step = around - Interval.exactly(around.low)
            beyond = Interval.exactly(printed) + step if printed >= 0 else Interval.exactly(printed) - step
            return Interval(beyond.low, printed, beyond.high)
        return around

    def of_input(self, printed: Decimal) -> Interval:
        return Interval.printed(printed, to=self.inputs)


def read_precision(text: str) -> Precision:
    """`inputs to 10`, `to 10`, `nearly`, `over`, or several with semicolons; empty for the printed digits."""
    inputs: Decimal | None = None
    to: Decimal | None = None
    side: Side = "around"
    for part in filter(None, (one.strip() for one in re.split("[;；]", text))):
        if found := _INPUTS.fullmatch(part):
            inputs = _step(found[1])
        elif found := _TO.fullmatch(part):
            to = _step(found[1])
        elif part in _SIDES:
            side = _SIDES[part]
        else:
            raise WrongCall(
                T(
                    f"{part!r} is no precision: write `inputs to 10`, `to 10`, `nearly`, `over`, or leave it empty",
                    f"“{part}”不是精度：请写“inputs to 10”（数据精确到10）、“to 10”（精确到10）、nearly（近）、over（超过），或留空",
                )
            )
    return Precision(inputs, to, side)


def _step(text: str) -> Decimal:
    step = number(text)
    if step is None or step <= 0:
        raise WrongCall(T(f"a precision is above zero, not {text}", f"精度须大于零，而不是 {text}"))
    return step
