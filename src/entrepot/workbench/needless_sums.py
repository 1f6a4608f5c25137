"""Sums of one row each: where every row stands alone under its keys, adding up by them gives the row itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ibis.expr.operations import Aggregate, Field, Project, Sum, UnboundTable

if TYPE_CHECKING:
    from ibis import Table


def without_needless_sums(expression: Table, alone: Mapping[str, frozenset[str]]) -> Table:
    """The same answer; `alone` are tables by name with keys under which no two of their rows are alike."""
    op = expression.op()
    found = {node: _rows(node) for node in op.find(Aggregate) if _is_needless(node, alone)}
    simple: Table = op.replace(found).to_expr() if found else expression
    return simple


def _is_needless(node: Any, alone: Mapping[str, frozenset[str]]) -> bool:
    table = node.parent
    if not isinstance(table, UnboundTable) or table.name not in alone:
        return False
    keys = {key.name for key in node.groups.values() if isinstance(key, Field) and key.rel == table}
    plain = all(
        isinstance(sum_, Sum) and sum_.where is None and isinstance(sum_.arg, Field) and sum_.dtype == sum_.arg.dtype
        for sum_ in node.metrics.values()
    )
    return plain and len(keys) == len(node.groups) and keys >= alone[table.name]


def _rows(node: Any) -> Any:
    return Project(node.parent, {**node.groups, **{name: sum_.arg for name, sum_ in node.metrics.items()}})
