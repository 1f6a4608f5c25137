"""The map names files that are there."""

from __future__ import annotations

import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "src" / "entrepot"
NAMED = re.compile(r"`([\w./-]+/[\w.-]*|[\w]+\.(?:py|md|csv))`")


def test_files_of_the_map_are_there() -> None:
    named = NAMED.findall((CHECKOUT / "docs" / "map.md").read_text("utf-8"))
    places = (CHECKOUT, PACKAGE, *(room for room in PACKAGE.rglob("*") if room.is_dir()))
    lost = sorted({name for name in named if not any((place / name).exists() for place in places)})
    assert len(named) > 30
    assert lost == []
