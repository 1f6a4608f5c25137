"""Where places fall on the map, worked out beforehand, and which great circles stay whole."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

# The map is turned so that East Asia and the Pacific lie in its middle; its edge runs through the Atlantic.
TURN: Final = 150
CUT: Final = TURN - 180
RATIO: Final = 0.39
_STEPS: Final = 40
Place = tuple[float, float]


def projected(longitude: float, latitude: float, width: float) -> Place:
    """Pixels from the top left under Natural Earth (Šavrič, Jenny, Patterson, Petrovič & Hurni 2011), as in the definition."""
    turned = math.radians((longitude - TURN + 180) % 360 - 180)
    phi = math.radians(latitude)
    p2, p4 = phi * phi, phi**4
    x = turned * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
    y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
    scale = width / 5.5
    return width / 2 + scale * x, width * RATIO * 0.6 - scale * y


def whole(one: Place, other: Place, cut: float) -> bool:
    """Whether the great circle between two places (longitude, latitude) stays on one side of the map's edge."""
    a, b = _on_sphere(one), _on_sphere(other)
    along = []
    for step in range(_STEPS + 1):
        part = step / _STEPS
        x, y = ((1 - part) * a[i] + part * b[i] for i in (0, 1))
        along.append((math.degrees(math.atan2(y, x)) - cut) % 360)
    return all(abs(p - q) < 180 for p, q in pairwise(along))


def _on_sphere(place: Place) -> tuple[float, float, float]:
    longitude, latitude = math.radians(place[0]), math.radians(place[1])
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )
