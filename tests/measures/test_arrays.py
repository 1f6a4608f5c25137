"""Measures of arrays: the same card and checks, Arrow tables in and out."""

from __future__ import annotations

from dataclasses import replace

import ibis
import pyarrow as pa
import pytest

from entrepot.measures import Measure, measure_named
from entrepot.measures.inputs import EXPORTS
from entrepot.vocabulary.errors import MissingData, SchemaMismatch, UnknownName


def doubled(exports: pa.Table, *, by: tuple[str, ...] = ()) -> pa.Table:
    return exports.append_column("x", exports["value"])


@pytest.fixture
def of_arrays() -> Measure:
    """An array measure that nobody else meets: it is in no registry."""
    lazy = measure_named("rca")
    return replace(
        lazy, reads=(EXPORTS("period"),), per=("period",), terms=(replace(lazy.terms[0], name="x"),),
        arrays=True, function=doubled,
    )  # fmt: skip


def test_keys_come_as_text_and_values_as_floats_and_nothing_else_comes(of_arrays: Measure) -> None:
    table = pa.table({"value": [3, None], "period": [2020, 2021], "other": ["a", "b"]})
    assert of_arrays.computed({"exports": table}).to_pylist() == [
        {"period": "2020", "x": 3.0, "value": 3.0},
        {"period": "2021", "x": None, "value": None},
    ]


def test_what_is_missing_or_misnamed_is_said(of_arrays: Measure) -> None:
    table = pa.table({"period": ["2020"]})
    with pytest.raises(SchemaMismatch, match="lacks value; it has period"):
        of_arrays.computed({"exports": table})
    with pytest.raises(MissingData, match="needs the table exports"):
        of_arrays.computed({})
    with pytest.raises(UnknownName, match="option of rca"):
        of_arrays.computed({"exports": table}, against="previous")


def test_each_kind_is_run_in_its_own_way(of_arrays: Measure) -> None:
    with pytest.raises(TypeError, match="computed"):
        of_arrays.expression({"exports": ibis.table({"period": "string", "value": "float64"}, name="exports")})
    with pytest.raises(TypeError, match="expression"):
        measure_named("growth").computed({})
