"""The outline of land: coasts where they are, in every picture of a map, and in no page's data."""

from itertools import pairwise

import pytest

from entrepot.reports import drawing
from entrepot.reports.charts.chart import compiled
from entrepot.reports.land import land

ON_LAND = {
    "Shenyang": (123.4, 41.8), "Taiwan": (121.0, 23.7), "Hainan": (109.8, 19.2), "Honshu": (138.5, 36.2), "Alaska": (-152.0, 63.0),
    "Kansas": (-98.0, 38.5), "Lesotho": (28.2, -29.6), "New Zealand": (171.0, -43.6), "Java": (110.0, -7.3),
}  # fmt: skip
AT_SEA = {
    "Pacific": (-150.0, 0.0),
    "Yellow Sea": (123.0, 35.5),
    "Atlantic": (-30.0, 30.0),
    "Caspian": (50.8, 42.0),
    "Black Sea": (34.0, 43.2),
}


def _inside(place: tuple[float, float]) -> bool:
    """Even and odd crossings of a ray to the east, over all rings."""
    x, y = place
    crossings = 0
    for polygon in land()["coordinates"]:
        for ring in polygon:
            for (x1, y1), (x2, y2) in pairwise(ring):
                if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                    crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize("name", ON_LAND)
def test_places_on_land(name: str) -> None:
    assert _inside(ON_LAND[name])


@pytest.mark.parametrize("name", AT_SEA)
def test_places_at_sea(name: str) -> None:
    assert not _inside(AT_SEA[name])


def test_whoever_draws_a_map_puts_land_in() -> None:
    spec = compiled("partner_map") | {
        "datasets": {"rows": [], "land": []},
        "usermeta": {"size": {"ratio": 0.39, "plus": 88}},
    }
    assert drawing.sized(spec, 600)["datasets"]["land"] == [land()]
    assert spec["datasets"]["land"] == []
    other = compiled("trend") | {"datasets": {"rows": []}, "usermeta": {"size": {}}}
    assert "land" not in drawing.sized(other, 600)["datasets"]
