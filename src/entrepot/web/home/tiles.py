"""The provinces where they about lie, each with how many of today's warnings are its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from entrepot.reports.charts.tile_map import GRID
from entrepot.risks.warnings.warning import Watch
from entrepot.vocabulary.short_names import short_name
from entrepot.vocabulary.text import T
from entrepot.workbench.regions import Region, RegionsOfKind


@dataclass(frozen=True, slots=True)
class Tile:
    """`region` is None where the lake tells nothing of it; `red` and `amber` are warnings, None where none was found."""

    letters: str
    name: T
    column: int
    row: int
    region: Region | None
    red: int | None
    amber: int | None


def tiles_of(kinds: tuple[RegionsOfKind, ...], watch: Watch | None = None) -> tuple[Tile, ...]:
    """None at all where the lake tells of no province: an empty map chooses nothing."""
    told = {one.area.id.removeprefix("CN-"): one for kind in kinds if kind.id == "provinces" for one in kind.areas}
    if not told:
        return ()
    lights = Counter((one.reporter, one.light) for one in watch.alarms) if watch else Counter()
    placed = sorted(GRID.items(), key=lambda tile: (tile[1][1], tile[1][0]))
    return tuple(
        Tile(
            letters, short_name(f"CN-{letters}"), column, row, told.get(letters),
            lights[f"CN-{letters}", "red"] or None, lights[f"CN-{letters}", "amber"] or None,
        )
        for letters, (column, row) in placed
    )  # fmt: skip
