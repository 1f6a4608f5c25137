"""A study as it is declared: frozen objects that a TOML file is read into, or that Python writes down itself.

Study
├── numbers     named formulas with arguments
├── references  what is cited
└── SectionOf   status, problem, remedy; nested
    ├── TextOf        sentences in which numbers are references
    ├── TableOf       rows by columns, each cell a formula
    ├── PublishedOf   a printed table, laid out again beside what we recompute
    ├── ChartOf       a chart by its id, over rows and columns as in a table
    ├── ClaimsOf      claims with their verdicts
    ├── FindingsOf    the risks of the region, with what they are judged by
    └── ScenarioOf    what a scenario would change
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

from entrepot.parameters.toml_places import NOWHERE, Place
from entrepot.studies.paper import Part, Reference
from entrepot.vocabulary.text import T

PARTS: Final[tuple[Part, ...]] = get_args(Part)
Shows = Literal["value", "share", "growth", "rank", "percentile", "multiple"]
SHOWS: Final[tuple[Shows, ...]] = get_args(Shows)
SHOWN: Final[dict[Shows, T]] = {
    "value": T("the value itself", "数值本身"),
    "share": T("its part of the whole column", "占该列合计的比重"),
    "growth": T("its growth on the year before", "比上年增长"),
    "rank": T("its place from the largest in the column", "在该列中由大到小的位次"),
    "percentile": T("the part of the other rows with a smaller value", "数值更小的其他行所占比重"),
    "multiple": T("how many times the study's region it is", "相当于本研究地区的倍数"),
}
RowKey = Literal["period", "area", "counterpart", "subject", "product", "regime"]
ROW_KEYS: Final[dict[str, RowKey]] = {
    "period": "period", "area": "area", "region": "area", "counterpart": "counterpart", "partner": "counterpart",
    "subject": "subject", "product": "product", "regime": "regime",
}  # fmt: skip
"""What the rows of a table can be, in the words of measures and of published figures alike."""

Where = Mapping[str, str]
"""Keys that a formula's selections take where they do not say their own: `counterpart` is `ASEAN`."""


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """A formula in which `$1`, `$2` stand for arguments; `what` says it in words."""

    name: str
    formula: str
    unit: str = ""
    decimals: int | None = None
    what: T | None = None
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class TextOf:
    text: T
    where: Where = field(default_factory=dict)
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """One formula down a column; `name` is what text and other columns call it."""

    name: str
    formula: str
    title: T | None = None
    unit: str = ""
    decimals: int | None = None
    show: Shows = "value"
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by columns. `over` are the rows wanted; without them the study's own, or the `top` largest of `sort`.

    `each_period`, of a chart: the same rows in every period of the study, chosen in the last.
    """

    rows: RowKey
    columns: tuple[ColumnOf, ...]
    over: tuple[str, ...] = ()
    top: int | None = None
    sort: str = ""
    digits: int | None = None
    each_period: bool = False
    where: Where = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableOf:
    id: str
    title: T
    grid: Grid
    beside_printed: bool = False
    notes: tuple[T, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class PublishedOf:
    """Every figure that stands at one of the `locators`; `recomputed` has a formula for figures that follow from others.

    `figures` takes only those, in that order. Rows called `figure` are the figures themselves, whatever their units.
    """

    id: str
    title: T
    locators: tuple[str, ...]
    study: str = ""
    rows: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    recomputed: tuple[tuple[str, str], ...] = ()
    notes: tuple[T, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)

    def places(self, study: str) -> tuple[str, ...]:
        """The locators as the lake has them, within `study` unless the block says another."""
        return tuple(f"{self.study or study} {locator}" for locator in self.locators)


@dataclass(frozen=True, slots=True)
class ChartOf:
    """`options` are the chart's own words; `subtitle` says unit and period."""

    id: str
    chart: str
    title: T
    grid: Grid
    subtitle: T | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ClaimsOf:
    """`file` is empty for the claims of this study that come with the package."""

    id: str
    title: T
    file: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class FindingsOf:
    """Risks of the study's region in `period` (empty: its last), as `entrepot risk scan` finds them; `risks` empty means all.

    `partner` judges the trade with that partner instead of all trade, `products` the trade in these goods.
    """

    id: str
    title: T
    risks: tuple[str, ...] = ()
    partner: str = ""
    products: tuple[str, ...] = ()
    period: str = ""
    notes: tuple[T, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)

    @property
    def readings(self) -> str:
        """The id of the second table: what the scores are made of."""
        return f"{self.id}-readings"

    @property
    def unjudged(self) -> str:
        """The id of the third table: what cannot be judged, and why."""
        return f"{self.id}-unjudged"


@dataclass(frozen=True, slots=True)
class ScenarioOf:
    """What the scenario of this id or file (docs/scenarios.md) would change for the study's region."""

    id: str
    title: T
    scenario: str
    period: str = ""
    notes: tuple[T, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


BlockOf = TextOf | TableOf | PublishedOf | ChartOf | ClaimsOf | FindingsOf | ScenarioOf


@dataclass(frozen=True, slots=True)
class SectionOf:
    part: Part
    title: T
    blocks: tuple[BlockOf, ...] = ()
    sections: tuple[SectionOf, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)

    def all_blocks(self) -> Iterator[BlockOf]:
        yield from self.blocks
        for inner in self.sections:
            yield from inner.all_blocks()


@dataclass(frozen=True, slots=True)
class Study:
    """`regions`, `partners`, `peers`, `period`, `source` and `currency` hold wherever nothing else is said.

    `period` is `2011..2021`, or `2011..` up to the newest that the lake holds.
    """

    id: str
    title: T
    regions: tuple[str, ...]
    period: str
    sections: tuple[SectionOf, ...]
    subtitle: T | None = None
    abstract: TextOf | None = None
    keywords: tuple[T, ...] = ()
    partners: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    source: str = ""
    currency: str = ""
    numbers: tuple[NamedNumber, ...] = ()
    references: tuple[Reference, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)

    def all_blocks(self) -> Iterator[BlockOf]:
        for section in self.sections:
            yield from section.all_blocks()

    def texts(self) -> Iterator[TextOf]:
        if self.abstract is not None:
            yield self.abstract
        yield from (block for block in self.all_blocks() if isinstance(block, TextOf))

    def grids(self) -> Iterator[tuple[TableOf | ChartOf, Grid]]:
        yield from ((block, block.grid) for block in self.all_blocks() if isinstance(block, TableOf | ChartOf))

    def beginning(self) -> Study:
        """The study with all its headings, and under them no more than the first section that says anything."""
        return replace(self, sections=_first_said(self.sections)[0])


def _first_said(sections: tuple[SectionOf, ...]) -> tuple[tuple[SectionOf, ...], bool]:
    """The sections with what is said under the first of them alone, and whether anything is."""
    said = False
    found = []
    for section in sections:
        blocks = () if said else section.blocks
        said = said or bool(blocks)
        inner, among = _first_said(section.sections) if not said else (_headings(section.sections), True)
        said = said or among
        found.append(replace(section, blocks=blocks, sections=inner))
    return tuple(found), said


def _headings(sections: tuple[SectionOf, ...]) -> tuple[SectionOf, ...]:
    return tuple(replace(one, blocks=(), sections=_headings(one.sections)) for one in sections)
