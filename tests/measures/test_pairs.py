"""Pairs of places: matrices give what going through the products one by one gives."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.measures import measure_named

SCHEMA = pa.schema([(name, pa.string()) for name in ("period", "reporter", "product")] + [("value", pa.float64())])
Cells = dict[tuple[str, str], float | None]

cells = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["tea", "tin", "tar", "silk"])),
    st.one_of(st.none(), st.sampled_from([0.0, 1.0, 2.5, 40.0, -3.0])),
    min_size=1,
)


def table(amounts: Cells, *, words: bool = False) -> pa.Table:
    rows = [{"period": "2020", "reporter": r, "product": p, "value": v} for (r, p), v in amounts.items()]
    made = pa.Table.from_pylist(rows, SCHEMA)
    if not words:
        return made
    # A list with words that no row uses, as an engine hands it over.
    listed = pa.array(["A", "B", "C", "D", "silk", "tar", "tea", "tin", "2020", "unused"])
    for place, name in enumerate(("period", "reporter", "product")):
        places = [listed.to_pylist().index(word) for word in made[name].to_pylist()]
        made = made.set_column(place, name, pa.DictionaryArray.from_arrays(pa.array(places, pa.int16()), listed))
    return made


def shares(amounts: Cells, of: str) -> dict[str, float | None]:
    own = {product: value for (place, product), value in amounts.items() if place == of}
    total = sum(value for value in own.values() if value is not None)
    return {product: None if value is None or not total else value / total for product, value in own.items()}


def total(amounts: Cells, of: str) -> float:
    return sum(value for (place, _), value in amounts.items() if place == of and value is not None)


def answer(measure: str, exports: pa.Table, peers: pa.Table) -> dict[tuple[str, str], Any]:
    rows = measure_named(measure).computed({"exports": exports, "peers": peers}).to_pylist()
    return {(row["reporter"], row["peer"]): row["value"] for row in rows}


@settings(deadline=None)
@given(cells, cells, st.booleans())
def test_products_one_by_one_give_the_same(own: Cells, others: Cells, words: bool) -> None:
    found = answer("export_similarity", table(own, words=words), table(others, words=words))
    angle = answer("cosine_similarity", table(own, words=words), table(others, words=words))
    expected = {(a, b) for a, _ in own for b, _ in others if a != b}
    assert set(found) == set(angle) == expected
    for a, b in expected:
        both = [(shares(own, a)[p], shares(others, b)[p]) for p in shares(own, a) if p in shares(others, b)]
        known = [(x, y) for x, y in both if x is not None and y is not None]
        if total(own, a) > 0 and total(others, b) > 0:
            assert found[a, b] == pytest.approx(sum(min(pair) for pair in known), abs=1e-12)
            sizes = [math.hypot(*(x for x in shares(t, of).values() if x)) for t, of in ((own, a), (others, b))]
            assert angle[a, b] == pytest.approx(sum(x * y for x, y in known) / (sizes[0] * sizes[1]), abs=1e-12)
        else:
            assert found[a, b] is None


@pytest.mark.parametrize("own", ["by_name", "inside", "kept"])
def test_a_group_without_any_trade_has_no_value(own: str) -> None:
    asked = table({("A", "tea"): 3.0})
    elsewhen = table({("B", "tea"): 3.0}).set_column(0, "period", pa.array(["2019"]))
    rows = measure_named("export_similarity").computed(
        {"exports": asked, "peers": elsewhen}, compared="group", own=own
    )  # fmt: skip
    assert rows.to_pylist() == [
        {"period": "2020", "reporter": "A", "peer": "group", "common": None, "x_a": 3.0, "x_b": None, "value": None}
    ]


def test_rows_told_in_parts_and_by_nobody_change_nothing() -> None:
    whole = table({("A", "tea"): 30.0, ("A", "tin"): 10.0})
    rows = [("A", "tea", 20.0), ("A", "tea", 10.0), ("A", "tin", 10.0), ("A", "tin", None), (None, "tin", 500.0)]
    parts = pa.Table.from_pylist(
        [{"period": "2020", "reporter": r, "product": p, "value": v} for r, p, v in rows], SCHEMA
    )
    peers = table({("B", "tea"): 50.0, ("B", "tin"): 25.0, ("B", "tar"): 25.0})
    assert answer("krugman_dissimilarity", parts, peers) == answer("krugman_dissimilarity", whole, peers)
    assert answer("krugman_dissimilarity", whole, peers) == {("A", "B"): pytest.approx(0.5)}
