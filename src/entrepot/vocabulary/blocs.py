"""Blocs of areas, with the day on which each member came and went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from entrepot.vocabulary.areas import all_areas, area
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.tables_of_words import word_rows
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class Membership:
    """In the bloc from `since` up to but not on `until`.

    Without `since`: a member as long as the bloc is spoken of, or, where `listed` is given, known to be in on that day
    and joined on some day before it that our list does not give.
    """

    member: str
    since: date | None
    until: date | None
    listed: date | None

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


def membership(bloc: str) -> tuple[Membership, ...]:
    """Every member that the bloc has or had, with its dates; a member that returned has several entries."""
    found = area(bloc)
    if found.id not in _memberships():
        raise UnknownName(T("bloc", "区域集团"), bloc, [a.id for a in all_areas("bloc")])
    return _memberships()[found.id]


def members(bloc: str, *, on: date | None = None) -> tuple[str, ...]:
    """The ids of the members on a day; without a day, the latest known membership (for NAFTA, its last).

    `JPN+KOR+RUS` names a sum made for one question: its parts, blocs among them replaced by their members.
    """
    if "+" in bloc:
        parts = [area(part).id for part in bloc.split("+")]
        return tuple(dict.fromkeys(m for p in parts for m in (members(p, on=on) if p in _memberships() else (p,))))
    entries = membership(bloc)
    if on is None:
        last = max((e.until or date.max) for e in entries)
        return tuple(e.member for e in entries if (e.until or date.max) == last)
    _refuse_unknown_past(bloc, entries, on)
    return tuple(e.member for e in entries if e.holds(on))


def _refuse_unknown_past(bloc: str, entries: tuple[Membership, ...], on: date) -> None:
    undated = [e for e in entries if e.since is None and e.listed is not None and on < e.listed]
    if not undated:
        return
    first = max(e.listed for e in undated if e.listed)
    raise WrongCall(
        T(
            f"who belonged to {bloc} on {on} is not known: for {len(undated)} members the list gives no day of joining, "
            f"only that they were in by {first}; ask for that day or later, or leave the day out for the latest list",
            f"{on} 的“{bloc}”成员不详：名单未载明其中 {len(undated)} 个成员的加入日期，只知其在 {first} 已是成员；"
            "请改问该日或以后，或不给日期以取最新名单",
        )
    )


@cache
def _memberships() -> dict[str, tuple[Membership, ...]]:
    entries: dict[str, list[Membership]] = {}
    for row in word_rows("bloc_members.csv"):
        since, until, listed = (date.fromisoformat(row[k]) if row[k] else None for k in ("since", "until", "listed"))
        entries.setdefault(row["bloc"], []).append(Membership(row["member"], since, until, listed))
    return {bloc: tuple(found) for bloc, found in entries.items()}
