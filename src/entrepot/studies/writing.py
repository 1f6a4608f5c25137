"""The blocks of a study written out as those of a paper, with their sources, derivations and references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from entrepot.embedded import embedded_rows
from entrepot.studies.chart_rows import Roles, behind_rows, chart_options, chart_rows
from entrepot.studies.claim_formula import Call
from entrepot.studies.claim_formula import Figure as Selection
from entrepot.studies.claims import Claim
from entrepot.studies.declaration import (
    BlockOf,
    ChartOf,
    ClaimsOf,
    FindingsOf,
    PublishedOf,
    ScenarioOf,
    SectionOf,
    Study,
    TableOf,
    TextOf,
)
from entrepot.studies.figures import Figures, Missing, area_id, cells_of
from entrepot.studies.grids import Filled, arithmetic
from entrepot.studies.handed import Held, HeldFigure
from entrepot.studies.judged import Judged
from entrepot.studies.paper import (
    Batch,
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
from entrepot.studies.printed_figures import printed_number
from entrepot.studies.published_tables import laid_out
from entrepot.studies.reckoning import Reckoning
from entrepot.studies.sentences import Sentences
from entrepot.studies.titles import ROW_TITLES, locator_title
from entrepot.studies.verdict import TITLES
from entrepot.vocabulary.amounts import CURRENCY_NAMES
from entrepot.vocabulary.errors import EntrepotError, MissingData, WrongCall
from entrepot.vocabulary.text import T

PUBLISHED: Final = "figures"
_MOST_PLACES: Final = 3
# A measure and what publishers print under another name.
PRINTED_AS: Final = {"total": "trade_total", "balance": "trade_balance"}
_LONGEST_REASON: Final = 240


class Run(Protocol):
    """What is known when the blocks are written: grids by their ids, and why others could not be filled."""

    study: Study
    held: Held
    claims: Mapping[str, Claim]
    claims_of_files: Mapping[str, Sequence[Claim]]
    roles_of: Mapping[str, Roles]
    filled: dict[str, Filled]
    each: dict[str, tuple[Filled, ...]]
    gaps: dict[str, T]


@dataclass(slots=True)
class Writing:
    """The sections of one run written out; `run` has the tables and charts that are filled already."""

    run: Run
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
            tuple(self._batches(derivations)),
        )  # fmt: skip

    def _batches(self, derivations: Sequence[Derivation]) -> Iterator[Batch]:
        """The data that were read, in the order of reading."""
        held = self.run.held
        for batch in dict.fromkeys(batch for one in derivations for batch in one.batches):
            sources = [held.source_title(one) for one in sorted(held.sources_of([batch]))] or [T("unknown", "来源不明")]
            yield Batch(batch, sources[0], held.file_of(batch), held.vintage(batch))

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
            case FindingsOf():
                yield from self._findings(block)
            case ScenarioOf():
                yield self._scenario(block)

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
        if block.beside_printed:
            columns, rows = self._beside(block, filled, columns, rows)
        return Table(
            block.id, block.title, tuple(columns), rows, self._source(block.id, _cells_of(columns, rows)), block.notes
        )

    def _beside(
        self, block: TableOf, filled: Filled, columns: Sequence[Column], rows: Sequence[tuple[Entry, ...]]
    ) -> tuple[list[Column], tuple[tuple[Entry, ...], ...]]:
        """A column of what was printed after each column of which anything was."""
        wide: list[Column] = [columns[0]]
        lines: list[list[Entry]] = [[row[0]] for row in rows]
        for position, column in enumerate(columns[1:], 1):
            printed = [self._printed(block, filled, key, column.name) for key in filled.keys]
            wide.append(column)
            for line, row in zip(lines, rows, strict=True):
                line.append(row[position])
            if any(printed):
                title = T(f"{column.title.en}, as printed", f"{column.title.zh}（原文）")
                wide.append(Column(f"{column.name} printed", title, column.unit))
                for line, key, figure in zip(lines, filled.keys, printed, strict=True):
                    line.append(self._as_printed(f"{block.id}.{key}.{column.name} printed", figure))
        return wide, tuple(tuple(line) for line in lines)

    def _as_printed(self, place: str, figure: HeldFigure | None) -> Number | None:
        return None if figure is None else printed_number(self.reckoning, place, figure)

    def _printed(self, block: TableOf, filled: Filled, key: str, name: str) -> HeldFigure | None:
        """What is published for a cell that is one measure or figure, wherever it is printed."""
        column = next(one for one in block.grid.columns if one.name == name)
        said = {name: self.reckoning.names.formula(value)[0] for name, value in block.grid.where.items()}
        node = self.reckoning.node(column.formula, {**said, block.grid.rows: key}, row=key)
        if isinstance(node, Call) and node.function == "measure":
            (node,) = node.arguments
        if not isinstance(node, Selection) or column.show != "value":
            return None
        (cell, *_) = cells_of(replace(node, name=PRINTED_AS.get(node.name, node.name)), study=self.run.study.id)
        rows = Figures(self.figures).places(cell)
        return next((row for row in rows if isinstance(row, HeldFigure) and row.value_printed), None)

    def _chart(self, block: ChartOf) -> Block:
        filled = self.run.filled.get(block.id)
        if filled is None or filled.empty:
            return self._gap(block.id, block.title, filled)
        every = self.run.each.get(block.id, (filled,))
        roles = self.run.roles_of.get(block.chart, Roles())
        rows = tuple(row for one in every for row in chart_rows(one, roles))
        places = tuple(number.derivation for one in every for number in one.cells.values() if number is not None)
        cells = [one.cells.get((key, column.name)) for one in every for column in one.grid.columns for key in one.keys]
        return Figure(
            block.id, block.title, block.chart, rows, self._source(block.id, cells), block.subtitle,
            chart_options(block, filled, self.reckoning.region), places,
            tuple(row for one in every for row in behind_rows(one, roles)),
        )  # fmt: skip

    def _published(self, block: PublishedOf) -> Block:
        places = block.places(self.run.study.id)
        own = [one for one in self.figures if one.locator in places]
        try:
            laid = laid_out(block, own, self.reckoning)
        except Missing as problem:
            return _gap(block.title, problem.message)
        except WrongCall as problem:
            raise WrongCall(block.at.says(problem.message)) from problem
        return Table(
            block.id, block.title, laid.columns, laid.rows, self._source(block.id, _cells_of(laid.columns, laid.rows)),
            (*block.notes, *laid.notes),
        )  # fmt: skip

    def _claims(self, block: ClaimsOf) -> Block:
        claims = self.run.claims_of_files[block.file] if block.file else tuple(self.run.claims.values())
        if not claims:
            return _gap(block.title, T("there are no claims of this study", "没有本研究的论断"))
        checked = self.run.held.verdicts(claims)
        rows: list[tuple[Entry, ...]] = [
            (_both(one.id), one.text, locator_title(one.locator), one.printed_said, TITLES[verdict.verdict], verdict.message)
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
        coverage = T(f"all {len(claims)} claims", f"全部{len(claims)}项论断")
        source = SourceLine((self.run.held.source_title(PUBLISHED),), vintage, coverage)
        return Table(block.id, block.title, columns, tuple(rows), source)

    def _findings(self, block: FindingsOf) -> Iterator[Block]:
        """The findings of the region's whole trade, or of its trade with one partner or in some goods."""
        study, names = self.run.study, self.reckoning.names
        period = names.formula(block.period)[0] if block.period else self.reckoning.period
        partner = area_id(names.formula(block.partner)[0]) if block.partner else ""
        why = T(f"nothing that is held of {period} tells it", f"现有数据未载 {period} 的相关情况")
        try:
            found = self.run.held.findings(
                self.reckoning.region, period, source=study.source, currency=study.currency, risks=block.risks
            )
        except MissingData as problem:
            found, why = (), problem.message
        except EntrepotError as problem:
            yield _gap(block.title, problem.message)
            return
        wanted = [("product", one) for one in block.products] or [
            ("partner", partner) if partner else ("region", self.reckoning.region)
        ]
        own = [one for one in found if (one.part.kind, one.part.id) in wanted]
        yield from Judged(self.run.held, self.reckoning.derivations).findings(block, own, why)

    def _scenario(self, block: ScenarioOf) -> Block:
        period = self.reckoning.names.formula(block.period)[0] if block.period else self.reckoning.period
        try:
            outcome = self.run.held.outcome(block.scenario, self.reckoning.region, period, source=self.run.study.source)
        except EntrepotError as problem:
            return _gap(block.title, problem.message)
        return Judged(self.run.held, self.reckoning.derivations).outcome(block, outcome)

    def _gap(self, block: str, title: T, filled: Filled | None) -> Gap:
        reason = self.run.gaps.get(block)
        if reason is None and filled is not None and filled.lacking:
            reason = filled.lacking[0]
        return _gap(title, reason or T("no value is known", "没有数值"))

    def _source(self, block: str, cells: Sequence[Entry]) -> SourceLine:
        """Sources, vintage and coverage of all numbers of a block; of figures as printed, how many of its cells are known."""
        own = [one for name, one in self.reckoning.derivations.items() if name.startswith(f"{block}.")]
        places = sorted({place for one in own for place in self.reckoning.places.get(one.id, ())})
        sources = dict.fromkeys(title for one in own for title in self._sources(one, places))
        coverage = next((one.coverage for one in own if one.coverage is not None), _known_of(cells))
        return SourceLine(
            tuple(sources), max((one.vintage for one in own), default=""), coverage, any(one.synthetic for one in own)
        )

    def _sources(self, derivation: Derivation, places: Sequence[str]) -> Iterator[T]:
        """Published figures with where they are printed, as far as that can be said in a line."""
        for source in sorted(self.run.held.sources_of(derivation.batches)):
            title = self.run.held.source_title(source)
            if source == PUBLISHED and 0 < len(places) <= _MOST_PLACES:
                words = [self.reckoning.place(place) for place in places]
                title = T(
                    f"{title.en} ({'; '.join(word.en for word in words)})",
                    f"{title.zh}（{'；'.join(word.zh for word in words)}）",
                )
            yield title

    def _references(self, derivations: Sequence[Derivation]) -> tuple[Reference, ...]:
        """What the study cites, and the papers whose figures it reads."""
        said = {one.id: one for one in self.run.study.references}
        inputs = " ".join(text for one in derivations for text in one.figures)
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


def _cells_of(columns: Sequence[Column], rows: Sequence[Sequence[Entry]]) -> list[Entry]:
    return [row[place] for place, column in enumerate(columns) if column.number for row in rows]


def _known_of(cells: Sequence[Entry]) -> T | None:
    known = sum(isinstance(one, Number) and (one.value is not None or one.low is not None) for one in cells)
    return T(f"{known} of {len(cells)} values", f"{known}/{len(cells)}个数值") if cells else None


def _gap(title: T, reason: T) -> Gap:
    en, zh = reason.en.rstrip(". "), reason.zh.rstrip("。 ")
    return Gap(T(f"{title.en}: the data for this are missing ({en}).", f"{title.zh}：缺少所需数据（{zh}）。"))


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
