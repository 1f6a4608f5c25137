"""Measures over anybody's own tables: columns as declared, codes opaque, nothing filtered unless asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import duckdb

from entrepot.lake.engine import compile_sql
from entrepot.measures.composition import WHOLE
from entrepot.measures.inputs import WORLD_ROW, Input, as_reference
from entrepot.measures.measure import Measure
from entrepot.vocabulary.errors import MissingData, SchemaMismatch, WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer, Coverage
from entrepot.workbench.chosen_rows import DIMENSIONS, among
from entrepot.workbench.covering import OF_THE_LISTED
from entrepot.workbench.evidence import behind, explained
from entrepot.workbench.explanation import Explanation
from entrepot.workbench.own_tables import DATA, MONEY, REFERENCE, OwnTable, lazy, show
from entrepot.workbench.question import OnDuckDB, Question
from entrepot.workbench.reaching import beginning_with, reaching_back
from entrepot.workbench.rolling import Rolling, refuse_unless_it_adds_up, said_of_rows
from entrepot.workbench.sitting import a_duckdb
from entrepot.workbench.statement import rows_sql

if TYPE_CHECKING:
    from ibis import Table

WHOLE_FILE = T("no total is stated beside the rows given", "所给数据旁未列总额")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is left out of somebody's own rows; codes are compared as they stand, products by how they begin."""

    equal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    digits: int | None = None
    flow: str | None = None

    def narrow(self, rows: Table, *, own: bool) -> Table:
        for column, wanted in self.equal.items():
            if column not in rows.columns or (column == "reporter" and not own) or not wanted:
                continue
            rows = rows.filter(_any(rows[column], wanted, beginning=column == "product"))
        if self.first and "period" in rows.columns:
            rows = rows.filter(rows.period >= self.first)
        if self.last and "period" in rows.columns:
            rows = rows.filter(rows.period.substr(0, len(self.last)) <= self.last)
        if self.digits and "product" in rows.columns:
            rows = rows.mutate(product=rows["product"].substr(0, self.digits))
        return rows

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(name for name, wanted in self.equal.items() if wanted) | {"flow"}


def _any(column: Any, wanted: tuple[str, ...], *, beginning: bool) -> Any:
    found = column.isin(wanted)
    for code in wanted if beginning else ():
        found = found | column.startswith(code)
    return found


