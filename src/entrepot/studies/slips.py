"""Slips of a power of ten: the number that a publisher may have meant."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from entrepot.studies.claim_formula import Node
from entrepot.studies.figures import Found, Missing
from entrepot.studies.intervals import Interval, significant_digits
from entrepot.studies.precision import Precision
from entrepot.studies.recomputing import Choice, Table, worked_out

# 千 to 万亿 left out or put in; a number of one digit meets a power of ten too easily by chance.
POWERS: Final = (1, 2, 3, 4, 8, -1, -2, -3, -4, -8)
_FEWEST_DIGITS: Final = 2
_MOST_INPUTS: Final = 12


def times(power: int) -> str:
    """×10, ÷10000."""
    return f"{'×' if power > 0 else '÷'}{10 ** abs(power)}"


def corrected(printed: Decimal, precision: Precision, ours: Interval) -> tuple[int, Decimal] | None:
    """The power of ten by which the claim is off, and the claim without it; `ours` in the claim's unit."""
    if significant_digits(printed) < _FEWEST_DIGITS or printed == 0:
        return None
    claimed = precision.of_claim(printed)
    for power in POWERS:
        if claimed.times(Decimal(1).scaleb(power)).meets(ours):
            return power, printed.scaleb(power)
    return None


def input_slips(
    node: Node, choice: Choice, table: Table, claimed: Interval, printed: Decimal
) -> Iterator[tuple[Found, int, str]]:
    """Inputs with which the claim would hold were they a power of ten larger or smaller."""
    if significant_digits(printed) < _FEWEST_DIGITS or len(choice) > _MOST_INPUTS:
        return
    for cell, found in sorted(choice.items(), key=lambda pair: pair[0].period):
        for power in POWERS:
            moved = Found(
                cell, found.locator, found.value.times(Decimal(1).scaleb(power)), found.unit, found.text,
                found.unit_printed,
            )  # fmt: skip
            try:
                meets = found.text != "" and claimed.meets(worked_out(node, {**choice, cell: moved}, table).value)
            except Missing:
                continue
            if meets:
                yield found, power, f"{found.literally.scaleb(power).normalize():f}"
