"""A study's formula worked out: the number, and how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from entrepot.measures.formula import filled_in
from entrepot.studies.amounts_said import amount_said
from entrepot.studies.asking import Asking, Value
from entrepot.studies.claim_formula import Binary, Call, Figure, Negative, Node, figures_in, written
from entrepot.studies.declaration import Where
from entrepot.studies.expanding import expanded
from entrepot.studies.figures import Cell, Figures, Found, Missing, PublishedFigure, selecting
from entrepot.studies.filled_formula import computed, equal, filled, short
from entrepot.studies.formula_reading import read_formula
from entrepot.studies.handed import HeldFigure, Told
from entrepot.studies.naming import Names
from entrepot.studies.paper import Derivation, Number
from entrepot.studies.precision import Precision
from entrepot.studies.recomputing import Choice, Table, Worked, choices, worked_out
from entrepot.studies.saying import in_order, saying
from entrepot.studies.titles import place_title
from entrepot.studies.units_shown import declared_unit, implied_unit
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.money import unit as unit_named
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

_TABLE_WORDS: Final = ("table", "表")
_MOST_INPUTS: Final = 60
_LARGEST: Final = Decimal(10) ** 20


@dataclass(frozen=True, slots=True)
class _Read:
    """A figure that a formula read: in words, only its place, and as the lake has it."""

    said: T
    where: T
    figure: str
    batches: tuple[str, ...]
    coverage: T | None
    synthetic: bool


@dataclass(slots=True)
class Reckoning:
    """Formulas of one run. `derivations` gathers how each number came about, `places` where its figures are printed."""

    names: Names
    figures: Figures
    asking: Asking
    study: str
    region: str
    period: str
    derivations: dict[str, Derivation] = field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def node(self, formula: str, where: Where, *, row: str = "") -> Node:
        """The formula read, with every selection saying all that the study and the block say for it."""
        text, _ = self.names.formula(formula, **({"row": row} if row else {}))
        return self.node_of(read_formula(text, bare=True), where)

    def node_of(self, node: Node, where: Where) -> Node:
        """A formula that has been read, with all said that the study and the block say for it."""
        return expanded(self._with_defaults(node, where))

    def number(
        self, formula: str, *, place: str, what: T | None = None, where: Where | None = None, row: str = "", unit: str = "", decimals: int | None = None
    ) -> Number:  # fmt: skip
        """The number of a formula; Missing where the lake lacks what it needs."""
        _, named = self.names.formula(formula, **({"row": row} if row else {}))
        if named is not None:
            unit, decimals, what = (
                unit or named.unit,
                named.decimals if decimals is None else decimals,
                what or named.what,
            )
        return self.number_of(
            self.node(formula, where or {}, row=row), place=place, what=what, unit=unit, decimals=decimals
        )

    def number_of(
        self, node: Node, *, place: str, what: T | None, unit: str = "", decimals: int | None = None
    ) -> Number:
        """The number of a formula that has been read."""
        if (bounds := self._bounds_only(node)) is not None:
            return self._bounded(node, bounds, place=place, what=what, unit=unit, decimals=decimals)
        table = Table(self.figures, Precision(), study=self.study)
        choice = self._choice(node, table, unit)
        worked = worked_out(node, choice, table)
        if abs(worked.value.value) >= _LARGEST:
            raise Missing(T("the result is larger than any amount can be", "结果超出任何可能的数额"))
        shown = declared_unit(unit, worked.unit) or (implied_unit(node, self._kind) if worked.unit == "1" else "")
        found = [
            choice[cell] if cell in choice else self.figures.compute(cell)
            for figure in figures_in(node)
            for cell in table.cells(figure)
        ]
        derivation = self._derived(place, what, node, choice, table, found)
        if not isinstance(node, Figure):
            derivation = replace(derivation, filled=equal(derivation.filled, worked, shown))
        self.derivations.setdefault(place, derivation)
        self.places.setdefault(place, tuple(dict.fromkeys(one.locator for one in found if one.text)))
        low, high = self._bounds(node, table)
        return Number(
            worked.value.value, worked.unit, shown, decimals, low, high, place, synthetic=derivation.synthetic
        )  # fmt: skip

    def worked(self, node: Node, unit: str) -> Worked:
        """The result with what rounding leaves open."""
        table = Table(self.figures, Precision(), study=self.study)
        return worked_out(node, self._choice(node, table, unit), table)

    def _with_defaults(self, node: Node, where: Where) -> Node:
        match node:
            case Figure():
                said = {"area": self.region, "period": self.period} | dict(where)
                for key, value in said.items():
                    if not node.values(key) and value:
                        node = node.with_values(key, *(part.strip() for part in value.split("|")))
                return node
            case Call(function=function, arguments=arguments, options=options):
                return Call(function, tuple(self._with_defaults(one, where) for one in arguments), options)
            case Binary(operator=operator, left=left, right=right):
                return Binary(operator, self._with_defaults(left, where), self._with_defaults(right, where))
            case Negative(of=of):
                return Negative(self._with_defaults(of, where))
        return node

    def _choice(self, node: Node, table: Table, unit: str) -> Choice:
        """Where places print a figure differently, tables before sentences; `locator=` takes another."""
        found = choices(node, table, own_place="", leave_out_own=False, unit_of_claim=_base(unit))
        return min(
            found, key=lambda choice: sum(bool(one.text) and not _in_table(one.locator) for one in choice.values())
        )

    def _bounds_only(self, node: Node) -> Value | None:
        """The row of a measure that gives no one value, only its bounds."""
        if not isinstance(node, Figure) or node.name not in self.figures.measures:
            return None
        cells = Table(self.figures, Precision(), study=self.study).cells(node)
        if len(cells) != 1 or self.figures.places(cells[0]):
            return None
        value = self.asking.value(cells[0])
        only = value.number("value") is None and value.number("value_low") is not None
        return value if only else None

    def _bounded(
        self, node: Node, value: Value, *, place: str, what: T | None, unit: str, decimals: int | None
    ) -> Number:
        shown = declared_unit(unit, value.unit) or implied_unit(node, self._kind)
        low, high = value.number("value_low"), value.number("value_high")
        (figure,) = figures_in(node)
        (cell,) = Table(self.figures, Precision(), study=self.study).cells(figure)
        derivation = self._of_measure(place, what or self.said(node), node, cell, value)
        self.derivations.setdefault(place, derivation)
        return Number(None, value.unit, shown, decimals, low, high, place, synthetic=derivation.synthetic)

    def _bounds(self, node: Node, table: Table) -> tuple[Decimal | None, Decimal | None]:
        """Bounds that a measure itself gives; what mere rounding leaves open is in the derivation."""
        if not isinstance(node, Figure) or node.name not in self.figures.measures:
            return None, None
        (cell,) = table.cells(node)
        if self.figures.places(cell):
            return None, None
        value = self.asking.value(cell)
        low, high = value.number("value_low"), value.number("value_high")
        return (None, None) if low == high else (low, high)

    def _derived(self, place: str, what: T | None, node: Node, choice: Choice, table: Table, found: Sequence[Found]) -> Derivation:  # fmt: skip
        what = what or self.said(node)
        if isinstance(node, Figure) and len(found) == 1:
            if not found[0].text:
                return self._of_measure(place, what, node, found[0].cell, self.asking.value(found[0].cell))
            node = self.selection(found[0].cell, found[0].locator, found[0].unit)
        read = [self._read(one) for one in dict.fromkeys(found)]
        batches = sorted({batch for one in read for batch in one.batches})
        alone = isinstance(node, Figure) and len(read) == 1
        return Derivation(
            place, what, self.formula(node), amount_said(found[0].text, found[0].unit_printed) if alone else filled(node, choice, table),
            tuple(one.where if alone else one.said for one in read[:_MOST_INPUTS]), tuple(batches), self.vintage(batches),
            next((one.coverage for one in read if one.coverage is not None), None), any(one.synthetic for one in read),
            tuple(one.figure for one in read[:_MOST_INPUTS]),
        )  # fmt: skip

    def _read(self, one: Found) -> _Read:
        """A figure that a formula read: where it is printed, and what other places print for it."""
        said = self.said(selecting(one.cell))
        if not one.text:
            told = self.asking.value(one.cell).told
            where = self._sources(told.sources)
            amount = computed(one.value.value, one.unit)
            words = T(f"{said.en}: {amount.en} ({where.en})", f"{said.zh}：{amount.zh}（{where.zh}）")
            figure = f"{one.cell} = {one.value.value:f} ({', '.join(told.sources)})"
            return _Read(words, where, figure, told.batches, told.coverage, told.synthetic)
        rows = self.figures.places(one.cell)
        own = next(row for row in rows if row.locator == one.locator and row.value_printed == one.text)
        others = [row for row in rows if row.value_printed and row.value_printed != one.text]
        where, amount, (en, zh) = self.place(one.locator), amount_said(one.text, one.unit_printed), self._also(others)
        exact = ", ".join(f"{row.value_printed} {row.unit_printed} ({row.locator})" for row in others)
        return _Read(
            T(f"{said.en}: {amount.en} ({where.en}){en}", f"{said.zh}：{amount.zh}（{where.zh}）{zh}"),
            T(where.en + en, where.zh + zh),
            f"{one.cell} = {one.said}" + (f" ≠ {exact}" if exact else ""),
            (own.batch,) if isinstance(own, HeldFigure) else (),
            None,
            isinstance(own, HeldFigure) and own.synthetic,
        )

    def _also(self, others: Sequence[PublishedFigure]) -> tuple[str, str]:
        """What other places print for the same figure; nothing where none does."""
        if not others:
            return "", ""
        said = [(amount_said(row.value_printed or "", row.unit_printed), self.place(row.locator)) for row in others]
        return (
            "; elsewhere " + ", ".join(f"{amount.en} ({where.en})" for amount, where in said),
            "；另作" + "、".join(f"{amount.zh}（{where.zh}）" for amount, where in said),
        )

    def _of_measure(self, place: str, what: T, node: Node, cell: Cell, value: Value) -> Derivation:
        told = value.told
        terms = {term.name: _term(value.number(term.name), term.unit, told) for term in told.measure.terms}
        worked = T(
            filled_in(told.measure.formula, {name: one.en for name, one in terms.items()}),
            filled_in(told.measure.formula, {name: one.zh for name, one in terms.items()}),
        )
        return Derivation(
            place, what, f"{self.formula(node)}: {told.measure.formula}", worked,
            (self._sources(told.sources),), told.batches, self.vintage(told.batches), told.coverage, told.synthetic,
            (f"{cell} ({', '.join(told.sources) or told.measure.id})",),
        )  # fmt: skip

    def selection(self, cell: Cell, locator: str, unit: str) -> Figure:
        """What selects a published figure again: its place, and its unit where it is printed in several."""
        units = {row.unit for row in self.figures.places(cell)}
        return selecting(replace(cell, unit=unit) if len(units) > 1 else cell, locator)

    def said(self, node: Node) -> T:
        """The formula in words."""
        return saying(node, self.asking.held.measures())

    def formula(self, node: Node) -> str:
        """The formula as the appendix has it."""
        return written(in_order(node, self.study))

    def place(self, locator: str) -> T:
        """Where a figure is printed, as this paper says it."""
        return place_title(locator, self.study)

    def _sources(self, sources: Sequence[str]) -> T:
        titles = [self.asking.held.source_title(one) for one in sources] or [T("computed", "计算所得")]
        return T(", ".join(one.en for one in titles), "、".join(one.zh for one in titles))

    def vintage(self, batches: Sequence[str]) -> str:
        return max((self.asking.held.vintage(batch) for batch in batches), default="")

    def _kind(self, figure: Figure) -> str:
        """How a figure by itself is shown, where it is a share, a ratio or points."""
        (cell, *_) = Table(self.figures, Precision(), study=self.study).cells(figure)
        rows = self.figures.places(cell)
        if rows:
            kind = unit_named(rows[0].unit_printed).kind
            return {"share": "%", "points": "points", "ratio": "times"}.get(kind, "1" if kind == "index" else "")
        measure = self.asking.held.measures().get(figure.name)
        if measure is None:
            return ""
        return "%" if measure.unit.as_percent else {Unit.RATIO: "times", Unit.INDEX: "1"}.get(measure.unit, "")


def _term(value: Decimal | None, unit: Unit, told: Told) -> T:
    """A number that enters a measure's formula, in words where it is money."""
    if value is not None and unit is Unit.MONEY and told.currency:
        return computed(value, told.currency)
    return T(short(value), short(value))


def _base(text: str) -> str:
    try:
        return unit_named(text).base if text else ""
    except EntrepotError:
        return ""


def _in_table(locator: str) -> bool:
    return any(word in locator for word in _TABLE_WORDS)
