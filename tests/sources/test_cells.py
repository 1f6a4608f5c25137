"""Printed cells: what counts as a number, and scaling that rounds once."""

from __future__ import annotations

from decimal import Decimal

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrepot.lake.engine import compile_sql, connect
from entrepot.sources.cells import number, printed, scaled, whole, yes_no


def values(texts: list[str | None], read) -> list[object]:
    raw = ibis.table({"cell": "string", "at": "int64"}, name="raw")
    sql = compile_sql(raw.select("at", value=read(raw.cell)).order_by("at"))
    table = pa.table({"cell": pa.array(texts, pa.string()), "at": range(len(texts))})
    with connect() as connection:
        connection.register("raw", table)
        return [row[1] for row in connection.sql(sql).fetchall()]


def test_marks_for_missing_are_null() -> None:
    marks = ["", "  ", ".", "..", "...", "…", "-", "–", "—", "NA", "  NA", "NaN", "null", "\t", None]
    assert values(marks, printed) == [None] * len(marks)
    assert values(["0", " - 1", "NAM", "-1", "....", " x "], printed) == ["0", "- 1", "NAM", "-1", "....", "x"]


@pytest.mark.parametrize(
    "text", ["1_000", "0x10", "inf", "-inf", "nan", "1,5", "1 000", "١", "1e999", "9" * 400, "--1", "1.2.3", "e5"]
)
def test_what_is_no_number(text: str) -> None:
    assert values([text], number) == [None]
    assert values([text], lambda cell: scaled(cell, 3)) == [None]


def test_numbers_whole_numbers_and_flags() -> None:
    assert values(["1.5", "-2", "+3.", ".5", "1e3", "2E-2"], number) == [1.5, -2.0, 3.0, 0.5, 1000.0, 0.02]
    assert values(["2020", "2020.0", "-7", "2020.5", "1e3", "x"], whole) == [2020, 2020, -7, None, None, None]
    assert values(["1", "0", "1.0", "0.0", "2", "yes", None], yes_no) == [True, False, True, False, None, None, None]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    numbers=st.lists(st.decimals(min_value=-(10**12), max_value=10**12, places=6), min_size=1, max_size=50),
    power=st.integers(min_value=-9, max_value=12),
)
def test_scaling_rounds_once(numbers: list[Decimal], power: int) -> None:
    expected = [float(each.scaleb(power)) for each in numbers]
    assert values([f"{each:f}" for each in numbers], lambda cell: scaled(cell, power)) == expected
