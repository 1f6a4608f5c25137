r"""What a measure is: one small function with everything about it declared in one place.

How to write a measure
----------------------
1. Choose the theme file (`level.py`, `concentration.py`, ...), or begin one with a `Theme` and
   list it in `THEMES` (`__init__.py`): the import there is what registers its measures.
2. Write the function. Its name is the measure's id. Its first parameters are its inputs, named as in `reads`: lazy
   tables with the columns declared there and `value`, the money in the currency asked for. Then, by keyword only, `by`
   and the measure's options with their defaults. It answers with a lazy table that has `per`, the columns of `by`, its
   terms, `value`, and `value_low` and `value_high` if it declares `bounds`. It reads, rounds, sorts and filters
   nothing; the columns may come in any order, and further ones are dropped.
3. `by` holds further grouping columns the caller wants (`("partner",)`, `("flow",)`): everything is worked out within
   each of their values, the reference too. So group by `(*by, "period", "reporter", ...)`, and where a reference has
   no reporter by `(*by, "period", ...)`. Inputs whose `grouped` is false (GDP, rates) do not have those columns.
4. Declare `reads=(EXPORTS("period", "reporter", "product"), WORLD("period", "product"))`: each input with the columns
   needed. `FLOWS` is one direction of trade, exports unless the caller says otherwise. `.or_none()` makes an input
   optional: the parameter may then be None. Shares and concentration read `COMPOSITION` (composition.py): it comes from
   published shares or is derived from flows, over the dimension that the option `over` names.
5. `terms` are the numbers that `formula` speaks of, each with both names and its unit; `explain` puts them in, and a
   test works the formula out from the terms of every example and compares it with `value`.
6. Missing is null, never zero. Always `/ d.nullif(0)`. A row without a value keeps its terms. `sum()` of no rows is
   null: leave it so. Whole numbers divide as whole numbers on some engines: `.cast("float64")` counts first. No float
   may become NaN or infinite: guard `ln` and `sqrt`. Time goes through `periods.py`: a period that is not there gives
   no value.
7. Give at least two worked examples with `name.example(...)`, one of them the awkward case. They run on every engine.
8. Only what must iterate, solve matrices or set everybody beside everybody (complexity, GEKS, similarity) is declared
   with `arrays=True`: the same card, terms and examples, but the function is given Arrow tables, each narrowed to its
   declared columns, keys as text (or words and places among them) and values as floats, and answers with an Arrow table
   (NumPy inside). All else above holds: it adds up rows told in parts, null is missing, and no answer holds a NaN.
   `computed` runs it, where `expression` would.
9. `adds_up=True` says that the money among its terms adds up over time and that the formula holds of the sums: then
   `rolling=12` works. A term that compares, picks or counts (a peak, a set of products) does not add up. `remarks` is a
   function that says beside the answer why rows of it have no value, where the rows alone do not tell.

    @measure(
        theme=ADVANTAGE, title=T("Revealed comparative advantage", "显示性比较优势指数"), unit=Unit.INDEX,
        reads=(EXPORTS("period", "reporter", "product"), WORLD("period", "product")),
        per=("period", "reporter", "product"), terms=(Term("x_pk", "exports of the product", "该商品出口"), ...),
        formula="(x_pk / x_p) / (x_wk / x_w)", direction="higher is better", range=(0, None),
        reference="Balassa (1965), doi:10.1111/j.1467-9957.1965.tb00050.x",
    )
    def rca(exports: Table, world: Table, *, by: Names = ()) -> Table:
        "RCA = (x_pk / x_p) / (x_wk / x_w): a product's share at home over its share in the reference."

Importing a theme file must not import Ibis (it costs half a second): methods of the tables do nearly everything;
where `ibis.cases` or a literal is really needed, import it inside the function.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from entrepot.measures.arrays import narrowed
from entrepot.measures.example import Example
from entrepot.measures.example import example as make_example
from entrepot.measures.formula import names_in
from entrepot.measures.inputs import FLOWS, Input
from entrepot.measures.option import Option, OptionValue
from entrepot.vocabulary.errors import MissingData, SchemaMismatch, UnknownName, WrongCall
from entrepot.vocabulary.tables import FLOWS as FLOWS_TABLE
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis import Table

Direction = Literal["higher is better", "lower is better", "neither"]
Range = tuple[float | None, float | None]
Names = tuple[str, ...]
Remarks = Callable[["pa.Table", Names, Mapping[str, OptionValue]], tuple[T, ...]]
"""What must be said beside an answer: from its rows, their keys and the options chosen."""

GROUPINGS: Names = tuple(column.name for column in FLOWS_TABLE.columns if column.type == "text")
"""What a caller may ask an answer `by`."""


@dataclass(frozen=True, slots=True)
class Theme:
    id: str
    title: T


@dataclass(frozen=True, slots=True)
class Term:
    """A number that enters the formula."""

    name: str
    en: str
    zh: str
    unit: Unit = Unit.MONEY

    @property
    def title(self) -> T:
        return T(self.en, self.zh)


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A declared measure; call it like its function, or use `expression` to have inputs and options checked."""

    id: str
    theme: Theme
    title: T
    unit: Unit
    reads: tuple[Input, ...]
    per: Names
    terms: tuple[Term, ...]
    formula: str
    reference: str
    direction: Direction
    range: Range
    options: tuple[Option, ...]
    bounds: bool
    arrays: bool
    """Whether it works on Arrow tables (`computed`) instead of lazy ones (`expression`)."""
    function: Callable[..., Any]
    adds_up: bool = False
    """Whether the money of periods that follow each other adds up, so that the formula holds of its sums (rolling)."""
    remarks: Remarks | None = None

    def __call__(self, *tables: Table | pa.Table | None, by: Names = (), **options: OptionValue) -> Any:
        return self.function(*tables, by=by, **options)

    @property
    def definition(self) -> str:
        """The formula and what it means, in a line of English."""
        return (self.function.__doc__ or "").strip().splitlines()[0]

    @property
    def examples(self) -> tuple[Example, ...]:
        return tuple(_EXAMPLES[self.id])

    def example(
        self,
        *,
        source: T,
        given: Mapping[str, str],
        expect: str,
        by: Names = (),
        options: Mapping[str, OptionValue] | None = None,
    ) -> None:
        """Declare a worked example: `given` maps input names to whitespace tables, `expect` is the answer."""
        _EXAMPLES[self.id].append(make_example(source=source, given=given, expect=expect, by=by, options=options))

    def card(self) -> dict[str, object]:
        """What there is to know about the measure, as plain JSON."""
        return {
            "id": self.id,
            "title": self.title.as_json(),
            "theme": self.theme.id,
            "unit": self.unit.value,
            "reads": [wanted.name for wanted in self.reads],
            "per": list(self.per),
            "terms": [term.name for term in self.terms],
            "term_titles": {term.name: term.title.as_json() for term in self.terms},
            "formula": self.formula,
            "definition": self.definition,
            "reference": self.reference,
            "direction": self.direction,
            "range": list(self.range),
            "bounds": self.bounds,
            "arrays": self.arrays,
            "adds_up": self.adds_up,
            "options": [
                {"name": o.name, "default": o.default, "choices": list(o.choices), "title": o.title.as_json()}
                for o in self.options
            ],
        }

    def columns(self, by: Names = ()) -> Names:
        """The columns of the answer, in order: keys, terms, value, bounds."""
        return (*self.keys(by), *(term.name for term in self.terms), *self.value_columns)

    def keys(self, by: Names = ()) -> Names:
        return (*self.per, *(name for name in by if name not in self.per))

    @property
    def value_columns(self) -> Names:
        return ("value", "value_low", "value_high") if self.bounds else ("value",)

    def chosen(self, options: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
        """Every option with its value: the caller's, checked and read, or the default."""
        known = {option.name: option for option in self.options}
        for name in options:
            if name not in known:
                raise UnknownName(T(f"option of {self.id}", f"{self.id} 的选项"), name, known)
        chosen = {name: option.read(options.get(name)) for name, option in known.items()}
        for name, option in known.items():
            if option.required and chosen[name] is None:
                title = option.title
                raise WrongCall(T(f"{self.id} needs {name} ({title.en})", f"{self.id} 需要 {name}（{title.zh}）"))
        return chosen

    def expression(self, tables: Mapping[str, Table], *, by: Names = (), **options: OptionValue) -> Table:
        """The lazy answer from lazy inputs given by name; what is missing or misnamed is said before anything runs."""
        if self.arrays:
            raise TypeError(f"{self.id} works on arrays: computed() runs it")
        answer: Table = self._answer(tables, by, options)
        return answer

    def computed(self, tables: Mapping[str, pa.Table], *, by: Names = (), **options: OptionValue) -> pa.Table:
        """The answer of a measure with `arrays` from Arrow tables given by name, checked as in `expression`."""
        if not self.arrays:
            raise TypeError(f"{self.id} is lazy: expression() makes the query")
        answer: pa.Table = self._answer(tables, by, options)
        return answer

    def _answer(self, tables: Mapping[str, Any], by: Names, options: Mapping[str, OptionValue]) -> Any:
        chosen = self.chosen(options)
        by = self._extra(by, chosen)
        inputs = [self._input(wanted, tables, by, chosen) for wanted in self.reads]
        if not by:
            return self.function(*inputs, by=by, **chosen).select(list(self.columns(by)))
        from ibis.common.exceptions import IbisError

        try:
            return self.function(*inputs, by=by, **chosen).select(list(self.columns(by)))
        except IbisError as problem:
            raise self._not_by(by) from problem

    def _not_by(self, by: Names) -> WrongCall:
        """Its own formula runs over that column, or what it reads is not told by it."""
        named, per = ", ".join(by), ", ".join(self.per)
        return WrongCall(
            T(
                f"{self.id} cannot be told by {named}: it adds up over that, or what it reads is not told so; it is told by {per}",
                f"{self.id} 不能按 {named} 分组：该指标对其汇总，或所读数据未按其列出；可按 {per} 列出",
            )
        )

    def _extra(self, by: Names, chosen: Mapping[str, OptionValue]) -> Names:
        for name in by:
            if name not in GROUPINGS:
                raise UnknownName(T("grouping", "分组"), name, GROUPINGS)
            if name == chosen.get("over"):
                raise WrongCall(
                    T(
                        f"{self.id} already runs over {name}; take it out of by, or set over",
                        f"{self.id} 已对 {name} 汇总；请从 by 中去掉它，或另设 over",
                    )
                )
        return tuple(name for name in dict.fromkeys(by) if name not in self.per)

    def _input(self, wanted: Input, tables: Mapping[str, Any], by: Names, chosen: Mapping[str, OptionValue]) -> Any:
        if wanted.name in tables:
            return self._checked(wanted, tables[wanted.name], by)
        if wanted.derive is not None and wanted.instead in tables and not self.arrays:
            over = str(chosen.get("over", wanted.over))
            flows = self._checked(FLOWS("period", "reporter", over), tables[wanted.instead], by)
            return self._checked(wanted, wanted.derive(flows, over=over, by=by), by)
        if wanted.optional:
            return None
        raise MissingData(
            T(
                f"{self.id} needs the table {wanted.name} ({wanted.title.en}); load it or name it",
                f"{self.id} 需要表 {wanted.name}（{wanted.title.zh}）；请先载入或指定该表",
            )
        )

    def _checked(self, wanted: Input, table: Any, by: Names) -> Any:
        has = table.column_names if self.arrays else table.columns
        lacking = [name for name in wanted.needs(by) if name not in has]
        if lacking:
            raise SchemaMismatch(
                T(
                    f"the table {wanted.name} of {self.id} lacks {', '.join(lacking)}; it has {', '.join(has)}",
                    f"{self.id} 的表 {wanted.name} 缺少列 {'、'.join(lacking)}；现有列：{'、'.join(has)}",
                )
            )
        if self.arrays:
            return narrowed(table, wanted.needs(by), wanted.values)
        numbers = {name: table[name].cast("float64") for name in wanted.values if not table[name].type().is_floating()}
        keys = (name for name in wanted.needs(by) if name not in wanted.values and not table[name].type().is_string())
        recast = numbers | {name: table[name].cast("string") for name in keys}
        return table.mutate(**recast) if recast else table


_MEASURES: dict[str, Measure] = {}
_EXAMPLES: dict[str, list[Example]] = {}


def measure(
    *,
    theme: Theme,
    title: T,
    unit: Unit,
    reads: tuple[Input, ...],
    per: Names,
    terms: tuple[Term, ...],
    formula: str,
    reference: str,
    direction: Direction,
    range: Range,  # noqa: A002
    options: tuple[Option, ...] = (),
    bounds: bool = False,
    arrays: bool = False,
    adds_up: bool = False,
    remarks: Remarks | None = None,
) -> Callable[[Callable[..., Any]], Measure]:
    """Declare and register a measure; what is not whole raises at import."""

    def register(function: Callable[..., Any]) -> Measure:
        made = Measure(
            function.__name__, theme, title, unit, reads, per, terms, formula, reference, direction, range,
            options, bounds, arrays, function, adds_up, remarks,
        )  # fmt: skip
        _refuse_if_not_whole(made)
        _MEASURES[made.id] = made
        _EXAMPLES[made.id] = []
        return made

    return register


def all_measures() -> tuple[Measure, ...]:
    return tuple(_MEASURES.values())


def measure_named(name: str) -> Measure:
    found = _MEASURES.get(name)
    if found is None:
        hint = T("`entrepot measure list` shows all", "`entrepot measure list` 列出全部指标")
        raise UnknownName(T("measure", "指标"), name, _MEASURES, hint=hint)
    return found


def _refuse_if_not_whole(made: Measure) -> None:
    """Refuse a measure whose words and function disagree: this is found at import, not by a user."""
    problems = []
    if made.id in _MEASURES:
        problems.append("is declared twice")
    if not (made.reference.strip() and made.definition and made.reads and made.per and made.terms):
        problems.append("lacks a reference, docstring, inputs, keys or terms")
    named = {term.name for term in made.terms}
    if unknown := [name for name in names_in(made.formula) if name not in named]:
        problems.append(f"has a formula with names that are no terms: {unknown}")
    expected = {**{wanted.name: None for wanted in made.reads}, "by": (), **{o.name: o.default for o in made.options}}
    parameters = inspect.signature(made.function).parameters.values()
    actual = {p.name: (p.default if p.kind is p.KEYWORD_ONLY else None) for p in parameters}
    if actual != expected or list(actual) != list(expected):
        problems.append(f"has parameters {actual}, declares {expected}")
    if problems:
        raise ValueError(f"the measure {made.id!r} {' and '.join(problems)}")
