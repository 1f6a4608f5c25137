"""Questions asked together share a DuckDB and what is asked once; outside a sitting nothing is kept."""

from __future__ import annotations

import pytest

from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.sitting import a_duckdb, asked_once, sitting


def test_in_a_sitting_a_question_is_asked_once() -> None:
    asked: list[int] = []

    def ask() -> int:
        asked.append(len(asked) + 1)
        return asked[-1]

    assert [asked_once("gdp", ask), asked_once("gdp", ask)] == [1, 2]
    with sitting():
        assert [asked_once("gdp", ask), asked_once("gdp", ask), asked_once("fdi", ask)] == [3, 3, 4]
        with sitting():
            assert asked_once("gdp", ask) == 3
        assert asked_once("fdi", ask) == 4
    with sitting():
        assert asked_once("gdp", ask) == 5


def test_a_refusal_is_kept_too() -> None:
    asked: list[str] = []

    def refuse() -> int:
        asked.append("once")
        raise MissingData(T("not held", "没有"))

    with sitting():
        for _ in range(2):
            with pytest.raises(MissingData, match="not held"):
                asked_once("gdp", refuse)
    assert asked == ["once"]


def test_what_one_has_made_nobody_else_sees() -> None:
    with sitting():
        with a_duckdb() as one, a_duckdb() as other:
            one.execute("CREATE TEMP TABLE given AS SELECT 1 AS value")
            other.execute("CREATE TEMP TABLE given AS SELECT 2 AS value")
            assert [each.execute("SELECT value FROM given").fetchall() for each in (one, other)] == [[(1,)], [(2,)]]
        with a_duckdb() as later:
            later.execute("CREATE TEMP TABLE given AS SELECT 3 AS value")
            assert later.execute("SELECT value FROM given").fetchall() == [(3,)]
