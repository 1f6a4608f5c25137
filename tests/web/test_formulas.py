"""Formulas as people write and say them, and worked examples under the names of their columns."""

from __future__ import annotations

import ast
from xml.etree import ElementTree

import pytest

from entrepot.measures import Measure, all_measures, measure_named
from entrepot.web.front.templatetags.naming import cited
from entrepot.web.method.examples import tables_of
from entrepot.web.method.formulas import in_words, typeset


def test_a_formula_is_said_in_the_names_of_its_terms() -> None:
    said = in_words(measure_named("grubel_lloyd"))
    assert said.zh == "1 − 绝对值(该商品出口 − 该商品进口) ÷ (该商品出口 + 该商品进口)"
    assert in_words(measure_named("rca")).zh == "(该商品出口 ÷ 出口总额) ÷ (参照地区该商品出口 ÷ 参照地区出口总额)"
    assert in_words(measure_named("cagr")).zh.endswith("^ (1 ÷ 相隔年数) − 1")


@pytest.mark.parametrize("measure", all_measures(), ids=lambda one: one.id)
def test_every_formula_is_typeset_with_all_its_fractions(measure: Measure) -> None:
    drawn = ElementTree.fromstring(typeset(measure))
    quotients = [node for node in ast.walk(ast.parse(measure.formula)) if isinstance(node, ast.Div)]
    assert len(list(drawn.iter("mfrac"))) == len(quotients)
    code = {term.name for term in measure.terms if "_" in term.name}
    assert not [name for name in code if name in in_words(measure).zh]
    heads = [head for one in measure.examples for table in tables_of(measure, one) for head, _ in table.heads]
    assert not code.intersection(heads)


def test_what_is_taken_away_as_a_whole_keeps_its_brackets() -> None:
    drawn = "".join(ElementTree.fromstring(typeset(measure_named("lafay"))).itertext())
    assert drawn == "100×(xk−mk−(xk+mk)×(x−m)x+m)x+m"


def test_a_doi_leads_to_what_it_names_and_nothing_else_is_let_in() -> None:
    said = cited("Leys (2013), doi:10.1016/j.jesp.2013.03.013; <b>(Peirce, doi:10.1126/science.ns-4.93.453-a)")
    assert '<a href="https://doi.org/10.1016/j.jesp.2013.03.013" rel="noreferrer">' in said
    assert 'href="https://doi.org/10.1126/science.ns-4.93.453-a"' in said
    assert "&lt;b&gt;" in said
