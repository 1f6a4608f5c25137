"""A measure tried on the page that explains it: its answer as chart and table, each number with its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from pydantic import ValidationError

from entrepot.lake.contents import contents
from entrepot.measures import Measure, all_measures
from entrepot.reports.charts import Drawing
from entrepot.reports.naming import name_of
from entrepot.sources import source_named
from entrepot.studies.paper import SourceLine
from entrepot.vocabulary.amounts import format_share
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.errors import EntrepotError, WrongCall
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T, current_language
from entrepot.vocabulary.units import Unit
from entrepot.web.api.problems import wrong_parameters
from entrepot.web.api.words import Asked, Question, answer_to, contract, question
from entrepot.web.front.about import About
from entrepot.web.front.bench import bench, kept
from entrepot.workbench.answer import Answer
from entrepot.workbench.regions import regions
from entrepot.workbench.showing import columns_shown, shown

MOST_ROWS: Final = 200
_CHAPTERS: Final = tuple(f"{chapter:02}" for chapter in range(1, 98) if chapter != 77)
FIELDS: Final[tuple[tuple[str, T, T], ...]] = (
    ("region", T("Region", "地区"), T("Liaoning", "辽宁")),
    ("partner", T("Partner", "贸易伙伴"), T("Japan", "日本")),
    ("product", T("Product", "商品"), T("85, or 8482", "85，或 8482")),
    ("period", T("Period", "时期"), T("2013..2015", "2013..2015")),
    ("by", T("Also by", "另按"), T("—", "—")),
    ("source", T("Source", "来源"), T("—", "—")),
    ("of_measure", T("Of which measure", "针对哪个指标"), T("—", "—")),
)
GROUPED_BY: Final[tuple[str, ...]] = ("partner", "product", "regime", "flow", "firm_type")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form; `choices` where only some words go, `offered` those that come to mind; each with its name."""

    name: str
    title: T
    value: str
    example: str | T = ""
    choices: tuple[tuple[str, T | str], ...] = ()
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    keys: tuple[str, ...]
    values: tuple[object, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Tried:
    """`drawing` is None where the rows make no readable chart; what stands `about` it says why."""

    answer: Answer
    keys: tuple[str, ...]
    values: tuple[str, ...]
    rows: tuple[Row, ...]
    drawing: Drawing | None
    about: About
    query: str

    @property
    def spec(self) -> Mapping[str, Any]:
        """The drawing without its title, which stands beside it on the page; its marks lead where the rows' numbers do."""
        if self.drawing is None:
            return {}
        spec = {name: part for name, part in self.drawing.spec.items() if name != "title"}
        sets = {name: [self._leading(row) for row in rows] for name, rows in spec["datasets"].items()}
        return {**spec, "datasets": sets}

    def _leading(self, mark: Mapping[str, Any]) -> Mapping[str, Any]:
        """To the one row of which the mark tells all that tells rows apart."""
        told = set(str(mark.get("tip", "")).split(" · "))
        alike = {place for place in range(len(self.keys)) if len({row.keys[place] for row in self.rows}) == 1}
        found = [row for row in self.rows if {key for i, key in enumerate(row.keys) if i not in alike} <= told]
        return {**mark, "why": found[0].why} if mark.get("tip") and len(found) == 1 else mark


def fields(measure: Measure, asked: QueryDict) -> tuple[Field, ...]:
    compares = any(wanted.table == "answer" for wanted in measure.reads)
    plain = [
        Field(name, title, asked.get(name, ""), example, _choices(name), _offered(name))
        for name, title, example in FIELDS
        if compares or name != "of_measure"
    ]
    own = [
        Field(
            one.name, one.title, asked.get(one.name, ""), "" if one.default is None else str(one.default),
            tuple((choice, choice) for choice in one.choices),
        )
        for one in measure.options
    ]  # fmt: skip
    return (*plain, *own)


def _choices(name: str) -> tuple[tuple[str, T | str], ...]:
    if name == "by":
        return tuple((one, FLOWS.column(one).title) for one in GROUPED_BY)
    if name == "source":
        held = kept(("contents",), lambda: contents(bench().lake), in_every_language=True)
        return tuple((one, source_named(one).title) for one in sorted({str(row["source"]) for row in held}))
    return tuple((one.id, one.title) for one in all_measures()) if name == "of_measure" else ()


def _offered(name: str) -> tuple[str, ...]:
    """Names to choose from while one types; any other name or code goes as well."""
    if name == "region":
        kinds = kept(("regions",), lambda: regions(bench()), in_every_language=True)
        return tuple(str(one.area.name) for kind in kinds for one in kind.areas)
    if name == "partner":
        return tuple(str(one.name) for one in all_by_id().values() if "-" not in one.id)
    return tuple(f"{one}" for one in _CHAPTERS) if name == "product" else ()


def asked_in(measure: Measure, query: QueryDict) -> Question | None:
    """The question that the address asks; None where it asks none."""
    words = {name: value.strip() for name, value in query.items() if isinstance(value, str) and value.strip()}
    words.pop("row", None)
    if not words:
        return None
    own = {name: value for name, value in words.items() if name in Asked.model_fields}
    try:
        said = Asked.model_validate(own)
    except ValidationError as problem:
        raise WrongCall(wrong_parameters(problem.errors())) from problem
    return question(measure.id, said, {name: value for name, value in words.items() if name not in own})


def tried(asked: Question) -> Tried:
    answer = answer_to(asked)
    language = current_language()
    keys, values = answer.keys, [name for name in columns_shown(answer) if name not in answer.keys]
    query = urlencode([*asked[1], *asked[2]])
    rows = tuple(
        Row(
            tuple(name_of(name, record[name], language) for name in keys),
            tuple(shown(answer, name, record[name]) for name in values),
            urlencode([*asked[1], *asked[2], *(("row", f"{key}={record[key]}") for key in keys)]),
        )
        for record in answer.table.slice(0, MOST_ROWS).to_pylist()
    )
    drawing, undrawn = _drawn(answer)
    heads = tuple(_head(answer, name) for name in keys), tuple(_head(answer, name) for name in values)
    return Tried(answer, *heads, rows, drawing, _about(asked, answer, drawing, undrawn, query), query)


def _about(asked: Question, answer: Answer, drawing: Drawing | None, undrawn: str, query: str) -> About:
    """`undrawn` is why there is no chart."""
    measure = answer.measure
    here = f"/{current_language()}/method/{measure.id}/"
    api = f"/api/measures/{measure.id}/answer?{query}&format="
    pictures = (("PNG", f"{here}answer.png?{query}"), ("SVG", f"{here}answer.svg?{query}")) if drawing else ()
    tables = (("CSV", f"{here}?{query}&table=rows-try&form=csv"), ("XLSX", f"{here}answer.xlsx?{query}"))
    return About(
        "try", drawing.title if drawing else measure.title, _source(asked, synthetic=answer.synthetic),
        (f"{measure.id} = {measure.formula}", T("Each number leads to its own terms and rows.", "点击任一数字可见其各项与数据行。"), measure.reference),
        drawing.unit if drawing else undrawn, files=(*pictures, *tables, ("JSON", f"{api}json"), ("Arrow", f"{api}arrow")),
    )  # fmt: skip


def _head(answer: Answer, name: str) -> str:
    """What a column is called; the value by its measure and unit."""
    if name == "value":
        unit = answer.currency if answer.measure.unit is Unit.MONEY and answer.currency else answer.measure.unit.title
        return f"{answer.measure.title} ({unit})"
    if name in ("value_low", "value_high"):
        return str(T("at least", "下界") if name == "value_low" else T("at most", "上界"))
    return str(FLOWS.column(name).title) if name in FLOWS.column_names else name


def _drawn(answer: Answer) -> tuple[Drawing | None, str]:
    try:
        return answer.chart(), ""
    except EntrepotError as problem:
        return None, str(problem)


def _source(asked: Question, *, synthetic: bool) -> SourceLine:
    """Sources, batches, coverage and vintage."""
    told = contract(asked)
    ids = sorted({str(level["source"]) for level in told["levels"].values() if level.get("source")})
    share, of = told["coverage"]["share"], T(told["coverage"]["of"]["en"], told["coverage"]["of"]["zh"])
    covered = "" if share is None else f"{format_share(share, decimals=1)}: "
    coverage = T(
        f"{covered}{of.en}; batches: {len(told['batches'])}", f"{covered}{of.zh}；批次：{len(told['batches'])}"
    )
    batches = kept(("history",), lambda: bench().history(), in_every_language=True)
    vintage = max((one.at[:10] for one in batches if one.id in told["batches"]), default="—")
    return SourceLine(tuple(source_named(one).title for one in ids), vintage, coverage, synthetic)
