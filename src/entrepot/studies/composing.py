"""A study run: its declaration and what the lake holds become a paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from entrepot.embedded import embedded_rows
from entrepot.studies.asking import Asking
from entrepot.studies.chart_rows import NumberRoles, chart_options, chart_rows
from entrepot.studies.claim_formula import figures_in
from entrepot.studies.claims import Claim
from entrepot.studies.declaration import (
    BlockOf,
    ChartOf,
    ClaimsOf,
    PublishedOf,
    SectionOf,
    Study,
    TableOf,
    TextOf,
)
from entrepot.studies.figures import Figures, Missing, area_id
from entrepot.studies.formula_reading import read_formula
from entrepot.studies.grids import Filled, Filling, arithmetic
from entrepot.studies.handed import Held, HeldFigure
from entrepot.studies.naming import Names, names_of
from entrepot.studies.paper import (
    Block,
    Column,
    Derivation,
    Entry,
    Figure,
    Gap,
    Number,
    Paper,
    Paragraph,
    Reference,
    Section,
    SourceLine,
    Table,
)
from entrepot.studies.places import places_of
from entrepot.studies.published_tables import laid_out
from entrepot.studies.reckoning import Reckoning
from entrepot.studies.sentences import Sentences
from entrepot.studies.speaking_of import formulas_of
from entrepot.studies.titles import ROW_TITLES, locator_title
from entrepot.studies.verdict import TITLES
from entrepot.studies.verdicts import verdicts
from entrepot.vocabulary.amounts import CURRENCY_NAMES
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T

PUBLISHED: Final = "figures"
_MOST_PLACES: Final = 3
_LONGEST_REASON: Final = 240


@dataclass(slots=True)
class Composing:
    """One run. `claims` are those of the study by their ids; `numbers_of` says which numbers a chart reads."""

    study: Study
    held: Held
    claims: Mapping[str, Claim]
    numbers_of: Mapping[str, NumberRoles]
    claims_of_files: Mapping[str, Sequence[Claim]] = field(default_factory=dict)
    filled: dict[str, Filled] = field(default_factory=dict)
    each: dict[str, tuple[Filled, ...]] = field(default_factory=dict)
    gaps: dict[str, T] = field(default_factory=dict)

    def paper(self) -> Paper:
        """The paper; what the lake lacks leaves a gap where it would stand."""
        period = self._period()
        names = names_of(self.study, variables_of(self.study, period))
        figures = self._figures(names)
        asking = Asking(self.held, period, self.study.source, self.study.currency)
        measures = self.held.measures()
        rows = figures
        if self.study.source and self.study.source != PUBLISHED:
            rows = [one for one in figures if one.measure not in measures]
        known = Figures(tuple(rows), self.held.names(), frozenset(measures), asking.found)
        region = area_id(self.study.regions[0])
        reckoning = Reckoning(names, known, asking, self.study.id, region, names.variables["last"])
        filling = Filling(self.study, reckoning)
        for block, grid in self.study.grids():
            try:
                if grid.each_period:
                    self.each[block.id] = filling.filled_each(grid, block.id)
                    self.filled[block.id] = self.each[block.id][-1]
                else:
                    self.filled[block.id] = filling.filled(grid, block.id)
            except (Missing, MissingData) as problem:
                self.gaps[block.id] = problem.message
            except WrongCall as problem:
                raise WrongCall(block.at.says(problem.message)) from problem
        writing = _Writing(self, reckoning, Sentences(reckoning, self.filled, self.claims), figures)
        return writing.paper()

    def _period(self) -> str:
        first, dots, last = self.study.period.partition("..")
        if dots and not last:
            last = self.held.newest([area_id(one) for one in self.study.regions], self.study.source)
            if not last or last < first:
                raise MissingData(
                    T(
                        f"the lake tells nothing of {', '.join(self.study.regions)} since {first}; take in data first (entrepot ingest), or say another period",
                        f"数据湖中没有 {'、'.join(self.study.regions)} 自 {first} 以来的数据；请先导入数据（entrepot ingest），或另行指定时期",
                    )
                )
            return f"{first}..{last}"
        return self.study.period

    def _figures(self, names: Names) -> Sequence[HeldFigure]:
        wanted: set[str] = set()
        for formula, row in formulas_of(self.study):
            text, _ = names.formula(formula, **({"row": row} if row else {}))
            wanted |= {one.name for one in figures_in(read_formula(text, bare=True))}
        every = [*self.claims.values(), *(one for file in self.claims_of_files.values() for one in file)]
        wanted |= {one.name for claim in every for one in (*figures_in(claim.formula), *claim.same_as)}
        places = [f"{one.study or self.study.id} {one.locator}" for one in self.study.all_blocks() if isinstance(one, PublishedOf)]  # fmt: skip
        return self.held.figures(sorted(wanted), places)


def variables_of(study: Study, period: str) -> dict[str, str]:
    """The ids that `$region`, `$last` and their like stand for."""
    first, _, last = period.partition("..")
    last = last or first
    return {
        "region": area_id(study.regions[0]),
        "regions": "|".join(_areas(study.regions)),
        "partner": next(iter(_areas(study.partners)), ""),
        "partners": "|".join(_areas(study.partners)),
        "peers": "|".join(_areas(study.peers)),
        "first": parse_period(first).text,
        "last": parse_period(last).text,
        "before": parse_period(last).previous().text,
    }


def _areas(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from places_of(name)


@dataclass(slots=True)
class _Writing:
    run: Composing
    reckoning: Reckoning
    sentences: Sentences
    figures: Sequence[HeldFigure]

    def paper(self) -> Paper:
        study = self.run.study
        abstract = self._abstract(study.abstract)
        sections = tuple(self._section(one, str(place)) for place, one in enumerate(study.sections, 1))
        derivations = tuple(self._in_order(abstract, sections))
        return Paper(
            study.id, study.title, study.subtitle, abstract, study.keywords, sections, derivations,
            self._references(derivations), max((one.vintage for one in derivations), default=""),
        )  # fmt: skip

    def _in_order(self, abstract: Paragraph | None, sections: Sequence[Section]) -> Iterator[Derivation]:
        """How each number that is shown came about, in the order of reading."""
        shown = Paper(self.run.study.id, self.run.study.title, None, abstract, (), tuple(sections), (), (), "")
        blocks: list[Block] = [*([abstract] if abstract else []), *shown.blocks()]
        places = [place for block in blocks for place in _derivations_of(block)]
        known = self.reckoning.derivations
        yield from (known[place] for place in dict.fromkeys(places) if place in known)

    def _abstract(self, block: TextOf | None) -> Paragraph | None:
        if block is None:
            return None
        found = self._text(block, "abstract")
        return found if isinstance(found, Paragraph) else None

    def _section(self, section: SectionOf, place: str) -> Section:
        blocks = tuple(one for n, block in enumerate(section.blocks, 1) for one in self._block(block, f"{place}/{n}"))
        inner = tuple(self._section(one, f"{place}.{n}") for n, one in enumerate(section.sections, 1))
        return Section(section.part, section.title, blocks, inner)

    def _block(self, block: BlockOf, place: str) -> Iterator[Block]:
        match block:
            case TextOf():
                yield self._text(block, place)
            case TableOf():
                yield self._table(block)
            case ChartOf():
                yield self._chart(block)
            case PublishedOf():
                yield self._published(block)
            case ClaimsOf():
                yield self._claims(block)

    def _text(self, block: TextOf, place: str) -> Paragraph | Gap:
        try:
            return self.sentences.paragraph(block, place)
        except Missing as problem:
            return _gap(T("A paragraph is left out", "此段暂缺"), problem.message)

    def _table(self, block: TableOf) -> Block:
        filled = self.run.filled.get(block.id)
        if filled is None or filled.empty:
            return self._gap(block.id, block.title, filled)
        grid = block.grid
        columns = [Column("row", ROW_TITLES[grid.rows], number=False)]
        for one in grid.columns:
            formula = one.formula if arithmetic(one, grid) else ""
            numbers = [number for key in filled.keys if (number := filled.cells.get((key, one.name))) is not None]
            columns.append(Column(one.name, filled.columns[one.name], _unit_of(numbers), worked_out_from=formula))
        rows = tuple(
            (filled.titles[key], *(filled.cells.get((key, one.name)) for one in grid.columns)) for key in filled.keys
        )
        return Table(block.id, block.title, tuple(columns), rows, self._source(block.id), block.notes)

    def _chart(self, block: ChartOf) -> Block:
        filled = self.run.filled.get(block.id)
        if filled is None or filled.empty:
            return self._gap(block.id, block.title, filled)
        every = self.run.each.get(block.id, (filled,))
        roles = self.run.numbers_of.get(block.chart, NumberRoles())
        rows = tuple(row for one in every for row in chart_rows(one, roles))
        places = tuple(number.derivation for one in every for number in one.cells.values() if number is not None)
        return Figure(
            block.id, block.title, block.chart, rows, self._source(block.id), block.subtitle,
            chart_options(block, filled, self.reckoning.region), places,
        )  # fmt: skip

    def _published(self, block: PublishedOf) -> Block:
        place = f"{block.study or self.run.study.id} {block.locator}"
        own = [one for one in self.figures if one.locator == place]
        try:
            laid = laid_out(block, own, self.reckoning)
        except Missing as problem:
            return _gap(block.title, problem.message)
        except WrongCall as problem:
            raise WrongCall(block.at.says(problem.message)) from problem
        return Table(
            block.id, block.title, laid.columns, laid.rows, self._source(block.id), (*block.notes, *laid.notes)
        )

    def _claims(self, block: ClaimsOf) -> Block:
        claims = self.run.claims_of_files[block.file] if block.file else tuple(self.run.claims.values())
        if not claims:
            return _gap(block.title, T("there are no claims of this study", "没有本研究的论断"))
        checked = verdicts(claims, self.reckoning.figures)
        rows: list[tuple[Entry, ...]] = [
            (_both(one.id), _both(one.text), _both(one.locator), _both(f"{one.printed} {one.unit.text if one.unit else ''}".strip()), TITLES[verdict.verdict], verdict.message)
            for one, verdict in zip(claims, checked, strict=True)
        ]  # fmt: skip
        titles = (
            T("Claim", "编号"),
            T("What it says", "论断"),
            T("Where", "出处"),
            T("Printed", "公布值"),
            T("Verdict", "结论"),
            T("Why", "说明"),
        )
        names = ("id", "claim", "locator", "printed", "verdict", "why")
        columns = tuple(Column(name, title, number=False) for name, title in zip(names, titles, strict=True))
        batches = sorted({one.batch for one in self.figures})
        vintage = max((self.run.held.vintage(one) for one in batches), default="")
        source = SourceLine((self.run.held.source_title(PUBLISHED),), vintage)
        return Table(block.id, block.title, columns, tuple(rows), source)

    def _gap(self, block: str, title: T, filled: Filled | None) -> Gap:
        reason = self.run.gaps.get(block)
        if reason is None and filled is not None and filled.lacking:
            reason = filled.lacking[0]
        return _gap(title, reason or T("no value is known", "没有数值"))

    def _source(self, block: str) -> SourceLine:
        """Sources, vintage and coverage of all numbers of a block."""
        own = [one for name, one in self.reckoning.derivations.items() if name.startswith(f"{block}.")]
        places = sorted({place for one in own for place in self.reckoning.places.get(one.id, ())})
        sources = dict.fromkeys(title for one in own for title in self._sources(one, places))
        coverage = next((one.coverage for one in own if one.coverage is not None), None)
        return SourceLine(
            tuple(sources), max((one.vintage for one in own), default=""), coverage, any(one.synthetic for one in own)
        )

    def _sources(self, derivation: Derivation, places: Sequence[str]) -> Iterator[T]:
        """Published figures with where they are printed, as far as that can be said in a line."""
        for source in sorted(self.run.held.sources_of(derivation.batches)):
            title = self.run.held.source_title(source)
            if source == PUBLISHED and 0 < len(places) <= _MOST_PLACES:
                words = [locator_title(place) for place in places]
                title = T(
                    f"{title.en} ({'; '.join(word.en for word in words)})",
                    f"{title.zh}（{'；'.join(word.zh for word in words)}）",
                )
            yield title

    def _references(self, derivations: Sequence[Derivation]) -> tuple[Reference, ...]:
        """What the study cites, and the papers whose figures it reads."""
        said = {one.id: one for one in self.run.study.references}
        inputs = " ".join(text for one in derivations for text in one.inputs)
        for row in embedded_rows("papers.csv"):
            if row["id"] not in said and f"({row['id']} " in inputs:
                title = row["title"] or ""
                named = T(title, title) if title else T(row["about_en"], row["about_zh"])
                authors = tuple(part for part in row["authors"].split(";") if part)
                said[row["id"]] = Reference(row["id"], "Z", named, authors, row["published"])
        return tuple(said.values())


def _derivations_of(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from (piece.derivation for piece in (*block.zh, *block.en) if isinstance(piece, Number))
        case Table():
            yield from (entry.derivation for row in block.rows for entry in row if isinstance(entry, Number))
        case Figure():
            yield from block.derivations


def _gap(title: T, reason: T) -> Gap:
    return Gap(
        T(f"{title.en}: the data for this are missing ({reason.en}).", f"{title.zh}：缺少所需数据（{reason.zh}）。")
    )


def _both(text: str) -> T:
    return T(text or "—", text or "—")


def _unit_of(numbers: Sequence[object]) -> T | None:
    shown = {one.shown_in or one.unit for one in numbers if isinstance(one, Number)}
    if len(shown) != 1:
        return None
    word = shown.pop()
    if word in ("1", "rank", "times"):
        return {"times": T("times", "倍")}.get(word)
    if word in ("%", "points"):
        return T("%", "%") if word == "%" else T("pp", "个百分点")
    power, _, base = word.rpartition(" ")
    if base not in CURRENCY_NAMES:
        return None
    name = CURRENCY_NAMES[base]
    scales = {
        "1e4": T("10 thousand", "万"),
        "1e6": T("million", "百万"),
        "1e8": T("100 million", "亿"),
        "1e9": T("billion", "十亿"),
        "": T("-", "-"),
    }
    scale = scales.get(power)
    if scale is None:
        return None
    return name if not power else T(f"{scale.en} {name.en}", f"{scale.zh}{name.zh}")
