"""What a rule is: a bad row, told by SQL over `staged`; or several rows taken together, told by SQL over `whole`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.vocabulary.findings import Level
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class RowRule:
    """`bad` is true for a row that breaks the rule; `shown` is the SQL of the value to quote; `message` takes it."""

    name: str
    level: Level
    column: str
    bad: str
    shown: str
    message: Callable[[str], T]


@dataclass(frozen=True, slots=True)
class TogetherRule:
    """`sql` selects from `whole` (see `looking`) one line for each finding: `row`, `place`, `value`, then what `message` takes.

    `most_rows` is the size from which the rule is left out, because it would cost more than it tells.
    """

    name: str
    table: str
    level: Level
    column: str | None
    sql: str
    message: Callable[..., T]
    most_rows: int = 2_000_000
    order: str = "row NULLS LAST, place"
