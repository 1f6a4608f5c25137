"""A question, and what it is once put into words: the statement to run, with what there is to say of the rows it reads.

Nothing here needs a lazy table: a question that was put into words before is answered without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from entrepot.measures.measure import Measure
from entrepot.measures.option import OptionValue
from entrepot.vocabulary.text import T
from entrepot.workbench.in_parts import Parts
from entrepot.workbench.rolling import Rolling
from entrepot.workbench.selection import Selection


@dataclass(frozen=True, slots=True)
class Asked:
    """All that makes a question; `reading` is its selection with the earlier periods that the measure needs.

    `figures` are its inputs where it is about other answers.
    """

    measure: Measure
    reading: Selection
    options: Mapping[str, OptionValue]
    rolling: Rolling | None = None
    figures: Mapping[str, pa.Table] | None = None

    @property
    def chosen(self) -> dict[str, OptionValue]:
        return self.measure.chosen(self.options)


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says of how its rows are read."""

    currency: str | None
    levels: Mapping[str, Mapping[str, object]]
    notes: tuple[T, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """DuckDB's statement; `apart` are the dimensions by which it tells trade apart, None where sums do not serve it.

    `parts` say how it is divided where its answer is large.
    """

    sql: str
    apart: frozenset[str] | None
    said: Said
    parts: Parts | None = None

    def as_json(self) -> dict[str, Any]:
        said = self.said
        return {
            "sql": self.sql,
            "apart": None if self.apart is None else sorted(self.apart),
            "currency": said.currency,
            "levels": {name: dict(level) for name, level in said.levels.items()},
            "notes": [note.as_json() for note in said.notes],
            "synthetic": said.synthetic,
            "parts": None if self.parts is None else self.parts.as_json(),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Prepared:
        notes = tuple(T(note["en"], note["zh"]) for note in told["notes"])
        apart = None if told["apart"] is None else frozenset(told["apart"])
        said = Said(told["currency"], told["levels"], notes, told["synthetic"])
        return cls(told["sql"], apart, said, None if told["parts"] is None else Parts.from_json(told["parts"]))
