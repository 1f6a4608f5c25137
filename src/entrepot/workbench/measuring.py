"""Running a measure over the lake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.lake.engine import compile_sql, rows_of
from entrepot.lake.lake import Lake
from entrepot.measures.inputs import unbound
from entrepot.measures.measure import Measure
from entrepot.measures.option import OptionValue
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer
from entrepot.workbench.chosen_rows import of_all, only_asked, sql_of_asked
from entrepot.workbench.contents import look_into
from entrepot.workbench.covering import OF_THE_LISTED, coverage_of
from entrepot.workbench.empty import no_values
from entrepot.workbench.evidence import behind, explained
from entrepot.workbench.explanation import Explanation
from entrepot.workbench.handing import Handed, hand
from entrepot.workbench.on_spark import on_spark
from entrepot.workbench.question import OnDuckDB, Question, are_trade
from entrepot.workbench.reaching import beginning_with, reaching_back
from entrepot.workbench.reading import open_lake
from entrepot.workbench.rolling import Rolling, refuse_unless_it_adds_up, said_of_rows
from entrepot.workbench.selection import Selection
from entrepot.workbench.summed import reading_sums, told_apart

if TYPE_CHECKING:
    import duckdb


def run_on_lake(
    lake: Lake,
    measure: Measure,
    selection: Selection,
    options: Mapping[str, Any],
    *,
    figures: Mapping[str, pa.Table] | None = None,
    engine: str | None = None,
    rolling: Rolling | None = None,
) -> Answer:
    """The answer of `measure`; `figures` are its inputs where it is a measure about other answers."""
    asked, selection = selection, of_all(measure, selection)
    chosen = measure.chosen(options)
    if rolling is not None:
        refuse_unless_it_adds_up(measure, rolling)
    reading = reading_of(selection, chosen, rolling)
    with look_into(lake, as_of=selection.as_of) as contents:
        connection = contents.connection
        if figures is None:
            handed = hand(measure, contents, reading, chosen)
        else:
            lazy = {name: unbound(name, table) for name, table in figures.items()}
            handed = Handed(tables=lazy, extra=dict(figures))
        question = Question(measure, selection.by, dict(options), handed.tables, handed.extra, rolling)
        if engine is None:
            with reading_sums(connection, contents.sums, _told_apart(question, handed, reading), reading.regions):
                table = question.work_out(OnDuckDB(connection))
        else:
            with on_spark(engine, lake, connection, as_of=selection.as_of) as spark:
                table = question.work_out(spark)
        if reading != selection:
            table = beginning_with(table, selection.first)
        if table.num_rows:
            table = only_asked(table, measure, asked)
        if table.num_rows == 0:
            raise no_values(contents, asked)
    found = answered(lake, selection, handed, question, table)
    return replace(found, compiled=sql_of_asked(measure, asked, found.compiled))


def answered(lake: Lake, selection: Selection, handed: Handed, question: Question, table: pa.Table) -> Answer:
    """The answer to a question that has been worked out."""
    measure, rolling = question.measure, question.rolling
    chosen = measure.chosen(question.options)
    reading = reading_of(selection, chosen, rolling)
    return Answer(
        measure=measure,
        by=selection.by,
        table=table,
        currency=handed.currency,
        levels={name: found.level.words() | {"currency": found.currency} for name, found in handed.plans.items()},
        notes=(
            *handed.notes,
            *notes_on(handed),
            *_of_the_listed(measure, handed),
            *_silent(selection, table),
            *said_of_rows(measure, selection.by, table, chosen, rolling),
        ),
        options=chosen | (rolling.as_options if rolling is not None else {}),
        compiled=question.sql,
        find_batches=lambda: _batches(lake, reading, handed),
        find_coverage=lambda: coverage_of(lake, reading, handed),
        find_explanation=lambda answer, row: explain_row(lake, selection, handed, answer, row, question),
        synthetic=any(found.level.synthetic for found in handed.plans.values()),
        keys=measure.keys(selection.by),
    )


def _told_apart(question: Question, handed: Handed, selection: Selection) -> frozenset[str] | None:
    """What the question tells apart in rows of trade; None where sums of the regions' own rows do not serve it."""
    trade = [columns for _, columns, names in question.rows_read() if are_trade(question.measure, names)]
    apart = told_apart(selection, frozenset[str]().union(*trade)) if trade else None
    return apart if apart is None or not apart or of_regions_alone(question.measure, handed) else None


