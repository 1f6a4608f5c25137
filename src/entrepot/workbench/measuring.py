"""Running a measure over the lake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.lake.engine import compile_sql, rows_of
from entrepot.lake.lake import Lake
from entrepot.measures.measure import Measure
from entrepot.measures.option import OptionValue
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench import kept
from entrepot.workbench.answer import Answer, Coverage, in_text
from entrepot.workbench.chosen_rows import of_all, only_asked, sql_of_asked
from entrepot.workbench.contents import Contents, look_into
from entrepot.workbench.empty import no_values
from entrepot.workbench.evidence import behind, explained
from entrepot.workbench.explanation import Explanation
from entrepot.workbench.in_parts import run_in_parts
from entrepot.workbench.kept_tables import kept_table
from entrepot.workbench.prepared import Asked, Prepared, Said
from entrepot.workbench.reaching import beginning_with, reaching_back
from entrepot.workbench.reading import open_lake
from entrepot.workbench.rolling import Rolling, refuse_unless_it_adds_up, said_of_rows
from entrepot.workbench.selection import Selection
from entrepot.workbench.summed import reading_sums

if TYPE_CHECKING:
    import duckdb

    from entrepot.workbench.handing import Handed
    from entrepot.workbench.question import Question

LARGE: Final = 1_000_000
"""Answers of so many rows leave their words in lists, as places in them."""

LookedUp = Callable[[], tuple["Handed", "Question"]]
"""What was handed over for a question, and the question over it: looked up when somebody looks behind the answer."""


def compares_answers(measure: Measure, of: str | None, *, has_figures: bool) -> bool:
    """Whether the values of another measure are to be compared; what was asked for amiss is said."""
    reads_answers = any(wanted.table == "answer" for wanted in measure.reads)
    if of is not None and not reads_answers:
        raise WrongCall(
            T(
                f"{measure.id} does not compare answers: --of goes with rank, percentile and multiple",
                f"{measure.id} 不比较其他指标的结果：--of 用于 rank、percentile、multiple",
            )
        )
    if of is None and reads_answers and not has_figures:
        raise WrongCall(
            T(
                f"{measure.id} compares answers: say of which measure (of_measure=...)",
                f"{measure.id} 比较其他指标的结果：请指明 of_measure=...",
            )
        )
    return of is not None


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
    question = Asked(measure, reading, options, rolling, figures)
    with look_into(lake, as_of=selection.as_of) as contents:
        table, said, looked_up = _worked_out(lake, question, contents, engine)
        if table.num_rows < LARGE or not reading == selection == asked:
            table = in_text(table)
        if reading != selection:
            table = beginning_with(table, selection.first)
        if table.num_rows:
            table = only_asked(table, measure, asked)
        if table.num_rows == 0:
            raise no_values(contents, asked)
    found = answered(lake, question, selection, said, looked_up, table)
    return replace(found, compiled=sql_of_asked(measure, asked, found.compiled))


def _worked_out(lake: Lake, asked: Asked, contents: Contents, engine: str | None) -> tuple[pa.Table, Said, LookedUp]:
    """By the statement that an earlier process kept, where there is one: then no formula is compiled and no level chosen."""
    key = None if engine is not None else _key(lake, asked, contents)
    told = kept.found("question", *key) if key else None
    if told is not None:
        ready = Prepared.from_json(told)
        return _run(ready, asked, contents), ready.said, _later(lake, asked)
    from entrepot.workbench.preparing import apart, looked_up, prepared, said_of
    from entrepot.workbench.question import OnDuckDB

    handed, question = looked_up(asked, contents)
    if engine is not None:
        from entrepot.workbench.on_spark import on_spark

        with on_spark(engine, lake, contents.connection, as_of=asked.reading.as_of) as spark:
            return question.work_out(spark), said_of(asked.measure, handed), lambda: (handed, question)
    fresh = prepared(asked, handed, question, contents)
    if fresh is not None:
        table = _run(fresh, asked, contents)
        if key:
            kept.keep(fresh.as_json(), "question", *key)
        return table, fresh.said, lambda: (handed, question)
    with reading_sums(contents.connection, contents.sums, apart(asked, handed, question), asked.reading.regions):
        on_duckdb = OnDuckDB(contents.connection)
        # Small tables that go along are known to this connection alone.
        of_peers = None if question.extra else partial(kept_table, lake, as_of=asked.reading.as_of)
        table = question.work_out(on_duckdb, of_peers=of_peers)
    return table, said_of(asked.measure, handed), lambda: (handed, question)


def _key(lake: Lake, asked: Asked, contents: Contents) -> tuple[object, ...] | None:
    """What makes a statement what it is, besides the program; None where it is not the program's alone."""
    if asked.figures is not None or not asked.measure.function.__module__.startswith("entrepot."):
        return None
    options = sorted(asked.options.items())
    return str(lake.folder), contents.tables, asked.measure.id, asked.reading, options, asked.rolling


