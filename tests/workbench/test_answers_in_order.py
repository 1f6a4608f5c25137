"""Answers of arrays come in the order of their keys, and as text, however they were worked out."""

from __future__ import annotations

import pyarrow as pa
import pytest

from entrepot.workbench.answer import in_text
from entrepot.workbench.question import in_order


def table(*rows: tuple[str | None, str]) -> pa.Table:
    return pa.table({name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate("ab")})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("1", "x"), ("1", "y"), ("2", "a")], [("1", "x"), ("1", "y"), ("2", "a")]),
        ([("1", "y"), ("1", "x"), ("2", "a")], [("1", "x"), ("1", "y"), ("2", "a")]),
        ([("2", "a"), ("1", "y")], [("1", "y"), ("2", "a")]),
        ([("1", "a"), (None, "b"), ("0", "c")], [("0", "c"), ("1", "a"), (None, "b")]),
        ([("1", "x"), ("1", "x")], [("1", "x"), ("1", "x")]),
        ([("1", "x")], [("1", "x")]),
        ([], []),
    ],
)
def test_rows_follow_their_keys(given: list[tuple[str | None, str]], expected: list[tuple[str | None, str]]) -> None:
    found = in_order(table(*given), ("a", "b"))
    assert [tuple(row.values()) for row in found.to_pylist()] == expected


def test_words_and_places_become_text() -> None:
    words = pa.DictionaryArray.from_arrays(pa.array([1, 0, 1]), pa.array(["tea", "tin"]))
    found = in_text(pa.table({"product": words, "value": [1.0, 2.0, 3.0]}))
    assert found.schema == pa.schema([("product", pa.string()), ("value", pa.float64())])
    assert found["product"].to_pylist() == ["tin", "tea", "tin"]
