"""Which of many dots can have their names beside them, worked out before drawing: labels never lie on dots or each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from entrepot.reports.charts.wording import pixels

_TALL: Final = 15.0
_EDGE: Final = 2.0
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot in pixels from the top left of its plot."""

    name: str
    x: float
    y: float
    radius: float


def sides(dots: Sequence[Dot], width: float, height: float, *, most: int, taken: Sequence[Dot] = ()) -> list[str]:
    """For each dot the side on which its name has room (above, right, left, below), or ''; large dots choose first."""
    boxes = [_around(dot.x, dot.y, dot.radius, dot.radius) for dot in (*dots, *taken)]
    found = [""] * len(dots)
    for i in sorted(range(len(dots)), key=lambda i: -dots[i].radius):
        if sum(map(bool, found)) == most:
            break
        others = [box for k, box in enumerate(boxes) if k != i]
        for side, box in _candidates(dots[i]).items():
            inside = box[0] >= _EDGE and box[1] >= _EDGE and box[2] <= width - _EDGE and box[3] <= height - _EDGE
            if inside and not any(_overlap(box, other) for other in others):
                found[i] = side
                boxes.append(box)
                break
    return found


def _candidates(dot: Dot) -> dict[str, Rectangle]:
    half = pixels(dot.name, size=12.5) / 2
    return {
        "above": _around(dot.x, dot.y - dot.radius - 8, half, _TALL / 2),
        "right": _around(dot.x + dot.radius + 4 + half, dot.y, half, _TALL / 2),
        "left": _around(dot.x - dot.radius - 4 - half, dot.y, half, _TALL / 2),
        "below": _around(dot.x, dot.y + dot.radius + 9, half, _TALL / 2),
    }


def _around(x: float, y: float, half_width: float, half_height: float) -> Rectangle:
    return x - half_width, y - half_height, x + half_width, y + half_height


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
