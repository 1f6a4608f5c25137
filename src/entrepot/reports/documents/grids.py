"""Tables and figures set: one scale down a column, its unit in the head, the source in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from entrepot.reports.charts import Subject, chart_named
from entrepot.reports.documents.numbering import Numbering
from entrepot.reports.documents.setting import Cell, Grid, Head, Picture
from entrepot.reports.documents.showing import said, scale
from entrepot.reports.documents.text import line
from entrepot.reports.documents.words import COVERAGE, SOURCE, SYNTHETIC_DATA, VINTAGE
from entrepot.reports.numbers import Scale
from entrepot.studies.paper import Column, Entry, Figure, Number, SourceLine, Table
from entrepot.vocabulary.amounts import NO_NUMBER
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import Language, T
from entrepot.vocabulary.units import Unit


def grid(table: Table, numbering: Numbering) -> Grid:
    language = numbering.language
    _check(table)
    columns = [[row[i] for row in table.rows] for i in range(len(table.columns))]
    scales = [_scale(entries, language) for entries in columns]
    synthetic = table.source.synthetic or any(
        isinstance(entry, Number) and entry.synthetic for row in table.rows for entry in row
    )
    return Grid(
        table.id,
        numbering.called(table.id),
        line(table.title.in_language(language)),
        tuple(_head(column, one, language) for column, one in zip(table.columns, scales, strict=True)),
        tuple(tuple(_cell(entry, one, language) for entry, one in zip(row, scales, strict=True)) for row in table.rows),
        source_sentence(table.source, language, synthetic=synthetic),
        _notes((*table.notes, table.source.note), language),
        synthetic,
    )


def _check(table: Table) -> None:
    for i, row in enumerate(table.rows, start=1):
        if len(row) != len(table.columns):
            raise WrongCall(
                T(
                    f"row {i} of table {table.id} has {len(row)} entries for {len(table.columns)} columns",
                    f"表 {table.id} 第{i}行有{len(row)}项，而列数为{len(table.columns)}",
                )
            )


def _scale(entries: Sequence[Entry], language: Language) -> Scale | None:
    """None where a column mixes units, as printed tables with a measure to each row do."""
    numbers = [entry for entry in entries if isinstance(entry, Number)]
    kinds = {(one.unit, one.shown_in) for one in numbers}
    return scale(numbers, language) if len(kinds) == 1 else None


def _head(column: Column, one: Scale | None, language: Language) -> Head:
    declared = line(column.unit.in_language(language)) if column.unit else ""
    return Head(
        line(column.title.in_language(language)),
        (one.words if one else "") or declared,
        column.number,
        column.name,
        column.worked_out_from,
    )


def _cell(entry: Entry, one: Scale | None, language: Language) -> Cell:
    match entry:
        case None:
            return Cell(NO_NUMBER)
        case Number():
            own = one or scale((entry,), language)
            return Cell(_in_scale(entry, own) if one else said(entry, language), entry, own)
        case T():
            return Cell(line(entry.in_language(language)))


def _in_scale(entry: Number, one: Scale) -> str:
    """Without its unit, which the head says; the two ends where the number itself is not known."""
    if entry.value is None and entry.low is not None and entry.high is not None:
        return f"{one.shown(entry.low)}–{one.shown(entry.high)}"
    return one.shown(entry.value)


def picture(figure: Figure, numbering: Numbering) -> Picture:
    language, options = numbering.language, figure.options or {}
    subtitle = line(figure.subtitle.in_language(language)) if figure.subtitle else ""
    subject = Subject(
        T(line(figure.title.en) or figure.id, line(figure.title.zh) or figure.id),
        _unit(options.get("unit")),
        language,
        currency=_word(options, "currency"),
        points=bool(options.get("points", False)),
        focus=_word(options, "focus"),
        whole=bool(options.get("whole", False)),
    )
    columns = cast("Mapping[str, str] | None", options.get("columns"))
    drawing = chart_named(figure.chart).draw(figure.rows, subject, columns=columns)
    synthetic = figure.source.synthetic
    return Picture(
        figure.id,
        numbering.called(figure.id),
        line(figure.title.in_language(language)),
        # An index has no unit, and says that it is one.
        subtitle or drawing.unit or subject.unit.title.in_language(language),
        drawing,
        tuple(
            Head(line(head), drawing.unit if i and not head.endswith("%") else "", i > 0)
            for i, head in enumerate(drawing.heads)
        ),
        tuple(tuple(Cell(line(text)) for text in row) for row in drawing.cells),
        source_sentence(figure.source, language, synthetic=synthetic),
        (*_notes((figure.source.note,), language), *map(line, drawing.notes)),
        figure.derivations,
        synthetic,
    )


def _unit(given: object) -> Unit:
    if isinstance(given, Unit):
        return given
    known = {unit.value: unit for unit in Unit}
    name = str(given or Unit.INDEX.value)
    if name not in known:
        raise UnknownName(T("unit of a chart", "图表单位"), name, known)
    return known[name]


def _word(options: Mapping[str, object], key: str) -> str | None:
    return str(options[key]) if options.get(key) else None


def _notes(notes: Sequence[T | None], language: Language) -> tuple[str, ...]:
    return tuple(line(note.in_language(language)) for note in notes if note)


def source_sentence(source: SourceLine, language: Language, *, synthetic: bool) -> str:
    """来源：A；B；覆盖10/10年；数据截至2026-11-20"""
    colon, between = ("：", "；") if language == "zh" else (": ", "; ")
    named = between.join(line(one.in_language(language)) for one in source.sources)
    coverage = line(source.coverage.in_language(language)) if source.coverage else ""
    vintage = line(source.vintage)
    space = "" if language == "zh" else " "
    parts = [
        f"{SOURCE.in_language(language)}{colon}{named}" if named else "",
        f"{COVERAGE.in_language(language)}{space}{coverage}" if coverage else "",
        f"{VINTAGE.in_language(language)} {vintage}" if vintage else "",
        SYNTHETIC_DATA.in_language(language) if synthetic else "",
    ]
    return between.join(part for part in parts if part)