def run_on_tables(
    measure: Measure,
    given: Mapping[str, OwnTable],
    options: Mapping[str, Any],
    *,
    by: tuple[str, ...],
    currency: str | None,
    narrowing: Narrowing,
    rolling: Rolling | None = None,
) -> Answer:
    """The answer for the rows of the table `given`; other tables in it serve the inputs they are named after."""
    if rolling is not None:
        refuse_unless_it_adds_up(measure, rolling)
    chosen = measure.chosen(options)
    asked_from = narrowing.first
    asked = {
        name: wanted
        for name, wanted in narrowing.equal.items()
        if wanted and name in DIMENSIONS and name in measure.per
    }
    others = {name: wanted for name, wanted in narrowing.equal.items() if name not in asked}
    narrowing = replace(narrowing, equal=others, first=reaching_back(asked_from, "", chosen, rolling))
    names = list(dict.fromkeys(name for wanted in measure.reads for name in (wanted.name, wanted.instead) if name))
    for name in given:
        if name not in (DATA, REFERENCE, *names):
            raise WrongCall(
                T(f"{measure.id} reads no table {name!r}; it reads {', '.join(names)}", f"{measure.id} 不读取表“{name}”；它读取：{'、'.join(names)}")
            )  # fmt: skip
    needed = {name for wanted in measure.reads for name in (*wanted.columns, *wanted.values, wanted.over)} | {*by, str(options.get("over") or "partner")}  # fmt: skip
    series = frozenset(
        dict(wanted.where)["measure"] for wanted in measure.reads if wanted.table == "series" and wanted.where
    )
    _refuse_without_money(measure, given)
    columns = needed | narrowing.columns | {"period", "reporter"}

    @contextmanager
    def opened() -> Iterator[duckdb.DuckDBPyConnection]:
        with a_duckdb() as connection, readable():
            for name, table in given.items():
                show(connection, name, table, columns=columns, figures=series)
            yield connection

    with opened() as connection:
        tables = {name: lazy(name, table, columns=columns, figures=series) for name, table in given.items()}
        shares_of_listed = False
        hander = _Hander(measure, connection, tables, narrowing, by)
        inputs = {wanted.name: found for wanted in measure.reads if (found := hander.hand(wanted)) is not None}
        for wanted in measure.reads:
            if wanted.instead and wanted.name not in inputs and (own := hander.parts(wanted)) is not None:
                inputs[wanted.instead] = own
                shares_of_listed = not _states_a_whole(connection, own, str(options.get("over") or wanted.over))
        question = Question(measure, by, dict(options), inputs, rolling=rolling)
        table = beginning_with(question.work_out(OnDuckDB(connection)), asked_from)
        for name, codes in asked.items():
            table = among(table, name, codes)
        if table.num_rows == 0:
            raise _no_rows(connection, tables, replace(narrowing, equal=others | asked))
    money = next((table.money for table in given.values() if table.money), "")
    rows_behind = {name: rows for name, rows in inputs.items() if "period" in rows.columns}
    notes = (*([OF_THE_LISTED] if shares_of_listed else []), *said_of_rows(measure, by, table, chosen, rolling))

    def explain(answer: Answer, row: Mapping[str, object]) -> Explanation:
        with opened() as connection:
            window = question.window_of(row, OnDuckDB(connection))
        return explained(answer, row, behind(opened, rows_behind, answer, row, window), window=window)

    return Answer(
        measure=measure, by=by, rows=table, currency=currency or {"value_usd": "USD", "value_cny": "CNY"}.get(money),
        levels={}, notes=notes, options=chosen | (rolling.as_options if rolling is not None else {}), compiled=question.sql,
        find_batches=lambda: (), find_coverage=lambda: Coverage(None, WHOLE_FILE),
        find_explanation=explain, keys=measure.keys(by),
    )  # fmt: skip


def _states_a_whole(connection: duckdb.DuckDBPyConnection, rows: Table, over: str) -> bool:
    """Whether the rows hold a total beside the parts, or lack the parts (which is said elsewhere)."""
    if over not in rows.columns:
        return True
    sql = f"""SELECT 1 FROM ({rows_sql(rows, "duckdb")}) WHERE "{over}" = '{WHOLE.get(over, "")}' LIMIT 1"""
    return bool(connection.execute(sql).fetchall())


def _refuse_without_money(measure: Measure, given: Mapping[str, OwnTable]) -> None:
    data = given.get(DATA)
    if data is None or data.money or {"part", "share"} <= set(data.columns):
        return
    if any(wanted.table in ("flows", "answer") or wanted.instead for wanted in measure.reads):
        raise SchemaMismatch(
            T(
                f"the table has no money: name a column {', '.join(MONEY)}; it has {', '.join(data.columns)}",
                f"表中没有金额列：请将其命名为 {'、'.join(MONEY)} 之一；现有列：{'、'.join(data.columns)}",
            )
        )


@contextmanager
def readable() -> Iterator[None]:
    """What DuckDB cannot read as a number, it says in its own words: here in ours."""
    try:
        yield
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.IOException) as problem:
        first = str(problem).splitlines()[0]
        raise SchemaMismatch(T(f"the table cannot be read: {first}", f"表格无法读取：{first}")) from problem


