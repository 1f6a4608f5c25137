"""A finding: one risk of one region, or of a part of it, in one period, with all that is needed to defend it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from entrepot.risks.risk import PartKind, Reading, Risk
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T

Level = Literal["low", "watch", "high", "severe"]
LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_TITLES: dict[Level, T] = {
    "low": T("low", "低"),
    "watch": T("watch", "关注"),
    "high": T("high", "高"),
    "severe": T("severe", "严重"),
}
Direction = Literal["rising", "steady", "falling"]
DIRECTION_TITLES: dict[Direction, T] = {
    "rising": T("rising", "上升"),
    "steady": T("steady", "持平"),
    "falling": T("falling", "下降"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`; one number where the two are the same, nothing where nothing is known."""

    low: float | None
    high: float | None

    @property
    def point(self) -> float | None:
        """The number, where it is one."""
        if self.low is None or self.high is None or not math.isclose(self.low, self.high, rel_tol=0, abs_tol=1e-9):
            return None
        return self.low

    @property
    def known(self) -> bool:
        return self.low is not None and self.high is not None


NOTHING = Span(None, None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows behind a finding: of which source and direction, where they lie, how many, and of which batches.

    `where` are the pairs by which `Workbench.rows(table, where=...)` shows them. Rows handed in have no batches.
    `places` say where published figures are printed.
    """

    table: str
    source: str
    where: tuple[tuple[str, str], ...]
    rows: int
    added_up: float | None
    batches: tuple[str, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingFound:
    """A reading with its value (or bounds), the value a year earlier, and the score that the declared map makes of it."""

    reading: Reading
    value: Span
    before: Span
    score: Span
    weight: float
    said: T | None = None
    remark: T | None = None
    """What the value does not say by itself."""


@dataclass(frozen=True, slots=True)
class Driver:
    """What one partner, product, regime or part did to the change of the measure."""

    id: str
    title: T
    before: float | None
    now: float | None
    contribution: float


@dataclass(frozen=True, slots=True)
class Drivers:
    """The largest drivers, and what all others did together: they add up to `change` of the reading."""

    reading: str
    over: str
    since: str
    change: float
    largest: tuple[Driver, ...]
    others: float
    others_number: int


@dataclass(frozen=True, slots=True)
class PeerPlace:
    """Where the score stands among peers: the share of the others whose score is no higher; none among fewer than five.

    `compared_by` are the readings that all of them have: only by these are they compared.
    """

    peers: str
    title: T
    number: int
    percentile: float | None
    compared_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankInterval:
    """The rank (1: the highest score) by the declared weights, by equal weights, and from draws of weights."""

    declared: int
    equal: int
    low: int
    high: int
    among: int
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class Part:
    """What of the region is spoken of: the region itself, or one city, product, partner or regime; `share` of its trade."""

    kind: PartKind
    id: str
    title: T
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """`score` has two ends where something is not known; the level is said only where both ends are of one level.

    `coverage` is the share of the trade that is known in the needed detail; `says` is what cannot be said, and why.
    A finding without evidence cannot be made.
    """

    risk: Risk
    region: str
    part: Part
    period: str
    score: Span
    levels: tuple[Level, Level]
    direction: Direction | None
    change: float | None
    readings: tuple[ReadingFound, ...]
    drivers: Drivers | None
    peers: tuple[PeerPlace, ...]
    rank: RankInterval | None
    coverage: float | None
    evidence: tuple[Evidence, ...]
    says: tuple[T, ...]
    synthetic: bool
    currency: str = ""
    split: Drivers | None = None
    """The same change by what it came from: the world, the products, the markets, one's own share."""

    def __post_init__(self) -> None:
        if not sum(one.rows for one in self.evidence):
            raise MissingData(
                T(
                    f"{self.risk.title.en} of {self.region} in {self.period}: no row stands behind it, so there is no finding",
                    f"{self.region} {self.period} 的“{self.risk.title.zh}”没有任何数据行作依据，不能形成风险结论",
                )
            )

    @property
    def level(self) -> Level | None:
        return self.levels[0] if self.levels[0] == self.levels[1] else None

    @property
    def score_low(self) -> float | None:
        return self.score.low

    @property
    def score_high(self) -> float | None:
        return self.score.high

    @property
    def id(self) -> str:
        """`market_concentration:CN-LN:2023`, with the part where it is not the whole region."""
        part = "" if self.part.kind == "region" else f":{self.part.kind}:{self.part.id}"
        return f"{self.risk.id}:{self.region}:{self.period}{part}"

    def reading(self, name: str) -> ReadingFound:
        return next(one for one in self.readings if one.reading.id == name)

    def as_json(self) -> dict[str, Any]:
        """The contract of `entrepot risk scan --json`."""
        from entrepot.risks.finding_json import finding_json

        return finding_json(self)
