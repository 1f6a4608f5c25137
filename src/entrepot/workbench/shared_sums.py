"""Sums that several measures share: the rows are read once, and each measure is handed their sums by the keys that it needs.

Measures begin by adding up, and by law none of them changes when a row is told in parts. So rows alike in their keys may be
added up beforehand, as long as what is withheld, what is nothing and what is more stay apart: a formula may ask which it is.
Text is held as numbers (an ENUM in the order of the alphabet), which join and add up in half the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ibis

from entrepot.measures.inputs import NUMBERS
from entrepot.workbench.statement import rows_sql

if TYPE_CHECKING:
    import duckdb
    from ibis import Table

HARDLY_SHARED = frozenset({"partner", "product"})
"""Keys under which nearly every row stands alone: adding up by both would be work for nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Columns that a measure needs of some rows."""

    keys: frozenset[str]
    numbers: frozenset[str]


@dataclass(slots=True)
class SharedSums:
    """Say first with `ask` all that will be needed; `table` then hands it out, worked out when it is first wanted."""

    connection: duckdb.DuckDBPyConnection
    _asked: dict[Any, set[Asked]] = field(default_factory=dict)
    _made: dict[tuple[Any, Asked], str] = field(default_factory=dict)
    _knows_words: bool = False
    alone: dict[str, frozenset[str]] = field(default_factory=dict)
    """Tables handed out in which no two rows have the same keys, with these."""

    def ask(self, rows: Table, columns: Iterable[str]) -> None:
        self._asked.setdefault(rows.op(), set()).add(_asked(columns))

    def table(self, rows: Table, columns: Iterable[str]) -> Table:
        """The sums of `rows` by those of the columns that are keys."""
        wanted = _asked(columns)
        types = {name: rows.schema()[name] for name in rows.columns if name in wanted.keys | wanted.numbers}
        return ibis.table(types, name=self._name_of(rows.op(), wanted))

    def _name_of(self, rows: Any, wanted: Asked) -> str:
        if not self._knows_words:
            self._name_words()
            self._knows_words = True
        name = self._made.get((rows, wanted))
        if name is None:
            whole = _together(self._asked[rows])
            if wanted == whole:
                name = self._make(wanted, f"({rows_sql(rows.to_expr(), 'duckdb')})", worded=True)
            else:
                name = self._make(wanted, self._name_of(rows, whole), worded=False)
            self._made[rows, wanted] = name
        return name

    def _make(self, wanted: Asked, source: str, *, worded: bool) -> str:
        name = f"sums_{len(self._made)}"
        if self.alone.get(source) == wanted.keys:
            columns = ", ".join(sorted(wanted.keys | wanted.numbers))
            self.connection.execute(f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM {source}")
            self.alone[name] = wanted.keys
            return name
        keys = [f"CAST({key} AS words) AS {key}" if worded else key for key in sorted(wanted.keys)]
        if worded and wanted.keys >= HARDLY_SHARED:
            chosen, grouped = sorted(wanted.numbers), ""
        else:
            chosen = [f"sum({number}) AS {number}" for number in sorted(wanted.numbers)]
            by = [*sorted(wanted.keys), *(f"sign({number})" for number in sorted(wanted.numbers))]
            grouped = f" GROUP BY {', '.join(by)}"
        self.connection.execute(
            f"CREATE TEMP TABLE {name} AS SELECT {', '.join([*keys, *chosen])} FROM {source}{grouped}"
        )
        if not grouped and self._stand_alone(name, wanted.keys):
            self.alone[name] = wanted.keys
        return name

    def _stand_alone(self, name: str, keys: Iterable[str]) -> bool:
        alike = f"SELECT count(*) FROM (SELECT DISTINCT {', '.join(sorted(keys))} FROM {name})"
        return bool(self.connection.execute(f"SELECT count(*) = ({alike}) FROM {name}").fetchall()[0][0])

    def _name_words(self) -> None:
        """One list of all words in all rows, so that any two columns of them can be joined as numbers."""
        parts = [
            f"SELECT DISTINCT {key} AS word FROM ({rows_sql(rows.to_expr(), 'duckdb')})"
            for rows, asked in self._asked.items()
            for key in sorted(_together(asked).keys)
        ]
        words = " UNION ".join(parts)
        self.connection.execute(
            f"CREATE TEMP TYPE words AS ENUM (SELECT word FROM ({words}) WHERE word IS NOT NULL ORDER BY word)"
        )


def _asked(columns: Iterable[str]) -> Asked:
    columns = frozenset(columns)
    return Asked(columns - NUMBERS, columns & NUMBERS)


def _together(asked: Iterable[Asked]) -> Asked:
    asked = tuple(asked)
    return Asked(
        frozenset[str]().union(*(one.keys for one in asked)), frozenset[str]().union(*(one.numbers for one in asked))
    )