@dataclass(frozen=True, slots=True)
class _Hander:
    measure: Measure
    connection: duckdb.DuckDBPyConnection
    tables: Mapping[str, Table]
    narrowing: Narrowing
    by: tuple[str, ...]

    @property
    def asked(self) -> str | None:
        """The direction of a measure that leaves it open; None where both are asked for, side by side."""
        return self.narrowing.flow or (None if "flow" in self.by else "export")

    def hand(self, wanted: Input) -> Table | None:
        """The table that serves as this input: one given under its name, or what of the data does."""
        if wanted.name in self.tables:
            return self.tables[wanted.name]
        given = self.tables.get(DATA)
        if wanted.table == "flows":
            return self._flows(wanted)
        if given is None:
            return None
        if wanted.name == "composition":
            return self.narrowing.narrow(given, own=True) if {"part", "share"} <= set(given.columns) else None
        if wanted.table == "answer":
            return self.narrowing.narrow(given, own=True)
        if wanted.table == "series" and (column := dict(wanted.where)["measure"]) in given.columns:
            # A figure such as GDP stands on every row of its region and period: it is taken once.
            figure = given.select("period", "reporter", value=given[column]).distinct()
            return self.narrowing.narrow(figure, own=wanted.role == "own")
        return None

    def parts(self, wanted: Input) -> Table | None:
        """The flows that shares are worked out from."""
        if wanted.instead in self.tables:
            return self.tables[wanted.instead]
        return self.one_way(DATA, self.asked, own=True) if DATA in self.tables else None

    def _flows(self, wanted: Input) -> Table | None:
        direction = dict(wanted.where).get("flow") or self.asked
        compared = wanted.role != "own"
        name = REFERENCE if compared and REFERENCE in self.tables else DATA
        if name not in self.tables:
            return None
        if wanted.optional and not set(wanted.needs(self.by)) <= set(self.tables[name].columns):
            return None
        if "flow" not in self.tables[name].columns and not self._understood(wanted, direction):
            if wanted.optional:
                return None
            raise MissingData(
                T(
                    f"this needs {direction}s too: give the table a column `flow` with export and import",
                    "还需要另一方向的数据：请在表中加入 flow 列，取值 export 或 import",
                )
            )
        rows = self.one_way(name, direction, own=not compared)
        if not compared or "reporter" not in rows.columns:
            return rows
        if not self._states_the_world(name):
            return rows
        each_apart = wanted.role == "peers" or not wanted.grouped
        return rows.filter(rows.reporter != WORLD_ROW) if each_apart else as_reference(rows)

    def _understood(self, wanted: Input, direction: str | None) -> bool:
        """Rows that do not say which way they go are of the only direction that is read, or else exports."""
        alike = [
            one for one in self.measure.reads if one.table == "flows" and (one.role == "own") == (wanted.role == "own")
        ]
        directions = {dict(one.where).get("flow") or self.asked for one in alike}
        return len(directions) == 1 or direction == "export"

    def one_way(self, name: str, flow: str | None, *, own: bool) -> Table:
        rows = self.narrowing.narrow(self.tables[name], own=own)
        return rows.filter(rows.flow == flow) if flow and "flow" in rows.columns else rows

    def _states_the_world(self, name: str) -> bool:
        return bool(self.connection.execute(f"SELECT 1 FROM {name} WHERE reporter = '{WORLD_ROW}' LIMIT 1").fetchall())


def _no_rows(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], narrowing: Narrowing) -> MissingData:
    """Which part of the selection is empty, with what the table does hold."""
    held = []
    for name, table in tables.items():
        count = connection.execute(compile_sql(table.aggregate(n=table.count()))).fetchone()
        held.append(f"{name}: {count[0] if count else 0:,}")
        for column in sorted((narrowing.columns | {"period"}) & set(table.columns)):
            values = connection.execute(f"SELECT DISTINCT {column} FROM {name} WHERE {column} IS NOT NULL ORDER BY 1 LIMIT 8").fetchall()  # fmt: skip
            held.append(f"{column} = {', '.join(str(value[0]) for value in values) or '-'}")
    return MissingData(
        T(f"no rows are left to compute with; the tables hold {'; '.join(held)}", f"没有可供计算的行；所给表中有：{'；'.join(held)}")
    )  # fmt: skip
