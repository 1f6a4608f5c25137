"""Every measure that says it adds up over periods: over a window its formula holds of the sums, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from entrepot.lake.engine import compile_sql, connect
from entrepot.measures import Measure, all_measures
from entrepot.measures.formula import worked_out
from entrepot.measures.inputs import unbound
from entrepot.vocabulary.units import Unit
from entrepot.workbench.rolling import Rolling, refuse_unless_it_adds_up, rolled

ROLLING = [each for each in all_measures() if each.adds_up and not each.arrays]
CASES = pytest.mark.parametrize("measure", [pytest.param(each, id=each.id) for each in ROLLING])
YEARS = ("2031", "2032", "2033")


def alike_years(table: pa.Table) -> pa.Table:
    """The rows of the table's first period as those of three years that follow each other."""
    if "period" not in table.column_names:
        return table
    first = table.filter(pc.equal(table["period"], pc.min(table["period"])))
    place = first.column_names.index("period")
    return pa.concat_tables([first.set_column(place, "period", pa.array([year] * len(first))) for year in YEARS])


def asked(measure: Measure, dialect: str, window: int) -> tuple[dict[str, pa.Table], str, str]:
    """The tables, and the statements of the measure itself and over windows."""
    example = measure.examples[0]
    tables = {name: alike_years(table) for name, table in example.tables().items()}
    lazy = {name: unbound(name, table) for name, table in tables.items()}
    plain = measure.expression(lazy, by=example.by, **dict(example.options))
    over = rolled(plain, measure, measure.keys(example.by), Rolling(window))
    return tables, compile_sql(plain, dialect), compile_sql(over, dialect)


def assert_of_sums(measure: Measure, plain: list[dict], over: list[dict]) -> None:
    """Where both years of a window have all amounts these are added up, and the formula is worked out anew."""
    keys = measure.keys(measure.examples[0].by)
    years = {tuple(row[key] for key in keys): row for row in plain}
    amounts = [term.name for term in measure.terms if term.unit is Unit.MONEY]
    valued = 0
    for row in over:
        window = [
            years.get(tuple(row[key] if key != "period" else year for key in keys), {})
            for year in (str(int(row["period"]) - 1), row["period"])
        ]
        whole = all(year.get(name) is not None for year in window for name in amounts)
        for name in amounts:
            assert row[name] == (pytest.approx(sum(year[name] for year in window)) if whole else None)
        if row["value"] is not None:
            valued += 1
            assert row["value"] == pytest.approx(worked_out(measure.formula, {name: row[name] for name in amounts}))
    assert len(over) == len(plain) and valued


@CASES
def test_of_sums(measure: Measure) -> None:
    refuse_unless_it_adds_up(measure, Rolling(2))
    tables, plain, over = asked(measure, "duckdb", 2)
    with connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        assert_of_sums(measure, *(connection.sql(sql).to_arrow_table().to_pylist() for sql in (plain, over)))


@pytest.mark.postgres
@CASES
def test_of_sums_on_postgres(measure: Measure, postgres: psycopg.Connection, loaded: Callable[..., None]) -> None:
    tables, *statements = asked(measure, "postgres", 2)
    found = []
    with postgres.transaction(force_rollback=True):
        loaded(postgres, tables)
        for sql in statements:
            cursor = postgres.execute(sql)
            names = [column.name for column in cursor.description or ()]
            cells = [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in cursor.fetchall()]
            found.append([dict(zip(names, row, strict=True)) for row in cells])
    assert_of_sums(measure, *found)
