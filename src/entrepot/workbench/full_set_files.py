"""The full set as a folder: a table for each measure, and a list that says what is there and what is not, and why."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer
from entrepot.workbench.full_set import Outcome

Form = Literal["parquet", "csv"]
FORMS: tuple[Form, ...] = ("parquet", "csv")
LIST = "measures.csv"
COLUMNS = ("measure", "title_en", "title_zh", "unit", "currency", "rows", "without_value", "file", "why_not_en", "why_not_zh")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """One line of the list; `file` is empty where nothing was written."""

    measure: str
    title: T
    unit: str
    currency: str | None
    rows: int
    without_value: int
    file: str
    why_not: T | None

    def cells(self) -> tuple[object, ...]:
        why = self.why_not
        return (
            self.measure, self.title.en, self.title.zh, self.unit, self.currency, self.rows, self.without_value,
            self.file, why.en if why else None, why.zh if why else None,
        )  # fmt: skip


def written(outcomes: Iterable[Outcome], folder: Path | None, form: Form = "parquet") -> Iterator[Written]:
    """Each outcome as a line of the list, its table written to `folder` where one is given.

    The list is written last, also where the rest was broken off: every file in the folder is whole.
    """
    lines: list[Written] = []
    try:
        for outcome in outcomes:
            lines.append(_line(outcome, folder, form))
            yield lines[-1]
    finally:
        if folder is not None and lines:
            _write_list(folder, lines)


def _line(outcome: Outcome, folder: Path | None, form: Form) -> Written:
    measure, answer = outcome.measure, outcome.answer
    if answer is None:
        return Written(measure.id, measure.title, measure.unit.value, None, 0, 0, "", outcome.why_not)
    file = _write(answer, folder, form) if folder is not None else ""
    without = answer.table["value"].null_count
    return Written(measure.id, measure.title, measure.unit.value, answer.currency, len(answer), without, file, None)


def _write(answer: Answer, folder: Path, form: Form) -> str:
    name = f"{answer.measure.id}.{form}"
    partial = folder / f"{name}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if form == "csv":
            pacsv.write_csv(answer.table, partial)
        else:
            pq.write_table(answer.table, partial)
        partial.replace(folder / name)
    except OSError as problem:
        raise BadMachine(
            T(f"{folder} cannot be written to ({problem.strerror}); choose another folder", f"{folder} 无法写入（{problem.strerror}）；请另选文件夹")
        ) from problem  # fmt: skip
    finally:
        partial.unlink(missing_ok=True)
    return name


def _write_list(folder: Path, lines: list[Written]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LIST).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(["" if cell is None else cell for cell in line.cells()] for line in lines)
