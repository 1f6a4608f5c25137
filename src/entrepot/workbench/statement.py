"""A question as one statement: its rows by name, and over them the formula.

Compiling costs more than most questions do. The formula is the same whatever rows it is asked of, so it is compiled once
for each measure and kept; only the rows are compiled for each question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from entrepot.measures.measure import Measure
from entrepot.measures.option import OptionValue
from entrepot.workbench.dialects import sql_in
from entrepot.workbench.rolling import Rolling, rolled

if TYPE_CHECKING:
    from ibis import Table

Schema = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A measure with its options, over tables of these names and columns; `inputs` are (input, name of table, columns)."""

    measure: Measure
    by: tuple[str, ...]
    options: tuple[tuple[str, OptionValue], ...]
    rolling: Rolling | None
    inputs: tuple[tuple[str, str, Schema], ...]

    def expression(self) -> Table:
        """The answer in the order of its keys."""
        import ibis

        tables = {name: ibis.table(dict(columns), name=table) for name, table, columns in self.inputs}
        answer = self.measure.expression(tables, by=self.by, **dict(self.options))
        keys = self.measure.keys(self.by)
        if self.rolling is not None:
            answer = rolled(answer, self.measure, keys, self.rolling)
        return answer.select(list(self.measure.columns(self.by))).order_by(list(keys))


def formula_over(
    measure: Measure,
    by: tuple[str, ...],
    options: Mapping[str, OptionValue],
    rolling: Rolling | None,
    inputs: Mapping[str, Table],
) -> Formula:
    """The formula over tables that have names already."""
    named = tuple((name, table.get_name(), tuple(table.schema().items())) for name, table in inputs.items())
    return Formula(measure, by, tuple(sorted(options.items())), rolling, named)


def statement(formula: Formula, rows: Mapping[str, Table], dialect: str) -> str:
    """The formula over `rows`, named as the formula calls them."""
    body = formula_sql(formula, dialect)
    named = [f"{name} AS (\n{_indented(rows_sql(table, dialect))}\n)" for name, table in rows.items()]
    if body.startswith("WITH "):
        return f"WITH {', '.join([*named, body.removeprefix('WITH ')])}"
    return f"WITH {', '.join(named)}\n{body}" if named else body


@lru_cache(maxsize=1024)
def formula_sql(formula: Formula, dialect: str) -> str:
    return sql_in(formula.expression(), dialect)


def rows_sql(rows: Table, dialect: str) -> str:
    return _compiled(rows.op(), dialect)


@lru_cache(maxsize=256)
def _compiled(operation: Any, dialect: str) -> str:
    return sql_in(operation.to_expr(), dialect)


def _indented(sql: str) -> str:
    return "\n".join(f"  {line}" for line in sql.splitlines())
