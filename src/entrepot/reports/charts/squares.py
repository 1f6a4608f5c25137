"""A rectangle divided into boxes as square as can be: Bruls, Huizing & van Wijk (2000), doi:10.1007/978-3-7091-6783-0_4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


def squarified(values: Sequence[float], width: float, height: float) -> list[Box]:
    """One box for each value, in order, with areas in proportion; values are positive and best given largest first."""
    left = Box(0.0, 0.0, width, height)
    unit = width * height / sum(values)
    areas = [value * unit for value in values]
    boxes: list[Box] = []
    while len(boxes) < len(areas):
        row = _row(areas[len(boxes) :], min(left.width, left.height))
        placed, left = _place(row, left)
        boxes += placed
    return boxes


def _row(areas: Sequence[float], side: float) -> list[float]:
    """As many of the areas as make the worst box of the row squarer, or no worse."""
    row = [areas[0]]
    for area in areas[1:]:
        if _worst([*row, area], side) > _worst(row, side):
            break
        row.append(area)
    return row


def _worst(row: Sequence[float], side: float) -> float:
    total = sum(row)
    return max(side * side * max(row) / (total * total), total * total / (side * side * min(row)))


def _place(row: Sequence[float], left: Box) -> tuple[list[Box], Box]:
    """The row laid along the shorter side, and what is left of the rectangle."""
    lying = left.width < left.height
    thick = sum(row) / (left.width if lying else left.height)
    boxes, at = [], 0.0
    for area in row:
        long = area / thick
        boxes.append(Box(left.x + at, left.y, long, thick) if lying else Box(left.x, left.y + at, thick, long))
        at += long
    if lying:
        return boxes, Box(left.x, left.y + thick, left.width, max(0.0, left.height - thick))
    return boxes, Box(left.x + thick, left.y, max(0.0, left.width - thick), left.height)
