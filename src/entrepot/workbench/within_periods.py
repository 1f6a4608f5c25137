"""Whether an answer about several periods is that of each by itself, one after the other: seen from its steps, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ibis.expr import operations as ops

if TYPE_CHECKING:
    from ibis import Table

PERIOD: Final = "period"
_NONE: Final = frozenset[str]()


def stays_within_periods(expression: Table) -> bool:
    """Whether every row is made of rows of one period alone, the one that it names."""
    return PERIOD in _Periods().told(expression.op())


class _Periods:
    """For each step the columns that hold the period which all that a row is made of has; none where that is not certain."""

    def __init__(self) -> None:
        self._known: dict[Any, frozenset[str]] = {}

    def told(self, step: Any) -> frozenset[str]:
        if step not in self._known:
            self._known[step] = self._told(step)
        return self._known[step]

    def _told(self, step: Any) -> frozenset[str]:
        match step:
            case ops.UnboundTable():
                return frozenset({PERIOD} & set(step.schema))
            case ops.Project():
                return self._passed_on(step.values) if self._apart(step.values.values()) else _NONE
            case ops.Filter():
                return self.told(step.parent) if self._apart(step.predicates) else _NONE
            case ops.Sort():
                return self.told(step.parent) if self._apart(step.keys) else _NONE
            case ops.Aggregate():
                apart = self._apart(step.groups.values()) and self._apart(step.metrics.values(), adding_up=True)
                return self._passed_on(step.groups) if apart else _NONE
            case ops.JoinChain():
                return self._passed_on(step.values) if self._joined(step) else _NONE
            case ops.JoinReference() | ops.SelfReference() | ops.Distinct():
                return self.told(step.parent)
            case ops.DropColumns():
                return self.told(step.parent) - set(step.columns_to_drop)
            case ops.Union():
                return self.told(step.left) & self.told(step.right)
            case _:
                return _NONE

    def _is_period(self, value: Any) -> bool:
        return isinstance(value, ops.Field) and value.name in self.told(value.rel)

    def _passed_on(self, values: Mapping[str, Any]) -> frozenset[str]:
        return frozenset(name for name, value in values.items() if self._is_period(value))

    def _apart(self, values: Iterable[Any], *, adding_up: bool = False) -> bool:
        """Whether none looks beyond its row, unless through a window over rows of its own period."""
        for value in values:
            windows = _within(value, ops.WindowFunction)
            if _within(value, ops.Subquery) or not all(any(map(self._is_period, one.group_by)) for one in windows):
                return False
            over = {one.func for one in windows}
            beyond = (ops.Analytic,) if adding_up else (ops.Analytic, ops.Reduction)
            if any(one not in over for one in _within(value, beyond)):
                return False
        return True

    def _joined(self, step: Any) -> bool:
        """Whether rows meet rows of their own period only; what may be absent on the right is not asked for its period."""
        known = [step.first]
        for link in step.rest:
            if link.how not in ("inner", "left", "semi", "anti") or not self._apart(link.predicates):
                return False
            if not any(self._meets(one, link.table, known) for one in link.predicates):
                return False
            if link.how == "inner":
                known.append(link.table)
        return all(value.rel in known for value in step.values.values() if self._is_period(value))

    def _meets(self, condition: Any, table: Any, known: list[Any]) -> bool:
        if not isinstance(condition, ops.Equals):
            return False
        sides = condition.left, condition.right
        if not all(map(self._is_period, sides)):
            return False
        return any(one.rel == table and other.rel in known for one, other in (sides, sides[::-1]))


def _within(value: Any, kinds: Any) -> list[Any]:
    """The parts of a value of these kinds, without looking into the table that it is of."""
    return list(value.find(kinds, filter=ops.Value))
