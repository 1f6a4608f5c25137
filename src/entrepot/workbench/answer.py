"""An answer: rows with their terms, what they cover, and where they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from entrepot.measures.measure import Measure
from entrepot.vocabulary.errors import BadMachine, WrongCall
from entrepot.vocabulary.text import Language, T
from entrepot.workbench.dialects import DIALECTS

if TYPE_CHECKING:
    import pandas
    import polars

    from entrepot.reports.charts import Drawing
    from entrepot.workbench.explanation import Explanation


@dataclass(slots=True, frozen=True)
class Coverage:
    """How much of what was asked about is known: `share` of the stated whole where one is stated, None where none is.

    `quarantined` counts rows set aside when the batches were taken in: they are not in the answer.
    """

    share: float | None
    of: T
    quarantined: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"share": self.share, "of": self.of.as_json(), "quarantined_rows": self.quarantined}


@dataclass(frozen=True)
class Answer:
    """Rows in the measure's own order: keys, terms, value (and bounds).

    In the `rows` of a large answer text may be places in a list of words (Arrow's dictionaries); in its `table` it is text.
    """

    measure: Measure
    by: tuple[str, ...]
    rows: pa.Table
    currency: str | None
    levels: Mapping[str, Mapping[str, object]]
    notes: tuple[T, ...]
    options: Mapping[str, object]
    compiled: Callable[[str], str]
    find_batches: Callable[[], tuple[str, ...]]
    find_coverage: Callable[[], Coverage]
    find_explanation: Callable[[Answer, Mapping[str, object]], Explanation]
    synthetic: bool = False
    keys: tuple[str, ...] = field(default=())

    @cached_property
    def table(self) -> pa.Table:
        return in_text(self.rows)

    @cached_property
    def batches(self) -> tuple[str, ...]:
        return self.find_batches()

    @cached_property
    def coverage(self) -> Coverage:
        return self.find_coverage()

    def __len__(self) -> int:
        return self.rows.num_rows

    def to_arrow(self) -> pa.Table:
        """The rows; more than a million of them have their text in Arrow's dictionaries, a third less to hold."""
        return self.rows

    def to_pandas(self) -> pandas.DataFrame:
        _have("pandas")
        return self.table.to_pandas()

    def to_polars(self) -> polars.DataFrame:
        _have("polars")
        import polars

        frame = polars.from_arrow(self.table)
        if not isinstance(frame, polars.DataFrame):
            raise TypeError("an answer is a table")
        return frame

    def records(self) -> list[dict[str, Any]]:
        return self.rows.to_pylist()

    def chart(
        self, chart: str | None = None, *, language: Language | None = None, focus: str | None = None, **columns: str
    ) -> Drawing:
        """The rows drawn: by the chart named, or by the one that suits the keys; `columns` say which column plays which role.

        Shows itself in a notebook; `.save("trade.svg")`, `.png(theme="dark")` and the like for elsewhere.
        """
        from entrepot.workbench.charting import draw

        return draw(self, chart, language=language, focus=focus, columns=columns)

    def sql(self, dialect: str = "duckdb") -> str:
        """The whole question as one statement in the words of an engine."""
        if dialect not in DIALECTS:
            from entrepot.vocabulary.errors import UnknownName

            raise UnknownName(T("dialect", "SQL方言"), dialect, DIALECTS)
        return self.compiled(dialect)

    def explain(self, row: int | Mapping[str, object] = 0) -> Explanation:
        """How one number came about; `row` is its position, or keys such as {"period": "2015"}."""
        if isinstance(row, int):
            if not 0 <= row < len(self):
                raise WrongCall(
                    T(f"there is no row {row}; the answer has {len(self)}", f"没有第 {row} 行；结果共 {len(self)} 行")
                )
            record = self.rows.slice(row, 1).to_pylist()[0]
            return self.find_explanation(self, record)
        matching = [r for r in self.records() if all(str(r.get(name)) == str(value) for name, value in row.items())]
        if len(matching) != 1:
            wanted = ", ".join(f"{name}={value}" for name, value in row.items())
            raise WrongCall(
                T(
                    f"{len(matching)} rows have {wanted}; an explanation is of one row: give {', '.join(self.keys)}",
                    f"有 {len(matching)} 行满足 {wanted}；解释只针对一行：请给出 {'、'.join(self.keys)}",
                )
            )
        return self.find_explanation(self, matching[0])

    def as_json(self) -> dict[str, Any]:
        """The contract of `entrepot measure run --json`."""
        bounded = self.measure.value_columns[1:]
        rows = [
            {name: value for name, value in record.items() if name not in bounded or value is not None}
            for record in self.records()
        ]
        return {
            "measure": self.measure.id,
            "unit": self.currency if self.measure.unit.value == "money" and self.currency else self.measure.unit.value,
            "currency": self.currency,
            "rows": rows,
            "coverage": self.coverage.as_json(),
            "batches": list(self.batches),
            "levels": {name: dict(level) for name, level in self.levels.items()},
            "options": dict(self.options),
            "synthetic": self.synthetic,
            "notes": [note.as_json() for note in self.notes],
        }

    def _repr_html_(self) -> str:
        from entrepot.workbench.notebook import answer_html

        return answer_html(self)

    def __repr__(self) -> str:
        return f"<{self.measure.id}: {len(self)} rows, columns {', '.join(self.rows.column_names)}>"


def _have(package: str) -> None:
    import importlib.util

    if importlib.util.find_spec(package) is None:
        raise BadMachine(T(f"{package} is not installed; install entrepot[frames], or use to_arrow()", f"未安装 {package}；请安装 entrepot[frames]，或使用 to_arrow()"))  # fmt: skip


def in_text(answer: pa.Table) -> pa.Table:
    """The answer with text as text, where it is words and places among them."""
    plain = [
        pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in answer.schema
    ]
    return answer.cast(pa.schema(plain))
