"""Shocks that are known to have happened: how many of the series they reached were alarmed, and how many of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entrepot.risks.backtest.origins import Said
from entrepot.risks.warnings.warning import KindOfWarning
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class KnownShock:
    """`first` and `last` are the months in which an alarm would be due; `reached` tells which series it reached."""

    id: str
    title: T
    first: int
    last: int
    reached: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Seen:
    """Of the series that could be judged in those months: how many were alarmed at least once, reached and not reached."""

    id: str
    title: T
    first: str
    last: str
    reached: int
    alarmed: int
    others: int
    others_alarmed: int


def seen(shock: KnownShock, said: Mapping[int, Mapping[KindOfWarning, Said]], months: Sequence[str]) -> Seen | None:
    """None where no month of the shock was tested, or no series is of those alone that it reached. `said` is by the last month that was known."""
    import numpy as np

    judged = np.zeros(len(shock.reached), bool)
    alarmed = np.zeros(len(shock.reached), bool)
    tested = [kinds for known, kinds in said.items() if shock.first <= known <= shock.last]
    for kinds in tested:
        for kind, one in kinds.items():
            if kind != "composite":
                judged[one.lines] = True
                alarmed[one.lines] |= one.alarm
    mine, others = judged & shock.reached, judged & ~shock.reached
    if not mine.any():
        return None
    return Seen(
        shock.id, shock.title, months[0], months[1], int(mine.sum()), int((mine & alarmed).sum()), int(others.sum()),
        int((others & alarmed).sum()),
    )  # fmt: skip


def said(one: Seen) -> T:
    """In words: what was seen of the shock, and how often the same months alarmed of what it did not reach."""
    mine = f"{one.alarmed / one.reached:.0%}" if one.reached else "–"
    rest = f"{one.others_alarmed / one.others:.0%}" if one.others else "–"
    return T(
        f"{one.title.en} ({one.first} to {one.last}): alarms for {mine} of the {one.reached:,} series that it reached, for {rest} of the {one.others:,} others",
        f"{one.title.zh}（{one.first}至{one.last}）：受影响的{one.reached:,}个序列中{mine}发出预警，其余{one.others:,}个序列为{rest}",
    )
