"""Two runs of a study compared: which numbers moved, by how much, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from entrepot.studies.paper import Derivation, Number, Paper, Paragraph, Table
from entrepot.vocabulary.text import T

Why = Literal["revised", "period", "method", "new", "gone"]
REASONS: Final[dict[Why, T]] = {
    "revised": T("revised data", "数据修订"),
    "period": T("new period", "新的时期"),
    "method": T("changed method", "方法变化"),
    "new": T("was not there", "新增"),
    "gone": T("is no longer there", "不再出现"),
}
_PERIOD: Final = re.compile(r'period=(?:"[^"]*"|[\w.-]+)(?:\|(?:"[^"]*"|[\w.-]+))*')
_VALUE: Final = re.compile(r" = .*")


@dataclass(frozen=True, slots=True)
class Shown:
    number: Number
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class Moved:
    """One number in both runs, or in one of them."""

    place: str
    what: T
    before: Shown | None
    after: Shown | None
    why: Why

    @property
    def change(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        first, second = self.before.number.value, self.after.number.value
        return None if first is None or second is None else second - first

    def as_json(self) -> dict[str, Any]:
        """The contract of `entrepot study diff --json`."""
        either = self.after or self.before
        return {
            "place": self.place, "what": self.what.as_json(), "why": self.why,
            "unit": either.number.unit if either else "", "before": _value(self.before), "after": _value(self.after),
            "change": None if self.change is None else float(self.change), "formula": either.derivation.formula if either else "",
            "batches_before": list(self.before.derivation.batches) if self.before else [],
            "batches_after": list(self.after.derivation.batches) if self.after else [],
        }  # fmt: skip


def moved(before: Paper, after: Paper) -> tuple[Moved, ...]:
    """Every number that is not what it was, in the order of the later paper, then those that are gone."""
    old, new = _numbers(before), _numbers(after)
    known = {_timeless(one.derivation.formula) for one in old.values()}
    still = {_timeless(one.derivation.formula) for one in new.values()}
    found = [one for place in new if (one := _compared(place, old.get(place), new[place], known)) is not None]
    gone = [
        Moved(place, one.derivation.what, one, None, "period" if _timeless(one.derivation.formula) in still else "gone")
        for place, one in old.items()
        if place not in new
    ]
    return (*found, *gone)


def _compared(place: str, old: Shown | None, new: Shown, known: set[str]) -> Moved | None:
    what = new.derivation.what
    if old is None:
        return Moved(place, what, None, new, "period" if _timeless(new.derivation.formula) in known else "new")
    same = _amounts(old.number) == _amounts(new.number)
    if old.derivation.formula != new.derivation.formula:
        timeless = _timeless(old.derivation.formula) == _timeless(new.derivation.formula)
        return None if same and not timeless and _inputs(old) == _inputs(new) else Moved(place, what, old, new, "period" if timeless else "method")  # fmt: skip
    if same:
        return None
    changed = old.derivation.figures != new.derivation.figures or old.derivation.batches != new.derivation.batches
    return Moved(place, what, old, new, "revised" if changed else "method")


def _numbers(paper: Paper) -> Mapping[str, Shown]:
    derivations = {one.id: one for one in paper.derivations}
    return {
        one.derivation: Shown(one, derivations[one.derivation])
        for one in _shown(paper)
        if one.derivation in derivations
    }


def _shown(paper: Paper) -> Iterator[Number]:
    for block in (*([paper.abstract] if paper.abstract else []), *paper.blocks()):
        match block:
            case Paragraph():
                yield from (piece for piece in (*block.zh, *block.en) if isinstance(piece, Number))
            case Table():
                yield from (entry for row in block.rows for entry in row if isinstance(entry, Number))


def _amounts(number: Number) -> tuple[Decimal | None, Decimal | None, Decimal | None, str]:
    return number.value, number.low, number.high, number.unit


def _inputs(one: Shown) -> tuple[str, ...]:
    return tuple(_VALUE.sub("", text) for text in one.derivation.figures)


def _timeless(formula: str) -> str:
    return _PERIOD.sub("period=", formula)


def _value(one: Shown | None) -> float | None:
    return None if one is None or one.number.value is None else float(one.number.value)
