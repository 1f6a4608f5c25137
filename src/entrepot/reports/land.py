"""Where land is, under the bubbles of a map: coasts only, no borders.

Natural Earth 1:110m (public domain) from world-atlas 2.0.2 (ISC), simplified to a triangle of 5e-5 steradians and a tenth of
a degree; without the Antarctic, which the map cuts off, and islands below 8e-5 steradians.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def land() -> dict[str, Any]:
    """One GeoJSON geometry; it is shared, so nobody changes it."""
    found: dict[str, Any] = json.loads((resources.files("entrepot.reports") / "land.json").read_text("ascii"))
    return found
