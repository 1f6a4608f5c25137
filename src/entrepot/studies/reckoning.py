"""A study's formula worked out: the number, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from entrepot.measures.formula import filled_in
from entrepot.measures.measure import Measure
from entrepot.studies.asking import Asking, Value
from entrepot.studies.claim_formula import Binary, Call, Figure, Negative, Node, Printed, figures_in, written
from entrepot.studies.claim_formula import Number as Typed
from entrepot.studies.declaration import RowKey, Where
from entrepot.studies.expanding import expanded
from entrepot.studies.figures import Cell, Figures, Found
from entrepot.studies.formula_reading import read_formula
from entrepot.studies.handed import HeldFigure
from entrepot.studies.naming import Names
from entrepot.studies.paper import Derivation, Number
from entrepot.studies.precision import Precision
from entrepot.studies.recomputing import Choice, Table, Worked, choices, worked_out
from entrepot.studies.titles import figure_title, row_title
from entrepot.studies.units_shown import declared_unit, implied_unit
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.money import unit as unit_named
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

_TABLE_WORDS: Final = ("table", "表")
_MOST_INPUTS: Final = 60


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
        shown = declared_unit(unit, worked.unit) or (implied_unit(node, self._kind) if worked.unit == "1" else "")
        found = [
            choice[cell] if cell in choice else self.figures.compute(cell)
            for figure in figures_in(node)
            for cell in table.cells(figure)
        ]
        derivation = self._derived(place, what, node, choice, table, found)
        if not isinstance(node, Figure):
            filled = f"{derivation.filled} = {_in_unit(worked.value.value, shown)}"
            derivation = replace(derivation, filled=filled)
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
        derivation = self._of_measure(place, what or worded(node, self.asking.held.measures()), node, cell, value)
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
        if isinstance(node, Figure) and len(found) == 1 and not found[0].text:
            return self._of_measure(
                place,
                what or worded(node, self.asking.held.measures()),
                node,
                found[0].cell,
                self.asking.value(found[0].cell),
            )
        batches: list[str] = []
        inputs: list[str] = []
        coverage: T | None = None
        synthetic = False
        for one in dict.fromkeys(found):
            if one.text:
                rows = self.figures.places(one.cell)
                own = next(row for row in rows if row.locator == one.locator and row.value_printed == one.text)
                batches += [own.batch] if isinstance(own, HeldFigure) else []
                synthetic |= isinstance(own, HeldFigure) and own.synthetic
                others = [f"{row.value_printed} {row.unit_printed} ({row.locator})" for row in rows if row.value_printed and row.value_printed != one.text]  # fmt: skip
                also = f" ≠ {', '.join(others)}" if others else ""
                inputs.append(f"{one.cell} = {one.said}{also}")
            else:
                told = self.asking.value(one.cell).told
                batches += told.batches
                coverage, synthetic = coverage or told.coverage, synthetic or told.synthetic
                inputs.append(f"{one.cell} = {one.value.value:f} ({', '.join(told.sources)})")
        batches = sorted(set(batches))
        return Derivation(
            place, what or worded(node, self.asking.held.measures()), written(node), _filled(node, choice, table), tuple(inputs[:_MOST_INPUTS]),
            tuple(batches), self._vintage(batches), coverage, synthetic,
        )  # fmt: skip

    def _of_measure(self, place: str, what: T, node: Node, cell: Cell, value: Value) -> Derivation:
        told = value.told
        terms = {term.name: _short(value.number(term.name)) for term in told.measure.terms}
        return Derivation(
            place, what, f"{written(node)}: {told.measure.formula}", filled_in(told.measure.formula, terms),
            (f"{cell} ({', '.join(told.sources) or told.measure.id})",), told.batches, self._vintage(told.batches),
            told.coverage, told.synthetic,
        )  # fmt: skip

    def _vintage(self, batches: Sequence[str]) -> str:
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


def _base(text: str) -> str:
    try:
        return unit_named(text).base if text else ""
    except EntrepotError:
        return ""


def _in_table(locator: str) -> bool:
    return any(word in locator for word in _TABLE_WORDS)


def worded(node: Node, measures: Mapping[str, Measure]) -> T:
    """What a formula says, where nobody has said it better: the figure with its place and period."""
    if isinstance(node, Figure):
        keys: tuple[RowKey, ...] = ("area", "counterpart", "subject", "product", "regime", "period")
        words = [row_title(key, value) for key in keys for value in node.values(key)]
        words.append(figure_title(node.name, measures))
        return T(", ".join(word.en for word in reversed(words)), "".join(word.zh for word in words))
    return T(written(node), written(node))


def _filled(node: Node, choice: Choice, table: Table) -> str:
    """The formula with its figures as printed in place of their selections."""
    match node:
        case Typed(value=value):
            return f"{value:f}"
        case Figure():
            return ", ".join(_digits(choice[cell]) for cell in table.cells(node) if cell in choice)
        case Printed(text=text, unit=unit):
            return f"{text} {unit}".strip()
        case Call(function="growth", arguments=(first, second)):
            return f"{_filled(first, choice, table)} / {_filled(second, choice, table)} - 1"
        case Call(function="ratio" | "share", arguments=(first, second)):
            return f"{_part(first, choice, table)} / {_part(second, choice, table)}"
        case Call(function="difference", arguments=(first, second)):
            return f"{_filled(first, choice, table)} - {_filled(second, choice, table)}"
        case Call(function=function, arguments=arguments):
            return f"{function}({' ; '.join(_filled(one, choice, table) for one in arguments)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({_filled(left, choice, table)} {operator} {_filled(right, choice, table)})"
        case Negative(of=inner):
            return f"-{_filled(inner, choice, table)}"


def _part(node: Node, choice: Choice, table: Table) -> str:
    filled = _filled(node, choice, table)
    return f"({filled.replace(', ', ' + ')})" if ", " in filled else filled


def _digits(found: Found) -> str:
    if found.text:
        return f"{found.text} {found.unit_printed}".strip()
    return _short(found.value.value)


def _in_unit(value: Decimal, shown: str) -> str:
    if shown in ("%", "points"):
        return f"{_short(value.scaleb(2))} {shown}"
    power, _, _ = shown.partition(" ")
    if power.startswith("1e") and power[2:].isdigit():
        return f"{_short(value.scaleb(-int(power[2:])))} {shown}"
    return f"{_short(value)} {'' if shown == '1' else shown}".strip()


def _short(value: Decimal | None) -> str:
    """Six digits, no idle zeros, no exponent."""
    if value is None:
        return "—"
    if value == 0:
        return "0"
    digits = max(0, 5 - value.adjusted())
    text = f"{round(value, digits):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
