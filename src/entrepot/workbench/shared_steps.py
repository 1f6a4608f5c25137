"""Sums within formulas that several measures come to: each is worked out once, and is a table for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ibis
from ibis.expr.operations import Aggregate

from entrepot.workbench.dialects import sql_in

if TYPE_CHECKING:
    import duckdb
    from ibis import Table


@dataclass(slots=True)
class SharedSteps:
    """`learn` all expressions first; `simplified` then reads a table where it comes to a sum that another has too."""

    connection: duckdb.DuckDBPyConnection
    _times: Counter[Any] = field(default_factory=Counter)
    _made: dict[Any, Any] = field(default_factory=dict)
    _number: int = 0

    def learn(self, expressions: Iterable[Table]) -> None:
        for expression in expressions:
            self._times.update(set(expression.op().find(Aggregate)))

    def simplified(self, expression: Table) -> Table:
        """The same answer; the outermost shared sums are tables, made when they are first needed."""
        simple: Table = self._replaced(expression.op()).to_expr()
        return simple

    def done_with(self, expression: Table) -> None:
        """Tables that nobody else will ask for make room."""
        for node in set(expression.op().find(Aggregate)):
            self._times[node] -= 1
            if not self._times[node] and node in self._made:
                self.connection.execute(f"DROP TABLE {self._made.pop(node).name}")

    def _replaced(self, whole: Any) -> Any:
        found = [node for node in whole.find(Aggregate) if node != whole]
        shared = [node for node in found if self._times[node] > 1 or node in self._made]
        inner = {below for node in shared for below in node.find(Aggregate) if below != node}
        tables = {node: self._table(node) for node in shared if node not in inner}
        return whole.replace(tables) if tables else whole

    def _table(self, node: Any) -> Any:
        if node not in self._made:
            sql = sql_in(self._replaced(node).to_expr(), "duckdb")
            self._number += 1
            name = f"steps_{self._number}"
            self.connection.execute(f"CREATE TEMP TABLE {name} AS {sql}")
            self._made[node] = ibis.table(node.schema, name=name).op()
        return self._made[node]
