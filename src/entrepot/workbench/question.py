"""A question on its way to an answer: a measure, its inputs as lazy tables, and the engine that works it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.operations import UnboundTable

from entrepot.lake.engine import rows_of
from entrepot.measures.inputs import Input, unbound
from entrepot.measures.measure import Measure
from entrepot.measures.option import OptionValue
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import in_text
from entrepot.workbench.dialects import sql_in
from entrepot.workbench.rolling import Rolling, Window, rolled, window_of
from entrepot.workbench.statement import Formula, formula_over, rows_sql, statement

if TYPE_CHECKING:
    from ibis import Table

FROM_ARRAYS = T("the rest is computed from arrays of these rows", "其余由这些行组成的数组计算")

COMPUTED = "computed"


class Engine(Protocol):
    """Runs SQL of its own dialect over tables it knows by name; `bind` makes one more known."""

    @property
    def dialect(self) -> str: ...

    def run(self, sql: str) -> pa.Table: ...

    def bind(self, name: str, table: pa.Table) -> None: ...


@dataclass(frozen=True, slots=True)
class OnDuckDB:
    connection: duckdb.DuckDBPyConnection
    dialect: str = "duckdb"

    def run(self, sql: str) -> pa.Table:
        return rows_of(self.connection, sql)

    def bind(self, name: str, table: pa.Table) -> None:
        self.connection.register(name, table)


@dataclass(frozen=True, slots=True)
class Question:
    """`tables` are the measure's inputs by name; `extra` are small tables that the engine is given along."""

    measure: Measure
    by: tuple[str, ...]
    options: Mapping[str, OptionValue]
    tables: Mapping[str, Table]
    extra: Mapping[str, pa.Table] = field(default_factory=dict)
    rolling: Rolling | None = None

    def work_out(self, engine: Engine, *, of_peers: Callable[[str], pa.Table] | None = None) -> pa.Table:
        """The answer in the order of its keys; `of_peers` reads what is the same whatever region is asked about."""
        for name, table in self.extra.items():
            engine.bind(name, table)
        if not self.measure.arrays:
            return engine.run(self._statement(engine.dialect))
        answer = self._from_arrays(engine, of_peers or engine.run).select(list(self.measure.columns(self.by)))
        return in_order(answer, self.measure.keys(self.by))

    def sql(self, dialect: str) -> str:
        """The whole question in one statement; for a measure of arrays, one statement for each of its inputs."""
        if not self.measure.arrays:
            return self._statement(dialect)
        inputs = [f"-- {name}\n{rows_sql(table, dialect)};" for name, table in self._arrays().items()]
        return "\n\n".join([*inputs, f"-- {FROM_ARRAYS}"])

    def window_of(self, row: Mapping[str, object], engine: Engine) -> Window | None:
        """The rows that one rolled row was made of; None where nothing is rolled."""
        if self.rolling is None:
            return None
        alone = replace(self, rolling=None).work_out(engine)
        return window_of(alone, self.measure.keys(self.by), row, self.rolling)

    def expression(self) -> Table:
        """The lazy answer of a measure that is one, over tables that the engine knows by name."""
        return self._formula(self.tables).expression()

    def formula(self) -> Formula:
        """The formula over its rows by the names that the statement gives them."""
        named = {
            name: ibis.table(table.schema(), name=called)
            for called, (table, names) in self._rows().items()
            for name in names
        }
        return self._formula({name: named.get(name, table) for name, table in self.tables.items()})

    def _statement(self, dialect: str) -> str:
        return statement(self.formula(), {called: table for called, (table, _) in self._rows().items()}, dialect)

    def _formula(self, tables: Mapping[str, Table]) -> Formula:
        return formula_over(self.measure, self.by, self.options, self.rolling, tables)

    def _rows(self) -> dict[str, tuple[Table, tuple[str, ...]]]:
        """What the formula reads, by the name that the statement gives it, with the inputs that it serves."""
        return {
            f"{names[0]}_rows": (table.select([column for column in table.columns if column in columns]), names)
            for table, columns, names in self.rows_read()
        }

    def rows_read(self) -> Iterator[tuple[Table, frozenset[str], tuple[str, ...]]]:
        """The rows that the formula reads, with the columns it needs of them and the inputs that they serve.

        The very same rows serve all their inputs, so that a formula can tell that they are; a table that an engine
        knows by name needs no other.
        """
        found: dict[Any, list[str]] = {}
        for name, table in self.tables.items():
            if not isinstance(table.op(), UnboundTable):
                found.setdefault(table.op(), []).append(name)
        for names in found.values():
            table = self.tables[names[0]]
            yield table, self._columns(table, names), tuple(names)

    def _columns(self, table: Table, names: Sequence[str]) -> frozenset[str]:
        """Of trade, the columns that these inputs are said to have; of all else every one that is there."""
        needed: set[str] = set()
        for wanted in self.measure.reads:
            if wanted.name in names:
                needed |= set(wanted.needs(self.by)) if wanted.table == "flows" else set(table.columns)
            elif wanted.instead in names:
                needed |= {"period", "reporter", str(self.options.get("over") or wanted.over), "value", *self.by}
        return frozenset(needed & set(table.columns))

    def _rolled(self, answer: Table) -> Table:
        if self.rolling is None:
            return answer
        return rolled(answer, self.measure, self.measure.keys(self.by), self.rolling)

    def _from_arrays(self, engine: Engine, of_peers: Callable[[str], pa.Table]) -> pa.Table:
        peers = {wanted.name for wanted in self.measure.reads if wanted.role == "peers"}
        statements = {name: rows_sql(table, engine.dialect) for name, table in self._arrays().items()}
        inputs = {name: (of_peers if name in peers else engine.run)(sql) for name, sql in statements.items()}
        answer = in_text(self.measure.computed(inputs, by=self.by, **self.options))
        if self.rolling is None:
            return answer
        engine.bind(COMPUTED, answer)
        return engine.run(sql_in(self._rolled(unbound(COMPUTED, answer)), engine.dialect))

    def _arrays(self) -> dict[str, Table]:
        return {
            wanted.name: _added_up(wanted, self.tables[wanted.name], self.by)
            for wanted in self.measure.reads
            if wanted.name in self.tables
        }


def are_trade(measure: Measure, names: Sequence[str]) -> bool:
    """Whether the rows that serve these inputs are of trade."""
    return any(wanted.table == "flows" for wanted in measure.reads if wanted.name in names) or "flows" in names


def _added_up(wanted: Input, table: Table, by: tuple[str, ...]) -> Table:
    """The columns that a measure of arrays needs; rows told in parts are added up before they leave the engine."""
    lacking = [name for name in wanted.needs(by) if name not in table.columns]
    if lacking or wanted.table != "flows":
        return table
    keys = [name for name in wanted.needs(by) if name not in wanted.values]
    return table.group_by(keys).agg(**{name: table[name].sum() for name in wanted.values})


def in_order(answer: pa.Table, keys: Sequence[str]) -> pa.Table:
    """The rows in the order of the keys; to see that they stand so already takes far less than sorting them does."""
    ordered: Any = pa.scalar(True)
    rows = answer.num_rows
    for key in reversed(keys):
        here, after = answer[key].slice(0, max(rows - 1, 0)), answer[key].slice(1)
        ordered = pc.or_(pc.less(here, after), pc.and_(pc.equal(here, after), ordered))
    if rows < 2 or pc.all(ordered, skip_nulls=False).as_py():
        return answer
    return answer.sort_by([(key, "ascending") for key in keys])
