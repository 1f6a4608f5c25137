"""Measures asked as seldom as possible: one question for all periods of a study, or for all rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import isfinite
from typing import Final

from entrepot.studies.figures import Cell, Found, Missing
from entrepot.studies.handed import Held, Question, Told
from entrepot.studies.intervals import Interval
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

_WHOLE: Final = ("", "WLD")
_COLUMN_OF: Final = {"area": "reporter", "counterpart": "partner", "product": "product", "regime": "regime"}
_SAYING: Final = ("reporter", "period", "partner", "product", "regime")
_PLACE: Final = T("computed from the lake", "由数据湖计算")
_NARROWS: Final = ("product", "regime")


@dataclass(frozen=True, slots=True)
class Key:
    """One value of a measure; `rest` is what else narrows it."""

    measure: str
    area: str
    period: str
    counterpart: str
    product: str
    regime: str
    currency: str
    rest: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A row of an answer."""

    record: Mapping[str, object]
    told: Told

    @property
    def unit(self) -> str:
        kind = self.told.measure.unit
        if kind is Unit.MONEY:
            return self.told.currency or "USD"
        return {Unit.RANK: "rank", Unit.YEARS: "years", Unit.KG: "kg"}.get(kind, "1")

    def number(self, name: str) -> Decimal | None:
        """A number of the row, exactly as the answer has it; None where there is none."""
        found = self.record.get(name)
        if not isinstance(found, int | float) or isinstance(found, bool) or not isfinite(found):
            return None
        return Decimal(repr(float(found)))


