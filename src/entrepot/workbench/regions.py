"""Which regions the lake tells of, since when, and whether by real statistics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from entrepot.lake.engine import rows_of
from entrepot.vocabulary.areas import Area, Kind, all_by_id
from entrepot.vocabulary.text import T
from entrepot.workbench.reading import open_lake

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

_KINDS: Final[tuple[tuple[str, T, tuple[Kind, ...]], ...]] = (
    ("provinces", T("Provinces", "省份"), ("province",)),
    ("cities", T("Cities and zones", "城市与园区"), ("prefecture", "zone")),
    ("countries", T("Countries and territories", "国家和地区"), ("country",)),
    ("blocs", T("Groups of regions", "区域组合"), ("bloc", "world")),
)


@dataclass(frozen=True, slots=True)
class Region:
    """`first` and `last` are the years of what is known; `synthetic_only` where nothing real is."""

    area: Area
    first: str
    last: str
    synthetic_only: bool


@dataclass(frozen=True, slots=True)
class RegionsOfKind:
    id: str
    title: T
    areas: tuple[Region, ...]


def regions(workbench: Workbench) -> tuple[RegionsOfKind, ...]:
    """Every area that has flows or published figures of its own, by kind, in the order of the vocabulary."""
    with open_lake(workbench.lake) as connection:
        sql = (
            "SELECT area, left(min(period), 4) AS first, left(max(period), 4) AS last, bool_and(synthetic) AS synthetic FROM ("
            "SELECT reporter AS area, period, synthetic FROM held UNION ALL "
            "SELECT area, period, synthetic FROM series WHERE frequency <> 'undated') GROUP BY area"
        )
        known = {row["area"]: row for row in rows_of(connection, sql).to_pylist()}
    found = [
        Region(one, known[one.id]["first"], known[one.id]["last"], bool(known[one.id]["synthetic"]))
        for one in all_by_id().values()
        if one.id in known
    ]
    kinds = (
        RegionsOfKind(name, title, tuple(one for one in found if one.area.kind in kinds))
        for name, title, kinds in _KINDS
    )
    return tuple(kind for kind in kinds if kind.areas)


def told_by(workbench: Workbench, batch: str, *, most: int = 4) -> tuple[Area, ...]:
    """Whose flows a batch brought, in the order of the vocabulary; no more than `most` of them."""
    sql = "SELECT DISTINCT reporter FROM flows WHERE batch = ? LIMIT ?"
    with open_lake(workbench.lake) as connection:
        told = {name for (name,) in connection.execute(sql, [batch, most]).fetchall()}
    return tuple(one for one in all_by_id().values() if one.id in told)


def most_told(workbench: Workbench) -> Area | None:
    """The area whose trade is told at the most levels and periods, with as few rows as may be."""
    sql = "SELECT reporter FROM held WHERE basis IS DISTINCT FROM 'published' GROUP BY 1 ORDER BY count(*) DESC, sum(rows), 1"
    with open_lake(workbench.lake) as connection:
        told = (all_by_id().get(str(name)) for (name,) in connection.execute(sql).fetchall())
    return next((area for area in told if area is not None), None)
