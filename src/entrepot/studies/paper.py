"""A paper: what a study says once its numbers are in. Both languages at once, and not yet in any format.

Paper
├── Section (status, problem, remedy; nested)
│   ├── Paragraph   words, Numbers, references to tables and figures, citations
│   ├── Table       columns and rows of Numbers and words
│   ├── Figure      a chart by its id, and the rows it draws
│   └── Gap         a sentence on what is missing
├── derivations     how each Number came about: the appendix
├── batches         the data that were read
└── references      what is cited
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from entrepot.vocabulary.text import Language, T

Part = Literal["front", "status", "problem", "remedy", "back"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its base unit, and how it is to be shown.

    `unit` is the base unit (`USD`, `CNY`, `1` for a fraction or ratio, `points`, `rank`, `persons` ...). `shown_in` is
    the declared unit of showing (`1e8 USD`, `%`, `times`, `points`), empty where language and size choose it.
    `value` None is missing; `low` and `high` are bounds where there are any. `derivation` is the id of the appendix's
    entry; `printed` is what the paper behind the study prints in the same place.
    """

    value: Decimal | None
    unit: str
    shown_in: str = ""
    decimals: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    derivation: str = ""
    printed: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class To:
    """A reference to a table or figure of the paper by its id: `表 2`, `Figure 1`."""

    id: str


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation of an entry of the paper's references by its id."""

    id: str


Piece = str | Number | To | Cite


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The same sentences in both languages; the order of their numbers may differ."""

    en: tuple[Piece, ...]
    zh: tuple[Piece, ...]

    def pieces(self, language: Language) -> tuple[Piece, ...]:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What stands under a table or figure: sources, vintage (a date), coverage; and whether any of it is synthetic."""

    sources: tuple[T, ...]
    vintage: str
    coverage: T | None = None
    synthetic: bool = False
    note: T | None = None


Entry = Number | T | None
"""A cell of a table; None is missing."""


@dataclass(frozen=True, slots=True)
class Column:
    """`unit` is said in the head; `worked_out_from` is arithmetic over other columns' names (`exports + imports`)."""

    name: str
    title: T
    unit: T | None = None
    number: bool = True
    worked_out_from: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns[0]` names the rows. A row has an entry for each column."""

    id: str
    title: T
    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry, ...], ...]
    source: SourceLine
    notes: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """`chart` is an id of `reports.charts`; `rows` have that chart's columns, names that people read being a T.

    `options` are `unit` (a value of `vocabulary.units.Unit`), `currency`, `points`, `focus`, `whole` (as
    `charts.Subject` has them), `columns` (which column plays which role), and whatever else the study says.
    `behind` are for each row the derivations of its numbers.
    """

    id: str
    title: T
    chart: str
    rows: tuple[Mapping[str, object], ...]
    source: SourceLine
    subtitle: T | None = None
    options: Mapping[str, object] | None = None
    derivations: tuple[str, ...] = ()
    behind: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What a section would say if the lake held it."""

    missing: T


Block = Paragraph | Table | Figure | Gap


@dataclass(frozen=True, slots=True)
class Section:
    part: Part
    title: T
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a number came about: the appendix's entry, and what a click on it opens in HTML.

    `formula` is the key by which anybody works it out again; `filled` is it with its numbers, of one figure by itself
    its amount. `inputs` are the figures that it read and where each is printed, in words; `figures` the same as the lake
    has them.
    """

    id: str
    what: T
    formula: str
    filled: T
    inputs: tuple[T, ...]
    batches: tuple[str, ...]
    vintage: str
    coverage: T | None = None
    synthetic: bool = False
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """One taking in of data that the paper read: its id in the lake, its file, its day."""

    id: str
    source: T
    file: str
    vintage: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the list of references, in the manner of GB/T 7714; unknown parts stay empty and are not shown.

    `Z` is GB/T 7714's "other": a publication of whose kind nothing is known.
    """

    id: str
    kind: Literal["J", "M", "R", "DB/OL", "EB/OL", "N", "S", "D", "Z"]
    title: T
    authors: tuple[str, ...] = ()
    publisher: str = ""
    place: str = ""
    year: str = ""
    journal: str = ""
    volume: str = ""
    pages: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """`vintage` is the date of the newest data read, not of the run: the same data give the same paper."""

    id: str
    title: T
    subtitle: T | None
    abstract: Paragraph | None
    keywords: tuple[T, ...]
    sections: tuple[Section, ...]
    derivations: tuple[Derivation, ...]
    references: tuple[Reference, ...]
    vintage: str
    batches: tuple[Batch, ...] = ()

    @property
    def synthetic(self) -> bool:
        return any(one.synthetic for one in self.derivations) or any(
            block.source.synthetic for block in self.blocks() if isinstance(block, Table | Figure)
        )

    def blocks(self) -> Iterator[Block]:
        """Every block, in reading order."""
        for section in self.sections:
            yield from _blocks(section)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(block for block in self.blocks() if isinstance(block, Gap))


def _blocks(section: Section) -> Iterator[Block]:
    yield from section.blocks
    for inner in section.sections:
        yield from _blocks(inner)
