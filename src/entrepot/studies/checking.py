"""A declaration checked as a whole before it is run: ids, order, formulas, names. All that is wrong is said at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from entrepot.parameters.keys import Problems
from entrepot.parameters.toml_places import Place
from entrepot.studies.claim_formula import figures_in
from entrepot.studies.claims import Claim
from entrepot.studies.composing import variables_of
from entrepot.studies.declaration import PARTS, BlockOf, ChartOf, FindingsOf, Grid, SectionOf, Study, TableOf, TextOf
from entrepot.studies.figures import area_id
from entrepot.studies.formula_reading import read_formula
from entrepot.studies.naming import Names, names_of
from entrepot.studies.places import places_of
from entrepot.studies.speaking_of import placed_formulas, read_wordings
from entrepot.studies.typed_digits import typed_digits
from entrepot.studies.units_shown import check_unit
from entrepot.studies.wording import (
    BlockRef,
    CellRef,
    CiteRef,
    ClaimRef,
    NumberRef,
    VariableRef,
    Wording,
    wordings,
)
from entrepot.vocabulary.errors import EntrepotError, UnknownName, WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import LANGUAGES, T

_ANY_PERIOD = "2020"


@dataclass(frozen=True, slots=True)
class Known:
    """What names may be used: figures and measures, charts, the claims of the study. Empty charts are not checked."""

    figures: Collection[str]
    measures: Collection[str]
    charts: Collection[str]
    claims: Mapping[str, Claim]


def check_study(study: Study, known: Known) -> None:
    """SchemaMismatch with file, line and key of everything that cannot be right."""
    problems = Problems()
    _check_head(study, problems)
    if not problems.found:
        names = names_of(study, variables_of(study, _period_of(study)))
        _check_numbers(study, names, known, problems)
        _check_formulas(study, names, known, problems)
        _check_sections(study, problems)
        _check_ids(study, problems)
        _check_texts(study, names, known, problems)
        for block, grid in study.grids():
            _check_grid(block, grid, known, problems)
    problems.raise_any()


def warnings(study: Study) -> tuple[T, ...]:
    """What may be meant but probably is not: a number typed into a sentence, languages that tell different numbers."""
    return tuple(dict.fromkeys((*_typed(study), *_told_once(study))))


def _typed(study: Study) -> Iterator[T]:
    for text in study.texts():
        for language in LANGUAGES:
            try:
                found = typed_digits(text.text.in_language(language))
            except EntrepotError:
                continue
            for typed in found:
                yield (text.at / language).says(
                    T(f"a number typed into the text: …{typed}…; refer to it ({{formula}}), or show it as it is: {{{{…}}}}", f"正文中直接写入了数字：…{typed}…；请改为引用（{{公式}}），或用 {{{{…}}}} 原样显示")
                )  # fmt: skip


def _told_once(study: Study) -> Iterator[T]:
    for text in study.texts():
        said = {language: Counter(map(_formula, filter(_is_number, read_wordings(text, language)))) for language in LANGUAGES}  # fmt: skip
        for language, other in (("zh", "en"), ("en", "zh")):
            only = set(said[language]) - set(said[other])  # type: ignore[index]
            for formula in sorted(only):
                yield text.at.says(
                    T(f"{{{formula}}} is told in {language} only", f"{{{formula}}} 只出现在 {language} 文本中")
                )


def _is_number(one: Wording) -> bool:
    return isinstance(one, NumberRef | CellRef | ClaimRef)


def _formula(one: Wording) -> str:
    match one:
        case NumberRef(formula=formula):
            return formula
        case CellRef(table=table, row=row, column=column):
            return f"{table}, {row}, {column}"
        case ClaimRef(id=claim):
            return claim
    return ""


def _period_of(study: Study) -> str:
    first, dots, last = study.period.partition("..")
    return study.period if last or not dots else f"{first}..{first}"


def _check_head(study: Study, problems: Problems) -> None:
    for key, names in (("regions", study.regions), ("partners", study.partners), ("peers", study.peers)):
        for name in names:
            try:
                places_of(name)
            except EntrepotError as problem:
                problems.add(study.at / key, problem.message)
    try:
        first, _, last = _period_of(study).partition("..")
        begins, ends = parse_period(first), parse_period(last or first)
        if ends.begin < begins.begin:
            raise WrongCall(
                T(f"the period {study.period} ends before it begins", f"时期 {study.period} 的终点早于起点")
            )
    except EntrepotError as problem:
        problems.add(study.at / "period", problem.message)


def _check_numbers(study: Study, names: Names, known: Known, problems: Problems) -> None:
    """Each named number by itself: its unit, and that it does not lead back to itself."""
    for one in study.numbers:
        try:
            check_unit(one.unit)
            wanted = sorted({sign for sign in "123456789" if f"${sign}" in one.formula})
            if one.name in known.measures or one.name in known.figures:
                raise WrongCall(
                    T(
                        f"{one.name!r} is a measure or figure already; choose another name",
                        f"“{one.name}”已是指标或数据的名称；请另取名",
                    )
                )
            names.formula(", ".join([one.name, *("2020" for _ in wanted)]), row=_ANY_PERIOD)
        except EntrepotError as problem:
            problems.add(one.at, problem.message)


def _check_formulas(study: Study, names: Names, known: Known, problems: Problems) -> None:
    for formula, row, at in placed_formulas(study):
        try:
            text, _ = names.formula(formula, **({"row": row} if row else {}))
            node = read_formula(text, bare=True)
            for figure in figures_in(node):
                for name in (*figure.values("area"), *figure.values("counterpart")):
                    area_id(name) if name not in (_ANY_PERIOD,) else None
                if figure.name not in known.figures and figure.name not in known.measures:
                    raise UnknownName(
                        T("figure or measure", "数据或指标"), figure.name, (*known.measures, *known.figures)
                    )
        except EntrepotError as problem:
            problems.add(at, T(f"{{{formula}}}: {problem.message.en}", f"{{{formula}}}：{problem.message.zh}"))


def _check_sections(study: Study, problems: Problems) -> None:
    order = [PARTS.index(section.part) for section in study.sections]
    for section, before in zip(study.sections[1:], order, strict=False):
        if PARTS.index(section.part) < before:
            problems.add(
                section.at / "part",
                T(
                    f"{section.part} comes after {PARTS[before]}: the order is {' → '.join(PARTS[1:4])}",
                    f"{section.part} 排在 {PARTS[before]} 之后：次序应为 {' → '.join(PARTS[1:4])}",
                ),
            )
    for section in study.sections:
        _check_inner(section, problems)


def _check_inner(section: SectionOf, problems: Problems) -> None:
    for inner in section.sections:
        if inner.part != section.part:
            problems.add(
                inner.at / "part",
                T(f"a section within {section.part} cannot be {inner.part}", f"{section.part} 之内的章节不能是 {inner.part}"),
            )  # fmt: skip
        _check_inner(inner, problems)


def _ids(study: Study) -> Iterator[tuple[str, BlockOf]]:
    for block in study.all_blocks():
        if not isinstance(block, TextOf):
            yield block.id, block
        if isinstance(block, FindingsOf):
            yield block.readings, block
            yield block.unjudged, block


def _check_ids(study: Study, problems: Problems) -> None:
    seen: set[str] = set()
    for name, block in _ids(study):
        if name in seen:
            problems.add(
                block.at, T(f"{name!r} is there already; every id once", f"编号“{name}”重复；每个编号只能用一次")
            )
        seen.add(name)
    cited: set[str] = set()
    for one in study.references:
        if one.id in cited:
            problems.add(study.at / "references", T(f"{one.id!r} is there already", f"文献“{one.id}”重复"))
        cited.add(one.id)


def _check_texts(study: Study, names: Names, known: Known, problems: Problems) -> None:
    blocks = dict(_ids(study))
    cites = {one.id for one in study.references} | set(_papers())
    for text in study.texts():
        for language in LANGUAGES:
            at = text.at / language
            try:
                parts = wordings(text.text.in_language(language))
            except EntrepotError as problem:
                problems.add(at, problem.message)
                continue
            for part in parts:
                try:
                    _check_part(part, blocks, cites, names, known)
                except EntrepotError as problem:
                    problems.add(at, problem.message)


def _check_part(part: Wording, blocks: Mapping[str, BlockOf], cites: set[str], names: Names, known: Known) -> None:
    match part:
        case BlockRef(kind=kind, id=name):
            charts = [one for one, block in blocks.items() if isinstance(block, ChartOf) == (kind == "figure")]
            if name not in charts:
                title = T("figure", "图") if kind == "figure" else T("table", "表")
                raise UnknownName(title, name, charts or blocks)
        case CellRef(table=table, column=column, unit=unit):
            grids = [name for name, block in blocks.items() if isinstance(block, TableOf | ChartOf)]
            if table not in grids:
                raise UnknownName(T("table", "表"), table, grids)
            block = blocks[table]
            columns = [one.name for one in block.grid.columns] if isinstance(block, TableOf | ChartOf) else []
            if column and column not in columns:
                raise UnknownName(T(f"column of {table}", f"{table} 的列"), column, columns)
            check_unit(unit)
        case CiteRef(id=cited):
            if cited not in cites:
                raise UnknownName(T("reference", "参考文献"), cited, cites)
        case ClaimRef(id=claim, unit=unit):
            if claim not in known.claims:
                raise UnknownName(T("claim of this study", "本研究的论断"), claim, known.claims)
            check_unit(unit)
        case VariableRef(name=name):
            names.formula(f"${name}")
        case NumberRef(unit=unit):
            check_unit(unit)


def _papers() -> Sequence[str]:
    from entrepot.embedded import embedded_rows

    return [row["id"] for row in embedded_rows("papers.csv")]


def _check_grid(block: TableOf | ChartOf, grid: Grid, known: Known, problems: Problems) -> None:
    if isinstance(block, ChartOf) and known.charts and block.chart not in known.charts:
        hint = T(f"(known: {', '.join(known.charts)})", f"（可用：{'、'.join(known.charts)}）")
        problems.add(block.at / "chart", UnknownName(T("chart", "图表"), block.chart, known.charts, hint=hint).message)
    seen: set[str] = set()
    for column in grid.columns:
        at: Place = column.at
        try:
            check_unit(column.unit)
        except EntrepotError as problem:
            problems.add(at / "unit", problem.message)
        if column.name in seen:
            problems.add(
                at, T(f"two columns are called {column.name!r}; give one a name", f"有两列同名“{column.name}”；请用 name 区分")
            )  # fmt: skip
        seen.add(column.name)
    if grid.sort and grid.sort not in seen:
        problems.add(block.at / "sort", UnknownName(T("column", "列"), grid.sort, seen).message)
