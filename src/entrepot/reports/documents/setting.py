"""A paper set in one language: numbered, worded and harmless, in reading order. Every format writes this and adds only its form.

Setting
├── body          Heading, Words, Grid (a table), Picture (a figure), Lack (a gap)
├── explanations  the appendix: how each number came about
└── references    entries with their numbers
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from entrepot.reports.charts import Drawing
from entrepot.reports.documents.words import VINTAGE
from entrepot.reports.numbers import Scale
from entrepot.studies.paper import Number
from entrepot.vocabulary.text import Language, T

RunKind = Literal["words", "number", "to", "cite"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence; `id` is a derivation, a table or figure, or a reference."""

    kind: RunKind
    text: str
    id: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """`label` is 一、 or 1.1, with its own punctuation; `level` counts from 1."""

    level: int
    label: str
    title: str
    id: str


@dataclass(frozen=True, slots=True)
class Words:
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """`name` is what other columns' arithmetic calls the column."""

    title: str
    unit: str
    number: bool
    name: str = ""
    worked_out_from: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    number: Number | None = None
    scale: Scale | None = None

    @property
    def why(self) -> str:
        return self.number.derivation if self.number else ""

    @property
    def synthetic(self) -> bool:
        return self.number is not None and self.number.synthetic


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `called` is 表 1, `source` the sentence under it."""

    id: str
    called: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    notes: tuple[str, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure: the drawing, and its own table as the real alternative."""

    id: str
    called: str
    title: str
    subtitle: str
    drawing: Drawing = field(repr=False)
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    notes: tuple[str, ...]
    derivations: tuple[str, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """A sentence on what is missing."""

    text: str


Part = Heading | Words | Grid | Picture | Lack


@dataclass(frozen=True, slots=True)
class Explanation:
    """The appendix's entry of all numbers that came about alike; `facts` are pairs of what is said and the words for it.

    `brief` are the facts for a reader who has the appendix at hand: batches by their label.
    """

    ids: tuple[str, ...]
    number: int
    what: str
    facts: tuple[tuple[str, str], ...]
    brief: tuple[tuple[str, str], ...]
    synthetic: bool

    @property
    def id(self) -> str:
        return self.ids[0]


@dataclass(frozen=True, slots=True)
class Setting:
    """`vintage` is an ISO date, the only date that a document carries."""

    id: str
    language: Language
    title: str
    subtitle: str
    abstract: tuple[Run, ...]
    keywords: tuple[str, ...]
    body: tuple[Part, ...]
    explanations: tuple[Explanation, ...]
    references: tuple[tuple[int, str, str], ...]
    vintage: str
    synthetic: bool
    legend: tuple[str, ...] = ()

    def say(self, text: T) -> str:
        return text.in_language(self.language)

    @property
    def said_once(self) -> str:
        """What holds for every entry of the appendix that does not say otherwise, and what b1 and b2 are."""
        between = "；" if self.language == "zh" else "; "
        vintage = f"{self.say(VINTAGE)} {self.vintage}" if self.vintage else ""
        return between.join(filter(None, (vintage, *self.legend)))

    def entries(self) -> dict[str, int]:
        """The number of the appendix's entry for each derivation."""
        return {id_: one.number for one in self.explanations for id_ in one.ids}

    @property
    def colon(self) -> str:
        return "：" if self.language == "zh" else ": "

    def bracketed(self, text: str) -> str:
        """（亿美元） after a title; nothing for nothing."""
        if not text:
            return ""
        return f"（{text}）" if self.language == "zh" else f" ({text})"

    def continued(self, called: str) -> str:
        """续表 1; Table 1, continued"""
        return f"续{called}" if self.language == "zh" else f"{called}, continued"

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(part for part in self.body if isinstance(part, Heading))

    @property
    def grids(self) -> tuple[Grid | Picture, ...]:
        return tuple(part for part in self.body if isinstance(part, Grid | Picture))