def _run(ready: Prepared, asked: Asked, contents: Contents) -> pa.Table:
    if ready.parts is not None and not asked.reading.regions:
        return run_in_parts(contents.connection, ready.sql, ready.parts)
    with reading_sums(contents.connection, contents.sums, ready.apart, asked.reading.regions):
        return rows_of(contents.connection, ready.sql)


def _later(lake: Lake, asked: Asked) -> LookedUp:
    @cache
    def looked_up() -> tuple[Handed, Question]:
        from entrepot.workbench.preparing import looked_up

        with look_into(lake, as_of=asked.reading.as_of) as contents:
            return looked_up(asked, contents)

    return looked_up


def answered(
    lake: Lake, asked: Asked, selection: Selection, said: Said, looked_up: LookedUp, table: pa.Table
) -> Answer:
    """The answer to a question that has been worked out."""
    measure, rolling, chosen = asked.measure, asked.rolling, asked.chosen
    return Answer(
        measure=measure,
        by=selection.by,
        rows=table,
        currency=said.currency,
        levels=said.levels,
        notes=(
            *said.notes,
            *_silent(selection, table),
            *said_of_rows(measure, selection.by, table, chosen, rolling),
        ),
        options=chosen | (rolling.as_options if rolling is not None else {}),
        compiled=lambda dialect: looked_up()[1].sql(dialect),  # noqa: PLW0108 - only when somebody asks for it
        find_batches=lambda: _batches(lake, asked.reading, looked_up()[0]),
        find_coverage=lambda: _coverage(lake, asked.reading, looked_up()[0]),
        find_explanation=lambda answer, row: _explanation(lake, selection, *looked_up(), answer, row),
        synthetic=said.synthetic,
        keys=measure.keys(selection.by),
    )


def reading_of(selection: Selection, chosen: Mapping[str, OptionValue], rolling: Rolling | None) -> Selection:
    """The selection with the earlier periods that the measure needs to answer it."""
    return replace(selection, first=reaching_back(selection.first, selection.frequency, chosen, rolling))


def _silent(selection: Selection, table: pa.Table) -> tuple[T, ...]:
    """The regions asked for of which nothing is told."""
    if "reporter" not in table.column_names or not selection.regions:
        return ()
    told = set(pc.unique(table["reporter"]).to_pylist())
    absent = [region for region in selection.regions if region not in told]
    if not absent:
        return ()
    return (T(f"nothing is told of {', '.join(absent)}", f"没有 {'、'.join(absent)} 的数据"),)


def _coverage(lake: Lake, selection: Selection, handed: Handed) -> Coverage:
    from entrepot.workbench.covering import coverage_of

    return coverage_of(lake, selection, handed)


def _batches(lake: Lake, selection: Selection, handed: Handed) -> tuple[str, ...]:
    found: set[str] = set()
    with open_lake(lake, as_of=selection.as_of) as connection:
        for rows in handed.rows_of.values():
            found |= {row[0] for row in connection.execute(compile_sql(rows.select("batch").distinct())).fetchall()}
    return tuple(sorted(found))


def _explanation(
    lake: Lake, selection: Selection, handed: Handed, question: Question, answer: Answer, row: Mapping[str, object]
) -> Explanation:
    """The formula with the row's numbers, and for each input the rows, places and batches that stand behind it.

    Behind a rolled row stand those of all periods of its window, which are worked out anew, one by one.
    """
    from entrepot.workbench.question import OnDuckDB

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