def of_regions_alone(measure: Measure, handed: Handed) -> bool:
    """Whether all trade that was handed over is of the regions asked about, none of others or of their parts."""
    own = all(
        wanted.role == "own" for wanted in measure.reads if wanted.table == "flows" and wanted.name in handed.tables
    )
    return own and "groups" not in handed.tables


def reading_of(selection: Selection, chosen: Mapping[str, OptionValue], rolling: Rolling | None) -> Selection:
    """The selection with the earlier periods that the measure needs to answer it."""
    return replace(selection, first=reaching_back(selection.first, selection.frequency, chosen, rolling))


def notes_on(handed: Handed) -> tuple[T, ...]:
    """What a reader of the numbers must know of how they were read."""
    own = next(iter(handed.plans.values()), None)
    if own is None:
        return ()
    notes = []
    if own.years_from_months:
        notes.append(T("years are the sums of their twelve months", "年度值为十二个月之和"))
    if own.in_both:
        other = "CNY" if own.currency == "USD" else "USD"
        notes.append(T(f"told in {other} too: --currency {other}", f"另有{other}数据：--currency {other}"))
    if len(own.pieces) > 1:
        notes.append(T("read at different levels of detail in different periods or regions, each at its fullest", "不同时期或地区取不同层级的数据，各取最完整者"))  # fmt: skip
    return tuple(notes)


def _of_the_listed(measure: Measure, handed: Handed) -> tuple[T, ...]:
    """That shares worked out from flows have no stated whole to be shares of."""
    shares = any(wanted.name == "composition" for wanted in measure.reads) and "composition" not in handed.tables
    return (OF_THE_LISTED,) if shares and "flows" in handed.plans and "whole" not in handed.plans else ()


def _silent(selection: Selection, table: pa.Table) -> tuple[T, ...]:
    """The regions asked for of which nothing is told."""
    if "reporter" not in table.column_names or not selection.regions:
        return ()
    told = set(pc.unique(table["reporter"]).to_pylist())
    absent = [region for region in selection.regions if region not in told]
    if not absent:
        return ()
    return (T(f"nothing is told of {', '.join(absent)}", f"没有 {'、'.join(absent)} 的数据"),)


def _batches(lake: Lake, selection: Selection, handed: Handed) -> tuple[str, ...]:
    found: set[str] = set()
    with open_lake(lake, as_of=selection.as_of) as connection:
        for rows in handed.rows_of.values():
            found |= {row[0] for row in connection.execute(compile_sql(rows.select("batch").distinct())).fetchall()}
    return tuple(sorted(found))


def explain_row(
    lake: Lake, selection: Selection, handed: Handed, answer: Answer, row: Mapping[str, object], question: Question
) -> Explanation:
    """The formula with the row's numbers, and for each input the rows, places and batches that stand behind it.

    Behind a rolled row stand those of all periods of its window, which are worked out anew, one by one.
    """
    with open_lake(lake, as_of=selection.as_of) as connection:
        window = question.window_of(row, OnDuckDB(connection))
        printed = _printed_elsewhere(connection, answer.measure, row) if window is None else []
    evidence = behind(lambda: open_lake(lake, as_of=selection.as_of), handed.rows_of, answer, row, window)
    files = {batch.id: str(batch.record.get("file")) for batch in lake.history()}
    return explained(answer, row, evidence, tuple(printed), files, window)


def _printed_elsewhere(
    connection: duckdb.DuckDBPyConnection, measure: Measure, row: Mapping[str, object]
) -> list[dict[str, object]]:
    """Published values of this very measure for the same region and period, wherever they are printed."""
    if row.get("reporter") is None or row.get("period") is None:
        return []
    sql = (
        "SELECT locator, value, value_printed, unit_printed, source FROM series WHERE measure = ? AND area = ? AND period = ? AND value IS NOT NULL "
        "AND (counterpart IS NULL OR counterpart = coalesce(?, 'WLD')) ORDER BY locator"
    )
    return rows_of(connection, sql, (measure.id, row["reporter"], row["period"], row.get("partner"))).to_pylist()
