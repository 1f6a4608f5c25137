"""Every measure that can be worked out for one selection, one after the other, from sums that they share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from entrepot.lake.engine import rows_of
from entrepot.lake.lake import Lake
from entrepot.measures import all_measures
from entrepot.measures.measure import Measure
from entrepot.vocabulary.errors import EntrepotError, WrongCall
from entrepot.vocabulary.steps import Progress, counted, no_progress
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer
from entrepot.workbench.contents import Contents
from entrepot.workbench.empty import no_values
from entrepot.workbench.handing import Handed, hand
from entrepot.workbench.measuring import answered, reading_of
from entrepot.workbench.question import OnDuckDB, Question
from entrepot.workbench.reaching import beginning_with
from entrepot.workbench.reading import open_lake
from entrepot.workbench.selection import Selection
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
        sums = SharedSums(connection)
        for measure in all_measures():
            try:
                question, handed = _question(measure, contents, selection)
            except EntrepotError as problem:
                yield Outcome(measure, None, problem.message)
                continue
            for rows, columns in _flows_of(question):
                sums.ask(rows, columns)
            asked.append((question, handed))
        engine = _InWords(connection)
        for done, (question, handed) in enumerate(asked):
            progress(counted(question.measure.title, done, len(asked)))
            try:
                table = _over_sums(question, sums).work_out(engine)
                if reading_of(selection, question.measure.chosen({}), None) != selection:
                    table = beginning_with(table, selection.first)
                if table.num_rows == 0:
                    raise no_values(contents, selection)
            except EntrepotError as problem:
                yield Outcome(question.measure, None, problem.message)
                continue
            yield Outcome(question.measure, answered(lake, selection, handed, question, table))


@dataclass(frozen=True, slots=True)
class _InWords(OnDuckDB):
    """Text that was held as numbers comes out as text."""

    def run(self, sql: str) -> pa.Table:
        table = rows_of(self.connection, sql)
        plain = [
            pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
            for field in table.schema
        ]
        return table.cast(pa.schema(plain))


def _question(measure: Measure, contents: Contents, selection: Selection) -> tuple[Question, Handed]:
    if any(wanted.table == "answer" for wanted in measure.reads):
        raise WrongCall(
            T(f"{measure.id} compares answers of another measure: ask for it by itself", f"{measure.id} 比较其他指标的结果：请单独计算")
        )  # fmt: skip
    chosen = measure.chosen({})
    handed = hand(measure, contents, reading_of(selection, chosen, None), chosen)
    return Question(measure, selection.by, {}, handed.tables, handed.extra), handed


def _flows_of(question: Question) -> Iterator[tuple[Table, frozenset[str]]]:
    for rows, columns, names in question.rows_read():
        if _are_trade(question.measure, names):
            yield rows, columns


def _are_trade(measure: Measure, names: tuple[str, ...]) -> bool:
    return any(wanted.table == "flows" for wanted in measure.reads if wanted.name in names) or "flows" in names


def _over_sums(question: Question, sums: SharedSums) -> Question:
    """The same question of sums of its rows."""
    tables: dict[str, Table] = dict(question.tables)
    for rows, columns, names in question.rows_read():
        if _are_trade(question.measure, names):
            tables |= dict.fromkeys(names, sums.table(rows, columns))
    return replace(question, tables=tables)
