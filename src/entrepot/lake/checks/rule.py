"""What a rule is: a bad row, told by SQL over `staged`; or a look at many rows together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.vocabulary.findings import Level
from entrepot.vocabulary.tables import TableSpec
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


RowRules = Callable[[TableSpec, tuple[str, ...]], tuple[RowRule, ...]]
