"""The registry: whole declarations only, near names, checked inputs and options."""

from __future__ import annotations

import json
import operator
import re
import subprocess
import sys
from collections.abc import Callable

import duckdb
import ibis
import pyarrow as pa
import pytest

from entrepot.lake.engine import compile_sql
from entrepot.measures import THEMES, Measure, all_measures, measure_named
from entrepot.measures.inputs import EXPORTS, unbound
from entrepot.measures.measure import Term, Theme, measure
from entrepot.vocabulary.errors import MissingData, SchemaMismatch, UnknownName, WrongCall
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

EVERY = pytest.mark.parametrize("each", all_measures(), ids=lambda each: each.id)


@EVERY
def test_declaration_is_whole(each: Measure) -> None:
    assert len(each.examples) >= 2, "a measure has an example and its awkward case"
    assert re.search(r"\d{4}|\.htm|Entrepot", each.reference), "a reference has a year or an address, or is ours"
    assert len({term.name for term in each.terms}) == len(each.terms)
    assert each.definition.isascii()
    assert measure_named(each.id) is each
    assert each.theme in THEMES


def test_importing_measures_is_light() -> None:
    code = (
        "import sys, entrepot.measures; print([m for m in ('ibis', 'pyarrow', 'duckdb', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_measure_gives_near_names() -> None:
    with pytest.raises(UnknownName, match="did you mean growth"):
        measure_named("growht")


def lonely(exports: ibis.Table, *, by: tuple[str, ...] = ()) -> ibis.Table:
    """x: something."""
    raise NotImplementedError


def growth(exports: ibis.Table, *, by: tuple[str, ...] = ()) -> ibis.Table:
    """x: the name of another measure."""
    raise NotImplementedError


WHOLE = {
    "theme": Theme("t", T("t", "题")),
    "title": T("t", "题"),
    "unit": Unit.MONEY,
    "reads": (EXPORTS("period"),),
    "per": ("period",),
    "terms": (Term("x", "x", "甲"),),
    "formula": "x",
    "reference": "nobody (1999)",
    "direction": "neither",
    "range": (None, None),
}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"reference": " "}, "lacks a reference"),
        ({"terms": ()}, "lacks a reference, docstring, inputs, keys or terms"),
        ({"formula": "x / y"}, re.escape("no terms: ['y']")),
        ({"reads": ()}, "parameters"),
    ],
)
def test_a_declaration_that_is_not_whole_is_refused(changes: dict[str, object], complaint: str) -> None:
    before = all_measures()
    with pytest.raises(ValueError, match=complaint):
        measure(**{**WHOLE, **changes})(lonely)
    assert all_measures() == before


def test_the_same_name_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        measure(**WHOLE)(growth)


FLOWS = ibis.table({"period": "string", "reporter": "string", "value": "float64"}, name="flows")


@pytest.mark.parametrize(
    ("tables", "asked", "error", "says"),
    [
        ({}, {}, MissingData, "needs the table flows"),
        ({"flows": FLOWS}, {"by": ("partner",)}, SchemaMismatch, "lacks partner"),
        ({"flows": FLOWS}, {"by": ("planet",)}, UnknownName, "no grouping is called 'planet'"),
        ({"flows": FLOWS}, {"aganist": "previous"}, UnknownName, "did you mean against"),
        ({"flows": FLOWS}, {"against": "yesterday"}, UnknownName, "there is previous, same_period_last_year"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    tables: dict[str, ibis.Table], asked: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        measure_named("growth").expression(tables, **asked)


@pytest.mark.parametrize(("given", "says"), [("many", "whole number of at least 1"), (0, "at least 1"), (2.5, "whole")])
def test_a_number_that_makes_no_sense_is_refused(given: object, says: str) -> None:
    with pytest.raises(WrongCall, match=says):
        measure_named("hhi").chosen({"possible": given})


def test_by_cannot_be_what_is_summed_over() -> None:
    with pytest.raises(WrongCall, match="already runs over partner"):
        measure_named("hhi").expression({"flows": FLOWS}, by=("partner",))


def test_whole_numbers_are_divided_as_numbers_and_years_may_be_numbers(computed: Callable[..., pa.Table]) -> None:
    table = pa.table({"period": [2020, 2021], "reporter": ["A", "A"], "value": pa.array([2, 3], pa.int64())})
    answer = computed(measure_named("growth"), {"flows": table}).to_pylist()
    assert [row["value"] for row in sorted(answer, key=lambda row: row["period"])] == [None, 0.5]


def test_card_is_plain_json() -> None:
    card = json.loads(json.dumps(measure_named("rca").card()))
    assert card["title"] == {"en": "Revealed comparative advantage", "zh": "显示性比较优势指数"}
    assert card["reads"] == ["exports", "world"]
    assert card["per"] == ["period", "reporter", "product"]
    assert card["terms"] == ["x_pk", "x_p", "x_wk", "x_w"]
    assert card["range"] == [0, None]
    assert measure_named("hhi").card()["options"][0]["choices"] == ["partner", "product", "regime"]


@pytest.mark.parametrize("name", ["rca", "market_share"])
def test_a_reference_of_the_same_flows_is_read_once_and_answers_the_same(
    name: str, computed: Callable[..., pa.Table]
) -> None:
    flows = pa.table(
        {"period": ["2020"] * 4, "reporter": list("AABB"), "product": ["tea", "tin"] * 2, "value": [3.0, 1.0, 1.0, 1.0]}
    )
    lazy = unbound("flows", flows)
    sql = compile_sql(measure_named(name).expression({"exports": lazy, "world": lazy}))
    assert sql.count('"flows"') == 1
    with duckdb.connect() as connection:
        connection.register("flows", flows)
        once = connection.sql(sql).to_arrow_table().to_pylist()
    twice = computed(measure_named(name), {"exports": flows, "world": flows}).to_pylist()
    order = operator.itemgetter("reporter", "product")
    assert sorted(once, key=order) == sorted(twice, key=order)
