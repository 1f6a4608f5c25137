"""The place of a figure among those of its peers, counted from the largest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from entrepot.studies.figures import Cell, Figures, Found, Missing, PublishedFigure
from entrepot.studies.intervals import Interval
from entrepot.vocabulary.areas import mainland_provinces
from entrepot.vocabulary.text import T

_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Ranked:
    """From the best to the worst place that the digits allow; provinces nobody prints could stand anywhere."""

    place: Interval
    unknown: T | None


def rank(
    own: Found,
    among: Sequence[Found] | None,
    figures: Figures,
    read: Callable[[PublishedFigure, Cell], Found],
) -> Ranked:
    """The place of `own` among the given figures, or among all provinces as the same place prints them."""
    peers = list(among) if among is not None else _provinces(own, figures, read)
    others = [peer for peer in peers if peer.cell.area != own.cell.area]
    if not others:
        raise Missing(
            T(f"nothing is printed beside {own.cell} to rank it among", f"没有可与 {own.cell} 比较位次的数据")
        )
    if any(peer.unit != own.unit for peer in others):
        raise Missing(T(f"the peers of {own.cell} are not all in {own.unit}; say unit=", f"{own.cell} 的比较对象单位不一；请指明 unit="))  # fmt: skip
    unknown = _unknown(own, others) if among is None else ()
    surely = sum(peer.value.low > own.value.high for peer in others)
    literally = sum(peer.value.value > own.value.value for peer in others)
    perhaps = sum(peer.value.high > own.value.low for peer in others)
    place = Interval(Decimal(1 + surely), Decimal(1 + literally), Decimal(1 + perhaps + len(unknown)))
    return Ranked(place, _told(unknown) if unknown else None)


def _provinces(own: Found, figures: Figures, read: Callable[[PublishedFigure, Cell], Found]) -> list[Found]:
    found = []
    for area_id in mainland_provinces():
        cell = replace(own.cell, area=area_id)
        rows = [row for row in figures.places(cell) if row.locator == own.locator and row.value_printed]
        found += [read(row, cell) for row in rows if row.unit == own.unit]
    return found


def _unknown(own: Found, others: Sequence[Found]) -> tuple[str, ...]:
    known = {own.cell.area, *(peer.cell.area for peer in others)}
    return tuple(area_id for area_id in mainland_provinces() if area_id not in known)


def _told(unknown: Sequence[str]) -> T:
    named = ", ".join(unknown[:_MOST_NAMED]) + (" …" if len(unknown) > _MOST_NAMED else "")
    return T(f"{len(unknown)} provinces are not printed: {named}", f"有 {len(unknown)} 个省份未公布：{named}")
