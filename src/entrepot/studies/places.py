"""Places as a study names them: one by its name, or all provinces, or a group of provinces."""

from __future__ import annotations

from typing import Final

from entrepot.studies.figures import area_id
from entrepot.vocabulary.areas import area, mainland_provinces
from entrepot.vocabulary.blocs import members

PROVINCES: Final = "provinces"


def places_of(name: str) -> tuple[str, ...]:
    """Ids: `provinces` and 东北三省 are their members, a bloc of countries stays one partner."""
    if name == PROVINCES:
        return mainland_provinces()
    found = area_id(name)
    if "+" not in found and area(found).kind == "bloc" and found.startswith("CN-"):
        return members(found)
    return (found,)


def home_group(region: str) -> str:
    """The smallest group of provinces that a region belongs to; all provinces where it belongs to none."""
    groups = ("CN-NORTHEAST", "CN-CENTRAL6", "CN-BOHAI", "CN-COAST")
    return next((group for group in groups if region in members(group)), PROVINCES)
