"""Every measure that can be worked out for one selection, one after the other, from sums that they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
from ibis.expr.operations import UnboundTable

from entrepot.lake.lake import Lake
from entrepot.measures import all_measures
from entrepot.measures.measure import Measure
from entrepot.vocabulary.errors import EntrepotError, WrongCall
from entrepot.vocabulary.steps import Progress, counted, no_progress
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer, in_text
from entrepot.workbench.chosen_rows import of_all, only_asked, sql_of_asked
from entrepot.workbench.contents import Contents
from entrepot.workbench.dialects import sql_in
from entrepot.workbench.empty import no_values
from entrepot.workbench.handing import Handed, hand
from entrepot.workbench.measuring import answered, reading_of
from entrepot.workbench.needless_sums import without_needless_sums
from entrepot.workbench.prepared import Asked
from entrepot.workbench.preparing import said_of
from entrepot.workbench.question import OnDuckDB, Question, are_trade
from entrepot.workbench.reaching import beginning_with
from entrepot.workbench.reading import open_lake
from entrepot.workbench.selection import Selection
from entrepot.workbench.shared_steps import SharedSteps
from entrepot.workbench.shared_sums import SharedSums

if TYPE_CHECKING:
    from ibis import Table


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one measure: its answer, or why there is none."""

    measure: Measure
    answer: Answer | None
    why_not: T | None = None


def full_set(lake: Lake, selection: Selection, *, progress: Progress = no_progress) -> Iterator[Outcome]:
    """An outcome for each measure of the catalogue with its own options' defaults; what is left out comes first."""
    with open_lake(lake, as_of=selection.as_of) as connection:
        contents = Contents(connection, lake, selection.as_of)
        asked: list[tuple[Question, Handed]] = []
        sums, begins_here = SharedSums(connection), _begins_here(contents, selection)
        for measure in all_measures():
            try:
                question, handed = _question(measure, contents, selection, begins_here=begins_here)
            except EntrepotError as problem:
                yield Outcome(measure, None, problem.message)
                continue
            for rows, columns in _flows_of(question):
                sums.ask(rows, columns)
            asked.append((question, handed))
        yield from _worked_out(lake, selection, contents, asked, sums, progress)


def _worked_out(
    lake: Lake, selection: Selection, contents: Contents, asked: Sequence[tuple[Question, Handed]], sums: SharedSums,
    progress: Progress,
) -> Iterator[Outcome]:  # fmt: skip
    engine, steps = _InWords(contents.connection), SharedSteps(contents.connection)
    if asked:
        progress(counted(T("sums that measures share", "各指标共用的汇总"), 0, len(asked)))
    simple = [_over_sums(question, sums) for question, _ in asked]
    lazy = [_expression(question, sums) for question in simple]
    steps.learn(expression for expression in lazy if expression is not None)
    for done, ((question, handed), over_sums, expression) in enumerate(zip(asked, simple, lazy, strict=True)):
        progress(counted(question.measure.title, done, len(asked)))
        try:
            if question.measure.arrays:
                # Arrays are made of words and places among them: text would only be turned into them again.
                table = over_sums.work_out(OnDuckDB(engine.connection))
            elif expression is None:
                table = over_sums.work_out(engine)
            else:
                table = engine.run(sql_in(steps.simplified(expression), engine.dialect))
                steps.done_with(expression)
            if reading_of(selection, question.measure.chosen({}), None) != selection:
                table = beginning_with(table, selection.first)
            if table.num_rows:
                table = only_asked(table, question.measure, selection)
            if table.num_rows == 0:
                raise no_values(contents, selection)
        except EntrepotError as problem:
            yield Outcome(question.measure, None, problem.message)
            continue
        answer = _answer(lake, of_all(question.measure, selection), question, handed, table)
        compiled = sql_of_asked(question.measure, selection, answer.compiled)
        yield Outcome(question.measure, replace(answer, compiled=compiled))


def _answer(lake: Lake, selection: Selection, question: Question, handed: Handed, table: pa.Table) -> Answer:
    asked = Asked(question.measure, reading_of(selection, question.measure.chosen({}), None), {})
    return answered(lake, asked, selection, said_of(question.measure, handed), lambda: (handed, question), table)


def _expression(question: Question, sums: SharedSums) -> Table | None:
    """The formula, where it is asked of the engine by these tables alone; figures and lists are the engine's to look up."""
    known = all(isinstance(table.op(), UnboundTable) for table in question.tables.values())
    if not known or question.extra or question.measure.arrays:
        return None
    return without_needless_sums(question.expression(), sums.alone)


@dataclass(frozen=True, slots=True)
class _InWords(OnDuckDB):
    """Text that was held as numbers comes out as text."""

    def run(self, sql: str) -> pa.Table:
        return in_text(OnDuckDB.run(self, sql))


def _begins_here(contents: Contents, selection: Selection) -> bool:
    told = "SELECT period FROM held UNION ALL SELECT period FROM series"
    earliest = contents.column(f"SELECT min(period) FROM ({told})")[0]
    return selection.first is not None and (earliest is None or earliest >= selection.first)


def _question(
    measure: Measure, contents: Contents, selection: Selection, *, begins_here: bool
) -> tuple[Question, Handed]:
    if any(wanted.table == "answer" for wanted in measure.reads):
        raise WrongCall(
            T(f"{measure.id} compares answers of another measure: ask for it by itself", f"{measure.id} 比较其他指标的结果：请单独计算")
        )  # fmt: skip
    chosen = measure.chosen({})
    selection = of_all(measure, selection)
    # Where the lake tells of nothing earlier, reaching back finds the very same rows: then they are read once for all.
    reading = selection if begins_here else reading_of(selection, chosen, None)
    handed = hand(measure, contents, reading, chosen)
    return Question(measure, selection.by, {}, handed.tables, handed.extra), handed


def _flows_of(question: Question) -> Iterator[tuple[Table, frozenset[str]]]:
    for rows, columns, names in question.rows_read():
        if are_trade(question.measure, names):
            yield rows, columns


def _over_sums(question: Question, sums: SharedSums) -> Question:
    """The same question of sums of its rows."""
    tables: dict[str, Table] = dict(question.tables)
    for rows, columns, names in question.rows_read():
        if are_trade(question.measure, names):
            tables |= dict.fromkeys(names, sums.table(rows, columns))
    return replace(question, tables=tables)