@dataclass(slots=True)
class Asking:
    """The answers of one run, by what they are values of. `period` is the widest range that the study speaks of."""

    held: Held
    period: str
    source: str = ""
    currency: str = ""
    _values: dict[Key, Value] = field(default_factory=dict)
    _told: dict[Question, Told | Missing] = field(default_factory=dict)
    _all_told: set[tuple[Key, str, str]] = field(default_factory=set)
    _taken: dict[tuple[Question, Key], list[Key]] = field(default_factory=dict)
    _says: dict[Question, frozenset[str]] = field(default_factory=dict)

    def found(self, cell: Cell) -> Found:
        """The measure's value for a cell; Missing where there is none."""
        value = self.value(cell)
        number = value.number("value")
        if number is None:
            raise Missing(T(f"{cell} has no value", f"{cell} 没有数值"))
        low, high = value.number("value_low"), value.number("value_high")
        around = Interval(number if low is None else low, number, number if high is None else high)
        return Found(cell, str(_PLACE), around, value.unit)

    def value(self, cell: Cell) -> Value:
        """The row of an answer for a cell; the answer is asked for where it is not there yet."""
        if cell.locator:
            raise Missing(T(f"{cell} is not printed there", f"该处没有公布 {cell}"))
        key = self._key(cell)
        if key not in self._values and not self._told_of_all(key):
            self._take(self._question(key, self._range(cell.period)), key)
        if key not in self._values:
            raise Missing(T(f"the lake tells nothing of {cell}", f"数据湖中没有 {cell}"))
        return self._values[key]

    def rows(self, cell: Cell, dimension: str, areas: Sequence[str], digits: int | None) -> dict[str, Value]:
        """All rows of a dimension in one question, by their ids: every partner, every product of so many digits."""
        key = self._key(cell)
        column = _COLUMN_OF[dimension]
        question = self._question(key, self._range(cell.period), digits=digits)
        by = () if column == "reporter" or column in self.held.measures()[cell.measure].per else (column,)
        asked = replace(question, regions=tuple(areas) or question.regions, by=by)
        taken = self._take(asked, key)
        for area in asked.regions:
            self._all_told.add((_without(replace(key, area=area), dimension), dimension, asked.period))
        return {getattr(one, dimension): self._values[one] for one in taken if one.period == key.period}

    def _told_of_all(self, key: Key) -> bool:
        """Whether the value would be there if the lake had it: all rows of one of its dimensions have been asked for."""
        if "+" in key.counterpart or (
            key.counterpart in all_by_id() and all_by_id()[key.counterpart].kind != "country"
        ):
            return False
        period = self._range(key.period)
        return any((_without(key, dimension), dimension, period) in self._all_told for dimension in _COLUMN_OF)

    def _answer(self, question: Question) -> Told:
        if question not in self._told:
            try:
                self._told[question] = self.held.ask(question)
            except EntrepotError as problem:
                self._told[question] = Missing(problem.message)
        answer = self._told[question]
        if isinstance(answer, Missing):
            raise answer
        return answer

    def _take(self, question: Question, key: Key) -> list[Key]:
        """The keys of all rows of an answer, which are looked through once for all keys that say what its rows do not."""
        told = self._answer(question)
        if question not in self._says:
            self._says[question] = frozenset(one for one in _SAYING if _always(told, one))
        same = question, _unsaid(key, self._says[question])
        if same not in self._taken:
            self._taken[same] = self._take_all(told, key)
        return self._taken[same]

    def _take_all(self, told: Told, key: Key) -> list[Key]:
        taken = []
        for record in told.records:

            def word(column: str, otherwise: str, record: Mapping[str, object] = record) -> str:
                found = record.get(column)
                return otherwise if found is None else str(found)

            one = Key(
                key.measure, word("reporter", key.area), word("period", key.period), word("partner", key.counterpart),
                word("product", key.product), word("regime", key.regime), key.currency, key.rest,
            )  # fmt: skip
            self._values.setdefault(one, Value(record, told))
            taken.append(one)
        return taken

    def _key(self, cell: Cell) -> Key:
        narrowed = dict(cell.narrowed)
        rest = tuple(sorted((name, value) for name, value in narrowed.items() if name not in _NARROWS))
        counterpart = "" if cell.counterpart in _WHOLE else cell.counterpart
        product = narrowed.get("product", "") or ("" if cell.subject in ("", "goods") else cell.subject)
        return Key(
            cell.measure, cell.area, cell.period, counterpart, product, narrowed.get("regime", ""),
            cell.unit or self.currency, rest,
        )  # fmt: skip

    def _question(self, key: Key, period: str, *, digits: int | None = None) -> Question:
        """What is told of each product is asked of all: the advantage of one among none but itself would be one."""
        product = key.product
        if product and "product" in self.held.measures()[key.measure].per:
            product, digits = "", digits or (len(product) if product.isdigit() else None)
        return Question(
            key.measure, (key.area,), period, (), key.counterpart, product, key.regime, key.currency, self.source,
            digits, key.rest,
        )  # fmt: skip

    def _range(self, period: str) -> str:
        """The study's whole range where the period lies in it, so that the next period costs nothing."""
        first, _, last = self.period.partition("..")
        inside = first <= period <= (last or first) and len(period) == len(first)
        return self.period if inside else period


def _always(told: Told, column: str) -> bool:
    """Whether every row of an answer says what is in a column."""
    return all(record.get(column) is not None for record in told.records)


def _unsaid(key: Key, says: frozenset[str]) -> Key:
    """The key without what every row of an answer says itself."""

    def unsaid(column: str, word: str) -> str:
        return "" if column in says else word

    return Key(
        key.measure, unsaid("reporter", key.area), unsaid("period", key.period), unsaid("partner", key.counterpart),
        unsaid("product", key.product), unsaid("regime", key.regime), key.currency, key.rest,
    )  # fmt: skip


def _without(key: Key, dimension: str) -> Key:
    """The key of all rows of a dimension; areas are listed one by one."""
    plain = replace(key, period="")
    match dimension:
        case "counterpart":
            return replace(plain, counterpart="")
        case "product":
            return replace(plain, product="")
        case "regime":
            return replace(plain, regime="")
    return plain
