"""Published figures as claims select them: one cell, and every place where it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Final

from entrepot.studies.claim_formula import MEASURE_KEYS, Figure
from entrepot.studies.intervals import Interval
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import WrongCall, near_names
from entrepot.vocabulary.money import unit
from entrepot.vocabulary.periods import parse_period, period_range
from entrepot.vocabulary.printed_numbers import number
from entrepot.vocabulary.text import T

UNDATED: Final = "undated"
"""The period of figures that are printed without one."""
_WHOLE_COUNTERPART: Final = (None, "", "WLD")
_WHOLE_SUBJECT: Final = (None, "", "goods")
_MOST_CELLS: Final = 400
_MOST_NAMED: Final = 8
_KEYS_ZH: Final = {"area": "地区", "counterpart": "对方", "subject": "对象", "period": "时期"}


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One figure of the lake; `value_printed` is None where the publisher prints that there is none."""

    locator: str
    area: str
    counterpart: str | None
    subject: str | None
    measure: str
    unit: str
    period: str
    value_printed: str | None
    unit_printed: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure that a formula wants; empty keys mean the whole (all partners, goods as such, any place)."""

    measure: str
    area: str
    period: str
    counterpart: str = ""
    subject: str = ""
    study: str = ""
    locator: str = ""
    unit: str = ""
    narrowed: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        keys = ("area", "counterpart", "subject", "period", "study", "locator", "unit")
        shown = [f"{key}={getattr(self, key)}" for key in keys if getattr(self, key)]
        return f"{self.measure}[{', '.join([*shown, *(f'{key}={value}' for key, value in self.narrowed)])}]"


class Missing(Exception):
    """A figure that the lake lacks; the message says which, and what is near."""

    def __init__(self, message: T) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True, slots=True)
class Found:
    """A figure in its base unit; `text` and `unit_printed` as printed, empty where it was computed."""

    cell: Cell
    locator: str
    value: Interval
    unit: str
    text: str = ""
    unit_printed: str = ""

    @property
    def said(self) -> str:
        """`22.7 1e8 USD (section 2.1)`"""
        return f"{self.text or f'{self.value.value:f}'} {self.unit_printed}".strip() + f" ({self.locator})"

    @property
    def literally(self) -> Decimal:
        """The number in the unit it is printed in; a computed one in its base unit."""
        return (number(self.text) if self.text else None) or self.value.value


Computing = Callable[[Cell], Found]
"""Computes a measure for a cell, or raises Missing."""


def _computes_nothing(cell: Cell) -> Found:
    raise Missing(T(f"{cell} is not in the lake", f"数据湖中没有 {cell}"))


@dataclass(frozen=True)
class Figures:
    """`names` are all published measures (for near names), `measures` those that can be computed.

    `people` counts who lives where: no claim of heads can be larger.
    """

    rows: Sequence[PublishedFigure]
    names: Iterable[str] = ()
    measures: frozenset[str] = frozenset()
    compute: Computing = _computes_nothing
    people: Mapping[str, int] = field(default_factory=dict)
    _of_measure: dict[str, list[PublishedFigure]] = field(default_factory=dict)
    _of_place: dict[tuple[str, str, str], list[PublishedFigure]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.rows:
            self._of_measure.setdefault(row.measure, []).append(row)
            self._of_place.setdefault((row.measure, row.area, row.period), []).append(row)

    def of_measure(self, name: str) -> Sequence[PublishedFigure]:
        return self._of_measure.get(name, ())

    def places(self, cell: Cell) -> tuple[PublishedFigure, ...]:
        """Everywhere the cell is printed: in its study where that prints it at all, otherwise anywhere."""
        rows = [row for row in self._of_place.get((cell.measure, cell.area, cell.period), ()) if _is_of(row, cell)]
        if cell.unit:
            wanted = unit(cell.unit).base
            rows = [row for row in rows if row.unit == wanted]
        if cell.locator:
            rows = [row for row in rows if _stands_at(row.locator, cell)]
        own = [row for row in rows if row.locator.startswith(f"{cell.study} ")] if cell.study else rows
        return tuple(sorted(own or rows, key=lambda row: row.locator))

    def lacking(self, cell: Cell) -> Missing:
        """What to say where nothing is printed: the nearest names, or what else is there."""
        rows = self.of_measure(cell.measure)
        if not rows:
            near = near_names(cell.measure, (*self.names, *self.measures))
            en, zh = (f"; near: {', '.join(near)}", f"；相近：{'、'.join(near)}") if near else ("", "")
            return Missing(T(f"no figure is called {cell.measure!r}{en}", f"没有名为“{cell.measure}”的数据{zh}"))
        for key in ("area", "counterpart", "subject", "period"):
            rows = [row for row in rows if _same(row, cell, key)] or rows
            if not any(_same(row, cell, key) for row in rows):
                there = sorted({getattr(row, key) or "" for row in rows} - {""})
                named = ", ".join(there[:_MOST_NAMED]) + ("…" if len(there) > _MOST_NAMED else "")
                said = _in_words(cell)
                return Missing(
                    T(
                        f"the lake lacks {said.en} ({cell}); {key} is there as: {named}",
                        f"数据湖中没有{said.zh}（{cell}）；现有{_KEYS_ZH[key]}：{named}",
                    )
                )
        at = ", ".join(sorted({row.locator for row in rows})[:_MOST_NAMED])
        units, said = ", ".join(sorted({row.unit for row in rows})), _in_words(cell)
        return Missing(
            T(
                f"the lake lacks {said.en} ({cell}); it is printed in {units} at: {at}",
                f"数据湖中没有{said.zh}（{cell}）；单位 {units}，出处：{at}",
            )
        )


def _in_words(cell: Cell) -> T:
    from entrepot.studies.saying import saying  # which says figures, and so comes after them

    return saying(selecting(cell), {})


@lru_cache(maxsize=8192)
def cells_of(figure: Figure, *, study: str = "", locator: str = "") -> tuple[Cell, ...]:
    """Every cell that the selection names; WrongCall where area or period is not said."""
    for key in ("area", "period"):
        if not figure.values(key):
            raise WrongCall(
                T(
                    f"{figure.name}: say which {key}, {figure.name}[{key}=...]",
                    f"{figure.name}：请指明 {key}，{figure.name}[{key}=...]",
                )
            )
    for key in ("study", "locator", "unit"):
        if len(figure.values(key)) > 1:
            raise WrongCall(T(f"{figure.name}: only one {key} at a time", f"{figure.name}：{key} 只能有一个"))
    narrowed = tuple((key, "|".join(figure.values(key))) for key in MEASURE_KEYS if figure.values(key))
    chosen = list(
        product(
            map(area_id, figure.values("area")),
            map(area_id, figure.values("counterpart") or ("",)),
            figure.values("subject") or ("",),
            periods_of(figure),
        )
    )
    if len(chosen) > _MOST_CELLS:
        raise WrongCall(T(f"{figure.name} selects {len(chosen)} figures, at most {_MOST_CELLS}", f"{figure.name} 选定 {len(chosen)} 个数据，最多 {_MOST_CELLS} 个"))  # fmt: skip
    said = {key: next(iter(figure.values(key)), "") for key in ("study", "locator", "unit")}
    return tuple(
        Cell(
            figure.name, place, period, counterpart, subject, said["study"] or study, said["locator"] or locator,
            said["unit"], narrowed,
        )
        for place, counterpart, subject, period in chosen
    )  # fmt: skip


def selecting(cell: Cell, locator: str = "") -> Figure:
    """The selection of a cell, at a place or wherever it is printed."""
    said = {
        "area": cell.area, "counterpart": cell.counterpart, "subject": cell.subject, "period": cell.period,
        "unit": cell.unit, "study": cell.study, "locator": locator,
    }  # fmt: skip
    if locator and cell.study:
        study, _, within = locator.partition(" ")
        said |= {"study": study, "locator": within} if study == cell.study else {"study": ""}
    conditions = [(key, (value,)) for key, value in said.items() if value]
    return Figure(cell.measure, (*conditions, *((key, tuple(value.split("|"))) for key, value in cell.narrowed)))


def periods_of(figure: Figure) -> tuple[str, ...]:
    """`2011..2021` is every year of them."""
    found: list[str] = []
    for text in figure.values("period"):
        first, dots, last = text.partition("..")
        if text == UNDATED:
            found.append(text)
        elif not dots:
            found.append(parse_period(text).text)
        else:
            found += [period.text for period in period_range(parse_period(first), parse_period(last))]
    if not found and figure.values("period"):
        raise WrongCall(T(f"{figure.name}: the range of periods is empty", f"{figure.name}：时期范围为空"))
    return tuple(dict.fromkeys(found))


def area_id(name: str) -> str:
    """Ids of names in either language; `JPN+KOR` stays a sum; UnknownName with the near ones."""
    return "+".join(area(part.strip()).id for part in name.split("+")) if name else ""


def _is_of(row: PublishedFigure, cell: Cell) -> bool:
    return not cell.narrowed and all(_same(row, cell, key) for key in ("counterpart", "subject"))


def _same(row: PublishedFigure, cell: Cell, key: str) -> bool:
    if key == "counterpart" and cell.counterpart in ("", "WLD"):
        return row.counterpart in _WHOLE_COUNTERPART
    if key == "subject" and cell.subject in ("", "goods"):
        return row.subject in _WHOLE_SUBJECT
    return bool(getattr(row, key) == getattr(cell, key))


def _stands_at(locator: str, cell: Cell) -> bool:
    """`table 1` is `shanxi-asean table 1` within that study, and any study's table 1 without one."""
    if locator == cell.locator or locator == f"{cell.study} {cell.locator}":
        return True
    return not cell.study and locator.endswith(f" {cell.locator}")
